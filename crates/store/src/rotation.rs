//! Changing the practice's key for a new one, in steps that a kill at any moment leaves whole.
//!
//! 1. [`begin`](Store::begin_key_change): the records know which key is to come. From now on nothing is wrapped with the
//!    old one: the schema refuses it.
//! 2. [`rewrap`](Store::rewrap_some): a bounded number of wraps at a time is opened with the old key and made with the new.
//! 3. [`finish`](Store::finish_key_change): the new key is the key.
//!
//! Between 1 and 3 the store opens with both keys at hand, and with them everything opens.

use jiff::Timestamp;
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::limits;

use crate::engine::{Connection, Value};
use crate::error::{OpenError, StoreError};
use crate::key::PracticeKey;
use crate::practice_keys::{PracticeKeys, key_check};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// How far rewrapping has come. Begins with the default.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Rewrapped {
    table: usize,
    after: Vec<u8>,
    /// Wraps that were made anew.
    pub rows: u64,
    /// Wraps that no key opens. They stay as they are: what they open was lost before.
    pub unreadable: u64,
}

impl Rewrapped {
    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.table >= TABLES.len()
    }
}

/// Where wraps of the practice's are: how to find those of older versions, and how to put new ones in their place.
const TABLES: [(&str, &str); 2] = [
    (
        "SELECT item, wrap FROM item_key WHERE holder = 'practice' AND key_version < $1 AND item > $2 \
         ORDER BY item LIMIT $3",
        "UPDATE item_key SET wrap = $1, key_version = $2 WHERE item = $3 AND holder = 'practice' AND key_version < $2",
    ),
    (
        "SELECT person, wrap FROM person_key WHERE key_version < $1 AND person > $2 ORDER BY person LIMIT $3",
        "UPDATE person_key SET wrap = $1, key_version = $2 WHERE person = $3 AND key_version < $2",
    ),
];

const FACT: &str = "SELECT value FROM practice_fact WHERE name = $1";
const PUT_FACT: &str =
    "INSERT INTO practice_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";

/// Which keys the records belong to. The first node writes its key's check down; the others find what it wrote.
pub(crate) async fn find_keys(
    connection: &mut Connection,
    key: &PracticeKey,
    next: Option<&PracticeKey>,
) -> Result<PracticeKeys, OpenError> {
    let insert = "INSERT INTO practice_fact (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    connection.execute(insert, &["key check".into(), (&key_check(key)).into()]).await?;
    let check = fact(connection, "key check").await?;
    let fits = |key: &&PracticeKey| check.as_deref() == Some(key_check(key).as_slice());
    // After the last step the new key may still lie beside the old one, under the name of one that is to come.
    let current = [Some(key), next].into_iter().flatten().find(fits).ok_or(OpenError::WrongKey)?;
    let newest = connection.fetch("SELECT MAX(version) FROM key_version", &[]).await?.pop();
    let newest = newest.map_or(Ok(None), |mut row| row.optional_integer())?.unwrap_or(1);
    let Some(next_check) = fact(connection, "next key check").await? else {
        let kept = fact(connection, "kept keys").await?;
        return Ok(PracticeKeys::open(newest, current.clone(), kept.as_deref())?);
    };
    let next = next.filter(|next| next_check == key_check(next)).ok_or(OpenError::KeyChange)?;
    let kept = fact(connection, "next kept keys").await?;
    let keys = PracticeKeys::open(newest, next.clone(), kept.as_deref())?;
    Ok(keys.with_before(current.clone()))
}

/// A fact of the database as a whole.
pub(crate) async fn fact(connection: &mut Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = connection.fetch(FACT, &[name.into()]).await?.pop();
    row.map_or(Ok(None), |mut row| row.bytes().map(Some))
}

impl Store {
    /// Whether a change of the key was begun and not finished.
    pub fn is_changing_key(&self) -> bool {
        self.shared.keys.before.is_some()
    }

    /// Writes down that `next` is to be the key. Afterwards this store, and every other that was opened before, cannot
    /// write private things any more: open it again with both keys.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn begin_key_change(&self, next: &PracticeKey, now: Timestamp) -> Result<(), StoreError> {
        let next = next.clone();
        self.write(move |transaction: &mut WriteTransaction| {
            let next = next.clone();
            Box::pin(async move { transaction.begin_key_change(&next, now).await })
        })
        .await
    }

    /// Makes a bounded number of wraps anew; to be called again with what it answered, until that is done.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn rewrap_some(&self, so_far: &Rewrapped) -> Result<Rewrapped, StoreError> {
        let so_far = so_far.clone();
        self.write(move |transaction: &mut WriteTransaction| {
            let so_far = so_far.clone();
            Box::pin(async move { transaction.rewrap_some(so_far).await })
        })
        .await
    }

    /// Makes the new key the key. Rewrapping must be done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when that was done before, or as [`write`](Self::write).
    pub async fn finish_key_change(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move { transaction.finish_key_change(now).await })
        })
        .await
    }
}

impl WriteTransaction {
    async fn begin_key_change(&mut self, next: &PracticeKey, now: Timestamp) -> Result<(), StoreError> {
        let shared = self.shared();
        let kept = shared.keys.seal_kept(next, shared.vault.random()).map_err(|error| self.fail(error))?;
        // Fails when another began first: each version is one row.
        let version = "INSERT INTO key_version (version, made_at) VALUES ($1, $2)";
        self.execute(version, &[(shared.keys.version + 1).into(), now.as_microsecond().into()]).await?;
        self.execute(PUT_FACT, &["next key check".into(), (&key_check(next)).into()]).await?;
        self.execute(PUT_FACT, &["next kept keys".into(), (&kept).into()]).await.map(drop)
    }

    async fn rewrap_some(&mut self, so_far: Rewrapped) -> Result<Rewrapped, StoreError> {
        let Some((find, put)) = TABLES.get(so_far.table) else { return Ok(so_far) };
        let shared = self.shared();
        let version = shared.keys.version;
        let values = [version.into(), (&so_far.after).into(), limits::REWRAP_ROWS_MAX.into()];
        let found = self.fetch(find, &values).await?;
        let Some(last) = found.len().checked_sub(1) else {
            return Ok(Rewrapped { table: so_far.table + 1, after: Vec::new(), ..so_far });
        };
        let mut done = so_far;
        for (place, mut row) in (0..).zip(found) {
            let (id, wrap) = (row.bytes()?, row.bytes()?);
            match shared.vault.unwrap(&wrap, &id).and_then(|key| shared.vault.wrap(&key, &id)) {
                Ok(wrap) => {
                    let values: [Value<'_>; 3] = [(&wrap).into(), version.into(), (&id).into()];
                    done.rows += self.execute(put, &values).await?;
                }
                Err(_) => done.unreadable += 1,
            }
            if place == last {
                done.after = id;
            }
        }
        Ok(done)
    }

    async fn finish_key_change(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let shared = self.shared();
        let check = "UPDATE practice_fact SET value = $1 WHERE name = 'key check' AND value <> $1";
        self.change_one(check, &[(&key_check(&shared.keys.current)).into()]).await?;
        let kept = "INSERT INTO practice_fact (name, value) \
                    SELECT 'kept keys', value FROM practice_fact AS next WHERE next.name = 'next kept keys' \
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.execute(kept, &[]).await?;
        self.execute("DELETE FROM practice_fact WHERE name IN ('next key check', 'next kept keys')", &[]).await?;
        self.note_audit(&AuditNote::new(AuditEvent::KeyRotated, AuditActor::System), now).await
    }
}
