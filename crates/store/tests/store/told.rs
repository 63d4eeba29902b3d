//! What of that which came to somebody is told to them by mail, on both engines.

use jiff::Timestamp;
use jiff::civil::date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{AgreementMove, Terms};
use troth_domain::plan::asked::DoubtMove;
use troth_domain::plan::boundary::BoundaryMove;
use troth_domain::plan::commitment::CommitmentMove;
use troth_domain::plan::conflict::{ConflictMove, Trial};
use troth_domain::plan::doubt::Answer;
use troth_domain::plan::{CommandId, LogId, Move, PlanLine, PlanText, Reach};
use troth_store::{LoggedKind, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, US, linked, us};
use crate::samples::{Books, MARCH, at, minutes, write};

on_both_engines!(
    what_comes_after_the_end_is_told_to_nobody,
    an_end_is_told_when_it_comes_whatever_held_it,
    a_held_question_keeps_its_check_in,
    promises_from_before_reminders_get_one_for_each_of_the_two,
);

const TOMORROW: &str = "2027-03-02T12:00:00Z";
const LATER: &str = "2027-03-04T12:00:00Z";

fn text(words: &str) -> PlanText {
    PlanText::new(words).expect("a text")
}

/// Whether `reader` is told at `hour` that something is new.
async fn told(books: &Books, reader: PersonId, hour: Timestamp) -> bool {
    books
        .store
        .something_came(&Viewer::PersonMessenger(reader), reader, hour, at("2027-03-30T12:00:00Z"))
        .await
        .expect("it reads")
}

/// Makes a move at `made_at` that comes to the other at `comes_at`.
pub async fn make<K: LoggedKind + 'static>(
    books: &Books,
    log: u8,
    (author, kind): (PersonId, K),
    made_at: Timestamp,
    comes_at: Option<Timestamp>,
) {
    let (log, random) = (LogId([log; 16]), made_at.as_microsecond().to_be_bytes());
    let command = CommandId([random, [author.0[0]; 8]].concat().try_into().expect("sixteen"));
    let one = Move { number: 0, author: None, command, at: made_at, reach: Reach::paced(comes_at), kind };
    let kept = write!(books.store, transaction, [one = one], transaction.add_move(&us(), log, author, one).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

/// Ana ends what Bo began, and what he does before he knows of it is told to nobody; the end is told to him.
async fn check<K: LoggedKind + 'static>(books: &Books, log: u8, begun: (PersonId, K), end: (PersonId, K), more: K) {
    let hours = |count: i64| at(TOMORROW) + minutes(60 * count) + minutes(i64::from(log));
    let ender = end.0;
    let other = if ender == ANA { BO } else { ANA };
    make(books, log, begun, at(MARCH), Some(hours(0))).await;
    make(books, log, (other, more.clone()), hours(1), Some(hours(2))).await;
    assert!(told(books, ender, hours(2)).await, "{log}: before it ended");
    make(books, log, (other, more.clone()), hours(3), Some(hours(7))).await;
    make(books, log, (ender, end.1.clone()), hours(4), Some(hours(9))).await;
    make(books, log, (other, more), hours(5), Some(hours(8))).await;
    assert!(!told(books, ender, hours(7)).await, "{log}: on the page of whoever ended it, it is over");
    assert!(!told(books, ender, hours(8)).await, "{log}: whenever it was made");
    assert!(told(books, other, hours(9)).await, "{log}: that it is over is told");
    make(books, log, (other, end.1), hours(6), Some(hours(10))).await;
    assert!(!told(books, ender, hours(10)).await, "{log}: the other ended it, too");
    assert!(!told(books, other, hours(9)).await, "{log}: and knows that it is over");
}

async fn what_comes_after_the_end_is_told_to_nobody(books: Books) {
    linked(&books).await;
    let words = |words| AgreementMove::Proposed(Terms { text: text(words), review_on: None });
    check(&books, 1, (BO, words("home by ten")), (ANA, AgreementMove::Retired), words("home by nine")).await;
    let trial = Trial { what: text("Soup."), from: date(2027, 3, 8), until: date(2027, 3, 20) };
    let named = ConflictMove::Named(PlanLine::new("Who cooks").expect("a line"));
    check(&books, 2, (BO, named), (ANA, ConflictMove::Stopped), ConflictMove::TrialProposed(trial)).await;
    let stated = BoundaryMove::Stated(text("My own room."));
    check(&books, 3, (ANA, stated), (ANA, BoundaryMove::Withdrawn), BoundaryMove::Changed(text("My room."))).await;
}

/// A pause holds the end like everything else, and with it what was made before; it is told when it comes.
async fn an_end_is_told_when_it_comes_whatever_held_it(books: Books) {
    linked(&books).await;
    let words = |words| AgreementMove::Proposed(Terms { text: text(words), review_on: None });
    make(&books, 1, (BO, words("home by ten")), at(MARCH), Some(at(MARCH))).await;
    make(&books, 1, (ANA, words("home by nine")), at(MARCH) + minutes(1), Some(at(TOMORROW))).await;
    make(&books, 1, (ANA, AgreementMove::Retired), at(MARCH) + minutes(2), Some(at(TOMORROW))).await;
    let held = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH) + minutes(3)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert!(!told(&books, BO, at(TOMORROW)).await, "it is held");
    let released = write!(books.store, transaction, [], {
        for held in transaction.held_moves(US).await? {
            transaction.let_move_come(&us(), held, at(LATER)).await?;
        }
        Ok(())
    });
    assert_eq!(released, Ok::<_, StoreError>(()));
    assert!(told(&books, BO, at(LATER)).await, "and comes");
    make(&books, 1, (BO, words("home by eight")), at(TOMORROW), Some(at(LATER))).await;
    assert!(!told(&books, ANA, at(LATER)).await, "to Ana it was over all the time");
}

async fn a_held_question_keeps_its_check_in(books: Books) {
    linked(&books).await;
    let question = PlanLine::new("Where were you in May?").expect("a line");
    make(&books, 7, (ANA, DoubtMove::Asked { question, at: at(LATER) }), at(MARCH), None).await;
    make(&books, 7, (BO, DoubtMove::Answered(Answer::Spoken)), at(MARCH), None).await;
    let held = write!(books.store, transaction, [], transaction.held_moves(US).await);
    let held = held.map(|held| held.into_iter().map(|one| (one.author, one.appointed_at)).collect::<Vec<_>>());
    assert_eq!(held, Ok::<_, StoreError>(vec![(ANA, Some(at(LATER))), (BO, None)]));
}

/// The records as they were before migration 32.
const BEFORE: &str = "ALTER TABLE plan_move DROP COLUMN closes; ALTER TABLE plan_move DROP COLUMN appointed_at; \
                      ALTER TABLE delivery DROP COLUMN told_at; DROP TABLE rules_agreement; \
                      DELETE FROM migration WHERE version = 32;";

async fn promises_from_before_reminders_get_one_for_each_of_the_two(books: Books) {
    linked(&books).await;
    for log in [1, 2] {
        make(&books, log, (ANA, CommitmentMove::Accepted), at(MARCH) + minutes(i64::from(log)), Some(at(TOMORROW)))
            .await;
    }
    make(&books, 3, (ANA, AgreementMove::Retired), at(MARCH), Some(at(TOMORROW))).await;
    let known = write!(books.store, transaction, [], transaction.remind(BO, LogId([2; 16]), at(LATER)).await);
    assert_eq!(known, Ok::<_, StoreError>(()));
    books.run(BEFORE);
    let migrated = books.another_node().await;
    let due = async |now: Timestamp| {
        let found = migrated.due_reminders(now, 10).await.expect("it reads");
        found.into_iter().map(|one| (one.person, one.log.0[0])).collect::<Vec<_>>()
    };
    assert_eq!(due(at(MARCH)).await, [(ANA, 1), (ANA, 2), (BO, 1)], "and no other log");
    assert_eq!(due(at(LATER)).await, [(ANA, 1), (ANA, 2), (BO, 1), (BO, 2)], "what there was stays as it is");
}
