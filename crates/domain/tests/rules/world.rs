//! A small practice that each test bends to its need.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use proptest::prelude::ProptestConfig;
use troth_domain::booking::{Booking, BookingId, Reference, Slot, State, occupied};
use troth_domain::calendar::{Calendar, Diaries, Diary, Entry, Opening, Resource, Search, Wanted};
use troth_domain::practice::{
    Audience, CivilMinute, CivilWindow, Location, Mode, Offering, Policy, Practice, Room, Slug, Therapist, WeeklyHours,
};

/// So many random cases; a failing one is told, not kept in a file.
pub fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// `"09:30"` as minutes since midnight; `"24:00"` is allowed.
pub fn minute(text: &str) -> CivilMinute {
    let (hours, minutes) = text.split_once(':').unwrap();
    CivilMinute::new(hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()).unwrap()
}

/// `"09:00-12:00 13:00-17:00"` as windows.
pub fn windows(text: &str) -> Vec<CivilWindow> {
    let window = |part: &str| {
        let (from, to) = part.split_once('-').unwrap();
        CivilWindow::new(minute(from), minute(to)).unwrap()
    };
    text.split_whitespace().map(window).collect()
}

/// The same windows on each day of the week.
pub fn daily(text: &str) -> WeeklyHours {
    let mut hours = WeeklyHours::default();
    for day in Weekday::Sunday.cycle_forward().take(7) {
        for window in windows(text) {
            hours.add(day, window);
        }
    }
    hours
}

pub fn therapist(name: &str, zone_name: &str, hours: &str) -> Therapist {
    Therapist {
        slug: slug(name),
        name: name.to_uppercase(),
        about: String::new(),
        offerings: vec![slug("phone"), slug("session")],
        email: None,
        locations: Vec::new(),
        hours: daily(hours),
        overrides: BTreeMap::new(),
        time_zone: zone(zone_name),
        bookings_per_day_max: None,
        bookings_per_week_max: None,
    }
}

/// A free call of 15 minutes with a buffer of five after it, and a session of 50 in a room with ten around it.
pub fn offerings() -> Vec<Offering> {
    let phone = Offering {
        slug: slug("phone"),
        name: "Phone consult".into(),
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
        slug: slug("session"),
        name: "Couple session".into(),
        minutes: 50,
        price_cents: 15_000,
        mode: Mode::InPerson,
        step_minutes: 30,
        buffer_before_minutes: 10,
        buffer_after_minutes: 10,
        notice_minutes: 1440,
        needs_room: true,
        audience: Audience::Couple,
        ..phone.clone()
    };
    vec![phone, session]
}

pub fn practice(therapists: Vec<Therapist>) -> Practice {
    let denver = zone("America/Denver");
    let location = |name: &str| Location {
        slug: slug(name),
        name: name.to_uppercase(),
        address: Vec::new(),
        time_zone: denver.clone(),
    };
    let room = |name: &str, place: &str| Room { slug: slug(name), location: slug(place), name: name.to_uppercase() };
    Practice {
        name: "Practice".into(),
        time_zone: denver.clone(),
        languages: vec!["en".into()],
        public_url: "http://localhost".into(),
        phone: None,
        email: None,
        address: Vec::new(),
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 1440,
            reminder_minutes: 1440,
            quiet_from: minute("21:00"),
            quiet_until: minute("08:00"),
            delivery_hour: minute("18:00"),
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: vec![location("orem"), location("provo")],
        rooms: vec![room("blue", "orem"), room("green", "orem"), room("red", "provo")],
        therapists,
        intake: None,
        offerings: offerings(),
    }
}

/// A practice, its diaries and a moment.
#[derive(Debug)]
pub struct World {
    pub practice: Practice,
    pub diaries: Diaries,
    pub now: Timestamp,
    entries: BTreeMap<Resource, Vec<Entry>>,
}

impl World {
    pub fn new(therapists: Vec<Therapist>, now: &str) -> Self {
        let (diaries, entries) = (Diaries::default(), BTreeMap::new());
        Self { practice: practice(therapists), diaries, now: instant(now), entries }
    }

    pub fn calendar(&self) -> Calendar<'_> {
        Calendar { practice: &self.practice, diaries: &self.diaries, now: self.now }
    }

    pub fn offering(&mut self, name: &str) -> &mut Offering {
        self.practice.offerings.iter_mut().find(|offering| offering.slug.as_str() == name).unwrap()
    }

    pub fn therapist(&mut self, name: &str) -> &mut Therapist {
        self.practice.therapists.iter_mut().find(|therapist| therapist.slug.as_str() == name).unwrap()
    }

    /// A confirmed booking of `therapist`, without a room.
    pub fn book(&mut self, number: u8, offering: &str, therapist: &str, start: &str) -> Booking {
        self.enter(number, offering, therapist, None, instant(start), State::Confirmed)
    }

    /// A hold made at `made_at` that lapses ten minutes later.
    pub fn hold(&mut self, number: u8, offering: &str, therapist: &str, start: &str, made_at: &str) -> Booking {
        let made_at = instant(made_at);
        let lapses_at = troth_domain::booking::hold_lapses_at(made_at, made_at).unwrap();
        self.enter(number, offering, therapist, None, instant(start), State::Held { lapses_at, made_at })
    }

    pub fn enter(
        &mut self,
        number: u8,
        offering: &str,
        therapist: &str,
        room: Option<&str>,
        start: Timestamp,
        state: State,
    ) -> Booking {
        let offering = self.practice.offering(&slug(offering)).unwrap();
        let end = start + jiff::SignedDuration::from_mins(i64::from(offering.minutes));
        let room = room.map(slug);
        let place =
            |room: &Slug| self.practice.rooms.iter().find(|known| known.slug == *room).unwrap().location.clone();
        let slot = Slot {
            offering: offering.slug.clone(),
            therapist: slug(therapist),
            location: room.as_ref().map(place),
            room: room.clone(),
            start,
            end,
            occupied: occupied(offering, start),
        };
        let made_at = if let State::Held { made_at, .. } = state { made_at } else { self.now };
        let lapses_at = if let State::Held { lapses_at, .. } = state { Some(lapses_at) } else { None };
        let id = BookingId([number; 16]);
        let entry = Entry { booking: id, occupied: slot.occupied, start, lapses_at };
        let resources = [Some(Resource::Therapist(slot.therapist.clone())), room.map(Resource::Room)];
        for resource in resources.into_iter().flatten() {
            let entries = self.entries.entry(resource.clone()).or_default();
            entries.push(entry.clone());
            self.diaries.insert(resource, Arc::new(Diary::new(entries.clone())));
        }
        let reference = Reference::from_random([number; 5]);
        Booking { id, reference, state, slot, sequence: 0, link_generation: 0, made_at }
    }

    /// All openings of `offering` in the civil days of the practice's zone.
    pub fn openings(&self, offering: &str, from: &str, days: u32) -> Vec<Opening> {
        let offering = slug(offering);
        let wanted = Wanted { offering: &offering, therapist: None, location: None, own: None };
        let search = Search { wanted, zone: &self.practice.time_zone, from: date(from), days };
        self.calendar().search(&search).unwrap().openings
    }

    /// As [`openings`](Self::openings), as civil times in `zone_name`.
    pub fn starts(&self, offering: &str, from: &str, days: u32, zone_name: &str) -> Vec<String> {
        let civil = |opening: Opening| opening.start.to_zoned(zone(zone_name)).strftime("%d %H:%M%:z").to_string();
        self.openings(offering, from, days).into_iter().map(civil).collect()
    }
}
