//! How many bookings a second become lasting, beside the same rows written with nothing in between.
//!
//!     cargo bench -p troth-store --bench bookings -- postgres://USER@HOST/EMPTY_DATABASE
//!
//! Each engine is measured with 16 writers, in turns with its own bare measure: one connection of SQLite's library with
//! one transaction for each booking, and pgbench with 16 clients. Prints the median of five turns. Both wait for the
//! disk at each commit, so a PostgreSQL that does not (`fsync = off`) is refused.
//!
//! With `bare` as an argument it takes one turn of the bare measures alone: SQLite's, or that of the PostgreSQL that is
//! named. `scripts/bench` does that in turns with bookings by HTTP.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, prints what it found, and needs real randomness"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::{Booking, BookingId, Reference, Slot, State};
use troth_domain::calendar::{Cell, CellRange, Resource};
use troth_domain::message::{Kind, Message, MessageId, Recipient};
use troth_domain::people::{Client, ClientZone, Contact, EmailAddress, PersonName, SafeContact};
use troth_domain::practice::{CivilMinute, Policy, Practice, Slug, Therapist, WeeklyHours};
use troth_store::{ClockKind, IdempotencyClaim, OpenOptions, Place, PracticeKey, Store, StoreError, WriteTransaction};

const WRITERS: u32 = 16;
const THERAPISTS: u32 = 20;
const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(2);

fn main() {
    let address = std::env::args().skip(1).find(|argument| argument.starts_with("postgres"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if std::env::args().any(|argument| argument == "bare") {
        println!("{:.0}", measure_bare(&runtime, address.as_deref()));
        return;
    }
    let mut figures = BTreeMap::<&str, Vec<f64>>::new();
    for turn in 0..TURNS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = u32::try_from(turn).expect("few") * 1_000_000;
        let store = runtime.block_on(measure_store(Place::Folder(folder.path().to_owned()), first));
        figures.entry("SQLite, store").or_default().push(store);
        let file = folder.path().join("troth.sqlite");
        figures.entry("SQLite, bare").or_default().push(measure_sqlite(&file));
        if let Some(address) = &address {
            let store = runtime.block_on(measure_store(Place::Postgres(address.clone()), first));
            figures.entry("PostgreSQL, store").or_default().push(store);
            figures.entry("PostgreSQL, bare").or_default().push(measure_pgbench(address, turn));
        }
    }
    for (name, mut found) in figures {
        found.sort_by(f64::total_cmp);
        println!("{name}: {:.0} bookings a second (of {found:.0?})", found[found.len() / 2]);
    }
}

/// One turn of a bare measure, on new tables.
fn measure_bare(runtime: &tokio::runtime::Runtime, address: Option<&str>) -> f64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = address.map_or_else(|| Place::Folder(folder.path().to_owned()), |it| Place::Postgres(it.to_owned()));
    drop(runtime.block_on(open(place)));
    address.map_or_else(|| measure_sqlite(&folder.path().join("troth.sqlite")), |it| measure_pgbench(it, 0))
}

fn slug(text: &str) -> Slug {
    Slug::new(text).expect("a slug")
}

fn practice() -> Practice {
    let minute = |minutes| CivilMinute::new(minutes).expect("a civil minute");
    let zone = jiff::tz::TimeZone::UTC;
    let therapist = |number| Therapist {
        slug: slug(&format!("demo-{number}")),
        name: "Demo".to_owned(),
        about: String::new(),
        offerings: Vec::new(),
        email: None,
        locations: Vec::new(),
        hours: WeeklyHours::default(),
        overrides: BTreeMap::new(),
        time_zone: zone.clone(),
        bookings_per_day_max: None,
        bookings_per_week_max: None,
    };
    Practice {
        name: "Demo".to_owned(),
        time_zone: zone.clone(),
        languages: Vec::new(),
        public_url: String::new(),
        phone: None,
        email: None,
        address: Vec::new(),
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 0,
            reminder_minutes: 0,
            quiet_from: minute(0),
            quiet_until: minute(0),
            delivery_hour: minute(0),
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: Vec::new(),
        rooms: Vec::new(),
        intake: None,
        therapists: (0..2 * THERAPISTS).map(therapist).collect(),
        offerings: Vec::new(),
    }
}

/// A booking of 15 minutes with 5 after it: four cells of one therapist.
fn booking(number: u32) -> Booking {
    let start = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(20 * i64::from(number / THERAPISTS));
    let end = start + SignedDuration::from_mins(15);
    let mut id = [0; 16];
    getrandom::fill(&mut id).expect("random bytes");
    let [a, b, c, d] = number.to_be_bytes();
    Booking {
        id: BookingId(id),
        reference: Reference::from_random([1, a, b, c, d]),
        state: State::Confirmed,
        slot: Slot {
            offering: slug("phone-consult"),
            therapist: slug(&format!("demo-{}", number % THERAPISTS)),
            location: None,
            room: None,
            start,
            end,
            occupied: CellRange::new(Cell::containing(start), Cell::containing(end).plus_minutes(5)),
        },
        sequence: 0,
        link_generation: 0,
        made_at: Timestamp::UNIX_EPOCH,
    }
}

fn messages(booking: &Booking) -> [Message; 4] {
    let recipients = [
        (Kind::Confirmation, Recipient::Client),
        (Kind::Reminder, Recipient::Client),
        (Kind::NoticeBooked, Recipient::Practice),
        (Kind::NoticeBooked, Recipient::Therapist(booking.slot.therapist.clone())),
    ];
    recipients.map(|(kind, recipient)| {
        let mut id = [0; 16];
        getrandom::fill(&mut id).expect("random bytes");
        Message {
            id: MessageId(id),
            booking: booking.id,
            kind,
            recipient,
            session_start: booking.slot.start,
            sequence: 0,
            due_at: booking.slot.start,
        }
    })
}

async fn book(store: &Store, number: u32, client: Arc<Client>) -> Result<(), StoreError> {
    let given = Arc::new((booking(number), client));
    // What is free is looked up first, as an action does.
    store.diaries(given.0.made_at).await?;
    store
        .write(move |transaction: &mut WriteTransaction| {
            let given = Arc::clone(&given);
            Box::pin(async move {
                let (booking, client) = &*given;
                let therapist = Resource::Therapist(booking.slot.therapist.clone());
                let now = booking.made_at;
                let key = booking.reference.as_str();
                transaction.lock(std::slice::from_ref(&therapist), now).await?;
                let diary = transaction.diary(&therapist, booking.slot.start).await?;
                if !diary.is_free(booking.slot.occupied, now, None) {
                    return Err(StoreError::CellTaken);
                }
                transaction.insert_booking(booking, client).await?;
                transaction.enqueue(&messages(booking)).await?;
                let expires_at = now + SignedDuration::from_hours(24);
                let answer = b"{\"reference\":\"00000000\",\"start\":\"2027-03-01T12:00:00Z\"}";
                let claim = IdempotencyClaim { key, body: b"body", booking: booking.id, answer, now, expires_at };
                transaction.remember(&claim).await.map(drop)
            })
        })
        .await
}

/// The store with its tables and therapists.
async fn open(place: Place) -> Store {
    let options = OpenOptions {
        place,
        key: PracticeKey::from_bytes([1; 32]),
        clock: ClockKind::Real,
        random: Arc::new(|bytes: &mut [u8]| getrandom::fill(bytes).expect("random bytes")),
    };
    let store = Store::open(options).await.expect("it opens");
    store.register_resources(&practice()).await.expect("resources are registered");
    store
}

/// Bookings a second with all writers, each with one booking under way.
async fn measure_store(place: Place, first: u32) -> f64 {
    let store = open(place).await;
    let client = Arc::new(Client {
        name: PersonName::new("Ana Sample").expect("a name"),
        contact: Contact::Email(EmailAddress::new("ana@example.org").expect("an address")),
        safe_contact: SafeContact::default(),
        invitation: false,
        time_zone: ClientZone::new("America/Denver").expect("a zone"),
    });
    let next = Arc::new(AtomicU32::new(first));
    let begun = Instant::now();
    let writers = (0..WRITERS).map(|_| {
        let (store, next, client) = (store.clone(), Arc::clone(&next), Arc::clone(&client));
        tokio::spawn(async move {
            while begun.elapsed() < TURN {
                let number = next.fetch_add(1, Ordering::Relaxed);
                book(&store, number, Arc::clone(&client)).await.expect("the time is free");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("it ends");
    }
    f64::from(next.load(Ordering::Relaxed) - first) / begun.elapsed().as_secs_f64()
}

/// The rows of one booking, as statements with random values of the right sizes. `{id}` and the like differ by engine.
const ROWS: [&str; 7] = [
    "UPDATE resource SET version = version + 1 WHERE id = {therapist}",
    "INSERT INTO booking (id, reference, state, offering, therapist, starts_at, ends_at, first_cell, end_cell, sequence, \
     link_generation, made_at, client) VALUES ({id}, {reference}, 2, 'phone-consult', {therapist}, {number}, \
     {number} + 1, {number} * 4, {number} * 4 + 4, 0, 0, 0, {bytes280})",
    "INSERT INTO occupied_cell (resource, cell, booking) VALUES ({therapist}, {number} * 4, {id}), \
     ({therapist}, {number} * 4 + 1, {id}), ({therapist}, {number} * 4 + 2, {id}), ({therapist}, {number} * 4 + 3, {id})",
    "INSERT INTO item_key (item, holder, key_version, wrap) VALUES ({id}, 'practice', 1, {bytes72})",
    "INSERT INTO booking_event (booking, number, event, actor, at) VALUES ({id}, 0, 1, 1, 0)",
    "INSERT INTO outbox (id, booking, kind, recipient_kind, recipient_slug, speaks_of, sequence, due_at, attempts) \
     VALUES ({random1}, {id}, 1, 1, NULL, 0, 0, {number}, 0), ({random2}, {id}, 4, 1, NULL, 0, 0, {number}, 0), \
     ({random3}, {id}, 5, 2, NULL, 0, 0, {number}, 0), ({random4}, {id}, 5, 3, 'demo-1', 0, 0, {number}, 0)",
    "INSERT INTO idempotency (key_code, key_version, body_code, booking, answer, expires_at) VALUES ({bytes32}, 1, \
     {bytes32}, {id}, {bytes100}, 0)",
];

/// The bare measure has therapists of its own, with these numbers in the database.
const BARE_FROM: u32 = THERAPISTS + 1;

fn measure_sqlite(file: &std::path::Path) -> f64 {
    let connection = rusqlite::Connection::open(file).expect("the file opens");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";
    connection.execute_batch(settings).expect("settings are taken");
    let places = [
        ("{therapist}", "?1"),
        ("{id}", "?2"),
        ("{reference}", "?3"),
        ("{number}", "?4"),
        ("{bytes280}", "?5"),
        ("{bytes72}", "?6"),
        ("{random1}", "?7"),
        ("{random2}", "?8"),
        ("{random3}", "?9"),
        ("{random4}", "?10"),
        ("{bytes32}", "?11"),
        ("{bytes100}", "?12"),
    ];
    let statements =
        ROWS.map(|row| places.iter().fold(row.to_owned(), |text, (word, place)| text.replace(word, place)));
    let random = |count: usize| {
        let mut bytes = vec![0; count];
        getrandom::fill(&mut bytes).expect("random bytes");
        bytes
    };
    let begun = Instant::now();
    let mut number = 0_u32;
    while begun.elapsed() < TURN {
        let values: [&dyn rusqlite::ToSql; 12] = [
            &(BARE_FROM + number % THERAPISTS),
            &random(16),
            &format!("{number:08}"),
            &number,
            &random(280),
            &random(72),
            &random(16),
            &random(16),
            &random(16),
            &random(16),
            &random(32),
            &random(100),
        ];
        connection.prepare_cached("BEGIN IMMEDIATE").expect("it is sound").execute([]).expect("it begins");
        for statement in &statements {
            let mut prepared = connection.prepare_cached(statement).expect("it is sound");
            let count = prepared.parameter_count();
            for place in 1..=count {
                prepared.raw_bind_parameter(place, values[place - 1]).expect("it is bound");
            }
            prepared.raw_execute().expect("it is written");
        }
        connection.prepare_cached("COMMIT").expect("it is sound").execute([]).expect("it is kept");
        number += 1;
    }
    f64::from(number) / begun.elapsed().as_secs_f64()
}

fn measure_pgbench(address: &str, turn: usize) -> f64 {
    let waits = psql(address, "SHOW fsync");
    assert_eq!(waits, "on", "this PostgreSQL does not wait for the disk");
    let bytes = |count: usize| format!("decode(repeat(md5(random()::text), {}), 'hex')", count / 16);
    let places = [
        ("{therapist}", "CAST(:therapist AS BIGINT)".to_owned()),
        ("{id}", "decode(md5(CAST(:number AS BIGINT)::text), 'hex')".to_owned()),
        ("{reference}", "lpad(to_hex(CAST(:number AS BIGINT)), 8, 'g')".to_owned()),
        ("{number}", "CAST(:number AS BIGINT)".to_owned()),
        ("{bytes280}", bytes(280)),
        ("{bytes72}", bytes(72)),
        ("{bytes32}", bytes(32)),
        ("{bytes100}", bytes(100)),
        ("{random1}", bytes(16)),
        ("{random2}", bytes(16)),
        ("{random3}", bytes(16)),
        ("{random4}", bytes(16)),
    ];
    let rows = ROWS.map(|row| places.iter().fold(row.to_owned(), |text, (word, place)| text.replace(word, place)));
    let script = format!(
        "\\set count :count + 1\n\\set number (:base + :count) * 16 + :client_id\n\\set therapist {BARE_FROM} + :number % {THERAPISTS}\nBEGIN;\n{};\nCOMMIT;\n",
        rows.join(";\n")
    );
    let base = format!("base={}", turn * 100_000);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("rows.sql");
    std::fs::write(&file, script).expect("the script is written");
    let done = Command::new("pgbench")
        .args([
            "-n",
            "-c",
            "16",
            "-j",
            "2",
            "-M",
            "prepared",
            "-D",
            "count=0",
            "-D",
            &base,
            "-T",
            &TURN.as_secs().to_string(),
            "-f",
        ])
        .arg(&file)
        .arg(address)
        .output()
        .expect("pgbench starts");
    let words = String::from_utf8_lossy(&done.stdout).into_owned();
    let line = words.lines().find(|line| line.starts_with("tps = "));
    let figure = line.and_then(|line| line.split_whitespace().nth(2)?.parse().ok());
    assert!(done.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&done.stderr));
    figure.expect("pgbench says how many")
}

fn psql(address: &str, statement: &str) -> String {
    let done = Command::new("psql").args([address, "-X", "-q", "-A", "-t", "-c", statement]).output();
    String::from_utf8_lossy(&done.expect("psql starts").stdout).trim().to_owned()
}
