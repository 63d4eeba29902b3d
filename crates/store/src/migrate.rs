//! Brings the tables up to date.
//!
//! One sequence of migrations for both engines. A word in braces stands for what the engine calls it. A migration runs
//! once, in order, in the transaction that notes it; its text is remembered as a hash, because a released one never
//! changes.

use sha2::{Digest, Sha256};

use crate::engine::{Connection, Engine};
use crate::error::{OpenError, StoreError};
use crate::writer::Wait;

struct Migration {
    version: i64,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, text: include_str!("../migrations/0001_facts_and_resources.sql") },
    Migration { version: 2, text: include_str!("../migrations/0002_bookings.sql") },
    Migration { version: 3, text: include_str!("../migrations/0003_messages.sql") },
    Migration { version: 4, text: include_str!("../migrations/0004_repeats_and_limits.sql") },
    Migration { version: 5, text: include_str!("../migrations/0005_people.sql") },
    Migration { version: 6, text: include_str!("../migrations/0006_accounts.sql") },
    Migration { version: 7, text: include_str!("../migrations/0007_couples_and_items.sql") },
    Migration { version: 8, text: include_str!("../migrations/0008_safety.sql") },
    Migration { version: 9, text: include_str!("../migrations/0009_audit.sql") },
    Migration { version: 10, text: include_str!("../migrations/0010_person_messages.sql") },
    Migration { version: 19, text: include_str!("../migrations/0019_key_versions.sql") },
    Migration { version: 20, text: include_str!("../migrations/0020_programme.sql") },
    Migration { version: 21, text: include_str!("../migrations/0021_what_came.sql") },
    Migration { version: 23, text: include_str!("../migrations/0023_forgiveness.sql") },
    Migration { version: 24, text: include_str!("../migrations/0024_plan.sql") },
    Migration { version: 25, text: include_str!("../migrations/0025_assigned_exercises.sql") },
    Migration { version: 26, text: include_str!("../migrations/0026_closeness.sql") },
    Migration { version: 27, text: include_str!("../migrations/0027_commitment_reminders.sql") },
    Migration { version: 28, text: include_str!("../migrations/0028_one_device.sql") },
    Migration { version: 29, text: include_str!("../migrations/0029_offered_accounts.sql") },
    Migration { version: 30, text: include_str!("../migrations/0030_notes_arrive.sql") },
    Migration { version: 31, text: include_str!("../migrations/0031_agenda.sql") },
    Migration { version: 32, text: include_str!("../migrations/0032_what_is_told.sql") },
    Migration { version: 33, text: include_str!("../migrations/0033_what_is_over.sql") },
];

/// The word in braces, then what it is on SQLite and on PostgreSQL. Texts order by byte on both. What stands between
/// `{only_sqlite}` and `{end_only_sqlite}` is a comment on PostgreSQL, and the other way round.
const WORDS: [(&str, &str, &str); 10] = [
    ("{integer}", "INTEGER", "BIGINT"),
    ("{bytes}", "BLOB", "BYTEA"),
    ("{text}", "TEXT", "TEXT COLLATE \"C\""),
    ("{identity}", "INTEGER PRIMARY KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    ("{table}", "STRICT", ""),
    ("{key_table}", "STRICT, WITHOUT ROWID", ""),
    ("{only_sqlite}", "", "/*"),
    ("{end_only_sqlite}", "", "*/"),
    ("{only_postgres}", "/*", ""),
    ("{end_only_postgres}", "*/", ""),
];

/// So that two nodes which start at the same moment do it one after the other; any number that nothing else uses. A
/// change of large tables may take its time, and so may waiting for the node that makes it.
const POSTGRES_LOCK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; \
                             SELECT pg_advisory_xact_lock(6048261574)";

fn in_words_of(engine: Engine, text: &str) -> String {
    WORDS.iter().fold(text.to_owned(), |text, (word, sqlite, postgres)| {
        text.replace(word, if engine == Engine::Sqlite { sqlite } else { postgres })
    })
}

/// Runs what is missing.
///
/// # Errors
/// [`OpenError::NewerSchema`] when the database knows more than this program.
pub(crate) async fn migrate(connection: &mut Connection, engine: Engine) -> Result<(), OpenError> {
    connection.begin(Wait::Disk).await?;
    let migrated = run_missing(connection, engine).await;
    if migrated.is_ok() {
        connection.commit().await?
    } else {
        connection.rollback().await?
    }
    migrated
}

async fn run_missing(connection: &mut Connection, engine: Engine) -> Result<(), OpenError> {
    if engine == Engine::Postgres {
        connection.batch(POSTGRES_LOCK).await?;
    }
    let table = "CREATE TABLE IF NOT EXISTS migration (version {integer} NOT NULL PRIMARY KEY, \
                 text_hash {bytes} NOT NULL) {table}";
    connection.batch(&in_words_of(engine, table)).await?;
    let rows = connection.fetch("SELECT version, text_hash FROM migration ORDER BY version", &[]).await?;
    let done = rows.into_iter().map(|mut row| Ok((row.integer()?, row.bytes()?)));
    let done = done.collect::<Result<Vec<_>, StoreError>>()?;
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    if let Some((found, _)) = done.last().filter(|(found, _)| *found > known) {
        return Err(OpenError::NewerSchema { found: *found, known });
    }
    for migration in MIGRATIONS {
        let hash = Sha256::digest(migration.text.as_bytes()).to_vec();
        match done.iter().find(|(version, _)| *version == migration.version) {
            Some((_, text_hash)) if *text_hash == hash => {}
            Some(_) => return Err(OpenError::ChangedMigration(migration.version)),
            None => {
                connection.batch(&in_words_of(engine, migration.text)).await?;
                let note = "INSERT INTO migration (version, text_hash) VALUES ($1, $2)";
                connection.execute(note, &[migration.version.into(), (&hash).into()]).await?;
            }
        }
    }
    Ok(())
}
