//! The decisions about holds, bookings, moves and cancellations.

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::{
    Actor, Booking, Change, Decision, Never, Reference, Refusal, Request, Slot, State, assign, cancel, change_allowed,
    decide, hold_lapses_at, may_hold, move_to, notice_at, occupied, wanted_to_move,
};
use troth_domain::practice::Slug;

use crate::world::{World, instant, slug, therapist};

const NOW: &str = "2026-11-01T12:00:00Z";
/// Thursday 5 November, 09:00 in Denver.
const NINE: &str = "2026-11-05T16:00:00Z";

fn world() -> World {
    let staff = ["ana", "bo"].map(|name| therapist(name, "America/Denver", "09:00-12:00"));
    World::new(staff.into(), NOW)
}

fn ask(offering: &str, therapist: Option<&str>, start: &str) -> Request {
    Request { offering: slug(offering), therapist: therapist.map(slug), location: None, start: instant(start) }
}

fn therapist_of(decision: Result<Decision, Refusal>) -> Result<String, Refusal> {
    decision.map(|decision| match decision {
        Decision::KeepHold(slot) => format!("keep {}", slot.therapist),
        Decision::Take(slot) => format!("take {}", slot.therapist),
    })
}

#[test]
fn a_free_time_is_taken_with_the_fairest_therapist() {
    let mut world = world();
    world.book(1, "phone", "ana", "2026-11-04T16:00:00Z");
    let decided = decide(&world.calendar(), &ask("phone", None, NINE), None);
    assert_eq!(therapist_of(decided), Ok("take bo".into()));
    let decided = decide(&world.calendar(), &ask("phone", Some("ana"), NINE), None);
    assert_eq!(therapist_of(decided), Ok("take ana".into()));
}

#[test]
fn a_refusal_says_what_is_wrong_and_what_is_near() {
    let mut world = world();
    let check = |world: &World, request: &Request, expected: Refusal| {
        assert_eq!(decide(&world.calendar(), request, None), Err(expected), "{request:?}");
    };
    check(&world, &ask("massage", None, NINE), Refusal::UnknownOffering);
    check(&world, &ask("phone", Some("cy"), NINE), Refusal::UnknownTherapist);
    let elsewhere = Request { location: Some(slug("lehi")), ..ask("session", None, NINE) };
    check(&world, &elsewhere, Refusal::UnknownLocation);
    check(&world, &ask("phone", None, "2026-11-01T11:00:00Z"), Refusal::NeverOpen(Never::Past));
    check(&world, &ask("session", None, "2026-11-01T16:00:00Z"), Refusal::NeverOpen(Never::Notice));
    check(&world, &ask("phone", None, "2027-02-05T16:00:00Z"), Refusal::NeverOpen(Never::Horizon));
    check(&world, &ask("phone", None, "2026-11-05T16:07:00Z"), Refusal::NeverOpen(Never::OutsideHours));
    world.book(1, "phone", "ana", NINE);
    let Err(Refusal::Taken { nearest }) = decide(&world.calendar(), &ask("phone", Some("ana"), NINE), None) else {
        unreachable!("taken")
    };
    let starts: Vec<String> = nearest.iter().map(|opening| opening.start.to_string()).collect();
    assert_eq!(starts, ["2026-11-05T16:30:00Z", "2026-11-05T16:45:00Z", "2026-11-05T17:00:00Z"]);
    world.therapist("bo").bookings_per_day_max = Some(1);
    world.book(2, "phone", "bo", "2026-11-05T18:00:00Z");
    assert!(
        matches!(decide(&world.calendar(), &ask("phone", Some("bo"), NINE), None), Err(Refusal::Taken { .. })),
        "a limit"
    );
}

#[test]
fn a_good_hold_for_the_same_time_becomes_the_booking() {
    let mut world = world();
    let hold = world.hold(1, "phone", "bo", NINE, "2026-11-01T11:55:00Z");
    let check = |request: &Request, expected: &str| {
        let decided = therapist_of(decide(&world.calendar(), request, Some(&hold)));
        assert_eq!(decided.as_deref(), Ok(expected), "{request:?}");
    };
    check(&ask("phone", None, NINE), "keep bo");
    check(&ask("phone", Some("bo"), NINE), "keep bo");
    check(&ask("phone", Some("ana"), NINE), "take ana");
    // Not the same time, or not the same thing: a new slot, for which the hold is not in the way.
    check(&ask("phone", Some("bo"), "2026-11-05T16:15:00Z"), "take bo");
    check(&ask("session", Some("bo"), NINE), "take bo");
}

#[test]
fn a_hold_that_lapsed_is_no_hold_but_its_free_time_is_simply_booked() {
    let mut world = world();
    let hold = world.hold(1, "phone", "bo", NINE, "2026-11-01T11:40:00Z");
    assert!(!may_hold(&hold, world.now));
    let wish = ask("phone", Some("bo"), NINE);
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&hold))), Ok("take bo".into()));
    world.book(2, "phone", "bo", NINE);
    assert!(matches!(decide(&world.calendar(), &wish, Some(&hold)), Err(Refusal::Taken { .. })));
}

#[test]
fn a_hold_that_became_a_booking_frees_nothing() {
    let mut world = world();
    let booked = world.book(1, "phone", "bo", NINE);
    let decided = decide(&world.calendar(), &ask("phone", Some("bo"), NINE), Some(&booked));
    assert!(matches!(decided, Err(Refusal::Taken { .. })), "{decided:?}");
}

#[test]
fn a_hold_whose_start_has_passed_or_whose_therapist_left_is_not_kept() {
    let mut world = world();
    world.offering("phone").notice_minutes = 0;
    let hold = world.hold(1, "phone", "bo", NINE, "2026-11-05T15:55:00Z");
    world.now = instant("2026-11-05T16:00:01Z");
    let wish = ask("phone", None, NINE);
    assert_eq!(decide(&world.calendar(), &wish, Some(&hold)), Err(Refusal::NeverOpen(Never::Past)));
    world.now = instant("2026-11-05T15:59:00Z");
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&hold))), Ok("keep bo".into()));
    world.therapist("bo").offerings = vec![slug("session")];
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&hold))), Ok("take ana".into()));
}

#[test]
fn a_hold_fixes_the_notice_for_its_own_time_and_not_for_ever() {
    let mut world = world();
    // Held five minutes before the notice ran out.
    let hold = world.hold(1, "phone", "bo", NINE, "2026-11-05T13:55:00Z");
    let other = ask("phone", Some("bo"), "2026-11-05T16:15:00Z");
    let wish = ask("phone", Some("bo"), NINE);
    let at = |text: &str| notice_at(&wish, Some(&hold), instant(text));
    assert_eq!(at("2026-11-05T14:04:00Z"), instant("2026-11-05T13:55:00Z"));
    assert_eq!(at("2026-11-05T14:25:00Z"), instant("2026-11-05T13:55:00Z"), "lapsed, and still the moment that counts");
    assert_eq!(at("2026-11-05T14:25:01Z"), instant("2026-11-05T14:25:01Z"), "longer ago than any hold lasts");
    assert_eq!(notice_at(&other, Some(&hold), world.now), world.now, "another time");
    assert_eq!(notice_at(&wish, None, world.now), world.now);
    let booked = Booking { state: State::Confirmed, ..hold.clone() };
    assert_eq!(notice_at(&wish, Some(&booked), world.now), world.now, "a booking is no hold");
    world.now = instant("2026-11-05T14:04:00Z");
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&hold))), Ok("keep bo".into()));
    world.now = instant("2026-11-05T14:06:00Z");
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&hold))), Ok("take bo".into()));
    let released = Booking { state: State::Lapsed, ..hold };
    assert_eq!(therapist_of(decide(&world.calendar(), &wish, Some(&released))), Ok("take bo".into()));
    assert_eq!(decide(&world.calendar(), &wish, None), Err(Refusal::NeverOpen(Never::Notice)));
}

#[test]
fn a_hold_lasts_ten_minutes_and_thirty_in_all() {
    let made_at = instant(NOW);
    let check = |after_minutes: i64, expected: Option<i64>| {
        let minutes = |count| made_at + SignedDuration::from_mins(count);
        assert_eq!(hold_lapses_at(made_at, minutes(after_minutes)), expected.map(minutes), "after {after_minutes}");
    };
    check(0, Some(10));
    check(9, Some(19));
    check(20, Some(30));
    check(29, Some(30));
    check(30, None);
    check(45, None);
    assert_eq!(hold_lapses_at(Timestamp::MAX, Timestamp::MAX), None, "the end of the calendar");
    let hold = world().hold(1, "phone", "bo", NINE, NOW);
    assert!(may_hold(&hold, instant("2026-11-01T12:09:59.9Z")));
    assert!(!may_hold(&hold, instant("2026-11-01T12:10:00Z")));
}

#[test]
fn what_was_chosen_is_asked_again_for_that_therapist_and_room_alone() {
    let mut world = world();
    let wish = ask("session", None, NINE);
    let Ok(Decision::Take(chosen)) = decide(&world.calendar(), &wish, None) else { unreachable!("free") };
    let place = |slot: &Slot| (slot.therapist.clone(), slot.location.clone(), slot.room.clone());
    assert_eq!(place(&chosen), (slug("ana"), Some(slug("orem")), Some(slug("blue"))));
    assert_eq!(assign(&world.calendar(), &wish, &chosen, None, world.now), Ok(chosen.clone()));
    let other = world.enter(1, "session", "cy", Some("blue"), instant(NINE), State::Confirmed);
    let taken = Err(Refusal::Taken { nearest: Vec::new() });
    assert_eq!(assign(&world.calendar(), &wish, &chosen, None, world.now), taken, "green is free, but was not chosen");
    assert_eq!(assign(&world.calendar(), &wish, &chosen, Some(other.id), world.now), Ok(chosen.clone()), "its own");
    world.book(2, "phone", "ana", NINE);
    let red = Slot { location: Some(slug("provo")), room: Some(slug("red")), ..chosen };
    assert_eq!(assign(&world.calendar(), &wish, &red, None, world.now), taken, "bo is free, but was not chosen");
    let soon = ask("session", None, "2026-11-02T16:00:00Z");
    let late = instant("2026-11-01T16:00:01Z");
    let too_late = assign(&world.calendar(), &soon, &red, None, late);
    assert_eq!(too_late, Err(Refusal::NeverOpen(Never::Notice)));
}

#[test]
fn what_is_taken_up_is_the_session_and_its_buffers() {
    let world = world();
    let offering = |name: &str| world.practice.offering(&slug(name)).unwrap();
    let told = |range: troth_domain::calendar::CellRange| format!("{} {}", range.start.start(), range.end.start());
    assert_eq!(told(occupied(offering("phone"), instant(NINE))), "2026-11-05T16:00:00Z 2026-11-05T16:20:00Z");
    assert_eq!(told(occupied(offering("session"), instant(NINE))), "2026-11-05T15:50:00Z 2026-11-05T17:00:00Z");
}

/// Checks whether a booking of `offering` at nine may be changed at `now`.
fn check_change(offering: &str, change: Change, now: &str, expected: Result<(), Refusal>) {
    let booking = world().book(1, offering, "ana", NINE);
    let answer = change_allowed(&world().practice, &booking, change, instant(now));
    assert_eq!(answer, expected, "{offering} at {now}");
}

#[test]
fn a_change_is_allowed_until_the_policys_window_closes() {
    for change in [Change::Move, Change::Cancel] {
        let until = instant("2026-11-04T16:00:00Z");
        check_change("session", change, "2026-11-04T16:00:00Z", Ok(()));
        check_change("session", change, "2026-11-04T16:00:00.000001Z", Err(Refusal::TooLate { until }));
        check_change("session", change, NINE, Err(Refusal::TooLate { until }));
        check_change("session", change, "2026-11-05T16:00:01Z", Err(Refusal::NotActive));
        // What is free can be changed until it starts.
        check_change("phone", change, "2026-11-05T15:59:59Z", Ok(()));
        check_change("phone", change, "2026-11-05T16:00:01Z", Err(Refusal::NotActive));
    }
}

#[test]
fn an_offerings_own_window_wins() {
    let mut world = world();
    let booking = world.book(1, "session", "ana", NINE);
    world.offering("session").cancel_until_minutes = Some(60);
    let allowed = |now: &str| change_allowed(&world.practice, &booking, Change::Cancel, instant(now)).is_ok();
    assert!(allowed("2026-11-05T15:00:00Z") && !allowed("2026-11-05T15:00:01Z"));
}

#[test]
fn an_offering_that_left_can_still_be_cancelled_but_not_moved() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    world.practice.offerings.retain(|offering| offering.slug.as_str() != "phone");
    let answer = |change, now: &str| change_allowed(&world.practice, &booking, change, instant(now));
    assert_eq!(answer(Change::Move, NOW), Err(Refusal::UnknownOffering));
    assert_eq!(answer(Change::Cancel, NOW), Ok(()));
    let until = instant("2026-11-04T16:00:00Z");
    assert_eq!(
        answer(Change::Cancel, "2026-11-05T12:00:00Z"),
        Err(Refusal::TooLate { until }),
        "the practice's window"
    );
    let moved = move_to(&world.calendar(), booking, instant("2026-11-05T17:00:00Z"), true);
    assert_eq!(moved, Err(Refusal::UnknownOffering));
}

#[test]
fn cancelling_says_who_and_when_and_happens_once() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    let cancelled = cancel(&world.practice, booking.clone(), Actor::Client, world.now).unwrap();
    assert_eq!(cancelled.state, State::Cancelled { at: world.now, by: Actor::Client });
    assert_eq!((cancelled.sequence, &cancelled.slot, cancelled.id), (1, &booking.slot, booking.id));
    assert_eq!(cancel(&world.practice, cancelled.clone(), Actor::Client, world.now), Err(Refusal::NotActive));
    let again = move_to(&world.calendar(), cancelled, instant("2026-11-05T17:00:00Z"), false);
    assert_eq!(again, Err(Refusal::NotActive));
    let hold = world.hold(2, "phone", "bo", NINE, NOW);
    assert_eq!(cancel(&world.practice, hold, Actor::Client, world.now), Err(Refusal::NotActive), "a hold is released");
}

#[test]
fn a_move_keeps_id_reference_link_and_therapist() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    let moved = move_to(&world.calendar(), booking.clone(), instant("2026-11-06T16:00:00Z"), false).unwrap();
    let kept = |booking: &Booking| (booking.id, booking.reference.clone(), booking.link_generation, booking.made_at);
    assert_eq!(kept(&moved), kept(&booking));
    assert_eq!((moved.sequence, moved.slot.therapist.as_str(), &moved.state), (1, "ana", &State::Confirmed));
    assert_eq!(moved.slot.start, instant("2026-11-06T16:00:00Z"));
    let same = move_to(&world.calendar(), booking.clone(), booking.slot.start, true);
    assert_eq!(same, Ok(booking), "the time it has already");
}

#[test]
fn a_move_to_a_taken_time_needs_any_therapist() {
    let mut world = world();
    let booking = world.book(1, "phone", "ana", NINE);
    world.book(2, "phone", "ana", "2026-11-06T16:00:00Z");
    // Bo has less to do, but ana is known to the client already.
    let free = move_to(&world.calendar(), booking.clone(), instant("2026-11-06T17:00:00Z"), true).unwrap();
    assert_eq!(free.slot.therapist.as_str(), "ana");
    let refused = move_to(&world.calendar(), booking.clone(), instant("2026-11-06T16:00:00Z"), false);
    assert!(matches!(&refused, Err(Refusal::Taken { nearest }) if nearest.len() == 3), "{refused:?}");
    let moved = move_to(&world.calendar(), booking, instant("2026-11-06T16:00:00Z"), true).unwrap();
    assert_eq!(moved.slot.therapist.as_str(), "bo");
}

#[test]
fn a_move_never_counts_its_own_booking_against_a_limit() {
    let mut world = world();
    world.therapist("ana").bookings_per_day_max = Some(1);
    let booking = world.book(1, "phone", "ana", NINE);
    assert!(move_to(&world.calendar(), booking.clone(), instant("2026-11-05T17:00:00Z"), false).is_ok());
    world.book(2, "phone", "ana", "2026-11-06T17:00:00Z");
    let full = move_to(&world.calendar(), booking, instant("2026-11-06T16:00:00Z"), false);
    assert!(matches!(full, Err(Refusal::Taken { .. })), "{full:?}");
}

#[test]
fn a_move_keeps_the_place_as_long_as_there_is_one() {
    let mut world = world();
    let booking = world.enter(1, "session", "ana", Some("red"), instant(NINE), State::Confirmed);
    let place = |world: &World| {
        let moved = move_to(&world.calendar(), booking.clone(), instant("2026-11-06T16:00:00Z"), false).unwrap();
        moved.slot.location.as_ref().map_or("nowhere", Slug::as_str).to_owned()
    };
    assert_eq!(place(&world), "provo", "orem is first in the file, but they know the way to provo");
    world.practice.locations.retain(|location| location.slug.as_str() != "provo");
    assert_eq!(wanted_to_move(&world.practice, &booking, false).location, None);
    assert_eq!(place(&world), "orem", "the practice gave provo up");
    let practice = &world.practice;
    assert_eq!(wanted_to_move(practice, &booking, true).therapist, None);
    assert_eq!(wanted_to_move(practice, &booking, false).own, Some(booking.id));
}

#[test]
fn a_reference_is_easy_to_say_and_to_type() {
    let reference = Reference::from_random([0xFF, 0x00, 0xAB, 0xCD, 0xEF]);
    assert_eq!(Reference::parse(&format!(" {} ", reference.as_str().to_lowercase())), Some(reference));
    for wrong in ["", "1234567", "123456789", "ILOU0000", "1234-678", "1234567é"] {
        assert_eq!(Reference::parse(wrong), None, "{wrong}");
    }
}
