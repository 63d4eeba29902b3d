//! Opening: the first time, again, and when it must not.

use troth_store::{ClockKind, Engine, OpenError, OpenOptions, Place, PracticeKey, Store};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, open, practice};
use crate::support::Records;

on_both_engines!(
    what_was_kept_is_there_again,
    another_key_is_refused,
    a_shifted_clock_marks_the_database,
    a_newer_schema_is_refused,
    a_changed_migration_is_refused,
    nodes_may_start_at_the_same_moment,
    a_new_therapist_is_known_to_all_after_a_restart,
    the_last_start_is_remembered,
);

const NOON: &str = "2027-03-02T12:00:00Z";

async fn what_was_kept_is_there_again(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    let Books { store, records } = books;
    drop(store);
    let again = open(&records, 1, ClockKind::Real).await.expect("it opens again");
    assert_eq!(again.booking(first.id).await, Ok(Some(first)));
    assert_eq!(again.ping().await, Ok(()));
}

async fn another_key_is_refused(books: Books) {
    let error = open(&books.records, 2, ClockKind::Real).await.err().expect("another key must not open it");
    assert_eq!(error, OpenError::WrongKey);
    assert!(error.to_string().contains("sealed with another key"), "{error}");
}

async fn a_shifted_clock_marks_the_database(books: Books) {
    assert_eq!(books.store.has_shifted_clock().await, Ok(false));
    assert!(open(&books.records, 1, ClockKind::Shifted).await.is_ok());
    let error = open(&books.records, 1, ClockKind::Real).await.err().expect("a marked database must be refused");
    assert_eq!(error, OpenError::ShiftedClock);
    let looking = open(&books.records, 1, ClockKind::AsMarked).await.expect("it may be looked into");
    assert_eq!(looking.has_shifted_clock().await, Ok(true));
    assert!(open(&books.records, 1, ClockKind::Shifted).await.is_ok());
}

async fn a_newer_schema_is_refused(books: Books) {
    let hash = if books.store.engine() == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
    books.run(&format!("INSERT INTO migration (version, text_hash) VALUES (999, {hash})"));
    let error = open(&books.records, 1, ClockKind::Real).await.err().expect("newer tables must be refused");
    assert!(matches!(error, OpenError::NewerSchema { found: 999, .. }), "{error}");
}

async fn a_changed_migration_is_refused(books: Books) {
    let hash = if books.store.engine() == Engine::Sqlite { "x'00'" } else { "'\\x00'" };
    books.run(&format!("UPDATE migration SET text_hash = {hash} WHERE version = 2"));
    assert_eq!(open(&books.records, 1, ClockKind::Real).await.err(), Some(OpenError::ChangedMigration(2)));
}

async fn nodes_may_start_at_the_same_moment(books: Books) {
    let records = if books.store.engine() == Engine::Sqlite { Records::sqlite() } else { Records::postgres() };
    let place = records.place();
    let starts = (0..6).map(|_| {
        let options = OpenOptions {
            place: place.clone(),
            key: PracticeKey::from_bytes([1; 32]),
            clock: ClockKind::Real,
            random: std::sync::Arc::new(|bytes: &mut [u8]| bytes.fill(4)),
        };
        tokio::spawn(async move {
            let store = Store::open(options).await?;
            store.register_resources(&practice()).await.map_err(OpenError::from)
        })
    });
    for start in starts.collect::<Vec<_>>() {
        assert_eq!(start.await.expect("it answers"), Ok(()));
    }
}

async fn a_new_therapist_is_known_to_all_after_a_restart(books: Books) {
    let mut grown = practice();
    let mut third = grown.therapists[0].clone();
    third.slug = crate::samples::slug("c");
    grown.therapists.remove(0);
    grown.therapists.push(third);
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    let other = books.another_node().await;
    other.register_resources(&grown).await.expect("resources are registered");
    let mut with_third = booking(2, at(NOON));
    with_third.slot.therapist = crate::samples::slug("c");
    let ana = crate::samples::client("Ana", "ana@example.org");
    assert_eq!(crate::samples::insert(&other, &with_third, &ana).await, Ok(()));
    // Who left the file keeps their bookings, and the node that has not heard of the new one reads theirs all the same.
    assert_eq!(other.booking(first.id).await, Ok(Some(first.clone())));
    assert_eq!(books.store.booking(with_third.id).await, Ok(Some(with_third)));
    let diaries = books.store.diaries(at(MARCH)).await.expect("diaries are read");
    assert!(diaries.get(&crate::samples::therapist("c")).is_some_and(|diary| diary.entries().len() == 1));
}

async fn refused(place: Place) -> OpenError {
    let random = std::sync::Arc::new(|bytes: &mut [u8]| bytes.fill(4));
    let key = PracticeKey::from_bytes([1; 32]);
    let opened = Store::open(OpenOptions { place, key, clock: ClockKind::Real, random }).await;
    opened.err().expect("it must not open")
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_in_words() {
    let nowhere = Place::Postgres("postgres://nobody:secret-word@127.0.0.1:1/nothing".to_owned());
    let error = refused(nowhere).await;
    assert!(error.to_string().starts_with("the database cannot be reached"), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret-word"));
    let error = refused(Place::Postgres("postgres://nobody:secret-word@:::".to_owned())).await;
    assert!(!format!("{error} {error:?}").contains("secret-word"));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said_in_words() {
    let error = refused(Place::Folder("/proc/no-such-folder".into())).await;
    assert!(error.to_string().contains("/proc/no-such-folder"), "{error}");
}

#[tokio::test]
async fn only_the_servers_user_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let books = Books::open(Records::sqlite()).await;
    books.insert(&booking(1, at(NOON))).await.expect("the time is free");
    let files = std::fs::read_dir(books.records.folder()).expect("the folder is there");
    for file in files {
        let file = file.expect("it reads");
        let mode = file.metadata().expect("it reads").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.path());
    }
}

async fn the_last_start_is_remembered(books: Books) {
    let mut changed = practice();
    for _ in 0..2 {
        let remembered = books.another_node().await.last_start().await.expect("it can be read").expect("there was one");
        assert_eq!(remembered.time_zone, changed.time_zone);
        let therapists: Vec<_> = changed.therapists.iter().map(|therapist| therapist.slug.clone()).collect();
        assert_eq!(remembered.therapists, therapists);
        changed.therapists.pop();
        books.store.register_resources(&changed).await.expect("it can be written");
    }
}
