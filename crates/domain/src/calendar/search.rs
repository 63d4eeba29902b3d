//! The search itself: per therapist a bitmap of starts (working time on the step's grid, minus what is taken up,
//! minus days and weeks at their limit, and with a room), then all of them counted together.
//!
//! All bitmaps here are over the first cell that a session *takes up*, buffer included, not over its start: so one
//! widened bitmap of a diary answers for every start at once.

use jiff::Timestamp;

use super::candidates::{Candidate, Candidates, RoomDiary, Shape, has_place};
use super::hours::Days;
use super::{Bitmap, Calendar, Cell, CellRange, Opening, Wanted};
use crate::booking::{BookingId, Refusal};
use crate::practice::Location;

/// Cells searched at first when only the soonest start is asked for; each further stretch is twice as long.
const FIRST_STRETCH_CELLS: i64 = 2 * 288;

/// A search with everything looked up.
pub(super) struct Finder<'a> {
    calendar: Calendar<'a>,
    candidates: Candidates<'a>,
    own: Option<BookingId>,
    /// The first start that the notice allows.
    earliest: Cell,
    /// The first cell after the furthest horizon.
    latest: Cell,
}

/// The starts found in one range.
struct Found {
    range: CellRange,
    /// For each cell of `range`, how many therapists could begin there.
    therapists: Vec<u32>,
    /// For each of the practice's locations, the first cells taken up by sessions that could be there.
    at: Vec<Bitmap>,
}

impl<'a> Finder<'a> {
    /// Looks up what is wanted.
    pub(super) fn new(calendar: &Calendar<'a>, wanted: &Wanted<'a>) -> Result<Self, Refusal> {
        let candidates = Candidates::of(calendar, wanted)?;
        let earliest = Cell::at_or_after(earliest_start(calendar.now, candidates.offering.notice_minutes));
        let furthest = candidates.horizons.iter().map(|horizon| horizon.end).max();
        let latest = furthest.map_or(earliest, Cell::at_or_after);
        Ok(Self { calendar: *calendar, candidates, own: wanted.own, earliest, latest })
    }

    /// The openings that start in `range`, by start.
    pub(super) fn openings(&self, range: CellRange) -> Vec<Opening> {
        let range = range.intersection(CellRange::new(self.earliest, self.latest));
        if range.is_empty() { Vec::new() } else { self.find(range).openings(self) }
    }

    /// The soonest start at or after `from`.
    pub(super) fn soonest(&self, from: Cell) -> Option<Cell> {
        let mut start = from.max(self.earliest);
        let mut length = FIRST_STRETCH_CELLS;
        while start < self.latest {
            let end = Cell(start.0.saturating_add(length)).min(self.latest);
            let found = self.find(CellRange::new(start, end));
            if let Some((cell, _)) = found.starts().next() {
                return Some(cell);
            }
            start = end;
            length *= 2;
        }
        None
    }

    /// Everything that can start at all.
    pub(super) fn whole_range(&self) -> CellRange {
        CellRange::new(self.earliest, self.latest)
    }

    /// Searches `range`, which is not empty and within [`whole_range`](Self::whole_range).
    fn find(&self, range: CellRange) -> Found {
        let shape = self.candidates.shape;
        let first = shape.occupied_from(range.start);
        let span = CellRange::new(first.start, shape.occupied_from(range.end).end);
        let clear = || Bitmap::covering(span);
        let roomless = self.roomless(&clear);
        let has_place = has_place(self.candidates.offering);
        let places = if has_place { self.calendar.practice.locations.len() } else { 0 };
        let mut found = Found {
            range,
            therapists: vec![0; usize::try_from(range.len()).unwrap_or(0)],
            at: (0..places).map(|_| clear()).collect(),
        };
        let days: Vec<Days<'_>> =
            self.candidates.horizons.iter().map(|horizon| Days::around(range, horizon.zone)).collect();
        let (mut open, mut taken) = (clear(), clear());
        for candidate in &self.candidates.therapists {
            let Some(days) = days.get(candidate.horizon) else { continue };
            let horizon_end = Cell::at_or_after(self.candidates.horizon_end(candidate));
            open.clear_all();
            self.add_working_starts(
                candidate,
                days,
                CellRange::new(range.start, range.end.min(horizon_end)),
                &mut open,
            );
            if let Some(diary) = candidate.diary {
                taken.clear_all();
                diary.mark(&mut taken, self.calendar.now, self.own);
                taken.widen_down(shape.occupied);
                open.subtract(&taken);
            }
            self.clear_full(candidate, days, &mut open);
            if open.is_all_clear() {
                continue;
            }
            match &roomless {
                Some(roomless) => self.add_with_rooms(candidate, roomless, &open, &mut found),
                None => self.add_anywhere(candidate, &open, &mut found),
            }
        }
        found
    }

    /// For each location the first cells of sessions that no room there could take; `None` if none is needed.
    fn roomless(&self, clear: &dyn Fn() -> Bitmap) -> Option<Vec<Bitmap>> {
        let length = self.candidates.shape.occupied;
        let blocked_in = |room: &RoomDiary<'_>| {
            let mut taken = clear();
            if let Some(diary) = room.diary {
                diary.mark(&mut taken, self.calendar.now, self.own);
                taken.widen_down(length);
            }
            taken
        };
        let blocked_at = |rooms: &Vec<RoomDiary<'_>>| {
            let mut rooms = rooms.iter().map(blocked_in);
            let Some(mut blocked) = rooms.next() else {
                let mut all = clear();
                all.set_all();
                return all;
            };
            for room in rooms {
                blocked.keep(&room);
            }
            blocked
        };
        self.candidates.rooms.as_ref().map(|places| places.iter().map(blocked_at).collect())
    }

    /// Sets each start in `reachable` that lies on the grid of one of the therapist's windows.
    fn add_working_starts(&self, candidate: &Candidate<'_>, days: &Days<'_>, reachable: CellRange, open: &mut Bitmap) {
        let Shape { before, session, step, .. } = self.candidates.shape;
        for window in days.windows(self.calendar.practice, candidate.therapist) {
            let too_early = (reachable.start.0 - window.start.0).max(0);
            let steps_skipped = (too_early + step - 1) / step;
            let first = window.start.0 + steps_skipped * step;
            let end = (window.end.0 - session + 1).min(reachable.end.0);
            open.set_every(CellRange::new(Cell(first - before), Cell(end - before)), step);
        }
    }

    /// Clears the days and weeks in which the therapist has as many sessions as they take.
    fn clear_full(&self, candidate: &Candidate<'_>, days: &Days<'_>, open: &mut Bitmap) {
        let before = self.candidates.shape.before;
        let count =
            |from, to| candidate.diary.map_or(0, |diary| diary.count_starting(from, to, self.calendar.now, self.own));
        let mut clear_if_full = |max: u32, (from, to): (Timestamp, Timestamp)| {
            if count(from, to) >= max {
                let (from, to) = (Cell::at_or_after(from), Cell::at_or_after(to));
                open.clear(CellRange::new(Cell(from.0 - before), Cell(to.0 - before)));
            }
        };
        if let Some(max) = candidate.therapist.bookings_per_day_max {
            days.each_day().for_each(|day| clear_if_full(max, day));
        }
        if let Some(max) = candidate.therapist.bookings_per_week_max {
            days.each_week().for_each(|week| clear_if_full(max, week));
        }
    }

    fn add_with_rooms(&self, candidate: &Candidate<'_>, roomless: &[Bitmap], open: &Bitmap, found: &mut Found) {
        let mut anywhere = open.clone();
        anywhere.clear_all();
        for place in &candidate.locations {
            let (Some(roomless), Some(at)) = (roomless.get(*place), found.at.get_mut(*place)) else { continue };
            let mut here = open.clone();
            here.subtract(roomless);
            at.add(&here);
            anywhere.add(&here);
        }
        found.count(&anywhere, self.candidates.shape.before);
    }

    fn add_anywhere(&self, candidate: &Candidate<'_>, open: &Bitmap, found: &mut Found) {
        for place in &candidate.locations {
            if let Some(at) = found.at.get_mut(*place) {
                at.add(open);
            }
        }
        found.count(open, self.candidates.shape.before);
    }
}

impl Found {
    fn count(&mut self, open: &Bitmap, before: i64) {
        for cell in open.cells() {
            let place = usize::try_from(cell.0 + before - self.range.start.0).ok();
            if let Some(therapists) = place.and_then(|place| self.therapists.get_mut(place)) {
                *therapists += 1;
            }
        }
    }

    /// The starts, by time, each with the number of therapists.
    fn starts(&self) -> impl Iterator<Item = (Cell, u32)> {
        let cells = (self.range.start.0..).map(Cell);
        cells.zip(&self.therapists).filter(|(_, therapists)| **therapists > 0).map(|(cell, count)| (cell, *count))
    }

    fn openings(&self, finder: &Finder<'_>) -> Vec<Opening> {
        let shape = finder.candidates.shape;
        let places: Vec<(&Location, &Bitmap)> = finder.calendar.practice.locations.iter().zip(&self.at).collect();
        let opening = |(start, therapists): (Cell, u32)| {
            let first = shape.occupied_from(start).start;
            let here = CellRange::new(first, Cell(first.0 + 1));
            let locations = places.iter().filter(|(_, at)| !at.is_clear(here)).map(|(place, _)| place.slug.clone());
            Opening {
                start: start.start(),
                end: Cell(start.0 + shape.session).start(),
                therapists,
                locations: locations.collect(),
            }
        };
        self.starts().map(opening).collect()
    }
}

/// The first start that a notice counted from `from` allows.
pub(super) fn earliest_start(from: Timestamp, notice_minutes: u32) -> Timestamp {
    let notice = jiff::SignedDuration::from_mins(i64::from(notice_minutes));
    from.checked_add(notice).unwrap_or(Timestamp::MAX)
}
