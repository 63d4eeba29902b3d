//! Holds and bookings, from the first row to the last event.

use troth_domain::access::Viewer;
use troth_domain::booking::{Actor, Booking, BookingId, State};
use troth_store::{BookingEvent, EventKind, StoreError};

use crate::on_both_engines;
use crate::samples::{
    Books, MARCH, at, booking, cancelled, client, hold, in_room, insert, minutes, moved, practice, reason, resources,
    slug, therapist, write,
};

on_both_engines!(
    a_booking_comes_back_as_it_went_in,
    nobody_is_booked_twice,
    a_room_is_taken_once,
    neighbours_fit,
    a_hold_blocks_until_it_lapses,
    a_hold_becomes_a_booking,
    a_renewed_hold_lasts_longer,
    an_ended_hold_frees_its_time,
    a_move_frees_the_old_time,
    a_move_to_a_taken_time_changes_nothing,
    a_change_of_what_was_changed_is_refused,
    a_cancelled_booking_frees_its_time,
    only_who_may_see_does_see,
    a_reference_is_given_once,
    an_unknown_therapist_is_refused,
    a_time_that_is_not_locked_is_not_changed,
    a_therapist_whom_another_node_registered_is_known,
    coming_bookings_come_by_start,
);

const NOON: &str = "2027-03-02T12:00:00Z";

async fn insert_all(books: &Books, bookings: &[Booking]) {
    for booking in bookings {
        books.insert(booking).await.expect("the time is free");
    }
}

async fn a_booking_comes_back_as_it_went_in(books: Books) {
    let given = in_room(booking(1, at(NOON)), "b");
    let mut ana = client("Ana Nuñez \"Annie\"", "ana@example.org");
    ana.safe_contact.voicemail = true;
    ana.safe_contact.name_to_use = Some(troth_domain::people::PersonName::new("Work").expect("a name"));
    insert(&books.store, &given, &ana).await.expect("the time is free");
    let viewer = Viewer::LinkHolder(given.id);
    let found = books.store.client_booking(&viewer, given.id).await.expect("it reads").expect("it is there");
    assert_eq!((found.booking, found.client), (given.clone(), ana.clone()));
    assert_eq!(books.store.booking(given.id).await, Ok(Some(given.clone())));
    let inside = write!(books.store, transaction, [id = given.id], {
        let seen = transaction.client_booking(&Viewer::FrontDesk, *id).await?;
        Ok::<_, StoreError>((transaction.booking(*id).await?, seen.map(|seen| seen.client)))
    });
    assert_eq!(inside, Ok((Some(given), Some(ana))));
    assert_eq!(books.store.booking(BookingId([0; 16])).await, Ok(None));
}

async fn nobody_is_booked_twice(books: Books) {
    insert_all(&books, &[booking(1, at(NOON))]).await;
    let second = books.insert(&booking(2, at(NOON) + minutes(25))).await;
    assert_eq!(second, Err(StoreError::CellTaken));
    assert_eq!(books.store.booking(booking(2, at(NOON)).id).await, Ok(None));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_room_is_taken_once(books: Books) {
    insert_all(&books, &[in_room(booking(1, at(NOON)), "a")]).await;
    assert_eq!(books.insert(&in_room(booking(2, at(NOON)), "b")).await, Err(StoreError::CellTaken));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn neighbours_fit(books: Books) {
    insert_all(&books, &[booking(1, at(NOON)), booking(2, at(NOON) + minutes(30)), booking(3, at(NOON) - minutes(30))])
        .await;
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_hold_blocks_until_it_lapses(books: Books) {
    let lapses_at = at(MARCH) + minutes(10);
    insert_all(&books, &[hold(1, at(NOON), lapses_at)]).await;
    assert_eq!(books.insert(&booking(2, at(NOON))).await, Err(StoreError::CellTaken));
    let later = Booking { made_at: lapses_at, ..booking(3, at(NOON)) };
    insert_all(&books, &[later]).await;
    let lapsed = books.store.booking(hold(1, at(NOON), lapses_at).id).await.expect("it reads").expect("it is there");
    assert_eq!(lapsed.state, State::Lapsed);
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_hold_becomes_a_booking(books: Books) {
    let held = hold(1, at(NOON), at(MARCH) + minutes(10));
    insert_all(&books, std::slice::from_ref(&held)).await;
    assert_eq!(books.store.client_booking(&Viewer::FrontDesk, held.id).await, Ok(None));
    let confirmed = Booking { state: State::Confirmed, ..held };
    let ana = client("Ana", "ana@example.org");
    let now = at(MARCH) + minutes(5);
    let kept = write!(books.store, transaction, [booking = confirmed.clone(), ana = ana.clone()], {
        transaction.lock(&resources(booking), now).await?;
        transaction.confirm_hold(booking, ana, now).await
    });
    assert_eq!(kept, Ok(()));
    assert_eq!(books.store.booking(confirmed.id).await, Ok(Some(confirmed.clone())));
    let again = write!(books.store, transaction, [booking = confirmed.clone(), ana = ana], {
        transaction.lock(&resources(booking), now).await?;
        transaction.confirm_hold(booking, ana, now).await
    });
    assert!(again.is_err());
    let events = books.store.events_of(&Viewer::FrontDesk, confirmed.id).await.expect("it reads");
    let booked = BookingEvent { kind: EventKind::Booked, by: Actor::Client, at: now, reason: None };
    assert_eq!(events, [booked]);
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_renewed_hold_lasts_longer(books: Books) {
    let held = hold(1, at(NOON), at(MARCH) + minutes(10));
    insert_all(&books, std::slice::from_ref(&held)).await;
    let lapses_at = at(MARCH) + minutes(20);
    let renewed = write!(books.store, transaction, [id = held.id], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.renew_hold(*id, lapses_at).await
    });
    assert_eq!(renewed, Ok(()));
    let later = Booking { made_at: at(MARCH) + minutes(15), ..booking(2, at(NOON)) };
    assert_eq!(books.insert(&later).await, Err(StoreError::CellTaken));
    let nothing =
        write!(books.store, transaction, [id = BookingId([0; 16])], transaction.renew_hold(*id, lapses_at).await);
    assert_eq!(nothing, Err(StoreError::Changed));
}

async fn an_ended_hold_frees_its_time(books: Books) {
    let held = hold(1, at(NOON), at(MARCH) + minutes(10));
    insert_all(&books, std::slice::from_ref(&held)).await;
    for _ in 0..2 {
        let ended = write!(books.store, transaction, [id = held.id], {
            transaction.lock(&[therapist("a")], at(MARCH)).await?;
            transaction.end_hold(*id, at(MARCH)).await
        });
        assert_eq!(ended, Ok(()));
    }
    insert_all(&books, &[booking(2, at(NOON))]).await;
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_move_frees_the_old_time(books: Books) {
    let first = booking(1, at(NOON));
    insert_all(&books, std::slice::from_ref(&first)).await;
    // Overlaps its own old time.
    let second = in_room(moved(&first, at(NOON) + minutes(15)), "b");
    let now = at(MARCH) + minutes(1);
    let kept = write!(books.store, transaction, [from = first, to = second.clone()], {
        let both = [resources(from), resources(to)].concat();
        transaction.lock(&both, now).await?;
        transaction.move_booking(to, Actor::Client, Some(&reason("a train")), now).await
    });
    assert_eq!(kept, Ok(()));
    assert_eq!(books.store.booking(second.id).await, Ok(Some(second.clone())));
    insert_all(&books, &[booking(2, at(NOON))]).await;
    let events = books.store.events_of(&Viewer::FrontDesk, second.id).await.expect("it reads");
    let last = BookingEvent { kind: EventKind::Moved, by: Actor::Client, at: now, reason: Some(reason("a train")) };
    assert_eq!(events.last(), Some(&last));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_move_to_a_taken_time_changes_nothing(books: Books) {
    let first = booking(1, at(NOON));
    insert_all(&books, &[first.clone(), booking(2, at(NOON) + minutes(60))]).await;
    let refused = write!(books.store, transaction, [to = moved(&first, at(NOON) + minutes(45))], {
        transaction.lock(&resources(to), at(MARCH)).await?;
        transaction.move_booking(to, Actor::Client, None, at(MARCH)).await
    });
    assert_eq!(refused, Err(StoreError::CellTaken));
    assert_eq!(books.store.booking(first.id).await, Ok(Some(first)));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_change_of_what_was_changed_is_refused(books: Books) {
    let first = booking(1, at(NOON));
    insert_all(&books, std::slice::from_ref(&first)).await;
    let change = || cancelled(&first, at(MARCH));
    let once = write!(books.store, transaction, [booking = change()], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    let twice = write!(books.store, transaction, [booking = change()], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    let late = write!(books.store, transaction, [booking = moved(&first, at(NOON) + minutes(60))], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.move_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    assert_eq!((once, twice, late), (Ok(()), Err(StoreError::Changed), Err(StoreError::Changed)));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_cancelled_booking_frees_its_time(books: Books) {
    let first = in_room(booking(1, at(NOON)), "a");
    insert_all(&books, std::slice::from_ref(&first)).await;
    let ended = cancelled(&first, at(MARCH));
    let kept = write!(books.store, transaction, [booking = ended.clone()], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, Some(&reason("ill")), at(MARCH)).await
    });
    assert_eq!(kept, Ok(()));
    assert_eq!(books.store.booking(first.id).await, Ok(Some(ended)));
    insert_all(&books, &[in_room(booking(2, at(NOON)), "a")]).await;
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn only_who_may_see_does_see(books: Books) {
    let (own, other) = (booking(1, at(NOON)), booking(2, at(NOON) + minutes(60)));
    insert_all(&books, &[own.clone(), other.clone()]).await;
    let ended = write!(books.store, transaction, [booking = cancelled(&own, at(MARCH))], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, Some(&reason("ill")), at(MARCH)).await
    });
    assert_eq!(ended, Ok(()));
    let store = &books.store;
    for (viewer, client, reason) in [
        (Viewer::LinkHolder(own.id), true, true),
        (Viewer::LinkHolder(other.id), false, false),
        (Viewer::Messenger(own.id), true, false),
        (Viewer::Messenger(other.id), false, false),
        (Viewer::FrontDesk, true, true),
    ] {
        let seen = store.client_booking(&viewer, own.id).await.expect("it reads");
        assert_eq!(seen.is_some(), client, "{viewer:?}");
        let inside = write!(
            store,
            transaction,
            [id = own.id, viewer = viewer.clone()],
            transaction.client_booking(viewer, *id).await
        );
        assert_eq!(inside.expect("it reads").is_some(), client, "{viewer:?}");
        let events = store.events_of(&viewer, own.id).await.expect("it reads");
        assert_eq!(events.iter().any(|event| event.reason.is_some()), reason, "{viewer:?}");
    }
    let coming = store.coming_bookings(&Viewer::LinkHolder(own.id), at(MARCH), 10).await.expect("it reads");
    assert!(coming.is_empty(), "the holder of one link sees no other booking");
}

async fn a_reference_is_given_once(books: Books) {
    let first = booking(1, at(NOON));
    insert_all(&books, std::slice::from_ref(&first)).await;
    let second = Booking { reference: first.reference, ..booking(2, at(NOON) + minutes(60)) };
    assert!(matches!(books.insert(&second).await, Err(StoreError::Duplicate(_))));
}

async fn an_unknown_therapist_is_refused(books: Books) {
    let mut unknown = booking(1, at(NOON));
    unknown.slot.therapist = slug("nobody");
    assert_eq!(books.insert(&unknown).await, Err(StoreError::UnknownResource("nobody".to_owned())));
}

async fn a_time_that_is_not_locked_is_not_changed(books: Books) {
    let kept = in_room(booking(1, at(NOON)), "a");
    let held = hold(2, at(NOON) + minutes(60), at(MARCH) + minutes(10));
    insert_all(&books, &[kept.clone(), held.clone()]).await;
    let ana = client("Ana", "ana@example.org");
    let other = in_room(booking(3, at(NOON) + minutes(120)), "a");
    let inserted = write!(books.store, transaction, [other = other, ana = ana], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.insert_booking(other, ana).await
    });
    let ended = write!(books.store, transaction, [id = held.id], transaction.end_hold(*id, at(MARCH)).await);
    let renewed = write!(books.store, transaction, [id = held.id], transaction.renew_hold(*id, at(NOON)).await);
    let cancelled = write!(books.store, transaction, [booking = cancelled(&kept, at(MARCH))], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    for refused in [inserted, ended, renewed, cancelled] {
        assert_eq!(refused, Err(StoreError::NotLocked));
    }
    assert_eq!(books.store.booking(held.id).await, Ok(Some(held)));
    assert_eq!(books.store.booking(kept.id).await, Ok(Some(kept)));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_therapist_whom_another_node_registered_is_known(books: Books) {
    let other = books.another_node().await;
    let mut practice = practice();
    practice.therapists[0].slug = slug("new");
    books.store.register_resources(&practice).await.expect("it is registered");
    let mut first = booking(1, at(NOON));
    first.slot.therapist = slug("new");
    books.insert(&first).await.expect("the time is free");
    let ended = write!(other, transaction, [booking = cancelled(&first, at(MARCH))], {
        transaction.lock(&resources(booking), at(MARCH)).await?;
        transaction.cancel_booking(booking, Actor::Client, None, at(MARCH)).await
    });
    assert_eq!(ended, Ok(()));
}

async fn coming_bookings_come_by_start(books: Books) {
    let later = booking(1, at(NOON) + minutes(120));
    let sooner = booking(2, at(NOON));
    let past = booking(3, at(MARCH) - minutes(600));
    let held = hold(4, at(NOON) + minutes(240), at(MARCH) + minutes(10));
    insert_all(&books, &[later.clone(), sooner.clone(), past, held]).await;
    let coming = async |limit| {
        let coming = books.store.coming_bookings(&Viewer::FrontDesk, at(MARCH), limit).await.expect("it reads");
        coming.into_iter().map(|coming| coming.booking.id).collect::<Vec<_>>()
    };
    assert_eq!(coming(10).await, [sooner.id, later.id]);
    assert_eq!(coming(1).await, [sooner.id]);
}
