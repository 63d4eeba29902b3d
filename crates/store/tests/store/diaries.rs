//! Diaries in memory, and those inside a transaction.

use jiff::Timestamp;
use troth_domain::booking::{Actor, Booking, BookingId, State};
use troth_domain::calendar::{Entry, Resource};
use troth_store::Store;

use crate::on_both_engines;
use crate::samples::{
    Books, MARCH, at, booking, cancelled, client, hold, in_room, insert, minutes, moved, resources, room, therapist,
    write,
};

on_both_engines!(
    diaries_follow_every_answered_change,
    diaries_follow_other_nodes,
    many_who_ask_at_once_get_the_same,
    what_has_passed_is_left_out,
    a_transaction_sees_its_own_diary,
    a_node_that_follows_itself_sees_what_others_read,
    diaries_are_right_after_many_changes_that_nobody_read,
    changes_of_two_nodes_in_turns_are_all_seen,
    a_transaction_is_not_misled_by_old_diaries,
    a_known_hold_that_lapsed_makes_room,
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

/// What stands in every diary, by resource.
async fn all_entries(store: &Store) -> Vec<Vec<Entry>> {
    let diaries = store.diaries(at(MARCH)).await.expect("diaries are read");
    let all = [therapist("a"), therapist("b"), room("blue")];
    all.iter().map(|resource| diaries.get(resource).map_or(Vec::new(), |diary| diary.entries().to_vec())).collect()
}

/// A small reproducible source of choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }
}

/// One change that somebody might make; some are refused, which is as good.
async fn change_something(store: &Store, number: u32, before: &mut Vec<Booking>, choices: &mut Choices) {
    let start = at(NOON) + minutes(30 * i64::try_from(choices.below(20)).expect("small"));
    let picked = usize::try_from(choices.below(1 + before.len() as u64)).expect("small");
    let now = at(MARCH);
    let Some(old) = before.get(picked).cloned() else {
        let plain = booking(number, start);
        let new = match choices.below(4) {
            0 => hold(number, start, now + minutes(10)),
            1 => in_room(plain, "a"),
            2 => in_room(plain, "b"),
            _ => plain,
        };
        if insert(store, &new, &client("Ana", "ana@example.org")).await.is_ok() {
            before.push(new);
        }
        return;
    };
    let held = matches!(old.state, State::Held { .. });
    let new = match choices.below(2) {
        _ if held => Booking { state: State::Confirmed, ..old.clone() },
        0 => moved(&old, start),
        _ => cancelled(&old, now),
    };
    let what = choices.below(3);
    let done = write!(store, transaction, [old = old, new = new.clone()], {
        transaction.lock(&[resources(old), resources(new)].concat(), now).await?;
        match (held, &new.state) {
            (true, _) if what == 0 => transaction.renew_hold(old.id, now + minutes(20)).await,
            (true, _) if what == 1 => transaction.end_hold(old.id, now).await,
            (true, _) => transaction.confirm_hold(new, &client("Bo", "bo@example.org"), now).await,
            (false, State::Confirmed) => transaction.move_booking(new, Actor::Client, None, now).await,
            (false, _) => transaction.cancel_booking(new, Actor::Client, None, now).await,
        }
    });
    match done {
        Ok(()) if held && what == 0 => (),
        Ok(()) if new.state == State::Confirmed && !(held && what == 1) => before[picked] = new,
        Ok(()) => drop(before.remove(picked)),
        Err(_) => (),
    }
}

async fn a_node_that_follows_itself_sees_what_others_read(books: Books) {
    let (mut before, mut choices) = (Vec::new(), Choices(7));
    let other = books.another_node().await;
    assert_eq!(all_entries(&books.store).await, all_entries(&other).await);
    for number in 0..80 {
        // Now and then the other node changes something too.
        let store = if choices.below(5) == 0 { &other } else { &books.store };
        change_something(store, number, &mut before, &mut choices).await;
        let own = all_entries(&books.store).await;
        assert_eq!(own, all_entries(&other).await, "after change {number}");
        let fresh = books.another_node().await;
        assert_eq!(own, all_entries(&fresh).await, "after change {number}");
    }
    assert!(before.len() > 5, "{}", before.len());
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn diaries_are_right_after_many_changes_that_nobody_read(books: Books) {
    let (mut before, mut choices) = (Vec::new(), Choices(11));
    assert_eq!(all_entries(&books.store).await, [const { Vec::new() }; 3]);
    for number in 0..60 {
        change_something(&books.store, number, &mut before, &mut choices).await;
    }
    let fresh = books.another_node().await;
    assert_eq!(all_entries(&books.store).await, all_entries(&fresh).await);
}

async fn changes_of_two_nodes_in_turns_are_all_seen(books: Books) {
    let other = books.another_node().await;
    assert_eq!(all_entries(&books.store).await, all_entries(&other).await);
    // Nobody reads in between, so each node must notice that what it kept itself does not follow on what it knows.
    for number in 0..6_u32 {
        let store = if number % 2 == 0 { &books.store } else { &other };
        let one = in_room(booking(number, at(NOON) + minutes(30 * i64::from(number))), "a");
        insert(store, &one, &client("Ana", "ana@example.org")).await.expect("the time is free");
    }
    for store in [&books.store, &other] {
        assert_eq!(seen(store, &therapist("a"), at(MARCH)).await.len(), 6);
        assert_eq!(seen(store, &room("blue"), at(MARCH)).await.len(), 6);
    }
}

async fn a_transaction_is_not_misled_by_old_diaries(books: Books) {
    let other = books.another_node().await;
    let own = async |count: usize| {
        let found = write!(books.store, transaction, [count = count], {
            transaction.lock(&[therapist("a")], at(MARCH)).await?;
            let diary = transaction.diary(&therapist("a"), at(NOON)).await?;
            Ok::<_, troth_store::StoreError>((diary.entries().len(), *count))
        });
        let (found, count) = found.expect("it reads");
        assert_eq!(found, count);
    };
    for number in 0..3_u32 {
        // This node knows the diaries as they are now, and hears nothing of what the other keeps next.
        assert!(books.store.diaries(at(MARCH)).await.is_ok());
        let one = booking(number, at(NOON) + minutes(30 * i64::from(number)));
        insert(&other, &one, &client("Ana", "ana@example.org")).await.expect("the time is free");
        own(usize::try_from(number).expect("few") + 1).await;
        own(usize::try_from(number).expect("few") + 1).await;
    }
}

async fn a_known_hold_that_lapsed_makes_room(books: Books) {
    let lapses_at = at(MARCH) + minutes(10);
    let other = books.another_node().await;
    for (number, holder) in [(1, &books.store), (3, &other)] {
        let start = at(NOON) + minutes(60 * i64::from(number));
        let held = in_room(hold(number, start, lapses_at), "a");
        insert(holder, &held, &client("Ana", "ana@example.org")).await.expect("the time is free");
        assert!(seen(&books.store, &therapist("a"), at(MARCH)).await.contains(&held.id));
        let later = Booking { made_at: lapses_at, ..in_room(booking(number + 1, start), "b") };
        let booked = insert(&books.store, &later, &client("Bo", "bo@example.org")).await;
        assert_eq!(booked, Ok(()));
    }
}
