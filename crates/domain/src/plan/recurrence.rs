//! When a commitment is due: civil dates and a time of day in one zone, a first day and a last.
//!
//! A time that the zone skips or repeats is read as everywhere here (`calendar::hours`, RFC 5545 3.3.5): one in a gap takes
//! the offset before the gap, one that occurs twice is the first. A civil day that a zone leaves out has no occurrence.

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};

use crate::calendar::hours;
use crate::limits::{OCCURRENCES_MAX, RECURRENCE_DAYS_MAX, RECURRENCE_WEEKS_MAX};
use crate::people::ClientZone;
use crate::practice::CivilMinute;

/// Some days of the week: at least one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DaysOfWeek(u8);

impl DaysOfWeek {
    /// `None` for no day at all.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let days = days.into_iter().fold(0, |days, day| days | bit(day));
        (days != 0).then_some(Self(days))
    }

    /// Whether `day` is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// How it comes again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// On the first day only.
    Once,
    /// Every day.
    Daily,
    /// Monday to Friday.
    Weekdays,
    /// On these days of every so-manieth week, counted in weeks that begin on Monday from the first day's on.
    Weekly {
        /// The days.
        days: DaysOfWeek,
        /// 1: every week.
        every_weeks: u8,
    },
}

/// When it is over.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Until {
    /// After so many occurrences.
    Times(u16),
    /// After this day.
    Day(Date),
}

/// When something is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recurrence {
    first: Date,
    at: CivilMinute,
    zone: ClientZone,
    rule: Rule,
    until: Until,
}

/// Once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Occurrence {
    /// The civil day, which names it.
    pub on: Date,
    /// When it is due.
    pub at: Timestamp,
}

/// Why it is no recurrence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RecurrenceRefusal {
    /// The time of day is the end of the day.
    #[error("the time is no time of that day")]
    EndOfDay,
    /// Weeks between 1 and [`RECURRENCE_WEEKS_MAX`].
    #[error("too many weeks between, or none")]
    Weeks,
    /// Occurrences between 1 and [`OCCURRENCES_MAX`].
    #[error("too many times, or none")]
    Times,
    /// The last lies more than [`RECURRENCE_DAYS_MAX`] days after the first.
    #[error("goes on for too long")]
    TooLong,
    /// No day fits.
    #[error("no day fits")]
    Never,
}

impl Recurrence {
    /// Takes what was chosen.
    ///
    /// ```
    /// use jiff::civil::date;
    /// use troth_domain::people::ClientZone;
    /// use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
    /// use troth_domain::practice::CivilMinute;
    /// let denver = ClientZone::new("America/Denver").unwrap();
    /// let (first, half_past_two) = (date(2027, 3, 13), CivilMinute::new(150).unwrap());
    /// let daily = Recurrence::new(first, half_past_two, denver, Rule::Daily, Until::Times(2)).unwrap();
    /// let due: Vec<String> = daily.occurrences().map(|once| once.at.to_string()).collect();
    /// assert_eq!(due, ["2027-03-13T09:30:00Z", "2027-03-14T09:30:00Z"], "the second night has no 02:30: 03:30 it is");
    /// ```
    ///
    /// # Errors
    /// [`RecurrenceRefusal`].
    pub fn new(
        first: Date,
        at: CivilMinute,
        zone: ClientZone,
        rule: Rule,
        until: Until,
    ) -> Result<Self, RecurrenceRefusal> {
        if at.minutes() >= 1440 {
            return Err(RecurrenceRefusal::EndOfDay);
        }
        if matches!(rule, Rule::Weekly { every_weeks, .. } if !(1..=RECURRENCE_WEEKS_MAX).contains(&every_weeks)) {
            return Err(RecurrenceRefusal::Weeks);
        }
        match until {
            Until::Times(times) if !(1..=OCCURRENCES_MAX).contains(&times) => return Err(RecurrenceRefusal::Times),
            Until::Day(last) if days_after(first, last) > RECURRENCE_DAYS_MAX => {
                return Err(RecurrenceRefusal::TooLong);
            }
            Until::Times(_) | Until::Day(_) => {}
        }
        let new = Self { first, at, zone, rule, until };
        let count = new.occurrences().count();
        if count == 0 {
            return Err(RecurrenceRefusal::Never);
        }
        // Fewer than asked for: the days within reach did not hold them all.
        let is_cut = matches!((rule, until), (Rule::Daily | Rule::Weekdays | Rule::Weekly { .. }, Until::Times(times))
            if count < usize::from(times));
        if is_cut { Err(RecurrenceRefusal::TooLong) } else { Ok(new) }
    }

    /// The first day that it may be due on.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The time of day.
    pub fn at(&self) -> CivilMinute {
        self.at
    }

    /// The zone that its days and its time are in.
    pub fn zone(&self) -> &ClientZone {
        &self.zone
    }

    /// How it comes again.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// When it is over.
    pub fn until(&self) -> Until {
        self.until
    }

    /// Each time it is due, in order.
    pub fn occurrences(&self) -> impl Iterator<Item = Occurrence> {
        let last = match (self.rule, self.until) {
            (Rule::Once, _) => self.first,
            (_, Until::Day(last)) => last,
            (_, Until::Times(_)) => self.first.saturating_add(Span::new().days(RECURRENCE_DAYS_MAX)),
        };
        let times = match self.until {
            Until::Times(times) => usize::from(times),
            Until::Day(_) => usize::MAX,
        };
        let dates = std::iter::successors(Some(self.first), |date| date.tomorrow().ok());
        let dates = dates.take_while(move |date| *date <= last).filter(|date| self.fits(*date));
        dates.filter_map(|on| self.occurrence(on)).take(times)
    }

    /// The first time that it is due after `instant`: what a reminder waits for.
    pub fn next_after(&self, instant: Timestamp) -> Option<Occurrence> {
        self.occurrences().find(|once| once.at > instant)
    }

    /// Each time that it was due after `since`, up to `now`.
    pub fn due(&self, since: Timestamp, now: Timestamp) -> impl Iterator<Item = Occurrence> {
        self.occurrences().skip_while(move |once| once.at <= since).take_while(move |once| once.at <= now)
    }

    fn fits(&self, date: Date) -> bool {
        match self.rule {
            Rule::Once | Rule::Daily => true,
            Rule::Weekdays => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
            Rule::Weekly { days, every_weeks } => {
                let weeks = days_after(hours::monday_of(self.first), hours::monday_of(date)) / 7;
                days.contains(date.weekday()) && weeks % i32::from(every_weeks) == 0
            }
        }
    }

    fn occurrence(&self, on: Date) -> Option<Occurrence> {
        let zone = self.zone.zone();
        let is_left_out = hours::start_of_day(on, zone) == hours::start_of_day(on.tomorrow().ok()?, zone);
        let at = hours::instant(on, self.at, zone)?;
        (!is_left_out).then_some(Occurrence { on, at })
    }
}

/// Civil days from `from` to `to`.
fn days_after(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
