//! Many who want the same times at once, on two nodes where there can be two.

use std::collections::HashMap;

use troth_domain::access::Viewer;
use troth_domain::booking::{Actor, Booking};
use troth_store::{Store, StoreError};

use crate::on_both_engines;
use crate::samples::{
    Books, MARCH, at, booking, cancelled, client, in_room, minutes, moved, resources, room, therapist, write,
};

on_both_engines!(of_many_who_want_a_time_one_gets_it, moves_and_cancellations_never_clash, nobody_waits_in_a_circle);

const NOON: &str = "2027-03-02T12:00:00Z";

async fn book(store: &Store, wanted: Booking) -> Result<Booking, StoreError> {
    write!(store, transaction, [wanted = wanted], {
        transaction.lock(&resources(wanted), at(MARCH)).await?;
        transaction.insert_booking(wanted, &client("Ana", "ana@example.org")).await?;
        Ok::<_, StoreError>(wanted.clone())
    })
}

async fn of_many_who_want_a_time_one_gets_it(books: Books) {
    let other = books.another_node().await;
    // 240 bookings, every fourth in a room that two therapists share, over 20 starts five minutes apart.
    let all = (0..240_u32).map(|number| {
        let start = at(NOON) + minutes(5 * i64::from(number % 20));
        let wanted = booking(number, start);
        let wanted = match number % 4 {
            0 => in_room(wanted, "a"),
            1 => in_room(wanted, "b"),
            _ => wanted,
        };
        let store = if number % 2 == 0 { books.store.clone() } else { other.clone() };
        tokio::spawn(async move {
            loop {
                match book(&store, wanted.clone()).await {
                    // So many at once may find every connection busy for too long, and come again.
                    Err(StoreError::Unavailable(_)) => (),
                    done => return done,
                }
            }
        })
    });
    let mut kept = Vec::new();
    for one in all.collect::<Vec<_>>() {
        match one.await.expect("it answers") {
            Ok(booking) => kept.push(booking),
            Err(error) => assert_eq!(error, StoreError::CellTaken),
        }
    }
    let mut owners = HashMap::new();
    for booking in &kept {
        for resource in resources(booking) {
            for cell in booking.slot.occupied.start.0..booking.slot.occupied.end.0 {
                let before = owners.insert((resource.clone(), cell), booking.id);
                assert_eq!(before, None, "two bookings have one time");
            }
        }
    }
    let coming = books.store.coming_bookings(&Viewer::FrontDesk, at(MARCH), 1000).await.expect("it reads");
    assert_eq!(coming.len(), kept.len(), "what was answered is what is there");
    assert!(kept.len() >= 3, "somebody gets each free time");
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn moves_and_cancellations_never_clash(books: Books) {
    let other = books.another_node().await;
    let mut first = Vec::new();
    for number in 0..8_u32 {
        let start = at(NOON) + minutes(60 * i64::from(number));
        let wanted = in_room(booking(number, start), if number % 2 == 0 { "a" } else { "b" });
        first.push(book(&books.store, wanted).await.expect("the time is free"));
    }
    let changes = first.into_iter().enumerate().flat_map(|(number, booking)| {
        let number = i64::try_from(number).expect("few");
        [(booking.clone(), Some(number + 1)), (booking.clone(), Some(number + 2)), (booking, None)]
    });
    let all = changes.enumerate().map(|(number, (booking, to))| {
        let store = if number % 2 == 0 { books.store.clone() } else { other.clone() };
        tokio::spawn(async move {
            write!(store, transaction, [booking = booking, to = to], {
                let now = at(MARCH);
                match to {
                    Some(hours) => {
                        let moved = moved(booking, at(NOON) + minutes(60 * *hours));
                        transaction.lock(&[resources(booking), resources(&moved)].concat(), now).await?;
                        transaction.move_booking(&moved, Actor::Client, None, now).await
                    }
                    None => {
                        transaction.lock(&resources(booking), now).await?;
                        transaction.cancel_booking(&cancelled(booking, now), Actor::Client, None, now).await
                    }
                }
            })
        })
    });
    for one in all.collect::<Vec<_>>() {
        let done = one.await.expect("it answers");
        let fine =
            matches!(done, Ok(()) | Err(StoreError::CellTaken | StoreError::Changed | StoreError::Unavailable(_)));
        assert!(fine, "{done:?}");
    }
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn nobody_waits_in_a_circle(books: Books) {
    let other = books.another_node().await;
    let all = (0..40).map(|number| {
        let store = if number % 4 < 2 { books.store.clone() } else { other.clone() };
        let mut both = vec![therapist("a"), therapist("b"), room("blue")];
        if number % 2 == 0 {
            both.reverse();
        }
        tokio::spawn(async move {
            write!(store, transaction, [both = both], {
                transaction.lock(both, at(MARCH)).await?;
                // A second time, as when an action is put together from two.
                transaction.lock(&both[1..], at(MARCH)).await
            })
        })
    });
    for one in all.collect::<Vec<_>>() {
        assert_eq!(one.await.expect("it answers"), Ok::<_, StoreError>(()));
    }
}
