//! Which openings there are, what stands behind one, and why there is none: tables of small worlds.

use troth_domain::booking::{Never, Refusal};
use troth_domain::calendar::{NotOpen, Wanted};

use crate::world::{World, date, instant, slug, therapist, windows, zone};

/// 1 November 2026, 05:00 in Denver.
const NOW: &str = "2026-11-01T12:00:00Z";

/// Checks the starts of a phone consult on Thursday 5 November, in Denver.
fn check(what: &str, hours: &str, bend: impl Fn(&mut World), expected: &str) {
    let mut world = World::new(vec![therapist("ana", "America/Denver", hours)], NOW);
    bend(&mut world);
    let starts = world.starts("phone", "2026-11-05", 1, "America/Denver");
    let times: Vec<&str> = starts.iter().filter_map(|start| start.get(3..8)).collect();
    assert_eq!(times.join(" "), expected, "{what}");
}

#[test]
fn a_day_offers_every_step_at_which_the_session_fits() {
    check("an empty day", "09:00-10:00", |_| {}, "09:00 09:15 09:30 09:45");
    check("the session ends with the window, its buffer after it", "09:00-09:20", |_| {}, "09:00");
    check("a window too short", "09:00-09:10", |_| {}, "");
    check("no window", "", |_| {}, "");
    check("the grid starts with each window", "09:05-09:40 10:10-10:40", |_| {}, "09:05 09:20 10:10 10:25");
    check("windows that touch stay two", "09:00-09:20 09:20-09:40", |_| {}, "09:00 09:20");
    check(
        "a step longer than the session",
        "09:00-10:00",
        |world| world.offering("phone").step_minutes = 25,
        "09:00 09:25",
    );
    check("the last minutes of a day", "23:30-24:00", |_| {}, "23:30 23:45");
}

#[test]
fn nothing_overlaps_what_is_booked_or_its_buffers() {
    let hours = "09:00-11:00";
    let booked = |world: &mut World| drop(world.book(1, "phone", "ana", "2026-11-05T17:00:00Z"));
    check(
        "a booking at ten, its buffer, and that of the opening before it",
        hours,
        booked,
        "09:00 09:15 09:30 10:30 10:45",
    );
    let buffered = |world: &mut World| {
        world.offering("phone").buffer_before_minutes = 10;
        world.book(1, "phone", "ana", "2026-11-05T17:00:00Z");
    };
    check("the gap between two is the sum of their buffers", hours, buffered, "09:00 09:15 09:30 10:30 10:45");
    let exactly = |world: &mut World| {
        world.offering("phone").buffer_after_minutes = 0;
        world.book(1, "phone", "ana", "2026-11-05T17:00:00Z");
    };
    check("without buffers they touch", hours, exactly, "09:00 09:15 09:30 09:45 10:15 10:30 10:45");
    let outside = |world: &mut World| drop(world.book(1, "phone", "ana", "2026-11-05T15:45:00Z"));
    check("a booking outside of working time blocks with its buffer", "09:00-09:30", outside, "09:15");
}

#[test]
fn a_hold_blocks_until_it_lapses() {
    let hold = |made_at: &'static str| {
        move |world: &mut World| drop(world.hold(1, "phone", "ana", "2026-11-05T16:15:00Z", made_at))
    };
    check("a hold of nine minutes ago", "09:00-10:00", hold("2026-11-01T11:50:01Z"), "09:45");
    check("a hold of ten minutes ago", "09:00-10:00", hold("2026-11-01T11:50:00Z"), "09:00 09:15 09:30 09:45");
}

#[test]
fn a_dated_override_replaces_the_day_and_wins_over_a_closed_one() {
    let off = |world: &mut World| drop(world.therapist("ana").overrides.insert(date("2026-11-05"), Vec::new()));
    check("a day off", "09:00-10:00", off, "");
    let closed = |world: &mut World| {
        world.practice.closed_dates.insert(date("2026-11-05"));
    };
    check("a closed day", "09:00-10:00", closed, "");
    let still_there = |world: &mut World| {
        world.practice.closed_dates.insert(date("2026-11-05"));
        world.therapist("ana").overrides.insert(date("2026-11-05"), windows("13:00-13:30"));
    };
    check("an override of a closed day", "09:00-10:00", still_there, "13:00 13:15");
}

#[test]
fn notice_is_counted_from_now_and_the_horizon_in_the_therapists_days() {
    let at = |now: &'static str| move |world: &mut World| world.now = instant(now);
    check("two hours' notice to the second", "09:00-10:00", at("2026-11-05T14:30:00Z"), "09:30 09:45");
    check("and a second more", "09:00-10:00", at("2026-11-05T14:30:01Z"), "09:45");
    let no_notice = |world: &mut World| {
        world.now = instant("2026-11-05T16:30:00Z");
        world.offering("phone").notice_minutes = 0;
    };
    check("without notice a start that is now is not past", "09:00-10:00", no_notice, "09:30 09:45");
    let horizon = |days: u32| move |world: &mut World| world.offering("phone").horizon_days = days;
    check("the last day within the horizon", "09:00-09:30", horizon(4), "09:00 09:15");
    check("the first day beyond it", "09:00-09:30", horizon(3), "");
    let late = |world: &mut World| {
        world.now = instant("2026-11-01T06:30:00Z"); // 00:30 in Denver, still 31 October in Los Angeles
        world.offering("phone").horizon_days = 4;
        world.therapist("ana").time_zone = zone("America/Los_Angeles");
    };
    check("today is the therapist's today", "08:00-08:30", late, "");
}

#[test]
fn a_limit_closes_the_rest_of_the_therapists_day_or_week() {
    let day = |max: u32| {
        move |world: &mut World| {
            world.therapist("ana").bookings_per_day_max = Some(max);
            world.book(1, "phone", "ana", "2026-11-05T16:00:00Z");
        }
    };
    check("one of two that day", "09:00-10:00", day(2), "09:30 09:45");
    check("one of one that day", "09:00-10:00", day(1), "");
    check("none at all", "09:00-10:00", day(0), "");
    let week = |start: &'static str| {
        move |world: &mut World| {
            world.therapist("ana").bookings_per_week_max = Some(1);
            world.book(1, "phone", "ana", start);
        }
    };
    check("one on Monday of that week", "09:00-09:30", week("2026-11-02T07:00:00Z"), "");
    check("one late on Sunday, the week before", "09:00-09:30", week("2026-11-02T06:55:00Z"), "09:00 09:15");
    check("one at the end of Sunday after", "09:00-09:30", week("2026-11-09T06:55:00Z"), "");
}

#[test]
fn a_session_needs_one_room_for_all_of_its_time_and_says_where() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "09:00-10:00")], NOW);
    let at = instant("2026-11-05T16:00:00Z");
    let places = |world: &World| -> Vec<String> {
        let openings = world.openings("session", "2026-11-05", 1);
        openings.first().map_or(Vec::new(), |opening| opening.locations.iter().map(ToString::to_string).collect())
    };
    assert_eq!(places(&world), ["orem", "provo"]);
    // The room's first booking ends where the session's buffer begins to need it, the other room is needed later.
    let confirmed = || troth_domain::booking::State::Confirmed;
    let minutes = |count| jiff::SignedDuration::from_mins(count);
    world.enter(1, "session", "bo", Some("blue"), at - minutes(60), confirmed());
    world.enter(2, "session", "cy", Some("green"), at + minutes(60), confirmed());
    assert_eq!(places(&world), ["provo"], "two half-free rooms are no room");
    world.enter(3, "session", "cy", Some("red"), at, confirmed());
    assert_eq!(places(&world), [] as [&str; 0]);
    assert!(world.openings("session", "2026-11-05", 1).is_empty());
}

#[test]
fn phone_and_video_have_no_place() {
    let world = World::new(vec![therapist("ana", "America/Denver", "09:00-10:00")], NOW);
    assert!(world.openings("phone", "2026-11-05", 1).iter().all(|opening| opening.locations.is_empty()));
    let (phone, orem) = (slug("phone"), slug("orem"));
    let wanted = Wanted { offering: &phone, therapist: None, location: Some(&orem), own: None };
    assert_eq!(world.calendar().check_wanted(&wanted), Err(Refusal::UnknownLocation));
}

#[test]
fn what_nobody_gives_is_refused_by_name() {
    let mut world = World::new(
        vec![therapist("ana", "America/Denver", "09:00-10:00"), therapist("bo", "America/Denver", "09:00-10:00")],
        NOW,
    );
    world.therapist("ana").locations = vec![slug("orem")];
    world.therapist("bo").offerings = vec![slug("phone")];
    let check = |offering: &str, therapist: Option<&str>, location: Option<&str>, expected: Result<(), Refusal>| {
        let (offering, therapist, location) = (slug(offering), therapist.map(slug), location.map(slug));
        let wanted =
            Wanted { offering: &offering, therapist: therapist.as_ref(), location: location.as_ref(), own: None };
        assert_eq!(world.calendar().check_wanted(&wanted), expected, "{wanted:?}");
    };
    check("session", None, None, Ok(()));
    check("session", Some("ana"), Some("orem"), Ok(()));
    check("massage", None, None, Err(Refusal::UnknownOffering));
    check("session", Some("cy"), None, Err(Refusal::UnknownTherapist));
    check("session", Some("bo"), None, Err(Refusal::UnknownTherapist));
    check("session", None, Some("lehi"), Err(Refusal::UnknownLocation));
    check("session", None, Some("provo"), Err(Refusal::UnknownLocation));
    check("session", Some("ana"), Some("provo"), Err(Refusal::UnknownLocation));
}

#[test]
fn a_time_that_is_not_open_says_why() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "09:00-10:00")], "2026-11-05T14:00:00Z");
    world.offering("phone").horizon_days = 3;
    world.book(1, "phone", "ana", "2026-11-06T16:00:00Z");
    let check = |start: &str, expected: NotOpen| {
        let phone = slug("phone");
        let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
        assert_eq!(world.calendar().slots_at(&wanted, instant(start), world.now), Err(expected), "{start}");
    };
    check("2026-11-05T13:59:59Z", NotOpen::Never(Never::Past));
    check("2026-11-04T16:00:00Z", NotOpen::Never(Never::Past));
    check("2026-11-05T14:15:00Z", NotOpen::Never(Never::OutsideHours));
    check("2026-11-06T16:05:00Z", NotOpen::Never(Never::OutsideHours));
    check("2026-11-06T16:15:00.5Z", NotOpen::Never(Never::OutsideHours));
    check("2026-11-06T16:50:00Z", NotOpen::Never(Never::OutsideHours));
    check("2026-11-06T16:00:00Z", NotOpen::Taken);
    check("2026-11-06T16:15:00Z", NotOpen::Taken);
    check("2026-11-09T16:00:00Z", NotOpen::Never(Never::Horizon));
    check("9999-12-30T16:00:00Z", NotOpen::Never(Never::Horizon));
    world.now = instant("2026-11-06T14:00:01Z");
    let phone = slug("phone");
    let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
    let soon = world.calendar().slots_at(&wanted, instant("2026-11-06T16:00:00Z"), world.now);
    assert_eq!(soon, Err(NotOpen::Never(Never::Notice)));
    let held = world.calendar().slots_at(&wanted, instant("2026-11-06T16:45:00Z"), instant("2026-11-06T13:50:00Z"));
    assert!(held.is_ok(), "notice is judged at the moment that is given");
}

#[test]
fn whoever_has_least_that_week_then_that_day_then_by_name_comes_first() {
    let staff = ["cy", "bo", "ana"].map(|name| therapist(name, "America/Denver", "09:00-17:00"));
    let mut world = World::new(staff.into(), NOW);
    let order = |world: &World| -> Vec<String> {
        let phone = slug("phone");
        let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
        let slots = world.calendar().slots_at(&wanted, instant("2026-11-05T16:00:00Z"), world.now).unwrap();
        slots.into_iter().map(|slot| slot.therapist.to_string()).collect()
    };
    assert_eq!(order(&world), ["ana", "bo", "cy"], "by name");
    world.book(1, "phone", "ana", "2026-11-02T18:00:00Z");
    world.book(2, "phone", "bo", "2026-11-05T18:00:00Z");
    assert_eq!(order(&world), ["cy", "ana", "bo"], "one each that week, but bo that very day");
    world.book(3, "phone", "cy", "2026-11-03T18:00:00Z");
    world.book(4, "phone", "cy", "2026-11-03T19:00:00Z");
    assert_eq!(order(&world), ["ana", "bo", "cy"], "the week counts before the day");
    world.hold(5, "phone", "ana", "2026-11-04T18:00:00Z", "2026-11-01T11:55:00Z");
    world.hold(6, "phone", "ana", "2026-11-04T19:00:00Z", "2026-11-01T11:55:00Z");
    assert_eq!(order(&world), ["bo", "cy", "ana"], "a hold counts");
    world.now = instant("2026-11-01T12:05:00Z");
    assert_eq!(order(&world), ["ana", "bo", "cy"], "a lapsed one does not");
}

#[test]
fn the_first_place_and_room_in_the_practices_order_are_taken() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "09:00-17:00")], NOW);
    let at = instant("2026-11-05T16:00:00Z");
    let place = |world: &World, location: Option<&str>| {
        let (session, location) = (slug("session"), location.map(slug));
        let wanted = Wanted { offering: &session, therapist: None, location: location.as_ref(), own: None };
        let slot = world.calendar().slots_at(&wanted, at, world.now).unwrap().remove(0);
        format!("{} {}", slot.location.unwrap(), slot.room.unwrap())
    };
    assert_eq!(place(&world, None), "orem blue");
    assert_eq!(place(&world, Some("provo")), "provo red");
    world.enter(1, "session", "bo", Some("blue"), at, troth_domain::booking::State::Confirmed);
    assert_eq!(place(&world, None), "orem green");
    world.enter(2, "session", "cy", Some("green"), at, troth_domain::booking::State::Confirmed);
    assert_eq!(place(&world, None), "provo red");
}

#[test]
fn a_practice_without_locations_still_meets_in_person_where_no_room_is_needed() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "09:00-10:00")], NOW);
    (world.practice.locations, world.practice.rooms) = (Vec::new(), Vec::new());
    assert!(world.openings("session", "2026-11-05", 1).is_empty(), "a room is needed");
    world.offering("session").needs_room = false;
    let openings = world.openings("session", "2026-11-05", 1);
    assert_eq!(openings.len(), 1);
    assert!(openings.iter().all(|opening| opening.locations.is_empty()));
}

#[test]
fn the_next_day_with_an_opening_is_named_however_far_and_never_beyond_the_horizon() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "")], NOW);
    let next = |world: &World, from: &str, days: u32| {
        let phone = slug("phone");
        let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
        let zone = zone("Pacific/Auckland");
        let search = troth_domain::calendar::Search { wanted, zone: &zone, from: date(from), days };
        world.calendar().search(&search).unwrap().next_from.map(|date| date.to_string())
    };
    assert_eq!(next(&world, "2026-11-02", 1), None);
    world.therapist("ana").overrides.insert(date("2026-12-20"), windows("18:00-19:00"));
    assert_eq!(next(&world, "2026-11-02", 7).as_deref(), Some("2026-12-21"), "in the searcher's days");
    assert_eq!(next(&world, "2026-12-20", 1).as_deref(), Some("2026-12-21"));
    assert_eq!(next(&world, "2026-12-21", 1), None);
    assert_eq!(next(&world, "1999-01-01", 92).as_deref(), Some("2026-12-21"), "a search in the past");
    assert_eq!(next(&world, "9999-12-31", 92), None, "the end of the calendar");
    world.offering("phone").horizon_days = 30;
    assert_eq!(next(&world, "2026-11-02", 7), None, "beyond the horizon");
}

#[test]
fn the_soonest_opening_and_the_nearest_ones() {
    let mut world = World::new(vec![therapist("ana", "America/Denver", "09:00-10:00")], NOW);
    let phone = slug("phone");
    let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
    let soonest = world.calendar().soonest(&wanted).unwrap().unwrap();
    assert_eq!((soonest.start, soonest.end), (instant("2026-11-01T16:00:00Z"), instant("2026-11-01T16:15:00Z")));
    let nearest = |world: &World, start: &str| -> Vec<String> {
        let openings = world.calendar().nearest(&wanted, instant(start));
        openings.iter().map(|opening| opening.start.strftime("%d %H:%M").to_string()).collect()
    };
    assert_eq!(nearest(&world, "2026-11-05T16:15:00Z"), ["05 16:00", "05 16:30", "05 16:45"], "never itself");
    assert_eq!(nearest(&world, "2026-11-05T16:45:00Z"), ["05 16:00", "05 16:15", "05 16:30"]);
    assert_eq!(nearest(&world, "2020-01-01T00:00:00Z"), ["01 16:00", "01 16:15", "01 16:30"]);
    assert_eq!(nearest(&world, "2040-01-01T00:00:00Z"), ["31 16:15", "31 16:30", "31 16:45"], "31 December");
    world.therapist("ana").hours = crate::world::daily("");
    assert_eq!(nearest(&world, "2026-11-05T16:15:00Z"), [] as [&str; 0]);
    assert_eq!(world.calendar().soonest(&wanted).unwrap(), None);
}
