//! A few open connections, lent to one reader or writer at a time.
//!
//! A connection comes back only after its work ended well. One whose borrower failed or went away in the middle is
//! closed, and the next borrower opens a new one, so the store recovers by itself when the database does.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use troth_domain::limits;

use crate::engine::{Connection, Engine, Row, Target, Value};
use crate::error::StoreError;

pub(crate) struct Pool {
    target: Target,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
    /// How long a borrower waits until it is their turn.
    queue_time_max: Duration,
}

/// A borrowed connection.
pub(crate) struct Lease<'p> {
    pub connection: Connection,
    pub loan: Loan<'p>,
}

/// The right to one of the pool's connections, which can be lent further apart from it.
pub(crate) struct Loan<'p> {
    pool: &'p Pool,
    /// Whether it was opened just now. One that was idle may have gone stale.
    pub fresh: bool,
    _permit: SemaphorePermit<'p>,
}

pub(crate) const WAIT: Duration = Duration::from_secs(limits::DATABASE_WAIT_SECONDS_MAX);

impl Pool {
    pub fn new(target: Target, connections_max: usize, queue_seconds_max: u64) -> Self {
        let queue_time_max = Duration::from_secs(queue_seconds_max);
        Self { target, idle: Mutex::new(Vec::new()), permits: Semaphore::new(connections_max), queue_time_max }
    }

    /// Borrows a connection: an idle one, or a new one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it takes too long.
    pub async fn take(&self) -> Result<Lease<'_>, StoreError> {
        let waited = timeout(self.queue_time_max, self.permits.acquire()).await;
        let permit = waited
            .map_err(|_| StoreError::Unavailable("every connection is busy".to_owned()))?
            .map_err(|_| StoreError::Unavailable("the store is closed".to_owned()))?;
        if let Some(connection) = self.idle() {
            return Ok(Lease { connection, loan: Loan { pool: self, fresh: false, _permit: permit } });
        }
        let connection = within(WAIT, self.target.connect()).await?;
        Ok(Lease { connection, loan: Loan { pool: self, fresh: true, _permit: permit } })
    }

    /// An idle connection that is not known to have broken.
    fn idle(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|connection| !connection.is_closed());
        idle.pop()
    }

    /// Closes what is idle: after a restart of the database none of it is any good.
    pub fn forget_idle(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs one reading statement. If the connection had gone stale, once more on a new one.
    pub async fn fetch(&self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        let mut lease = self.take().await?;
        let mut found = within(WAIT, lease.connection.fetch(statement, values)).await;
        if matches!(found, Err(StoreError::Unavailable(_))) && !lease.loan.fresh {
            drop(lease);
            self.forget_idle();
            lease = self.take().await?;
            found = within(WAIT, lease.connection.fetch(statement, values)).await;
        }
        let rows = found?;
        lease.loan.give_back(lease.connection);
        Ok(rows)
    }
}

impl Pool {
    /// Runs one reading statement that may take minutes, on a connection of its own, while others are served.
    pub async fn fetch_at_leisure(
        &self,
        statement: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let mut connection = within(WAIT, self.target.connect()).await?;
        if self.target.engine() == Engine::Postgres {
            connection.batch("SET statement_timeout = 0").await?;
        }
        connection.fetch(statement, values).await
    }
}

/// What `work` answers, if it does within `time`. A database that is cut off answers nothing at all, not even an error.
pub(crate) async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(time, work).await.unwrap_or_else(|_| Err(StoreError::Unavailable("it does not answer".to_owned())))
}

impl Loan<'_> {
    /// Ends the loan; the connection must be in no transaction.
    pub fn give_back(self, connection: Connection) {
        self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}
