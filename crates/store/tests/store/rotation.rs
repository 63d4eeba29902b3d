//! The practice's key is changed for a new one: whatever moment the program ends at, everything opens afterwards.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::people::{ItemId, Person, PersonId};
use troth_store::{
    ClockKind, IdempotencyClaim, LINK_PURPOSES, OpenError, OpenOptions, PracticeKey, Remembered, Rewrapped, Store,
    StoreError,
};

use crate::on_both_engines;
use crate::persons::{ANA, BO, item, keep, linked, profile, send};
use crate::samples::{Books, MARCH, at, booking, insert, minutes, random, slug, write};

on_both_engines!(
    a_key_is_changed_in_steps_between_which_everything_opens,
    a_change_can_be_made_again,
    an_unreadable_wrap_holds_nothing_up,
    a_node_with_the_old_key_writes_nothing,
);

const NOON: &str = "2027-03-02T12:00:00Z";
/// More than one transaction makes anew.
const PERSONS: u16 = 230;

fn key(number: u8) -> PracticeKey {
    PracticeKey::from_bytes([number; 32])
}

async fn open(books: &Books, own: u8, next: Option<u8>) -> Result<Store, OpenError> {
    let (place, clock, random) = (books.records.place(), ClockKind::Real, random());
    Store::open_with(OpenOptions { place, key: key(own), clock, random }, next.map(key).as_ref()).await
}

fn many(number: u16) -> PersonId {
    let mut id = [200; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    PersonId(id)
}

async fn fill(books: &Books) {
    linked(books).await;
    books.insert(&booking(1, at(NOON))).await.expect("the time is free");
    keep(books, &item(20, ANA), "Words").await;
    send(books, &item(20, ANA), Some(at(MARCH))).await;
    // A few at a time: on a busy machine a transaction has no time for all.
    for from in (0..PERSONS).step_by(23) {
        let filled = write!(books.store, transaction, [], {
            for number in from..from + 23 {
                let person = Person { id: many(number), clinician: slug("a") };
                transaction.insert_person(&person, &profile("Someone"), at(MARCH)).await?;
            }
            Ok::<_, StoreError>(())
        });
        assert_eq!(filled, Ok(()));
    }
    let filled = write!(books.store, transaction, [id = booking(1, at(NOON)).id], {
        let (now, expires_at) = (at(MARCH), at(NOON));
        let claim = IdempotencyClaim { key: "key", body: b"body", booking: *id, answer: b"told", now, expires_at };
        transaction.remember(&claim).await?;
        transaction.note_audit(&AuditNote::new(AuditEvent::AccountMade, AuditActor::System), now).await
    });
    assert_eq!(filled, Ok::<_, StoreError>(()));
    books.store.seal_audit(at(MARCH) + minutes(1)).await.expect("it seals");
}

async fn everything_opens(store: &Store, moment: &str) {
    let now = at(MARCH) + minutes(5);
    for reader in [ANA, BO] {
        let found = store.item(&Viewer::Person(reader), ItemId([20; 16]), now).await;
        assert!(matches!(found, Ok(Some(_))), "{moment}: {reader:?}");
    }
    for person in [BO, many(0), many(PERSONS - 1)] {
        let found = store.profile(&Viewer::Person(person), person).await;
        assert!(matches!(found, Ok(Some(_))), "{moment}: {person:?}");
    }
    let client = store.client_booking(&Viewer::FrontDesk, booking(1, at(NOON)).id).await;
    assert!(matches!(client, Ok(Some(_))), "{moment}");
    let recalled = write!(store, transaction, [], transaction.recall("key", b"body", at(MARCH)).await);
    assert!(matches!(recalled, Ok::<_, StoreError>(Some(Remembered::Same { .. }))), "{moment}: codes still fit");
    assert_eq!(store.verify().await, Ok(vec![]), "{moment}");
}

/// What is written between two steps is there afterwards.
async fn write_something(store: &Store, number: u32) {
    let start = at(NOON) + minutes(60 * i64::from(number));
    let ana = crate::samples::client("Ana Sample", "ana@example.org");
    insert(store, &booking(number, start), &ana).await.expect("it is written");
}

async fn a_key_is_changed_in_steps_between_which_everything_opens(books: Books) {
    fill(&books).await;
    let before = books.store.checkpoint(at(MARCH)).await.expect("it reads");
    let links = books.store.derived_keys(LINK_PURPOSES[0]);
    everything_opens(&open(&books, 1, Some(2)).await.expect("a new key that nobody knows of yet"), "before").await;
    books.store.begin_key_change(&key(2), at(MARCH)).await.expect("it begins");
    let mut so_far = Rewrapped::default();
    let mut number = 2;
    while !so_far.is_done() {
        // Each round is a start of its own, as after a kill; only sometimes is known how far the last one came.
        let store = open(&books, 1, Some(2)).await.expect("it opens with both");
        assert!(store.is_changing_key());
        everything_opens(&store, &format!("{so_far:?}")).await;
        assert_eq!(open(&books, 1, None).await.err(), Some(OpenError::KeyChange));
        assert_eq!(open(&books, 2, None).await.err(), Some(OpenError::WrongKey));
        write_something(&store, number).await;
        number += 1;
        let from = if number % 2 == 0 { so_far } else { store.rewrap_some(&so_far).await.expect("it goes on") };
        so_far = store.rewrap_some(&from).await.expect("it goes on");
    }
    assert!(so_far.rows > u64::from(PERSONS) && so_far.unreadable == 0, "{so_far:?}");
    let store = open(&books, 1, Some(2)).await.expect("it opens with both");
    store.finish_key_change(at(MARCH) + minutes(2)).await.expect("it is finished");
    assert_eq!(store.finish_key_change(at(MARCH)).await, Err(StoreError::Changed), "once");
    for (own, next) in [(1, Some(2)), (2, None), (2, Some(3))] {
        let store = open(&books, own, next).await.expect("the new key opens it, under either name");
        assert!(!store.is_changing_key());
        store.seal_audit(at(MARCH) + minutes(3)).await.expect("it seals");
        everything_opens(&store, "afterwards").await;
        for number in 2..number {
            let id = booking(number, at(NOON)).id;
            assert!(matches!(store.client_booking(&Viewer::FrontDesk, id).await, Ok(Some(_))), "{number}");
        }
        assert_eq!(store.compare(&before).await, Ok(vec![]), "what the old key signed still counts");
        assert_eq!(store.derived_keys(LINK_PURPOSES[0])[1..], links, "links that people hold still open");
    }
    assert_eq!(open(&books, 1, None).await.err(), Some(OpenError::WrongKey));
}

async fn change(books: &Books, own: u8, next: u8) -> Rewrapped {
    let store = open(books, own, None).await.expect("it opens");
    store.begin_key_change(&key(next), at(MARCH)).await.expect("it begins");
    let store = open(books, own, Some(next)).await.expect("it opens with both");
    let mut so_far = Rewrapped::default();
    while !so_far.is_done() {
        so_far = store.rewrap_some(&so_far).await.expect("it goes on");
    }
    store.finish_key_change(at(MARCH) + minutes(2)).await.expect("it is finished");
    so_far
}

async fn a_change_can_be_made_again(books: Books) {
    fill(&books).await;
    change(&books, 1, 2).await;
    change(&books, 2, 3).await;
    let store = open(&books, 3, None).await.expect("it opens");
    everything_opens(&store, "after two changes").await;
    assert_eq!(store.derived_keys(LINK_PURPOSES[0]).len(), 3);
}

async fn an_unreadable_wrap_holds_nothing_up(books: Books) {
    fill(&books).await;
    let spoiled = match books.records.address() {
        Some(_) => "UPDATE item_key SET wrap = set_byte(wrap, 30, get_byte(wrap, 30) # 1)",
        None => "UPDATE item_key SET wrap = x'00'",
    };
    books.run(&format!("{spoiled} WHERE item = (SELECT id FROM booking)"));
    let done = change(&books, 1, 2).await;
    assert_eq!(done.unreadable, 1, "{done:?}");
    let store = open(&books, 2, None).await.expect("it opens");
    assert!(matches!(store.profile(&Viewer::Person(ANA), ANA).await, Ok(Some(_))));
}

async fn a_node_with_the_old_key_writes_nothing(books: Books) {
    fill(&books).await;
    books.store.begin_key_change(&key(2), at(MARCH)).await.expect("it begins");
    let refused = books.insert(&booking(5, at(NOON) + minutes(300))).await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    let again = books.store.begin_key_change(&key(3), at(MARCH)).await;
    assert!(matches!(again, Err(StoreError::Duplicate(_))), "no third key comes in between: {again:?}");
}
