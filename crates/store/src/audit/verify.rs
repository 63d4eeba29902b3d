//! Looking for rows and seals that were changed, taken away, put in or put elsewhere.

use data_encoding::HEXLOWER;
use troth_domain::limits;

use super::checkpoint::Checkpoint;
use super::keys::{AuditKeys, Coded};
use super::row::{AuditRow, audit_columns};
use super::seal::{NO_HASH, Seal, head_contents, seal_columns};
use crate::error::StoreError;
use crate::store::Store;

/// Something in the audit that is not as it was written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuditFinding {
    /// A row says something else than when it was written, or was not written by this program.
    #[error("audit row {row} was changed or made up: its code does not fit")]
    RowChanged {
        /// The row's id.
        row: String,
    },
    /// A row that was sealed is gone.
    #[error("audit row {row}, number {position} of seal {seal}, was deleted")]
    RowMissing {
        /// The row's id.
        row: String,
        /// The seal that covers it.
        seal: i64,
        /// Its place there, from 0.
        position: i64,
    },
    /// A row that no seal covers and that waits for none.
    #[error("audit row {row} is covered by no seal and waits for none: its seal was taken from it")]
    RowUnsealed {
        /// The row's id.
        row: String,
    },
    /// A seal was changed, or made by somebody without the key.
    #[error("audit seal {seal} was changed or made up: its code does not fit")]
    SealChanged {
        /// Its number.
        seal: i64,
    },
    /// A seal is not over these rows in this order, or does not follow the seal before it.
    #[error("audit seal {seal} is not over these rows in this order after the seal before it")]
    SealBroken {
        /// Its number.
        seal: i64,
    },
    /// Seals between others are gone.
    #[error("audit seals {from} to {to} were deleted")]
    SealsMissing {
        /// The first that is gone.
        from: i64,
        /// The last that is gone.
        to: i64,
    },
    /// The note of the last seal was changed.
    #[error("the note of the last audit seal was changed: it does not fit seal {seal}")]
    HeadChanged {
        /// The seal that it names.
        seal: i64,
    },
    /// The checkpoint was not made by this practice.
    #[error("the checkpoint was not signed with this practice's key")]
    CheckpointForeign,
    /// The history ends before the checkpoint.
    #[error("the checkpoint knows {wanted} audit seals, and the records have {found}: the history was cut off")]
    CheckpointAhead {
        /// The checkpoint's seal.
        wanted: i64,
        /// The last one in the records.
        found: i64,
    },
    /// The history up to the checkpoint is another one.
    #[error("audit seal {seal} is not the one that the checkpoint knows: the history was written anew")]
    CheckpointOther {
        /// The checkpoint's seal.
        seal: i64,
    },
}

impl Store {
    /// Looks whether the audit is as it was written. With the records of many years this takes minutes.
    ///
    /// # Errors
    /// As any statement.
    pub async fn verify_audit(&self) -> Result<Vec<AuditFinding>, StoreError> {
        // First, so that what is sealed meanwhile is no surprise.
        let head = self.audit_head().await?;
        let mut walk = Walk { keys: &self.shared.audit, last: None, head_hash: None, findings: Vec::new() };
        loop {
            let before = walk.last.as_ref().map_or(0, |seal| seal.number);
            let seals = self.seals_after(before).await?;
            let Some(last) = seals.last().map(|seal| seal.number) else { break };
            let mut rows = self.rows_sealed(before, last).await?.into_iter().peekable();
            for seal in seals {
                let own = std::iter::from_fn(|| rows.next_if(|row| row.seal == seal.number)).collect::<Vec<_>>();
                walk.step(seal, &own, head.number);
            }
        }
        walk.check_head(&head);
        let mut findings = walk.findings;
        findings.extend(self.unsealed_rows().await?);
        Ok(findings)
    }

    /// Looks whether the records still contain the history that `checkpoint` knows.
    ///
    /// # Errors
    /// As any statement.
    pub async fn compare(&self, checkpoint: &Checkpoint) -> Result<Vec<AuditFinding>, StoreError> {
        if !checkpoint.is_signed(&self.shared.audit) {
            return Ok(vec![AuditFinding::CheckpointForeign]);
        }
        if checkpoint.seal == 0 {
            return Ok(Vec::new());
        }
        let found = concat!("SELECT ", seal_columns!(), " FROM audit_seal WHERE number = $1");
        let found = self.readers.fetch(found, &[checkpoint.seal.into()]).await?.pop().map(Seal::read).transpose()?;
        let Some(seal) = found else {
            let last = self.readers.fetch("SELECT MAX(number) FROM audit_seal", &[]).await?.pop();
            let last = last.map(|mut row| row.optional_integer()).transpose()?.flatten();
            let (wanted, found) = (checkpoint.seal, last.unwrap_or(0));
            return Ok(vec![AuditFinding::CheckpointAhead { wanted, found }]);
        };
        let same = seal.hash == checkpoint.hash && seal.total == checkpoint.total;
        let other = AuditFinding::CheckpointOther { seal: seal.number };
        Ok(if same { Vec::new() } else { vec![other] })
    }

    async fn audit_head(&self) -> Result<Head, StoreError> {
        let statement = "SELECT number, key_version, mac FROM audit_head WHERE one = 1";
        let Some(mut row) = self.readers.fetch(statement, &[]).await?.pop() else {
            return Ok(Head { number: 0, key_version: 0, mac: Vec::new() });
        };
        let (number, key_version) = (row.integer()?, row.integer()?);
        Ok(Head { number, key_version, mac: row.optional_bytes()?.unwrap_or_default() })
    }

    async fn seals_after(&self, number: i64) -> Result<Vec<Seal>, StoreError> {
        let statement =
            concat!("SELECT ", seal_columns!(), " FROM audit_seal WHERE number > $1 ORDER BY number LIMIT $2");
        let values = [number.into(), limits::AUDIT_VERIFY_SEALS.into()];
        self.readers.fetch_at_leisure(statement, &values).await?.into_iter().map(Seal::read).collect()
    }

    async fn rows_sealed(&self, after: i64, last: i64) -> Result<Vec<SealedRow>, StoreError> {
        let statement = concat!(
            "SELECT audit_sealed.seal, audit_sealed.position, audit_sealed.audit, \
             CASE WHEN audit.id IS NULL THEN 0 ELSE 1 END, ",
            audit_columns!(),
            " FROM audit_sealed LEFT JOIN audit ON audit.id = audit_sealed.audit \
             WHERE audit_sealed.seal > $1 AND audit_sealed.seal <= $2 \
             ORDER BY audit_sealed.seal, audit_sealed.position"
        );
        let found = self.readers.fetch_at_leisure(statement, &[after.into(), last.into()]).await?;
        let read = |mut row: crate::engine::Row| {
            let (seal, position, id) = (row.integer()?, row.integer()?, row.bytes()?);
            let there = row.integer()? == 1;
            let row = if there { Some(AuditRow::read(&mut row)?) } else { None };
            Ok(SealedRow { seal, position, id, row })
        };
        found.into_iter().map(read).collect()
    }

    /// Rows that no seal covers are all there are to be told of: waiting ones whose code does not fit, and others.
    async fn unsealed_rows(&self) -> Result<Vec<AuditFinding>, StoreError> {
        let statement = concat!(
            "SELECT 1, ",
            audit_columns!(),
            " FROM audit_arrived AS audit UNION ALL SELECT CASE WHEN audit_waiting.audit IS NULL THEN 0 ELSE 1 END, ",
            audit_columns!(),
            " FROM audit LEFT JOIN audit_waiting ON audit_waiting.audit = audit.id \
             WHERE NOT EXISTS (SELECT 1 FROM audit_sealed JOIN audit_seal ON audit_seal.number = audit_sealed.seal \
                WHERE audit_sealed.audit = audit.id) \
             ORDER BY 3, 2"
        );
        let mut findings = Vec::new();
        for mut row in self.readers.fetch_at_leisure(statement, &[]).await? {
            let waits = row.integer()? == 1;
            let row = AuditRow::read(&mut row)?;
            let id = HEXLOWER.encode(&row.id);
            if !self.shared.audit.row_fits(&row) {
                findings.push(AuditFinding::RowChanged { row: id });
            } else if !waits {
                findings.push(AuditFinding::RowUnsealed { row: id });
            }
        }
        Ok(findings)
    }
}

struct Head {
    number: i64,
    key_version: i64,
    mac: Vec<u8>,
}

/// A place in a seal; `row` is empty when the row is gone.
struct SealedRow {
    seal: i64,
    position: i64,
    id: Vec<u8>,
    row: Option<AuditRow>,
}

/// The way along the chain.
struct Walk<'k> {
    keys: &'k AuditKeys,
    last: Option<Seal>,
    /// The hash of the seal that the head names.
    head_hash: Option<Vec<u8>>,
    findings: Vec<AuditFinding>,
}

impl Walk<'_> {
    fn step(&mut self, seal: Seal, covered: &[SealedRow], head: i64) {
        let number = seal.number;
        let (before, total, previous) = match &self.last {
            Some(last) => (last.number, last.total, last.hash.clone()),
            None => (0, 0, NO_HASH.to_vec()),
        };
        let gap = number != before + 1;
        if gap {
            self.findings.push(AuditFinding::SealsMissing { from: before + 1, to: number - 1 });
        }
        if !self.keys.fits(seal.key_version, Coded::Seal, &seal.hash, &seal.mac) {
            self.findings.push(AuditFinding::SealChanged { seal: number });
        }
        let sound = self.check_rows(covered);
        let rows = covered.iter().filter_map(|place| place.row.clone()).collect::<Vec<_>>();
        let in_place = (0_i64..).zip(covered).all(|(position, place)| position == place.position);
        let counted = i64::try_from(covered.len()).is_ok_and(|count| count == seal.row_count);
        let follows = in_place && counted && seal.total == total + seal.row_count;
        // After a gap, or with rows that are told of already, the hash cannot fit.
        if !gap && sound && !(follows && seal.hash_over(&previous, &rows) == seal.hash) {
            self.findings.push(AuditFinding::SealBroken { seal: number });
        }
        if number == head {
            self.head_hash = Some(seal.hash.clone());
        }
        self.last = Some(seal);
    }

    fn check_rows(&mut self, covered: &[SealedRow]) -> bool {
        let before = self.findings.len();
        for SealedRow { seal, position, id, row } in covered {
            let id = HEXLOWER.encode(id);
            match row {
                None => {
                    self.findings.push(AuditFinding::RowMissing { row: id, seal: *seal, position: *position });
                }
                Some(row) if !self.keys.row_fits(row) => self.findings.push(AuditFinding::RowChanged { row: id }),
                Some(_) => {}
            }
        }
        self.findings.len() == before
    }

    fn check_head(&mut self, head: &Head) {
        let last = self.last.as_ref().map_or(0, |seal| seal.number);
        if head.number > last {
            self.findings.push(AuditFinding::SealsMissing { from: last + 1, to: head.number });
            return;
        }
        let fits = match &self.head_hash {
            Some(hash) => {
                let contents = head_contents(head.number, hash);
                self.keys.fits(head.key_version, Coded::Head, &contents, &head.mac)
            }
            None => head.number == 0 && last == 0,
        };
        if !fits {
            self.findings.push(AuditFinding::HeadChanged { seal: head.number });
        }
    }
}
