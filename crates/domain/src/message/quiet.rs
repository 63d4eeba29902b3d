//! When a message may reach somebody: outside of quiet hours and within their safe hours, in their zone.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousTimestamp, TimeZone};
use jiff::{SignedDuration, Span, Timestamp};

use crate::calendar::hours;
use crate::limits::REMINDER_LEAD_MINUTES;
use crate::people::{Client, Profile};
use crate::practice::{CivilWindow, Policy};

/// Days before and after a moment in which an allowed stretch is looked for. Each day has one, or none has.
const DAYS_AROUND: i64 = 2;

/// A stretch of time in which a message may be sent.
#[derive(Clone, Copy)]
struct Stretch {
    start: Timestamp,
    end: Timestamp,
}

/// Minutes since midnight, from the first until before the second.
type Minutes = (u16, u16);

/// The times of day at which a message may be sent, and the zone that they are in.
pub(super) struct Allowed<'a> {
    /// Sorted, apart, `from` before `to`.
    times: Vec<Minutes>,
    zone: &'a TimeZone,
}

impl<'a> Allowed<'a> {
    /// For reminders: safe hours without quiet hours. There may be none.
    pub(super) fn reminders(policy: &Policy, client: &'a Client) -> Self {
        Self { times: loud_and(policy, safe(client.safe_contact.hours)), zone: client.time_zone.zone() }
    }

    /// For what came overnight, say: safe hours without quiet hours. Whoever has only quiet hours that are safe means
    /// those: what a person says of themselves weighs more than what suits most.
    pub(super) fn notices(policy: &Policy, profile: &'a Profile) -> Self {
        let safe = safe(profile.safe_contact.hours);
        let mut times = loud_and(policy, safe);
        if times.is_empty() {
            times.push(safe);
        }
        Self { times, zone: profile.time_zone.zone() }
    }

    /// For what somebody asked for just now, who may be another: safe hours, be they quiet or not.
    pub(super) fn safe_hours(profile: &'a Profile) -> Self {
        Self { times: vec![safe(profile.safe_contact.hours)], zone: profile.time_zone.zone() }
    }

    /// Whether a message may be sent at `instant`.
    pub(super) fn at(&self, instant: Timestamp) -> bool {
        let civil = self.zone.to_datetime(instant);
        let minutes = u16::from(civil.hour().unsigned_abs()) * 60 + u16::from(civil.minute().unsigned_abs());
        self.times.iter().any(|(from, to)| (*from..*to).contains(&minutes))
    }

    /// Shortly before the end of the last stretch that ends at or before `instant`.
    pub(super) fn last_before(&self, instant: Timestamp) -> Option<Timestamp> {
        let stretch = self.around(instant).into_iter().rfind(|stretch| stretch.end <= instant)?;
        let lead = stretch.end.checked_sub(SignedDuration::from_mins(REMINDER_LEAD_MINUTES)).ok()?;
        Some(lead.max(stretch.start))
    }

    /// The beginning of the first stretch that begins after `instant`.
    pub(super) fn next_after(&self, instant: Timestamp) -> Option<Timestamp> {
        self.around(instant).into_iter().map(|stretch| stretch.start).find(|start| *start > instant)
    }

    /// The stretches of the days around `instant`, in order; those that touch at midnight are one.
    fn around(&self, instant: Timestamp) -> Vec<Stretch> {
        let today = hours::date_of(instant, self.zone);
        let mut stretches: Vec<Stretch> = Vec::new();
        for days in -DAYS_AROUND..=DAYS_AROUND {
            let Ok(date) = today.checked_add(Span::new().days(days)) else { continue };
            for stretch in self.times.iter().filter_map(|times| self.on(date, *times)) {
                match stretches.last_mut() {
                    Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                    _ => stretches.push(stretch),
                }
            }
        }
        stretches
    }

    /// Where a zone skips or repeats an edge, the stretch begins late and ends early: whoever named a time must not be
    /// reached outside of it, by either reading of the clock.
    fn on(&self, date: Date, (from, to): Minutes) -> Option<Stretch> {
        let start = self.edge(date, from, AmbiguousTimestamp::later)?;
        let end = self.edge(date, to, AmbiguousTimestamp::earlier)?;
        (start < end).then_some(Stretch { start, end })
    }

    /// The instant of an edge; midnight is where one civil day ends and the next begins.
    fn edge(
        &self,
        date: Date,
        minutes: u16,
        read: impl Fn(AmbiguousTimestamp) -> Result<Timestamp, jiff::Error>,
    ) -> Option<Timestamp> {
        match minutes {
            0 => hours::start_of_day(date, self.zone),
            1440 => hours::start_of_day(date.tomorrow().ok()?, self.zone),
            minutes => {
                let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
                let time = Time::new(hour, minute, 0, 0).ok()?;
                read(self.zone.to_ambiguous_timestamp(date.to_datetime(time))).ok()
            }
        }
    }
}

fn safe(hours: Option<CivilWindow>) -> Minutes {
    hours.map_or((0, 1440), |hours| (hours.from().minutes(), hours.to().minutes()))
}

/// What of `safe` lies outside of quiet hours.
fn loud_and(policy: &Policy, safe: Minutes) -> Vec<Minutes> {
    let (from, until) = (policy.quiet_from.minutes(), policy.quiet_until.minutes());
    let loud = match from.cmp(&until) {
        std::cmp::Ordering::Equal => vec![(0, 1440)],
        std::cmp::Ordering::Greater => vec![(until, from)],
        std::cmp::Ordering::Less => vec![(0, from), (until, 1440)],
    };
    let both = |(from, to): Minutes| (from.max(safe.0), to.min(safe.1));
    loud.into_iter().map(both).filter(|(from, to)| from < to).collect()
}
