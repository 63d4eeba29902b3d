//! What a person plans ahead, on both engines.

use std::collections::BTreeMap;
use std::fmt::Debug;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::plan::ahead::{LongTermPlan, Point, SetbackPart, SetbackPlan, SetbackStage};
use troth_domain::plan::disclosure::{Felt, Ladder, Rung};
use troth_domain::plan::{PlanLine, PlanText};
use troth_store::{ALONE, About, Document, LONG_TERM, SETBACKS, ShownDocuments, StoreError};

use crate::canaries::values;
use crate::on_both_engines;
use crate::persons::{ANA, BO, with_persons};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    what_is_planned_ahead_is_two_documents_of_their_owners_alone,
    a_ladder_of_telling_is_read_in_each_of_its_states_by_its_owner_alone,
    what_is_shown_is_read_by_the_owners_therapist_until_it_is_taken_back,
);

const NOON: &str = "2027-03-02T12:00:00Z";

fn text(words: &str) -> PlanText {
    PlanText::new(words).expect("a text")
}

/// A plan with each part, in one stage.
fn setbacks(stage: SetbackStage) -> SetbackPlan {
    let parts = SetbackPart::ALL.map(|part| (part, text(&format!("{}\nand more", part.as_str()))));
    SetbackPlan::kept(ANA, parts.into_iter().collect(), stage)
}

fn dates() -> LongTermPlan {
    let point = |what: &str, back: Option<&str>| Point {
        what: PlanLine::new(what).expect("a line"),
        looked_back: back.map(text),
    };
    let points = [("2027-06-01", point("Summer", Some("It was good"))), ("2036-02-29", point("A far day", None))];
    let points = points.into_iter().map(|(on, point)| (on.parse().expect("a day"), point));
    LongTermPlan::kept(ANA, points.collect::<BTreeMap<_, _>>())
}

async fn what_is_planned_ahead_is_two_documents_of_their_owners_alone(books: Books) {
    with_persons(&books).await;
    let own = Viewer::Person(ANA);
    let stages = [SetbackStage::Draft, SetbackStage::Ready, SetbackStage::InUse { since: at(NOON) }];
    for (before, stage) in [None, Some(1), Some(2)].into_iter().zip(stages) {
        let kept = write!(books.store, transaction, [given = setbacks(stage)], {
            transaction.keep_document(ANA, SETBACKS, (before, given), at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
        let found = books.store.document::<SetbackPlan>(&own, ANA, SETBACKS, at(NOON)).await.expect("it reads");
        assert_eq!(found.map(|found| found.document), Some(setbacks(stage)));
    }
    let kept = write!(books.store, transaction, [given = dates()], {
        transaction.keep_document(ANA, LONG_TERM, (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let found = books.store.document::<LongTermPlan>(&own, ANA, LONG_TERM, at(NOON)).await.expect("it reads");
    assert_eq!(found.map(|found| found.document), Some(dates()));
    assert_eq!(books.store.document::<LongTermPlan>(&own, ANA, ALONE, at(NOON)).await, Ok(None));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(books.store.document::<SetbackPlan>(&viewer, ANA, SETBACKS, at(NOON)).await, Ok(None), "{viewer:?}");
        assert_eq!(books.store.document::<LongTermPlan>(&viewer, ANA, LONG_TERM, at(NOON)).await, Ok(None));
    }
    let gone = write!(books.store, transaction, [], transaction.delete_document::<SetbackPlan>(ANA, SETBACKS).await);
    assert_eq!(gone, Ok::<_, StoreError>(()));
    assert_eq!(books.store.document::<SetbackPlan>(&own, ANA, SETBACKS, at(NOON)).await, Ok(None));
    let found = books.store.document::<LongTermPlan>(&own, ANA, LONG_TERM, at(NOON)).await;
    assert!(found.expect("it reads").is_some(), "the dates are another document");
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(NOON)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    assert_eq!(books.store.document::<LongTermPlan>(&own, ANA, LONG_TERM, at(NOON)).await, Ok(None));
}

async fn a_ladder_of_telling_is_read_in_each_of_its_states_by_its_owner_alone(books: Books) {
    with_persons(&books).await;
    let told =
        |ladder: Ladder, felt: Felt| ladder.plan(Rung::LOWEST, text("Soup")).and_then(|planned| planned.told(felt));
    let ladder = Ladder::new(ANA);
    let planned = ladder.clone().plan(Rung::LOWEST, text("Soup\nand bread")).expect("it is offered");
    let safe = told(ladder.clone(), Felt::Safe).expect("it was planned");
    let states = [ladder.clone(), planned, safe, ladder.rest()];
    for (before, state) in [None, Some(1), Some(2), Some(3)].into_iter().zip(states) {
        let kept = write!(books.store, transaction, [given = state.clone()], {
            transaction.keep_document(ANA, ALONE, (before, given), at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
        let found = books.store.document::<Ladder>(&Viewer::Person(ANA), ANA, ALONE, at(NOON)).await.expect("it reads");
        assert_eq!(found.map(|found| found.document), Some(state));
    }
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(books.store.document::<Ladder>(&viewer, ANA, ALONE, at(NOON)).await, Ok(None), "{viewer:?}");
    }
}

async fn what_is_shown_is_read_by_the_owners_therapist_until_it_is_taken_back(books: Books) {
    with_persons(&books).await;
    check_shown(&books, SETBACKS, &setbacks(SetbackStage::Ready)).await;
    check_shown(&books, LONG_TERM, &dates()).await;
    check_shown(&books, ALONE, &Ladder::new(ANA)).await;
}

/// Keeps it, shows it and takes it back: of all that is kept, only this is shown meanwhile.
async fn check_shown<D: Document + Clone + PartialEq + Debug + 'static>(books: &Books, about: About, document: &D) {
    let kept = write!(books.store, transaction, [given = document.clone()], {
        transaction.keep_document(ANA, about, (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let own = Viewer::Clinician(slug("a"));
    let others = [Viewer::Person(BO), Viewer::Clinician(slug("b")), Viewer::FrontDesk, Viewer::Owner];
    let show = async |since: Option<Timestamp>| {
        let done = write!(books.store, transaction, [], transaction.show_document::<D>(ANA, about, since).await);
        assert_eq!(done, Ok::<_, StoreError>(()));
    };
    let read = async |viewer: &Viewer| {
        let found = books.store.document::<D>(viewer, ANA, about, at(NOON)).await.expect("it reads");
        found.map(|found| found.document)
    };
    let listed = async |viewer: &Viewer| -> ShownDocuments {
        let found = write!(books.store, transaction, [viewer = viewer.clone()], {
            transaction.shown_documents(viewer, ANA, at(NOON)).await
        });
        found.map_err(|error: StoreError| error).expect("it reads")
    };
    let wraps = || values(books, "item_key", "item").len();
    let before = wraps();
    assert_eq!(read(&own).await, None);
    assert!(listed(&own).await.is_empty());
    show(Some(at(MARCH))).await;
    assert_eq!(read(&own).await.as_ref(), Some(document));
    assert!(listed(&own).await.has::<D>(about));
    assert!(!listed(&own).await.has::<D>([9; 16]), "nothing else is");
    assert_eq!(wraps(), before + 1, "the practice has a key of it");
    for viewer in &others {
        assert_eq!(read(viewer).await, None, "{viewer:?}");
        assert!(listed(viewer).await.is_empty(), "{viewer:?}");
    }
    show(None).await;
    assert_eq!(read(&own).await, None);
    assert!(listed(&own).await.is_empty());
    assert_eq!(wraps(), before, "and has none any more");
}

/// What is planned ahead, with canaries in it, shown to the therapist.
pub async fn show_canaries(books: &Books) {
    let setbacks = SetbackPlan::new(ANA).write(SetbackPart::WhatIDo, Some(text("Canarysetback")));
    let day = jiff::civil::date(2027, 6, 1);
    let dates = LongTermPlan::new(ANA).set(day, PlanLine::new("Canarydate").expect("a line"), day).expect("room");
    let ladder = Ladder::new(ANA).plan(Rung::LOWEST, text("Canaryladder")).expect("it is offered");
    let shown = write!(books.store, transaction, [given = (setbacks, dates, ladder)], {
        transaction.keep_document(ANA, SETBACKS, (None, &given.0), at(MARCH)).await?;
        transaction.keep_document(ANA, LONG_TERM, (None, &given.1), at(MARCH)).await?;
        transaction.keep_document(ANA, ALONE, (None, &given.2), at(MARCH)).await?;
        transaction.show_document::<SetbackPlan>(ANA, SETBACKS, Some(at(MARCH))).await?;
        transaction.show_document::<LongTermPlan>(ANA, LONG_TERM, Some(at(MARCH))).await?;
        transaction.show_document::<Ladder>(ANA, ALONE, Some(at(MARCH))).await
    });
    assert_eq!(shown, Ok::<_, StoreError>(()));
}
