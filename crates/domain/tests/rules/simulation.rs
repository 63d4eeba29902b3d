//! Months of a small practice, by chance: whatever people do and in whichever order, no two sessions share a
//! therapist or a room, no limit is passed, and nobody loses a time that they hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::booking::{
    Actor, Booking, BookingId, Decision, Reference, Refusal, Request, Slot, State, assign, cancel, decide,
    hold_lapses_at, may_hold, move_to, notice_at,
};
use troth_domain::calendar::{Calendar, Diaries, Diary, Entry, Resource, Wanted, hours};
use troth_domain::practice::{Practice, Slug};

use crate::world::{cases, instant, practice, slug, therapist};

#[derive(Clone, Debug)]
enum Step {
    Wait { seconds: i64 },
    Hold { offering: bool, therapist: u8, opening: u16 },
    Book { offering: bool, therapist: u8, opening: u16 },
    Confirm { which: u16, late_seconds: i64 },
    Move { which: u16, opening: u16, any_therapist: bool },
    Cancel { which: u16 },
}

fn some_step() -> impl Strategy<Value = Step> {
    let opening = || 0_u16..24;
    prop_oneof![
        (1_i64..4000).prop_map(|seconds| Step::Wait { seconds }),
        (any::<bool>(), 0_u8..4, opening()).prop_map(|(offering, therapist, opening)| Step::Hold {
            offering,
            therapist,
            opening
        }),
        (any::<bool>(), 0_u8..4, opening()).prop_map(|(offering, therapist, opening)| Step::Book {
            offering,
            therapist,
            opening
        }),
        (any::<u16>(), 0_i64..1500).prop_map(|(which, late_seconds)| Step::Confirm { which, late_seconds }),
        (any::<u16>(), opening(), any::<bool>()).prop_map(|(which, opening, any_therapist)| Step::Move {
            which,
            opening,
            any_therapist
        }),
        any::<u16>().prop_map(|which| Step::Cancel { which }),
    ]
}

/// The practice and every booking ever made.
struct Clinic {
    practice: Practice,
    bookings: Vec<Booking>,
    now: Timestamp,
}

impl Clinic {
    fn new() -> Self {
        let mut staff = ["ana", "bo", "cy"].map(|name| therapist(name, "America/Denver", "00:30-04:00 09:00-12:00"));
        staff[1].time_zone = crate::world::zone("Australia/Lord_Howe");
        staff[0].bookings_per_day_max = Some(2);
        staff[1].bookings_per_week_max = Some(4);
        staff[2].locations = vec![slug("provo")];
        let mut practice = practice(staff.into());
        for offering in &mut practice.offerings {
            (offering.notice_minutes, offering.horizon_days) = (30, 4);
            offering.cancel_until_minutes = Some(20);
        }
        Self { practice, bookings: Vec::new(), now: instant("2026-10-30T12:00:00Z") }
    }

    fn diaries(&self) -> Diaries {
        let mut entries: BTreeMap<Resource, Vec<Entry>> = BTreeMap::new();
        for booking in self.bookings.iter().filter(|booking| is_active(booking, self.now)) {
            let (slot, lapses_at) = (&booking.slot, lapses_at(booking));
            let entry = Entry { booking: booking.id, occupied: slot.occupied, start: slot.start, lapses_at };
            for resource in resources(slot) {
                entries.entry(resource).or_default().push(entry.clone());
            }
        }
        let mut diaries = Diaries::default();
        entries.into_iter().for_each(|(resource, entries)| diaries.insert(resource, Arc::new(Diary::new(entries))));
        diaries
    }

    fn with_calendar<T>(&self, ask: impl FnOnce(&Calendar<'_>) -> T) -> T {
        ask(&Calendar { practice: &self.practice, diaries: &self.diaries(), now: self.now })
    }

    /// One of the next openings, or of the nearby times that are none.
    fn wish(&self, offering: bool, therapist: u8, opening: u16) -> Request {
        let offering = slug(if offering { "session" } else { "phone" });
        let therapist = self.practice.therapists.get(usize::from(therapist)).map(|therapist| therapist.slug.clone());
        let wanted = Wanted { offering: &offering, therapist: therapist.as_ref(), location: None, own: None };
        let soonest = self.with_calendar(|calendar| calendar.soonest(&wanted)).unwrap();
        let start = soonest.map_or(self.now, |found| found.start) + SignedDuration::from_mins(i64::from(opening) * 15);
        Request { offering, therapist, location: None, start }
    }

    /// The way of an action: decide from what is known, then ask again for what was chosen.
    fn decide(&self, request: &Request, hold: Option<&Booking>) -> Result<Decision, Refusal> {
        self.with_calendar(|calendar| {
            let decision = decide(calendar, request, hold)?;
            if let Decision::Take(slot) = &decision {
                let notice_at = notice_at(request, hold, self.now);
                let again = assign(calendar, request, slot, hold.map(|hold| hold.id), notice_at);
                assert_eq!(again.as_ref(), Ok(slot), "nothing changed in between");
            }
            Ok(decision)
        })
    }

    fn add(&mut self, slot: Slot, state: State) {
        let number = u128::try_from(self.bookings.len()).unwrap();
        let (id, reference) = (BookingId(number.to_be_bytes()), Reference::from_random([0; 5]));
        let made_at = self.now;
        self.bookings.push(Booking { id, reference, state, slot, sequence: 0, link_generation: 0, made_at });
    }

    fn pick(&self, which: u16) -> Option<(usize, Booking)> {
        let index = usize::from(which).checked_rem(self.bookings.len())?;
        Some((index, self.bookings.get(index)?.clone()))
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Wait { seconds } => self.now += SignedDuration::from_secs(seconds),
            Step::Hold { offering, therapist, opening } => {
                if let Ok(Decision::Take(slot)) = self.decide(&self.wish(offering, therapist, opening), None) {
                    let lapses_at = hold_lapses_at(self.now, self.now).unwrap();
                    self.add(slot, State::Held { lapses_at, made_at: self.now });
                }
            }
            Step::Book { offering, therapist, opening } => {
                if let Ok(Decision::Take(slot)) = self.decide(&self.wish(offering, therapist, opening), None) {
                    self.add(slot, State::Confirmed);
                }
            }
            Step::Confirm { which, late_seconds } => self.confirm(which, late_seconds),
            Step::Move { which, opening, any_therapist } => {
                let Some((index, booking)) = self.pick(which) else { return };
                let start = self.wish(false, u8::MAX, opening).start;
                let moved = self.with_calendar(|calendar| move_to(calendar, booking, start, any_therapist));
                if let Ok(moved) = moved {
                    self.bookings[index] = moved;
                }
            }
            Step::Cancel { which } => {
                let Some((index, booking)) = self.pick(which) else { return };
                if let Ok(cancelled) = cancel(&self.practice, booking, Actor::Client, self.now) {
                    self.bookings[index] = cancelled;
                }
            }
        }
    }

    /// Books what a hold was for, in time or too late.
    fn confirm(&mut self, which: u16, late_seconds: i64) {
        let Some((index, hold)) = self.pick(which) else { return };
        if !matches!(hold.state, State::Held { .. }) {
            return;
        }
        self.now += SignedDuration::from_secs(late_seconds);
        let slot = hold.slot.clone();
        let therapist = Some(slot.therapist.clone());
        let request = Request { offering: slot.offering.clone(), therapist, location: None, start: slot.start };
        let good = may_hold(&hold, self.now) && self.now <= slot.start;
        let decided = self.decide(&request, Some(&hold));
        assert!(!good || decided == Ok(Decision::KeepHold(slot)), "a good hold is kept: {decided:?}");
        match decided {
            Ok(Decision::KeepHold(slot) | Decision::Take(slot)) => {
                self.bookings[index] = Booking { slot, state: State::Confirmed, ..hold };
            }
            Err(_refused) => self.bookings[index].state = State::Lapsed,
        }
    }

    fn check(&self) {
        let active: Vec<&Booking> = self.bookings.iter().filter(|booking| is_active(booking, self.now)).collect();
        for (index, one) in active.iter().enumerate() {
            for other in active.iter().skip(index + 1) {
                let shared =
                    resources(&one.slot).into_iter().any(|resource| resources(&other.slot).contains(&resource));
                let clash = shared && one.slot.occupied.overlaps(other.slot.occupied);
                assert!(!clash, "two at once: {:?} and {:?}", one.slot, other.slot);
            }
        }
        let count = |therapist: &Slug, same: &dyn Fn(Timestamp) -> bool| {
            let of = active.iter().filter(|booking| booking.slot.therapist == *therapist && same(booking.slot.start));
            u32::try_from(of.count()).unwrap()
        };
        for booking in &active {
            let therapist = self.practice.therapist(&booking.slot.therapist).unwrap();
            let day = |start| hours::date_of(start, &therapist.time_zone);
            let (own_day, own_week) = (day(booking.slot.start), hours::monday_of(day(booking.slot.start)));
            let in_day = count(&therapist.slug, &|start| day(start) == own_day);
            let in_week = count(&therapist.slug, &|start| hours::monday_of(day(start)) == own_week);
            assert!(therapist.bookings_per_day_max.is_none_or(|max| in_day <= max), "{in_day} on {own_day}");
            assert!(therapist.bookings_per_week_max.is_none_or(|max| in_week <= max), "{in_week} in {own_week}");
        }
    }
}

fn is_active(booking: &Booking, now: Timestamp) -> bool {
    booking.state == State::Confirmed || may_hold(booking, now)
}

fn lapses_at(booking: &Booking) -> Option<Timestamp> {
    if let State::Held { lapses_at, .. } = booking.state { Some(lapses_at) } else { None }
}

fn resources(slot: &Slot) -> Vec<Resource> {
    let room = slot.room.clone().map(Resource::Room);
    std::iter::once(Resource::Therapist(slot.therapist.clone())).chain(room).collect()
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn whatever_people_do_no_two_sessions_clash(steps in prop::collection::vec(some_step(), 1..160)) {
        let mut clinic = Clinic::new();
        for step in steps {
            clinic.take(step);
            clinic.check();
        }
    }
}
