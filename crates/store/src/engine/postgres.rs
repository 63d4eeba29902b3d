//! Statements on PostgreSQL.

use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, Column, Connection, Row as _, TypeInfo};
use troth_domain::limits;

use super::value::{Field, Row, Value};
use crate::error::StoreError;

/// A connection to the server.
pub(crate) struct PostgresConnection(PgConnection);

impl PostgresConnection {
    pub async fn open(options: &PgConnectOptions) -> Result<Self, StoreError> {
        let mut connection = PgConnection::connect_with(options).await.map_err(|error| refused(fault(error)))?;
        // So that no transaction lasts five seconds, whatever becomes of the node that began it.
        // Waiting in line for a lock counts too.
        let transaction = limits::TRANSACTION_SECONDS_MAX;
        let settings = format!(
            "SET statement_timeout = '{transaction}s'; \
             SET idle_in_transaction_session_timeout = '{transaction}s'; SET client_min_messages = warning"
        );
        sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut connection).await.map_err(fault)?;
        Ok(Self(connection))
    }

    pub async fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        bind(statement, values).execute(&mut self.0).await.map(|done| done.rows_affected()).map_err(fault)
    }

    pub async fn fetch(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let rows = bind(statement, values).fetch_all(&mut self.0).await.map_err(fault)?;
        rows.iter().map(row).collect()
    }

    pub async fn batch(&mut self, statements: &str) -> Result<(), StoreError> {
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut self.0).await.map(drop).map_err(fault)
    }

    /// A statement that failed before makes the server answer `COMMIT` with a rollback and no error, so the caller
    /// never commits after a failure.
    pub async fn commit(&mut self) -> Result<(), StoreError> {
        self.batch("COMMIT").await
    }
}

fn bind<'q>(statement: &'static str, values: &'q [Value<'_>]) -> sqlx::query::Query<'q, sqlx::Postgres, PgArguments> {
    values.iter().fold(sqlx::query(statement), |query, value| match *value {
        Value::Integer(integer) => query.bind(integer),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

fn row(row: &PgRow) -> Result<Row, StoreError> {
    let field = |column: &sqlx::postgres::PgColumn| {
        let place = column.ordinal();
        let field = match column.type_info().name() {
            "INT8" => row.try_get::<Option<i64>, _>(place).map(|found| found.map(Field::Integer)),
            "INT4" => row.try_get::<Option<i32>, _>(place).map(|found| found.map(|int| Field::Integer(int.into()))),
            "TEXT" => row.try_get::<Option<String>, _>(place).map(|found| found.map(Field::Text)),
            "BYTEA" => row.try_get::<Option<Vec<u8>>, _>(place).map(|found| found.map(Field::Bytes)),
            other => return Err(StoreError::Database(format!("a statement answered a column of type {other}"))),
        };
        field.map(|found| found.unwrap_or(Field::Null)).map_err(fault)
    };
    row.columns().iter().map(field).collect::<Result<Vec<_>, _>>().map(Row::new)
}

/// Whatever the server says to a new connection, it may say something else later.
fn refused(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(message) => StoreError::Unavailable(message),
        other => other,
    }
}

/// Keeps the server's code and message, and leaves out its detail, which quotes the values of the row.
fn fault(error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default().into_owned();
            let message = format!("{} ({code})", error.message());
            match code.as_str() {
                "23505" => StoreError::Duplicate(message),
                "40001" | "40P01" => StoreError::Conflict,
                "53100" => StoreError::Full,
                // Refused, shutting down, too many connections, timed out, read-only: all pass.
                "25006" | "25P03" | "55P03" | "57014" => StoreError::Unavailable(message),
                _ if ["08", "28", "3D", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) => {
                    StoreError::Unavailable(message)
                }
                _ => StoreError::Database(message),
            }
        }
        sqlx::Error::Io(error) => StoreError::Unavailable(error.kind().to_string()),
        sqlx::Error::Tls(_) => StoreError::Unavailable("no safe connection".to_owned()),
        sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
            StoreError::Unavailable("the connection broke".to_owned())
        }
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
            StoreError::Database("a stored value has another type".to_owned())
        }
        _ => StoreError::Database("a statement that the driver does not take".to_owned()),
    }
}
