//! What can go wrong, in words without a personal value.

use crate::engine::Engine;

/// Why the store did not do what it was asked. Holds no personal value, in `Display` or `Debug`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else has the time: the schema refused the cells. Decide anew, then say so.
    #[error("the time is taken")]
    CellTaken,
    /// A value that must be the only one of its kind is there already, such as a reference.
    #[error("a value that must be unique is there already: {0}")]
    Duplicate(String),
    /// The booking is not in the state that the change needs: it was changed or lapsed in between.
    #[error("the booking has changed in between")]
    Changed,
    /// The time of a therapist or room was to be changed without the lock on it, which is a mistake in the program.
    #[error("a change to a time that is not locked")]
    NotLocked,
    /// A therapist or room that was never registered.
    #[error("a resource that was never registered: {0}")]
    UnknownResource(String),
    /// The database cannot be reached, or took too long.
    #[error("the database is away: {0}")]
    Unavailable(String),
    /// The disk takes no more.
    #[error("the disk is full")]
    Full,
    /// Two transactions were in each other's way too often.
    #[error("other changes were in the way each time")]
    Conflict,
    /// Stored bytes cannot be read: changed, or sealed with another key.
    #[error("{table} {row} cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: String,
    },
    /// The action failed in a way that is a mistake in the program.
    #[error("the action stopped in the middle")]
    Stopped,
    /// The database refused a statement, which is a mistake in the program.
    #[error("the database refused: {0}")]
    Database(String),
}

/// Why the store could not be opened, in words for the person who starts the server.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder cannot be made or written.
    #[error("the data folder {folder} cannot be used: {cause}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        cause: String,
    },
    /// No connection to the database.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The key is not the one that the records were sealed with.
    #[error(
        "the key does not fit the records: they were sealed with another key. Start with the key file that belongs to \
         this database; without it the records cannot be read"
    )]
    WrongKey,
    /// A change of the key was begun, and the key that is to come is not at hand.
    #[error(
        "the change of the key is not finished: some of the records are sealed with the key that is to come. Put it back \
         beside the key file, under the same name with .new at its end, and run troth rotate-key again"
    )]
    KeyChange,
    /// The database was used with a shifted clock.
    #[error(
        "this database was used with --clock, so its times are not real. Start with --clock and --allow-clock, or with \
         another database"
    )]
    ShiftedClock,
    /// A newer program has changed the tables.
    #[error(
        "the records were last used by a newer version (schema {found}; this program knows {known}). Start the newer \
         version"
    )]
    NewerSchema {
        /// The schema's version in the database.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A released migration was changed afterwards.
    #[error("migration {0} is not the one that this database was made with; start the version that made it")]
    ChangedMigration(i64),
    /// The bundled SQLite is one with the WAL-reset fault.
    #[error("SQLite {0} can corrupt a database; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// Anything else.
    #[error("the database cannot be prepared: {0}")]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Whether trying the same transaction again can help.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict)
    }

    /// What a unique constraint of another table than the cells' says.
    pub(crate) fn cell_taken(self) -> Self {
        match self {
            Self::Duplicate(_) => Self::CellTaken,
            other => other,
        }
    }

    /// A stored row that does not read as what it should be.
    pub(crate) fn corrupt(table: &'static str, row: &[u8]) -> Self {
        Self::Corrupt { table, row: data_encoding::HEXLOWER.encode(row) }
    }
}

impl Engine {
    /// The engine's name, for a log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}
