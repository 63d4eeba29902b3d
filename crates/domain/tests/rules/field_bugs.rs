//! Bugs that other booking systems shipped, each with a test of its own. The numbers are those of their trackers.

use jiff::Timestamp;
use troth_domain::booking::{Never, Refusal, Request, State, decide, move_to};
use troth_domain::calendar::{Search, Wanted};

use crate::world::{World, date, instant, slug, therapist, zone};

fn world(zone_name: &str, hours: &str, now: &str) -> World {
    World::new(vec![therapist("ana", zone_name, hours)], now)
}

fn starts_in(world: &World, zone_name: &str, from: &str, days: u32) -> Vec<Timestamp> {
    let (phone, zone) = (slug("phone"), zone(zone_name));
    let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
    let search = Search { wanted, zone: &zone, from: date(from), days };
    world.calendar().search(&search).unwrap().openings.into_iter().map(|opening| opening.start).collect()
}

fn request(offering: &str, start: &str) -> Request {
    Request { offering: slug(offering), therapist: None, location: None, start: instant(start) }
}

/// cal.com 10517: after the autumn change the slots were an hour early.
#[test]
fn slots_keep_their_civil_time_after_the_autumn_change() {
    let world = world("America/Denver", "09:00-09:30", "2026-10-30T12:00:00Z");
    let starts = world.starts("phone", "2026-10-31", 3, "America/Denver");
    let expected =
        ["31 09:00-06:00", "31 09:15-06:00", "01 09:00-07:00", "01 09:15-07:00", "02 09:00-07:00", "02 09:15-07:00"];
    assert_eq!(starts, expected);
}

/// cal.com 6217: wrong on the very day of the change.
#[test]
fn slots_are_right_on_the_day_of_the_change() {
    let autumn = world("America/Denver", "00:30-02:00", "2026-10-30T12:00:00Z");
    let expected = [
        "01 00:30-06:00",
        "01 00:45-06:00",
        "01 01:00-06:00",
        "01 01:15-06:00",
        "01 01:30-06:00",
        "01 01:45-06:00",
        "01 01:00-07:00",
        "01 01:15-07:00",
        "01 01:30-07:00",
        "01 01:45-07:00",
    ];
    assert_eq!(autumn.starts("phone", "2026-11-01", 1, "America/Denver"), expected);
    let spring = world("America/Denver", "01:30-03:30", "2027-03-12T12:00:00Z");
    let expected = ["14 01:30-07:00", "14 01:45-07:00", "14 03:00-06:00", "14 03:15-06:00"];
    assert_eq!(spring.starts("phone", "2027-03-14", 1, "America/Denver"), expected);
}

/// Nuuk's clocks go from 23:00 to midnight, so that its Saturday ends an hour early, at the very start of Sunday.
#[test]
fn a_day_that_the_change_cuts_short_ends_early() {
    let starts = |hours: &str, day: &str| {
        let world = world("America/Nuuk", hours, "2027-03-20T12:00:00Z");
        let starts = starts_in(&world, "America/Nuuk", day, 1).into_iter();
        starts.map(|start| start.to_zoned(zone("America/Nuuk")).strftime("%d %H:%M%:z").to_string()).collect::<Vec<_>>()
    };
    let expected = ["27 22:00-02:00", "27 22:15-02:00", "27 22:30-02:00", "27 22:45-02:00"];
    assert_eq!(starts("22:00-24:00", "2027-03-27"), expected);
    assert_eq!(starts("00:00-00:30", "2027-03-27"), ["27 00:00-02:00", "27 00:15-02:00"]);
    assert_eq!(starts("00:00-00:30", "2027-03-28"), ["28 00:00-01:00", "28 00:15-01:00"]);
}

/// cal.com 12137: a minimum notice that ends on the day of the change shifted every slot.
#[test]
fn a_notice_that_ends_on_the_day_of_the_change_shifts_nothing() {
    for now in ["2026-10-31T12:00:00Z", "2026-10-31T08:30:00Z", "2026-10-31T07:07:07Z"] {
        let mut world = world("America/Denver", "09:00-10:00", now);
        world.offering("phone").notice_minutes = 1440;
        let starts = world.starts("phone", "2026-11-01", 1, "America/Denver");
        assert_eq!(starts, ["01 09:00-07:00", "01 09:15-07:00", "01 09:30-07:00", "01 09:45-07:00"], "{now}");
    }
    let mut world = world("America/Denver", "01:00-03:00", "2026-10-31T07:20:00Z");
    world.offering("phone").notice_minutes = 1440;
    let starts = world.starts("phone", "2026-11-01", 1, "America/Denver");
    assert_eq!(starts.first().map(String::as_str), Some("01 01:30-06:00"), "24 hours that pass, not a date later");
}

/// cal.com 10136: zones with an offset of half an hour.
#[test]
fn zones_with_half_and_quarter_hours_keep_their_grid() {
    for (name, offset) in [("Asia/Kolkata", "+05:30"), ("Asia/Kathmandu", "+05:45"), ("Australia/Eucla", "+08:45")] {
        let world = world(name, "09:00-10:00", "2026-11-01T12:00:00Z");
        let starts: Vec<String> = starts_in(&world, name, "2026-11-05", 1)
            .into_iter()
            .map(|start| start.to_zoned(zone(name)).strftime("%H:%M%:z").to_string())
            .collect();
        assert_eq!(starts, ["09:00", "09:15", "09:30", "09:45"].map(|time| format!("{time}{offset}")));
    }
}

/// cal.com 15360: the limit of a day was counted in the booker's zone.
#[test]
fn a_daily_limit_is_counted_in_the_therapists_zone() {
    let mut world = world("America/Denver", "08:00-09:00 20:00-21:00", "2026-11-01T12:00:00Z");
    world.therapist("ana").bookings_per_day_max = Some(1);
    // Thursday evening in Denver, which is Friday in Auckland.
    world.book(1, "phone", "ana", "2026-11-06T03:00:00Z");
    let days: Vec<String> = starts_in(&world, "Pacific/Auckland", "2026-11-05", 4)
        .into_iter()
        .map(|start| start.to_zoned(zone("America/Denver")).strftime("%d %H").to_string())
        .collect();
    assert!(!days.iter().any(|day| day.starts_with("05")), "Thursday in Denver is full: {days:?}");
    assert!(days.contains(&"06 08".to_owned()) && days.contains(&"04 20".to_owned()), "{days:?}");
}

/// cal.com 28317: the rest of the host's day was marked past when the booker's date was ahead.
#[test]
fn the_rest_of_the_therapists_day_is_not_past_where_it_is_tomorrow_already() {
    // 12:00 in Denver on the 5th is 08:00 on the 6th in Auckland.
    let world = world("America/Denver", "09:00-17:00", "2026-11-05T19:00:00Z");
    let starts = starts_in(&world, "Pacific/Auckland", "2026-11-06", 1);
    assert_eq!(starts.first(), Some(&instant("2026-11-05T21:00:00Z")), "two hours' notice, nothing else");
    assert_eq!(world.openings("phone", "2026-11-05", 1).len(), 12, "14:00 to 16:45");
}

/// easyappointments 1789: a provider with a negative offset could not move a booking.
#[test]
fn a_booking_of_a_therapist_west_of_greenwich_can_be_moved() {
    for name in ["America/Denver", "Pacific/Marquesas", "Pacific/Auckland"] {
        let mut world = world(name, "18:00-20:00", "2026-11-01T12:00:00Z");
        let starts = starts_in(&world, name, "2026-11-05", 2);
        let booking = world.enter(1, "phone", "ana", None, starts[0], State::Confirmed);
        let moved = move_to(&world.calendar(), booking, starts[9], false).unwrap();
        assert_eq!((moved.slot.start, moved.sequence), (starts[9], 1), "{name}");
    }
}

/// calrs 50: a window that ends at 23:00 looped for ever (and so might one that ends at midnight).
#[test]
fn windows_at_the_end_of_the_day_end() {
    for (hours, count) in [("22:00-23:00", 4), ("22:00-23:55", 7), ("22:00-24:00", 8), ("00:00-24:00", 96)] {
        let world = world("America/Denver", hours, "2026-11-01T12:00:00Z");
        assert_eq!(world.openings("phone", "2026-11-05", 1).len(), count, "{hours}");
    }
}

/// cal.com 22226: the grid was realigned to the beginning of each search.
#[test]
fn the_grid_hangs_on_the_window_and_not_on_the_search() {
    let mut world = world("America/Denver", "09:10-12:00", "2026-11-01T12:00:00Z");
    world.offering("phone").step_minutes = 35;
    let all = starts_in(&world, "America/Denver", "2026-11-05", 1);
    // The searcher's day begins in the middle of the window.
    for name in ["Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Pacific/Auckland"] {
        let found = [starts_in(&world, name, "2026-11-05", 1), starts_in(&world, name, "2026-11-06", 1)].concat();
        assert!(all.iter().all(|start| found.contains(start)), "{name}");
    }
    // Nor does it hang on the notice.
    for second in 0..20 {
        world.now = instant("2026-11-05T14:09:50Z") + jiff::SignedDuration::from_secs(second * 61);
        assert!(starts_in(&world, "America/Denver", "2026-11-05", 1).iter().all(|start| all.contains(start)));
    }
}

/// cal.com 9942, 10973: after Back, one's own hold blocked oneself.
#[test]
fn ones_own_hold_never_blocks_oneself() {
    let mut world = world("America/Denver", "09:00-09:30", "2026-11-01T12:00:00Z");
    let hold = world.hold(1, "phone", "ana", "2026-11-05T16:00:00Z", "2026-11-01T11:55:00Z");
    let phone = slug("phone");
    let shown = |own| {
        let wanted = Wanted { offering: &phone, therapist: None, location: None, own };
        let search = Search { wanted, zone: &world.practice.time_zone, from: date("2026-11-05"), days: 1 };
        world.calendar().search(&search).unwrap().openings.len()
    };
    assert_eq!((shown(None), shown(Some(hold.id))), (0, 2));
    let overlapping = request("phone", "2026-11-05T16:15:00Z");
    assert!(decide(&world.calendar(), &overlapping, Some(&hold)).is_ok());
    assert!(matches!(decide(&world.calendar(), &overlapping, None), Err(Refusal::Taken { .. })));
}

/// cal.com 15813: a pending booking did not block. Ours is called a hold.
#[test]
fn a_hold_blocks_everybody_else() {
    let mut world = world("America/Denver", "09:00-09:30", "2026-11-01T12:00:00Z");
    world.hold(1, "phone", "ana", "2026-11-05T16:00:00Z", "2026-11-01T11:55:00Z");
    let same = request("phone", "2026-11-05T16:00:00Z");
    assert!(matches!(decide(&world.calendar(), &same, None), Err(Refusal::Taken { .. })));
}

/// cal.com 6083: a longer session overlapped busy time that a shorter one did not reach.
#[test]
fn a_longer_session_does_not_reach_into_what_is_booked() {
    let mut world = world("America/Denver", "09:00-11:00", "2026-11-01T12:00:00Z");
    world.book(1, "phone", "ana", "2026-11-05T17:00:00Z");
    assert!(decide(&world.calendar(), &request("phone", "2026-11-05T16:30:00Z"), None).is_ok());
    let longer = decide(&world.calendar(), &request("session", "2026-11-05T16:30:00Z"), None);
    assert!(matches!(longer, Err(Refusal::Taken { .. })), "{longer:?}");
    assert!(!world.starts("session", "2026-11-05", 1, "America/Denver").contains(&"05 09:30-07:00".to_owned()));
}

/// easyappointments 1043: time off was ignored.
#[test]
fn time_off_is_kept_by_whoever_asks() {
    let mut world = world("America/Denver", "09:00-17:00", "2026-11-01T12:00:00Z");
    world.therapist("ana").overrides.insert(date("2026-11-05"), Vec::new());
    let asked = decide(&world.calendar(), &request("phone", "2026-11-05T16:00:00Z"), None);
    assert_eq!(asked, Err(Refusal::NeverOpen(Never::OutsideHours)));
}

/// cal.com 21589: the old time of a moved booking stayed blocked.
#[test]
fn a_moved_booking_takes_up_only_its_new_time() {
    let mut world = world("America/Denver", "09:00-10:00", "2026-11-01T12:00:00Z");
    let booking = world.book(1, "phone", "ana", "2026-11-05T16:00:00Z");
    let before = booking.slot.occupied;
    let moved = move_to(&world.calendar(), booking, instant("2026-11-05T16:15:00Z"), false).unwrap();
    assert_eq!(moved.slot.occupied.start.0 - before.start.0, 3, "it may overlap its own old time");
    assert_eq!(moved.slot.occupied.len(), before.len());
}

/// easyappointments 845, openemr 2632: any-provider assignment gave a provider two clients at once.
#[test]
fn any_therapist_is_one_who_is_free_for_all_of_it() {
    let staff = ["ana", "bo"].map(|name| therapist(name, "America/Denver", "09:00-10:00"));
    let mut world = World::new(staff.into(), "2026-11-01T12:00:00Z");
    let mut free = 0;
    for number in 1..=20 {
        let Some(opening) = world.openings("phone", "2026-11-05", 1).first().cloned() else { break };
        let phone = slug("phone");
        let wanted = Wanted { offering: &phone, therapist: None, location: None, own: None };
        let slot = world.calendar().slots_at(&wanted, opening.start, world.now).unwrap().remove(0);
        world.enter(number, "phone", slot.therapist.as_str(), None, slot.start, State::Confirmed);
        free += 1;
    }
    assert_eq!(free, 4, "two each: with its buffer, a call of 15 minutes takes two steps");
    for name in ["ana", "bo"] {
        let resource = troth_domain::calendar::Resource::Therapist(slug(name));
        let entries = world.diaries.get(&resource).unwrap().entries();
        assert!(entries.is_sorted_by(|one, other| one.occupied.end <= other.occupied.start), "{name}");
    }
}
