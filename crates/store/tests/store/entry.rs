//! What a person answers at the beginning, and what a clinician assigned to them, on both engines.

use troth_domain::access::Viewer;
use troth_domain::people::{PersonName, Role, Staff, StaffId};
use troth_domain::plan::BreachId;
use troth_domain::plan::entry::{OwnEntry, StatedBreach, Statements};
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};
use troth_store::{ALONE, AssignedExercise, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, with_persons};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    every_answer_is_read_by_whoever_gave_it_and_by_nobody_else,
    answers_are_deleted_by_themselves_and_with_all_else_that_is_erased,
    what_was_assigned_is_seen_by_the_two_that_it_is_between,
);

const DANA: StaffId = StaffId([4; 16]);
const NOON: &str = "2027-03-02T12:00:00Z";

/// Each answer that there is.
fn entry() -> OwnEntry {
    let all = Breach::ALL.iter().zip(Whose::ALL.iter().cycle()).zip(1_u8..);
    let statements = all.fold(Statements::new(ANA), |statements, ((kind, whose), number)| {
        let id = BreachId([number; 16]);
        statements.state(StatedBreach { id, kind: *kind, whose: *whose, stated_by: ANA }).expect("there is room")
    });
    OwnEntry { statements, goal: Some(Goal::Decide), hard: Area::ALL.iter().copied().collect() }
}

async fn keep(books: &Books, before: Option<u32>, entry: OwnEntry) -> Result<(), StoreError> {
    write!(books.store, transaction, [entry = entry], {
        transaction.keep_document(ANA, ALONE, (before, entry), at(MARCH)).await
    })
}

async fn read(books: &Books, viewer: &Viewer) -> Option<OwnEntry> {
    let found = books.store.document::<OwnEntry>(viewer, ANA, ALONE, at(NOON)).await.expect("it reads");
    found.map(|found| found.document)
}

async fn every_answer_is_read_by_whoever_gave_it_and_by_nobody_else(books: Books) {
    with_persons(&books).await;
    assert_eq!(keep(&books, None, entry()).await, Ok(()));
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, Some(entry()));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(read(&books, &viewer).await, None, "{viewer:?}");
    }
    assert_eq!(keep(&books, None, OwnEntry::new(ANA)).await, Err(StoreError::Changed), "another device was first");
    assert_eq!(keep(&books, Some(1), OwnEntry::new(ANA)).await, Ok(()));
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, Some(OwnEntry::new(ANA)), "all was left out");
}

async fn answers_are_deleted_by_themselves_and_with_all_else_that_is_erased(books: Books) {
    with_persons(&books).await;
    let plan = OwnPlan::proposed(ANA, Vec::new());
    assert_eq!(keep(&books, None, entry()).await, Ok(()));
    let kept = write!(books.store, transaction, [plan = plan], {
        transaction.keep_document(ANA, ALONE, (None, plan), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let gone = write!(books.store, transaction, [], transaction.delete_document::<OwnEntry>(ANA, ALONE).await);
    assert_eq!(gone, Ok::<_, StoreError>(()));
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, None);
    let found = books.store.document::<OwnPlan>(&Viewer::Person(ANA), ANA, ALONE, at(NOON)).await;
    assert!(found.expect("it reads").is_some(), "the plan is another document");
    assert_eq!(keep(&books, None, entry()).await, Ok(()));
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(NOON)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, None);
    let found = books.store.document::<OwnPlan>(&Viewer::Person(ANA), ANA, ALONE, at(NOON)).await;
    assert_eq!(found.expect("it reads"), None);
}

async fn what_was_assigned_is_seen_by_the_two_that_it_is_between(books: Books) {
    with_persons(&books).await;
    let staff = Staff { id: DANA, role: Role::Therapist, therapist: Some(slug("a")) };
    let name = PersonName::new("Dana Sample").expect("a name");
    let kept = write!(books.store, transaction, [given = (staff, name)], {
        transaction.insert_staff(&given.0, &given.1, at(MARCH)).await?;
        transaction.assign_exercise(ANA, &slug("six-parts"), DANA, at(MARCH)).await?;
        transaction.assign_exercise(ANA, &slug("where-it-shows"), DANA, at(NOON)).await?;
        transaction.assign_exercise(ANA, &slug("six-parts"), DANA, at(NOON)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let one = |name: &str, when: &str| AssignedExercise { exercise: slug(name), assigned_at: at(when) };
    let both = vec![one("six-parts", MARCH), one("where-it-shows", NOON)];
    for (viewer, seen) in [
        (Viewer::Person(ANA), both.clone()),
        (Viewer::Clinician(slug("a")), both.clone()),
        (Viewer::Clinician(slug("b")), Vec::new()),
        (Viewer::Person(BO), Vec::new()),
        (Viewer::FrontDesk, Vec::new()),
        (Viewer::Owner, Vec::new()),
    ] {
        assert_eq!(books.store.assigned_exercises(&viewer, ANA).await, Ok(seen), "{viewer:?}");
    }
    assert_eq!(books.store.assigned_exercises(&Viewer::Person(BO), BO).await, Ok(Vec::new()), "nothing of one's own");
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(NOON)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    let kept = books.store.assigned_exercises(&Viewer::Clinician(slug("a")), ANA).await;
    assert_eq!(kept, Ok(both), "what was assigned is the practice's record");
}
