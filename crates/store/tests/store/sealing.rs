//! What a person wrote is nowhere readable, and bytes that were changed are noticed.

use std::path::Path;

use troth_domain::access::Viewer;
use troth_domain::booking::Actor;
use troth_store::{ClockKind, Engine, IdempotencyClaim, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, cancelled, client, insert, minutes, reason, resources, write};
use crate::support::psql;

on_both_engines!(
    nothing_that_a_person_wrote_is_readable,
    one_changed_bit_spoils_one_booking_alone,
    sealed_bytes_do_not_open_in_another_row,
    a_spoiled_reason_is_noticed,
    no_error_quotes_what_a_person_wrote,
);

const NOON: &str = "2027-03-02T12:00:00Z";
const CANARIES: [&str; 6] =
    ["Canaryname", "canary-address", "Canaryreason", "canary-key", "canary-body", "203.0.113.77"];

/// Everything that is on disk or in the tables, whatever its form.
pub fn all_bytes(books: &Books) -> Vec<u8> {
    match books.records.address() {
        None => ["troth.sqlite", "troth.sqlite-wal", "troth.sqlite-shm"]
            .iter()
            .flat_map(|name| std::fs::read(books.records.folder().join(name)).expect("the file reads"))
            .collect(),
        Some(address) => {
            let tables = psql(&address, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
            let rows = tables.lines().flat_map(|table| {
                let rows = psql(&address, &format!("SELECT * FROM {table}"));
                rows.split(['|', '\n']).flat_map(plain).collect::<Vec<_>>()
            });
            rows.collect()
        }
    }
}

/// A field as its bytes: psql writes those of a BYTEA in hexadecimal.
pub fn plain(field: &str) -> Vec<u8> {
    let digits = field.strip_prefix("\\x").map(|digits| data_encoding::HEXLOWER.decode(digits.as_bytes()));
    digits.and_then(Result::ok).unwrap_or_else(|| field.as_bytes().to_vec())
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

async fn plant(books: &Books) {
    let first = booking(1, at(NOON));
    let ana = client("Canaryname Sample", "canary-address@example.org");
    insert(&books.store, &first, &ana).await.expect("the time is free");
    let kept = write!(books.store, transaction, [first = first], {
        let now = at(MARCH);
        transaction.lock(&resources(first), now).await?;
        let claim = IdempotencyClaim {
            key: "canary-key",
            body: b"canary-body",
            booking: first.id,
            answer: b"Canaryname is booked",
            now,
            expires_at: now + minutes(60),
        };
        transaction.remember(&claim).await?;
        transaction.count_address("booking 203.0.113.77", now).await?;
        transaction.cancel_booking(&cancelled(first, now), Actor::Client, Some(&reason("Canaryreason")), now).await
    });
    assert_eq!(kept, Ok(()));
}

/// The files that PostgreSQL writes before its tables, as far as they hold `text`.
fn logs_with(address: &str, text: &str) -> String {
    psql(address, "CHECKPOINT");
    let found = format!(
        "SELECT name FROM pg_ls_waldir() \
         WHERE position(convert_to('{text}', 'UTF8') IN pg_read_binary_file('pg_wal/' || name)) > 0"
    );
    psql(address, &found)
}

async fn nothing_that_a_person_wrote_is_readable(books: Books) {
    plant(&books).await;
    let bytes = all_bytes(&books);
    assert!(holds(&bytes, "talk"), "the offering is there, so this looks in the right place");
    if let Some(address) = books.records.address() {
        let reference = booking(1, at(NOON)).reference;
        assert_ne!(
            logs_with(&address, reference.as_str()),
            "",
            "the booking is there, so this looks in the right place"
        );
        for canary in CANARIES {
            assert_eq!(logs_with(&address, canary), "", "{canary} is readable in what PostgreSQL writes first");
        }
    }
    for canary in CANARIES {
        assert!(!holds(&bytes, canary), "{canary} is readable");
    }
}

/// Flips one bit in the middle of a sealed column of one booking.
fn flip(books: &Books, table: &str, column: &str, key: &str, id: [u8; 16]) {
    let id = data_encoding::HEXLOWER.encode(&id);
    match books.store.engine() {
        Engine::Postgres => books.run(&format!(
            "UPDATE {table} SET {column} = set_byte({column}, 30, get_byte({column}, 30) # 1) \
             WHERE {key} = '\\x{id}' AND {column} IS NOT NULL"
        )),
        Engine::Sqlite => {
            let file = rusqlite::Connection::open(books.file()).expect("the file opens");
            let (row, mut bytes): (Vec<u8>, Vec<u8>) = file
                .query_row(
                    &format!("SELECT {key}, {column} FROM {table} WHERE {key} = x'{id}' AND {column} IS NOT NULL"),
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .expect("the row is there");
            bytes[30] ^= 1;
            let update = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = ?2 AND {column} IS NOT NULL");
            file.execute(&update, (bytes, row)).expect("it is written");
        }
    }
}

async fn one_changed_bit_spoils_one_booking_alone(books: Books) {
    for (number, table, column, key) in [(1_u32, "booking", "client", "id"), (3, "item_key", "wrap", "item")] {
        let spoiled = booking(number, at(NOON) + minutes(60 * i64::from(number)));
        let sound = booking(number + 1, at(NOON) + minutes(60 * i64::from(number + 1)));
        books.insert(&spoiled).await.expect("the time is free");
        books.insert(&sound).await.expect("the time is free");
        flip(&books, table, column, key, spoiled.id.0);
        let found = books.store.client_booking(&Viewer::FrontDesk, spoiled.id).await;
        assert!(matches!(found, Err(StoreError::Corrupt { .. })), "{column}: {found:?}");
        assert!(books.store.client_booking(&Viewer::FrontDesk, sound.id).await.expect("it reads").is_some());
    }
    let coming = books.store.coming_bookings(&Viewer::FrontDesk, at(MARCH), 10).await.expect("it reads");
    let readable = coming.iter().map(|coming| coming.client.is_ok()).collect::<Vec<_>>();
    assert_eq!(readable, [false, true, false, true], "a booking that cannot be read is still listed");
}

async fn sealed_bytes_do_not_open_in_another_row(books: Books) {
    let (first, second) = (booking(1, at(NOON)), booking(2, at(NOON) + minutes(60)));
    books.insert(&first).await.expect("the time is free");
    books.insert(&second).await.expect("the time is free");
    let (one, other) = (first.reference.as_str(), second.reference.as_str());
    books.run(&format!(
        "UPDATE booking SET client = (SELECT other.client FROM booking AS other WHERE other.reference = '{other}') \
         WHERE reference = '{one}'"
    ));
    let found = books.store.client_booking(&Viewer::FrontDesk, first.id).await;
    assert!(matches!(found, Err(StoreError::Corrupt { table: "booking", .. })), "{found:?}");
    let found = books.store.client_booking(&Viewer::FrontDesk, second.id).await;
    assert!(matches!(found, Ok(Some(_))), "{found:?}");
}

async fn a_spoiled_reason_is_noticed(books: Books) {
    plant(&books).await;
    let id = booking(1, at(NOON)).id;
    flip(&books, "booking_event", "reason", "booking", id.0);
    let found = books.store.events_of(&Viewer::FrontDesk, id).await;
    assert!(matches!(found, Err(StoreError::Corrupt { table: "booking_event", .. })), "{found:?}");
    let without = books.store.events_of(&Viewer::Messenger(id), id).await;
    assert_eq!(without.map(|events| events.len()), Ok(2), "who may not read reasons is not troubled by it");
}

async fn no_error_quotes_what_a_person_wrote(books: Books) {
    let first = booking(1, at(NOON));
    let ana = client("Canaryname Sample", "canary-address@example.org");
    insert(&books.store, &first, &ana).await.expect("the time is free");
    let taken = insert(&books.store, &booking(2, at(NOON)), &ana).await.expect_err("it is taken");
    let twice = insert(&books.store, &first, &ana).await.expect_err("it is there");
    flip(&books, "booking", "client", "id", first.id.0);
    let spoiled = books.store.client_booking(&Viewer::FrontDesk, first.id).await.expect_err("it is spoiled");
    for error in [taken, twice, spoiled] {
        let words = format!("{error} {error:?}");
        assert!(CANARIES.iter().all(|canary| !words.contains(canary)), "{words}");
    }
}

#[tokio::test]
async fn after_a_clean_end_the_file_alone_holds_everything() {
    let books = Books::open(crate::support::Records::sqlite()).await;
    plant(&books).await;
    let Books { store, records } = books;
    drop(store);
    let again = crate::samples::open(&records, 1, ClockKind::Real).await.expect("it opens again");
    let kept = again.booking(booking(1, at(NOON)).id).await.expect("it reads");
    assert!(kept.is_some());
    let file = std::fs::read(Path::new(records.folder()).join("troth.sqlite")).expect("the file reads");
    for canary in CANARIES {
        assert!(!holds(&file, canary), "{canary} is readable");
    }
}
