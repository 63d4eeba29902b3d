//! Diaries: what takes up the time of each resource, kept in memory and checked against the database at each use.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Cell, CellRange, Diaries, Diary, Entry, Resource};
use troth_domain::limits;

use crate::changes::{KeptChanges, Locked};
use crate::engine::Row;
use crate::error::StoreError;
use crate::known::Known;
use crate::resources::resource;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

macro_rules! select_entry {
    ($condition:literal) => {
        concat!("SELECT id, first_cell, end_cell, starts_at, lapses_at FROM booking WHERE ", $condition)
    };
}

/// The diaries as this node knows them, and who asked for them.
#[derive(Default)]
pub(crate) struct DiaryCache {
    /// Counts those who asked.
    asked: AtomicU64,
    /// Held while checking.
    answered: Mutex<Answered>,
    known: RwLock<Arc<Known>>,
    /// What this node kept since.
    pub kept: KeptChanges,
}

#[derive(Default)]
struct Answered {
    /// Everyone up to this number had asked when the last check began, so its answer is fresh enough for them.
    up_to: u64,
    /// Why that check failed, if it did: those who waited for it are told the same, instead of each trying in turn.
    failure: Option<StoreError>,
}

impl DiaryCache {
    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// The diaries of all resources: everything that takes up time from eight days before `now` on. They hold every
    /// change that was answered before this was called, on this node or another. Holds that have lapsed may still be
    /// in them; the rules judge those against the time.
    ///
    /// # Errors
    /// As any statement.
    pub async fn diaries(&self, now: Timestamp) -> Result<Arc<Diaries>, StoreError> {
        let cache = &self.shared.diaries;
        let number = cache.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut answered = cache.answered.lock().await;
        if answered.up_to < number {
            let up_to = cache.asked.load(Ordering::SeqCst);
            let checked = self.newer(&cache.known(), now).await.map(|newer| {
                if let Some(newer) = newer {
                    *cache.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(newer);
                }
            });
            *answered = Answered { up_to, failure: checked.err() };
        }
        answered.failure.clone().map_or_else(|| Ok(Arc::clone(&cache.known().diaries)), Err)
    }

    /// The diaries as they are now, if `known` is no longer so.
    async fn newer(&self, known: &Known, now: Timestamp) -> Result<Option<Known>, StoreError> {
        // Before the question, so that what was answered on this node is not seen as a difference.
        let kept = self.shared.diaries.kept.take();
        let mut newer = Cow::Borrowed(known);
        if !kept.is_empty() {
            newer.to_mut().follow(&kept);
        }
        // What has passed is dropped, and a clock that was set back is noticed, by reading anew once a day.
        let (from, day) = (back_from(now), SignedDuration::from_hours(24));
        let reaches = newer.reaches_back_to.is_some_and(|back| back <= from && from.duration_since(back) < day);
        if !reaches {
            newer = Cow::Owned(Known { reaches_back_to: Some(from), ..Known::default() });
        }
        let statement = "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM resource";
        let row = self.readers.fetch(statement, &[]).await?.pop();
        let Some(mut row) = row else { return Err(StoreError::Database("no count".to_owned())) };
        if newer.freshness() != (row.integer()?, row.integer()?) {
            self.read_changed(newer.to_mut()).await?;
        }
        Ok(match newer {
            Cow::Borrowed(_) => None,
            Cow::Owned(newer) => Some(newer),
        })
    }

    /// Reads the diaries whose version is another than the one known.
    async fn read_changed(&self, known: &mut Known) -> Result<(), StoreError> {
        let back = known.reaches_back_to.unwrap_or(Timestamp::MIN);
        // Versions first: a change that comes between this and the entries is read again next time.
        let rows = self.readers.fetch("SELECT kind, slug, id, version FROM resource", &[]).await?;
        let mut diaries = Diaries::clone(&known.diaries);
        for mut row in rows {
            let (resource, id, version) = (resource(&mut row)?, row.integer()?, row.integer()?);
            if known.versions.insert(id, version) != Some(version) {
                let entries = self.entries_of(&resource, id, back).await?;
                diaries.insert(resource, Arc::new(Diary::new(entries)));
            }
        }
        known.diaries = Arc::new(diaries);
        Ok(())
    }

    async fn entries_of(&self, resource: &Resource, id: i64, from: Timestamp) -> Result<Vec<Entry>, StoreError> {
        let statement = match resource {
            Resource::Therapist(_) => select_entry!("therapist = $1 AND ends_at > $2 AND state IN (1, 2)"),
            Resource::Room(_) => {
                select_entry!("room = $1 AND ends_at > $2 AND state IN (1, 2) AND room IS NOT NULL")
            }
        };
        let rows = self.readers.fetch(statement, &[id.into(), from.as_microsecond().into()]).await?;
        rows.into_iter().map(entry).collect()
    }
}

/// How far back limits may look from `near`: they count civil weeks.
fn back_from(near: Timestamp) -> Timestamp {
    near.saturating_sub(reach()).unwrap_or(Timestamp::MIN)
}

fn reach() -> SignedDuration {
    SignedDuration::from_hours(24 * limits::DIARY_DAYS_NEAR)
}

fn entry(mut row: Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        booking: BookingId(row.id()?),
        occupied: CellRange::new(Cell(row.integer()?), Cell(row.integer()?)),
        start: instant(row.integer()?)?,
        lapses_at: row.optional_integer()?.map(instant).transpose()?,
    })
}

impl WriteTransaction {
    /// What takes up the time of `resource` within eight days of `near`: enough to place a session there and to count
    /// its civil day and week. To be read after [`lock`](Self::lock), when nobody else can change it.
    ///
    /// # Errors
    /// [`StoreError::UnknownResource`] for one that was never registered, or as any statement.
    pub async fn diary(&mut self, resource: &Resource, near: Timestamp) -> Result<Diary, StoreError> {
        let (id, from) = (self.resource_id(resource)?, back_from(near));
        if let Some(locked) = self.locked.iter().find(|locked| locked.id == id)
            && let Some(diary) = self.shared.diaries.known().diary_under(locked, &self.shared.diaries.kept.of(id), from)
        {
            return Ok(if locked.changes.is_empty() { diary.into_owned() } else { locked.changed(Some(&diary)) });
        }
        let to = near.saturating_add(reach()).unwrap_or(Timestamp::MAX).as_microsecond();
        let statement = match resource {
            Resource::Therapist(_) => {
                select_entry!("therapist = $1 AND ends_at > $2 AND ends_at < $3 AND state IN (1, 2)")
            }
            Resource::Room(_) => {
                select_entry!("room = $1 AND ends_at > $2 AND ends_at < $3 AND state IN (1, 2) AND room IS NOT NULL")
            }
        };
        let rows = self.fetch(statement, &[id.into(), from.as_microsecond().into(), to.into()]).await?;
        let entries = rows.into_iter().map(entry).collect::<Result<Vec<_>, _>>();
        entries.map(Diary::new).map_err(|error| self.fail(error))
    }

    /// The locked resources of which this node does not know that no hold on them has lapsed by `now`.
    pub(crate) fn may_have_lapsed(&self, now: Timestamp) -> Vec<i64> {
        let cache = &self.shared.diaries;
        let known = cache.known();
        let has_lapsed = |entry: &Entry| entry.lapses_at.is_some_and(|lapses_at| lapses_at <= now);
        let may_have = |locked: &&Locked| {
            let diary = known.diary_under(locked, &cache.kept.of(locked.id), back_from(now));
            diary.is_none_or(|diary| diary.entries().iter().any(has_lapsed))
        };
        self.locked.iter().filter(may_have).map(|locked| locked.id).collect()
    }
}
