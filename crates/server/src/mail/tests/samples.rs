//! A practice, a booking and its messages for the tests of mail and calendar files.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::address::Envelope;
use troth_domain::booking::{Booking, BookingId, ClientBooking, Reference, Slot, State};
use troth_domain::calendar::{Cell, CellRange};
use troth_domain::message::{Kind, Message, MessageId, Recipient};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, PhoneNumber, SafeContact};
use troth_domain::practice::{Audience, CivilMinute, Mode, Offering, Policy, Practice, Slug, Therapist, WeeklyHours};

use crate::mail::Letter;

pub const START: &str = "2026-10-30T20:30:00Z";
pub const NOW: &str = "2026-10-28T15:04:05Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn offering(text: &str, name: &str, mode: Mode) -> Offering {
    Offering {
        slug: slug(text),
        name: name.to_owned(),
        minutes: 15,
        price_cents: 0,
        mode,
        step_minutes: 15,
        buffer_before_minutes: 0,
        buffer_after_minutes: 5,
        notice_minutes: 120,
        horizon_days: 60,
        needs_room: false,
        audience: Audience::Person,
        cancel_until_minutes: None,
    }
}

pub fn practice() -> Practice {
    Practice {
        name: "Orem Couples Therapy Clinic".to_owned(),
        time_zone: zone("America/Denver"),
        languages: vec!["en".to_owned()],
        public_url: "https://example.org".to_owned(),
        phone: Some("801-555-0100".to_owned()),
        email: Some(address("desk@clinic.example")),
        address: vec!["1 Center Street".to_owned(), "Orem, UT 84057".to_owned()],
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 1440,
            reminder_minutes: 1440,
            quiet_from: CivilMinute::new(21 * 60).unwrap(),
            quiet_until: CivilMinute::new(8 * 60).unwrap(),
            delivery_hour: CivilMinute::new(18 * 60).unwrap(),
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: Vec::new(),
        rooms: Vec::new(),
        intake: None,
        therapists: vec![Therapist {
            slug: slug("vega"),
            name: "Dr. Alma Vega".to_owned(),
            about: String::new(),
            offerings: vec![slug("phone-consult"), slug("couple-session"), slug("video-session")],
            email: Some(address("vega@clinic.example")),
            locations: Vec::new(),
            hours: WeeklyHours::default(),
            overrides: BTreeMap::new(),
            time_zone: zone("America/New_York"),
            bookings_per_day_max: None,
            bookings_per_week_max: None,
        }],
        offerings: vec![
            offering("phone-consult", "Free consult about couples counseling", Mode::Phone),
            offering("couple-session", "Couple session", Mode::InPerson),
            offering("video-session", "Couple session by video", Mode::Video),
        ],
    }
}

pub fn booking() -> Booking {
    let start = at(START);
    Booking {
        id: BookingId([0x1f; 16]),
        reference: Reference::parse("7K3MP9QT").unwrap(),
        state: State::Confirmed,
        slot: Slot {
            offering: slug("phone-consult"),
            therapist: slug("vega"),
            location: None,
            room: None,
            start,
            end: at("2026-10-30T20:45:00Z"),
            occupied: CellRange::new(Cell::containing(start), Cell::containing(at("2026-10-30T20:50:00Z"))),
        },
        sequence: 0,
        link_generation: 0,
        made_at: at("2026-10-28T15:00:00Z"),
    }
}

pub fn client() -> Client {
    Client {
        name: PersonName::new("Ana Quillfeather").unwrap(),
        contact: Contact::Both(address("ana@example.org"), PhoneNumber::new("801-555-0134").unwrap()),
        safe_contact: SafeContact::default(),
        invitation: false,
        time_zone: ClientZone::new("America/Denver").unwrap(),
    }
}

pub fn client_booking() -> ClientBooking {
    ClientBooking { booking: booking(), client: client() }
}

pub fn message(kind: Kind, recipient: Recipient) -> Message {
    Message {
        id: MessageId([0xa5; 16]),
        booking: booking().id,
        kind,
        recipient,
        session_start: at(START),
        sequence: 0,
        due_at: at(NOW),
    }
}

/// The Message-ID that a message of this id gets.
pub fn identity(id: MessageId) -> String {
    format!("<{}@example.org>", data_encoding::HEXLOWER.encode(&id.0))
}

pub fn letter() -> Letter {
    let envelope =
        Envelope::new(Some("appointments@example.org".parse().unwrap()), vec!["ana@example.org".parse().unwrap()]);
    let bytes = b"Subject: Your appointment\r\n\r\nHello,\r\n.\r\nmore\r\n".to_vec();
    Letter { name: "a5".repeat(16), envelope: envelope.unwrap(), bytes }
}
