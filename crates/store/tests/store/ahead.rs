//! What a person plans ahead, on both engines.

use std::collections::BTreeMap;

use troth_domain::access::Viewer;
use troth_domain::plan::ahead::{LongTermPlan, Point, SetbackPart, SetbackPlan, SetbackStage};
use troth_domain::plan::disclosure::{Felt, Ladder, Rung};
use troth_domain::plan::{PlanLine, PlanText};
use troth_store::{ALONE, LONG_TERM, SETBACKS, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, with_persons};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    what_is_planned_ahead_is_two_documents_of_their_owners_alone,
    a_ladder_of_telling_is_read_in_each_of_its_states_by_its_owner_alone,
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
