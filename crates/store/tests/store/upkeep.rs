//! Sweeping, and looking for faults.

use troth_domain::booking::{Booking, State};
use troth_store::{Finding, IdempotencyClaim, StoreError, Swept};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, hold, in_room, minutes, write};
use crate::support::psql;

on_both_engines!(
    a_sweep_ends_lapsed_holds,
    a_sweep_deletes_what_is_past_its_use,
    cells_that_are_missing_are_found,
    cells_that_belong_to_nothing_are_found,
);

const NOON: &str = "2027-03-02T12:00:00Z";

/// Deleting a row makes the engine look for what refers to it. Without an index on that it reads a whole table for each
/// row: with the messages of some years, a sweep would keep every booking waiting for seconds.
#[tokio::test]
async fn what_is_swept_is_found_without_reading_the_history() {
    let books = Books::open(crate::support::Records::sqlite()).await;
    let file = rusqlite::Connection::open(books.file()).expect("the file opens");
    let texts = |statement: &str| {
        let mut prepared = file.prepare(statement).expect("it is well formed");
        let rows = prepared.query_map([], |row| row.get::<_, String>(0)).expect("it runs");
        rows.collect::<Result<Vec<_>, _>>().expect("it reads")
    };
    let referring = texts(
        "SELECT tables.name || ' ' || reference.\"from\" FROM sqlite_schema AS tables, \
         pragma_foreign_key_list(tables.name) AS reference \
         WHERE tables.type = 'table' AND reference.\"table\" = 'booking'",
    );
    // An index of all rows that refer to something serves as well: what refers to nothing is not looked for.
    let indexed = texts(
        "SELECT tables.name || ' ' || first.name FROM sqlite_schema AS tables, \
         pragma_index_list(tables.name) AS indexes, pragma_index_info(indexes.name) AS first \
         LEFT JOIN sqlite_schema AS made ON made.name = indexes.name \
         WHERE tables.type = 'table' AND first.seqno = 0 \
         AND (indexes.partial = 0 OR made.sql LIKE '% WHERE ' || first.name || ' IS NOT NULL')",
    );
    assert!(referring.len() >= 2, "{referring:?}");
    assert!(referring.iter().all(|column| indexed.contains(column)), "{referring:?} by {indexed:?}");
    let plan = file
        .query_row(
            "EXPLAIN QUERY PLAN SELECT id FROM booking WHERE state = 4 AND ended_at <= 0 ORDER BY ended_at, id LIMIT 5",
            [],
            |row| row.get::<_, String>(3),
        )
        .expect("it is planned");
    assert!(plan.contains("USING INDEX"), "{plan}");
}

async fn a_sweep_ends_lapsed_holds(books: Books) {
    let lapsing = in_room(hold(1, at(NOON), at(MARCH) + minutes(10)), "a");
    let lasting = hold(2, at(NOON) + minutes(60), at(MARCH) + minutes(20));
    books.insert(&lapsing).await.expect("the time is free");
    books.insert(&lasting).await.expect("the time is free");
    let swept = books.store.sweep(at(MARCH) + minutes(10)).await;
    assert_eq!(swept, Ok(Swept { lapsed_holds: 1, deleted_rows: 0 }));
    let state =
        async |hold: &Booking| books.store.booking(hold.id).await.expect("it reads").expect("it is there").state;
    assert_eq!(state(&lapsing).await, State::Lapsed);
    assert_eq!(state(&lasting).await, lasting.state);
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_sweep_deletes_what_is_past_its_use(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    books.insert(&hold(2, at(NOON) + minutes(60), at(MARCH) + minutes(10))).await.expect("the time is free");
    let kept = write!(books.store, transaction, [id = first.id], {
        let (now, expires_at) = (at(MARCH), at(MARCH) + minutes(60));
        let claim = IdempotencyClaim { key: "key", body: b"body", booking: *id, answer: b"", now, expires_at };
        transaction.remember(&claim).await?;
        transaction.count_address("booking 203.0.113.9", now).await
    });
    assert_eq!(kept.map(|counted| counted.times), Ok(1));
    let swept = books.store.sweep(at(MARCH) + minutes(60)).await;
    assert_eq!(swept, Ok(Swept { lapsed_holds: 1, deleted_rows: 2 }), "the answer and the count");
    let swept = books.store.sweep(at(MARCH) + minutes(60 * 26)).await;
    assert_eq!(swept, Ok(Swept { lapsed_holds: 0, deleted_rows: 1 }), "the hold");
    assert_eq!(books.store.booking(hold(2, at(NOON), at(NOON)).id).await, Ok(None));
    assert_eq!(books.store.booking(first.id).await, Ok(Some(first)));
}

async fn cells_that_are_missing_are_found(books: Books) {
    let first = in_room(booking(1, at(NOON)), "a");
    books.insert(&first).await.expect("the time is free");
    let cell = first.slot.occupied.start.0;
    books.run(&format!("DELETE FROM occupied_cell WHERE cell = {cell}"));
    assert_eq!(books.store.verify().await, Ok(vec![Finding::Cells { booking: first.id, wanted: 12, found: 10 }]));
}

async fn cells_that_belong_to_nothing_are_found(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    let cell = first.slot.occupied.end.0;
    books.run(&format!("UPDATE occupied_cell SET cell = {cell} WHERE cell = {cell} - 1"));
    let findings = books.store.verify().await;
    let found = Finding::Cells { booking: first.id, wanted: 6, found: 5 };
    let orphans = Finding::Orphans { booking: first.id, cells: 1 };
    assert_eq!(findings, Ok::<_, StoreError>(vec![found, orphans]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verifying_takes_the_time_that_it_needs() {
    let books = Books::open(crate::support::Records::postgres()).await;
    books.insert(&booking(1, at(NOON))).await.expect("the time is free");
    let address = books.records.address().expect("it is on the server");
    let locker = address.clone();
    // Longer than any answer to a client may take.
    let locking = std::thread::spawn(move || {
        psql(&locker, "BEGIN; LOCK TABLE occupied_cell; SELECT pg_sleep(5); COMMIT");
    });
    let locked =
        "SELECT COUNT(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'occupied_cell'::regclass";
    while psql(&address, locked) != "1" {
        assert!(!locking.is_finished(), "the table is locked for a while");
    }
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
    locking.join().expect("it ends");
}
