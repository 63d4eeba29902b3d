//! Which openings there are: tables of small worlds.

use crate::world::{World, therapist};

/// Checks the starts of a phone consult on one day, in Denver.
fn check(what: &str, hours: &str, bend: impl Fn(&mut World), expected: &str) {
    let mut world = World::new(vec![therapist("ana", "America/Denver", hours)], "2026-11-01T12:00:00Z");
    bend(&mut world);
    let starts = world.starts("phone", "2026-11-05", 1, "America/Denver");
    let times: Vec<&str> = starts.iter().filter_map(|start| start.get(3..8)).collect();
    assert_eq!(times.join(" "), expected, "{what}");
}

#[test]
fn a_day_offers_every_step_at_which_the_session_fits_and_nothing_is_in_the_way() {
    check("an empty day", "09:00-10:00", |_| {}, "09:00 09:15 09:30 09:45");
    check("the session ends with the window", "09:00-09:20", |_| {}, "09:00");
    check("a window too short", "09:00-09:10", |_| {}, "");
    check("the grid starts with each window", "09:05-09:40 10:10-10:40", |_| {}, "09:05 09:20 10:10 10:25");
    check("windows that touch stay two", "09:00-09:20 09:20-09:40", |_| {}, "09:00 09:20");
    check(
        "a booking takes its time and its buffer",
        "09:00-10:30",
        |world| drop(world.book(1, "phone", "ana", "2026-11-05T16:30:00Z")),
        "09:00 10:00 10:15",
    );
}
