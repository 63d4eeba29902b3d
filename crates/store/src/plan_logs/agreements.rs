//! Moves of an agreement, as rows hold them.

use serde::{Deserialize, Serialize};
use troth_domain::plan::PlanText;
use troth_domain::plan::agreement::{AgreementMove, Terms};

use super::LoggedKind;
use super::codes::KeptMoveId;

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Proposes words, to be looked at again on a day.
    Proposed {
        /// The words.
        text: String,
        /// The day, as `YYYY-MM-DD`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_on: Option<String>,
    },
    /// Signs a version.
    Signed(KeptMoveId),
    /// Takes a version or a signature back.
    TakenBack(KeptMoveId),
    /// Hides a version from one's own list.
    SetAside(KeptMoveId),
    /// Ends what is in force.
    Retired,
}

impl LoggedKind for AgreementMove {
    const CODE: i64 = 2;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Proposed(terms) => KeptMove::Proposed {
                text: terms.text.reveal().to_owned(),
                review_on: terms.review_on.map(|day| day.to_string()),
            },
            Self::Signed(id) => KeptMove::Signed(KeptMoveId::of(*id)),
            Self::TakenBack(id) => KeptMove::TakenBack(KeptMoveId::of(*id)),
            Self::SetAside(id) => KeptMove::SetAside(KeptMoveId::of(*id)),
            Self::Retired => KeptMove::Retired,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Proposed { text, review_on } => {
                let review_on = match review_on {
                    Some(day) => Some(day.parse().ok()?),
                    None => None,
                };
                Self::Proposed(Terms { text: PlanText::new(&text).ok()?, review_on })
            }
            KeptMove::Signed(id) => Self::Signed(id.restored()?),
            KeptMove::TakenBack(id) => Self::TakenBack(id.restored()?),
            KeptMove::SetAside(id) => Self::SetAside(id.restored()?),
            KeptMove::Retired => Self::Retired,
        })
    }
}
