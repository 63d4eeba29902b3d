//! Marks of closeness, on both engines.

use std::collections::BTreeSet;

use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::closeness::{Choice, Choices, Marks, Step};
use troth_store::StoreError;

use crate::on_both_engines;
use crate::persons::{ANA, BO, linked, us};
use crate::samples::{Books, at, slug, write};

on_both_engines!(
    what_both_said_yes_to_is_read_by_both_and_nothing_else_of_the_other,
    what_does_not_count_yet_is_held_and_comes_after_a_release,
    whoever_is_erased_takes_their_marks_with_them,
);

const NOON: &str = "2027-03-02T12:00:00Z";
const EVENING: &str = "2027-03-02T18:00:00Z";
const NIGHT: &str = "2027-03-02T23:00:00Z";

async fn mark(
    books: &Books,
    who: PersonId,
    before: Option<u32>,
    marks: Marks,
    counts_at: Option<&str>,
) -> Result<(), StoreError> {
    let own = see(books, who, NOON).await.map_or_else(Choices::new, |(own, _)| own);
    let choices = own.mark(marks, counts_at.map(at), at(NOON));
    write!(books.store, transaction, [given = choices], {
        transaction.keep_closeness(&us(), who, (before, given)).await
    })
}

async fn see(books: &Books, who: PersonId, now: &str) -> Option<(Choices, BTreeSet<Step>)> {
    let found = books.store.closeness(&Viewer::Person(who), &us(), at(now)).await.expect("it reads");
    found.map(|found| (found.own, found.on))
}

async fn on(books: &Books, who: PersonId, now: &str) -> BTreeSet<Step> {
    see(books, who, now).await.map(|(_, on)| on).unwrap_or_default()
}

fn yes(steps: &[Step]) -> Marks {
    steps.iter().map(|step| (*step, Choice::Yes)).collect()
}

async fn what_both_said_yes_to_is_read_by_both_and_nothing_else_of_the_other(books: Books) {
    linked(&books).await;
    let every = Step::ALL.into_iter().zip(Choice::ALL.into_iter().cycle()).collect::<Marks>();
    assert_eq!(mark(&books, ANA, None, every.clone(), Some(EVENING)).await, Ok(()));
    assert_eq!(
        see(&books, ANA, NOON).await.map(|(own, on)| (own.marks().clone(), on)),
        Some((every.clone(), [].into()))
    );
    assert_eq!(see(&books, BO, NIGHT).await, None, "he marked nothing");
    assert_eq!(mark(&books, BO, None, yes(&[Step::OneRoom, Step::Meal]), Some(NIGHT)).await, Ok(()));
    for who in [ANA, BO] {
        assert!(on(&books, who, EVENING).await.is_empty());
        assert_eq!(on(&books, who, NIGHT).await, [Step::OneRoom].into());
    }
    for viewer in [Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner, Viewer::Person(PersonId([9; 16]))] {
        assert_eq!(books.store.closeness(&viewer, &us(), at(NIGHT)).await, Ok(None), "{viewer:?}");
    }
    assert_eq!(mark(&books, ANA, None, Marks::new(), None).await, Err(StoreError::Changed), "another device was first");
    assert_eq!(mark(&books, ANA, Some(1), Marks::new(), Some(NIGHT)).await, Ok(()));
    assert!(on(&books, BO, NIGHT).await.is_empty(), "a yes that is taken back ends it at once");
}

async fn what_does_not_count_yet_is_held_and_comes_after_a_release(books: Books) {
    linked(&books).await;
    assert_eq!(mark(&books, ANA, None, yes(&[Step::Walk]), Some(EVENING)).await, Ok(()));
    assert_eq!(mark(&books, BO, None, yes(&[Step::Walk]), Some(EVENING)).await, Ok(()));
    let held = write!(books.store, transaction, [], transaction.hold_copies(us().id, at(NOON)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert!(on(&books, ANA, NIGHT).await.is_empty());
    let released = write!(books.store, transaction, [], {
        for marks in transaction.held_closeness(us().id).await? {
            transaction.let_closeness_count(marks, at(NIGHT)).await?;
        }
        transaction.held_closeness(us().id).await
    });
    assert_eq!(released, Ok::<_, StoreError>(Vec::new()));
    for who in [ANA, BO] {
        assert!(on(&books, who, EVENING).await.is_empty());
        assert_eq!(on(&books, who, NIGHT).await, [Step::Walk].into());
    }
    let held = write!(books.store, transaction, [], transaction.hold_copies(us().id, at(NIGHT)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert_eq!(on(&books, BO, NIGHT).await, [Step::Walk].into(), "what is on stays on");
}

async fn whoever_is_erased_takes_their_marks_with_them(books: Books) {
    linked(&books).await;
    assert_eq!(mark(&books, ANA, None, yes(&[Step::Walk]), Some(EVENING)).await, Ok(()));
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(NOON)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    // Bo may not know yet: for him it is as if she had marked nothing.
    assert_eq!(mark(&books, BO, None, yes(&[Step::Walk]), Some(EVENING)).await, Ok(()));
    assert!(on(&books, BO, NIGHT).await.is_empty());
    assert_eq!(mark(&books, BO, Some(1), yes(&[Step::Walk, Step::Hug]), Some(NIGHT)).await, Ok(()));
}
