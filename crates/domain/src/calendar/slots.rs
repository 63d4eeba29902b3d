//! What stands behind one start: each therapist who could give it, where, in which room, and why not.

use jiff::Timestamp;

use super::candidates::{Candidate, Candidates};
use super::search::earliest_start;
use super::{Calendar, Cell, CellRange, NotOpen, Wanted, hours};
use crate::booking::{Never, Slot};
use crate::practice::Slug;

/// A start, and which of the candidates may take it.
pub(super) struct SlotQuery<'a> {
    pub(super) calendar: Calendar<'a>,
    pub(super) wanted: Wanted<'a>,
    pub(super) start: Timestamp,
    pub(super) notice_at: Timestamp,
    /// Only this room, if the offering takes one up.
    pub(super) room: Option<&'a Slug>,
}

/// How one therapist stands to one start.
enum Standing {
    OffGrid,
    BeyondHorizon,
    TooSoon,
    Taken,
    Free(Slot, Load),
}

/// Sessions that a therapist has in the civil week and on the civil day of the start: fewer goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Load {
    week: u32,
    day: u32,
}

impl SlotQuery<'_> {
    /// The slots, the fairest first.
    pub(super) fn slots(&self) -> Result<Vec<Slot>, NotOpen> {
        if self.start < self.calendar.now {
            return Err(NotOpen::Never(Never::Past));
        }
        let outside = NotOpen::Never(Never::OutsideHours);
        let Some(start) = Cell::starting_at(self.start) else { return Err(outside) };
        let candidates = Candidates::of(&self.calendar, &self.wanted).map_err(|_unknown| outside)?;
        let (mut free, mut taken, mut never) = (Vec::new(), false, Never::OutsideHours);
        for candidate in &candidates.therapists {
            match self.standing(&candidates, candidate, start) {
                Standing::Free(slot, load) => free.push((load, slot)),
                Standing::Taken => taken = true,
                Standing::TooSoon => never = Never::Notice,
                Standing::BeyondHorizon if never == Never::OutsideHours => never = Never::Horizon,
                Standing::BeyondHorizon | Standing::OffGrid => {}
            }
        }
        if free.is_empty() {
            return Err(if taken { NotOpen::Taken } else { NotOpen::Never(never) });
        }
        free.sort_by(|(load, slot), (other_load, other)| (load, &slot.therapist).cmp(&(other_load, &other.therapist)));
        Ok(free.into_iter().map(|(_, slot)| slot).collect())
    }

    fn standing(&self, candidates: &Candidates<'_>, candidate: &Candidate<'_>, start: Cell) -> Standing {
        if !self.is_on_grid(candidates, candidate, start) {
            return Standing::OffGrid;
        }
        if self.start < earliest_start(self.notice_at, candidates.offering.notice_minutes) {
            return Standing::TooSoon;
        }
        if self.start >= candidates.horizon_end(candidate) {
            return Standing::BeyondHorizon;
        }
        let occupied = candidates.shape.occupied_from(start);
        let (now, own) = (self.calendar.now, self.wanted.own);
        if !candidate.diary.is_none_or(|diary| diary.is_free(occupied, now, own)) {
            return Standing::Taken;
        }
        let load = self.load(candidate);
        let reached = |count: u32, max: Option<u32>| max.is_some_and(|max| count >= max);
        let therapist = candidate.therapist;
        if reached(load.day, therapist.bookings_per_day_max) || reached(load.week, therapist.bookings_per_week_max) {
            return Standing::Taken;
        }
        let Some((location, room)) = self.place(candidates, candidate, occupied) else { return Standing::Taken };
        let slot = Slot {
            offering: candidates.offering.slug.clone(),
            therapist: therapist.slug.clone(),
            location,
            room,
            start: self.start,
            end: Cell(start.0 + candidates.shape.session).start(),
            occupied,
        };
        Standing::Free(slot, load)
    }

    fn is_on_grid(&self, candidates: &Candidates<'_>, candidate: &Candidate<'_>, start: Cell) -> bool {
        let therapist = candidate.therapist;
        let date = hours::date_of(self.start, &therapist.time_zone);
        // One more on each side, because a gap can push a window past midnight.
        let first = date.yesterday().unwrap_or(date);
        let last = date.tomorrow().unwrap_or(date);
        let shape = candidates.shape;
        hours::windows(self.calendar.practice, therapist, first, last).map(hours::Window::cells).any(|window| {
            let into = start.0 - window.start.0;
            into >= 0 && into % shape.step == 0 && start.0 + shape.session <= window.end.0
        })
    }

    fn load(&self, candidate: &Candidate<'_>) -> Load {
        let Some(diary) = candidate.diary else { return Load { week: 0, day: 0 } };
        let zone = &candidate.therapist.time_zone;
        let date = hours::date_of(self.start, zone);
        let count = |first, days| {
            let (from, to) = hours::days_between(first, days, zone);
            diary.count_starting(from, to, self.calendar.now, self.wanted.own)
        };
        Load { week: count(hours::monday_of(date), 7), day: count(date, 1) }
    }

    /// The first location and room that are free: `None` if a room is needed and none is.
    fn place(
        &self,
        candidates: &Candidates<'_>,
        candidate: &Candidate<'_>,
        occupied: CellRange,
    ) -> Option<(Option<Slug>, Option<Slug>)> {
        let practice = self.calendar.practice;
        let name = |place: &usize| practice.locations.get(*place).map(|location| location.slug.clone());
        let Some(rooms) = &candidates.rooms else { return Some((candidate.locations.first().and_then(name), None)) };
        let (now, own) = (self.calendar.now, self.wanted.own);
        candidate.locations.iter().find_map(|place| {
            let free = rooms.get(*place)?.iter().find(|room| {
                self.room.is_none_or(|only| room.room.slug == *only)
                    && room.diary.is_none_or(|diary| diary.is_free(occupied, now, own))
            })?;
            Some((name(place), Some(free.room.slug.clone())))
        })
    }
}
