//! Accounts that are offered, and what their readers ask for, on both engines.

use std::collections::BTreeMap;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{ItemId, PersonId};
use troth_domain::receiving::{AccountPart, Asking, Parts};
use troth_domain::writing::{Item, ItemKind, PrivateText};
use troth_store::{Offer, StoreError};

use crate::canaries::values;
use crate::on_both_engines;
use crate::persons::{ANA, BO, CLEO, US, item, leave, linked, readers, send};
use crate::samples::{Books, MARCH, at, minutes, slug, write};

on_both_engines!(
    nothing_opens_an_offer_before_it_is_asked_for,
    the_parts_that_were_asked_for_come_at_their_hour_whatever_is_held,
    what_was_asked_for_is_left_stopped_and_taken_back,
    a_leaving_stops_what_comes_from_when_its_reader_knows_of_it,
    one_spoiled_asking_hides_no_other_account,
    whoever_is_erased_takes_along_what_they_asked_for,
);

const DAY: i64 = 24 * 60;

fn account(number: u8) -> Item {
    Item { kind: ItemKind::Account, ..item(number, ANA) }
}

/// Keeps an account of two parts and offers it, to come at once.
async fn offer(books: &Books, number: u8) {
    let part = |part: AccountPart, text: &str| (slug(part.as_str()), PrivateText::new(text).expect("a text"));
    let writing = [part(AccountPart::WhatIDid, "Canaryjournal"), part(AccountPart::Regret, "All of it")];
    let given = (account(number), BTreeMap::from(writing));
    let kept = write!(books.store, transaction, [given = given], transaction.insert_item(&given.0, &given.1).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
    send(books, &account(number), Some(at(MARCH))).await;
}

async fn offers(books: &Books, reader: PersonId, now: Timestamp) -> Vec<Offer> {
    let Some(couple) = books.store.couple_of(reader).await.expect("it reads") else { return Vec::new() };
    let found = books.store.offers(&Viewer::Person(reader), &couple, now).await.expect("it reads");
    found.into_iter().map(|offer| offer.expect("it opens")).collect()
}

async fn the_offer(books: &Books, number: u8, now: Timestamp) -> Offer {
    let found = offers(books, BO, now).await.into_iter().find(|offer| offer.id == ItemId([number; 16]));
    found.expect("it is offered")
}

async fn ask(books: &Books, number: u8, parts: Parts, comes_at: Timestamp, now: Timestamp) {
    let (offer, asking) = (the_offer(books, number, now).await, Asking { parts, comes_at });
    let kept = write!(books.store, transaction, [offer = offer], transaction.keep_asking(offer, BO, asking).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

/// Offers an account and asks for a part of it, as a beginning.
pub async fn offer_and_ask(books: &Books, number: u8) {
    offer(books, number).await;
    ask(books, number, Parts::of([AccountPart::Regret]), at(MARCH) + minutes(DAY), at(MARCH)).await;
}

/// The parts of accounts that Bo has, by number.
async fn received(books: &Books, now: Timestamp) -> Vec<(u8, Vec<String>)> {
    let found = books.store.received_items(BO, now).await.expect("it reads");
    let read = found.into_iter().map(|found| found.expect("it opens"));
    let named = read.map(|item| (item.id.0[0], item.writing.keys().map(|part| part.as_str().to_owned()).collect()));
    named.collect()
}

/// How many hold a key of an item.
fn holders(books: &Books, number: u8) -> usize {
    let id = data_encoding::HEXLOWER.encode(&[number; 16]);
    values(books, "item_key", "item").iter().filter(|item| **item == id).count()
}

fn askings(books: &Books) -> usize {
    values(books, "account_asking", "id").len()
}

async fn came(books: &Books, at: Timestamp, now: Timestamp) -> bool {
    books.store.something_came(&Viewer::PersonMessenger(BO), BO, at, now).await.expect("it reads")
}

async fn nothing_opens_an_offer_before_it_is_asked_for(books: Books) {
    linked(&books).await;
    offer(&books, 31).await;
    assert!(offers(&books, BO, at(MARCH) - minutes(1)).await.is_empty(), "not before its hour");
    let offer = the_offer(&books, 31, at(MARCH)).await;
    assert_eq!((offer.author, offer.came_at, offer.asked.len()), (ANA, at(MARCH), 0));
    assert_eq!(holders(&books, 31), 1, "its author alone");
    assert!(came(&books, at(MARCH), at(MARCH)).await, "that there is one is told");
    for person in [ANA, CLEO] {
        assert!(offers(&books, person, at(MARCH)).await.is_empty());
    }
    let couple = books.store.couple_of(BO).await.expect("it reads").expect("they are linked");
    for viewer in [Viewer::Person(ANA), Viewer::Person(CLEO), Viewer::Clinician(slug("a")), Viewer::Owner] {
        assert_eq!(books.store.offers(&viewer, &couple, at(MARCH)).await, Ok(Vec::new()), "{viewer:?}");
    }
    assert_eq!(readers(&books, ItemId([31; 16]), at(MARCH)).await, ["ana"]);
    ask(&books, 31, Parts::of([AccountPart::Regret]), at(MARCH) + minutes(DAY), at(MARCH)).await;
    assert_eq!(holders(&books, 31), 2);
    assert_eq!(readers(&books, ItemId([31; 16]), at(MARCH) + minutes(2 * DAY)).await, ["ana"], "only by its parts");
    assert!(received(&books, at(MARCH)).await.is_empty());
    let sent = async |viewer: Viewer, kind: ItemKind| books.store.sent_in(&viewer, US, kind).await;
    for (viewer, accounts) in [(Viewer::Person(BO), 0), (Viewer::Person(ANA), 1)] {
        assert_eq!(sent(viewer.clone(), ItemKind::Account).await, Ok(accounts));
        assert_eq!(sent(viewer, ItemKind::ImpactStatement).await, Ok(0));
    }
    let statement = Item { kind: ItemKind::ImpactStatement, ..item(32, ANA) };
    crate::persons::keep(&books, &statement, "what it did").await;
    send(&books, &statement, None).await;
    for (viewer, statements) in [(Viewer::Person(BO), 0), (Viewer::Person(ANA), 1), (Viewer::Owner, 0)] {
        assert_eq!(sent(viewer, ItemKind::ImpactStatement).await, Ok(statements), "held, and sent");
    }
}

async fn the_parts_that_were_asked_for_come_at_their_hour_whatever_is_held(books: Books) {
    linked(&books).await;
    let (first, second) = (at(MARCH) + minutes(DAY), at(MARCH) + minutes(2 * DAY));
    offer(&books, 31).await;
    ask(&books, 31, Parts::of([AccountPart::Regret, AccountPart::Effect]), first, at(MARCH)).await;
    let hold = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH)).await);
    assert_eq!(hold, Ok::<_, StoreError>(()));
    assert!(received(&books, first - minutes(1)).await.is_empty());
    assert!(!came(&books, first, first - minutes(1)).await);
    assert_eq!(received(&books, first).await, [(31, vec!["regret".to_owned()])]);
    assert!(came(&books, first, first).await);
    ask(&books, 31, Parts::WHOLE.without(Parts::of([AccountPart::Regret, AccountPart::Effect])), second, first).await;
    assert_eq!(the_offer(&books, 31, first).await.come(first), Parts::of([AccountPart::Regret, AccountPart::Effect]));
    assert_eq!(received(&books, first).await, [(31, vec!["regret".to_owned()])]);
    let waiting = write!(books.store, transaction, [], transaction.held_copies(US).await);
    assert_eq!(waiting, Ok::<_, StoreError>(Vec::new()), "a release has nothing to draw anew");
    let all = vec!["regret".to_owned(), "what-i-did".to_owned()];
    assert_eq!(received(&books, second).await, [(31, all)]);
    assert_eq!(holders(&books, 31), 2);
}

async fn what_was_asked_for_is_left_stopped_and_taken_back(books: Books) {
    linked(&books).await;
    let (first, second) = (at(MARCH) + minutes(DAY), at(MARCH) + minutes(2 * DAY));
    for number in [31, 32, 33] {
        offer_and_ask(&books, number).await;
    }
    let given = the_offer(&books, 31, at(MARCH)).await;
    let left = write!(books.store, transaction, [given = given], transaction.leave_asked(given, BO, at(MARCH)).await);
    assert_eq!(left, Ok::<_, StoreError>(()));
    assert_eq!((askings(&books), holders(&books, 31)), (2, 1));
    assert_eq!(received(&books, first).await.len(), 2);
    ask(&books, 32, Parts::of([AccountPart::WhatIDid]), second, first).await;
    let stopped = write!(books.store, transaction, [], transaction.stop_asked(US, first).await);
    assert_eq!(stopped, Ok::<_, StoreError>(()));
    assert!(!came(&books, second, second).await, "joint work was closed");
    assert_eq!((askings(&books), holders(&books, 32)), (2, 2), "what had come stays");
    for number in [31, 32, 33] {
        let taken =
            write!(books.store, transaction, [], transaction.take_back_copy(ItemId([number; 16]), US, first).await);
        assert_eq!(taken, Ok::<_, StoreError>(()));
        assert_eq!(holders(&books, number), 1);
    }
    assert_eq!(askings(&books), 0);
    assert!(offers(&books, BO, second).await.is_empty() && received(&books, second).await.is_empty());
    assert!(!came(&books, first, first).await);
    let deleted = write!(books.store, transaction, [], transaction.delete_item(ANA, ItemId([32; 16])).await);
    assert_eq!(deleted, Ok::<_, StoreError>(()));
}

async fn a_leaving_stops_what_comes_from_when_its_reader_knows_of_it(books: Books) {
    linked(&books).await;
    let hour = at(MARCH) + minutes(DAY);
    offer_and_ask(&books, 31).await;
    offer(&books, 32).await;
    ask(&books, 32, Parts::WHOLE, hour + minutes(10 * DAY), at(MARCH)).await;
    // The author leaves, and the reader is not told before some days.
    leave(&books, ANA, at(MARCH) + minutes(5), hour + minutes(5 * DAY)).await;
    assert!(came(&books, hour, hour).await, "until they are told, it comes");
    assert_eq!(received(&books, hour).await.len(), 1);
    assert_eq!(offers(&books, BO, hour).await.len(), 2);
    let after = hour + minutes(10 * DAY);
    assert!(!came(&books, after, after).await && offers(&books, BO, after).await.is_empty());
    assert_eq!(received(&books, after).await.len(), 1, "what had come stays");
}

async fn one_spoiled_asking_hides_no_other_account(books: Books) {
    linked(&books).await;
    offer_and_ask(&books, 31).await;
    offer(&books, 32).await;
    let empty = if books.records.address().is_some() { "'\\x00ff'" } else { "x'00ff'" };
    books.run(&format!("UPDATE account_asking SET body = {empty}"));
    let couple = books.store.couple_of(BO).await.expect("it reads").expect("they are linked");
    let found = books.store.offers(&Viewer::Person(BO), &couple, at(MARCH)).await.expect("it reads");
    let read = found.iter().map(|offer| offer.as_ref().map(|offer| offer.id.0[0])).collect::<Vec<_>>();
    assert!(matches!(read[..], [Err(StoreError::Corrupt { .. }), Ok(32)]), "{read:?}");
}

async fn whoever_is_erased_takes_along_what_they_asked_for(books: Books) {
    linked(&books).await;
    let hour = at(MARCH) + minutes(DAY);
    offer_and_ask(&books, 31).await;
    offer(&books, 32).await;
    // The author's therapist may see it, so it stays with the practice; nobody can ask for it any more.
    let shown = write!(books.store, transaction, [], transaction.show_therapist(&account(32), Some(at(MARCH))).await);
    assert_eq!(shown, Ok::<_, StoreError>(()));
    leave(&books, ANA, at(MARCH) + minutes(5), at(MARCH) + minutes(20 * DAY)).await;
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(MARCH) + minutes(6)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0), "one was asked for, one is the practice's");
    assert_eq!(received(&books, hour).await.len(), 1, "what was asked for before comes");
    let offered = offers(&books, BO, hour).await;
    assert_eq!(offered.iter().map(|offer| offer.id.0[0]).collect::<Vec<_>>(), [31]);
    ask(&books, 31, Parts::of([AccountPart::WhatIDid]), hour + minutes(DAY), hour).await;
    assert_eq!(received(&books, hour + minutes(DAY)).await[0].1.len(), 2, "their own key opens the rest");
    let erased = write!(books.store, transaction, [], transaction.erase_person(BO, hour + minutes(DAY)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    assert_eq!((askings(&books), holders(&books, 31)), (0, 0));
}
