//! Seals: a hash over rows and over the seal before them.
//!
//! A row waits until every transaction of its time has ended, then the next seal covers it. What waits (some seconds, or
//! as long as no server runs) can be taken away unnoticed by someone who can write to the database; what is sealed cannot.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use troth_domain::limits;

use super::keys::{AuditKeys, Coded};
use super::row::{AuditRow, audit_columns, insert_into};
use crate::engine::Row;
use crate::error::StoreError;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// The hash that the first seal follows.
pub(crate) const NO_HASH: [u8; 32] = [0; 32];

/// A seal as it stands.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Seal {
    pub number: i64,
    pub row_count: i64,
    pub total: i64,
    pub sealed_at: i64,
    pub hash: Vec<u8>,
    pub key_version: i64,
    pub mac: Vec<u8>,
}

/// The columns that [`Seal::read`] takes, in its order.
macro_rules! seal_columns {
    () => {
        "number, row_count, total, sealed_at, hash, key_version, mac"
    };
}
pub(crate) use seal_columns;

impl Seal {
    /// The seal of `rows`, to follow one of `number - 1` seals with the hash `previous`.
    fn over(keys: &AuditKeys, before: Option<&Self>, rows: &[AuditRow], now: Timestamp) -> Result<Self, StoreError> {
        let row_count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let mut seal = Self {
            number: before.map_or(0, |seal| seal.number) + 1,
            row_count,
            total: before.map_or(0, |seal| seal.total) + row_count,
            sealed_at: now.as_microsecond(),
            hash: Vec::new(),
            key_version: keys.version(),
            mac: Vec::new(),
        };
        let previous = before.map_or(NO_HASH.as_slice(), |seal| seal.hash.as_slice());
        seal.hash = seal.hash_over(previous, rows);
        seal.mac = keys.code(Coded::Seal, &seal.hash)?;
        Ok(seal)
    }

    /// Reads [`seal_columns`].
    pub fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.integer()?,
            row_count: row.integer()?,
            total: row.integer()?,
            sealed_at: row.integer()?,
            hash: row.bytes()?,
            key_version: row.integer()?,
            mac: row.bytes()?,
        })
    }

    /// SHA-256 over the hash before, what the seal says, and each row with its code.
    pub fn hash_over(&self, previous: &[u8], rows: &[AuditRow]) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(b"troth audit seal 1\0");
        hash.update(previous);
        for integer in [self.number, self.row_count, self.total, self.sealed_at, self.key_version] {
            hash.update(integer.to_be_bytes());
        }
        for row in rows {
            let contents = row.contents();
            hash.update((contents.len() as u64).to_be_bytes());
            hash.update(contents);
            hash.update(&row.mac);
        }
        hash.finalize().to_vec()
    }
}

/// What the head's code is over.
pub(crate) fn head_contents(number: i64, hash: &[u8]) -> Vec<u8> {
    [number.to_be_bytes().as_slice(), hash].concat()
}

impl Store {
    /// Seals what has waited long enough, as long as there is any; answers how many rows that was. Nodes may do so at the
    /// same time: one comes after the other.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn seal_audit(&self, now: Timestamp) -> Result<u64, StoreError> {
        let settled = now.saturating_sub(SignedDuration::from_secs(limits::AUDIT_SETTLE_SECONDS));
        let settled = settled.unwrap_or(Timestamp::MIN).as_microsecond();
        self.file_notes().await?;
        let waiting = "SELECT 1 FROM audit_waiting JOIN audit ON audit.id = audit_waiting.audit \
                       WHERE audit.at <= $1 LIMIT 1";
        let mut sealed = 0;
        // Looked at with a reader first: mostly nothing waits, and then nobody has to wait for this.
        while !self.readers.fetch(waiting, &[settled.into()]).await?.is_empty() {
            let batch = self
                .write(move |transaction: &mut WriteTransaction| {
                    Box::pin(async move { transaction.seal_batch(settled, now).await })
                })
                .await?;
            if batch == 0 {
                break;
            }
            sealed += batch;
        }
        Ok(sealed)
    }
}

impl Store {
    /// Files the notes that have arrived: into the table that is listed and sealed, with its indexes. Nodes may do so at the
    /// same time: one comes after the other.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub(super) async fn file_notes(&self) -> Result<(), StoreError> {
        // Looked at with a reader first, as above.
        while !self.readers.fetch("SELECT 1 FROM audit_arrived LIMIT 1", &[]).await?.is_empty() {
            self.write(|transaction: &mut WriteTransaction| {
                Box::pin(async move {
                    transaction.take_head().await?;
                    let filed = concat!(
                        insert_into!("audit"),
                        "SELECT ",
                        audit_columns!(),
                        " FROM audit_arrived AS audit ORDER BY audit.id LIMIT $1"
                    );
                    transaction.execute(filed, &[limits::AUDIT_SEAL_ROWS_MAX.into()]).await?;
                    // Not what arrived meanwhile.
                    let gone = "DELETE FROM audit_arrived WHERE EXISTS \
                                (SELECT 1 FROM audit WHERE audit.id = audit_arrived.id)";
                    transaction.execute(gone, &[]).await.map(drop)
                })
            })
            .await?;
        }
        Ok(())
    }
}

impl WriteTransaction {
    /// Whoever has the head is alone until the end of the transaction.
    async fn take_head(&mut self) -> Result<(), StoreError> {
        self.change_one("UPDATE audit_head SET number = number WHERE one = 1", &[]).await
    }

    async fn seal_batch(&mut self, settled: i64, now: Timestamp) -> Result<u64, StoreError> {
        self.take_head().await?;
        let rows = self.rows_to_seal(settled).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let before = concat!("SELECT ", seal_columns!(), " FROM audit_seal ORDER BY number DESC LIMIT 1");
        let before = self.fetch(before, &[]).await?.pop().map(Seal::read).transpose()?;
        let shared = self.shared();
        let seal = Seal::over(&shared.audit, before.as_ref(), &rows, now).map_err(|error| self.fail(error))?;
        self.insert_seal(&seal, &rows).await?;
        let mac = shared.audit.code(Coded::Head, &head_contents(seal.number, &seal.hash));
        let mac = mac.map_err(|error| self.fail(error))?;
        let head = "UPDATE audit_head SET number = $1, key_version = $2, mac = $3 WHERE one = 1";
        self.change_one(head, &[seal.number.into(), seal.key_version.into(), (&mac).into()]).await?;
        Ok(rows.len() as u64)
    }

    /// What is to be sealed next, in its order. A row whose code does not fit is never sealed: it would look sound.
    async fn rows_to_seal(&mut self, settled: i64) -> Result<Vec<AuditRow>, StoreError> {
        let statement = concat!(
            "SELECT ",
            audit_columns!(),
            " FROM audit_waiting JOIN audit ON audit.id = audit_waiting.audit WHERE audit.at <= $1 \
             ORDER BY audit.at, audit.id LIMIT $2"
        );
        let found = self.fetch(statement, &[settled.into(), limits::AUDIT_SEAL_ROWS_MAX.into()]).await?;
        let rows = found.into_iter().map(|mut row| AuditRow::read(&mut row)).collect::<Result<Vec<_>, _>>()?;
        let shared = self.shared();
        let (sound, spoiled): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| shared.audit.row_fits(row));
        for row in spoiled {
            // Out of the way of the others; `verify` finds it by its code, and that no seal covers it.
            self.execute("DELETE FROM audit_waiting WHERE audit = $1", &[(&row.id).into()]).await?;
        }
        Ok(sound)
    }

    async fn insert_seal(&mut self, seal: &Seal, rows: &[AuditRow]) -> Result<(), StoreError> {
        let insert = concat!("INSERT INTO audit_seal (", seal_columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7)");
        let values = [
            seal.number.into(),
            seal.row_count.into(),
            seal.total.into(),
            seal.sealed_at.into(),
            (&seal.hash).into(),
            seal.key_version.into(),
            (&seal.mac).into(),
        ];
        self.execute(insert, &values).await?;
        for (position, row) in (0_i64..).zip(rows) {
            let covered = "INSERT INTO audit_sealed (seal, position, audit) VALUES ($1, $2, $3)";
            self.execute(covered, &[seal.number.into(), position.into(), (&row.id).into()]).await?;
        }
        let sealed = "DELETE FROM audit_waiting WHERE audit IN (SELECT audit FROM audit_sealed WHERE seal = $1)";
        self.execute(sealed, &[seal.number.into()]).await?;
        Ok(())
    }
}
