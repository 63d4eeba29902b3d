//! The list of two for a session with their therapist, on both engines.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits::AGENDA_NOTES_MAX;
use troth_domain::people::PersonId;
use troth_domain::plan::agenda::{AgendaMove, Standing, as_sent};
use troth_domain::plan::{CommandId, LogId, Move, PlanLine, Reach};
use troth_store::{AgendaNote, Extent, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, us};
use crate::safety::{DANA, with_couple};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    a_therapist_reads_lines_as_they_were_sent_whatever_has_come,
    what_is_taken_back_opens_for_no_therapist_any_more,
    a_therapists_line_shows_to_both_from_its_hour_on,
    a_therapists_lines_are_few_and_go_without_a_trace,
);

const TOMORROW: &str = "2027-03-02T12:00:00Z";
const LOG: LogId = LogId([7; 16]);

fn line(words: &str) -> PlanLine {
    PlanLine::new(words).expect("a line")
}

fn dana() -> Viewer {
    Viewer::Clinician(slug("a"))
}

async fn add(books: &Books, author: PersonId, number: u8, reach: Reach, kind: AgendaMove) {
    let one = Move { number: 1, author: None, command: CommandId([number; 16]), at: at(MARCH), reach, kind };
    let kept = write!(books.store, transaction, [one = one], transaction.add_move(&us(), LOG, author, one).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

/// The lines as `viewer` may read that they were sent.
async fn sent(books: &Books, viewer: Viewer) -> Vec<Standing> {
    let found = write!(books.store, transaction, [viewer = viewer], transaction.agenda_as_sent(viewer, &us()).await);
    let logs: Vec<_> = found.expect("it reads");
    logs.into_iter().map(|(_, log): (_, Result<_, StoreError>)| as_sent(&log.expect("it reads")).standing).collect()
}

async fn comes(books: &Books, reader: PersonId, when: &str) -> usize {
    let found = books.store.plan_logs::<AgendaMove>(&Viewer::Person(reader), &us(), Extent::Whole, at(when)).await;
    found.expect("it reads").len()
}

async fn a_therapist_reads_lines_as_they_were_sent_whatever_has_come(books: Books) {
    with_couple(&books).await;
    add(&books, ANA, 1, Reach::Waits, AgendaMove::Added(line("Money"))).await;
    add(&books, BO, 2, Reach::Never, AgendaMove::SetAside).await;
    let found = sent(&books, dana()).await;
    assert!(matches!(&found[..], [Standing::Open(one)] if one.author == ANA && one.words == line("Money")));
    for viewer in [Viewer::Clinician(slug("b")), Viewer::Person(ANA), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(sent(&books, viewer.clone()).await, [], "{viewer:?}");
    }
    let kind = AgendaMove::TalkedAbout;
    let marked =
        Move { number: 1, author: None, command: CommandId([3; 16]), at: at(MARCH), reach: Reach::AtOnce, kind };
    let kept =
        write!(books.store, transaction, [one = marked], transaction.add_move_of_practice(&us(), LOG, one).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
    assert!(matches!(&sent(&books, dana()).await[..], [Standing::TalkedAbout(_)]));
}

async fn what_is_taken_back_opens_for_no_therapist_any_more(books: Books) {
    with_couple(&books).await;
    add(&books, ANA, 1, Reach::At(at(TOMORROW)), AgendaMove::Added(line("Money"))).await;
    add(&books, ANA, 2, Reach::Never, AgendaMove::TakenBack).await;
    assert_eq!(sent(&books, dana()).await, []);
    assert_eq!(comes(&books, BO, TOMORROW).await, 0, "it never came");
    assert_eq!(comes(&books, ANA, TOMORROW).await, 1);
}

async fn put(books: &Books, number: u8, shows_at: Timestamp) -> bool {
    let kept = write!(books.store, transaction, [number = number, shows_at = shows_at], {
        let line = (CommandId([*number; 16]), &line("The summer"));
        transaction.add_agenda_note(us().id, line, *shows_at, (DANA, at(MARCH))).await
    });
    let kept: Result<bool, StoreError> = kept;
    kept.expect("it is kept")
}

async fn notes(books: &Books, viewer: &Viewer, when: &str) -> Vec<AgendaNote> {
    books.store.agenda_notes(viewer, &us(), Extent::Whole, at(when)).await.expect("it reads")
}

async fn a_therapists_line_shows_to_both_from_its_hour_on(books: Books) {
    with_couple(&books).await;
    assert!(put(&books, 1, at(TOMORROW)).await);
    assert!(put(&books, 1, at(TOMORROW)).await, "sent twice, there once");
    let held = write!(books.store, transaction, [], transaction.hold_copies(us().id, at(MARCH)).await);
    assert_eq!(held, Ok::<_, StoreError>(()), "a pause holds nothing of it");
    for viewer in [Viewer::Person(ANA), Viewer::Person(BO)] {
        assert_eq!(notes(&books, &viewer, MARCH).await, []);
        let found = notes(&books, &viewer, TOMORROW).await;
        let found = found.into_iter().map(|one| (one.words, one.talked_at)).collect::<Vec<_>>();
        assert_eq!(found, [(Ok(line("The summer")), None)]);
    }
    assert_eq!(notes(&books, &dana(), MARCH).await.len(), 1, "their therapist sees it at once");
    for viewer in [Viewer::Clinician(slug("b")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(notes(&books, &viewer, TOMORROW).await, [], "{viewer:?}");
    }
}

async fn a_therapists_lines_are_few_and_go_without_a_trace(books: Books) {
    with_couple(&books).await;
    let most = u8::try_from(AGENDA_NOTES_MAX).expect("few");
    for number in 1..=most {
        assert!(put(&books, number, at(MARCH)).await);
    }
    assert!(!put(&books, most + 1, at(MARCH)).await);
    let all = notes(&books, &dana(), MARCH).await;
    let (first, second) = (all[0].id, all[1].id);
    let marked = write!(books.store, transaction, [], {
        transaction.mark_agenda_note(us().id, first, at(TOMORROW)).await?;
        transaction.mark_agenda_note(us().id, first, at("2027-03-03T12:00:00Z")).await?;
        transaction.delete_agenda_note(us().id, second).await?;
        transaction.delete_agenda_note(us().id, second).await
    });
    assert_eq!(marked, Ok::<_, StoreError>(()));
    let found = notes(&books, &Viewer::Person(BO), TOMORROW).await;
    let talked = found.iter().filter_map(|one| one.talked_at).collect::<Vec<_>>();
    assert_eq!((found.len(), talked), (usize::from(most) - 1, vec![at(TOMORROW)]));
    assert!(put(&books, most + 1, at(MARCH)).await, "there is room again");
}
