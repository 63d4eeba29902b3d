//! Statements on SQLite.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, ErrorCode, OpenFlags, ffi};
use troth_domain::limits;

use super::value::{Field, Row, Value};
use crate::error::StoreError;
use crate::writer::Wait;

/// A connection to the file.
pub(crate) struct SqliteConnection {
    connection: rusqlite::Connection,
    /// The file that commits are written to first.
    log: PathBuf,
    /// What a commit waits for as it is set now.
    wait: Wait,
}

/// Durable at each commit; foreign keys hold; nothing is spilled to a file outside the folder.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                        PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = FAST";

impl SqliteConnection {
    pub fn open(file: &Path, read_only: bool) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(file, flags).map_err(fault)?;
        let wait = Duration::from_secs(limits::DATABASE_WAIT_SECONDS_MAX);
        connection.busy_timeout(wait).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(limits::PREPARED_STATEMENTS_MAX);
        connection.execute_batch(SETTINGS).map_err(fault)?;
        // A plan does not depend on the values. Otherwise SQLite prepares a statement anew each time that it is run with
        // others, wherever a table has an index of those rows that hold a certain value: two fifths of what some reads cost.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(fault)?;
        if read_only {
            connection.execute_batch("PRAGMA query_only = ON").map_err(fault)?;
        }
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        Ok(Self { connection, log: log.into(), wait: Wait::Disk })
    }

    pub fn execute(&self, statement: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut prepared = self.prepare(statement, values)?;
        let changed = prepared.raw_execute().map_err(fault)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub fn fetch(&self, statement: &str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut prepared = self.prepare(statement, values)?;
        let columns = prepared.column_count();
        let mut rows = prepared.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let fields = (0..columns).map(|column| field(row.get_ref(column).map_err(fault)?));
            found.push(Row::new(fields.collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    pub fn batch(&self, statements: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(statements).map_err(fault)
    }

    /// Begins a transaction that writes.
    pub fn begin(&mut self, wait: Wait) -> Result<(), StoreError> {
        if wait != self.wait {
            self.batch(match wait {
                Wait::Disk => "PRAGMA synchronous = FULL",
                Wait::Database => "PRAGMA synchronous = NORMAL",
            })?;
            self.wait = wait;
        }
        self.execute("BEGIN IMMEDIATE", &[]).map(drop)
    }

    /// Brings what was committed without waiting to the disk: all of it is in the log, or beyond it and synced already.
    pub fn reach_disk(&self) -> Result<(), StoreError> {
        let log = File::open(&self.log).and_then(|log| log.sync_data());
        log.map_err(|error| StoreError::Unavailable(error.kind().to_string()))
    }

    /// Ends the transaction without its changes. SQLite may have ended it by itself, as it does on a full disk.
    pub fn rollback(&self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() { Ok(()) } else { self.batch("ROLLBACK") }
    }

    /// To SQLite `$2` is a name: which place it has depends on where it is first written, so it is looked up.
    fn prepare(&self, statement: &str, values: &[Value<'_>]) -> Result<CachedStatement<'_>, StoreError> {
        let mut prepared = self.connection.prepare_cached(statement).map_err(fault)?;
        for place in 1..=prepared.parameter_count() {
            let number = prepared.parameter_name(place).and_then(|name| name.get(1..)?.parse::<usize>().ok());
            let value = number.and_then(|number| values.get(number.checked_sub(1)?));
            let Some(value) = value else {
                return Err(StoreError::Database("a statement lacks a value".to_owned()));
            };
            match value {
                Value::Integer(integer) => prepared.raw_bind_parameter(place, integer),
                Value::Text(text) => prepared.raw_bind_parameter(place, text),
                Value::Bytes(bytes) => prepared.raw_bind_parameter(place, bytes),
            }
            .map_err(fault)?;
        }
        Ok(prepared)
    }
}

fn field(value: ValueRef<'_>) -> Result<Field, StoreError> {
    match value {
        ValueRef::Null => Ok(Field::Null),
        ValueRef::Integer(integer) => Ok(Field::Integer(integer)),
        ValueRef::Text(text) => String::from_utf8(text.to_vec())
            .map(Field::Text)
            .map_err(|_| StoreError::Database("a stored text is not UTF-8".to_owned())),
        ValueRef::Blob(bytes) => Ok(Field::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(StoreError::Database("a statement answered a fraction".to_owned())),
    }
}

fn fault(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return StoreError::Database("a statement or value that SQLite does not take".to_owned());
    };
    // A constraint's message names table and columns only; that of a malformed statement quotes the statement, which
    // holds no value.
    let message = message.unwrap_or_else(|| failure.to_string());
    match (failure.code, failure.extended_code) {
        (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE) => StoreError::Duplicate(message),
        (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_WRITE) => StoreError::Full,
        (
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::ReadOnly,
            _,
        ) => StoreError::Unavailable(message),
        _ => StoreError::Database(message),
    }
}

/// The version of the bundled SQLite as text and as `major * 1,000,000 + minor * 1,000 + patch`.
pub(crate) fn version() -> (&'static str, i32) {
    (rusqlite::version(), rusqlite::version_number())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_waits_for_the_disk_and_references_hold() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sample.sqlite");
        std::fs::write(&file, []).unwrap();
        let connection = SqliteConnection::open(&file, false).unwrap();
        let setting = |name: &str| connection.fetch(&format!("PRAGMA {name}"), &[]).unwrap().remove(0);
        assert_eq!(setting("journal_mode").text().unwrap(), "wal");
        assert_eq!(setting("synchronous").integer().unwrap(), 2, "FULL");
        assert_eq!(setting("foreign_keys").integer().unwrap(), 1);
    }

    #[test]
    fn a_commit_waits_for_the_disk_again_after_one_that_did_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sample.sqlite");
        std::fs::write(&file, []).unwrap();
        let mut connection = SqliteConnection::open(&file, false).unwrap();
        for (wait, synchronous) in [(Wait::Database, 1), (Wait::Disk, 2), (Wait::Database, 1), (Wait::Disk, 2)] {
            connection.begin(wait).unwrap();
            let set = connection.fetch("PRAGMA synchronous", &[]).unwrap().remove(0).integer().unwrap();
            assert_eq!(set, synchronous, "{wait:?}");
            connection.batch("CREATE TABLE IF NOT EXISTS sample (one INTEGER); COMMIT").unwrap();
        }
        connection.reach_disk().unwrap();
    }

    #[test]
    fn a_statement_stays_prepared_whatever_its_values() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sample.sqlite");
        std::fs::write(&file, []).unwrap();
        let connection = SqliteConnection::open(&file, false).unwrap();
        // As our tables: with an index of those rows that hold a certain value.
        let tables = "CREATE TABLE one (id INTEGER PRIMARY KEY, name TEXT, version INTEGER); \
                      CREATE INDEX one_by_version ON one (version) WHERE name = 'practice'";
        connection.batch(tables).unwrap();
        let statement = "SELECT version FROM one WHERE name = $1 AND id > $2";
        for (name, id) in [("a", 1), ("b", 2), ("c", 3)] {
            connection.fetch(statement, &[Value::Text(Some(name)), Value::Integer(Some(id))]).unwrap();
        }
        let prepared = connection.connection.prepare_cached(statement).unwrap();
        assert_eq!(prepared.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }

    #[test]
    fn a_parameter_is_found_by_its_number_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sample.sqlite");
        std::fs::write(&file, []).unwrap();
        let connection = SqliteConnection::open(&file, true).unwrap();
        let mut row = connection.fetch("SELECT $2, $1, $2", &[1_i64.into(), "two".into()]).unwrap().remove(0);
        assert_eq!((row.text().unwrap(), row.integer().unwrap()), ("two".to_owned(), 1));
        assert!(connection.fetch("SELECT $3", &[1_i64.into()]).is_err(), "a value is missing");
        assert!(connection.execute("CREATE TABLE sample (id INTEGER)", &[]).is_err(), "it only reads");
    }
}
