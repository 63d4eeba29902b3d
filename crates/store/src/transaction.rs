//! What an action may do inside its transaction.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

use crate::audit::AuditKeys;
use crate::changes::Locked;
use crate::diaries::DiaryCache;
use crate::engine::{Connection, Row, Value};
use crate::error::StoreError;
use crate::practice_keys::PracticeKeys;
use crate::resources::{ResourceIds, Turn, Turns};
use crate::seal::{DataKey, Vault};
use crate::writer::Wait;

/// A transaction that writes. An action gets one from [`Store::write`](crate::Store::write); what it does becomes
/// lasting all at once, or not at all.
///
/// After the first error every further call fails, and nothing of the action is kept: an error means that what the
/// action believed is not so, and on PostgreSQL the transaction is over anyway.
pub struct WriteTransaction {
    connection: Connection,
    pub(crate) shared: Arc<Shared>,
    failure: Option<StoreError>,
    wait: Wait,
    pub(crate) keys: HashMap<[u8; 16], DataKey>,
    pub(crate) locked: Vec<Locked>,
    pub(crate) turns: Vec<Turn>,
}

/// What every transaction and every reader needs.
pub(crate) struct Shared {
    pub keys: PracticeKeys,
    pub vault: Vault,
    pub audit: AuditKeys,
    pub resources: ResourceIds,
    pub turns: Turns,
    pub diaries: DiaryCache,
}

impl WriteTransaction {
    pub(crate) fn new(connection: Connection, shared: Arc<Shared>) -> Self {
        let (keys, locked, turns) = (HashMap::new(), Vec::new(), Vec::new());
        Self { connection, shared, failure: None, wait: Wait::Disk, keys, locked, turns }
    }

    /// Forgets what the action before knew. The next one waits for `wait`.
    pub(crate) fn reset(&mut self, wait: Wait) {
        self.failure = None;
        self.wait = wait;
        self.keys.clear();
        self.locked.clear();
        self.turns.clear();
    }

    /// What it did to diaries, to be noted once it is kept.
    pub(crate) fn take_changes(&mut self) -> Vec<Locked> {
        mem::take(&mut self.locked)
    }

    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(crate) fn into_connection(self) -> Connection {
        self.connection
    }

    /// The first error that a statement met.
    pub(crate) fn failure(&self) -> Option<&StoreError> {
        self.failure.as_ref()
    }

    pub(crate) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Notes an error, so that nothing of the action is kept.
    pub(crate) fn fail(&mut self, error: StoreError) -> StoreError {
        self.failure.get_or_insert_with(|| error.clone());
        error
    }

    pub(crate) async fn execute(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.may_write()?;
        self.connection.execute(statement, values).await.map_err(|error| self.fail(error))
    }

    /// Writes down a note of the audit: the one thing that a look writes.
    pub(crate) async fn note(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<(), StoreError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.connection.execute_soon(statement, values, |error| error).await.map_err(|error| self.fail(error))
    }

    fn may_write(&mut self) -> Result<(), StoreError> {
        match (&self.failure, self.wait) {
            (Some(failure), _) => Err(failure.clone()),
            (None, Wait::Disk) => Ok(()),
            (None, Wait::Database) => Err(self.fail(StoreError::Database("a look changed something".to_owned()))),
        }
    }

    /// Runs a statement that nothing here waits for. On PostgreSQL its error may come later: with the next statement
    /// that is waited for, or with the commit.
    pub(crate) async fn execute_soon(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        self.execute_soon_meaning(statement, values, |error| error).await
    }

    /// The same, where `meaning` says what an error of the statement means.
    pub(crate) async fn execute_soon_meaning(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
        meaning: fn(StoreError) -> StoreError,
    ) -> Result<(), StoreError> {
        self.may_write()?;
        self.connection.execute_soon(statement, values, meaning).await.map_err(|error| self.fail(error))
    }

    pub(crate) async fn fetch(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.connection.fetch(statement, values).await.map_err(|error| self.fail(error))
    }

    /// Says `words` on `channel` to every node, once all of this is kept.
    pub(crate) async fn announce(&mut self, channel: &str, words: &str) -> Result<(), StoreError> {
        self.may_write()?;
        self.connection.announce(channel, words).await.map_err(|error| self.fail(error))
    }

    /// As [`execute`](Self::execute), for a change of one row that must be there in the right state.
    pub(crate) async fn change_one(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<(), StoreError> {
        match self.execute(statement, values).await? {
            0 => Err(self.fail(StoreError::Changed)),
            _ => Ok(()),
        }
    }
}
