//! Each machine's moves, and each document of one person, are read as they were kept, on both engines.

use std::fmt::Debug;

use jiff::civil::date;
use troth_domain::access::Viewer;
use troth_domain::people::ClientZone;
use troth_domain::plan::agenda::{AgendaMove, OwnAgenda};
use troth_domain::plan::appreciation::AppreciationMove;
use troth_domain::plan::asked::{DoubtMove, Doubts};
use troth_domain::plan::boundary::{BoundaryMove, Crossing, Crossings};
use troth_domain::plan::check_in_times::CheckInMove;
use troth_domain::plan::conflict::{ConflictMove, Outcome, Trial};
use troth_domain::plan::doubt::{Answer, Standing};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, CommitmentId, LogId, Move, MoveId, PlanLine, PlanText, Reach};
use troth_domain::practice::CivilMinute;
use troth_store::{ALONE, LoggedKind, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, linked, us};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    moves_are_read_as_they_were_kept,
    notes_of_crossings_are_for_whoever_noted_them,
    doubts_are_for_whoever_wrote_them_down,
    a_list_of_ones_own_is_for_its_owner,
);

fn text(words: &str) -> PlanText {
    PlanText::new(words).expect("a text")
}

/// The name of the first move of Bo's.
fn first() -> MoveId {
    MoveId { author: BO, command: CommandId([1; 16]) }
}

/// Keeps these moves of Bo's in a log of their own; Ana reads the same.
async fn check<K: LoggedKind + PartialEq + Debug + 'static>(books: &Books, log: u8, kinds: &[K]) {
    let log = LogId([log; 16]);
    for (number, kind) in (1..).zip(kinds.iter().cloned()) {
        let command = CommandId([number; 16]);
        let one = Move { number: 1, author: None, command, at: at(MARCH), reach: Reach::AtOnce, kind };
        let kept = write!(books.store, transaction, [one = one], transaction.add_move(&us(), log, BO, one).await);
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    let found = books.store.plan_log::<K>(&Viewer::Person(ANA), &us(), log, at(MARCH)).await;
    let moves = found.expect("it reads").expect("it is there").moves().to_vec();
    assert_eq!(moves.into_iter().map(|one| one.kind).collect::<Vec<_>>(), kinds);
}

async fn moves_are_read_as_they_were_kept(books: Books) {
    linked(&books).await;
    let words = text("My diary is mine.\nMy desk, too.");
    let kinds = [BoundaryMove::Stated(words.clone()), BoundaryMove::Changed(words), BoundaryMove::Withdrawn];
    check(&books, 3, &kinds).await;
    let (words, about) = (text("You called.\nI could sleep."), Some(CommitmentId([9; 16])));
    let kinds = [
        AppreciationMove::Given { words: words.clone(), about },
        AppreciationMove::Given { words, about: None },
        AppreciationMove::TakenBack,
    ];
    check(&books, 8, &kinds).await;
    let line = PlanLine::new("Who cooks").expect("a line");
    let kinds = [AgendaMove::Added(line.clone()), AgendaMove::TalkedAbout, AgendaMove::TakenBack];
    check(&books, 9, &kinds).await;
    let trial = Trial { what: text("Soup."), from: date(2027, 3, 8), until: date(2027, 3, 20) };
    let kinds = [
        ConflictMove::Named(line.clone()),
        ConflictMove::Needed(text("An hour.")),
        ConflictMove::Optioned(text("Soup.")),
        ConflictMove::TrialProposed(trial),
        ConflictMove::TrialAgreed(first()),
        ConflictMove::LookedBack(Outcome::Keep),
        ConflictMove::LookedBack(Outcome::Change),
        ConflictMove::LookedBack(Outcome::Drop),
        ConflictMove::Stopped,
    ];
    check(&books, 4, &kinds).await;
    let (at_eight, zone) =
        (CivilMinute::new(1200).expect("a time"), ClientZone::new("America/Denver").expect("a zone"));
    let times = Recurrence::new(date(2027, 3, 8), at_eight, zone, Rule::Once, Until::Times(1)).expect("it comes");
    let kinds = [CheckInMove::Proposed(times), CheckInMove::Agreed(first()), CheckInMove::Ended];
    check(&books, 6, &kinds).await;
    let answers = [Answer::Words(text("At home.")), Answer::Spoken, Answer::DoNotKnow, Answer::InASession];
    let asked = DoubtMove::Asked { question: line, at: at("2027-03-09T03:00:00Z") };
    let kinds = std::iter::once(asked).chain(answers.map(DoubtMove::Answered)).chain([DoubtMove::TakenBack]);
    check(&books, 7, &kinds.collect::<Vec<_>>()).await;
}

async fn doubts_are_for_whoever_wrote_them_down(books: Books) {
    linked(&books).await;
    let question = PlanLine::new("Where were you in May?").expect("a line");
    let held = Doubts::none(ANA).hold(LogId([7; 16]), question).expect("there is room");
    let held = held.stand(LogId([7; 16]), Standing::WithTherapist);
    let given = held.clone();
    let kept = write!(books.store, transaction, [given = given], {
        transaction.keep_document(ANA, ALONE, (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let read = async |viewer: Viewer| {
        let found = books.store.document::<Doubts>(&viewer, ANA, ALONE, at(MARCH)).await.expect("it reads");
        found.map(|found| found.document)
    };
    assert_eq!(read(Viewer::Person(ANA)).await, Some(held));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(read(viewer.clone()).await, None, "{viewer:?}");
    }
}

async fn a_list_of_ones_own_is_for_its_owner(books: Books) {
    linked(&books).await;
    let line = PlanLine::new("Why I stay awake").expect("a line");
    let own = OwnAgenda::none(ANA).add(CommandId([1; 16]), line).expect("there is room");
    let given = own.clone();
    let kept = write!(books.store, transaction, [given = given], {
        transaction.keep_document(ANA, ALONE, (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let read = async |viewer: Viewer| {
        let found = books.store.document::<OwnAgenda>(&viewer, ANA, ALONE, at(MARCH)).await.expect("it reads");
        found.map(|found| found.document)
    };
    assert_eq!(read(Viewer::Person(ANA)).await, Some(own));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(read(viewer.clone()).await, None, "{viewer:?}");
    }
}

async fn notes_of_crossings_are_for_whoever_noted_them(books: Books) {
    linked(&books).await;
    let note = Crossing { id: CommandId([1; 16]), on: date(2027, 2, 27), note: text("He read it.\nAgain.") };
    let noted = Crossings::none(ANA).note(note, date(2027, 3, 1)).expect("it is noted");
    let given = noted.clone();
    let kept = write!(books.store, transaction, [given = given], {
        transaction.keep_document(ANA, [3; 16], (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let read = async |viewer: Viewer| {
        let found = books.store.document::<Crossings>(&viewer, ANA, [3; 16], at(MARCH)).await.expect("it reads");
        found.map(|found| found.document)
    };
    assert_eq!(read(Viewer::Person(ANA)).await, Some(noted));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(read(viewer.clone()).await, None, "{viewer:?}");
    }
}
