//! What two do together: logs of moves (`domain::plan::moves`), each move sealed for whoever is to read it.
//!
//! A log is read for one of its two persons, out of what has arrived on their page: what is under way to them, held or the
//! other's alone is not even looked at, so that neither the page nor its time can tell. Numbers are given anew as it is read.

mod agenda;
mod agreements;
mod appreciations;
mod boundaries;
mod codes;
mod commitments;
mod conflicts;
mod doubts;
mod held;
mod read;
mod recurrences;
mod talks;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use troth_domain::people::{Couple, CoupleId, PersonId};
use troth_domain::plan::{Kind, LogId, Move, Reach};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::keys::Holder;
use crate::rows::instant;
use crate::seal::Place;
use crate::transaction::WriteTransaction;

pub(crate) use commitments::KeptTerms;
pub use held::HeldMove;
pub use read::{Extent, ReadLog};
pub use talks::{Progress, TalkNews};

const AT_ONCE: i64 = 1;
const AT_AN_HOUR: i64 = 2;
const NEVER: i64 = 3;

/// The moves of one machine, as rows hold them.
pub trait LoggedKind: Kind + Clone + Send + Sync {
    /// Which machine: 1 commitments, 2 agreements, 3 boundaries, 4 conflicts, 5 talks, 6 times of check-ins, 7
    /// doubts, 8 appreciations, 9 lines for a session.
    const CODE: i64;
    /// As it is written into its row.
    type Kept: Serialize + DeserializeOwned;

    /// As it is written down.
    fn kept(&self) -> Self::Kept;

    /// What was written down; `None` where it is no such move.
    fn restored(kept: Self::Kept) -> Option<Self>;

    /// Whether it is for the therapist of the two as well, once it was sent.
    fn is_for_therapist(&self) -> bool {
        false
    }
}

fn place(id: &[u8; 16]) -> Place<'_> {
    Place { table: "plan_move", column: "body", row: id }
}

impl WriteTransaction {
    /// Keeps a move that `author` made in `couple`, as the last of its log, which begins with its first. What one partner
    /// made comes in the order in which it was made, so it never comes before an earlier one that is still under way; what
    /// ends the log ends what was under way. The other is to be told when it comes at a delivery hour.
    ///
    /// Take [`lock_persons`](Self::lock_persons) of both first: then nothing comes in between.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the command was kept before, or as any statement.
    pub async fn add_move<K: LoggedKind>(
        &mut self,
        couple: &Couple,
        log: LogId,
        author: PersonId,
        one: &Move<K>,
    ) -> Result<(), StoreError> {
        let Some(partner) = couple.partner_of(author) else { return Err(self.fail(StoreError::Changed)) };
        let reach = one.reach.after(self.last_reach(log, author, partner).await?);
        let holders = [Holder::Person(author), Holder::Person(partner)];
        let holders = if one.reach == Reach::Never { &holders[..1] } else { &holders };
        let (arrival, id) = self.write_move(couple, log, Some(author), holders, one).await?;
        self.arrive(&arrival, &id, author, None).await?;
        match reach {
            // Its author cannot know yet. On the other's page nothing follows the end, so there is nothing to tell them of.
            _ if arrival.is_over => Ok(()),
            Reach::AtOnce => self.arrive(&arrival, &id, partner, None).await,
            Reach::At(at) => self.arrive(&arrival, &id, partner, Some(at)).await,
            Reach::Waits | Reach::Never => Ok(()),
        }
    }

    /// Keeps a move of the practice, which reaches both at once.
    ///
    /// # Errors
    /// As [`add_move`](Self::add_move).
    pub async fn add_move_of_practice<K: LoggedKind>(
        &mut self,
        couple: &Couple,
        log: LogId,
        one: &Move<K>,
    ) -> Result<(), StoreError> {
        let both = couple.members.map(|member| member.person);
        let (arrival, id) = self.write_move(couple, log, None, &both.map(Holder::Person), one).await?;
        for reader in both {
            self.arrive(&arrival, &id, reader, None).await?;
        }
        Ok(())
    }

    /// Writes a move as the last of its log, sealed for `holders`; it is on nobody's page yet.
    ///
    /// Discloses nothing: it writes, and looks only whether the log is of this couple and machine.
    async fn write_move<K: LoggedKind>(
        &mut self,
        couple: &Couple,
        log: LogId,
        author: Option<PersonId>,
        holders: &[Holder],
        one: &Move<K>,
    ) -> Result<(Arrival, [u8; 16]), StoreError> {
        let began =
            "INSERT INTO plan_log (id, couple, kind, over_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
        let over_at = one.kind.over_at(one.at).map(Timestamp::as_microsecond);
        self.execute(began, &[(&log.0).into(), (&couple.id.0).into(), K::CODE.into(), over_at.into()]).await?;
        let own = "SELECT ended_at FROM plan_log WHERE id = $1 AND couple = $2 AND kind = $3";
        let found = self.fetch(own, &[(&log.0).into(), (&couple.id.0).into(), K::CODE.into()]).await?.pop();
        let Some(mut found) = found else { return Err(self.fail(StoreError::Changed)) };
        let is_over = found.optional_integer()?.is_some();
        let id = self.random_id();
        let practice = one.kind.is_for_therapist().then_some(Holder::Practice);
        let holders = holders.iter().copied().chain(practice).collect::<Vec<_>>();
        let key = self.make_item_key(&id, &holders).await?;
        let text = serde_json::to_vec(&one.kind.kept()).map_err(|_| StoreError::corrupt("plan_move", &id));
        let random = self.shared();
        let body = text.and_then(|text| key.seal(random.vault.random(), place(&id), &Zeroizing::new(text)));
        let body = body.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO plan_move (id, log, number, author, command, made_at, reach, closes, \
                         appointed_at, body) VALUES ($1, $2, \
                         (SELECT COALESCE(MAX(number), 0) + 1 FROM plan_move WHERE log = $2), $3, $4, $5, $6, $7, $8, $9)";
        let values = [
            (&id).into(),
            (&log.0).into(),
            author.as_ref().map(|author| author.0.as_slice()).into(),
            (&one.command.0).into(),
            one.at.as_microsecond().into(),
            reach_code(one.reach).into(),
            i64::from(one.kind.closes()).into(),
            one.kind.appointed_at().map(Timestamp::as_microsecond).into(),
            (&body).into(),
        ];
        self.execute(statement, &values).await?;
        if one.kind.ends() {
            self.end_log(log, one.at).await?;
        }
        Ok((Arrival { couple: couple.id, log, kind: K::CODE, closes: one.kind.closes(), is_over }, id))
    }

    /// How the last move of `author` in `log` that is to reach the partner at some hour does; none where there is none.
    ///
    /// Discloses nothing: it puts the moves of one author in order.
    async fn last_reach(
        &mut self,
        log: LogId,
        author: PersonId,
        partner: PersonId,
    ) -> Result<Option<Reach>, StoreError> {
        let statement = "SELECT plan_arrival.arrives_at FROM plan_move LEFT JOIN plan_arrival \
                         ON plan_arrival.move = plan_move.id AND plan_arrival.reader = $3 \
                         WHERE plan_move.log = $1 AND plan_move.author = $2 AND plan_move.reach = 2 \
                         ORDER BY plan_move.number DESC LIMIT 1";
        let row = self.fetch(statement, &[(&log.0).into(), (&author.0).into(), (&partner.0).into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(row.optional_integer()?.map(instant).transpose()?.map_or(Reach::Waits, Reach::At)))
    }

    /// What is under way in `log` never comes, and what the therapist had of it does not open any more.
    async fn end_log(&mut self, log: LogId, at: Timestamp) -> Result<(), StoreError> {
        let values = [(&log.0).into(), at.as_microsecond().into()];
        self.execute("DELETE FROM plan_arrival WHERE log = $1 AND arrives_at > $2", &values).await?;
        let practice = "DELETE FROM item_key WHERE holder = 'practice' \
                        AND item IN (SELECT id FROM plan_move WHERE log = $1)";
        self.execute(practice, &[(&log.0).into()]).await?;
        self.execute("UPDATE plan_log SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", &values).await.map(drop)
    }

    /// Puts a move on a page: at once, or from `at` on, when its reader is to be told.
    async fn arrive(
        &mut self,
        arrival: &Arrival,
        id: &[u8; 16],
        reader: PersonId,
        at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let statement = "INSERT INTO plan_arrival (reader, move, log, couple, kind, arrives_at, closes) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            (&reader.0).into(),
            id.into(),
            (&arrival.log.0).into(),
            (&arrival.couple.0).into(),
            arrival.kind.into(),
            at.map_or(0, Timestamp::as_microsecond).into(),
            i64::from(arrival.closes).into(),
        ];
        self.execute(statement, &values).await?;
        match at {
            Some(at) => self.enqueue_something_new(reader, at).await,
            None => Ok(()),
        }
    }
}

/// Where a move stands that comes to a page.
struct Arrival {
    couple: CoupleId,
    log: LogId,
    kind: i64,
    /// Whether the move closes it.
    closes: bool,
    /// Whether the log was over before.
    is_over: bool,
}

fn reach_code(reach: Reach) -> i64 {
    match reach {
        Reach::AtOnce => AT_ONCE,
        Reach::At(_) | Reach::Waits => AT_AN_HOUR,
        Reach::Never => NEVER,
    }
}
