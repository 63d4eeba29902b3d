//! Properties of every search, over random practices near the days on which zones change.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::booking::{BookingId, State};
use troth_domain::calendar::{NotOpen, Opening, Search, Wanted, hours};
use troth_domain::practice::{CivilMinute, CivilWindow, Mode, Offering, Therapist};

use crate::model;
use crate::world::{World, cases, slug, therapist, windows, zone};

/// Zones, each with an instant at which its offset changes (or just a moment, where none does).
const CHANGES: [(&str, &str); 15] = [
    ("America/Denver", "2026-11-01T08:00:00Z"),
    ("America/Denver", "2027-03-14T09:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("America/Santiago", "2026-09-06T04:00:00Z"),
    ("America/Santiago", "2026-04-05T03:00:00Z"),
    ("Asia/Kathmandu", "2026-05-01T18:15:00Z"),
    ("Pacific/Chatham", "2026-04-04T14:00:00Z"),
    ("Pacific/Chatham", "2026-09-26T14:00:00Z"),
    ("Asia/Beirut", "2026-03-28T22:00:00Z"),
    ("Africa/Cairo", "2026-10-29T21:00:00Z"),
    ("America/Havana", "2026-11-01T05:00:00Z"),
    ("America/Nuuk", "2027-03-28T01:00:00Z"),
    ("Antarctica/Troll", "2026-03-29T01:00:00Z"),
    ("Pacific/Kiritimati", "2026-01-01T10:00:00Z"),
];

fn five(minutes: std::ops::Range<u32>) -> impl Strategy<Value = u32> {
    minutes.prop_map(|number| number * 5)
}

fn some_windows() -> impl Strategy<Value = Vec<CivilWindow>> {
    prop::collection::btree_set(0_u16..=288, 2..7).prop_map(|edges| {
        let edges: Vec<_> = edges.into_iter().map(|edge| CivilMinute::new(edge * 5).unwrap()).collect();
        edges.chunks_exact(2).map(|pair| CivilWindow::new(pair[0], pair[1]).unwrap()).collect()
    })
}

fn some_therapist(name: &'static str, zone_name: &'static str) -> impl Strategy<Value = Therapist> {
    let limit = || prop::option::weighted(0.3, 1_u32..4);
    let places = prop::sample::subsequence(vec!["orem", "provo"], 0..=2);
    (prop::collection::vec(some_windows(), 7), places, limit(), limit()).prop_map(move |(days, places, day, week)| {
        let mut therapist = therapist(name, zone_name, "");
        for (day, windows) in jiff::civil::Weekday::Monday.cycle_forward().zip(days) {
            windows.into_iter().for_each(|window| therapist.hours.add(day, window));
        }
        therapist.locations = places.into_iter().map(slug).collect();
        (therapist.bookings_per_day_max, therapist.bookings_per_week_max) = (day, week);
        therapist
    })
}

fn bend_offering(
    world: &mut World,
    (minutes, step, before, after): (u32, u32, u32, u32),
    (notice, horizon): (u32, u32),
) {
    for offering in &mut world.practice.offerings {
        (offering.minutes, offering.step_minutes) = (minutes, step);
        (offering.buffer_before_minutes, offering.buffer_after_minutes) = (before, after);
        (offering.notice_minutes, offering.horizon_days) = (notice, horizon);
    }
}

/// A practice near a zone change, its diaries, and the first day to search.
fn some_world() -> impl Strategy<Value = (World, Date)> {
    let near = prop::sample::select(CHANGES.to_vec());
    near.prop_flat_map(|(zone_name, change)| {
        let change: Timestamp = change.parse().unwrap();
        let lengths = (five(1..20), five(1..16), five(0..7), five(0..7));
        let reach = (prop::sample::select(vec![0_u32, 60, 125, 1440]), 1_u32..6);
        let staff = (some_therapist("ana", zone_name), some_therapist("bo", "America/Denver"));
        let entry = (any::<bool>(), 0_usize..5, -400_i64..900, prop::option::of(-3_i64..3), prop::bool::ANY);
        let entries = prop::collection::vec(entry, 0..14);
        let now = (1_i64..40, 0_i64..61);
        (staff, lengths, reach, entries, now, any::<bool>()).prop_map(
            move |(staff, lengths, reach, entries, now, day_off)| {
                let now = change - SignedDuration::from_hours(now.0) - SignedDuration::from_secs(now.1);
                let mut world = World::new(vec![staff.0, staff.1], &now.to_string());
                bend_offering(&mut world, lengths, reach);
                let day = hours::date_of(change, &zone(zone_name));
                if day_off {
                    world.practice.closed_dates.insert(day);
                    world.therapist("bo").overrides.insert(day, windows("00:30-04:00 13:00-24:00"));
                }
                for (number, (in_room, which, cell, lapses, session)) in entries.into_iter().enumerate() {
                    let start =
                        troth_domain::calendar::Cell(troth_domain::calendar::Cell::containing(change).0 + cell).start();
                    let state = lapses.map_or(State::Confirmed, |minutes| State::Held {
                        lapses_at: now + SignedDuration::from_mins(minutes * 5),
                        made_at: now - SignedDuration::from_mins(20),
                    });
                    let room = ["blue", "green", "red"].get(which).filter(|_| in_room).copied();
                    let offering = if session { "session" } else { "phone" };
                    let who = if which % 2 == 0 { "ana" } else { "bo" };
                    world.enter(u8::try_from(number).unwrap(), offering, who, room, start, state);
                }
                (world, day.yesterday().unwrap())
            },
        )
    })
}

fn search(world: &World, wanted: Wanted<'_>, from: Date, days: u32) -> Vec<Opening> {
    let search = Search { wanted, zone: &world.practice.therapists[0].time_zone, from, days };
    world.calendar().search(&search).unwrap().openings
}

fn any_of<'a>(offering: &'a Offering, own: Option<BookingId>) -> Wanted<'a> {
    Wanted { offering: &offering.slug, therapist: None, location: None, own }
}

proptest! {
    #![proptest_config(cases(20))]

    /// The bitmaps against the model: what is offered, how many could give it, and where; and behind every opening
    /// there are slots, behind anything else none.
    #[test]
    fn a_search_finds_what_the_rules_say_and_slots_agree((world, from) in some_world(), own in prop::option::of(0_u8..6)) {
        let own = own.map(|number| BookingId([number; 16]));
        for offering in &world.practice.offerings {
            let wanted = any_of(offering, own);
            let found: BTreeMap<Timestamp, Opening> =
                search(&world, wanted, from, 2).into_iter().map(|opening| (opening.start, opening)).collect();
            let zone = &world.practice.therapists[0].time_zone;
            let (mut start, end) = hours::days_between(from, 2, zone);
            while start < end {
                let expected = model::openings_at(&world, offering, start, own);
                let slots = world.calendar().slots_at(&wanted, start, world.now);
                let opening = found.get(&start);
                prop_assert_eq!(opening.map_or(0, |opening| opening.therapists as usize), expected.len(), "{}", start);
                prop_assert_eq!(slots.as_ref().map_or(0, Vec::len), expected.len(), "{}", start);
                if let (Some(opening), Ok(slots)) = (opening, slots) {
                    let places = world.practice.locations.iter().map(|location| location.slug.clone());
                    let places: Vec<_> =
                        places.filter(|place| expected.iter().any(|(_, at)| at.contains(place))).collect();
                    prop_assert_eq!(&opening.locations, &places);
                    for slot in slots {
                        let mut same = expected.iter().filter(|(therapist, _)| *therapist == slot.therapist);
                        prop_assert_eq!(same.next().unwrap().1.first(), slot.location.as_ref());
                        prop_assert_eq!((slot.start, slot.end), (opening.start, opening.end));
                        prop_assert_eq!(slot.occupied, model::taken_up(offering, start));
                        prop_assert_eq!(slot.room.is_some(), offering.needs_room);
                    }
                }
                start += SignedDuration::from_mins(5);
            }
        }
    }

    /// Days searched one by one are the same as all at once; `next_from` is the first day with an opening after them;
    /// `soonest` is the first of all.
    #[test]
    fn a_search_does_not_depend_on_where_it_begins((world, from) in some_world()) {
        for offering in &world.practice.offerings {
            let wanted = any_of(offering, None);
            let all = search(&world, wanted, from, 9);
            let days = (0..9).map(|number| from + jiff::Span::new().days(number));
            let one_by_one: Vec<Opening> = days.clone().flat_map(|day| search(&world, wanted, day, 1)).collect();
            prop_assert_eq!(&one_by_one, &all);
            prop_assert!(all.is_sorted_by(|one, other| one.start < other.start));
            let zone = &world.practice.therapists[0].time_zone;
            for day in days {
                let found = world.calendar().search(&Search { wanted, zone, from: day, days: 1 }).unwrap();
                let later = all.iter().map(|opening| hours::date_of(opening.start, zone)).find(|date| *date > day);
                prop_assert_eq!(found.next_from, later, "after {}", day);
            }
            let ever = search(&world, wanted, hours::date_of(world.now, zone), 30);
            prop_assert_eq!(world.calendar().soonest(&wanted).unwrap(), ever.first().cloned());
        }
    }

    /// One therapist's openings are part of everybody's, and likewise for locations.
    #[test]
    fn asking_for_less_finds_a_part((world, from) in some_world()) {
        for offering in &world.practice.offerings {
            let all = search(&world, any_of(offering, None), from, 4);
            let mut counted: BTreeMap<Timestamp, u32> = BTreeMap::new();
            for therapist in &world.practice.therapists {
                let wanted = Wanted { therapist: Some(&therapist.slug), ..any_of(offering, None) };
                search(&world, wanted, from, 4).iter().for_each(|opening| *counted.entry(opening.start).or_default() += 1);
            }
            prop_assert_eq!(&counted, &all.iter().map(|opening| (opening.start, opening.therapists)).collect());
            if offering.mode != Mode::InPerson {
                continue;
            }
            for place in &world.practice.locations {
                let wanted = Wanted { location: Some(&place.slug), ..any_of(offering, None) };
                if world.calendar().check_wanted(&wanted).is_err() {
                    continue;
                }
                let here: Vec<Timestamp> = search(&world, wanted, from, 4).iter().map(|opening| opening.start).collect();
                let of_all = all.iter().filter(|opening| opening.locations.contains(&place.slug));
                prop_assert_eq!(here, of_all.map(|opening| opening.start).collect::<Vec<_>>());
            }
        }
    }

    /// The nearest openings are the nearest of all, soonest first.
    #[test]
    fn the_nearest_are_the_nearest((world, from) in some_world(), cell in 0_i64..900) {
        let start = hours::start_of_day(from, &world.practice.time_zone).unwrap() + SignedDuration::from_mins(cell * 5);
        for offering in &world.practice.offerings {
            let wanted = any_of(offering, None);
            let mut all = search(&world, wanted, from - jiff::Span::new().days(3), 30);
            all.retain(|opening| opening.start != start);
            all.sort_by_key(|opening| (opening.start.duration_since(start).abs(), opening.start));
            all.truncate(3);
            all.sort_by_key(|opening| opening.start);
            prop_assert_eq!(world.calendar().nearest(&wanted, start), all);
        }
    }

    /// A time is taken exactly if it would be open with all diaries empty, and is not.
    #[test]
    fn taken_means_open_but_for_the_diaries((world, from) in some_world()) {
        let mut empty = World::new(Vec::new(), &world.now.to_string());
        empty.practice = world.practice.clone();
        for offering in &world.practice.offerings {
            let wanted = any_of(offering, None);
            for opening in search(&empty, wanted, from, 3) {
                let still_open = !model::openings_at(&world, offering, opening.start, None).is_empty();
                let answer = world.calendar().slots_at(&wanted, opening.start, world.now);
                prop_assert_eq!(answer.err(), (!still_open).then_some(NotOpen::Taken));
            }
        }
    }
}
