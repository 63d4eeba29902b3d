//! Moves that are under way, or that a rest or a pause holds, and how they come after a release.

use jiff::Timestamp;
use troth_domain::people::{Couple, CoupleId, PersonId};
use troth_domain::plan::LogId;

use super::Arrival;
use crate::engine::Row;
use crate::error::StoreError;
use crate::rows::instant;
use crate::transaction::WriteTransaction;

/// A move that waits, to be given an hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeldMove {
    /// Its own name in the records.
    pub id: [u8; 16],
    log: LogId,
    /// Who made it.
    pub author: PersonId,
    /// The time that both agreed on at which it was to come, where it has one.
    pub appointed_at: Option<Timestamp>,
}

impl WriteTransaction {
    /// Whether anything of `log` was on the page of `author`'s partner by `now`: what its author takes back is to go from
    /// there at once, and otherwise never to come.
    ///
    /// Discloses nothing: it decides how a taking back goes on, and its author is answered the same either way.
    ///
    /// # Errors
    /// As any statement.
    pub async fn has_come(
        &mut self,
        couple: &Couple,
        log: LogId,
        author: PersonId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(partner) = couple.partner_of(author) else { return Ok(false) };
        let statement = "SELECT 1 FROM plan_arrival WHERE log = $1 AND reader = $2 AND arrives_at <= $3 LIMIT 1";
        let values = [(&log.0).into(), (&partner.0).into(), now.as_microsecond().into()];
        Ok(!self.fetch(statement, &values).await?.is_empty())
    }

    /// Holds the moves that are under way in `couple`.
    pub(crate) async fn hold_moves(&mut self, couple: CoupleId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "DELETE FROM plan_arrival WHERE couple = $1 AND arrives_at > $2";
        self.execute(statement, &[(&couple.0).into(), now.as_microsecond().into()]).await.map(drop)
    }

    /// The moves that wait in `couple`, in the order in which they were made; none when either left, and none of a log
    /// that is over.
    ///
    /// Discloses nothing: for the therapist's release.
    ///
    /// # Errors
    /// As any statement.
    pub async fn held_moves(&mut self, couple: CoupleId) -> Result<Vec<HeldMove>, StoreError> {
        let statement = "SELECT plan_move.id, plan_move.log, plan_move.author, plan_move.appointed_at FROM plan_move \
                         JOIN plan_log ON plan_log.id = plan_move.log \
                         WHERE plan_log.couple = $1 AND plan_log.ended_at IS NULL AND plan_move.reach = 2 \
                         AND plan_move.author IS NOT NULL \
                         AND NOT EXISTS (SELECT 1 FROM plan_arrival WHERE plan_arrival.move = plan_move.id \
                         AND plan_arrival.reader <> plan_move.author) \
                         AND NOT EXISTS (SELECT 1 FROM couple_leaving WHERE couple_leaving.couple = $1) \
                         ORDER BY plan_move.log, plan_move.number";
        let rows = self.fetch(statement, &[(&couple.0).into()]).await?;
        let held = |mut row: Row| {
            let (id, log, author) = (row.id()?, LogId(row.id()?), PersonId(row.id()?));
            Ok(HeldMove { id, log, author, appointed_at: row.optional_integer()?.map(instant).transpose()? })
        };
        rows.into_iter().map(held).collect()
    }

    /// Lets a held move come at `at`, or with an earlier one of its author's that comes later; its reader is to be told
    /// then. To be called in the order of [`held_moves`](Self::held_moves).
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is not there, or as any statement.
    pub async fn let_move_come(&mut self, couple: &Couple, held: HeldMove, at: Timestamp) -> Result<(), StoreError> {
        let HeldMove { id, log, author, .. } = held;
        let Some(partner) = couple.partner_of(author) else { return Err(self.fail(StoreError::Changed)) };
        let statement = "SELECT plan_log.kind, (SELECT closes FROM plan_move WHERE id = $4), (SELECT MAX(plan_arrival.arrives_at) FROM plan_arrival \
                         JOIN plan_move ON plan_move.id = plan_arrival.move WHERE plan_arrival.log = $1 \
                         AND plan_arrival.reader = $2 AND plan_move.author = $3 AND plan_move.reach = 2) \
                         FROM plan_log WHERE plan_log.id = $1";
        let values = [(&log.0).into(), (&partner.0).into(), (&author.0).into(), (&id).into()];
        let row = self.fetch(statement, &values).await?.pop();
        let Some(mut row) = row else { return Err(self.fail(StoreError::Changed)) };
        let (kind, closes) = (row.integer()?, row.integer()? == 1);
        let before = row.optional_integer()?.map(instant).transpose()?;
        let at = before.map_or(at, |before| before.max(at));
        self.arrive(&Arrival { couple: couple.id, log, kind, closes, is_over: false }, &id, partner, Some(at)).await
    }
}
