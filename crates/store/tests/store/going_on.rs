//! What is over on a page is left out where only what goes on is asked for, on both engines.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{AgreementMove, Terms};
use troth_domain::plan::commitment::CommitmentMove;
use troth_domain::plan::{LogId, PlanText};
use troth_store::{Extent, LoggedKind, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, US, linked, us};
use crate::plan::terms;
use crate::samples::{Books, MARCH, at, minutes, write};
use crate::told::make;

on_both_engines!(
    an_end_leaves_a_page_when_it_comes_there,
    an_end_that_was_held_leaves_the_page_when_it_is_let_come,
    a_promise_is_over_with_its_last_day_on_both_pages,
);

const TOMORROW: &str = "2027-03-02T12:00:00Z";
const LATER: &str = "2027-03-04T12:00:00Z";

fn words(text: &str) -> AgreementMove {
    AgreementMove::Proposed(Terms { text: PlanText::new(text).expect("a text"), review_on: None })
}

/// The logs that go on for `reader`; each of them is among all, as it is there.
async fn going_on<K: LoggedKind + PartialEq + std::fmt::Debug>(
    books: &Books,
    reader: PersonId,
    now: Timestamp,
) -> Vec<u8> {
    let (viewer, us) = (Viewer::Person(reader), us());
    let all = books.store.plan_logs::<K>(&viewer, &us, Extent::Whole, now).await.expect("they read");
    let some = books.store.plan_logs::<K>(&viewer, &us, Extent::GoingOn, now).await.expect("they read");
    assert!(some.iter().all(|one| all.contains(one)), "{some:?} of {all:?}");
    some.into_iter().map(|(LogId([first, ..]), _)| first).collect()
}

async fn an_end_leaves_a_page_when_it_comes_there(books: Books) {
    linked(&books).await;
    for log in [1, 2] {
        make(&books, log, (ANA, words("home by ten")), at(MARCH) + minutes(i64::from(log)), Some(at(MARCH))).await;
    }
    make(&books, 1, (ANA, AgreementMove::Retired), at(MARCH) + minutes(5), Some(at(TOMORROW))).await;
    make(&books, 1, (BO, words("home by nine")), at(MARCH) + minutes(6), Some(at(TOMORROW))).await;
    let before = at(TOMORROW) - minutes(1);
    assert_eq!(going_on::<AgreementMove>(&books, ANA, before).await, [2]);
    assert_eq!(going_on::<AgreementMove>(&books, BO, before).await, [1, 2], "he cannot know yet");
    assert_eq!(going_on::<AgreementMove>(&books, BO, at(TOMORROW)).await, [2]);
    assert_eq!(going_on::<AgreementMove>(&books, ANA, at(LATER)).await, [2], "whatever comes afterwards");
    assert_eq!(going_on::<CommitmentMove>(&books, BO, at(LATER)).await, [0_u8; 0], "of another kind");
}

async fn an_end_that_was_held_leaves_the_page_when_it_is_let_come(books: Books) {
    linked(&books).await;
    make(&books, 1, (ANA, words("home by ten")), at(MARCH), Some(at(MARCH))).await;
    make(&books, 1, (ANA, AgreementMove::Retired), at(MARCH) + minutes(2), Some(at(TOMORROW))).await;
    let held = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH) + minutes(3)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert_eq!(going_on::<AgreementMove>(&books, BO, at(TOMORROW)).await, [1]);
    let released = write!(books.store, transaction, [], {
        for held in transaction.held_moves(US).await? {
            transaction.let_move_come(&us(), held, at(LATER)).await?;
        }
        Ok(())
    });
    assert_eq!(released, Ok::<_, StoreError>(()));
    assert_eq!(going_on::<AgreementMove>(&books, BO, at(TOMORROW)).await, [1]);
    assert_eq!(going_on::<AgreementMove>(&books, BO, at(LATER)).await, [0_u8; 0]);
}

async fn a_promise_is_over_with_its_last_day_on_both_pages(books: Books) {
    linked(&books).await;
    make(&books, 1, (ANA, CommitmentMove::Proposed(terms())), at(MARCH), Some(at(TOMORROW))).await;
    let last = terms().recurrence().occurrences().last().expect("a last time").at;
    for reader in [ANA, BO] {
        assert_eq!(going_on::<CommitmentMove>(&books, reader, last - minutes(1)).await, [1]);
        assert_eq!(going_on::<CommitmentMove>(&books, reader, last).await, [0_u8; 0]);
    }
}
