//! Moves of a conflict, as rows hold them.

use serde::{Deserialize, Serialize};
use troth_domain::plan::conflict::{ConflictMove, Outcome, Trial};
use troth_domain::plan::{PlanLine, PlanText};

use super::LoggedKind;
use super::codes::KeptMoveId;

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Names the issue.
    Named(String),
    /// Says what they need.
    Needed(String),
    /// Adds an option.
    Optioned(String),
    /// Proposes a trial.
    TrialProposed {
        /// What.
        what: String,
        /// Its first day, as `YYYY-MM-DD`.
        from: String,
        /// The day on which the two look back.
        until: String,
    },
    /// Agrees to the other's.
    TrialAgreed(KeptMoveId),
    /// Says how it went.
    LookedBack(KeptOutcome),
    /// Stops.
    Stopped,
}

/// How it went.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptOutcome {
    /// It stays.
    Keep,
    /// Something else is tried.
    Change,
    /// It does not go on.
    Drop,
}

impl LoggedKind for ConflictMove {
    const CODE: i64 = 4;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Named(issue) => KeptMove::Named(issue.reveal().to_owned()),
            Self::Needed(need) => KeptMove::Needed(need.reveal().to_owned()),
            Self::Optioned(option) => KeptMove::Optioned(option.reveal().to_owned()),
            Self::TrialProposed(Trial { what, from, until }) => KeptMove::TrialProposed {
                what: what.reveal().to_owned(),
                from: from.to_string(),
                until: until.to_string(),
            },
            Self::TrialAgreed(id) => KeptMove::TrialAgreed(KeptMoveId::of(*id)),
            Self::LookedBack(outcome) => KeptMove::LookedBack(match outcome {
                Outcome::Keep => KeptOutcome::Keep,
                Outcome::Change => KeptOutcome::Change,
                Outcome::Drop => KeptOutcome::Drop,
            }),
            Self::Stopped => KeptMove::Stopped,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Named(issue) => Self::Named(PlanLine::new(&issue).ok()?),
            KeptMove::Needed(need) => Self::Needed(PlanText::new(&need).ok()?),
            KeptMove::Optioned(option) => Self::Optioned(PlanText::new(&option).ok()?),
            KeptMove::TrialProposed { what, from, until } => Self::TrialProposed(Trial {
                what: PlanText::new(&what).ok()?,
                from: from.parse().ok()?,
                until: until.parse().ok()?,
            }),
            KeptMove::TrialAgreed(id) => Self::TrialAgreed(id.restored()?),
            KeptMove::LookedBack(outcome) => Self::LookedBack(match outcome {
                KeptOutcome::Keep => Outcome::Keep,
                KeptOutcome::Change => Outcome::Change,
                KeptOutcome::Drop => Outcome::Drop,
            }),
            KeptMove::Stopped => Self::Stopped,
        })
    }
}
