//! Messages to persons: the same outbox as bookings, and what makes a link or a message useless.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::message::{AccountEvent, Kind, MessageId, PersonKind, PersonLinkPurpose, PersonMessage, Recipient};
use troth_domain::people::{ItemId, PersonId};
use troth_domain::writing::Delivery;
use troth_store::{Outcome, StoreError, Waiting};

use crate::on_both_engines;
use crate::persons::{ANA, BO, CLEO, US, item, keep, leave, linked, with_persons};
use crate::samples::{Books, MARCH, at, booking, message, minutes, write};

on_both_engines!(
    a_message_to_a_person_comes_back_as_it_went_in,
    both_kinds_are_claimed_retried_and_finished_alike,
    finished_messages_are_swept_after_a_month,
    something_new_is_said_once_for_each_hour,
    racing_nodes_say_it_once,
    a_newer_link_makes_the_earlier_ones_useless,
    something_came_while_it_is_there,
    nothing_came_to_anybody_else,
    what_came_before_somebody_left_is_there,
);

const NODE: [u8; 16] = [1; 16];
const OTHER: [u8; 16] = [2; 16];
const EIGHT: &str = "2027-03-02T08:00:00Z";

async fn enqueue(books: &Books, message: PersonMessage) {
    let kept = write!(books.store, transaction, [message = message], transaction.enqueue_person(message).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn something_new(books: &Books, person: PersonId, deliver_at: Timestamp) {
    let kept = write!(books.store, transaction, [], transaction.enqueue_something_new(person, deliver_at).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn claim(books: &Books, node: [u8; 16], now: Timestamp) -> Vec<Waiting> {
    let claimed = books.store.claim_messages(node, now, now + minutes(5), 100).await.expect("messages are claimed");
    claimed.into_iter().map(|claimed| claimed.message).collect()
}

async fn finish(books: &Books, node: [u8; 16], id: MessageId, outcome: Outcome) {
    books.store.finish_message(node, id, outcome, at(MARCH)).await.expect("it is noted");
}

async fn a_message_to_a_person_comes_back_as_it_went_in(books: Books) {
    with_persons(&books).await;
    let kinds = [
        PersonKind::Verify { generation: 3 },
        PersonKind::Reset { generation: 4 },
        PersonKind::Test,
        PersonKind::SomethingNew,
        PersonKind::Due,
        PersonKind::Account(AccountEvent::NewPassphrase),
        PersonKind::Account(AccountEvent::NewPasskey),
        PersonKind::Account(AccountEvent::RecoveryCodeUsed),
    ];
    let mut expected = Vec::new();
    for (number, kind) in (1_u8..).zip(kinds) {
        let mut message = PersonMessage::new(MessageId([number; 16]), ANA, kind, at(MARCH));
        message.due_at = at(MARCH) + minutes(i64::from(number));
        enqueue(&books, message.clone()).await;
        expected.push(Waiting::Person(message));
    }
    assert!(claim(&books, NODE, at(MARCH)).await.is_empty(), "not before they are due");
    assert_eq!(claim(&books, NODE, at(EIGHT)).await, expected);
}

async fn finished_messages_are_swept_after_a_month(books: Books) {
    with_persons(&books).await;
    let about = booking(1, at(EIGHT));
    books.insert(&about).await.expect("the time is free");
    let confirmation = message(1, &about, Kind::Confirmation, Recipient::Client, at(MARCH));
    let kept = write!(books.store, transaction, [message = confirmation], {
        transaction.enqueue(std::slice::from_ref(message)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    for number in 2..=4 {
        enqueue(&books, PersonMessage::new(MessageId([number; 16]), ANA, PersonKind::Test, at(MARCH))).await;
    }
    assert_eq!(claim(&books, NODE, at(MARCH)).await.len(), 4);
    finish(&books, NODE, MessageId([1; 16]), Outcome::Sent).await;
    finish(&books, NODE, MessageId([2; 16]), Outcome::Sent).await;
    finish(&books, NODE, MessageId([3; 16]), Outcome::Dropped).await;
    finish(&books, NODE, MessageId([4; 16]), Outcome::Retry { not_before: at(MARCH) }).await;
    let day = |days: i64| at(MARCH) + minutes(60 * 24 * days);
    assert_eq!(books.store.sweep(day(29)).await.expect("it sweeps").deleted_rows, 0);
    assert_eq!(books.store.sweep(day(30)).await.expect("it sweeps").deleted_rows, 2);
    assert_eq!(claim(&books, NODE, day(30)).await.len(), 1, "what is not finished still waits");
}

async fn both_kinds_are_claimed_retried_and_finished_alike(books: Books) {
    with_persons(&books).await;
    let about = booking(1, at(EIGHT));
    books.insert(&about).await.expect("the time is free");
    let confirmation = message(1, &about, Kind::Confirmation, Recipient::Client, at(MARCH));
    let test = PersonMessage::new(MessageId([2; 16]), ANA, PersonKind::Test, at(MARCH));
    let another = PersonMessage::new(MessageId([3; 16]), ANA, PersonKind::Test, at(MARCH));
    let kept = write!(books.store, transaction, [message = confirmation], {
        transaction.enqueue(std::slice::from_ref(message)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    enqueue(&books, test.clone()).await;
    enqueue(&books, another.clone()).await;
    let ids = |waiting: Vec<Waiting>| waiting.iter().map(|message| message.id().0[0]).collect::<Vec<_>>();
    assert_eq!(ids(claim(&books, NODE, at(MARCH)).await), [1, 2, 3]);
    assert!(claim(&books, OTHER, at(MARCH) + minutes(4)).await.is_empty());
    finish(&books, NODE, test.id, Outcome::Retry { not_before: at(MARCH) + minutes(2) }).await;
    finish(&books, NODE, another.id, Outcome::Dropped).await;
    let later = at(MARCH) + minutes(2);
    let mut again = test.clone();
    again.due_at = later;
    assert_eq!(claim(&books, OTHER, later).await, [Waiting::Person(again)], "what it speaks of has not moved");
    finish(&books, OTHER, test.id, Outcome::Sent).await;
    assert_eq!(ids(claim(&books, OTHER, at(EIGHT)).await), [1], "whose lease has run out");
}

async fn something_new_is_said_once_for_each_hour(books: Books) {
    with_persons(&books).await;
    let next = at(EIGHT) + minutes(24 * 60);
    for deliver_at in [at(EIGHT), at(EIGHT), next] {
        something_new(&books, ANA, deliver_at).await;
    }
    something_new(&books, BO, at(EIGHT)).await;
    let first = claim(&books, NODE, at(EIGHT)).await;
    assert_eq!(first.len(), 2, "one to each");
    for waiting in &first {
        let Waiting::Person(message) = waiting else { panic!("to a person") };
        assert_eq!((message.kind, message.speaks_of), (PersonKind::SomethingNew, at(EIGHT)));
        finish(&books, NODE, message.id, Outcome::Sent).await;
    }
    something_new(&books, ANA, at(EIGHT)).await;
    assert!(claim(&books, NODE, at(EIGHT)).await.is_empty(), "it was said");
    assert_eq!(claim(&books, NODE, next).await.len(), 1);
}

async fn racing_nodes_say_it_once(books: Books) {
    with_persons(&books).await;
    let other = books.another_node().await;
    let tasks = (0..8).map(|number| {
        let store = if number % 2 == 0 { books.store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let kept = write!(store, transaction, [], transaction.enqueue_something_new(ANA, at(EIGHT)).await);
            assert_eq!(kept, Ok::<_, StoreError>(()));
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("it answers");
    }
    assert_eq!(claim(&books, NODE, at(EIGHT)).await.len(), 1);
}

async fn a_newer_link_makes_the_earlier_ones_useless(books: Books) {
    with_persons(&books).await;
    let raise =
        async |purpose| write!(books.store, transaction, [], transaction.raise_link_generation(ANA, purpose).await);
    let (verify, reset) = (PersonLinkPurpose::Verify, PersonLinkPurpose::Reset);
    assert_eq!(books.store.link_generation(ANA, verify).await, Ok(0));
    assert_eq!(raise(verify).await, Ok(1));
    assert_eq!(raise(verify).await, Ok(2));
    assert_eq!(books.store.link_generation(ANA, verify).await, Ok(2));
    assert_eq!(books.store.link_generation(ANA, reset).await, Ok(0), "another purpose");
    assert_eq!(books.store.link_generation(BO, verify).await, Ok(0), "another person");
    let inside = write!(books.store, transaction, [], transaction.link_generation(ANA, verify).await);
    assert_eq!(inside, Ok(2));
}

async fn send(books: &Books, number: u8, deliver_at: Option<Timestamp>) {
    let delivery = Delivery { couple: US, reader: BO, deliver_at, withdrawn_at: None };
    let sent = write!(books.store, transaction, [item = item(number, ANA)], {
        transaction.send_copy(item, &delivery, at(MARCH)).await
    });
    assert_eq!(sent, Ok::<_, StoreError>(()));
}

async fn came(books: &Books, person: PersonId, now: Timestamp) -> bool {
    let viewer = Viewer::PersonMessenger(person);
    books.store.something_came(&viewer, person, at(EIGHT), now).await.expect("it reads")
}

async fn something_came_while_it_is_there(books: Books) {
    linked(&books).await;
    for number in [1, 2] {
        keep(&books, &item(number, ANA), "words").await;
        send(&books, number, Some(at(EIGHT))).await;
    }
    assert!(!came(&books, BO, at(EIGHT) - minutes(1)).await, "not before its hour");
    assert!(came(&books, BO, at(EIGHT)).await);
    let hold = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH)).await);
    assert_eq!(hold, Ok::<_, StoreError>(()));
    assert!(!came(&books, BO, at(EIGHT)).await, "held");
    for number in [1, 2] {
        send(&books, number, Some(at(EIGHT))).await;
    }
    for (number, left) in [(1, true), (2, false)] {
        let taken = write!(books.store, transaction, [], {
            transaction.take_back_copy(ItemId([number; 16]), US, at(EIGHT)).await
        });
        assert_eq!(taken, Ok::<_, StoreError>(()));
        assert_eq!(came(&books, BO, at(EIGHT) + minutes(1)).await, left, "withdrawn: {number}");
    }
}

async fn nothing_came_to_anybody_else(books: Books) {
    linked(&books).await;
    keep(&books, &item(1, ANA), "words").await;
    send(&books, 1, Some(at(EIGHT))).await;
    for person in [ANA, CLEO] {
        assert!(!came(&books, person, at(EIGHT)).await);
    }
    for viewer in [Viewer::Person(ANA), Viewer::PersonMessenger(ANA), Viewer::FrontDesk, Viewer::Owner] {
        let told = books.store.something_came(&viewer, BO, at(EIGHT), at(EIGHT)).await;
        assert_eq!(told, Ok(false), "{viewer:?} asks about another");
    }
    let hour_before = at(EIGHT) - minutes(60);
    let viewer = Viewer::PersonMessenger(BO);
    assert_eq!(books.store.something_came(&viewer, BO, hour_before, at(EIGHT)).await, Ok(false), "another hour");
}

async fn what_came_before_somebody_left_is_there(books: Books) {
    linked(&books).await;
    keep(&books, &item(1, ANA), "words").await;
    send(&books, 1, Some(at(EIGHT))).await;
    leave(&books, ANA, at(EIGHT) + minutes(1), at(EIGHT) + minutes(2000)).await;
    assert!(came(&books, BO, at(EIGHT) + minutes(2)).await);

    let next = at(EIGHT) + minutes(24 * 60);
    keep(&books, &item(2, ANA), "words").await;
    send(&books, 2, Some(next)).await;
    let viewer = Viewer::PersonMessenger(BO);
    assert_eq!(books.store.something_came(&viewer, BO, next, next).await, Ok(false), "nothing passes after it");
}
