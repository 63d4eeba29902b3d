//! How long a search takes on this machine: medians for a small, a usual and a very large practice.
//!
//! `cargo run --release -p troth-domain --example search_speed`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for a developer's terminal"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::{Weekday, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::{BookingId, occupied};
use troth_domain::calendar::{Calendar, Diaries, Diary, Entry, Resource, Search, Wanted};
use troth_domain::practice::{
    Audience, CivilMinute, CivilWindow, Location, Mode, Offering, Policy, Practice, Room, Slug, Therapist, WeeklyHours,
};

const ROUNDS: usize = 31;
const ZONES: [&str; 4] = ["America/Denver", "America/Phoenix", "America/New_York", "America/Los_Angeles"];

fn main() {
    println!(
        "{:>10}  {:>5}  {:>9}  {:>9}  {:>12}  {:>8}",
        "therapists", "days", "offering", "openings", "median", "worst"
    );
    for (therapists, days) in [(5, 7), (20, 30), (20, 60), (1000, 60)] {
        let (practice, diaries) = world(therapists);
        for offering in ["phone", "session"] {
            measure(&practice, &diaries, offering, days);
        }
    }
}

fn measure(practice: &Practice, diaries: &Diaries, offering: &str, days: u32) {
    let calendar = Calendar { practice, diaries, now: "2026-10-12T12:00:00Z".parse().unwrap() };
    let offering = Slug::new(offering).unwrap();
    let wanted = Wanted { offering: &offering, therapist: None, location: None, own: None };
    let search = Search { wanted, zone: &practice.time_zone, from: date(2026, 10, 12), days };
    let mut found = 0;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            found = calendar.search(&search).unwrap().openings.len();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let micros = |time: &Duration| time.as_micros();
    let (median, worst) = (micros(&times[ROUNDS / 2]), micros(&times[ROUNDS - 1]));
    let therapists = practice.therapists.len();
    println!("{therapists:>10}  {days:>5}  {offering:>9}  {found:>9}  {median:>9} us  {worst:>5} us");
}

/// Therapists with usual hours, each with about four sessions a working day for 60 days, and a room for every two.
fn world(therapists: usize) -> (Practice, Diaries) {
    let slug = |text: &str| Slug::new(text).unwrap();
    let minute = |minutes| CivilMinute::new(minutes).unwrap();
    let mut hours = WeeklyHours::default();
    for day in Weekday::Monday.cycle_forward().take(5) {
        hours.add(day, CivilWindow::new(minute(540), minute(720)).unwrap());
        hours.add(day, CivilWindow::new(minute(780), minute(1020)).unwrap());
    }
    let zone = |number: usize| TimeZone::get(ZONES[number % ZONES.len()]).unwrap();
    let practice = Practice {
        name: String::new(),
        time_zone: zone(0),
        languages: vec!["en".into()],
        public_url: String::new(),
        phone: None,
        email: None,
        address: Vec::new(),
        closed_dates: BTreeSet::from([date(2026, 11, 26)]),
        policy: Policy {
            cancel_until_minutes: 1440,
            reminder_minutes: 1440,
            quiet_from: minute(1260),
            quiet_until: minute(480),
        },
        locations: ["orem", "provo"]
            .map(|name| Location { slug: slug(name), name: name.into(), address: Vec::new(), time_zone: zone(0) })
            .into(),
        rooms: (0..therapists / 2)
            .map(|number| Room {
                slug: slug(&format!("room-{number}")),
                location: slug(if number % 2 == 0 { "orem" } else { "provo" }),
                name: String::new(),
            })
            .collect(),
        therapists: (0..therapists)
            .map(|number| Therapist {
                slug: slug(&format!("therapist-{number}")),
                name: String::new(),
                about: String::new(),
                offerings: vec![slug("phone"), slug("session")],
                email: None,
                locations: Vec::new(),
                hours: hours.clone(),
                overrides: BTreeMap::new(),
                time_zone: zone(number),
                bookings_per_day_max: (number % 2 == 0).then_some(6),
                bookings_per_week_max: None,
            })
            .collect(),
        offerings: offerings(),
    };
    let diaries = diaries(&practice);
    (practice, diaries)
}

fn offerings() -> Vec<Offering> {
    let phone = Offering {
        slug: Slug::new("phone").unwrap(),
        name: String::new(),
        minutes: 15,
        price_cents: 0,
        mode: Mode::Phone,
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 5,
        notice_minutes: 120,
        horizon_days: 60,
        needs_room: false,
        audience: Audience::Person,
        cancel_until_minutes: None,
    };
    let session = Offering {
        slug: Slug::new("session").unwrap(),
        minutes: 50,
        mode: Mode::InPerson,
        needs_room: true,
        buffer_after_minutes: 10,
        ..phone.clone()
    };
    vec![phone, session]
}

fn diaries(practice: &Practice) -> Diaries {
    let mut diaries = Diaries::default();
    let session = &practice.offerings[1];
    let midnight: Timestamp = "2026-10-12T06:00:00Z".parse().unwrap();
    let entry = |number: usize, day: usize, hour: usize| {
        let start = midnight + SignedDuration::from_hours(i64::try_from(day * 24 + hour).unwrap());
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_le_bytes());
        id[8] = u8::try_from(day).unwrap();
        id[9] = u8::try_from(hour).unwrap();
        Entry { booking: BookingId(id), occupied: occupied(session, start), start, lapses_at: None }
    };
    let of = |number: usize, share: usize| -> Arc<Diary> {
        let times = (0..60).flat_map(|day| (9..17).map(move |hour| (day, hour)));
        let booked = times.filter(|(day, hour)| (day * 31 + hour * 17 + number * 7).is_multiple_of(share));
        Arc::new(Diary::new(booked.map(|(day, hour)| entry(number, day, hour)).collect()))
    };
    for (number, therapist) in practice.therapists.iter().enumerate() {
        diaries.insert(Resource::Therapist(therapist.slug.clone()), of(number, 2));
    }
    for (number, room) in practice.rooms.iter().enumerate() {
        diaries.insert(Resource::Room(room.slug.clone()), of(number + 5, 2));
    }
    diaries
}
