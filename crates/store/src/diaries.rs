//! Diaries: what takes up the time of each resource, kept in memory and checked against the database at each use.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Cell, CellRange, Diaries, Diary, Entry, Resource};
use troth_domain::limits;

use crate::changes::Locked;
use crate::engine::Row;
use crate::error::StoreError;
use crate::resources::resource;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

macro_rules! select_entry {
    ($condition:literal) => {
        concat!("SELECT id, first_cell, end_cell, starts_at, lapses_at FROM booking WHERE ", $condition)
    };
}

/// The diaries as they were last read.
#[derive(Default)]
pub(crate) struct DiaryCache {
    /// Counts those who asked.
    asked: AtomicU64,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    /// Everyone up to this number had asked when the last check began, so its answer is fresh enough for them.
    answers_up_to: u64,
    /// How many resources there were, and the sum of their versions.
    freshness: Option<(i64, i64)>,
    versions: HashMap<i64, i64>,
    /// From when on the diaries reach back.
    reaches_back_to: Option<Timestamp>,
    diaries: Arc<Diaries>,
}

impl Store {
    /// The diaries of all resources: everything that takes up time from eight days before `now` on. They hold every
    /// change that was answered before this was called, on this node or another. Holds that have lapsed may still be
    /// in them; the rules judge those against the time.
    ///
    /// # Errors
    /// As any statement.
    pub async fn diaries(&self, now: Timestamp) -> Result<Arc<Diaries>, StoreError> {
        let number = self.diaries.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut read = self.diaries.read.lock().await;
        if read.answers_up_to < number {
            let answers_up_to = self.diaries.asked.load(Ordering::SeqCst);
            self.refresh(&mut read, now).await?;
            read.answers_up_to = answers_up_to;
        }
        Ok(Arc::clone(&read.diaries))
    }

    async fn refresh(&self, read: &mut Read, now: Timestamp) -> Result<(), StoreError> {
        // What has passed is dropped, and a clock that was set back is noticed, by reading anew once a day.
        let day = SignedDuration::from_hours(24);
        let from = now.saturating_sub(day * limits_days()).unwrap_or(Timestamp::MIN);
        let reaches = read.reaches_back_to.is_some_and(|back| back <= from && from.duration_since(back) < day);
        let statement = "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM resource";
        // Before the question, so that what was answered on this node is never seen as a difference.
        read.apply(self.shared.kept_changes.take());
        let row = self.readers.fetch(statement, &[]).await?.pop();
        let Some(mut row) = row else { return Err(StoreError::Database("no count".to_owned())) };
        let found = (row.integer()?, row.integer()?);
        if reaches && read.freshness == Some(found) {
            return Ok(());
        }
        let back = if reaches { read.reaches_back_to.unwrap_or(from) } else { from };
        if !reaches {
            read.versions.clear();
        }
        // Versions first: a change that comes between this and the entries is read again next time.
        let rows = self.readers.fetch("SELECT kind, slug, id, version FROM resource", &[]).await?;
        let mut diaries = Diaries::clone(&read.diaries);
        let mut versions = HashMap::with_capacity(rows.len());
        for mut row in rows {
            let (resource, id, version) = (resource(&mut row)?, row.integer()?, row.integer()?);
            if read.versions.get(&id) != Some(&version) {
                let entries = self.entries_of(&resource, id, back).await?;
                diaries.insert(resource, Arc::new(Diary::new(entries)));
            }
            versions.insert(id, version);
        }
        read.freshness = Some(freshness(&versions));
        read.versions = versions;
        read.reaches_back_to = Some(back);
        read.diaries = Arc::new(diaries);
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

impl Read {
    /// Brings diaries up to date with changes that this node kept, as far as their versions follow on those known.
    fn apply(&mut self, kept: Vec<Locked>) {
        if self.freshness.is_none() {
            return;
        }
        let mut diaries = None;
        for of_one in kept.chunk_by(|one, next| one.id == next.id) {
            let Some((locked, version)) = of_one.first().and_then(|one| Some((one, self.versions.get_mut(&one.id)?)))
            else {
                continue;
            };
            let known = self.diaries.get(&locked.resource).map_or(&[][..], Diary::entries);
            let mut entries = known.to_vec();
            let before = *version;
            for next in of_one.iter().skip_while(|next| next.version <= before) {
                if next.version != *version + 1 {
                    break;
                }
                *version = next.version;
                for (booking, entry) in &next.changes {
                    entries.retain(|entry| entry.booking != *booking);
                    entries.extend(entry.clone());
                }
            }
            if *version != before {
                let diaries = diaries.get_or_insert_with(|| Diaries::clone(&self.diaries));
                diaries.insert(locked.resource.clone(), Arc::new(Diary::new(entries)));
            }
        }
        if let Some(diaries) = diaries {
            self.diaries = Arc::new(diaries);
            self.freshness = Some(freshness(&self.versions));
        }
    }
}

/// How many resources there are, and the sum of their versions.
fn freshness(versions: &HashMap<i64, i64>) -> (i64, i64) {
    (i64::try_from(versions.len()).unwrap_or(i64::MAX), versions.values().sum())
}

fn limits_days() -> i32 {
    i32::try_from(limits::DIARY_DAYS_NEAR).unwrap_or(i32::MAX)
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
        let id = self.shared().resources.get(resource).map_err(|error| self.fail(error))?;
        let reach = SignedDuration::from_hours(24) * limits_days();
        let from = near.saturating_sub(reach).unwrap_or(Timestamp::MIN).as_microsecond();
        let to = near.saturating_add(reach).unwrap_or(Timestamp::MAX).as_microsecond();
        let statement = match resource {
            Resource::Therapist(_) => {
                select_entry!("therapist = $1 AND ends_at > $2 AND ends_at < $3 AND state IN (1, 2)")
            }
            Resource::Room(_) => {
                select_entry!("room = $1 AND ends_at > $2 AND ends_at < $3 AND state IN (1, 2) AND room IS NOT NULL")
            }
        };
        let rows = self.fetch(statement, &[id.into(), from.into(), to.into()]).await?;
        let entries = rows.into_iter().map(entry).collect::<Result<Vec<_>, _>>();
        entries.map(Diary::new).map_err(|error| self.fail(error))
    }
}
