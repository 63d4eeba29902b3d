//! Persons, couples, and what they write: who opens what, on both engines.

use std::collections::BTreeMap;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{
    ClientZone, Couple, CoupleId, CoupleNames, ItemId, LinkView, Member, Person, PersonId, PersonName, Profile, Role,
    SafeContact, Staff, StaffId,
};
use troth_domain::safety::joint_work::{HeardAlone, Hearing};
use troth_domain::safety::secrets_policy::TextVersion;
use troth_domain::writing::{Delivery, Item, ItemKind, PrivateText, Stage, Writing};
use troth_store::{Invitation, StoreError};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, minutes, slug, write};

/// Rules for two that both agreed to.
pub const RULES: TextVersion = TextVersion { number: 1, digest: [1; 32] };

on_both_engines!(
    a_profile_is_read_by_those_it_is_for,
    what_is_written_is_its_authors_alone,
    the_therapist_reads_what_was_shown_and_no_more_once_it_is_taken_back,
    a_partner_has_a_copy_from_the_hour_it_comes_until_it_is_taken_back,
    nothing_passes_after_somebody_left,
    held_copies_wait_until_they_are_let_come,
    a_code_links_two_and_is_used_once,
    nobody_is_in_two_couples,
    two_tabs_overwrite_nothing_unseen,
    one_spoiled_text_hides_no_other,
    erasing_a_person_leaves_nothing_that_opens,
    an_exercise_is_opened_once_and_shows_to_both_from_its_hour,
);

pub const ANA: PersonId = PersonId([1; 16]);
pub const BO: PersonId = PersonId([2; 16]);
pub const CLEO: PersonId = PersonId([3; 16]);
pub const US: CoupleId = CoupleId([9; 16]);

pub fn profile(name: &str) -> Profile {
    let name = PersonName::new(name).expect("a name");
    Profile {
        name,
        contact: None,
        safe_contact: SafeContact::default(),
        notices: false,
        verified_email: None,
        time_zone: ClientZone::new("America/Denver").expect("a zone"),
    }
}

pub async fn with_persons(books: &Books) {
    for (id, name) in [(ANA, "Ana Sample"), (BO, "Bo Sample"), (CLEO, "Cleo Sample")] {
        let person = Person { id, clinician: slug(if id == CLEO { "b" } else { "a" }) };
        let given = (person, profile(name));
        let kept = write!(books.store, transaction, [given = given], {
            transaction.insert_person(&given.0, &given.1, at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
}

pub fn names() -> CoupleNames {
    ["Annie", "Bob"].map(|name| PersonName::new(name).expect("a name"))
}

pub fn us() -> Couple {
    let member = |person| Member { person, left: None };
    Couple { id: US, linked_at: at(MARCH), rules: RULES, members: [member(ANA), member(BO)] }
}

pub async fn linked(books: &Books) {
    with_persons(books).await;
    let kept = write!(books.store, transaction, [], transaction.insert_couple(&us(), &names(), at(MARCH)).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

pub fn item(number: u8, author: PersonId) -> Item {
    Item {
        id: ItemId([number; 16]),
        author,
        clinician: slug("a"),
        kind: ItemKind::Journal,
        stage: Stage::Finished { at: at(MARCH) },
        version: 1,
        changed_at: at(MARCH),
        therapist_since: None,
        deliveries: Vec::new(),
    }
}

pub fn writing(text: &str) -> Writing {
    BTreeMap::from([(slug("text"), PrivateText::new(text).expect("a text"))])
}

pub async fn keep(books: &Books, item: &Item, text: &str) {
    let given = (item.clone(), writing(text));
    let kept = write!(books.store, transaction, [given = given], transaction.insert_item(&given.0, &given.1).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

pub async fn send(books: &Books, item: &Item, deliver_at: Option<Timestamp>) {
    let delivery = Delivery { couple: US, reader: BO, deliver_at, withdrawn_at: None };
    let sent = write!(books.store, transaction, [item = item.clone()], {
        transaction.send_copy(item, &delivery, at(MARCH)).await
    });
    assert_eq!(sent, Ok::<_, StoreError>(()));
}

/// Whether each of the viewers reads the item, at a moment.
pub async fn readers(books: &Books, id: ItemId, now: Timestamp) -> Vec<&'static str> {
    let viewers = [
        ("ana", Viewer::Person(ANA)),
        ("bo", Viewer::Person(BO)),
        ("cleo", Viewer::Person(CLEO)),
        ("her therapist", Viewer::Clinician(slug("a"))),
        ("another therapist", Viewer::Clinician(slug("b"))),
        ("desk", Viewer::FrontDesk),
        ("owner", Viewer::Owner),
        ("messenger", Viewer::PersonMessenger(ANA)),
    ];
    let mut reading = Vec::new();
    for (name, viewer) in viewers {
        let found = books.store.item(&viewer, id, now).await.expect("it reads");
        let inside = {
            let given = viewer.clone();
            write!(books.store, transaction, [given = given], transaction.item(given, id, now).await)
        };
        assert_eq!(inside, Ok::<_, StoreError>(found.clone()), "{name}");
        if let Some(found) = found {
            assert!(name == "ana" || found.item.deliveries.is_empty(), "{name} is told of copies");
            reading.push(name);
        }
    }
    reading
}

async fn a_profile_is_read_by_those_it_is_for(books: Books) {
    with_persons(&books).await;
    let seen = async |viewer: Viewer| books.store.profile(&viewer, ANA).await.expect("it reads").is_some();
    assert!(seen(Viewer::Person(ANA)).await);
    assert!(seen(Viewer::Clinician(slug("a"))).await);
    assert!(seen(Viewer::FrontDesk).await);
    for viewer in [Viewer::Person(BO), Viewer::Clinician(slug("b")), Viewer::Owner, Viewer::PersonMessenger(BO)] {
        assert!(!seen(viewer.clone()).await, "{viewer:?}");
    }
    let changed = write!(books.store, transaction, [], transaction.replace_profile(ANA, &profile("Ana Other")).await);
    assert_eq!(changed, Ok::<_, StoreError>(()));
    let found = books.store.profile(&Viewer::Person(ANA), ANA).await.expect("it reads");
    assert_eq!(found, Some(profile("Ana Other")));
    let persons_of_a: Result<_, StoreError> =
        write!(books.store, transaction, [], transaction.persons_of(&slug("a")).await);
    assert_eq!(persons_of_a.expect("it reads").len(), 2);
}

async fn what_is_written_is_its_authors_alone(books: Books) {
    linked(&books).await;
    keep(&books, &item(7, ANA), "only mine").await;
    assert_eq!(readers(&books, ItemId([7; 16]), at(MARCH)).await, ["ana"]);
    let found = books.store.item(&Viewer::Person(ANA), ItemId([7; 16]), at(MARCH)).await.expect("it reads");
    assert_eq!(found.expect("it is there").writing, writing("only mine"));
    assert_eq!(books.store.items_of(&Viewer::Person(BO), ANA, at(MARCH)).await, Ok(Vec::new()));
    assert_eq!(books.store.received_items(BO, at(MARCH)).await, Ok(Vec::new()));
}

async fn the_therapist_reads_what_was_shown_and_no_more_once_it_is_taken_back(books: Books) {
    linked(&books).await;
    let given = item(7, ANA);
    keep(&books, &given, "for her").await;
    let id = given.id;
    for (since, wanted) in [(Some(at(MARCH)), vec!["ana", "her therapist"]), (None, vec!["ana"])] {
        let shown =
            write!(books.store, transaction, [given = given.clone()], transaction.show_therapist(given, since).await);
        assert_eq!(shown, Ok::<_, StoreError>(()));
        assert_eq!(readers(&books, id, at(MARCH)).await, wanted);
        let listed = books.store.items_of(&Viewer::Clinician(slug("a")), ANA, at(MARCH)).await.expect("it reads");
        assert_eq!(listed.len(), wanted.len() - 1);
    }
}

async fn a_partner_has_a_copy_from_the_hour_it_comes_until_it_is_taken_back(books: Books) {
    linked(&books).await;
    let given = item(7, ANA);
    keep(&books, &given, "for him").await;
    let comes = at(MARCH) + minutes(60);
    send(&books, &given, Some(comes)).await;
    assert_eq!(readers(&books, given.id, comes - minutes(1)).await, ["ana"]);
    assert_eq!(books.store.received_items(BO, comes - minutes(1)).await, Ok(Vec::new()));
    assert_eq!(readers(&books, given.id, comes).await, ["ana", "bo"]);
    let received = books.store.received_items(BO, comes).await.expect("it reads");
    assert_eq!(received[0].as_ref().expect("it opens").writing, writing("for him"));
    let taken = write!(books.store, transaction, [], transaction.take_back_copy(ItemId([7; 16]), US, comes).await);
    assert_eq!(taken, Ok::<_, StoreError>(()));
    assert_eq!(readers(&books, given.id, comes).await, ["ana"]);
    assert_eq!(books.store.received_items(BO, comes).await, Ok(Vec::new()));
    send(&books, &given, Some(comes + minutes(60))).await;
    assert_eq!(readers(&books, given.id, comes + minutes(60)).await, ["ana", "bo"]);
}

pub async fn leave(books: &Books, person: PersonId, now: Timestamp, told_at: Timestamp) {
    let couple = books.store.couple_of(person).await.expect("it reads").expect("they are linked");
    let left = couple.leave(person, told_at, true, now).expect("they may leave");
    let kept = write!(books.store, transaction, [left = left], transaction.leave_couple(left, person).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn nothing_passes_after_somebody_left(books: Books) {
    linked(&books).await;
    let (came, coming, held) = (item(6, ANA), item(7, ANA), item(8, ANA));
    for given in [&came, &coming, &held] {
        keep(&books, given, "a text").await;
    }
    send(&books, &came, Some(at(MARCH) + minutes(10))).await;
    send(&books, &coming, Some(at(MARCH) + minutes(60))).await;
    send(&books, &held, None).await;
    let (now, told_at) = (at(MARCH) + minutes(30), at(MARCH) + minutes(600));
    leave(&books, BO, now, told_at).await;
    let later = at(MARCH) + minutes(10_000);
    assert_eq!(readers(&books, came.id, later).await, ["ana", "bo"], "what came stays");
    assert_eq!(readers(&books, coming.id, later).await, ["ana"]);
    assert_eq!(readers(&books, held.id, later).await, ["ana"]);
    let waiting = write!(books.store, transaction, [], transaction.held_copies(US).await);
    assert_eq!(waiting, Ok::<_, StoreError>(Vec::new()), "and nothing waits any more");
    let couple = books.store.couple_of(ANA).await.expect("it reads").expect("as far as she knows");
    for (viewer, wanted) in [
        (Viewer::Person(ANA), Some(names())),
        (Viewer::Person(BO), Some(names())),
        (Viewer::Clinician(slug("a")), Some(names())),
        (Viewer::Person(CLEO), None),
        (Viewer::Clinician(slug("b")), None),
        (Viewer::FrontDesk, None),
    ] {
        assert_eq!(books.store.names_of(&viewer, &couple).await, Ok(wanted), "{viewer:?}");
    }
    assert_eq!(couple.seen_by(ANA, told_at - minutes(1)), Some(LinkView::Linked));
    assert_eq!(couple.seen_by(ANA, told_at), Some(LinkView::OtherLeft { told_at }));
    assert_eq!(books.store.couple_of(BO).await, Ok(None));
    assert_eq!(books.store.couples_of(BO).await.expect("it reads"), [couple]);
}

async fn held_copies_wait_until_they_are_let_come(books: Books) {
    linked(&books).await;
    let given = item(7, ANA);
    keep(&books, &given, "a text").await;
    send(&books, &given, Some(at(MARCH) + minutes(60))).await;
    let id = given.id;
    let held = write!(books.store, transaction, [], transaction.hold_copies(US, at(MARCH)).await);
    assert_eq!(held, Ok::<_, StoreError>(()));
    assert_eq!(readers(&books, id, at(MARCH) + minutes(90)).await, ["ana"]);
    let waiting = write!(books.store, transaction, [], transaction.held_copies(US).await);
    assert_eq!(waiting, Ok::<_, StoreError>(vec![id]));
    let comes = at(MARCH) + minutes(120);
    let let_come = write!(books.store, transaction, [], transaction.let_copy_come(id, US, comes).await);
    assert_eq!(let_come, Ok::<_, StoreError>(()));
    assert_eq!(readers(&books, id, comes).await, ["ana", "bo"]);
}

async fn a_code_links_two_and_is_used_once(books: Books) {
    with_persons(&books).await;
    let expires_at = at(MARCH) + minutes(60);
    let name = PersonName::new("Annie").expect("a name");
    let invitation = Invitation { inviter: ANA, name, rules: RULES, expires_at };
    for code in ["FIRST", "SECOND"] {
        let kept = write!(books.store, transaction, [invitation = invitation.clone()], {
            transaction.replace_invitation(invitation, code, at(MARCH)).await
        });
        assert_eq!(kept, Ok::<_, StoreError>(()));
    }
    for (code, now, wanted) in [
        ("FIRST", at(MARCH), None),
        ("SECOND", at(MARCH), Some(invitation.clone())),
        ("SECOND", expires_at, None),
        ("THIRD", at(MARCH), None),
    ] {
        let found = write!(books.store, transaction, [], transaction.invitation(code, now).await);
        assert_eq!(found, Ok::<_, StoreError>(wanted), "{code}");
    }
    assert_eq!(books.store.invitation_of(&Viewer::Person(ANA), ANA, at(MARCH)).await, Ok(Some(expires_at)));
    let kept = write!(books.store, transaction, [], transaction.insert_couple(&us(), &names(), at(MARCH)).await);
    assert_eq!(kept, Ok::<_, StoreError>(()));
    assert_eq!(books.store.invitation_of(&Viewer::Person(ANA), ANA, at(MARCH)).await, Ok(None));
}

async fn nobody_is_in_two_couples(books: Books) {
    linked(&books).await;
    let member = |person| Member { person, left: None };
    let other = Couple { id: CoupleId([8; 16]), members: [member(CLEO), member(ANA)], ..us() };
    let link = async |couple: &Couple, now: Timestamp| {
        write!(
            books.store,
            transaction,
            [couple = couple.clone()],
            transaction.insert_couple(couple, &names(), now).await
        )
    };
    assert!(matches!(link(&other, at(MARCH)).await, Err::<(), _>(StoreError::Duplicate(_))));
    let told_at = at(MARCH) + minutes(600);
    leave(&books, BO, at(MARCH), told_at).await;
    assert!(matches!(link(&other, at(MARCH)).await, Err::<(), _>(StoreError::Duplicate(_))), "as far as she knows");
    assert_eq!(link(&other, told_at).await, Ok(()));
    assert_eq!(books.store.couple_of(ANA).await, Ok(Some(other)));
}

async fn two_tabs_overwrite_nothing_unseen(books: Books) {
    with_persons(&books).await;
    keep(&books, &item(7, ANA), "first").await;
    let next = Item { version: 2, ..item(7, ANA) };
    let save = async |text: &str| {
        let given = (next.clone(), writing(text));
        write!(books.store, transaction, [given = given], transaction.replace_item(&given.0, &given.1).await)
    };
    assert_eq!(save("one tab").await, Ok::<_, StoreError>(()));
    assert_eq!(save("the other tab").await, Err(StoreError::Changed));
    let found = books.store.item(&Viewer::Person(ANA), ItemId([7; 16]), at(MARCH)).await.expect("it reads");
    assert_eq!(found.expect("it is there").writing, writing("one tab"));
}

async fn an_exercise_is_opened_once_and_shows_to_both_from_its_hour(books: Books) {
    linked(&books).await;
    let member = Staff { id: StaffId([5; 16]), role: Role::Therapist, therapist: Some(slug("a")) };
    let staff = member.id;
    let kept = write!(books.store, transaction, [member = member], {
        transaction.insert_staff(member, &PersonName::new("Ada Sample").expect("a name"), at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    for (exercise, minute) in [("b", 0), ("a", 10), ("b", 99)] {
        let exercise = slug(exercise);
        let shows_at = at(MARCH) + minutes(minute);
        let opened = write!(books.store, transaction, [exercise = exercise], {
            transaction.open_exercise(US, exercise, shows_at, staff, at(MARCH)).await
        });
        assert_eq!(opened, Ok::<_, StoreError>(()));
    }
    let seen = async |viewer: Viewer, minute| {
        let now = at(MARCH) + minutes(minute);
        let opened = books.store.opened_exercises(&viewer, &us(), now).await.expect("it reads");
        opened.iter().map(|one| one.exercise.as_str().to_owned()).collect::<Vec<_>>()
    };
    let therapist = || Viewer::Clinician(slug("a"));
    assert_eq!(seen(Viewer::Person(ANA), 10).await, Vec::<&str>::new(), "joint work is closed");
    let heard = [ANA, BO].map(|person| HeardAlone { person, how: Hearing::ByPhone });
    let open = write!(books.store, transaction, [], transaction.open_joint_work(&us(), &heard, staff, at(MARCH)).await);
    assert_eq!(open, Ok::<_, StoreError>(()));
    for person in [ANA, BO] {
        assert_eq!(seen(Viewer::Person(person), 9).await, ["b"], "a second opening changes nothing");
        assert_eq!(seen(Viewer::Person(person), 10).await, ["a", "b"]);
    }
    assert_eq!(seen(therapist(), 0).await, ["a", "b"], "also what does not show yet");
    for viewer in [Viewer::Person(CLEO), Viewer::Clinician(slug("b")), Viewer::FrontDesk, Viewer::Owner] {
        assert_eq!(seen(viewer.clone(), 10).await, Vec::<&str>::new(), "{viewer:?}");
    }
}

async fn one_spoiled_text_hides_no_other(books: Books) {
    with_persons(&books).await;
    for number in [6, 7] {
        keep(&books, &item(number, ANA), "a text").await;
    }
    let (from, to) = if books.records.address().is_some() { ("'\\x06", "'\\x") } else { ("x'06", "x'") };
    let id = format!("{from}{}'", "06".repeat(15));
    books.run(&format!("UPDATE item SET body = {to}00ff' WHERE id = {id}"));
    let listed = books.store.items_of(&Viewer::Person(ANA), ANA, at(MARCH)).await.expect("it reads");
    let whole = listed.iter().map(|listed| listed.writing.is_ok()).collect::<Vec<_>>();
    assert_eq!(whole, [false, true]);
    let spoiled = books.store.item(&Viewer::Person(ANA), ItemId([6; 16]), at(MARCH)).await;
    assert!(matches!(spoiled, Err(StoreError::Corrupt { table: "item", .. })), "{spoiled:?}");
}

async fn erasing_a_person_leaves_nothing_that_opens(books: Books) {
    linked(&books).await;
    let (own, shown, given) = (item(5, ANA), Item { therapist_since: Some(at(MARCH)), ..item(6, ANA) }, item(7, ANA));
    for one in [&own, &shown, &given] {
        keep(&books, one, "a text").await;
    }
    send(&books, &given, Some(at(MARCH))).await;
    let erased = write!(books.store, transaction, [], transaction.erase_person(ANA, at(MARCH)).await);
    assert_eq!(erased, Ok::<_, StoreError>(1));
    assert_eq!(books.store.person(ANA).await, Ok(None));
    assert_eq!(readers(&books, own.id, at(MARCH)).await, Vec::<&str>::new());
    let found = books.store.item(&Viewer::Clinician(slug("a")), shown.id, at(MARCH)).await.expect("it reads");
    assert!(found.is_some(), "the practice keeps its record");
    let found = books.store.item(&Viewer::Person(BO), given.id, at(MARCH)).await.expect("it reads");
    assert!(found.is_some(), "what a partner was given stays theirs");
    let lost = books.store.item(&Viewer::Person(ANA), shown.id, at(MARCH)).await;
    assert!(matches!(lost, Err(StoreError::Corrupt { .. })), "no key of hers is left: {lost:?}");
}
