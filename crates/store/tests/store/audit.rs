//! What was done is written down with it, and whoever meddles with that is found.

use futures_util::future::join_all;
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::limits;
use troth_domain::message::PersonLinkPurpose;
use troth_domain::people::{AccountId, ItemId, PersonId, StaffId};
use troth_store::{AuditFinding, Checkpoint, Engine, Finding, StoreError, WriteTransaction};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, minutes, write};

on_both_engines!(
    a_note_is_kept_with_its_deed_or_not_at_all,
    a_look_writes_notes_and_nothing_else,
    a_look_beside_a_change_is_kept_with_it,
    the_notes_are_listed_page_by_page_and_none_twice,
    rows_and_seals_refuse_to_be_changed,
    what_is_young_waits_to_be_sealed,
    a_late_row_is_sealed_later,
    nodes_seal_one_after_the_other,
    whoever_meddles_is_found,
    a_checkpoint_holds_the_history_fast,
    many_rows_take_many_seals,
);

fn opened(number: u8) -> AuditNote {
    AuditNote::by(AuditEvent::ItemRead, AccountId::Staff(StaffId([9; 16])))
        .person(PersonId([1; 16]))
        .item(ItemId([number; 16]))
}

async fn note(books: &Books, note: AuditNote, minute: i64) {
    let now = at(MARCH) + minutes(minute);
    let kept = write!(books.store, transaction, [note = note], transaction.note_audit(note, now).await);
    assert_eq!(kept, Ok(()));
}

async fn look(books: &Books, number: u8) -> Result<(), StoreError> {
    let looked = books.store.look(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { transaction.note_audit(&opened(number), at(MARCH)).await })
    });
    looked.await
}

async fn a_look_writes_notes_and_nothing_else(books: Books) {
    assert_eq!(look(&books, 1).await, Ok(()));
    let changed = books.store.look(|transaction: &mut WriteTransaction| {
        Box::pin(async move {
            transaction.note_audit(&opened(2), at(MARCH)).await?;
            transaction.raise_link_generation(PersonId([1; 16]), PersonLinkPurpose::Reset).await.map(drop)
        })
    });
    let refused = changed.await;
    assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
    let items = books.store.audit(None).await.expect("it reads").into_iter().filter_map(|entry| entry.note?.item);
    assert_eq!(items.collect::<Vec<_>>(), [ItemId([1; 16])], "the note of the refused one is not kept either");
}

/// On SQLite they share a commit where they come together, and then it waits for the disk.
async fn a_look_beside_a_change_is_kept_with_it(books: Books) {
    let looks = (1..=20).map(|number| look(&books, number));
    let changes = (21..=40).map(|number| note(&books, opened(number), 0));
    let (looked, ()) = tokio::join!(join_all(looks), async { join_all(changes).await.into_iter().collect() });
    assert!(looked.into_iter().all(|looked| looked.is_ok()));
    assert_eq!(books.store.audit(None).await.expect("it reads").len(), 40);
}

/// Three seals: two rows, two rows, one row; and one row that waits.
async fn three_seals(books: &Books) {
    for (rows, minute) in [(vec![1, 2], 0), (vec![3, 4], 10), (vec![5], 20)] {
        for row in rows {
            note(books, opened(row), minute).await;
        }
        books.store.seal_audit(at(MARCH) + minutes(minute + 1)).await.expect("it seals");
    }
    note(books, opened(6), 30).await;
}

async fn findings(books: &Books) -> Vec<AuditFinding> {
    let all = books.store.verify().await.expect("it reads");
    let audit = all.into_iter().map(|finding| match finding {
        Finding::Audit(finding) => finding,
        other => panic!("{other}"),
    });
    audit.collect()
}

/// Whether statements beside the store get through.
fn gets_through(books: &Books, statement: &str) -> bool {
    match books.records.address() {
        Some(address) => {
            let psql = std::process::Command::new("psql")
                .args([&address, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement])
                .output();
            psql.expect("psql starts").status.success()
        }
        None => {
            let file = rusqlite::Connection::open(books.file()).expect("the file opens");
            file.execute_batch(statement).is_ok()
        }
    }
}

/// As someone who may do anything with the database, but has no key.
fn meddle(books: &Books, statements: &str) {
    let guards = match books.store.engine() {
        Engine::Sqlite => {
            let tables = ["audit", "audit_arrived", "audit_seal", "audit_sealed"];
            let guards =
                tables.map(|table| format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete; "));
            format!("PRAGMA foreign_keys = OFF; {}", guards.concat())
        }
        Engine::Postgres => "ALTER TABLE audit DISABLE TRIGGER audit_kept; ALTER TABLE audit_arrived DISABLE TRIGGER audit_arrived_kept; \
             ALTER TABLE audit_seal DISABLE TRIGGER \
             audit_seal_kept; ALTER TABLE audit_sealed DISABLE TRIGGER audit_sealed_kept; \
             ALTER TABLE audit_sealed DROP CONSTRAINT audit_sealed_seal_fkey; "
            .to_owned(),
    };
    books.run(&(guards + statements));
}

async fn a_note_is_kept_with_its_deed_or_not_at_all(books: Books) {
    let system = AuditNote::new(AuditEvent::KeyRotated, AuditActor::System);
    note(&books, system, 0).await;
    let undone: Result<(), StoreError> = write!(books.store, transaction, [note = opened(1)], {
        transaction.note_audit(note, at(MARCH)).await?;
        Err(StoreError::Changed)
    });
    assert_eq!(undone, Err(StoreError::Changed));
    note(&books, opened(2), 1).await;
    let newest = books.store.audit(None).await.expect("it reads");
    let seen = newest.into_iter().map(|entry| (entry.at, entry.note)).collect::<Vec<_>>();
    assert_eq!(seen, [(at(MARCH) + minutes(1), Some(opened(2))), (at(MARCH), Some(system))]);
    assert_eq!(findings(&books).await, []);
}

async fn the_notes_are_listed_page_by_page_and_none_twice(books: Books) {
    let page = usize::try_from(limits::AUDIT_PAGE_ROWS_MAX).expect("it is small");
    // Several of one moment, as when a list is read.
    for number in 0..=page {
        note(&books, opened(u8::try_from(number).expect("it is small")), i64::try_from(number / 20).expect("so is it"))
            .await;
    }
    let first = books.store.audit(None).await.expect("it reads");
    assert_eq!(first.len(), page + 1);
    let rest = books.store.audit(Some(first[page - 1].place)).await.expect("it reads");
    assert_eq!(rest, first[page..]);
    assert_eq!(books.store.audit(Some(rest[0].place)).await, Ok(Vec::new()));
}

async fn rows_and_seals_refuse_to_be_changed(books: Books) {
    three_seals(&books).await;
    for table in ["audit", "audit_arrived", "audit_seal", "audit_sealed"] {
        let column = if table.starts_with("audit") && !table.contains("seal") {
            "at"
        } else if table == "audit_seal" {
            "sealed_at"
        } else {
            "position"
        };
        assert!(!gets_through(&books, &format!("UPDATE {table} SET {column} = {column} + 100")), "{table}");
        assert!(!gets_through(&books, &format!("DELETE FROM {table}")), "{table}");
        if books.store.engine() == Engine::Postgres {
            assert!(!gets_through(&books, &format!("TRUNCATE {table} CASCADE")), "{table}");
        }
    }
    assert!(gets_through(&books, "SELECT 1"));
    assert_eq!(findings(&books).await, []);
}

async fn what_is_young_waits_to_be_sealed(books: Books) {
    note(&books, opened(1), 0).await;
    let five_seconds = jiff::SignedDuration::from_secs(5);
    assert_eq!(books.store.seal_audit(at(MARCH) + five_seconds).await, Ok(0));
    assert_eq!(findings(&books).await, [], "waiting is no fault");
    assert_eq!(books.store.seal_audit(at(MARCH) + five_seconds * 2).await, Ok(1));
    assert_eq!(books.store.seal_audit(at(MARCH) + minutes(60)).await, Ok(0), "nothing is sealed twice");
    assert_eq!(findings(&books).await, []);
}

async fn a_late_row_is_sealed_later(books: Books) {
    three_seals(&books).await;
    note(&books, opened(7), 5).await;
    assert_eq!(books.store.seal_audit(at(MARCH) + minutes(60)).await, Ok(2), "it and the one that waited");
    assert_eq!(findings(&books).await, []);
}

async fn nodes_seal_one_after_the_other(books: Books) {
    for round in 0..5 {
        for row in 0..4 {
            note(&books, opened(row), round).await;
        }
        let now = at(MARCH) + minutes(round + 1);
        let (first, second) = (books.another_node().await, books.another_node().await);
        let (first, second) = tokio::join!(
            tokio::spawn(async move { first.seal_audit(now).await }),
            tokio::spawn(async move { second.seal_audit(now).await })
        );
        let sealed = [first, second].map(|sealed| sealed.expect("it ends").expect("it seals"));
        assert_eq!(sealed.iter().sum::<u64>(), 4, "{sealed:?}");
    }
    assert_eq!(findings(&books).await, []);
    assert_eq!(books.store.checkpoint(at(MARCH)).await.map(|checkpoint| checkpoint.total), Ok(20));
}

/// What is done, how, and what is to be found.
type Meddling = (&'static str, String, fn(&AuditFinding) -> bool);

async fn whoever_meddles_is_found(books: Books) {
    let engine = books.store.engine();
    for (what, statements, wanted) in meddling_with_rows().into_iter().chain(meddling_with_seals()) {
        let records = match engine {
            Engine::Sqlite => crate::support::Records::sqlite(),
            Engine::Postgres => crate::support::Records::postgres(),
        };
        let books = Books::open(records).await;
        three_seals(&books).await;
        meddle(&books, &statements);
        let found = findings(&books).await;
        assert!(found.iter().any(wanted), "{what}: {found:?}");
    }
}

fn meddling_with_rows() -> [Meddling; 5] {
    let first = "(SELECT audit FROM audit_sealed WHERE seal = 2 AND position = 0)";
    let forged = "INSERT INTO audit SELECT made_up.id, at, event, actor_kind, actor, person, item, couple, staff, \
                  key_version, mac FROM audit, (SELECT person AS id FROM audit LIMIT 1) AS made_up WHERE audit.id = ";
    let waiting =
        "UPDATE audit SET event = 2 WHERE id IN (SELECT audit FROM audit_waiting); UPDATE audit_arrived SET event = 2"
            .to_owned();
    let changed = |found: &AuditFinding| matches!(found, AuditFinding::RowChanged { .. });
    [
        ("a row made up", format!("{forged}{first}"), changed),
        ("a person exchanged", format!("UPDATE audit SET person = item WHERE id = {first}"), changed),
        ("a time changed", format!("UPDATE audit SET at = at + 1 WHERE id = {first}"), changed),
        ("a waiting row changed", waiting, changed),
        ("a sealed row deleted", format!("DELETE FROM audit WHERE id = {first}"), |found| {
            matches!(found, AuditFinding::RowMissing { seal: 2, position: 0, .. })
        }),
    ]
}

fn meddling_with_seals() -> [Meddling; 8] {
    let cut = |seal: u8| {
        format!(
            "DELETE FROM audit WHERE id IN (SELECT audit FROM audit_sealed WHERE seal = {seal}); \
             DELETE FROM audit_sealed WHERE seal = {seal}; DELETE FROM audit_seal WHERE number = {seal}; "
        )
    };
    let place = |place: &str, wanted: &str| format!("UPDATE audit_sealed SET {wanted} WHERE seal = 2 AND {place}; ");
    let exchanged = place("position = 0", "position = 7") + &place("position = 1", "position = 0");
    let exchanged = exchanged + &place("position = 7", "position = 1");
    let taken_out = "DELETE FROM audit WHERE id IN (SELECT audit FROM audit_sealed WHERE seal = 2 AND position = 1); \
                     DELETE FROM audit_sealed WHERE seal = 2 AND position = 1";
    let hash = "UPDATE audit_seal SET hash = mac WHERE number = 2".to_owned();
    let time = "UPDATE audit_seal SET sealed_at = sealed_at + 1 WHERE number = 2".to_owned();
    let broken = |found: &AuditFinding| *found == AuditFinding::SealBroken { seal: 2 };
    [
        ("a row taken out of a seal", taken_out.to_owned(), broken),
        ("two rows exchanged", exchanged, broken),
        ("a row moved to another seal", place("position = 0", "seal = 1, position = 2"), broken),
        ("a seal's hash changed", hash, |found| *found == AuditFinding::SealChanged { seal: 2 }),
        ("a seal's time changed", time, broken),
        ("a seal in the middle deleted", cut(2), |found| *found == AuditFinding::SealsMissing { from: 2, to: 2 }),
        ("the end cut off", cut(3), |found| *found == AuditFinding::SealsMissing { from: 3, to: 3 }),
        ("the end cut off and the note of it", cut(3) + "UPDATE audit_head SET number = 2", |found| {
            *found == AuditFinding::HeadChanged { seal: 2 }
        }),
    ]
}

async fn a_checkpoint_holds_the_history_fast(books: Books) {
    three_seals(&books).await;
    let now = at(MARCH) + minutes(40);
    let line = books.store.checkpoint(now).await.expect("it reads").to_string();
    let checkpoint = line.parse::<Checkpoint>().expect("a line comes back");
    assert_eq!((checkpoint.seal, checkpoint.total), (3, 5));
    assert_eq!(books.store.compare(&checkpoint).await, Ok(vec![]));
    note(&books, opened(7), 50).await;
    books.store.seal_audit(at(MARCH) + minutes(60)).await.expect("it seals");
    assert_eq!(books.store.compare(&checkpoint).await, Ok(vec![]), "more history is no fault");
    let forged = Checkpoint { total: 4, ..checkpoint.clone() };
    assert_eq!(books.store.compare(&forged).await, Ok(vec![AuditFinding::CheckpointForeign]));

    // Whoever has the key can write another history that agrees with itself, or begin anew; not the one of the line.
    let other = Books::open(crate::support::Records::sqlite()).await;
    let nothing = other.store.compare(&checkpoint).await;
    assert_eq!(nothing, Ok(vec![AuditFinding::CheckpointAhead { wanted: 3, found: 0 }]));
    three_seals(&other).await;
    assert_eq!(findings(&other).await, []);
    assert_eq!(other.store.compare(&checkpoint).await, Ok(vec![AuditFinding::CheckpointOther { seal: 3 }]));
}

async fn many_rows_take_many_seals(books: Books) {
    // A few at a time: on a busy machine a transaction has no time for all.
    for _ in 0..11 {
        let noted = write!(books.store, transaction, [], {
            for _ in 0..100 {
                transaction.note_audit(&opened(1), at(MARCH)).await?;
            }
            Ok::<_, StoreError>(())
        });
        assert_eq!(noted, Ok(()));
    }
    assert_eq!(books.store.seal_audit(at(MARCH) + minutes(1)).await, Ok(1100));
    assert_eq!(books.store.checkpoint(at(MARCH)).await.map(|made| (made.seal, made.total)), Ok((5, 1100)));
    assert_eq!(findings(&books).await, []);
}
