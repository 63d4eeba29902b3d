//! When what one partner wrote for the other arrives.
//!
//! It comes at the practice's daily delivery hour, and one item in five comes one to six days later, drawn for each item
//! alone. So a day on which nothing came says nothing, and what a rest or a pause holds looks like what chance held. Both
//! partners are told so, in the same sentence, before they write.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

use super::joint_work::{JointWork, PartnerView};
use crate::calendar::hours;
use crate::limits::{DELIVERY_LATER_DAYS_MAX, DELIVERY_LATER_ONE_IN, DELIVERY_LEAD_MINUTES, LEAVING_TOLD_DAYS_MAX};
use crate::practice::{CivilMinute, Practice};

/// Civil days after today within which the next delivery hour surely lies.
const DAYS_AHEAD: i64 = 3;

/// The practice's delivery hour, every day.
#[derive(Clone, Debug)]
pub struct DeliveryHour {
    /// Civil time of day. One that a zone skips is as much later as the gap is long; one that it repeats is the first.
    pub hour: CivilMinute,
    /// The practice's zone.
    pub zone: TimeZone,
}

impl DeliveryHour {
    /// The practice's own.
    pub fn of(practice: &Practice) -> Self {
        Self { hour: practice.policy.delivery_hour, zone: practice.time_zone.clone() }
    }

    /// When the other is told of what somebody dates on civil day `date`: at the delivery hour, or at once where that has
    /// passed today. `None` for a day before today.
    pub fn on(&self, date: Date, now: Timestamp) -> Option<Timestamp> {
        if date < hours::date_of(now, &self.zone) {
            return None;
        }
        Some(hours::instant(date, self.hour, &self.zone)?.max(now))
    }

    /// The civil days on which somebody can be told of what is decided `now`: today, and as many more as a leaving may be
    /// told ahead.
    pub fn days_to_tell(&self, now: Timestamp) -> Vec<Date> {
        let today = hours::date_of(now, &self.zone);
        let furthest = SignedDuration::from_hours(24 * LEAVING_TOLD_DAYS_MAX);
        let in_reach = |date: &Date| self.on(*date, now).is_some_and(|at| at.duration_since(now) <= furthest);
        let days = (0..=LEAVING_TOLD_DAYS_MAX).filter_map(|days| today.checked_add(Span::new().days(days)).ok());
        days.filter(in_reach).collect()
    }

    /// The first delivery hour at least [`DELIVERY_LEAD_MINUTES`] after `now`, and `days_later` civil days after that.
    fn next(&self, now: Timestamp, days_later: i64) -> Timestamp {
        let earliest = now.saturating_add(SignedDuration::from_mins(DELIVERY_LEAD_MINUTES)).unwrap_or(Timestamp::MAX);
        let today = hours::date_of(now, &self.zone);
        let on = |days: i64| hours::instant(today.checked_add(Span::new().days(days)).ok()?, self.hour, &self.zone);
        let next = (-1..=DAYS_AHEAD).find(|days| on(*days).is_some_and(|instant| instant >= earliest));
        next.and_then(|days| on(days + days_later)).unwrap_or(Timestamp::MAX)
    }
}

/// From when on both see an exercise that a clinician opens to them `now`: from the next delivery hour; `None` while joint
/// work is closed, as both see it. It is the clinician's doing and neither partner's: that one of them has left and the
/// other is not told yet changes nothing, and neither does what is held.
pub fn exercise_shows_at(view: PartnerView, delivery: &DeliveryHour, now: Timestamp) -> Option<Timestamp> {
    view.open.then(|| delivery.next(now, 0))
}

/// How an item comes to its reader.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Pace {
    /// The author shared it, and the reader does not wait for it.
    Ordinary,
    /// The reader asked to receive it, and would notice if it did not come.
    AskedToReceive,
    /// Both agreed on the time at which it comes.
    Appointed(Timestamp),
}

/// Whether anything passes between two partners.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Passage {
    /// Yes, at its pace.
    Flows,
    /// A rest or a pause holds what is not asked for. Nobody can tell.
    Held,
    /// Joint work is closed, or one of the two has left: nothing passes.
    Stopped,
}

impl Passage {
    /// What passes, given joint work and whether one of the two has left, announced or not.
    pub fn new(joint_work: &JointWork, someone_left: bool) -> Self {
        match joint_work.partner_view().open {
            false => Self::Stopped,
            true if someone_left => Self::Stopped,
            true if joint_work.is_holding() => Self::Held,
            true => Self::Flows,
        }
    }
}

/// When an item arrives that is scheduled at `now`; `None` while it waits, until it is scheduled anew with a new draw.
/// `drawn` are fresh random bytes for this item and this schedule.
///
/// What the reader asked to receive comes at the next delivery hour even while a rest or a pause holds the rest: it
/// always comes then, so a missing one would tell. To stop it, joint work is closed, for both to see.
///
/// ```
/// use troth_domain::practice::CivilMinute;
/// use troth_domain::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};
/// let zone = jiff::tz::TimeZone::get("America/Denver").unwrap();
/// let six = DeliveryHour { hour: CivilMinute::new(18 * 60).unwrap(), zone };
/// let noon = "2026-10-30T12:00:00-06:00".parse().unwrap();
/// let at = |drawn: u64| deliver_at(&six, Passage::Flows, Pace::Ordinary, noon, drawn.to_be_bytes()).unwrap();
/// assert_eq!(at(1), "2026-10-30T18:00:00-06:00".parse().unwrap());
/// assert_eq!(at(15), "2026-11-03T18:00:00-07:00".parse().unwrap(), "one in five comes later: here by four days");
/// ```
pub fn deliver_at(
    delivery: &DeliveryHour,
    passage: Passage,
    pace: Pace,
    now: Timestamp,
    drawn: [u8; 8],
) -> Option<Timestamp> {
    match (passage, pace) {
        (Passage::Stopped, _) | (Passage::Held, Pace::Ordinary | Pace::Appointed(_)) => None,
        (Passage::Flows | Passage::Held, Pace::AskedToReceive) => Some(delivery.next(now, 0)),
        (Passage::Flows, Pace::Ordinary) => Some(delivery.next(now, days_later(drawn))),
        (Passage::Flows, Pace::Appointed(at)) => Some(at),
    }
}

/// Days that an item comes later than it could: mostly none. The draw is so wide that the remainder favours nothing by
/// more than one part in 2^58.
fn days_later(drawn: [u8; 8]) -> i64 {
    let drawn = u64::from_be_bytes(drawn);
    if !drawn.is_multiple_of(DELIVERY_LATER_ONE_IN) {
        return 0;
    }
    let days = (drawn / DELIVERY_LATER_ONE_IN) % DELIVERY_LATER_DAYS_MAX;
    i64::try_from(days).unwrap_or(0) + 1
}
