//! The audit: who looked at, or changed, what, so kept that meddling is found.
//!
//! - A note is a row in the deed's own transaction, with a code over its contents ([`AuditKeys`]) that nobody can make who
//!   has only the database. It arrives in a table of its own, which is cheap, and is filed among the others soon after.
//! - A [seal] covers rows and the seal before it by a hash: no row can be taken away, put in or put elsewhere.
//! - A [`Checkpoint`] of the last seal, kept off the machine, shows that even someone with the key wrote no other history.
//! - [`Store::verify_audit`] finds what does not fit.

mod checkpoint;
mod keys;
mod openings;
mod row;
mod seal;
mod verify;

pub use checkpoint::{Checkpoint, InvalidCheckpoint};
pub use openings::StaffOpening;
pub use verify::AuditFinding;

pub(crate) use keys::{AuditKeys, PURPOSE};

use jiff::Timestamp;
use troth_domain::audit::AuditNote;
use troth_domain::limits;

use self::row::{AuditRow, audit_columns, insert_into};
use crate::error::StoreError;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// Where a note stands among all: by its moment, then by its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct AuditPlace {
    /// Microseconds since 1970.
    pub microsecond: i64,
    /// The row's own id.
    pub id: [u8; 16],
}

/// A note as it was written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditEntry {
    /// Where it stands among all.
    pub place: AuditPlace,
    /// When it was done.
    pub at: Timestamp,
    /// What was done; `None` when the row was changed, or a newer version of the program wrote it.
    pub note: Option<AuditNote>,
}

impl Store {
    /// Notes, the newest first, from the newest on or from the one after `after`; one more than a page has
    /// ([`limits::AUDIT_PAGE_ROWS_MAX`]), if there are so many. Ids only.
    ///
    /// # Errors
    /// As [`write`](Self::write): what has arrived is filed first.
    pub async fn audit(&self, after: Option<AuditPlace>) -> Result<Vec<AuditEntry>, StoreError> {
        self.file_notes().await?;
        let after = after.unwrap_or(AuditPlace { microsecond: i64::MAX, id: [u8::MAX; 16] });
        let statement = concat!(
            "SELECT ",
            audit_columns!(),
            " FROM audit WHERE at < $1 OR (at = $1 AND id > $2) ORDER BY at DESC, id LIMIT $3"
        );
        let values = [after.microsecond.into(), (&after.id).into(), (limits::AUDIT_PAGE_ROWS_MAX + 1).into()];
        let rows = self.readers.fetch(statement, &values).await?;
        rows.into_iter().map(|mut row| AuditRow::read(&mut row).and_then(|row| self.entry(&row))).collect()
    }

    fn entry(&self, row: &AuditRow) -> Result<AuditEntry, StoreError> {
        let sound = self.shared.audit.row_fits(row);
        let id = row.id.as_slice().try_into().map_err(|_| StoreError::corrupt("audit", &row.id))?;
        let place = AuditPlace { microsecond: row.at, id };
        Ok(AuditEntry { place, at: instant(row.at)?, note: row.note().filter(|_| sound) })
    }
}

impl WriteTransaction {
    /// Writes down what this transaction does. It is kept if, and only if, the rest of the action is.
    ///
    /// # Errors
    /// As any statement.
    pub async fn note_audit(&mut self, note: &AuditNote, now: Timestamp) -> Result<(), StoreError> {
        let shared = self.shared();
        let mut id = [0; 16];
        (shared.vault.random())(&mut id);
        // Ids in the order of time lie side by side, so that the notes of one page, or of one commit, touch one or two
        // pages of the one tree that they arrive in.
        let (time, _) = id.split_at_mut(8);
        time.copy_from_slice(&now.as_microsecond().to_be_bytes());
        let row = AuditRow::new(id, note, now, shared.audit.version());
        let mac = shared.audit.row_code(&row).map_err(|error| self.fail(error))?;
        let statement = concat!(insert_into!("audit_arrived"), "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
        let values = [
            (&row.id).into(),
            row.at.into(),
            row.event.into(),
            row.actor_kind.into(),
            row.actor.as_deref().into(),
            row.person.as_deref().into(),
            row.item.as_deref().into(),
            row.couple.as_deref().into(),
            row.staff.as_deref().into(),
            row.key_version.into(),
            (&mac).into(),
        ];
        self.note(statement, &values).await
    }
}
