//! Everything that is sealed, in one set of records: none of it can be read without the key, and a spoiled part of it is
//! said to be spoiled while the rest is read as before.

use std::path::Path;

use troth_domain::access::Viewer;
use troth_domain::accounts::{Account, Session, SessionId, SignInName, Token};
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Actor;
use troth_domain::people::{AccountId, ItemId, PersonName, Role, Staff, StaffId};
use troth_domain::plan::agreement::{AgreementMove, Terms};
use troth_domain::plan::ahead::SetbackPlan;
use troth_domain::plan::closeness::{Choice, Choices, Step};
use troth_domain::plan::entry::{OwnEntry, StatedBreach, Statements};
use troth_domain::plan::own_plan::{Origin, OwnPlan};
use troth_domain::plan::proposal::{Breach, Goal, Whose};
use troth_domain::plan::{BreachId, CommandId, LogId, Move, PlanLine, PlanText, Reach};
use troth_domain::writing::{Item, ItemKind};
use troth_store::{ALONE, AgendaNote, Extent, IdempotencyClaim, Invitation, Passkey, SETBACKS, SecretKind, StoreError};

use crate::on_both_engines;
use crate::persons::{ANA, BO, RULES, item, keep, linked, send, us, writing};
use crate::safety::{PAUSE, heard_both, hold, holds_for, open, outcome};
use crate::samples::{Books, MARCH, at, booking, cancelled, client, insert, minutes, reason, resources, slug, write};
use crate::sealing::{all_bytes, holds};
use crate::support::psql;

on_both_engines!(
    nothing_of_what_is_sealed_can_be_read_without_the_key,
    whatever_is_spoiled_is_said_and_the_rest_is_read,
    every_column_of_bytes_is_known_here,
);

const NOON: &str = "2027-03-02T12:00:00Z";
const DANA: StaffId = StaffId([4; 16]);
const CANARIES: [&str; 19] = [
    "Canaryclient",
    "canary-key",
    "canary-answer",
    "Canaryreason",
    "Canaryjournal",
    "Canaryscreening",
    "Canarystaff",
    "Canaryhold",
    "canary-hash",
    "canary-device",
    "canary-label",
    "Canaryname",
    "canary-exercise",
    "Canaryagreement",
    "Canarynote",
    "Canarysetback",
    "Canarydate",
    "Canaryladder",
    "infidelity",
];

/// What is sealed: table and column. Each has a reading below that needs it.
const SEALED: [(&str, &str); 23] = [
    ("booking", "client"),
    ("booking_event", "reason"),
    ("idempotency", "answer"),
    ("item_key", "wrap"),
    ("person", "profile"),
    ("person_key", "wrap"),
    ("staff", "name"),
    ("account", "name"),
    ("secret", "secret"),
    ("passkey", "passkey"),
    ("session", "device"),
    ("couple", "first_name"),
    ("couple", "second_name"),
    ("invitation", "name"),
    ("item", "body"),
    ("private_document", "body"),
    ("plan_move", "body"),
    ("closeness_choice", "body"),
    ("account_asking", "body"),
    ("agenda_note", "words"),
    ("screening", "summary"),
    ("joint_work_hold", "reason"),
    ("practice_fact", "value"),
];

/// Columns of bytes that are no secrets: random names of rows, and codes that tell nothing without the key.
const NAMES: [&str; 35] = [
    "id",
    "booking",
    "item",
    "person",
    "couple",
    "account",
    "actor",
    "audit",
    "author",
    "reader",
    "about",
    "log",
    "host",
    "move",
    "command",
    "inviter",
    "first_person",
    "second_person",
    "staff",
    "seen_by",
    "opened_by",
    "released_by",
    "assigned_by",
    "added_by",
    "closed_by",
    "joint_work",
    "paused_by",
    "ended_by",
    "done_by",
    "made_by",
    "leased_by",
    "key_code",
    "body_code",
    "name_code",
    "code",
];
/// Hashes: of random tokens, of audit rows, and of texts that everyone may read.
const CODES: [&str; 6] = ["token", "mac", "hash", "text_hash", "digest", "rules_digest"];

async fn fill(books: &Books) {
    linked(books).await;
    let staff = Staff { id: DANA, role: Role::Therapist, therapist: Some(slug("a")) };
    let named = PersonName::new("Canarystaff").expect("a name");
    let kept = write!(books.store, transaction, [given = (staff, named)], {
        transaction.insert_staff(&given.0, &given.1, at(MARCH)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    fill_booking(books).await;
    keep(books, &item(20, ANA), "Canaryjournal").await;
    send(books, &item(20, ANA), Some(at(MARCH))).await;
    let screening = Item { kind: ItemKind::Screening, therapist_since: Some(at(MARCH)), ..item(21, ANA) };
    let kept = write!(books.store, transaction, [given = screening], {
        transaction.insert_screening(given, &writing("Canaryscreening"), &outcome(&[]), at(NOON)).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
    open(books, &heard_both()).await.expect("it opens");
    hold(books, PAUSE, Some("Canaryhold")).await.expect("it is held");
    fill_account(books).await;
    fill_plan(books).await;
    crate::offers::offer_and_ask(books, 22).await;
}

async fn fill_plan(books: &Books) {
    let plan = OwnPlan { by: ANA, items: Vec::new() }.add(slug("canary-exercise"), Origin::Own).expect("room");
    let terms = Terms { text: PlanText::new("Canaryagreement").expect("a text"), review_on: None };
    let (command, kind) = (CommandId([1; 16]), AgreementMove::Proposed(terms));
    let proposed = Move { number: 1, author: None, command, at: at(MARCH), reach: Reach::AtOnce, kind };
    let statements = Statements::new(ANA).state(StatedBreach {
        id: BreachId([5; 16]),
        kind: Breach::Infidelity,
        whose: Whose::Theirs,
        stated_by: ANA,
    });
    let entry = OwnEntry { statements: statements.expect("room"), goal: Some(Goal::Part), hard: [].into() };
    let marked = Choices::new().mark([(Step::Walk, Choice::Yes)].into(), None, at(MARCH));
    let note = PlanLine::new("Canarynote").expect("a line");
    crate::ahead::show_canaries(books).await;
    let kept = write!(books.store, transaction, [given = (plan, proposed, entry, marked, note)], {
        transaction.keep_document(ANA, ALONE, (None, &given.0), at(MARCH)).await?;
        transaction.keep_document(ANA, ALONE, (None, &given.2), at(MARCH)).await?;
        transaction.keep_closeness(&us(), ANA, (None, &given.3)).await?;
        transaction.assign_exercise(ANA, &slug("six-parts"), DANA, at(MARCH)).await?;
        transaction.add_agenda_note(us().id, (CommandId([8; 16]), &given.4), at(MARCH), (DANA, at(MARCH))).await?;
        transaction.add_move(&us(), LogId([3; 16]), ANA, &given.1).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn fill_booking(books: &Books) {
    let first = booking(1, at(NOON));
    insert(&books.store, &first, &client("Canaryclient", "canary@example.org")).await.expect("the time is free");
    let kept = write!(books.store, transaction, [first = first], {
        let (now, expires_at) = (at(MARCH), at(NOON));
        transaction.lock(&resources(first), now).await?;
        let (body, answer) = (b"canary-answer".as_slice(), b"canary-answer".as_slice());
        let claim = IdempotencyClaim { key: "canary-key", body, booking: first.id, answer, now, expires_at };
        transaction.remember(&claim).await?;
        transaction.cancel_booking(&cancelled(first, now), Actor::Client, Some(&reason("Canaryreason")), now).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

fn ana() -> AccountId {
    AccountId::Person(ANA)
}

async fn fill_account(books: &Books) {
    let kept = write!(books.store, transaction, [], {
        let now = at(MARCH);
        let name = SignInName::from_random([0, 1, 18, 212]);
        transaction.insert_account(&Account { id: ana(), name, generation: 0 }, now).await?;
        transaction.put_secret(ana(), SecretKind::Passphrase, b"canary-hash", now).await?;
        let passkey = Passkey {
            id: [5; 16],
            account: ana(),
            credential: b"canary-label".to_vec(),
            algorithm: -7,
            public_key: vec![1],
            label: "canary-label".to_owned(),
            sign_count: 0,
            made_at: now,
            used_at: None,
        };
        transaction.insert_passkey(&passkey).await?;
        let session = Session::begin(SessionId([6; 16]), ana(), now);
        transaction.insert_session(&session, &Token([7; 32]), "canary-device").await?;
        let name = PersonName::new("Canaryname").expect("a name");
        let invitation = Invitation { inviter: BO, name, rules: RULES, expires_at: at(NOON) };
        transaction.replace_invitation(&invitation, "CODE", now).await?;
        transaction.note_audit(&AuditNote::by(AuditEvent::ItemRead, AccountId::Staff(DANA)).person(ANA), now).await
    });
    assert_eq!(kept, Ok::<_, StoreError>(()));
}

async fn nothing_of_what_is_sealed_can_be_read_without_the_key(books: Books) {
    fill(&books).await;
    let mut everything = all_bytes(&books);
    if books.records.address().is_none() {
        let copy = books.records.folder().join("backup.sqlite");
        books.run(&format!("VACUUM INTO '{}'", copy.display()));
        everything.extend(std::fs::read(Path::new(&copy)).expect("the copy reads"));
    }
    assert!(holds(&everything, "talk"), "the offering is there, so this looks in the right place");
    for canary in CANARIES {
        assert!(!holds(&everything, canary), "{canary} is readable");
    }
}

fn first_note(notes: Vec<AgendaNote>) -> Result<(), StoreError> {
    notes.into_iter().next().expect("there is one").words.map(drop)
}

/// Everything that is read, by what it needs, and whether it was read.
async fn readings(books: &Books) -> Vec<(&'static str, Result<(), StoreError>)> {
    let store = &books.store;
    let (id, now, therapist) = (booking(1, at(NOON)).id, at(MARCH) + minutes(5), Viewer::Clinician(slug("a")));
    let first = |found: Vec<Result<(), StoreError>>| found.into_iter().next().expect("there is one");
    let waiting = store
        .screenings_waiting(&therapist)
        .await
        .map(|found| first(found.into_iter().map(|one| one.map(drop)).collect()));
    let offered = store.offers(&Viewer::Person(BO), &us(), now).await;
    let held = holds_for(books, therapist.clone()).await.map(|found| {
        let reasons = found.into_iter().map(|hold| hold.reason.expect("one was given").map(drop));
        first(reasons.collect())
    });
    let inside = |done: Result<(), StoreError>| done;
    vec![
        ("client", store.client_booking(&Viewer::FrontDesk, id).await.map(drop)),
        ("reason", store.events_of(&Viewer::FrontDesk, id).await.map(drop)),
        ("profile", store.profile(&Viewer::Person(ANA), ANA).await.map(drop)),
        ("item", store.item(&Viewer::Person(ANA), ItemId([20; 16]), now).await.map(drop)),
        ("copy", store.item(&Viewer::Person(BO), ItemId([20; 16]), now).await.map(drop)),
        ("asked", offered.and_then(|found| first(found.into_iter().map(|one| one.map(drop)).collect()))),
        ("plan", store.document::<OwnPlan>(&Viewer::Person(ANA), ANA, ALONE, now).await.map(drop)),
        ("setbacks", store.document::<SetbackPlan>(&therapist, ANA, SETBACKS, now).await.map(drop)),
        ("closeness", store.closeness(&Viewer::Person(ANA), &us(), now).await.map(drop)),
        ("agreement", store.plan_log::<AgreementMove>(&Viewer::Person(BO), &us(), LogId([3; 16]), now).await.map(drop)),
        ("note", store.agenda_notes(&Viewer::Person(ANA), &us(), Extent::Whole, now).await.and_then(first_note)),
        ("names", store.names_of(&Viewer::Person(ANA), &us()).await.map(drop)),
        ("screening", waiting.and_then(|one| one)),
        ("hold", held.and_then(|one| one)),
        (
            "answer",
            inside(write!(store, transaction, [], {
                transaction.recall("canary-key", b"canary-answer", at(MARCH)).await.map(drop)
            })),
        ),
        (
            "staff",
            inside(write!(store, transaction, [], {
                transaction.staff(DANA).await?.expect("she is there").name.map(drop)
            })),
        ),
        ("account", inside(write!(store, transaction, [], transaction.account(ana()).await.map(drop)))),
        (
            "secret",
            inside(write!(store, transaction, [], {
                transaction.secret(ana(), SecretKind::Passphrase).await.map(drop)
            })),
        ),
        ("passkeys", inside(write!(store, transaction, [], transaction.passkeys(ana()).await.map(drop)))),
        (
            "sessions",
            inside(write!(store, transaction, [], {
                transaction.sessions(ana()).await?.pop().expect("there is one").device.map(drop)
            })),
        ),
        ("invitation", inside(write!(store, transaction, [], transaction.invitation("CODE", now).await.map(drop)))),
    ]
}

/// Each value of a column, in hexadecimal.
pub fn values(books: &Books, table: &str, column: &str) -> Vec<String> {
    match books.records.address() {
        Some(address) => {
            let select = format!("SELECT encode({column}, 'hex') FROM {table} WHERE {column} IS NOT NULL");
            psql(&address, &select).lines().map(str::to_owned).collect()
        }
        None => {
            let file = rusqlite::Connection::open(books.file()).expect("the file opens");
            let select = format!("SELECT lower(hex({column})) FROM {table} WHERE {column} IS NOT NULL");
            let mut statement = file.prepare(&select).expect("it is well formed");
            let rows = statement.query_map([], |row| row.get(0)).expect("it runs");
            rows.collect::<Result<_, _>>().expect("it reads")
        }
    }
}

fn put(books: &Books, table: &str, column: &str, changes: &[(String, String)]) {
    let bytes = |hex: &str| match books.records.address() {
        Some(_) => format!("'\\x{hex}'"),
        None => format!("x'{hex}'"),
    };
    let update = |(from, to): &(String, String)| {
        format!("UPDATE {table} SET {column} = {} WHERE {column} = {};", bytes(to), bytes(from))
    };
    books.run(&changes.iter().map(update).collect::<String>());
}

/// The same bytes with one bit changed in the middle.
fn flipped(hex: &str) -> String {
    let mut bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("it is hexadecimal");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    data_encoding::HEXLOWER.encode(&bytes)
}

/// What it is called, and what it makes of bytes in hexadecimal.
type Way = (&'static str, fn(&str) -> String);

async fn whatever_is_spoiled_is_said_and_the_rest_is_read(books: Books) {
    fill(&books).await;
    let sound = readings(&books).await;
    assert!(sound.iter().all(|(_, read)| read.is_ok()), "{sound:?}");
    let ways: [Way; 3] = [
        ("flipped", flipped),
        ("cut short", |hex| hex[..hex.len() - 4].to_owned()),
        ("cut to a few bytes", |hex| hex[..20].to_owned()),
    ];
    for (table, column) in SEALED.into_iter().filter(|(table, _)| *table != "practice_fact") {
        let kept = values(&books, table, column);
        assert!(!kept.is_empty(), "{table}.{column} is filled");
        for (way, spoil) in ways {
            // Cut to the same few bytes, two values could not be told apart to put them back.
            let changes = (0_u8..).zip(&kept).map(|(number, hex)| (hex.clone(), format!("{}{number:02x}", spoil(hex))));
            let changes: Vec<_> = if way == "flipped" {
                kept.iter().map(|hex| (hex.clone(), flipped(hex))).collect()
            } else {
                changes.collect()
            };
            put(&books, table, column, &changes);
            let spoiled = readings(&books).await;
            let refused: Vec<_> = spoiled.iter().filter(|(_, read)| read.is_err()).collect();
            assert!(!refused.is_empty(), "{table}.{column} {way}: nobody noticed");
            for (name, read) in &refused {
                assert!(matches!(read, Err(StoreError::Corrupt { .. })), "{table}.{column} {way}, {name}: {read:?}");
            }
            if column != "wrap" {
                assert!(refused.len() <= 2, "{table}.{column} {way} spoils others: {refused:?}");
            }
            let back: Vec<_> = changes.into_iter().map(|(from, to)| (to, from)).collect();
            put(&books, table, column, &back);
        }
    }
    let again = readings(&books).await;
    assert!(again.iter().all(|(_, read)| read.is_ok()), "{again:?}");
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
}

/// A new column of bytes belongs into one of the lists: sealed, with a reading that needs it, or no secret.
async fn every_column_of_bytes_is_known_here(books: Books) {
    let columns = match books.records.address() {
        Some(address) => psql(
            &address,
            "SELECT table_name || '.' || column_name FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1",
        ),
        None => {
            let file = rusqlite::Connection::open(books.file()).expect("the file opens");
            let select = "SELECT group_concat(tables.name || '.' || columns.name, char(10)) FROM sqlite_schema AS tables, \
                          pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND columns.type = 'BLOB'";
            file.query_row(select, [], |row| row.get(0)).expect("it runs")
        }
    };
    let unknown = columns.lines().filter(|name| {
        let (table, column) = name.split_once('.').expect("table and column");
        !SEALED.contains(&(table, column)) && !NAMES.contains(&column) && !CODES.contains(&column)
    });
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&str>::new());
}
