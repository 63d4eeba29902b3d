//! Therapists and rooms: their numbers in the database, and the lock on their time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::Timestamp;
use tokio::sync::OwnedMutexGuard;
use troth_domain::calendar::Resource;
use troth_domain::practice::{Practice, Slug};

use crate::changes::Locked;
use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::store::Store;
use crate::transaction::WriteTransaction;

const THERAPIST: i64 = 1;
const ROOM: i64 = 2;

const ALL: &str = "SELECT kind, slug, id FROM resource";

/// How many resources one statement frees lapsed holds of.
const FREED_AT_ONCE: usize = 4;

/// What every resource is called in the database. Numbers never change, so what is known stays true.
#[derive(Default)]
pub(crate) struct ResourceIds(RwLock<Arc<HashMap<Resource, i64>>>);

impl ResourceIds {
    pub fn get(&self, resource: &Resource) -> Result<i64, StoreError> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(resource).copied().ok_or_else(|| StoreError::UnknownResource(parts(resource).1.to_string()))
    }

    /// Takes the rows of [`ALL`].
    fn learn(&self, rows: Vec<Row>) -> Result<(), StoreError> {
        let known = rows.into_iter().map(|mut row| Ok((resource(&mut row)?, row.integer()?)));
        let known = known.collect::<Result<_, StoreError>>()?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
        Ok(())
    }
}

/// The lines of those who wait on this node for a resource: whoever came first goes first. The database would let later
/// ones overtake for seconds; this way at most one of each node waits there.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>);

/// The turn at a resource; it ends when this is dropped, which is after the transaction's end.
pub(crate) type Turn = OwnedMutexGuard<()>;

impl Turns {
    async fn wait(&self, id: i64) -> Turn {
        let line = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default());
        line.lock_owned().await
    }
}

fn parts(resource: &Resource) -> (i64, &Slug) {
    match resource {
        Resource::Therapist(slug) => (THERAPIST, slug),
        Resource::Room(slug) => (ROOM, slug),
    }
}

/// Reads `kind, slug` of a row.
pub(crate) fn resource(row: &mut Row) -> Result<Resource, StoreError> {
    let kind = row.integer()?;
    let text = row.text()?;
    let slug = Slug::new(&text).map_err(|_| StoreError::corrupt("resource", text.as_bytes()))?;
    match kind {
        THERAPIST => Ok(Resource::Therapist(slug)),
        ROOM => Ok(Resource::Room(slug)),
        _ => Err(StoreError::corrupt("resource", text.as_bytes())),
    }
}

impl Store {
    /// Makes every therapist and room of `practice` known, so that their time can be taken up. Those that left the
    /// file stay known, with their bookings. Called at each start, and remembers what [`last_start`](Self::last_start)
    /// tells.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn register_resources(&self, practice: &Practice) -> Result<(), StoreError> {
        let therapists = practice.therapists.iter().map(|therapist| Resource::Therapist(therapist.slug.clone()));
        let rooms = practice.rooms.iter().map(|room| Resource::Room(room.slug.clone()));
        self.remember_start(practice).await?;
        self.load_resources().await?;
        let known = &self.shared.resources;
        let new = therapists.chain(rooms).filter(|resource| known.get(resource).is_err()).collect::<Vec<_>>();
        if new.is_empty() {
            return Ok(());
        }
        let new = Arc::new(new);
        self.write(move |transaction: &mut WriteTransaction| {
            let new = Arc::clone(&new);
            Box::pin(async move {
                // Another node may register the same ones at the same moment.
                let statement = "INSERT INTO resource (kind, slug, version) VALUES ($1, $2, 0) \
                                 ON CONFLICT (kind, slug) DO NOTHING";
                for resource in new.iter() {
                    let (kind, slug) = parts(resource);
                    transaction.execute(statement, &[kind.into(), slug.as_str().into()]).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await?;
        self.load_resources().await
    }

    pub(crate) async fn load_resources(&self) -> Result<(), StoreError> {
        let rows = self.readers.fetch(ALL, &[]).await?;
        self.shared.resources.learn(rows)
    }
}

impl WriteTransaction {
    /// Takes the lock on the time of `resources`: until this transaction ends, no other changes it. Locks are taken in
    /// one order everywhere, so two transactions never wait for each other. Also ends the holds on them that have
    /// lapsed by `now` and frees their cells. To be called before any change to the time of a resource, once, with
    /// all resources that the change touches.
    ///
    /// # Errors
    /// [`StoreError::UnknownResource`] for one that was never registered, or as any statement.
    pub async fn lock(&mut self, resources: &[Resource], now: Timestamp) -> Result<(), StoreError> {
        let shared = self.shared();
        if resources.iter().any(|resource| shared.resources.get(resource).is_err()) {
            // Another node may have registered it since, out of a newer practice file.
            let rows = self.fetch(ALL, &[]).await?;
            shared.resources.learn(rows).map_err(|error| self.fail(error))?;
        }
        let mut wanted = Vec::with_capacity(resources.len());
        for resource in resources {
            wanted.push((self.resource_id(resource)?, resource));
        }
        wanted.sort_unstable_by_key(|(id, _)| *id);
        wanted.dedup_by_key(|(id, _)| *id);
        wanted.retain(|(id, _)| self.locked.iter().all(|locked| locked.id != *id));
        for (id, resource) in &wanted {
            let turn = self.shared.turns.wait(*id).await;
            self.turns.push(turn);
            let statement = "UPDATE resource SET version = version + 1 WHERE id = $1 RETURNING version";
            let row = self.fetch(statement, &[(*id).into()]).await?.pop();
            let Some(mut row) = row else { return Err(self.fail(StoreError::Changed)) };
            let (resource, version) = ((*resource).clone(), row.integer()?);
            self.locked.push(Locked { id: *id, resource, version, changes: Vec::new() });
        }
        for some in self.may_have_lapsed(now).chunks(FREED_AT_ONCE) {
            self.free_lapsed(some, now).await?;
        }
        Ok(())
    }

    /// What a resource is called in the database.
    pub(crate) fn resource_id(&mut self, resource: &Resource) -> Result<i64, StoreError> {
        let id = self.shared.resources.get(resource);
        id.map_err(|error| self.fail(error))
    }

    async fn free_lapsed(&mut self, ids: &[i64], now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE booking SET state = 4, lapses_at = NULL, ended_at = $1, ended_by = 3 \
                         WHERE state = 1 AND lapses_at <= $1 \
                         AND (therapist IN ($2, $3, $4, $5) OR room IN ($2, $3, $4, $5)) \
                         RETURNING id, therapist, room, first_cell, end_cell";
        let id = |place: usize| Value::Integer(ids.get(place).copied());
        let lapsed = self.fetch(statement, &[now.as_microsecond().into(), id(0), id(1), id(2), id(3)]).await?;
        // No diary has to hear of it: a lapsed hold in one blocks nothing.
        for row in lapsed {
            self.free_cells(row).await?;
        }
        Ok(())
    }
}
