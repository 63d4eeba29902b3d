//! Statements on PostgreSQL.
//!
//! What needs no answer yet is sent together with the next statement that does: a booking waits for the server three
//! times and not nine (docs/decisions/0017).

use std::collections::HashMap;
use std::error::Error as _;
use std::future::poll_fn;
use std::mem;

use bytes::BytesMut;
use futures_util::future::{join, join_all};
use futures_util::{FutureExt, TryFutureExt, TryStreamExt};
use tokio::sync::mpsc;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{AsyncMessage, Client, Config, Error, Statement};
use troth_domain::limits;

use super::tls::Tls;
use super::value::{Field, OwnedValue, Row, Value};
use crate::error::StoreError;
use crate::writer::Wait;

/// How connections to a server are made.
#[derive(Clone)]
pub(crate) struct PostgresTarget {
    config: Config,
    tls: Tls,
}

/// A connection to the server.
pub(crate) struct PostgresConnection {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
    /// What was asked to be run and is not sent yet, in order.
    waiting: Vec<Soon>,
    /// How many of them begin a transaction, if they still wait.
    begins: usize,
}

/// A statement whose answer nobody waits for.
struct Soon {
    statement: Statement,
    values: Vec<OwnedValue>,
    meaning: fn(StoreError) -> StoreError,
}

impl PostgresTarget {
    /// # Errors
    /// The address in words, without what stands in it.
    pub fn parse(address: &str) -> Result<Self, String> {
        let (address, tls) = Tls::of_address(address)?;
        let mut config = address.parse::<Config>().map_err(|_| "this is no address of a database".to_owned())?;
        config.application_name("troth").ssl_mode(tls.mode());
        Ok(Self { config, tls })
    }
}

impl PostgresConnection {
    pub async fn open(target: &PostgresTarget) -> Result<Self, StoreError> {
        let opened = target.config.connect(target.tls.connector()).await;
        let (client, connection) = opened.map_err(|error| refused(fault(&error)))?;
        // Ends when the client is dropped, or the server goes away. Whoever waits for an answer is told then.
        tokio::spawn(connection.map(drop));
        // So that no transaction lasts five seconds, whatever becomes of the node that began it.
        // Waiting in line for a lock counts too.
        let transaction = limits::TRANSACTION_SECONDS_MAX;
        let settings = format!(
            "SET statement_timeout = '{transaction}s'; \
             SET idle_in_transaction_session_timeout = '{transaction}s'; SET client_min_messages = warning"
        );
        client.batch_execute(&settings).await.map_err(|error| fault(&error))?;
        Ok(Self { client, prepared: HashMap::new(), waiting: Vec::new(), begins: 0 })
    }

    /// Whether the server has gone away.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub async fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let prepared = self.prepare(statement, values).await?;
        let waiting = self.take_waiting();
        let (before, done) = join(send(&self.client, &waiting), self.client.execute_raw(&prepared, values)).await;
        before?;
        done.map_err(|error| fault(&error))
    }

    pub async fn fetch(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let prepared = self.prepare(statement, values).await?;
        let waiting = self.take_waiting();
        let rows = self.client.query_raw(&prepared, values).and_then(TryStreamExt::try_collect::<Vec<_>>);
        let (before, rows) = join(send(&self.client, &waiting), rows).await;
        before?;
        rows.map_err(|error| fault(&error))?.iter().map(row).collect()
    }

    /// Runs a statement before the next one that is waited for, or before the commit, which answers for it: its error
    /// is theirs, after `meaning` has said what it means.
    pub async fn execute_soon(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
        meaning: fn(StoreError) -> StoreError,
    ) -> Result<(), StoreError> {
        let prepared = self.prepare(statement, values).await?;
        let values = values.iter().map(OwnedValue::from).collect();
        self.waiting.push(Soon { statement: prepared, values, meaning });
        if self.waiting.len() < limits::STATEMENTS_SENT_TOGETHER_MAX {
            return Ok(());
        }
        let waiting = self.take_waiting();
        send(&self.client, &waiting).await
    }

    pub async fn batch(&mut self, statements: &str) -> Result<(), StoreError> {
        let waiting = self.take_waiting();
        let (before, done) = join(send(&self.client, &waiting), self.client.batch_execute(statements)).await;
        before?;
        done.map_err(|error| fault(&error))
    }

    /// Begins a transaction with the next statement. A commit that need not wait for the disk gets there within three turns
    /// of the server's `wal_writer_delay`: 0.6 seconds, unless somebody set it otherwise.
    pub async fn begin(&mut self, wait: Wait) -> Result<(), StoreError> {
        self.waiting.clear();
        self.execute_soon("BEGIN ISOLATION LEVEL READ COMMITTED", &[], |error| error).await?;
        if wait == Wait::Database {
            self.execute_soon("SET LOCAL synchronous_commit TO OFF", &[], |error| error).await?;
        }
        self.begins = self.waiting.len();
        Ok(())
    }

    /// A statement that failed before makes the server answer `COMMIT` with a rollback and no error. What failed among
    /// those sent with it is told here; nothing is kept then, and the transaction is over.
    pub async fn commit(&mut self) -> Result<(), StoreError> {
        if self.begins > 0 && self.waiting.len() == self.begins {
            return self.rollback().await;
        }
        self.batch("COMMIT").await
    }

    pub async fn rollback(&mut self) -> Result<(), StoreError> {
        self.waiting.clear();
        if mem::take(&mut self.begins) > 0 {
            return Ok(()); // The server never heard of it.
        }
        self.client.batch_execute("ROLLBACK").await.map_err(|error| fault(&error))
    }

    fn take_waiting(&mut self) -> Vec<Soon> {
        self.begins = 0;
        mem::take(&mut self.waiting)
    }

    async fn prepare(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Statement, StoreError> {
        if let Some(prepared) = self.prepared.get(statement) {
            return Ok(prepared.clone());
        }
        let types = values.iter().map(Value::postgres_type).collect::<Vec<_>>();
        let prepared = self.client.prepare_typed(statement, &types).await.map_err(|error| fault(&error))?;
        if self.prepared.len() >= limits::PREPARED_STATEMENTS_MAX {
            self.prepared.clear();
        }
        self.prepared.insert(statement, prepared.clone());
        Ok(prepared)
    }
}

/// Hears what is said on one channel.
pub(crate) struct Listener {
    _client: Client,
    said: mpsc::UnboundedReceiver<String>,
}

impl Listener {
    /// Listens to `channel` from now on, over a connection of its own.
    pub async fn open(target: &PostgresTarget, channel: &'static str) -> Result<Self, StoreError> {
        let opened = target.config.connect(target.tls.connector()).await;
        let (client, mut connection) = opened.map_err(|error| refused(fault(&error)))?;
        let (sender, said) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            // Ends when the client is dropped, or the server goes away.
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(notification) = message
                    && sender.send(notification.payload().to_owned()).is_err()
                {
                    return;
                }
            }
        });
        client.batch_execute(&format!("LISTEN {channel}")).await.map_err(|error| fault(&error))?;
        Ok(Self { _client: client, said })
    }

    /// The next thing said; `None` once the connection is gone.
    pub async fn next(&mut self) -> Option<String> {
        self.said.recv().await
    }
}

/// Sends them one after the other without waiting in between; the first error is what they came to.
async fn send(client: &Client, waiting: &[Soon]) -> Result<(), StoreError> {
    let sent = waiting.iter().map(|soon| client.execute_raw(&soon.statement, &soon.values));
    let done = join_all(sent).await;
    for (soon, done) in waiting.iter().zip(done) {
        done.map_err(|error| (soon.meaning)(fault(&error)))?;
    }
    Ok(())
}

impl Value<'_> {
    fn postgres_type(&self) -> Type {
        match self {
            Self::Integer(_) => Type::INT8,
            Self::Text(_) => Type::TEXT,
            Self::Bytes(_) => Type::BYTEA,
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Integer(integer) => integer.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(kind)
    }

    to_sql_checked!();
}

impl ToSql for OwnedValue {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.borrow().to_sql(kind, out)
    }

    fn accepts(kind: &Type) -> bool {
        <Value<'_> as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}

fn row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let field = |(place, column): (usize, &tokio_postgres::Column)| {
        let field = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(place).map(|found| found.map(Field::Integer)),
            Type::INT4 => row.try_get::<_, Option<i32>>(place).map(|found| found.map(|int| Field::Integer(int.into()))),
            Type::TEXT => row.try_get::<_, Option<String>>(place).map(|found| found.map(Field::Text)),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(place).map(|found| found.map(Field::Bytes)),
            ref other => return Err(StoreError::Database(format!("a statement answered a column of type {other}"))),
        };
        field.map(|found| found.unwrap_or(Field::Null)).map_err(|error| fault(&error))
    };
    row.columns().iter().enumerate().map(field).collect::<Result<Vec<_>, _>>().map(Row::new)
}

/// Whatever the server says to a new connection, it may say something else later.
fn refused(error: StoreError) -> StoreError {
    match error {
        StoreError::Database(message) => StoreError::Unavailable(message),
        other => other,
    }
}

/// Keeps the server's code and message, and leaves out its detail, which quotes the values of the row.
fn fault(error: &Error) -> StoreError {
    if let Some(said) = error.as_db_error() {
        let code = said.code().code();
        let message = format!("{} ({code})", said.message());
        return match code {
            "23505" => StoreError::Duplicate(message),
            "40001" | "40P01" => StoreError::Conflict,
            "53100" => StoreError::Full,
            // Refused, shutting down, too many connections, timed out, read-only: all pass.
            "25006" | "25P03" | "55P03" | "57014" => StoreError::Unavailable(message),
            _ if ["08", "28", "3D", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) => {
                StoreError::Unavailable(message)
            }
            _ => StoreError::Database(message),
        };
    }
    let cause = error.source();
    if let Some(cause) = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>()) {
        // A certificate that is not trusted comes as one, too; what is said of it names nobody.
        let words = cause.get_ref().map_or_else(|| cause.kind().to_string(), ToString::to_string);
        return StoreError::Unavailable(words);
    }
    if error.is_closed() {
        return StoreError::Unavailable("the connection broke".to_owned());
    }
    StoreError::Database(error.to_string())
}
