//! The same request twice, and counting by network address.

use jiff::Timestamp;
use troth_domain::booking::BookingId;
use troth_store::{Counted, IdempotencyClaim, Remembered, Store, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, client, minutes, resources, therapist, write};

on_both_engines!(
    an_answer_is_given_again,
    a_key_for_something_else_is_told_apart,
    an_expired_answer_is_forgotten,
    of_many_at_once_one_is_remembered,
    a_key_of_what_was_undone_is_free,
    an_address_is_counted_by_the_hour,
);

const NOON: &str = "2027-03-02T12:00:00Z";

fn told(remembered: &Option<Remembered>) -> String {
    match remembered {
        None => "nothing".to_owned(),
        Some(Remembered::New) => "new".to_owned(),
        Some(Remembered::Same { answer }) => format!("same: {}", String::from_utf8_lossy(answer)),
        Some(Remembered::Different) => "different".to_owned(),
    }
}

async fn recall(store: &Store, key: &str, body: &str, now: Timestamp) -> String {
    let given = (key.to_owned(), body.to_owned());
    let known =
        write!(store, transaction, [given = given], transaction.recall(&given.0, given.1.as_bytes(), now).await);
    told(&known.map_err(|error: StoreError| error).expect("it reads"))
}

async fn remember(store: &Store, key: &str, body: &str, booking: BookingId, answer: &str, now: Timestamp) -> String {
    let given = (key.to_owned(), body.to_owned(), answer.to_owned());
    let known = write!(store, transaction, [given = given], {
        let expires_at = now + minutes(60);
        let (key, body, answer) = (given.0.as_str(), given.1.as_bytes(), given.2.as_bytes());
        transaction.remember(&IdempotencyClaim { key, body, booking, answer, now, expires_at }).await
    });
    told(&Some(known.map_err(|error: StoreError| error).expect("it is remembered")))
}

async fn an_answer_is_given_again(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    assert_eq!(recall(&books.store, "key", "body", at(MARCH)).await, "nothing");
    assert_eq!(remember(&books.store, "key", "body", first.id, "yes", at(MARCH)).await, "new");
    assert_eq!(recall(&books.store, "key", "body", at(MARCH)).await, "same: yes");
    assert_eq!(remember(&books.store, "key", "body", first.id, "no", at(MARCH)).await, "same: yes");
}

async fn a_key_for_something_else_is_told_apart(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    assert_eq!(remember(&books.store, "key", "body", first.id, "yes", at(MARCH)).await, "new");
    assert_eq!(recall(&books.store, "key", "other", at(MARCH)).await, "different");
    assert_eq!(remember(&books.store, "key", "other", first.id, "no", at(MARCH)).await, "different");
    assert_eq!(recall(&books.store, "other", "body", at(MARCH)).await, "nothing");
}

async fn an_expired_answer_is_forgotten(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    assert_eq!(remember(&books.store, "key", "body", first.id, "yes", at(MARCH)).await, "new");
    let after = at(MARCH) + minutes(60);
    assert_eq!(recall(&books.store, "key", "body", after).await, "nothing");
    assert_eq!(remember(&books.store, "key", "other", first.id, "later", after).await, "new");
    assert_eq!(recall(&books.store, "key", "other", after).await, "same: later");
}

async fn of_many_at_once_one_is_remembered(books: Books) {
    let other = books.another_node().await;
    let tries = (0..16_u32).map(|number| {
        let store = if number % 2 == 0 { books.store.clone() } else { other.clone() };
        let own = booking(number, at(NOON) + minutes(30 * i64::from(number)));
        tokio::spawn(async move {
            write!(store, transaction, [own = own], {
                transaction.lock(&resources(own), at(MARCH)).await?;
                transaction.insert_booking(own, &client("Ana", "ana@example.org")).await?;
                let (now, expires_at) = (at(MARCH), at(NOON));
                let answer = own.reference.as_str().as_bytes();
                let claim = IdempotencyClaim { key: "key", body: b"body", booking: own.id, answer, now, expires_at };
                match transaction.remember(&claim).await? {
                    Remembered::New => Ok(()),
                    _ => Err(StoreError::Changed),
                }
            })
        })
    });
    let mut kept = 0;
    for one in tries.collect::<Vec<_>>() {
        kept += u32::from(one.await.expect("it answers").is_ok());
    }
    let coming = books.store.coming_bookings(&troth_domain::access::Viewer::FrontDesk, at(MARCH), 100).await;
    let coming = coming.expect("it reads");
    assert_eq!((kept, coming.len()), (1, 1));
    let answer = format!("same: {}", coming[0].booking.reference.as_str());
    assert_eq!(recall(&books.store, "key", "body", at(MARCH)).await, answer);
}

async fn a_key_of_what_was_undone_is_free(books: Books) {
    let first = booking(1, at(NOON));
    let refused = write!(books.store, transaction, [first = first.clone()], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.insert_booking(first, &client("Ana", "ana@example.org")).await?;
        let (now, expires_at) = (at(MARCH), at(NOON));
        let claim = IdempotencyClaim { key: "key", body: b"body", booking: first.id, answer: b"", now, expires_at };
        transaction.remember(&claim).await?;
        Err::<(), _>(StoreError::CellTaken)
    });
    assert_eq!(refused, Err(StoreError::CellTaken));
    assert_eq!(recall(&books.store, "key", "body", at(MARCH)).await, "nothing");
}

async fn an_address_is_counted_by_the_hour(books: Books) {
    let count = async |subject: &'static str, now: Timestamp| {
        write!(books.store, transaction, [subject = subject], transaction.count_address(subject, now).await)
            .map(|counted: Counted| (counted.times, counted.anew_in_seconds))
            .map_err(|error: StoreError| error)
            .expect("it is counted")
    };
    let (booking, hold) = ("booking 203.0.113.9", "hold 203.0.113.9");
    assert_eq!(count(booking, at(MARCH)).await, (1, 3600));
    assert_eq!(count(booking, at(MARCH) + minutes(59)).await, (2, 60));
    assert_eq!(count(hold, at(MARCH)).await, (1, 3600));
    assert_eq!(count(booking, at(MARCH) + minutes(60)).await, (1, 3600));
}
