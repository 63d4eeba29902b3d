//! Where write transactions open: here and nowhere else.
//!
//! On SQLite one thread owns the one connection that writes. It takes what is waiting, runs each action in a savepoint
//! of one transaction, commits once, and answers only then: many bookings share the wait for the disk. On PostgreSQL
//! each action has a transaction of its own, tried again when others were in its way.
//!
//! Either way the action runs apart from its caller, so a caller that goes away leaves nothing half done.
//!
//! A look ([`Store::look`](crate::Store::look)) writes nothing but notes of itself. They are kept before it is answered, and
//! need not have reached the disk by then: they do within [`limits::AUDIT_DISK_MILLISECONDS_MAX`], or with the next action
//! that waits for it (docs/decisions/0024).

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Sleep, sleep, timeout};
use troth_domain::limits;

use crate::changes::Locked;
use crate::error::StoreError;
use crate::pool::{Pool, WAIT, within};
use crate::transaction::{Shared, WriteTransaction};

const TRANSACTION: Duration = Duration::from_secs(limits::TRANSACTION_SECONDS_MAX);
const DISK: Duration = Duration::from_millis(limits::AUDIT_DISK_MILLISECONDS_MAX);

/// What an action waits for before it is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wait {
    /// Its changes are on the disk.
    Disk,
    /// The database has them: a stop of the program loses nothing, a stop of the machine the last moment.
    Database,
}

/// An action that waits for its turn, its type forgotten.
pub(crate) trait Job: Send {
    /// What it waits for.
    fn wait(&self) -> Wait;
    /// Runs the action; answers whether its changes are to be kept.
    fn run<'j>(&'j mut self, transaction: &'j mut WriteTransaction) -> BoxFuture<'j, Verdict>;
    /// Answers the caller, who may be gone.
    fn answer(self: Box<Self>, kept: Result<(), StoreError>);
}

/// What is to become of what an action did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// Keep it.
    Keep,
    /// Undo it.
    Undo,
    /// Undo it; the connection may be in the middle of something.
    Abandon,
}

/// One action with the way back to its caller.
pub(crate) struct Action<T, E, A> {
    action: A,
    wait: Wait,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, A> Action<T, E, A> {
    pub fn new(action: A, wait: Wait) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (caller, answer) = oneshot::channel();
        (Self { action, wait, result: None, caller }, answer)
    }
}

impl<T, E, A> Job for Action<T, E, A>
where
    A: for<'t> Fn(&'t mut WriteTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
    T: Send,
    E: From<StoreError> + Send,
{
    fn wait(&self) -> Wait {
        self.wait
    }

    fn run<'j>(&'j mut self, transaction: &'j mut WriteTransaction) -> BoxFuture<'j, Verdict> {
        Box::pin(async move {
            transaction.reset(self.wait);
            let started = AssertUnwindSafe(async { (self.action)(transaction).await });
            let ended = timeout(TRANSACTION, started.catch_unwind()).await;
            let (result, verdict) = match ended {
                Ok(Ok(result)) => match (result, transaction.failure()) {
                    (Ok(_), Some(failure)) => (Err(failure.clone().into()), Verdict::Undo),
                    (Err(error), _) => (Err(error), Verdict::Undo),
                    (Ok(value), None) => (Ok(value), Verdict::Keep),
                },
                Ok(Err(_panic)) => {
                    tracing::error!("an action stopped in the middle");
                    (Err(StoreError::Stopped.into()), Verdict::Abandon)
                }
                Err(_) => (Err(StoreError::Unavailable("it took too long".to_owned()).into()), Verdict::Abandon),
            };
            self.result = Some(result);
            verdict
        })
    }

    fn answer(self: Box<Self>, kept: Result<(), StoreError>) {
        let answer = match (self.result, kept) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::Stopped.into()),
        };
        // The caller may have gone away, as when a browser closes the connection. What was done stays done.
        let _ = self.caller.send(answer);
    }
}

/// How actions reach a transaction.
pub(crate) enum Writer {
    /// SQLite: the queue of the one thread that writes.
    Group(mpsc::Sender<Box<dyn Job>>),
    /// PostgreSQL: connections to write with.
    Each(Arc<Pool>, Arc<Shared>),
}

impl Writer {
    /// Starts the thread that writes with `transaction`'s connection; it ends when the last handle to it is gone.
    pub fn group(mut transaction: WriteTransaction) -> Result<Self, StoreError> {
        let (sender, mut queue) = mpsc::channel::<Box<dyn Job>>(limits::WRITE_QUEUE_MAX);
        let runtime = Handle::current();
        let work = move || runtime.block_on(write_groups(&mut transaction, &mut queue));
        let started = std::thread::Builder::new().name("store-writer".to_owned()).spawn(work);
        started.map_err(|error| StoreError::Unavailable(error.kind().to_string()))?;
        Ok(Self::Group(sender))
    }

    /// Hands `job` over.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it is not taken within the time that a caller waits for a connection.
    pub async fn submit(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        match self {
            Self::Group(queue) => {
                let wait = Duration::from_secs(limits::DATABASE_WAIT_SECONDS_MAX);
                let sent = queue.send_timeout(job, wait).await;
                sent.map_err(|_| StoreError::Unavailable("too much is waiting to be written".to_owned()))
            }
            Self::Each(pool, shared) => {
                tokio::spawn(run_alone(Arc::clone(pool), Arc::clone(shared), job));
                Ok(())
            }
        }
    }
}

/// Takes what waits, a group at a time, until nobody is left who could send anything.
async fn write_groups(transaction: &mut WriteTransaction, queue: &mut mpsc::Receiver<Box<dyn Job>>) {
    // Set while something is kept that may not be on the disk yet.
    let mut due: Option<Pin<Box<Sleep>>> = None;
    loop {
        let first = match &mut due {
            None => queue.recv().await,
            Some(moment) => tokio::select! {
                biased;
                () = moment => {
                    due = reach_disk(transaction);
                    continue;
                }
                first = queue.recv() => first,
            },
        };
        let Some(first) = first else { break };
        let mut jobs = vec![first];
        while jobs.len() < limits::WRITE_GROUP_MAX
            && let Ok(job) = queue.try_recv()
        {
            jobs.push(job);
        }
        let wait = if jobs.iter().all(|job| job.wait() == Wait::Database) { Wait::Database } else { Wait::Disk };
        let is_kept = run_group(transaction, jobs, wait).await;
        due = match (wait, due) {
            (Wait::Database, None) if is_kept => Some(Box::pin(sleep(DISK))),
            (Wait::Disk, _) if is_kept => None,
            (_, due) => due,
        };
    }
    if due.is_some() {
        reach_disk(transaction);
    }
}

/// Brings everything that is kept to the disk; if that fails, answers when to try again.
fn reach_disk(transaction: &mut WriteTransaction) -> Option<Pin<Box<Sleep>>> {
    let error = transaction.connection().reach_disk().err()?;
    tracing::error!(%error, "notes of looks are not on the disk yet");
    Some(Box::pin(sleep(DISK)))
}

/// One transaction for all of `jobs`, which waits for what they wait for. If it cannot be kept, none of them is; answers
/// whether it was.
async fn run_group(transaction: &mut WriteTransaction, mut jobs: Vec<Box<dyn Job>>, wait: Wait) -> bool {
    let mut changes = Vec::new();
    let kept = match transaction.connection().begin(wait).await {
        Err(error) => Err(error),
        Ok(()) => match run_members(transaction, &mut jobs, &mut changes).await {
            Ok(()) => transaction.connection().commit().await,
            Err(error) => Err(error),
        },
    };
    match &kept {
        Ok(()) => transaction.shared().diaries.kept.add(changes),
        Err(error) => {
            tracing::warn!(%error, "a group of changes was not kept");
            if let Err(error) = transaction.connection().rollback().await {
                tracing::error!(%error, "a group of changes could not be undone");
            }
        }
    }
    let is_kept = kept.is_ok();
    for job in jobs {
        job.answer(kept.clone());
    }
    is_kept
}

async fn run_members(
    transaction: &mut WriteTransaction,
    jobs: &mut [Box<dyn Job>],
    changes: &mut Vec<Locked>,
) -> Result<(), StoreError> {
    for job in jobs {
        transaction.connection().batch("SAVEPOINT action").await?;
        let verdict = job.run(transaction).await;
        if verdict == Verdict::Keep {
            changes.extend(transaction.take_changes());
        } else {
            // Fails when SQLite has undone everything by itself, as on a full disk: then no member can be kept.
            transaction.connection().batch("ROLLBACK TO action").await.map_err(|error| cause(transaction, error))?;
        }
        transaction.connection().batch("RELEASE action").await.map_err(|error| cause(transaction, error))?;
    }
    Ok(())
}

/// Why a savepoint is gone: the error that the last statement met says more than that it is gone.
fn cause(transaction: &WriteTransaction, error: StoreError) -> StoreError {
    transaction.failure().cloned().unwrap_or(error)
}

/// A transaction of its own for `job`, tried again when others were in its way.
async fn run_alone(pool: Arc<Pool>, shared: Arc<Shared>, mut job: Box<dyn Job>) {
    let mut kept = Err(StoreError::Conflict);
    for _ in 0..limits::TRANSACTION_TRIES_MAX {
        kept = try_alone(&pool, &shared, &mut job).await;
        if !matches!(kept, Err(StoreError::Conflict)) {
            break;
        }
    }
    job.answer(kept);
}

/// # Errors
/// [`StoreError::Conflict`] when it should be tried again; any other when nothing was kept.
async fn try_alone(pool: &Pool, shared: &Arc<Shared>, job: &mut Box<dyn Job>) -> Result<(), StoreError> {
    let mut lease = pool.take().await?;
    within(WAIT, lease.connection.begin(job.wait())).await?;
    let mut transaction = WriteTransaction::new(lease.connection, Arc::clone(shared));
    let verdict = job.run(&mut transaction).await;
    let conflict = transaction.failure().is_some_and(StoreError::is_conflict);
    if verdict != Verdict::Keep && transaction.connection().is_closed() {
        // It had gone stale, as after a restart of the database; so have the others.
        pool.forget_idle();
        return if lease.loan.fresh { Ok(()) } else { Err(StoreError::Conflict) };
    }
    let ended = match verdict {
        Verdict::Keep => within(TRANSACTION, transaction.connection().commit()).await,
        Verdict::Undo => within(WAIT, transaction.connection().rollback()).await,
        // The connection is closed, which undoes everything.
        Verdict::Abandon => return Ok(()),
    };
    if ended.is_ok() && verdict == Verdict::Keep {
        shared.diaries.kept.add(transaction.take_changes());
    }
    // A statement's own error ended the transaction and not the connection.
    if !matches!(ended, Err(StoreError::Unavailable(_))) {
        lease.loan.give_back(transaction.into_connection());
    }
    match verdict {
        Verdict::Keep => ended,
        _ if conflict => Err(StoreError::Conflict),
        _ => Ok(()),
    }
}
