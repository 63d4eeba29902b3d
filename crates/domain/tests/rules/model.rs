//! The rules once more, as slowly and plainly as they can be said: cell by cell, entry by entry.

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Cell, CellRange, Entry, Resource, hours};
use troth_domain::practice::{Mode, Offering, Slug, Therapist};

use crate::world::World;

/// How many therapists could begin `offering` at `start`, and where it could be.
pub fn openings_at(
    world: &World,
    offering: &Offering,
    start: Timestamp,
    own: Option<BookingId>,
) -> Vec<(Slug, Vec<Slug>)> {
    let therapists = world.practice.therapists.iter().filter(|therapist| therapist.offerings.contains(&offering.slug));
    therapists
        .filter(|therapist| may_begin(world, offering, therapist, start, own))
        .filter_map(|therapist| Some((therapist.slug.clone(), places(world, offering, therapist, start, own)?)))
        .collect()
}

fn may_begin(
    world: &World,
    offering: &Offering,
    therapist: &Therapist,
    start: Timestamp,
    own: Option<BookingId>,
) -> bool {
    let day = |instant: Timestamp| hours::date_of(instant, &therapist.time_zone);
    let minutes = |count: u32| SignedDuration::from_mins(i64::from(count));
    let date = day(start);
    let on_grid = || {
        let (first, last) = (date.yesterday().unwrap(), date.tomorrow().unwrap());
        hours::windows(&world.practice, therapist, first, last).any(|window| {
            let into = start.duration_since(window.start).as_mins();
            into >= 0 && into % i64::from(offering.step_minutes) == 0 && start + minutes(offering.minutes) <= window.end
        })
    };
    let last_day = day(world.now) + jiff::Span::new().days(i64::from(offering.horizon_days));
    let entries: Vec<&Entry> = active(world, &Resource::Therapist(therapist.slug.clone()), own);
    let count = |same: &dyn Fn(Timestamp) -> bool| entries.iter().filter(|entry| same(entry.start)).count() as u64;
    let week = |instant| hours::monday_of(day(instant));
    let below = |count: u64, max: Option<u32>| max.is_none_or(|max| count < u64::from(max));
    start >= world.now + minutes(offering.notice_minutes)
        && date <= last_day
        && on_grid()
        && !entries.iter().any(|entry| entry.occupied.overlaps(taken_up(offering, start)))
        && below(count(&|other| day(other) == date), therapist.bookings_per_day_max)
        && below(count(&|other| week(other) == week(start)), therapist.bookings_per_week_max)
}

/// Where it could be: `None` if it needs a room and there is none.
fn places(
    world: &World,
    offering: &Offering,
    therapist: &Therapist,
    start: Timestamp,
    own: Option<BookingId>,
) -> Option<Vec<Slug>> {
    let is_free = |room: &Slug| {
        let entries = active(world, &Resource::Room(room.clone()), own);
        !entries.iter().any(|entry| entry.occupied.overlaps(taken_up(offering, start)))
    };
    if offering.mode != Mode::InPerson && !offering.needs_room {
        return Some(Vec::new());
    }
    let mut places: Vec<Slug> = world.practice.locations_of(therapist).map(|location| location.slug.clone()).collect();
    if offering.needs_room {
        places.retain(|place| world.practice.rooms_at(place).any(|room| is_free(&room.slug)));
    }
    (!places.is_empty()).then_some(places)
}

pub fn taken_up(offering: &Offering, start: Timestamp) -> CellRange {
    let before = i64::from(offering.buffer_before_minutes);
    let after = i64::from(offering.minutes + offering.buffer_after_minutes);
    let start = Cell::starting_at(start).unwrap();
    CellRange::new(start.plus_minutes(-before), start.plus_minutes(after))
}

fn active<'a>(world: &'a World, resource: &Resource, own: Option<BookingId>) -> Vec<&'a Entry> {
    let entries = world.diaries.get(resource).map_or(&[][..], |diary| diary.entries());
    let counts = |entry: &&Entry| Some(entry.booking) != own && entry.lapses_at.is_none_or(|lapse| world.now < lapse);
    entries.iter().filter(counts).collect()
}
