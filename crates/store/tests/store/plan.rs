//! What one person keeps for themselves in their plan, and what two do together, on both engines.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{ClientZone, Couple, Leaving, PersonId};
use troth_domain::plan::agreement::{AgreementMove, Terms as Words};
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::dialogue::{Cause, Entry, Mode, TalkMove, Topic};
use troth_domain::plan::forgiveness::{Amends, Release, as_a_whole};
use troth_domain::plan::own_plan::{Origin, OwnPlan};
use troth_domain::plan::recurrence::{DaysOfWeek, Recurrence, Rule, Until};
use troth_domain::plan::{CommandId, CommitmentId, LogId, Move, MoveId, PlanLine, PlanText, Reach, TurnText};
use troth_domain::practice::CivilMinute;
use troth_domain::safety::joint_work::Hearing;
use troth_store::{ALONE, Engine, Extent, StoreError, Versioned};

use crate::on_both_engines;
use crate::persons::{ANA, BO, CLEO, US, linked, us, with_persons};
use crate::safety::{DANA, with_couple};
use crate::samples::{Books, MARCH, at, slug, write};

on_both_engines!(
    a_plan_of_ones_own_is_read_by_its_owner_and_by_an_added_therapist,
    two_devices_overwrite_no_plan_unseen,
    a_mark_of_amends_is_its_owners_and_a_release_tells_nothing_of_it,
    a_move_is_on_its_authors_page_at_once_and_on_the_others_at_its_hour,
    every_kind_of_move_is_read_as_it_was_kept,
    moves_of_one_come_in_the_order_they_were_made,
    what_is_held_waits_and_comes_after_a_release,
    nothing_under_way_comes_after_somebody_left,
    a_command_is_kept_once,
    a_talk_keeps_its_words_with_its_moves_and_tells_how_far_it_came,
    a_room_is_begun_by_whoever_comes_second_and_closed_for_both,
    a_node_hears_of_a_talk_once_the_move_is_kept,
    what_is_said_after_the_end_is_told_to_nobody,
    erasing_a_person_leaves_the_partner_what_came,
);

const HELLO: LogId = LogId([7; 16]);
const TOMORROW: &str = "2027-03-02T12:00:00Z";
const LATER: &str = "2027-03-04T12:00:00Z";

fn plan(exercise: &str) -> OwnPlan {
    OwnPlan { by: ANA, items: Vec::new() }.add(slug(exercise), Origin::Own).expect("there is room")
}

async fn keep(books: &Books, before: Option<u32>, plan: OwnPlan) -> Result<(), StoreError> {
    write!(books.store, transaction, [plan = plan], {
        transaction.keep_document(ANA, ALONE, (before, plan), at(MARCH)).await
    })
}

async fn read(books: &Books, viewer: &Viewer) -> Option<Versioned<OwnPlan>> {
    books.store.document(viewer, ANA, ALONE, at(MARCH)).await.expect("it reads")
}

async fn a_plan_of_ones_own_is_read_by_its_owner_and_by_an_added_therapist(books: Books) {
    with_persons(&books).await;
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, None);
    assert_eq!(keep(&books, None, plan("say-it-back")).await, Ok(()));
    let found = read(&books, &Viewer::Person(ANA)).await.expect("it is there");
    assert_eq!((found.version, found.therapist_since, found.document), (1, None, plan("say-it-back")));
    let others = [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner];
    for viewer in &others {
        assert_eq!(read(&books, viewer).await, None, "{viewer:?}");
    }
    let show = async |since: Option<Timestamp>| {
        write!(books.store, transaction, [], transaction.show_document::<OwnPlan>(ANA, ALONE, since).await)
    };
    assert_eq!(show(Some(at(MARCH))).await, Ok::<_, StoreError>(()));
    let seen = read(&books, &Viewer::Clinician(slug("a"))).await.expect("it is shown");
    assert_eq!(seen.document, plan("say-it-back"));
    assert_eq!(read(&books, &Viewer::Clinician(slug("b"))).await, None);
    assert_eq!(read(&books, &Viewer::Person(BO)).await, None);
    assert_eq!(show(None).await, Ok::<_, StoreError>(()));
    assert_eq!(read(&books, &Viewer::Clinician(slug("a"))).await, None);
    let gone = write!(books.store, transaction, [], transaction.delete_document::<OwnPlan>(ANA, ALONE).await);
    assert_eq!(gone, Ok::<_, StoreError>(()));
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, None);
}

async fn a_mark_of_amends_is_its_owners_and_a_release_tells_nothing_of_it(books: Books) {
    with_couple(&books).await;
    let amends = async |viewer: Viewer| {
        let found = books.store.document::<Amends>(&viewer, ANA, ALONE, at(MARCH)).await.expect("it reads");
        found.map(|found| found.document)
    };
    let marked = Amends::new(ANA).mark(&as_a_whole(ANA), at(MARCH)).expect("she states it herself");
    let given = marked.clone();
    let kept = write!(books.store, transaction, [given = given], {
        transaction.keep_document(ANA, ALONE, (None, given), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    assert_eq!(amends(Viewer::Person(ANA)).await, Some(marked));
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(amends(viewer.clone()).await, None, "{viewer:?}");
    }
    let released = async |viewer: Viewer| books.store.forgiveness_release(&viewer, ANA).await.expect("it reads");
    assert_eq!(released(Viewer::Person(ANA)).await, None);
    let release = async |release: Release| {
        write!(books.store, transaction, [], transaction.release_forgiveness(ANA, release, Hearing::InPerson).await)
    };
    let first = Release::kept(DANA, ANA, at(MARCH));
    assert_eq!(release(first).await, Ok::<_, StoreError>(()));
    assert_eq!(release(Release::kept(DANA, ANA, at(TOMORROW))).await, Ok(()), "the first one stays");
    for viewer in [Viewer::Person(ANA), Viewer::Clinician(slug("a"))] {
        assert_eq!(released(viewer.clone()).await, Some(first), "{viewer:?}");
    }
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("b")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(released(viewer.clone()).await, None, "{viewer:?}");
    }
    let of_bo = books.store.forgiveness_release(&Viewer::Person(BO), BO).await;
    assert_eq!(of_bo, Ok(None));
}

async fn two_devices_overwrite_no_plan_unseen(books: Books) {
    with_persons(&books).await;
    assert_eq!(keep(&books, None, plan("say-it-back")).await, Ok(()));
    assert_eq!(keep(&books, None, plan("small-enough")).await, Err(StoreError::Changed), "it was there");
    assert_eq!(keep(&books, Some(1), plan("small-enough")).await, Ok(()));
    assert_eq!(keep(&books, Some(1), plan("ask-once")).await, Err(StoreError::Changed), "seen before the last");
    let found = read(&books, &Viewer::Person(ANA)).await.expect("it is there");
    assert_eq!((found.version, found.document), (2, plan("small-enough")));
}

pub fn terms() -> Terms {
    let days = DaysOfWeek::new([jiff::civil::Weekday::Monday, jiff::civil::Weekday::Saturday]).expect("two days");
    let zone = ClientZone::new("America/Denver").expect("a zone");
    let (first, six) = (jiff::civil::date(2027, 3, 8), CivilMinute::new(1080).expect("a time"));
    let rule = Rule::Weekly { days, every_weeks: 2 };
    let recurrence = Recurrence::new(first, six, zone, rule, Until::Times(4)).expect("it comes again");
    let line = |text| PlanLine::new(text).expect("a line");
    Terms::kept(line("when I come home"), line("say how my day was"), recurrence, Some(CommitmentId([4; 16])))
}

fn made(number: u8, kind: CommitmentMove, reach: Reach) -> Move<CommitmentMove> {
    let command = CommandId([number; 16]);
    Move { number: 1, author: None, command, at: at(MARCH), reach, kind }
}

async fn add(books: &Books, author: PersonId, one: Move<CommitmentMove>) -> Result<(), StoreError> {
    write!(books.store, transaction, [one = one], transaction.add_move(&us(), HELLO, author, one).await)
}

/// The kinds that are on a page, in order.
async fn page(books: &Books, viewer: PersonId, couple: &Couple, now: &str) -> Vec<CommitmentMove> {
    let viewer = Viewer::Person(viewer);
    let all =
        books.store.plan_logs::<CommitmentMove>(&viewer, couple, Extent::Whole, at(now)).await.expect("they read");
    let one = books.store.plan_log::<CommitmentMove>(&viewer, couple, HELLO, at(now)).await.expect("it reads");
    assert_eq!(all.into_iter().next().map(|(_, log)| log.expect("it reads")), one);
    let moves = one.map(|log| log.moves().to_vec()).unwrap_or_default();
    moves.into_iter().map(|one| one.kind).collect()
}

async fn a_move_is_on_its_authors_page_at_once_and_on_the_others_at_its_hour(books: Books) {
    linked(&books).await;
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::At(at(TOMORROW)))).await, Ok(()));
    assert_eq!(page(&books, ANA, &us(), MARCH).await, std::slice::from_ref(&offer));
    assert_eq!(page(&books, BO, &us(), MARCH).await, []);
    assert_eq!(page(&books, BO, &us(), TOMORROW).await, std::slice::from_ref(&offer));
    assert_eq!(add(&books, BO, made(2, CommitmentMove::Declined, Reach::Never)).await, Ok(()));
    assert_eq!(page(&books, BO, &us(), LATER).await, [offer.clone(), CommitmentMove::Declined]);
    assert_eq!(page(&books, ANA, &us(), LATER).await, [offer], "declining is theirs alone");
    assert_eq!(page(&books, CLEO, &us(), LATER).await, [], "whoever is neither of the two");
    for viewer in [Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner, Viewer::PersonMessenger(ANA)] {
        let found = books.store.plan_logs::<CommitmentMove>(&viewer, &us(), Extent::Whole, at(LATER)).await;
        assert_eq!(found, Ok(Vec::new()), "{viewer:?}");
    }
    let came = books.store.something_came(&Viewer::PersonMessenger(BO), BO, at(TOMORROW), at(TOMORROW)).await;
    assert_eq!(came, Ok(true), "there is something to tell");
}

async fn every_kind_of_move_is_read_as_it_was_kept(books: Books) {
    linked(&books).await;
    let kinds = [
        CommitmentMove::Proposed(terms()),
        CommitmentMove::Accepted,
        CommitmentMove::Declined,
        CommitmentMove::TakenBack,
        CommitmentMove::Ended,
    ];
    for (number, kind) in (1..).zip(kinds.clone()) {
        assert_eq!(add(&books, ANA, made(number, kind, Reach::AtOnce)).await, Ok(()));
    }
    assert_eq!(page(&books, BO, &us(), MARCH).await, kinds);
    let version = MoveId { author: ANA, command: CommandId([1; 16]) };
    let text = PlanText::new("We say where we go.\nBoth of us.").expect("a text");
    let kinds = [
        AgreementMove::Proposed(Words { text: text.clone(), review_on: None }),
        AgreementMove::Proposed(Words { text, review_on: Some(jiff::civil::date(2027, 6, 1)) }),
        AgreementMove::Signed(version),
        AgreementMove::TakenBack(version),
        AgreementMove::SetAside(version),
        AgreementMove::Retired,
    ];
    let log = LogId([8; 16]);
    for (number, kind) in (1..).zip(kinds.clone()) {
        let command = CommandId([number; 16]);
        let one = Move { number: 1, author: None, command, at: at(MARCH), reach: Reach::AtOnce, kind };
        let kept = write!(books.store, transaction, [one = one], transaction.add_move(&us(), log, BO, one).await);
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    let found = books.store.plan_log::<AgreementMove>(&Viewer::Person(ANA), &us(), log, at(MARCH)).await;
    let moves = found.expect("it reads").expect("it is there").moves().to_vec();
    assert_eq!(moves.into_iter().map(|one| one.kind).collect::<Vec<_>>(), kinds);
    let other = books.store.plan_log::<CommitmentMove>(&Viewer::Person(ANA), &us(), log, at(MARCH)).await;
    assert_eq!(other, Ok(None), "a log is of one machine");
}

async fn moves_of_one_come_in_the_order_they_were_made(books: Books) {
    linked(&books).await;
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::At(at(LATER)))).await, Ok(()));
    assert_eq!(add(&books, ANA, made(2, CommitmentMove::TakenBack, Reach::At(at(TOMORROW)))).await, Ok(()));
    assert_eq!(page(&books, BO, &us(), TOMORROW).await, []);
    assert_eq!(page(&books, BO, &us(), LATER).await, [offer, CommitmentMove::TakenBack]);
}

async fn what_is_held_waits_and_comes_after_a_release(books: Books) {
    linked(&books).await;
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::At(at(TOMORROW)))).await, Ok(()));
    let held = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert_eq!(add(&books, ANA, made(2, CommitmentMove::TakenBack, Reach::At(at(TOMORROW)))).await, Ok(()));
    assert_eq!(page(&books, BO, &us(), LATER).await, [], "the second waits for the first");
    assert_eq!(page(&books, ANA, &us(), LATER).await, [offer.clone(), CommitmentMove::TakenBack]);
    let released = write!(books.store, transaction, [], {
        let hours = [at(LATER), at(TOMORROW)];
        for (held, hour) in transaction.held_moves(US).await?.into_iter().zip(hours) {
            transaction.let_move_come(&us(), held, hour).await?;
        }
        transaction.held_moves(US).await.map(|left| left.len())
    });
    assert_eq!(released, Ok::<_, StoreError>(0));
    assert_eq!(page(&books, BO, &us(), TOMORROW).await, []);
    assert_eq!(page(&books, BO, &us(), LATER).await, [offer, CommitmentMove::TakenBack]);
}

async fn nothing_under_way_comes_after_somebody_left(books: Books) {
    linked(&books).await;
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::At(at(TOMORROW)))).await, Ok(()));
    let mut left = us();
    let leaving = Leaving { at: at(MARCH), told_at: at(LATER), bookings_stay: true };
    left.members[0].left = Some(leaving);
    let kept = {
        let given = left.clone();
        write!(books.store, transaction, [given = given], transaction.leave_couple(given, ANA).await)
    };
    assert_eq!(kept, Ok::<_, StoreError>(()));
    assert_eq!(page(&books, BO, &left, LATER).await, []);
    let waiting = write!(books.store, transaction, [], transaction.held_moves(US).await);
    assert_eq!(waiting, Ok::<_, StoreError>(Vec::new()));
}

async fn a_command_is_kept_once(books: Books) {
    linked(&books).await;
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::AtOnce)).await, Ok(()));
    let again = add(&books, ANA, made(1, CommitmentMove::TakenBack, Reach::AtOnce)).await;
    assert!(matches!(again, Err(StoreError::Duplicate(_))), "{again:?}");
    assert_eq!(page(&books, ANA, &us(), MARCH).await, [offer]);
}

async fn erasing_a_person_leaves_the_partner_what_came(books: Books) {
    linked(&books).await;
    assert_eq!(keep(&books, None, plan("say-it-back")).await, Ok(()));
    let offer = CommitmentMove::Proposed(terms());
    assert_eq!(add(&books, ANA, made(1, offer.clone(), Reach::AtOnce)).await, Ok(()));
    assert_eq!(add(&books, ANA, made(2, CommitmentMove::Declined, Reach::Never)).await, Ok(()));
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(MARCH)).await);
    assert_eq!(erased, Ok::<_, StoreError>(0));
    assert_eq!(page(&books, BO, &us(), MARCH).await, [offer]);
    assert_eq!(page(&books, ANA, &us(), MARCH).await, []);
    assert_eq!(read(&books, &Viewer::Person(ANA)).await, None);
}

const ROOM: LogId = LogId([6; 16]);

/// Every kind of entry that a talk has.
fn entries() -> Vec<Entry> {
    let words = || Some(TurnText::new("I was alone.\nFor a week.").expect("words"));
    let did = |kind| Entry::Did { kind, words: None };
    let said = |kind| Entry::Did { kind, words: words() };
    let topic = || PlanLine::new("Sundays").expect("a line");
    let opened = |mode| Entry::Opened { mode, first_speaker: BO, topic: topic() };
    let mut all = Mode::ALL.map(opened).to_vec();
    all.extend([
        did(TalkMove::Begun),
        said(TalkMove::Spoke { on: None }),
        said(TalkMove::Spoke { on: Some(Topic(3)) }),
        said(TalkMove::Reflected),
        said(TalkMove::NotQuite),
        did(TalkMove::NotQuite),
        did(TalkMove::Heard),
        did(TalkMove::Passed),
        did(TalkMove::Parked),
        did(TalkMove::BreakTaken),
        did(TalkMove::CameBack),
        did(TalkMove::CooledOff { until: at(TOMORROW) }),
        did(TalkMove::Ended(Cause::Chosen)),
        did(TalkMove::Ended(Cause::Left)),
        did(TalkMove::Ended(Cause::JointWorkClosed)),
    ]);
    all
}

async fn enter(books: &Books, author: PersonId, number: u8, kind: Entry, reach: Reach) -> Result<(), StoreError> {
    let one = Move { number: 1, author: None, command: CommandId([number; 16]), at: at(MARCH), reach, kind };
    write!(books.store, transaction, [one = one], transaction.add_move(&us(), ROOM, author, one).await)
}

async fn a_talk_keeps_its_words_with_its_moves_and_tells_how_far_it_came(books: Books) {
    linked(&books).await;
    let progress = async |reader| books.store.talk_progress((reader, US), ROOM, at(MARCH)).await.expect("it reads");
    assert_eq!(progress(ANA).await, None);
    let is_end = |kind: &Entry| matches!(kind, Entry::Did { kind: TalkMove::Ended(_), .. });
    let until_it_ends = entries().iter().position(is_end).expect("it ends") + 1;
    for (number, kind) in (1..).zip(entries()) {
        let ends = is_end(&kind);
        assert_eq!(enter(&books, ANA, number, kind, Reach::AtOnce).await, Ok(()));
        let found = progress(BO).await.expect("something came");
        assert_eq!((found.entries as usize, found.is_over), (usize::from(number).min(until_it_ends), ends));
    }
    assert_eq!(progress(CLEO).await, None);
    for (reader, seen) in [(ANA, entries().len()), (BO, until_it_ends)] {
        let found = books.store.plan_log::<Entry>(&Viewer::Person(reader), &us(), ROOM, at(MARCH)).await;
        let moves = found.expect("it reads").expect("it is there").moves().to_vec();
        assert_eq!(moves.into_iter().map(|one| one.kind).collect::<Vec<_>>(), entries()[..seen]);
    }
}

async fn a_room_is_begun_by_whoever_comes_second_and_closed_for_both(books: Books) {
    linked(&books).await;
    let did = |kind| Entry::Did { kind, words: None };
    assert_eq!(enter(&books, ANA, 1, entries()[0].clone(), Reach::AtOnce).await, Ok(()));
    let other_is_in = async |person| write!(books.store, transaction, [], transaction.other_is_in(ROOM, person).await);
    assert_eq!(other_is_in(ANA).await, Ok::<_, StoreError>(false));
    assert_eq!(enter(&books, BO, 2, did(TalkMove::Entered), Reach::Never).await, Ok(()));
    assert_eq!((other_is_in(ANA).await, other_is_in(BO).await), (Ok(true), Ok(false)));
    let seen = books.store.talk_progress((ANA, US), ROOM, at(MARCH)).await.expect("it reads").expect("it is there");
    assert_eq!((seen.entries, seen.is_over), (1, false), "who waits is on no other page");
    let closed = write!(books.store, transaction, [], {
        let end = Entry::Did { kind: TalkMove::Ended(Cause::JointWorkClosed), words: None };
        let command = CommandId([9; 16]);
        let one = Move { number: 0, author: None, command, at: at(MARCH), reach: Reach::AtOnce, kind: end };
        for talk in transaction.open_talks(US).await? {
            transaction.add_move_of_practice(&us(), talk, &one).await?;
        }
        transaction.open_talks(US).await.map(|left| left.len())
    });
    assert_eq!(closed, Ok::<_, StoreError>(0));
    for reader in [ANA, BO] {
        let found = books.store.plan_log::<Entry>(&Viewer::Person(reader), &us(), ROOM, at(MARCH)).await;
        let moves = found.expect("it reads").expect("it is there").moves().to_vec();
        let last = moves.last().expect("it ended");
        assert_eq!((last.author, &last.kind), (None, &did(TalkMove::Ended(Cause::JointWorkClosed))), "{reader:?}");
    }
}

/// Ana ended it, which Bo does not know yet; what he says has no place on her page any more.
async fn what_is_said_after_the_end_is_told_to_nobody(books: Books) {
    linked(&books).await;
    let spoke =
        |words| Entry::Did { kind: TalkMove::Spoke { on: None }, words: Some(TurnText::new(words).expect("words")) };
    let end = Entry::Did { kind: TalkMove::Ended(Cause::Chosen), words: None };
    assert_eq!(enter(&books, BO, 1, entries()[1].clone(), Reach::At(at(MARCH))).await, Ok(()));
    assert_eq!(enter(&books, ANA, 2, end, Reach::At(at(LATER))).await, Ok(()));
    assert_eq!(enter(&books, BO, 3, spoke("Are you there?"), Reach::At(at(TOMORROW))).await, Ok(()));
    let moves = async |reader, now| {
        let found = books.store.plan_log::<Entry>(&Viewer::Person(reader), &us(), ROOM, at(now)).await;
        found.expect("it reads").expect("it is there").moves().len()
    };
    assert_eq!((moves(BO, TOMORROW).await, moves(BO, LATER).await), (2, 3), "his own, and then the end");
    assert_eq!(moves(ANA, TOMORROW).await, 2, "the beginning and her end");
    let came = books.store.something_came(&Viewer::PersonMessenger(ANA), ANA, at(TOMORROW), at(TOMORROW)).await;
    assert_eq!(came, Ok(false), "there is nothing to tell");
}

async fn a_node_hears_of_a_talk_once_the_move_is_kept(books: Books) {
    let news = books.store.talk_news().await.expect("it listens");
    let announce = async |log: LogId, keep: bool| {
        let done = write!(books.store, transaction, [log = log], {
            transaction.announce_talk(*log).await?;
            if keep { Ok(()) } else { Err(StoreError::Changed) }
        });
        assert_eq!(done.is_ok(), keep);
    };
    announce(HELLO, false).await;
    announce(ROOM, true).await;
    // Beside a file there is one node, and it knows.
    let Some(mut news) = news else { return assert_eq!(books.store.engine(), Engine::Sqlite) };
    assert_eq!(news.next().await, Some(ROOM), "what is not kept is not said");
}
