//! Reading logs, all of them or what still goes on, for one of the two whose they are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, PersonId};
use troth_domain::plan::{CommandId, Log, LogId, Move, Partners, Reach};

use super::{AT_AN_HOUR, AT_ONCE, LoggedKind, NEVER, place};
use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::keys::{Ask, Holder, KeyRing};
use crate::rows::instant;
use crate::seal::Vault;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A log with its name, or [`StoreError::Corrupt`] where one of its moves cannot be read.
pub type ReadLog<K> = (LogId, Result<Log<K>, StoreError>);

/// The columns that [`one_move`] reads.
macro_rules! select_moves {
    ($condition:literal) => {
        concat!(
            "SELECT plan_arrival.log, plan_move.id, plan_move.author, plan_move.command, plan_move.made_at, \
             plan_move.reach, plan_arrival.arrives_at, plan_move.body, item_key.wrap FROM plan_arrival \
             JOIN plan_move ON plan_move.id = plan_arrival.move \
             LEFT JOIN item_key ON item_key.item = plan_move.id AND item_key.holder = $1 \
             WHERE plan_arrival.reader = $2 AND plan_arrival.couple = $3 AND plan_arrival.kind = $4 \
             AND plan_arrival.arrives_at <= $5",
            $condition,
            " ORDER BY plan_arrival.log, plan_move.number"
        )
    };
}

/// How much of what two do together is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What is not over on the page of who reads: closed by a move that has come to it, or by the clock. What was over
    /// before that was noted is among it, so a page still looks whether it is.
    GoingOn,
}

/// Which logs are read.
enum Which {
    Some(Extent),
    One(LogId),
}

/// Reads one row after the name of its log.
pub(super) async fn one_move<K: LoggedKind>(
    ring: &mut KeyRing<'_>,
    records: &mut impl Ask,
    holder: Holder,
    mut row: Row,
) -> Result<Move<K>, StoreError> {
    let id = row.id()?;
    let corrupt = || StoreError::corrupt("plan_move", &id);
    let author = row.optional_bytes()?.map(|author| author.try_into().map(PersonId).map_err(|_| corrupt()));
    let author = author.transpose()?;
    let (command, at) = (CommandId(row.id()?), instant(row.integer()?)?);
    let (reach, arrives_at) = (row.integer()?, instant(row.integer()?)?);
    let (body, wrap) = (row.bytes()?, row.optional_bytes()?);
    let key = ring.open(records, &id, holder, &wrap.ok_or_else(corrupt)?).await?;
    let text = key.open(place(&id), &body)?;
    let kept = serde_json::from_slice::<K::Kept>(&text).map_err(|_| corrupt())?;
    let kind = K::restored(kept).ok_or_else(corrupt)?;
    let reach = match reach {
        AT_ONCE => Reach::AtOnce,
        AT_AN_HOUR => Reach::At(arrives_at),
        NEVER => Reach::Never,
        _ => return Err(corrupt()),
    };
    Ok(Move { number: 0, author, command, at, reach, kind })
}

/// The logs of one machine in `couple` that `viewer` has a page of.
///
/// Discloses `ArrivedMove`.
async fn read<K: LoggedKind>(
    (vault, viewer): (&Vault, &Viewer),
    records: &mut impl Ask,
    couple: &Couple,
    which: Which,
    now: Timestamp,
) -> Result<Vec<ReadLog<K>>, StoreError> {
    let Viewer::Person(reader) = viewer else { return Ok(Vec::new()) };
    let partners = Partners::new(couple.members.map(|member| member.person));
    let partners = partners.filter(|_| viewer.may_read_logs_of(couple));
    let Some(partners) = partners else { return Ok(Vec::new()) };
    let column = Holder::Person(*reader).column();
    let (holder, until): (Value<'_>, Value<'_>) = (column.as_str().into(), now.as_microsecond().into());
    let all = [holder, (&reader.0).into(), (&couple.id.0).into(), K::CODE.into(), until];
    let rows = match &which {
        Which::Some(Extent::Whole) => records.ask(select_moves!(""), &all).await?,
        Which::Some(Extent::GoingOn) => {
            let going_on = select_moves!(
                " AND plan_arrival.log NOT IN (SELECT closing.log FROM plan_arrival AS closing \
                 WHERE closing.reader = $2 AND closing.couple = $3 AND closing.kind = $4 \
                 AND closing.arrives_at <= $5 AND closing.closes = 1) \
                 AND NOT EXISTS (SELECT 1 FROM plan_log WHERE plan_log.id = plan_arrival.log AND plan_log.over_at <= $5)"
            );
            records.ask(going_on, &all).await?
        }
        Which::One(log) => {
            let [holder, reader, couple, kind, until] = all;
            let one = [holder, reader, couple, kind, until, (&log.0).into()];
            records.ask(select_moves!(" AND plan_arrival.log = $6"), &one).await?
        }
    };
    let mut ring = KeyRing::new(vault);
    let mut logs = BTreeMap::<LogId, Result<Vec<Move<K>>, StoreError>>::new();
    for mut row in rows {
        let before = logs.entry(LogId(row.id()?)).or_insert_with(|| Ok(Vec::new()));
        let Ok(moves) = before else { continue };
        match one_move(&mut ring, records, Holder::Person(*reader), row).await {
            Ok(mut one) => {
                one.number = u32::try_from(moves.len()).unwrap_or(u32::MAX).saturating_add(1);
                moves.push(one);
            }
            // A page that misses a move would show what is not so.
            Err(corrupt @ StoreError::Corrupt { .. }) => *before = Err(corrupt),
            Err(error) => return Err(error),
        }
    }
    let log = |(id, moves): (LogId, Result<Vec<Move<K>>, StoreError>)| {
        let log =
            moves.and_then(|moves| Log::kept(partners, moves).map_err(|_| StoreError::corrupt("plan_log", &id.0)));
        (id, log.map(|log| log.passing_until(couple.ended_at())))
    };
    Ok(logs.into_iter().map(log).collect())
}

impl Store {
    /// The logs of one machine in `couple`, as far as each has reached `viewer` by `now`; nothing for whoever is neither of
    /// the two. In no order that means anything. One that cannot be read hides no other.
    ///
    /// # Errors
    /// As any statement.
    pub async fn plan_logs<K: LoggedKind>(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        extent: Extent,
        now: Timestamp,
    ) -> Result<Vec<ReadLog<K>>, StoreError> {
        read((&self.shared.vault, viewer), &mut &*self.readers, couple, Which::Some(extent), now).await
    }

    /// The log of this name in `couple`, as far as it has reached `viewer`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn plan_log<K: LoggedKind>(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        id: LogId,
        now: Timestamp,
    ) -> Result<Option<Log<K>>, StoreError> {
        let found = read((&self.shared.vault, viewer), &mut &*self.readers, couple, Which::One(id), now).await?;
        found.into_iter().next().map(|(_, log)| log).transpose()
    }
}

impl WriteTransaction {
    /// As [`Store::plan_log`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn plan_log<K: LoggedKind>(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        id: LogId,
        now: Timestamp,
    ) -> Result<Option<Log<K>>, StoreError> {
        let shared = self.shared();
        let found = read((&shared.vault, viewer), self, couple, Which::One(id), now).await?;
        found.into_iter().next().map(|(_, log)| log).transpose()
    }

    /// All that [`Store::plan_logs`] reads, inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn plan_logs<K: LoggedKind>(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<ReadLog<K>>, StoreError> {
        let shared = self.shared();
        read((&shared.vault, viewer), self, couple, Which::Some(Extent::Whole), now).await
    }
}
