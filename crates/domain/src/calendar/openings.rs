//! The search for openings, and what stands behind one opening.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::candidates::Candidates;
use super::search::Finder;
use super::slots::SlotQuery;
use super::{Cell, CellRange, Diaries, hours};
use crate::booking::{BookingId, Never, Refusal, Slot};
use crate::limits::{NEAREST_OPENINGS_MAX, SEARCH_DAYS_MAX};
use crate::practice::{Practice, Slug};

/// Everything that decides which openings there are: the practice's rules, the diaries, and the moment.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    /// The rules.
    pub practice: &'a Practice,
    /// What is taken up.
    pub diaries: &'a Diaries,
    /// The moment.
    pub now: Timestamp,
}

/// What someone wants to book.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The offering.
    pub offering: &'a Slug,
    /// One therapist; none: any.
    pub therapist: Option<&'a Slug>,
    /// One location; none: any.
    pub location: Option<&'a Slug>,
    /// A hold or booking of their own, which never blocks them.
    pub own: Option<BookingId>,
}

/// Which days to search.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// What is wanted.
    pub wanted: Wanted<'a>,
    /// The zone whose civil days are meant.
    pub zone: &'a TimeZone,
    /// The first day.
    pub from: Date,
    /// How many days, 1 to [`SEARCH_DAYS_MAX`].
    pub days: u32,
}

/// A start time at which the offering can be booked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// When the session starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// How many therapists could give it.
    pub therapists: u32,
    /// Where it could take place, in the practice's order; empty for phone and video.
    pub locations: Vec<Slug>,
}

/// What a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Openings {
    /// Sorted by start, each start once.
    pub openings: Vec<Opening>,
    /// The first civil day after those searched that has an opening, if one has.
    pub next_from: Option<Date>,
}

/// Why a time cannot be booked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotOpen {
    /// It never was an opening.
    Never(Never),
    /// It would be one, but everybody or every room is taken, or a limit is reached.
    Taken,
}

impl Calendar<'_> {
    /// The openings in the days of `search`.
    ///
    /// # Errors
    /// [`Refusal::UnknownOffering`], [`Refusal::UnknownTherapist`] or [`Refusal::UnknownLocation`].
    pub fn search(&self, search: &Search<'_>) -> Result<Openings, Refusal> {
        let finder = Finder::new(self, &search.wanted)?;
        let days = i64::from(search.days.min(SEARCH_DAYS_MAX));
        let (from, to) = hours::days_between(search.from, days, search.zone);
        let searched = CellRange::new(Cell::at_or_after(from), Cell::at_or_after(to));
        let next = finder.soonest(searched.end);
        Ok(Openings {
            openings: finder.openings(searched),
            next_from: next.map(|start| hours::date_of(start.start(), search.zone)),
        })
    }

    /// The soonest opening of all, if there is one within the horizon.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn soonest(&self, wanted: &Wanted<'_>) -> Result<Option<Opening>, Refusal> {
        let finder = Finder::new(self, wanted)?;
        let Some(start) = finder.soonest(Cell::at_or_after(self.now)) else { return Ok(None) };
        Ok(finder.openings(CellRange::new(start, Cell(start.0 + 1))).pop())
    }

    /// Every way to give `wanted` at `start`, the fairest first: the therapist with fewest bookings in that civil week
    /// of theirs, then on that day, then by slug; the first location and room in the practice's order that are free.
    /// One slot per therapist. Notice is judged at `notice_at` (the moment, or when an own hold was made).
    ///
    /// # Errors
    /// [`NotOpen`]. Unknown slugs count as [`Never::OutsideHours`]; ask [`check_wanted`](Self::check_wanted) first.
    pub fn slots_at(&self, wanted: &Wanted<'_>, start: Timestamp, notice_at: Timestamp) -> Result<Vec<Slot>, NotOpen> {
        SlotQuery { calendar: *self, wanted: *wanted, start, notice_at, room: None }.slots()
    }

    /// As [`slots_at`](Self::slots_at), but only for the therapist, location and room of `chosen`.
    pub(crate) fn slot_again(
        &self,
        chosen: &Slot,
        own: Option<BookingId>,
        notice_at: Timestamp,
    ) -> Result<Option<Slot>, NotOpen> {
        let wanted = Wanted {
            offering: &chosen.offering,
            therapist: Some(&chosen.therapist),
            location: chosen.location.as_ref(),
            own,
        };
        let query = SlotQuery { calendar: *self, wanted, start: chosen.start, notice_at, room: chosen.room.as_ref() };
        Ok(query.slots()?.pop())
    }

    /// Whether the offering, therapist and location that are wanted exist and go together.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn check_wanted(&self, wanted: &Wanted<'_>) -> Result<(), Refusal> {
        Candidates::of(self, wanted).map(|_| ())
    }

    /// Up to [`NEAREST_OPENINGS_MAX`] openings closest in time to `start`, soonest first; never `start` itself.
    pub fn nearest(&self, wanted: &Wanted<'_>, start: Timestamp) -> Vec<Opening> {
        let Ok(finder) = Finder::new(self, wanted) else { return Vec::new() };
        let whole = finder.whole_range();
        let center = Cell::containing(start);
        let mut radius: i64 = NEAREST_RADIUS_CELLS;
        loop {
            let around = CellRange::new(Cell(center.0.saturating_sub(radius)), Cell(center.0.saturating_add(radius)));
            let mut openings = finder.openings(around);
            openings.retain(|opening| opening.start != start);
            let covers_all = around.start <= whole.start && around.end >= whole.end;
            if openings.len() >= NEAREST_OPENINGS_MAX || covers_all {
                openings.sort_by_key(|opening| (opening.start.duration_since(start).abs(), opening.start));
                openings.truncate(NEAREST_OPENINGS_MAX);
                openings.sort_by_key(|opening| opening.start);
                return openings;
            }
            radius = radius.saturating_mul(4);
        }
    }
}

/// How far around a time the nearest openings are looked for at first: a day.
const NEAREST_RADIUS_CELLS: i64 = 288;
