//! Screening's queue, joint work and what holds it, and call-backs.

use std::collections::BTreeSet;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{ItemId, PersonId, Reason, StaffId};
use troth_domain::safety::joint_work::{Cause, HeardAlone, Hearing, Hold, JointWork, State};
use troth_domain::safety::screening::{Concern, Outcome};
use troth_domain::safety::secrets_policy::{Signature, TextVersion};
use troth_domain::writing::{Item, ItemKind};
use troth_store::{KeptHold, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, CLEO, US, item, leave, linked, us, writing};
use crate::samples::{Books, MARCH, at, minutes, slug, write};

on_both_engines!(
    a_screening_waits_for_the_authors_own_therapist_until_it_was_looked_at,
    the_queue_tells_nothing_without_the_key,
    one_spoiled_summary_hides_no_other,
    joint_work_is_closed_until_it_is_opened_and_open_once,
    partners_see_the_same_held_or_not_and_therapists_see_what_holds,
    each_hold_ends_alone_and_closing_ends_all,
    a_reason_is_sealed_and_read_by_the_therapist,
    the_rests_one_asked_for_are_theirs_to_take_with_them_and_nobody_elses,
    joint_work_looks_the_same_after_somebody_left,
    a_signature_is_under_the_words_as_they_were,
    whoever_asks_to_be_called_waits_once_and_is_seen_by_those_who_call,
);

pub const DANA: StaffId = StaffId([4; 16]);

/// Adds a member of staff, as references ask for one.
pub async fn with_couple(books: &Books) {
    linked(books).await;
    let (id, name) = match books.records.address() {
        Some(_) => (format!("'\\x{}'", "04".repeat(16)), "'\\x00'"),
        None => (format!("x'{}'", "04".repeat(16)), "x'00'"),
    };
    books.run(&format!("INSERT INTO staff (id, role, therapist, name, made_at) VALUES ({id}, 2, 'a', {name}, 0)"));
}

pub fn outcome(concerns: &[Concern]) -> Outcome {
    Outcome { concerns: concerns.iter().copied().collect::<BTreeSet<_>>() }
}

pub async fn answer(books: &Books, number: u8, author: PersonId, concerns: &[Concern], due_at: Timestamp) {
    let item = Item { kind: ItemKind::Screening, therapist_since: Some(at(MARCH)), ..item(number, author) };
    let kept = write!(books.store, transaction, [given = (item, outcome(concerns))], {
        transaction.insert_screening(&given.0, &writing("answers"), &given.1, due_at).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn a_screening_waits_for_the_authors_own_therapist_until_it_was_looked_at(books: Books) {
    with_couple(&books).await;
    let due_at = at(MARCH) + minutes(60);
    let all = [Concern::Fear, Concern::Injury, Concern::Control, Concern::Watched, Concern::SelfHarm];
    answer(&books, 7, ANA, &all, due_at).await;
    answer(&books, 8, CLEO, &[], at(MARCH)).await;
    let therapist = Viewer::Clinician(slug("a"));
    let waiting = books.store.screenings_waiting(&therapist).await.expect("it reads");
    let one = waiting[0].as_ref().expect("it opens");
    assert_eq!((waiting.len(), one.item, one.person, one.due_at), (1, ItemId([7; 16]), ANA, due_at));
    assert_eq!(one.outcome, outcome(&all));
    assert_eq!(format!("{one:?}"), "QueuedScreening(private)");
    for viewer in [Viewer::Person(ANA), Viewer::Person(BO), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(books.store.screenings_waiting(&viewer).await, Ok(Vec::new()), "{viewer:?}");
    }
    let id = one.item;
    let seen = async || write!(books.store, transaction, [], transaction.screening_seen(id, DANA, at(MARCH)).await);
    assert_eq!(seen().await, Ok::<_, StoreError>(()));
    assert_eq!(books.store.screenings_waiting(&therapist).await, Ok(Vec::new()));
    assert_eq!(seen().await, Err(StoreError::Changed));
    let found = books.store.item(&therapist, id, at(MARCH)).await.expect("it reads");
    assert!(found.is_some(), "the answers stay");
    assert_eq!(books.store.item(&Viewer::Person(BO), id, at(MARCH)).await, Ok(None));
}

async fn the_queue_tells_nothing_without_the_key(books: Books) {
    with_couple(&books).await;
    answer(&books, 7, ANA, &Concern::ALL, at(MARCH)).await;
    answer(&books, 8, BO, &[], at(MARCH) + minutes(60 * 24 * 5)).await;
    let lengths = match books.records.address() {
        Some(address) => crate::support::psql(&address, "SELECT DISTINCT length(summary) FROM screening"),
        None => {
            let file = rusqlite::Connection::open(books.file()).expect("the file opens");
            let mut statement = file.prepare("SELECT DISTINCT length(summary) FROM screening").expect("a statement");
            let lengths = statement.query_map([], |row| row.get::<_, i64>(0)).expect("it runs");
            lengths.map(|length| length.expect("a length").to_string()).collect::<Vec<_>>().join("\n")
        }
    };
    assert_eq!(lengths, "49", "a nonce, an instant, a byte and a tag, whatever was answered");
}

async fn one_spoiled_summary_hides_no_other(books: Books) {
    with_couple(&books).await;
    answer(&books, 6, ANA, &[Concern::Fear], at(MARCH)).await;
    answer(&books, 7, BO, &[Concern::Fear], at(MARCH)).await;
    let (id, bytes) = match books.records.address() {
        Some(_) => (format!("'\\x{}'", "06".repeat(16)), "'\\x00ff'"),
        None => (format!("x'{}'", "06".repeat(16)), "x'00ff'"),
    };
    books.run(&format!("UPDATE screening SET summary = {bytes} WHERE item = {id}"));
    let waiting = books.store.screenings_waiting(&Viewer::Clinician(slug("a"))).await.expect("it reads");
    assert!(matches!(waiting[0], Err(StoreError::Corrupt { table: "screening", .. })), "{waiting:?}");
    assert_eq!(waiting[1].as_ref().map(|one| one.person), Ok(BO));
}

pub fn heard_both() -> [HeardAlone; 2] {
    [HeardAlone { person: ANA, how: Hearing::Screened }, HeardAlone { person: BO, how: Hearing::ByPhone }]
}

pub async fn open(books: &Books, heard: &[HeardAlone]) -> Result<(), StoreError> {
    write!(books.store, transaction, [heard = heard.to_vec()], {
        transaction.open_joint_work(&us(), heard, DANA, at(MARCH)).await
    })
}

pub async fn hold(books: &Books, hold: Hold, reason: Option<&str>) -> Result<(), StoreError> {
    let reason = reason.map(|text| Reason::new(text).expect("a reason"));
    let paused_by = (hold.cause == Cause::Pause).then_some(DANA);
    write!(books.store, transaction, [reason = reason], {
        transaction.hold_joint_work(US, hold, paused_by, reason.as_ref(), at(MARCH)).await
    })
}

async fn release(books: &Books, hold: Hold) -> Result<(), StoreError> {
    write!(books.store, transaction, [], {
        transaction.release_hold(US, hold, Hearing::InPerson, DANA, at(MARCH)).await
    })
}

async fn close(books: &Books) -> Result<(), StoreError> {
    write!(books.store, transaction, [], transaction.close_joint_work(US, DANA, at(MARCH)).await)
}

async fn work_for(books: &Books, viewer: Viewer) -> Result<Option<JointWork>, StoreError> {
    write!(books.store, transaction, [viewer = viewer], transaction.joint_work_for(viewer, &us()).await)
}

pub async fn holds_for(books: &Books, viewer: Viewer) -> Result<Vec<KeptHold>, StoreError> {
    write!(books.store, transaction, [viewer = viewer], transaction.holds_of(viewer, &us()).await)
}

async fn seen_by_therapist(books: &Books) -> JointWork {
    let found = work_for(books, Viewer::Clinician(slug("a"))).await.expect("it reads");
    found.expect("the therapist may see it")
}

async fn is_open(books: &Books) -> bool {
    let [ana, bo] = [ANA, BO].map(Viewer::Person);
    let view = async |viewer| books.store.joint_work_view(&viewer, &us(), at(MARCH)).await.expect("it reads");
    let seen = view(ana).await.expect("she may see it");
    assert_eq!(view(bo).await, Some(seen));
    assert_eq!(view(Viewer::Owner).await, None);
    seen.open
}

async fn joint_work_is_closed_until_it_is_opened_and_open_once(books: Books) {
    with_couple(&books).await;
    assert!(!is_open(&books).await);
    assert_eq!(seen_by_therapist(&books).await, JointWork::new([ANA, BO]));
    assert_eq!(open(&books, &heard_both()[..1]).await, Err(StoreError::Changed), "one of the two was not heard");
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    assert!(is_open(&books).await);
    assert!(matches!(open(&books, &heard_both()).await, Err(StoreError::Duplicate(_))));
    assert_eq!(close(&books).await, Ok(()));
    assert_eq!(close(&books).await, Err(StoreError::Changed));
    assert!(!is_open(&books).await);
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
}

pub const REST: Hold = Hold { person: ANA, cause: Cause::Rest };
pub const PAUSE: Hold = Hold { person: ANA, cause: Cause::Pause };

async fn partners_see_the_same_held_or_not_and_therapists_see_what_holds(books: Books) {
    with_couple(&books).await;
    assert_eq!(hold(&books, REST, None).await, Err(StoreError::Changed), "closed");
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    assert_eq!(hold(&books, REST, None).await, Ok(()));
    assert_eq!(hold(&books, PAUSE, None).await, Ok(()));
    assert!(is_open(&books).await);
    let work = seen_by_therapist(&books).await;
    let State::Open { by, at: opened_at, holds } = work.state() else { panic!("it is open") };
    assert_eq!((*by, *opened_at), (DANA, at(MARCH)));
    assert_eq!(holds.keys().copied().collect::<Vec<_>>(), [REST, PAUSE]);
    for viewer in [Viewer::Person(ANA), Viewer::Person(BO), Viewer::FrontDesk, Viewer::Clinician(slug("b"))] {
        assert_eq!(work_for(&books, viewer.clone()).await, Ok(None), "{viewer:?}");
        assert_eq!(holds_for(&books, viewer.clone()).await, Ok(Vec::new()), "{viewer:?}");
    }
    let inside = write!(books.store, transaction, [], transaction.joint_work(&us()).await);
    assert_eq!(inside, Ok::<_, StoreError>(work));
}

async fn each_hold_ends_alone_and_closing_ends_all(books: Books) {
    with_couple(&books).await;
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    for one in [REST, PAUSE, Hold { person: BO, ..REST }] {
        assert_eq!(hold(&books, one, None).await, Ok(()));
        assert_eq!(hold(&books, one, None).await, Ok(()), "to ask twice is to ask once");
    }
    assert_eq!(release(&books, PAUSE).await, Ok(()));
    assert_eq!(release(&books, PAUSE).await, Err(StoreError::Changed));
    assert!(seen_by_therapist(&books).await.is_holding());
    assert_eq!(holds_for(&books, Viewer::Clinician(slug("a"))).await.map(|holds| holds.len()), Ok(2));
    assert_eq!(hold(&books, PAUSE, None).await, Ok(()), "it can be paused again");
    assert_eq!(close(&books).await, Ok(()));
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    assert!(!seen_by_therapist(&books).await.is_holding());
}

async fn a_reason_is_sealed_and_read_by_the_therapist(books: Books) {
    with_couple(&books).await;
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    assert_eq!(hold(&books, REST, Some("I am worn out")).await, Ok(()));
    assert_eq!(hold(&books, REST, Some("another one")).await, Ok(()));
    assert_eq!(hold(&books, PAUSE, Some("to hear her first")).await, Ok(()));
    let read = async |viewer: Viewer| {
        let holds = holds_for(&books, viewer.clone()).await.expect("it reads");
        let reason = |kept: &KeptHold| {
            let reason = kept.reason.clone().expect("one was given").expect("it opens");
            (kept.hold, reason.reveal().to_owned())
        };
        let mut read = holds.iter().map(reason).collect::<Vec<_>>();
        read.sort();
        read
    };
    let expected = [(REST, "I am worn out".to_owned()), (PAUSE, "to hear her first".to_owned())];
    assert_eq!(read(Viewer::Clinician(slug("a"))).await, expected);
    assert_eq!(read(Viewer::Person(BO)).await, []);
    let other = write!(books.store, transaction, [], transaction.change_clinician(BO, &slug("b")).await);
    assert_eq!(other, Ok::<_, StoreError>(()));
    let holds = holds_for(&books, Viewer::Clinician(slug("b"))).await.expect("it reads");
    assert_eq!(holds.len(), 2, "his therapist sees that it is held");
    assert!(holds.iter().all(|kept| kept.reason.is_none()), "and not why");
}

async fn the_rests_one_asked_for_are_theirs_to_take_with_them_and_nobody_elses(books: Books) {
    with_couple(&books).await;
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    assert_eq!(hold(&books, REST, Some("I am worn out")).await, Ok(()));
    assert_eq!(hold(&books, PAUSE, Some("to hear her first")).await, Ok(()));
    assert_eq!(hold(&books, Hold { person: BO, ..REST }, Some("his words")).await, Ok(()));
    assert_eq!(release(&books, REST).await, Ok(()));
    assert_eq!(hold(&books, REST, None).await, Ok(()));
    let taken = async |viewer: Viewer| {
        let rests = books.store.rests_of(&viewer, ANA).await.expect("it reads");
        let words = |kept: KeptHold| kept.reason.map(|reason| reason.expect("it opens").reveal().to_owned());
        let mut words = rests.into_iter().map(words).collect::<Vec<_>>();
        words.sort();
        words
    };
    assert_eq!(taken(Viewer::Person(ANA)).await, [None, Some("I am worn out".to_owned())]);
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("a")), Viewer::FrontDesk, Viewer::Owner] {
        assert!(taken(viewer.clone()).await.is_empty(), "{viewer:?}");
    }
}

async fn joint_work_looks_the_same_after_somebody_left(books: Books) {
    with_couple(&books).await;
    assert_eq!(open(&books, &heard_both()).await, Ok(()));
    leave(&books, BO, at(MARCH), at(MARCH) + minutes(600)).await;
    assert!(is_open(&books).await, "Ana is told later");
    assert_eq!(hold(&books, REST, None).await, Ok(()));
    assert_eq!(close(&books).await, Ok(()));
}

async fn whoever_asks_to_be_called_waits_once_and_is_seen_by_those_who_call(books: Books) {
    with_couple(&books).await;
    let ask = async |person: PersonId, now: Timestamp| {
        write!(books.store, transaction, [], transaction.ask_for_call(person, now).await)
    };
    assert_eq!(ask(CLEO, at(MARCH)).await, Ok::<_, StoreError>(()));
    assert_eq!(ask(ANA, at(MARCH) + minutes(1)).await, Ok(()));
    assert_eq!(ask(CLEO, at(MARCH) + minutes(2)).await, Ok(()));
    let waiting = async |viewer: Viewer| {
        let waiting: Result<_, StoreError> =
            write!(books.store, transaction, [viewer = viewer], transaction.call_backs(viewer).await);
        let waiting = waiting.expect("it reads");
        waiting.into_iter().map(|one| (one.person.id, one.asked_at)).collect::<Vec<_>>()
    };
    let (cleo, ana) = ((CLEO, at(MARCH)), (ANA, at(MARCH) + minutes(1)));
    for (viewer, expected) in [
        (Viewer::FrontDesk, vec![cleo, ana]),
        (Viewer::Clinician(slug("a")), vec![ana]),
        (Viewer::Person(ANA), vec![ana]),
        (Viewer::Person(BO), vec![]),
        (Viewer::Owner, vec![]),
    ] {
        assert_eq!(waiting(viewer.clone()).await, expected, "{viewer:?}");
    }
    let done = async || write!(books.store, transaction, [], transaction.call_done(CLEO, DANA, at(MARCH)).await);
    assert_eq!(done().await, Ok::<_, StoreError>(()));
    assert_eq!(done().await, Err(StoreError::Changed));
    assert_eq!(waiting(Viewer::FrontDesk).await, [ana]);
    assert_eq!(ask(CLEO, at(MARCH) + minutes(3)).await, Ok(()), "and may ask again");
    assert_eq!(waiting(Viewer::FrontDesk).await.len(), 2);
}

async fn a_signature_is_under_the_words_as_they_were(books: Books) {
    with_couple(&books).await;
    let version = |number, digest| TextVersion { number, digest: [digest; 32] };
    let signature = |version, later| Signature { version, person: ANA, at: at(MARCH) + minutes(later) };
    let (first, other, second) = (version(1, 7), version(1, 8), version(2, 8));
    for (version, later) in [(first, 0), (first, 1), (other, 2), (second, 3)] {
        let given = signature(version, later);
        let kept = write!(books.store, transaction, [], transaction.sign_policy(&given).await);
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    let expected = vec![signature(first, 0), signature(other, 2), signature(second, 3)];
    assert_eq!(books.store.policy_signatures(ANA).await, Ok(expected.clone()), "to sign twice is to sign once");
    assert_eq!(books.store.policy_signatures(BO).await, Ok(Vec::new()));
    let inside = write!(books.store, transaction, [], transaction.policy_signatures(ANA).await);
    assert_eq!(inside, Ok::<_, StoreError>(expected));
}
