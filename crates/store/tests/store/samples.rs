//! A small practice and its bookings.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::{Actor, Booking, BookingId, Reference, Slot, State};
use troth_domain::calendar::{Cell, CellRange, Resource};
use troth_domain::message::{Kind, Message, MessageId, Recipient};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, Reason, SafeContact};
use troth_domain::practice::{CivilMinute, Location, Policy, Practice, Room, Slug, Therapist, WeeklyHours};
use troth_store::{ClockKind, OpenError, OpenOptions, Place, PracticeKey, Random, Store, StoreError, WriteTransaction};

use crate::support::{Records, psql};

pub const MARCH: &str = "2027-03-01T12:00:00Z";

/// A store with the sample practice in it.
pub struct Books {
    pub store: Store,
    pub records: Records,
}

impl Books {
    pub async fn open(records: Records) -> Self {
        let store = open(&records, 1, ClockKind::Real).await.expect("it opens");
        store.register_resources(&practice()).await.expect("resources are registered");
        Self { store, records }
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> Store {
        open(&self.records, 1, ClockKind::Real).await.expect("it opens a second time")
    }

    /// Runs statements beside the store, as someone who meddles with the records would.
    pub fn run(&self, statements: &str) {
        match self.records.address() {
            Some(address) => drop(psql(&address, statements)),
            None => {
                let file = rusqlite::Connection::open(self.file()).expect("the file opens");
                file.execute_batch(statements).expect("the statements run");
            }
        }
    }

    /// SQLite's file.
    pub fn file(&self) -> PathBuf {
        self.records.folder().join("troth.sqlite")
    }

    pub async fn insert(&self, booking: &Booking) -> Result<(), StoreError> {
        insert(&self.store, booking, &client("Ana Sample", "ana@example.org")).await
    }
}

pub async fn open(records: &Records, key: u8, clock: ClockKind) -> Result<Store, OpenError> {
    open_at(records.place(), key, clock).await
}

pub async fn open_at(place: Place, key: u8, clock: ClockKind) -> Result<Store, OpenError> {
    let key = PracticeKey::from_bytes([key; 32]);
    Store::open(OpenOptions { place, key, clock, random: random() }).await
}

/// Not random, but never twice the same within a process.
pub fn random() -> Random {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    Arc::new(|bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(8) {
            let mut hasher = DefaultHasher::new();
            (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)).hash(&mut hasher);
            chunk.copy_from_slice(&hasher.finish().to_le_bytes()[..chunk.len()]);
        }
    })
}

pub fn slug(text: &str) -> Slug {
    Slug::new(text).expect("a slug")
}

pub fn therapist(text: &str) -> Resource {
    Resource::Therapist(slug(text))
}

pub fn room(text: &str) -> Resource {
    Resource::Room(slug(text))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// Two therapists, `a` and `b`, and one room, `blue`.
pub fn practice() -> Practice {
    let zone = jiff::tz::TimeZone::UTC;
    let one = |name: &str| Therapist {
        slug: slug(name),
        name: name.to_owned(),
        about: String::new(),
        offerings: vec![slug("talk")],
        email: None,
        locations: Vec::new(),
        hours: WeeklyHours::default(),
        overrides: BTreeMap::new(),
        time_zone: zone.clone(),
        bookings_per_day_max: None,
        bookings_per_week_max: None,
    };
    let minute = |minutes| CivilMinute::new(minutes).expect("a civil minute");
    Practice {
        name: "Sample".to_owned(),
        time_zone: zone.clone(),
        languages: vec!["en".to_owned()],
        public_url: "http://localhost".to_owned(),
        phone: None,
        email: None,
        address: Vec::new(),
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 0,
            reminder_minutes: 1440,
            quiet_from: minute(1260),
            quiet_until: minute(480),
            delivery_hour: minute(480),
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: vec![Location {
            slug: slug("orem"),
            name: "Orem".to_owned(),
            address: Vec::new(),
            time_zone: zone.clone(),
        }],
        rooms: vec![Room { slug: slug("blue"), location: slug("orem"), name: "Blue".to_owned() }],
        intake: None,
        therapists: vec![one("a"), one("b")],
        offerings: Vec::new(),
    }
}

/// A confirmed booking of `number` with therapist `a`, half an hour from `start`, no room.
pub fn booking(number: u32, start: Timestamp) -> Booking {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let [a, b, c, d] = number.to_be_bytes();
    let end = start + minutes(30);
    Booking {
        id: BookingId(id),
        reference: Reference::from_random([0, a, b, c, d]),
        state: State::Confirmed,
        slot: Slot {
            offering: slug("talk"),
            therapist: slug("a"),
            location: None,
            room: None,
            start,
            end,
            occupied: CellRange::new(Cell::containing(start), Cell::containing(end)),
        },
        sequence: 0,
        link_generation: 0,
        made_at: at(MARCH),
    }
}

pub fn hold(number: u32, start: Timestamp, lapses_at: Timestamp) -> Booking {
    let booking = booking(number, start);
    Booking { state: State::Held { lapses_at, made_at: booking.made_at }, ..booking }
}

pub fn in_room(booking: Booking, therapist: &str) -> Booking {
    let slot =
        Slot { therapist: slug(therapist), room: Some(slug("blue")), location: Some(slug("orem")), ..booking.slot };
    Booking { slot, ..booking }
}

/// The booking one move later.
pub fn moved(booking: &Booking, start: Timestamp) -> Booking {
    let end = start + minutes(30);
    let occupied = CellRange::new(Cell::containing(start), Cell::containing(end));
    let slot = Slot { start, end, occupied, ..booking.slot.clone() };
    Booking { slot, sequence: booking.sequence + 1, ..booking.clone() }
}

pub fn cancelled(booking: &Booking, now: Timestamp) -> Booking {
    let state = State::Cancelled { at: now, by: Actor::Client };
    Booking { state, sequence: booking.sequence + 1, ..booking.clone() }
}

pub fn client(name: &str, email: &str) -> Client {
    Client {
        name: PersonName::new(name).expect("a name"),
        contact: Contact::Email(EmailAddress::new(email).expect("an address")),
        safe_contact: SafeContact::default(),
        invitation: true,
        time_zone: ClientZone::new("America/Denver").expect("a zone"),
    }
}

pub fn reason(text: &str) -> Reason {
    Reason::new(text).expect("a reason")
}

pub fn message(number: u8, about: &Booking, kind: Kind, recipient: Recipient, due_at: Timestamp) -> Message {
    Message {
        id: MessageId([number; 16]),
        booking: about.id,
        kind,
        recipient,
        session_start: about.slot.start,
        sequence: about.sequence,
        due_at,
    }
}

pub fn resources(booking: &Booking) -> Vec<Resource> {
    let room = booking.slot.room.clone().map(Resource::Room);
    std::iter::once(Resource::Therapist(booking.slot.therapist.clone())).chain(room).collect()
}

pub async fn insert(store: &Store, booking: &Booking, client: &Client) -> Result<(), StoreError> {
    let given = Arc::new((booking.clone(), client.clone()));
    store
        .write(move |transaction: &mut WriteTransaction| {
            let given = Arc::clone(&given);
            Box::pin(async move {
                let (booking, client) = &*given;
                transaction.lock(&resources(booking), booking.made_at).await?;
                match booking.state {
                    State::Held { .. } => transaction.insert_hold(booking).await,
                    _ => transaction.insert_booking(booking, client).await,
                }
            })
        })
        .await
}

/// Runs one step in a transaction of its own, with what it is given.
macro_rules! write {
    ($store:expr, $transaction:ident, [$($name:ident = $given:expr),*], $body:expr) => {{
        let given = std::sync::Arc::new(($($given,)*));
        $store
            .write(move |$transaction: &mut troth_store::WriteTransaction| {
                let given = std::sync::Arc::clone(&given);
                Box::pin(async move {
                    let ($($name,)*) = &*given;
                    $body
                })
            })
            .await
    }};
}
pub(crate) use write;
