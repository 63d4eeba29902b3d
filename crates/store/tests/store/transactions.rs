//! Transactions: all or nothing, whatever becomes of the action or its caller.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use troth_store::{StoreError, WriteTransaction};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, client, minutes, resources, therapist, write};

on_both_engines!(
    what_an_action_refuses_is_undone,
    an_error_that_was_swallowed_is_not_kept,
    a_panic_undoes_and_the_store_goes_on,
    the_work_goes_on_without_its_caller,
    a_failing_neighbour_harms_nobody,
    an_action_that_hangs_is_ended,
);

const NOON: &str = "2027-03-02T12:00:00Z";

#[derive(Debug, PartialEq, Eq)]
enum Own {
    Refused,
    Store(StoreError),
}

impl From<StoreError> for Own {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

async fn what_an_action_refuses_is_undone(books: Books) {
    let first = booking(1, at(NOON));
    let refused = write!(books.store, transaction, [booking = first.clone()], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.insert_booking(booking, &client("Ana", "ana@example.org")).await?;
        Err::<(), _>(Own::Refused)
    });
    assert_eq!(refused, Err(Own::Refused));
    assert_eq!(books.store.booking(first.id).await, Ok(None));
    assert_eq!(books.insert(&first).await, Ok(()));
}

async fn an_error_that_was_swallowed_is_not_kept(books: Books) {
    let (first, second) = (booking(1, at(NOON)), booking(2, at(NOON)));
    books.insert(&first).await.expect("the time is free");
    let kept = write!(books.store, transaction, [booking = second.clone()], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        // On PostgreSQL it may be heard of later: with the next question, or with the commit.
        let _swallowed = transaction.insert_booking(booking, &client("Bo", "bo@example.org")).await;
        Ok::<_, Own>(())
    });
    assert_eq!(kept, Err(Own::Store(StoreError::CellTaken)));
    assert_eq!(books.store.booking(second.id).await, Ok(None));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_panic_undoes_and_the_store_goes_on(books: Books) {
    let first = booking(1, at(NOON));
    let stopped = write!(books.store, transaction, [booking = first.clone()], {
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.insert_booking(booking, &client("Ana", "ana@example.org")).await?;
        if booking.sequence == 0 {
            panic!("a mistake in the program");
        }
        Ok::<_, Own>(())
    });
    assert_eq!(stopped, Err(Own::Store(StoreError::Stopped)));
    assert_eq!(books.insert(&first).await, Ok(()));
}

async fn the_work_goes_on_without_its_caller(books: Books) {
    let first = booking(1, at(NOON));
    let (store, given) = (books.store.clone(), Arc::new(first.clone()));
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let begun = Arc::new(std::sync::Mutex::new(Some(begun)));
    let release = Arc::new(tokio::sync::Notify::new());
    let released = Arc::clone(&release);
    let caller = tokio::spawn(async move {
        store
            .write(move |transaction: &mut WriteTransaction| {
                let (given, begun, released) = (Arc::clone(&given), Arc::clone(&begun), Arc::clone(&released));
                Box::pin(async move {
                    transaction.lock(&resources(&given), at(MARCH)).await?;
                    if let Some(begun) = begun.lock().expect("nobody panicked").take() {
                        begun.send(()).expect("the test waits");
                    }
                    released.notified().await;
                    transaction.insert_booking(&given, &client("Ana", "ana@example.org")).await
                })
            })
            .await
    });
    has_begun.await.expect("it begins");
    caller.abort();
    assert!(caller.await.is_err(), "the caller is gone");
    release.notify_one();
    // The lock on the therapist's time is free again only after that action has ended.
    let after = write!(books.store, transaction, [none = ()], {
        let () = none;
        transaction.lock(&[therapist("a")], at(MARCH)).await
    });
    assert_eq!(after, Ok(()));
    assert_eq!(books.store.booking(first.id).await, Ok(Some(first)));
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn a_failing_neighbour_harms_nobody(books: Books) {
    let all = (0..60_u32).map(|number| {
        let store = books.store.clone();
        // Every third takes a time that its neighbour before it takes too, every fifth changes its mind.
        let start = at(NOON) + minutes(30 * i64::from(if number % 3 == 1 { number - 1 } else { number }));
        let own = booking(number, start);
        tokio::spawn(async move {
            write!(store, transaction, [own = own], {
                transaction.lock(&resources(own), at(MARCH)).await?;
                transaction.insert_booking(own, &client("Ana", "ana@example.org")).await?;
                if number % 5 == 0 { Err(Own::Refused) } else { Ok(()) }
            })
        })
    });
    let mut kept = Vec::new();
    for (number, one) in all.collect::<Vec<_>>().into_iter().enumerate() {
        if one.await.expect("it answers").is_ok() {
            kept.push(number);
        }
    }
    let mut stored = Vec::new();
    for number in 0..60 {
        let id = booking(number, at(NOON)).id;
        if books.store.booking(id).await.expect("it reads").is_some() {
            stored.push(usize::try_from(number).expect("few"));
        }
    }
    assert_eq!(kept, stored, "what was answered is what is there");
    assert!(kept.len() >= 32, "{kept:?}");
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

async fn an_action_that_hangs_is_ended(books: Books) {
    let first = booking(1, at(NOON));
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    let hung = write!(books.store, transaction, [booking = first.clone(), counted = counted], {
        counted.fetch_add(1, Ordering::Relaxed);
        transaction.lock(&[therapist("a")], at(MARCH)).await?;
        transaction.insert_booking(booking, &client("Ana", "ana@example.org")).await?;
        std::future::pending::<()>().await;
        Ok::<_, StoreError>(())
    });
    assert!(matches!(hung, Err(StoreError::Unavailable(_))), "{hung:?}");
    assert_eq!(tries.load(Ordering::Relaxed), 1);
    let again = tokio::time::timeout(Duration::from_secs(10), books.insert(&first)).await;
    assert_eq!(again, Ok(Ok(())));
}
