//! The store: how it is opened, and how an action gets a transaction.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use troth_domain::limits;

use crate::audit::AuditKeys;
use crate::diaries::DiaryCache;
use crate::engine::{Connection, Engine, PostgresTarget, Target, sqlite_version};
use crate::error::{OpenError, StoreError};
use crate::key::{KEY_BYTES, PracticeKey, Random};
use crate::migrate::migrate;
use crate::pool::Pool;
use crate::practice_keys::PracticeKeys;
use crate::resources::{ResourceIds, Turns};
use crate::rotation::{fact, find_keys};
use crate::seal::Vault;
use crate::transaction::{Shared, WriteTransaction};
use crate::writer::{Action, Wait, Writer};

/// The oldest SQLite without the WAL-reset fault, 3.51.3.
const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// The database file in the data folder.
pub const SQLITE_FILE: &str = "troth.sqlite";

/// Where the records are.
#[derive(Clone)]
pub enum Place {
    /// SQLite, in a file in this folder. The folder is made if it is missing.
    Folder(PathBuf),
    /// PostgreSQL, at this address: `postgres://USER:PASSWORD@HOST/DATABASE`.
    Postgres(String),
}

/// What a clock shows, as far as the records have to know: times of a shifted one must never mix with real ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockKind {
    /// The real time. A database that was ever used with a shifted clock is refused.
    Real,
    /// A time that someone chose (`--clock`): marks the database for good.
    Shifted,
    /// Whatever the database was used with: for looking, not for serving.
    AsMarked,
}

/// What opening needs.
#[derive(Clone)]
pub struct OpenOptions {
    /// Where the records are.
    pub place: Place,
    /// What they are sealed with.
    pub key: PracticeKey,
    /// Whether the clock may be shifted.
    pub clock: ClockKind,
    /// Where keys and nonces come from.
    pub random: Random,
}

/// Everything that the practice keeps. Cheap to clone; all clones are the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) readers: Arc<Pool>,
    writer: Arc<Writer>,
    pub(crate) shared: Arc<Shared>,
    engine: Engine,
    target: Target,
}

impl Store {
    /// Opens the store and brings its tables up to date.
    ///
    /// # Errors
    /// In words for the person who starts the server: wrong key, shifted clock, newer tables, not reachable.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        Self::open_with(options, None).await
    }

    /// As [`open`](Self::open), with the key that is to come at hand: while the practice's key is being changed, some of
    /// the records open with the one and some with the other.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(options: OpenOptions, next_key: Option<&PracticeKey>) -> Result<Self, OpenError> {
        let (readers, writers) = targets(&options.place)?;
        let engine = writers.engine();
        let target = writers.clone();
        let mut connection = writers.connect().await.map_err(unreachable)?;
        migrate(&mut connection, engine).await?;
        let keys = check_facts(&mut connection, &options.key, next_key, options.clock).await?;
        let shared = Arc::new(Shared {
            vault: Vault::new(&keys, options.random),
            audit: AuditKeys::new(&keys),
            keys,
            resources: ResourceIds::default(),
            turns: Turns::default(),
            diaries: DiaryCache::default(),
        });
        let writer = match engine {
            Engine::Sqlite => Writer::group(WriteTransaction::new(connection, Arc::clone(&shared)))?,
            Engine::Postgres => {
                let pool = Pool::new(writers, limits::WRITE_CONNECTIONS_MAX, limits::WRITE_QUEUE_SECONDS_MAX);
                Writer::Each(Arc::new(pool), Arc::clone(&shared))
            }
        };
        let store = Self {
            readers: Arc::new(Pool::new(readers, limits::READ_CONNECTIONS_MAX, limits::DATABASE_WAIT_SECONDS_MAX)),
            writer: Arc::new(writer),
            shared,
            engine,
            target,
        };
        store.load_resources().await?;
        Ok(store)
    }

    /// Whether the records were ever used with a shifted clock, so that their times are not real.
    ///
    /// # Errors
    /// As any statement.
    pub async fn has_shifted_clock(&self) -> Result<bool, StoreError> {
        let statement = "SELECT value FROM practice_fact WHERE name = 'clock'";
        let row = self.readers.fetch(statement, &[]).await?.pop();
        Ok(row.map(|mut row| row.bytes()).transpose()?.as_deref() == Some(SHIFTED))
    }

    /// The practice's key: the one that the records are sealed with from now on.
    pub fn practice_key(&self) -> &PracticeKey {
        &self.shared.keys.current
    }

    /// Keys for one purpose, out of every version of the practice's key there was, the newest first.
    pub fn derived_keys(&self, purpose: &str) -> Vec<[u8; KEY_BYTES]> {
        self.shared.keys.all(purpose).into_iter().map(|(_, key)| key).collect()
    }

    /// The engine that it runs on.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// How the database is reached.
    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Runs `action` in a transaction: all that it did is kept when it answers `Ok`, and nothing when it answers `Err`
    /// or panics. The answer comes after the changes are on disk. The action runs apart from its caller, so it goes on
    /// when the caller is dropped. It may run more than once (on PostgreSQL, when others were in its way), so it
    /// borrows what it needs and changes nothing else.
    ///
    /// ```no_run
    /// # use troth_domain::booking::{Booking, BookingId};
    /// # async fn example(store: troth_store::Store, id: BookingId) -> Result<Option<Booking>, troth_store::StoreError> {
    /// use troth_store::WriteTransaction;
    ///
    /// store
    ///     .write(move |transaction: &mut WriteTransaction| Box::pin(async move { transaction.booking(id).await }))
    ///     .await
    /// # }
    /// ```
    ///
    /// What is not `Copy` goes into an `Arc` that the closure clones for each run:
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use troth_domain::{booking::Booking, calendar::Resource};
    /// # async fn example(store: troth_store::Store, hold: Booking) -> Result<(), troth_store::StoreError> {
    /// # use troth_store::WriteTransaction;
    /// let hold = Arc::new(hold);
    /// store
    ///     .write(move |transaction: &mut WriteTransaction| {
    ///         let hold = Arc::clone(&hold);
    ///         Box::pin(async move {
    ///             let therapist = Resource::Therapist(hold.slot.therapist.clone());
    ///             transaction.lock(&[therapist], hold.made_at).await?;
    ///             transaction.insert_hold(&hold).await
    ///         })
    ///     })
    ///     .await
    /// # }
    /// ```
    ///
    /// # Errors
    /// The action's own, or the store's as the action's: [`StoreError::Unavailable`], [`StoreError::Full`],
    /// [`StoreError::Conflict`] when others were in the way each time, [`StoreError::Stopped`] after a panic.
    pub async fn write<T, E, A>(&self, action: A) -> Result<T, E>
    where
        A: for<'t> Fn(&'t mut WriteTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.act(action, Wait::Disk).await
    }

    /// Runs `action`, by which a member of staff looks at something and which writes nothing but the notes of it. As
    /// [`write`](Self::write), but for one thing: the answer comes once the database has the notes, so that a stop of the
    /// program loses none, and they are on the disk within [`limits::AUDIT_DISK_MILLISECONDS_MAX`] (docs/decisions/0024).
    ///
    /// # Errors
    /// As [`write`](Self::write); [`StoreError::Database`] for an action that changes anything.
    pub async fn look<T, E, A>(&self, action: A) -> Result<T, E>
    where
        A: for<'t> Fn(&'t mut WriteTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.act(action, Wait::Database).await
    }

    async fn act<T, E, A>(&self, action: A, wait: Wait) -> Result<T, E>
    where
        A: for<'t> Fn(&'t mut WriteTransaction) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = Action::new(action, wait);
        self.writer.submit(Box::new(job)).await?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Stopped.into()))
    }
}

/// How to reach the records for reading and for writing.
fn targets(place: &Place) -> Result<(Target, Target), OpenError> {
    match place {
        Place::Folder(folder) => {
            let (version, number) = sqlite_version();
            if number < SQLITE_VERSION_MIN {
                return Err(OpenError::OldSqlite(version.to_owned()));
            }
            let file = folder.join(SQLITE_FILE);
            make_file(folder, &file).map_err(|error| OpenError::Folder {
                folder: folder.display().to_string(),
                cause: error.to_string(),
            })?;
            let target = |read_only| Target::Sqlite { file: file.clone(), read_only };
            Ok((target(true), target(false)))
        }
        Place::Postgres(address) => {
            let target = PostgresTarget::parse(address).map_err(OpenError::Unreachable)?;
            let target = Target::Postgres(Box::new(target));
            Ok((target.clone(), target))
        }
    }
}

/// Only the server's own user may read the file; SQLite gives the files beside it the same rights.
fn make_file(folder: &Path, file: &Path) -> std::io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

fn unreachable(error: StoreError) -> OpenError {
    match error {
        StoreError::Unavailable(cause) => OpenError::Unreachable(cause),
        other => OpenError::Store(other),
    }
}

const REAL: &[u8] = b"real";
const SHIFTED: &[u8] = b"shifted";

/// Checks what holds for the database as a whole, and writes it down the first time.
async fn check_facts(
    connection: &mut Connection,
    key: &PracticeKey,
    next_key: Option<&PracticeKey>,
    clock: ClockKind,
) -> Result<PracticeKeys, OpenError> {
    connection.begin(Wait::Disk).await?;
    let checked = match find_keys(connection, key, next_key).await {
        Ok(keys) => check_clock(connection, clock).await.map(|()| keys),
        Err(error) => Err(error),
    };
    if checked.is_ok() {
        connection.commit().await?
    } else {
        connection.rollback().await?
    }
    checked
}

async fn check_clock(connection: &mut Connection, clock: ClockKind) -> Result<(), OpenError> {
    if clock == ClockKind::AsMarked {
        return Ok(());
    }
    let mark = if clock == ClockKind::Shifted { SHIFTED } else { REAL };
    let insert = "INSERT INTO practice_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    connection.execute(insert, &["clock".into(), mark.into()]).await?;
    if clock == ClockKind::Shifted {
        let update = "UPDATE practice_fact SET value = $1 WHERE name = 'clock' AND value <> $1";
        connection.execute(update, &[SHIFTED.into()]).await?;
    } else if fact(connection, "clock").await?.as_deref() != Some(REAL) {
        return Err(OpenError::ShiftedClock);
    }
    Ok(())
}
