//! Lines of a list for a session, as rows hold them, and as their therapist reads them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use troth_domain::access::Viewer;
use troth_domain::people::Couple;
use troth_domain::plan::agenda::AgendaMove;
use troth_domain::plan::{Log, LogId, Move, Partners, PlanLine};

use super::read::one_move;
use super::{LoggedKind, ReadLog};
use crate::error::StoreError;
use crate::joint_work::is_therapist;
use crate::keys::{Holder, KeyRing};
use crate::transaction::WriteTransaction;

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Adds it, in these words.
    Added(String),
    /// It was talked about.
    TalkedAbout,
    /// Hides the other's from one's own list.
    SetAside,
    /// Shows it there again.
    PutBack,
    /// Its author takes it back.
    TakenBack,
}

impl LoggedKind for AgendaMove {
    const CODE: i64 = 9;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Added(words) => KeptMove::Added(words.reveal().to_owned()),
            Self::TalkedAbout => KeptMove::TalkedAbout,
            Self::SetAside => KeptMove::SetAside,
            Self::PutBack => KeptMove::PutBack,
            Self::TakenBack => KeptMove::TakenBack,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Added(words) => Self::Added(PlanLine::new(&words).ok()?),
            KeptMove::TalkedAbout => Self::TalkedAbout,
            KeptMove::SetAside => Self::SetAside,
            KeptMove::PutBack => Self::PutBack,
            KeptMove::TakenBack => Self::TakenBack,
        })
    }

    fn is_for_therapist(&self) -> bool {
        !matches!(self, Self::SetAside | Self::PutBack)
    }
}

impl WriteTransaction {
    /// The lines that two wrote for a session with their therapist, as they were sent, if `viewer` may read that; the first
    /// sent first. What its author took back is not among them. One that cannot be read hides no other.
    ///
    /// Discloses nothing: they are for the therapist too.
    ///
    /// # Errors
    /// As any statement.
    pub async fn agenda_as_sent(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
    ) -> Result<Vec<ReadLog<AgendaMove>>, StoreError> {
        let therapist = is_therapist(self, viewer, couple).await?;
        let partners = Partners::new(couple.members.map(|member| member.person));
        let partners = partners.filter(|_| viewer.may_read_agenda_as_sent(therapist));
        let Some(partners) = partners else { return Ok(Vec::new()) };
        let statement = "SELECT plan_move.log, plan_move.id, plan_move.author, plan_move.command, plan_move.made_at, \
                         plan_move.reach, plan_move.made_at, plan_move.body, item_key.wrap FROM plan_move \
                         JOIN plan_log ON plan_log.id = plan_move.log \
                         JOIN item_key ON item_key.item = plan_move.id AND item_key.holder = 'practice' \
                         WHERE plan_log.couple = $1 AND plan_log.kind = $2 AND plan_log.ended_at IS NULL \
                         ORDER BY plan_move.log, plan_move.number";
        let rows = self.fetch(statement, &[(&couple.id.0).into(), AgendaMove::CODE.into()]).await?;
        let shared = self.shared();
        let mut ring = KeyRing::new(&shared.vault);
        let mut logs = BTreeMap::<LogId, Result<Log<AgendaMove>, StoreError>>::new();
        for mut row in rows {
            let id = LogId(row.id()?);
            let before = logs.entry(id).or_insert_with(|| Ok(Log::new(partners)));
            let Ok(log) = before else { continue };
            let read = one_move::<AgendaMove>(&mut ring, self, Holder::Practice, row).await;
            let next = read.map(|one| log.clone().with(Move { number: log.next_number(), ..one }));
            match next {
                Ok(next) => *before = next.map_err(|_| StoreError::corrupt("plan_log", &id.0)),
                Err(corrupt @ StoreError::Corrupt { .. }) => *before = Err(corrupt),
                Err(error) => return Err(error),
            }
        }
        let mut logs = logs.into_iter().collect::<Vec<_>>();
        logs.sort_by_key(|(id, log)| (log.as_ref().ok().and_then(|log| Some(log.moves().first()?.at)), *id));
        Ok(logs)
    }
}
