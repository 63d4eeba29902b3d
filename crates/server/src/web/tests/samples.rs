//! Made-up values for the tests of pages.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use troth_domain::booking::{Booking, BookingId, ClientBooking, Reference, Slot, State};
use troth_domain::calendar::{Cell, CellRange, Opening};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, PhoneNumber, SafeContact};
use troth_domain::practice::{
    Audience, CivilMinute, Location, Mode, Offering, Policy, Practice, Slug, Therapist, WeeklyHours,
};

pub fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub fn zone() -> TimeZone {
    TimeZone::get("America/Denver").unwrap()
}

pub fn practice() -> Practice {
    let minute = |minutes| CivilMinute::new(minutes).unwrap();
    Practice {
        name: "Mended Bowl Couples Therapy".to_owned(),
        time_zone: zone(),
        languages: vec!["en".to_owned()],
        public_url: "http://localhost:8080".to_owned(),
        phone: Some("801-555-0100".to_owned()),
        email: None,
        address: vec!["100 Center Street".to_owned(), "Orem, UT 84057".to_owned()],
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 1440,
            reminder_minutes: 1440,
            quiet_from: minute(1260),
            quiet_until: minute(480),
            delivery_hour: minute(1080),
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: vec![location("orem", "Orem office"), location("provo", "Provo office")],
        rooms: Vec::new(),
        intake: None,
        therapists: vec![therapist("demo-a", "Dana Whitfield"), therapist("demo-b", "Marcus Lee")],
        offerings: vec![
            offering("phone-consult", "Free phone consult", 15, 0, Mode::Phone),
            offering("couple-session", "Couple session", 50, 15_000, Mode::InPerson),
        ],
    }
}

fn location(name: &str, words: &str) -> Location {
    let address = vec!["100 Center Street".to_owned(), "Orem, UT 84057".to_owned()];
    Location { slug: slug(name), name: words.to_owned(), address, time_zone: zone() }
}

fn therapist(name: &str, words: &str) -> Therapist {
    Therapist {
        slug: slug(name),
        name: words.to_owned(),
        about: "Works with couples after trust was broken.".to_owned(),
        offerings: vec![slug("phone-consult"), slug("couple-session")],
        email: None,
        locations: Vec::new(),
        hours: WeeklyHours::default(),
        overrides: BTreeMap::new(),
        time_zone: zone(),
        bookings_per_day_max: None,
        bookings_per_week_max: None,
    }
}

fn offering(name: &str, words: &str, minutes: u32, price_cents: u32, mode: Mode) -> Offering {
    Offering {
        slug: slug(name),
        name: words.to_owned(),
        minutes,
        price_cents,
        mode,
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 5,
        notice_minutes: 120,
        horizon_days: 60,
        needs_room: false,
        audience: if minutes > 15 { Audience::Couple } else { Audience::Person },
        cancel_until_minutes: None,
    }
}

pub fn opening(start: &str) -> Opening {
    let start: Timestamp = start.parse().unwrap();
    Opening { start, end: start + 15.minutes(), therapists: 2, locations: Vec::new() }
}

pub fn client(email: Option<&str>, phone: Option<&str>) -> Client {
    Client {
        name: PersonName::new("Ana <b>").unwrap(),
        contact: Contact::new(
            email.map(|text| EmailAddress::new(text).unwrap()),
            phone.map(|text| PhoneNumber::new(text).unwrap()),
        )
        .unwrap(),
        safe_contact: SafeContact::default(),
        invitation: false,
        time_zone: ClientZone::new("America/Denver").unwrap(),
    }
}

pub fn booked(offering: &str, client: Client) -> ClientBooking {
    let start: Timestamp = "2026-11-24T16:15:00Z".parse().unwrap();
    let end = start + 15.minutes();
    let slot = Slot {
        offering: slug(offering),
        therapist: slug("demo-a"),
        location: (offering != "phone-consult").then(|| slug("orem")),
        room: None,
        start,
        end,
        occupied: CellRange::new(Cell::containing(start), Cell::containing(end)),
    };
    let booking = Booking {
        id: BookingId([5; 16]),
        reference: Reference::from_random([1, 2, 3, 4, 5]),
        state: State::Confirmed,
        slot,
        sequence: 0,
        link_generation: 0,
        made_at: now(),
    };
    ClientBooking { booking, client }
}
