//! What is done from time to time: ending what has lapsed, deleting what is past its use, and looking for faults.

use jiff::{SignedDuration, Timestamp};
use troth_domain::booking::BookingId;
use troth_domain::limits;

use crate::audit::AuditFinding;
use crate::error::StoreError;
use crate::repeats::hour;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What a sweep did.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Swept {
    /// Holds that had lapsed, and block nothing any more.
    pub lapsed_holds: u64,
    /// Rows that were past their use.
    pub deleted_rows: u64,
}

/// Something in the records that should not be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Finding {
    /// An active booking or hold does not own exactly its cells.
    #[error("booking {booking:?} should take up {wanted} cells and takes up {found}")]
    Cells {
        /// Which one.
        booking: BookingId,
        /// How many it should own, over all its resources.
        wanted: i64,
        /// How many of those it does own.
        found: i64,
    },
    /// Cells that no active booking or hold should own.
    #[error("{cells} cells of booking {booking:?} belong to no time that it takes up")]
    Orphans {
        /// Whom the cells name.
        booking: BookingId,
        /// How many.
        cells: i64,
    },
    /// The audit is not as it was written.
    #[error(transparent)]
    Audit(#[from] AuditFinding),
}

impl Store {
    /// Ends holds that have lapsed, and deletes expired answers, old counts of addresses, old lapsed holds, sessions and
    /// places in talks that nobody used for long, links and codes past their use, and old messages to persons that are finished; a bounded number of each. To be called again while there is much to do.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn sweep(&self, now: Timestamp) -> Result<Swept, StoreError> {
        self.write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let lapsed_holds = transaction.lapse_holds(now).await?;
                Ok(Swept { lapsed_holds, deleted_rows: transaction.delete_past_use(now).await? })
            })
        })
        .await
    }

    /// Looks whether each active booking and hold owns exactly its cells, no cell is owned by anything else, and the audit
    /// is as it was written. With the records of many years this takes longer than any answer to a client may.
    ///
    /// # Errors
    /// As any statement.
    pub async fn verify(&self) -> Result<Vec<Finding>, StoreError> {
        let short = "SELECT owner.id, owner.wanted, COUNT(occupied_cell.cell) FROM ( \
                SELECT id, therapist, room, first_cell, end_cell, \
                    (end_cell - first_cell) * (CASE WHEN room IS NULL THEN 1 ELSE 2 END) AS wanted \
                FROM booking WHERE state IN (1, 2)) AS owner \
            LEFT JOIN occupied_cell ON occupied_cell.resource IN (owner.therapist, owner.room) \
                AND occupied_cell.cell >= owner.first_cell AND occupied_cell.cell < owner.end_cell \
                AND occupied_cell.booking = owner.id \
            GROUP BY owner.id, owner.wanted HAVING COUNT(occupied_cell.cell) <> owner.wanted ORDER BY owner.id";
        let orphans = "SELECT occupied_cell.booking, COUNT(*) FROM occupied_cell WHERE NOT EXISTS ( \
                SELECT 1 FROM booking WHERE booking.id = occupied_cell.booking AND booking.state IN (1, 2) \
                AND (occupied_cell.resource = booking.therapist OR occupied_cell.resource = booking.room) \
                AND occupied_cell.cell >= booking.first_cell AND occupied_cell.cell < booking.end_cell) \
            GROUP BY occupied_cell.booking ORDER BY occupied_cell.booking";
        let mut findings = Vec::new();
        for mut row in self.readers.fetch_at_leisure(short, &[]).await? {
            let booking = BookingId(row.id()?);
            findings.push(Finding::Cells { booking, wanted: row.integer()?, found: row.integer()? });
        }
        for mut row in self.readers.fetch_at_leisure(orphans, &[]).await? {
            findings.push(Finding::Orphans { booking: BookingId(row.id()?), cells: row.integer()? });
        }
        findings.extend(self.verify_audit().await?.into_iter().map(Finding::from));
        Ok(findings)
    }
}

impl WriteTransaction {
    async fn lapse_holds(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let statement = "UPDATE booking SET state = 4, lapses_at = NULL, ended_at = $1, ended_by = 3 \
                         WHERE id IN (SELECT id FROM booking WHERE state = 1 AND lapses_at <= $1 \
                             ORDER BY lapses_at, id LIMIT $2) AND state = 1 AND lapses_at <= $1 \
                         RETURNING id, therapist, room, first_cell, end_cell";
        let values = [now.as_microsecond().into(), limits::SWEEP_ROWS_MAX.into()];
        let lapsed = self.fetch(statement, &values).await?;
        let count = u64::try_from(lapsed.len()).unwrap_or(u64::MAX);
        for row in lapsed {
            self.free_cells(row).await?;
        }
        Ok(count)
    }

    async fn delete_past_use(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        let before = |kept: SignedDuration| now.saturating_sub(kept).unwrap_or(Timestamp::MIN).as_microsecond();
        let past_use = [
            (
                "DELETE FROM idempotency WHERE key_code IN ( \
                     SELECT key_code FROM idempotency WHERE expires_at <= $1 ORDER BY expires_at, key_code LIMIT $2)",
                now.as_microsecond(),
            ),
            (
                "DELETE FROM address_count WHERE hour < $1 AND code IN ( \
                     SELECT code FROM address_count WHERE hour < $1 ORDER BY code LIMIT $2)",
                hour(now),
            ),
            (
                "DELETE FROM booking WHERE id IN ( \
                     SELECT id FROM booking WHERE state = 4 AND ended_at <= $1 ORDER BY ended_at, id LIMIT $2)",
                before(SignedDuration::from_hours(limits::LAPSED_HOLD_HOURS)),
            ),
            (
                "DELETE FROM session WHERE id IN ( \
                     SELECT id FROM session WHERE seen_at <= $1 ORDER BY seen_at, id LIMIT $2)",
                before(SignedDuration::from_mins(limits::CLIENT_IDLE_MINUTES)),
            ),
            (
                "DELETE FROM sign_in_link WHERE token IN ( \
                     SELECT token FROM sign_in_link WHERE expires_at <= $1 ORDER BY expires_at, token LIMIT $2)",
                now.as_microsecond(),
            ),
            (
                "DELETE FROM start_code WHERE code IN ( \
                     SELECT code FROM start_code WHERE expires_at <= $1 ORDER BY expires_at, code LIMIT $2)",
                now.as_microsecond(),
            ),
            (
                "DELETE FROM room_code WHERE person IN ( \
                     SELECT person FROM room_code WHERE expires_at <= $1 ORDER BY expires_at, person LIMIT $2)",
                now.as_microsecond(),
            ),
            (
                "DELETE FROM room_session WHERE id IN ( \
                     SELECT id FROM room_session WHERE seen_at <= $1 ORDER BY seen_at, id LIMIT $2)",
                before(SignedDuration::from_mins(limits::ROOM_IDLE_MINUTES)),
            ),
            (
                "DELETE FROM outbox WHERE id IN ( \
                     SELECT id FROM outbox WHERE person IS NOT NULL AND speaks_of <= $1 \
                     AND (sent_at IS NOT NULL OR dropped_at IS NOT NULL) ORDER BY speaks_of, id LIMIT $2)",
                before(SignedDuration::from_hours(24 * limits::PERSON_MESSAGE_DAYS)),
            ),
            (
                "DELETE FROM used_challenge WHERE code IN ( \
                     SELECT code FROM used_challenge WHERE expires_at <= $1 ORDER BY expires_at, code LIMIT $2)",
                now.as_microsecond(),
            ),
        ];
        let mut deleted = 0;
        for (statement, before) in past_use {
            deleted += self.execute(statement, &[before.into(), limits::SWEEP_ROWS_MAX.into()]).await?;
        }
        Ok(deleted)
    }
}
