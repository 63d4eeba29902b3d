//! The outbox: promised with the change, sent by one node at a time, in an order that a reader can follow.

use jiff::Timestamp;
use troth_domain::booking::Booking;
use troth_domain::message::{Kind, Message, MessageId, Recipient};
use troth_store::{Claimed, Outcome, Store, StoreError, Waiting};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, message, minutes, moved, slug, write};

on_both_engines!(
    a_claimed_message_comes_back_as_it_went_in,
    a_message_is_promised_with_its_change_or_not_at_all,
    a_message_waits_until_it_is_due,
    one_node_sends_a_message,
    racing_nodes_share_the_messages,
    a_message_that_nobody_finished_is_claimed_again,
    a_late_finish_changes_nothing,
    a_retry_waits,
    a_change_waits_for_what_came_before_it,
    dropped_messages_are_not_sent,
    one_being_sent_when_dropped_is_not_tried_again,
    the_next_due_time_is_known,
);

const NOON: &str = "2027-03-02T12:00:00Z";
const NODE: [u8; 16] = [1; 16];
const OTHER: [u8; 16] = [2; 16];

async fn enqueue(store: &Store, messages: Vec<Message>) {
    let kept = write!(store, transaction, [messages = messages], transaction.enqueue(messages).await);
    assert_eq!(kept, Ok(()));
}

async fn drop_unsent(store: &Store, booking: &Booking) {
    let id = booking.id;
    let kept = write!(store, transaction, [id = id], transaction.drop_unsent_to_client(*id, at(MARCH)).await);
    assert_eq!(kept, Ok(()));
}

/// What a node is given at `now`, by number, for five minutes.
async fn claim(store: &Store, node: [u8; 16], now: Timestamp) -> Vec<u8> {
    numbers(&store.claim_messages(node, now, now + minutes(5), 100).await.expect("messages are claimed"))
}

fn numbers(claimed: &[Claimed]) -> Vec<u8> {
    claimed.iter().map(|claimed| claimed.message.id().0[0]).collect()
}

async fn finish(store: &Store, node: [u8; 16], number: u8, outcome: Outcome) {
    store.finish_message(node, MessageId([number; 16]), outcome, at(MARCH)).await.expect("it is noted");
}

async fn with_booking(books: &Books) -> Booking {
    let booking = booking(1, at(NOON));
    books.insert(&booking).await.expect("the time is free");
    booking
}

fn to_client(number: u8, about: &Booking, kind: Kind, due_at: Timestamp) -> Message {
    message(number, about, kind, Recipient::Client, due_at)
}

async fn a_claimed_message_comes_back_as_it_went_in(books: Books) {
    let about = with_booking(&books).await;
    let kinds = [
        (Kind::Confirmation, Recipient::Client),
        (Kind::Change, Recipient::Client),
        (Kind::Cancellation, Recipient::Client),
        (Kind::Reminder, Recipient::Client),
        (Kind::NoticeBooked, Recipient::Practice),
        (Kind::NoticeMoved, Recipient::Therapist(slug("a"))),
        (Kind::NoticeCancelled, Recipient::Therapist(slug("b"))),
        (Kind::NoticeBooked, Recipient::Therapist(slug("b"))),
        (Kind::NoticeCancelled, Recipient::Practice),
    ];
    let messages = kinds.into_iter().enumerate().map(|(number, (kind, recipient))| {
        message(u8::try_from(number).expect("few"), &about, kind, recipient, at(MARCH))
    });
    let messages = messages.collect::<Vec<_>>();
    enqueue(&books.store, messages.clone()).await;
    let claimed = books.store.claim_messages(NODE, at(MARCH), at(MARCH) + minutes(5), 100).await.expect("claimed");
    let expected = messages
        .into_iter()
        .map(|message| Claimed { message: Waiting::Booking(message), attempts: 1 })
        .collect::<Vec<_>>();
    assert_eq!(claimed, expected);
}

async fn a_message_is_promised_with_its_change_or_not_at_all(books: Books) {
    let about = with_booking(&books).await;
    let promised = to_client(1, &about, Kind::Confirmation, at(MARCH));
    let refused = write!(books.store, transaction, [message = promised], {
        transaction.enqueue(std::slice::from_ref(message)).await?;
        Err::<(), _>(StoreError::CellTaken)
    });
    assert_eq!(refused, Err(StoreError::CellTaken));
    assert!(claim(&books.store, NODE, at(NOON)).await.is_empty());
}

async fn a_message_waits_until_it_is_due(books: Books) {
    let about = with_booking(&books).await;
    let (soon, later) = (at(MARCH) + minutes(1), at(MARCH) + minutes(2));
    enqueue(
        &books.store,
        vec![to_client(2, &about, Kind::Reminder, later), to_client(1, &about, Kind::Confirmation, soon)],
    )
    .await;
    assert!(claim(&books.store, NODE, at(MARCH)).await.is_empty());
    assert_eq!(claim(&books.store, NODE, soon).await, [1]);
    finish(&books.store, NODE, 1, Outcome::Sent).await;
    assert_eq!(claim(&books.store, NODE, later).await, [2]);
}

async fn one_node_sends_a_message(books: Books) {
    let about = with_booking(&books).await;
    enqueue(&books.store, vec![to_client(1, &about, Kind::Confirmation, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    assert!(claim(&books.store, OTHER, at(MARCH) + minutes(4)).await.is_empty());
    assert!(claim(&books.store, NODE, at(MARCH) + minutes(4)).await.is_empty());
    finish(&books.store, NODE, 1, Outcome::Sent).await;
    assert!(claim(&books.store, OTHER, at(NOON)).await.is_empty());
}

async fn racing_nodes_share_the_messages(books: Books) {
    let about = with_booking(&books).await;
    let other = books.another_node().await;
    let messages = (0..60).map(|number| message(number, &about, Kind::NoticeBooked, Recipient::Practice, at(MARCH)));
    enqueue(&books.store, messages.collect()).await;
    let claims = (0..12_u8).map(|node| {
        let store = if node % 2 == 0 { books.store.clone() } else { other.clone() };
        tokio::spawn(async move {
            let claimed = store.claim_messages([node; 16], at(MARCH), at(MARCH) + minutes(5), 10).await;
            numbers(&claimed.expect("messages are claimed"))
        })
    });
    let mut all = Vec::new();
    for claimed in claims.collect::<Vec<_>>() {
        all.extend(claimed.await.expect("it answers"));
    }
    all.extend(claim(&books.store, [99; 16], at(MARCH)).await);
    all.sort_unstable();
    assert_eq!(all, (0..60).collect::<Vec<_>>(), "each message is claimed exactly once");
}

async fn a_message_that_nobody_finished_is_claimed_again(books: Books) {
    let about = with_booking(&books).await;
    enqueue(&books.store, vec![to_client(1, &about, Kind::Confirmation, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    let after = at(MARCH) + minutes(5);
    let again = books.store.claim_messages(OTHER, after, after + minutes(5), 10).await.expect("messages are claimed");
    assert_eq!((numbers(&again), again[0].attempts), (vec![1], 2));
}

async fn a_late_finish_changes_nothing(books: Books) {
    let about = with_booking(&books).await;
    enqueue(&books.store, vec![to_client(1, &about, Kind::Confirmation, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    assert_eq!(claim(&books.store, OTHER, at(MARCH) + minutes(5)).await, [1]);
    finish(&books.store, NODE, 1, Outcome::Dropped).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH) + minutes(10)).await, [1], "it was not the first node's to drop");
}

async fn a_retry_waits(books: Books) {
    let about = with_booking(&books).await;
    enqueue(&books.store, vec![to_client(1, &about, Kind::Confirmation, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    finish(&books.store, NODE, 1, Outcome::Retry { not_before: at(MARCH) + minutes(2) }).await;
    assert!(claim(&books.store, NODE, at(MARCH) + minutes(1)).await.is_empty());
    assert_eq!(claim(&books.store, OTHER, at(MARCH) + minutes(2)).await, [1]);
    finish(&books.store, OTHER, 1, Outcome::Dropped).await;
    assert!(claim(&books.store, NODE, at(NOON)).await.is_empty());
}

async fn a_change_waits_for_what_came_before_it(books: Books) {
    let about = with_booking(&books).await;
    let after = moved(&about, at(NOON) + minutes(60));
    enqueue(&books.store, vec![message(1, &about, Kind::NoticeBooked, Recipient::Practice, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    enqueue(
        &books.store,
        vec![
            message(2, &after, Kind::NoticeMoved, Recipient::Practice, at(MARCH)),
            message(3, &after, Kind::NoticeMoved, Recipient::Therapist(slug("a")), at(MARCH)),
        ],
    )
    .await;
    assert_eq!(claim(&books.store, OTHER, at(MARCH)).await, [3], "another recipient does not wait");
    finish(&books.store, NODE, 1, Outcome::Retry { not_before: at(MARCH) + minutes(1) }).await;
    assert!(claim(&books.store, NODE, at(MARCH)).await.is_empty(), "the first one is not out yet");
    assert_eq!(claim(&books.store, NODE, at(MARCH) + minutes(1)).await, [1]);
    finish(&books.store, NODE, 1, Outcome::Sent).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH) + minutes(1)).await, [2]);
}

async fn dropped_messages_are_not_sent(books: Books) {
    let about = with_booking(&books).await;
    enqueue(
        &books.store,
        vec![
            to_client(1, &about, Kind::Confirmation, at(MARCH)),
            to_client(2, &about, Kind::Reminder, at(MARCH) + minutes(60)),
            message(3, &about, Kind::NoticeBooked, Recipient::Practice, at(MARCH)),
        ],
    )
    .await;
    drop_unsent(&books.store, &about).await;
    assert_eq!(claim(&books.store, NODE, at(NOON)).await, [3]);
}

async fn one_being_sent_when_dropped_is_not_tried_again(books: Books) {
    let about = with_booking(&books).await;
    enqueue(&books.store, vec![to_client(1, &about, Kind::Confirmation, at(MARCH))]).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    drop_unsent(&books.store, &about).await;
    let after = moved(&about, at(NOON) + minutes(60));
    enqueue(&books.store, vec![to_client(2, &after, Kind::Cancellation, at(MARCH))]).await;
    assert!(claim(&books.store, OTHER, at(MARCH)).await.is_empty(), "the cancellation must not overtake it");
    finish(&books.store, NODE, 1, Outcome::Retry { not_before: at(MARCH) }).await;
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [2]);
    finish(&books.store, NODE, 2, Outcome::Sent).await;
    assert!(claim(&books.store, NODE, at(NOON)).await.is_empty());
}

async fn the_next_due_time_is_known(books: Books) {
    let due = async || books.store.next_message_due().await.expect("it reads");
    assert_eq!(due().await, None);
    let about = with_booking(&books).await;
    enqueue(
        &books.store,
        vec![
            to_client(1, &about, Kind::Confirmation, at(MARCH)),
            to_client(2, &about, Kind::Reminder, at(MARCH) + minutes(60)),
        ],
    )
    .await;
    assert_eq!(due().await, Some(at(MARCH)));
    assert_eq!(claim(&books.store, NODE, at(MARCH)).await, [1]);
    assert_eq!(due().await, Some(at(MARCH) + minutes(5)), "the end of the lease");
    finish(&books.store, NODE, 1, Outcome::Sent).await;
    assert_eq!(due().await, Some(at(MARCH) + minutes(60)));
    drop_unsent(&books.store, &about).await;
    assert_eq!(due().await, None);
}
