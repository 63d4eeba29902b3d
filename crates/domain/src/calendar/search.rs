//! The search itself: per therapist a bitmap of starts (working time on the step's grid, minus what is taken up,
//! minus days and weeks at their limit, and with a room), then all of them counted together.
//!
//! All bitmaps here are over the first cell that a session *takes up*, buffer included, not over its start: so one
//! widened bitmap of a diary answers for every start at once.

use jiff::Timestamp;
use jiff::civil::Date;

use super::candidates::{Candidate, Candidates, RoomDiary};
use super::{Bitmap, Calendar, Cell, CellRange, Opening, Wanted, hours};
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
        let furthest = candidates.therapists.iter().map(|candidate| candidate.horizon_end).max();
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
        let places = self.calendar.practice.locations.len();
        let mut found = Found {
            range,
            therapists: vec![0; usize::try_from(range.len()).unwrap_or(0)],
            at: (0..places).map(|_| clear()).collect(),
        };
        let (mut open, mut taken) = (clear(), clear());
        for candidate in &self.candidates.therapists {
            let reachable = range.intersection(CellRange::new(range.start, Cell::at_or_after(candidate.horizon_end)));
            open.clear_all();
            self.add_working_starts(candidate, reachable, &mut open);
            if let Some(diary) = candidate.diary {
                taken.clear_all();
                diary.mark(&mut taken, self.calendar.now, self.own);
                taken.widen_down(shape.occupied);
                open.subtract(&taken);
                self.clear_full_days(candidate, reachable, &mut open);
            }
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
    fn add_working_starts(&self, candidate: &Candidate<'_>, reachable: CellRange, open: &mut Bitmap) {
        if reachable.is_empty() {
            return;
        }
        let shape = self.candidates.shape;
        let (first, last) = dates_around(candidate, reachable);
        for window in hours::windows(self.calendar.practice, candidate.therapist, first, last) {
            let cells = window.cells();
            let past_last_start = Cell(cells.end.0 - shape.session + 1).min(reachable.end);
            let steps_before =
                (reachable.start.0 - cells.start.0).max(0).unsigned_abs().div_ceil(shape.step.unsigned_abs());
            let first_start = cells.start.0 + i64::try_from(steps_before).unwrap_or(i64::MAX / 2) * shape.step;
            let starts = CellRange::new(Cell(first_start - shape.before), Cell(past_last_start.0 - shape.before));
            open.set_every(starts, shape.step);
        }
    }

    /// Clears the days and weeks in which the therapist has as many sessions as they take.
    fn clear_full_days(&self, candidate: &Candidate<'_>, reachable: CellRange, open: &mut Bitmap) {
        let therapist = candidate.therapist;
        if reachable.is_empty()
            || (therapist.bookings_per_day_max.is_none() && therapist.bookings_per_week_max.is_none())
        {
            return;
        }
        let (first, last) = dates_around(candidate, reachable);
        let limits =
            [(therapist.bookings_per_day_max, first, 1), (therapist.bookings_per_week_max, hours::monday_of(first), 7)];
        for (max, first, days) in limits {
            let Some(max) = max else { continue };
            let next = |date: &Date| date.checked_add(jiff::Span::new().days(days)).ok();
            for date in std::iter::successors(Some(first), next).take_while(|date| *date <= last) {
                let (from, to) = hours::days_between(date, days, &therapist.time_zone);
                let count = |diary: &super::Diary| diary.count_starting(from, to, self.calendar.now, self.own);
                if candidate.diary.map_or(0, count) >= max {
                    let before = self.candidates.shape.before;
                    let (from, to) = (Cell::at_or_after(from), Cell::at_or_after(to));
                    open.clear(CellRange::new(Cell(from.0 - before), Cell(to.0 - before)));
                }
            }
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

/// The civil dates, in the therapist's zone, whose windows could reach into `range`: one more on each side, because a
/// gap can push a window past midnight.
fn dates_around(candidate: &Candidate<'_>, range: CellRange) -> (Date, Date) {
    let zone = &candidate.therapist.time_zone;
    let first = hours::date_of(range.start.start(), zone);
    let last = hours::date_of(range.end.start(), zone);
    (first.yesterday().unwrap_or(first), last.tomorrow().unwrap_or(last))
}
