//! Civil working hours as instants: the one place where rules in civil time meet time itself.
//!
//! A civil time that a zone skips or repeats is read as RFC 5545 (3.3.5) has it: one in a gap takes the offset before
//! the gap, so 02:30 becomes 03:30; one that occurs twice is the first. The length of a window is the time that
//! passes between its two instants, so a night that is an hour longer gives an hour more.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp};

use super::{Cell, CellRange};
use crate::practice::{CivilMinute, CivilWindow, Practice, Therapist};

/// A working window of one date. A session lies inside one window: windows that touch are still two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// The civil date it belongs to, in the therapist's zone.
    pub date: Date,
    /// When it begins; its starts are counted from here.
    pub start: Timestamp,
    /// When it ends; not part of it.
    pub end: Timestamp,
}

impl Window {
    /// Its cells.
    pub fn cells(self) -> CellRange {
        CellRange::new(Cell::containing(self.start), Cell::containing(self.end))
    }
}

/// The instant of a civil time of day on `date`; minute 1440 is midnight of the next date. `None` outside of what
/// [`Timestamp`] can say.
///
/// ```
/// use jiff::{civil::date, tz::TimeZone};
/// use troth_domain::{calendar::hours, practice::CivilMinute};
/// let denver = TimeZone::get("America/Denver").unwrap();
/// let half_past_two = CivilMinute::new(150).unwrap();
/// let skipped = hours::instant(date(2027, 3, 14), half_past_two, &denver).unwrap();
/// assert_eq!(skipped.to_zoned(denver).time().to_string(), "03:30:00");
/// ```
pub fn instant(date: Date, minute: CivilMinute, zone: &TimeZone) -> Option<Timestamp> {
    let (date, minutes) = match minute.minutes() {
        1440 => (date.tomorrow().ok()?, 0),
        minutes => (date, minutes),
    };
    let hour = i8::try_from(minutes / 60).ok()?;
    let minute = i8::try_from(minutes % 60).ok()?;
    let time = Time::new(hour, minute, 0, 0).ok()?;
    zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok()
}

/// The first instant of `date` in `zone`: midnight, or the end of the gap that swallows it.
///
/// ```
/// use jiff::{civil::date, tz::TimeZone};
/// use troth_domain::calendar::hours;
/// let cairo = TimeZone::get("Africa/Cairo").unwrap();
/// let start = hours::start_of_day(date(2026, 4, 24), &cairo).unwrap();
/// assert_eq!(start.to_zoned(cairo).time().to_string(), "01:00:00", "clocks go forward at midnight");
/// ```
pub fn start_of_day(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    let midnight = zone.to_ambiguous_timestamp(date.to_datetime(Time::midnight()));
    let AmbiguousOffset::Gap { .. } = midnight.offset() else { return midnight.compatible().ok() };
    let inside_or_after = midnight.later().ok()?;
    let just_after = inside_or_after.checked_add(Span::new().nanoseconds(1)).ok()?;
    zone.preceding(just_after).next().map(|transition| transition.timestamp())
}

/// The civil day in `zone` that `instant` lies in.
pub fn date_of(instant: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(instant).date()
}

/// The instants of the civil days from `from`, `days` of them: from the start of the first to the start of the first
/// day after them. Clamped to what [`Timestamp`] can say.
pub fn days_between(from: Date, days: i64, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let start = start_of_day(from, zone).unwrap_or(Timestamp::MIN);
    let end = from.checked_add(Span::new().days(days)).ok().and_then(|date| start_of_day(date, zone));
    (start, end.unwrap_or(Timestamp::MAX))
}

/// The Monday of the civil week that `date` lies in.
pub fn monday_of(date: Date) -> Date {
    let days_after = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(Span::new().days(days_after)).unwrap_or(date)
}

/// The civil windows in which `therapist` works on `date`: those of the date's own override; else none on a day on
/// which the practice is closed; else the usual ones.
pub fn civil_windows<'a>(practice: &Practice, therapist: &'a Therapist, date: Date) -> &'a [CivilWindow] {
    match therapist.overrides.get(&date) {
        Some(windows) => windows,
        None if practice.closed_dates.contains(&date) => &[],
        None => therapist.hours.on(date.weekday()),
    }
}

/// The windows in which `therapist` works on the civil dates `first..=last` of their zone, by date. A window that a
/// gap swallows whole is left out; one that a gap moves may overlap the next.
pub fn windows<'a>(
    practice: &'a Practice,
    therapist: &'a Therapist,
    first: Date,
    last: Date,
) -> impl Iterator<Item = Window> + use<'a> {
    let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last);
    dates.flat_map(move |date| {
        civil_windows(practice, therapist, date)
            .iter()
            .filter_map(move |window| expand(date, *window, &therapist.time_zone))
    })
}

/// `window` on `date`, unless nothing is left of it.
pub(crate) fn expand(date: Date, window: CivilWindow, zone: &TimeZone) -> Option<Window> {
    let start = instant(date, window.from(), zone)?;
    let end = instant(date, window.to(), zone)?;
    (start < end).then_some(Window { date, start, end })
}

/// The civil days of one zone around a range of time, looked up once: a search asks about the same few days for each
/// of many therapists.
#[derive(Debug)]
pub(super) struct Days<'a> {
    zone: &'a TimeZone,
    /// Whole weeks from a Monday on.
    days: Vec<Day>,
    /// When the last of them ends.
    end: Timestamp,
}

#[derive(Debug)]
struct Day {
    date: Date,
    start: Timestamp,
    /// Whether the zone's offset stays the same all day, so that a civil time is midnight plus its minutes.
    even: bool,
}

impl<'a> Days<'a> {
    /// Whole weeks around `range`, with at least a day to spare on each side, because a gap can push a window past
    /// midnight.
    pub(super) fn around(range: CellRange, zone: &'a TimeZone) -> Self {
        let (from, to) = (date_of(range.start.start(), zone), date_of(range.end.start(), zone));
        let first = monday_of(from.yesterday().unwrap_or(from));
        let end = monday_of(to.tomorrow().unwrap_or(to)).saturating_add(Span::new().weeks(1));
        let dates = std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(|date| *date < end);
        let start_of = |date| start_of_day(date, zone).unwrap_or(Timestamp::MAX);
        let mut days: Vec<Day> = dates.map(|date| Day { date, start: start_of(date), even: true }).collect();
        let begin = days.first().map_or(Timestamp::MAX, |day| day.start);
        let end = start_of(end);
        let changes = zone.following(just_before(begin)).map(|change| change.timestamp());
        for change in changes.take_while(|change| *change < end) {
            // A change at the very start of a day may have cut the day before it short (Nuuk: from 23:00 to midnight).
            let days_before = days.partition_point(|day| day.start < change);
            let days_begun = days.partition_point(|day| day.start <= change);
            for count in [days_before, days_begun] {
                if let Some(day) = count.checked_sub(1).and_then(|index| days.get_mut(index)) {
                    day.even = false;
                }
            }
        }
        Self { zone, days, end }
    }

    /// The cells of each window in which `therapist`, who lives by this zone, works on these days.
    pub(super) fn windows<'b>(
        &'b self,
        practice: &'b Practice,
        therapist: &'b Therapist,
    ) -> impl Iterator<Item = CellRange> {
        self.days.iter().flat_map(move |day| {
            let midnight = Cell::containing(day.start);
            let at = move |minute: CivilMinute| midnight.plus_minutes(i64::from(minute.minutes()));
            civil_windows(practice, therapist, day.date).iter().filter_map(move |window| match day.even {
                true => Some(CellRange::new(at(window.from()), at(window.to()))),
                false => expand(day.date, *window, self.zone).map(Window::cells),
            })
        })
    }

    /// Each civil day, from its start to its end.
    pub(super) fn each_day(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.spans(1)
    }

    /// Each civil week, from its start to its end.
    pub(super) fn each_week(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        self.spans(7)
    }

    fn spans(&self, days: usize) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let starts = || self.days.iter().step_by(days).map(|day| day.start);
        starts().zip(starts().skip(1).chain(std::iter::once(self.end)))
    }
}

fn just_before(instant: Timestamp) -> Timestamp {
    instant.checked_sub(Span::new().nanoseconds(1)).unwrap_or(instant)
}
