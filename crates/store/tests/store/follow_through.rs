//! What somebody reports of a commitment, their repair plan, and when each is reminded, on both engines.

use jiff::civil::date;
use troth_domain::access::Viewer;
use troth_domain::people::ClientZone;
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{AgreementMove, Terms as Words};
use troth_domain::plan::commitment::Terms;
use troth_domain::plan::follow_through::{OwnReports, Said};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::repair::{Repair, Step};
use troth_domain::plan::{CommandId, CommitmentId, LogId, Move, PlanLine, PlanText, Reach};
use troth_domain::practice::CivilMinute;
use troth_store::{Document, Reminder, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, us, with_persons};
use crate::safety::with_couple;
use crate::samples::{Books, MARCH, at, write};

on_both_engines!(
    reports_and_repair_plans_are_read_as_they_were_kept_by_their_owner_alone,
    what_is_due_is_found_by_its_time_and_put_off_once,
    whoever_is_erased_is_reminded_of_nothing,
);

const CALLS: CommitmentId = CommitmentId([5; 16]);
const HELLO: LogId = LogId([7; 16]);
const NOON: &str = "2027-03-02T12:00:00Z";
const LATER: &str = "2027-03-04T12:00:00Z";

fn text(words: &str) -> Option<PlanText> {
    PlanText::new(words).ok()
}

fn smaller() -> Terms {
    let zone = ClientZone::new("America/Denver").expect("a zone");
    let at = CivilMinute::new(600).expect("a minute");
    let recurrence = Recurrence::new(date(2027, 3, 5), at, zone, Rule::Once, Until::Times(1)).expect("a day");
    let line = |words: &str| PlanLine::new(words).expect("a line");
    Terms::kept(line("it is ten"), line("call"), recurrence, Some(CALLS))
}

/// Keeps a document of Ana's and reads it as each of the two.
async fn kept<D: Document + Clone + 'static>(books: &Books, document: &D) -> (Option<D>, Option<D>) {
    let given = document.clone();
    let before = books.store.document::<D>(&Viewer::Person(ANA), ANA, CALLS.0, at(MARCH)).await.expect("it reads");
    let version = before.map(|before| before.version);
    let kept = write!(books.store, transaction, [given = given], {
        transaction.keep_document(ANA, CALLS.0, (version, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    let read = async |viewer: PersonId| {
        let found = books.store.document::<D>(&Viewer::Person(viewer), ANA, CALLS.0, at(MARCH)).await;
        found.expect("it reads").map(|found| found.document)
    };
    (read(ANA).await, read(BO).await)
}

async fn reports_and_repair_plans_are_read_as_they_were_kept_by_their_owner_alone(books: Books) {
    with_persons(&books).await;
    let all = [Said::Kept, Said::Partly, Said::Not, Said::Unsure];
    let said = all.into_iter().zip(1..).map(|(said, day)| ((CALLS, date(2027, 3, day)), said));
    let reports = OwnReports::kept(ANA, said);
    assert_eq!(kept(&books, &reports).await, (Some(reports.clone()), None));
    let (obstacle, next) = (text("The late train"), text("Leave\nearlier"));
    let steps = [
        Step::Begun,
        Step::GotInTheWay { obstacle: None },
        Step::Next { obstacle: obstacle.clone(), next: None },
        Step::Done { obstacle: obstacle.clone(), next: next.clone(), smaller: Some(Box::new(smaller())) },
        Step::Done { obstacle: None, next, smaller: None },
        Step::LaidDown,
    ];
    for step in steps {
        let repair = Repair::kept(ANA, CALLS, date(2027, 3, 1), step);
        assert_eq!(kept(&books, &repair).await, (Some(repair.clone()), None));
    }
}

/// Ana and Bo with something that both are reminded of at noon.
async fn reminded(books: &Books) {
    with_couple(books).await;
    let words = Words { text: PlanText::new("Hello").expect("a text"), review_on: None };
    let one = Move {
        number: 1,
        author: Some(ANA),
        command: CommandId([1; 16]),
        at: at(MARCH),
        reach: Reach::AtOnce,
        kind: AgreementMove::Proposed(words),
    };
    let written = write!(books.store, transaction, [one = one], {
        transaction.add_move(&us(), HELLO, ANA, one).await?;
        for person in [ANA, BO] {
            transaction.remind(person, HELLO, at(NOON)).await?;
            // Asked for again, it stays as it is.
            transaction.remind(person, HELLO, at(LATER)).await?;
        }
        Ok(())
    });
    assert_eq!(written, Ok::<_, StoreError>(()));
}

fn people(found: &[Reminder]) -> Vec<PersonId> {
    found.iter().map(|reminder| reminder.person).collect()
}

async fn what_is_due_is_found_by_its_time_and_put_off_once(books: Books) {
    reminded(&books).await;
    let store = &books.store;
    assert_eq!(store.next_reminder_due().await, Ok(Some(at(NOON))));
    assert_eq!(store.due_reminders(at(MARCH), 10).await, Ok(Vec::new()));
    assert_eq!(store.due_reminders(at(NOON), 1).await.expect("they are found").len(), 1);
    let due = store.due_reminders(at(NOON), 10).await.expect("they are found");
    assert_eq!(due.len(), 2);
    let put_off = async |reminder: Reminder, next: Option<&'static str>| {
        write!(store, transaction, [], transaction.put_off(&reminder, next.map(at)).await)
    };
    assert_eq!(put_off(due[0], Some(LATER)).await, Ok::<_, StoreError>(true));
    assert_eq!(put_off(due[0], Some(LATER)).await, Ok::<_, StoreError>(false), "another node was quicker");
    assert_eq!(put_off(due[1], None).await, Ok::<_, StoreError>(true));
    assert_eq!(put_off(due[1], None).await, Ok::<_, StoreError>(false));
    assert_eq!(store.due_reminders(at(NOON), 10).await, Ok(Vec::new()));
    let later = store.due_reminders(at(LATER), 10).await.expect("they are found");
    assert_eq!(people(&later), [due[0].person]);
}

async fn whoever_is_erased_is_reminded_of_nothing(books: Books) {
    reminded(&books).await;
    let erased = write!(books.store, transaction, [], transaction.erase_person(BO, at(MARCH)).await.map(drop));
    assert_eq!(erased, Ok::<_, StoreError>(()));
    let due = books.store.due_reminders(at(NOON), 10).await.expect("they are found");
    assert_eq!(people(&due), [ANA]);
}
