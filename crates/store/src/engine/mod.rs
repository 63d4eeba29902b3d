//! One way to run a statement on either engine.
//!
//! A statement has one text with `$1` parameters (docs/decisions/0001). SQLite runs it in the calling thread, which
//! takes microseconds; PostgreSQL over a connection. Both keep statements prepared.

mod postgres;
mod sqlite;
mod tls;
mod value;

pub(crate) use postgres::{Listener, PostgresTarget};
pub(crate) use sqlite::version as sqlite_version;
pub(crate) use value::{Row, Value};

use std::path::PathBuf;

use crate::error::StoreError;
use crate::writer::Wait;

/// The two engines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// A file beside the program.
    Sqlite,
    /// A server, shared by any number of nodes.
    Postgres,
}

/// How connections are made.
#[derive(Clone)]
pub(crate) enum Target {
    Sqlite { file: PathBuf, read_only: bool },
    Postgres(Box<PostgresTarget>),
}

/// An open connection.
pub(crate) enum Connection {
    Sqlite(sqlite::SqliteConnection),
    Postgres(Box<postgres::PostgresConnection>),
}

impl Target {
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub async fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::Sqlite { file, read_only } => {
                sqlite::SqliteConnection::open(file, *read_only).map(Connection::Sqlite)
            }
            Self::Postgres(target) => postgres::PostgresConnection::open(target)
                .await
                .map(|connection| Connection::Postgres(Box::new(connection))),
        }
    }
}

impl Connection {
    /// Says `words` on `channel` to every node that listens, once the transaction is kept. A file has one node, which knows.
    pub async fn announce(&mut self, channel: &str, words: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(connection) => {
                let values = [channel.into(), words.into()];
                connection.execute("SELECT pg_notify($1, $2)", &values).await.map(drop)
            }
        }
    }

    /// Runs a statement; answers how many rows it changed.
    pub async fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute(statement, values),
            Self::Postgres(connection) => connection.execute(statement, values).await,
        }
    }

    /// Runs a statement before the next one, or before the commit, whose error says then what came of it. `meaning` says
    /// what its own error means. For what needs no answer: on PostgreSQL it is sent together with what comes next.
    pub async fn execute_soon(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
        meaning: fn(StoreError) -> StoreError,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute(statement, values).map(drop).map_err(meaning),
            Self::Postgres(connection) => connection.execute_soon(statement, values, meaning).await,
        }
    }

    /// Whether the server at the other end is known to have gone away.
    pub fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(connection) => connection.is_closed(),
        }
    }

    /// Runs a statement; answers its rows.
    pub async fn fetch(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(connection) => connection.fetch(statement, values),
            Self::Postgres(connection) => connection.fetch(statement, values).await,
        }
    }

    /// Runs statements without parameters or rows.
    pub async fn batch(&mut self, statements: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch(statements),
            Self::Postgres(connection) => connection.batch(statements).await,
        }
    }

    /// Begins a transaction that writes, whose commit waits for `wait`.
    pub async fn begin(&mut self, wait: Wait) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.begin(wait),
            Self::Postgres(connection) => connection.begin(wait).await,
        }
    }

    /// Brings everything that was committed to the disk. PostgreSQL does so by itself.
    pub fn reach_disk(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.reach_disk(),
            Self::Postgres(_) => Ok(()),
        }
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute("COMMIT", &[]).map(drop),
            Self::Postgres(connection) => connection.commit().await,
        }
    }

    pub async fn rollback(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.rollback(),
            Self::Postgres(connection) => connection.rollback().await,
        }
    }
}
