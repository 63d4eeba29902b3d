//! Newer rules for two: who agreed to which, on both engines.

use troth_domain::access::Viewer;
use troth_domain::people::{PersonId, RulesAgreement};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_store::StoreError;

use crate::on_both_engines;
use crate::persons::{ANA, BO, CLEO, linked, us};
use crate::samples::{Books, MARCH, at, minutes, slug, write};

on_both_engines!(each_of_two_agrees_to_newer_rules_once_and_nobody_else_reads_of_it);

const NEWER: TextVersion = TextVersion { number: 2, digest: [2; 32] };

async fn agree(books: &Books, person: PersonId) -> Result<(), StoreError> {
    let one = RulesAgreement { person, version: NEWER, at: at(MARCH), counts_at: at(MARCH) + minutes(60) };
    write!(books.store, transaction, [one = one], transaction.keep_rules_agreement(&us(), one).await)
}

async fn each_of_two_agrees_to_newer_rules_once_and_nobody_else_reads_of_it(books: Books) {
    linked(&books).await;
    let rules = async || {
        let found = books.store.rules_of_two(&Viewer::Person(ANA), &us()).await;
        found.expect("it reads").expect("she is one of the two")
    };
    assert!(rules().await.is_asked(ANA, NEWER));
    assert_eq!(agree(&books, ANA).await, Ok(()));
    assert!(matches!(agree(&books, ANA).await, Err(StoreError::Duplicate(_))));
    let found = rules().await;
    assert!(!found.is_asked(ANA, NEWER) && found.is_asked(BO, NEWER));
    assert_eq!(found.later_of(ANA).map(|one| (one.version, one.at)).collect::<Vec<_>>(), [(NEWER, at(MARCH))]);
    assert_eq!(agree(&books, BO).await, Ok(()));
    let found = rules().await;
    assert!(!found.both_agreed(NEWER, at(MARCH)) && found.both_agreed(NEWER, at(MARCH) + minutes(60)));
    let others = [Viewer::Person(CLEO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner];
    for viewer in others {
        assert_eq!(books.store.rules_of_two(&viewer, &us()).await, Ok(None), "{viewer:?}");
    }
}
