//! Moves of a commitment, as rows hold them.

use serde::{Deserialize, Serialize};
use troth_domain::plan::commitment::{CommitmentMove, Terms};
use troth_domain::plan::{CommitmentId, PlanLine};

use super::LoggedKind;
use super::codes::{bytes, written};
use super::recurrences::KeptRecurrence;

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Offers.
    Proposed(KeptTerms),
    /// Accepts.
    Accepted,
    /// Declines.
    Declined,
    /// Takes back.
    TakenBack,
    /// Ends.
    Ended,
}

/// What is promised.
#[derive(Serialize, Deserialize)]
pub struct KeptTerms {
    when: String,
    will: String,
    #[serde(flatten)]
    recurrence: KeptRecurrence,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instead_of: Option<String>,
}

impl KeptTerms {
    pub(crate) fn of(terms: &Terms) -> Self {
        Self {
            when: terms.when().reveal().to_owned(),
            will: terms.will().reveal().to_owned(),
            recurrence: KeptRecurrence::of(terms.recurrence()),
            instead_of: terms.instead_of().map(|id| written(&id.0)),
        }
    }

    pub(crate) fn restored(self) -> Option<Terms> {
        let recurrence = self.recurrence.restored()?;
        let instead_of = match self.instead_of {
            Some(id) => Some(CommitmentId(bytes(&id)?)),
            None => None,
        };
        let (when, will) = (PlanLine::new(&self.when).ok()?, PlanLine::new(&self.will).ok()?);
        Some(Terms::kept(when, will, recurrence, instead_of))
    }
}

impl LoggedKind for CommitmentMove {
    const CODE: i64 = 1;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Proposed(terms) => KeptMove::Proposed(KeptTerms::of(terms)),
            Self::Accepted => KeptMove::Accepted,
            Self::Declined => KeptMove::Declined,
            Self::TakenBack => KeptMove::TakenBack,
            Self::Ended => KeptMove::Ended,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Proposed(terms) => Self::Proposed(terms.restored()?),
            KeptMove::Accepted => Self::Accepted,
            KeptMove::Declined => Self::Declined,
            KeptMove::TakenBack => Self::TakenBack,
            KeptMove::Ended => Self::Ended,
        })
    }
}
