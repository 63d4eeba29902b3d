//! Diaries in memory, and those inside a transaction.

use jiff::Timestamp;
use troth_domain::booking::{Actor, BookingId};
use troth_domain::calendar::Resource;
use troth_store::Store;

use crate::on_both_engines;
use crate::samples::{
    Books, MARCH, at, booking, cancelled, client, hold, in_room, insert, minutes, resources, room, therapist, write,
};

on_both_engines!(
    diaries_follow_every_answered_change,
    diaries_follow_other_nodes,
    many_who_ask_at_once_get_the_same,
    what_has_passed_is_left_out,
    a_transaction_sees_its_own_diary,
);

const NOON: &str = "2027-03-02T12:00:00Z";

async fn seen(store: &Store, resource: &Resource, now: Timestamp) -> Vec<BookingId> {
    let diaries = store.diaries(now).await.expect("diaries are read");
    diaries.get(resource).map_or(Vec::new(), |diary| diary.entries().iter().map(|entry| entry.booking).collect())
}

async fn diaries_follow_every_answered_change(books: Books) {
    let (a, blue) = (therapist("a"), room("blue"));
    assert!(seen(&books.store, &a, at(MARCH)).await.is_empty());
    let first = in_room(booking(1, at(NOON)), "a");
    let held = hold(2, at(NOON) + minutes(60), at(MARCH) + minutes(10));
    books.insert(&first).await.expect("the time is free");
    assert_eq!(seen(&books.store, &a, at(MARCH)).await, [first.id]);
    assert_eq!(seen(&books.store, &blue, at(MARCH)).await, [first.id]);
    books.insert(&held).await.expect("the time is free");
    assert_eq!(seen(&books.store, &a, at(MARCH)).await, [first.id, held.id]);
    let ended = write!(books.store, transaction, [booking = cancelled(&first, at(MARCH))], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(seen(&books.store, &a, at(MARCH)).await, [held.id]);
    assert!(seen(&books.store, &blue, at(MARCH)).await.is_empty());
    assert!(seen(&books.store, &therapist("b"), at(MARCH)).await.is_empty());
    let diaries = books.store.diaries(at(MARCH)).await.expect("diaries are read");
    let entries = diaries.get(&a).expect("it has a hold").entries();
    assert_eq!(entries[0].lapses_at, Some(at(MARCH) + minutes(10)));
    assert_eq!((entries[0].occupied, entries[0].start), (held.slot.occupied, held.slot.start));
}

async fn diaries_follow_other_nodes(books: Books) {
    let other = books.another_node().await;
    assert!(seen(&other, &therapist("a"), at(MARCH)).await.is_empty());
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    assert_eq!(seen(&other, &therapist("a"), at(MARCH)).await, [first.id]);
}

async fn many_who_ask_at_once_get_the_same(books: Books) {
    for number in 0..8 {
        let booking = booking(number, at(NOON) + minutes(30 * i64::from(number)));
        books.insert(&booking).await.expect("the time is free");
        let asked = (0..16).map(|_| {
            let store = books.store.clone();
            tokio::spawn(async move { seen(&store, &therapist("a"), at(MARCH)).await.contains(&booking.id) })
        });
        for answer in asked.collect::<Vec<_>>() {
            assert!(answer.await.expect("it answers"), "a read must show every change that was answered before");
        }
    }
}

async fn what_has_passed_is_left_out(books: Books) {
    let first = booking(1, at(NOON));
    books.insert(&first).await.expect("the time is free");
    let after = |days: i64| at(NOON) + minutes(days * 24 * 60);
    assert_eq!(seen(&books.store, &therapist("a"), after(7)).await, [first.id]);
    assert!(seen(&books.store, &therapist("a"), after(9)).await.is_empty());
    // A clock that is set back.
    assert_eq!(seen(&books.store, &therapist("a"), after(0)).await, [first.id]);
}

async fn a_transaction_sees_its_own_diary(books: Books) {
    let near = in_room(booking(1, at(NOON)), "a");
    let far = booking(2, at(NOON) + minutes(20 * 24 * 60));
    for booking in [&near, &far] {
        insert(&books.store, booking, &client("Ana", "ana@example.org")).await.expect("the time is free");
    }
    let diaries = write!(books.store, transaction, [third = booking(3, at(NOON) + minutes(60))], {
        transaction.lock(&resources(third), at(MARCH)).await?;
        transaction.insert_booking(third, &client("Bo", "bo@example.org")).await?;
        let own = transaction.diary(&therapist("a"), at(NOON)).await?;
        Ok::<_, troth_store::StoreError>((own, transaction.diary(&room("blue"), at(NOON)).await?))
    });
    let (own, blue) = diaries.expect("diaries are read");
    let ids =
        |diary: &troth_domain::calendar::Diary| diary.entries().iter().map(|entry| entry.booking).collect::<Vec<_>>();
    assert_eq!(ids(&own), [near.id, booking(3, at(NOON)).id]);
    assert_eq!(ids(&blue), [near.id]);
}
