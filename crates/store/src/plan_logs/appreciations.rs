//! Moves of an appreciation, as rows hold them.

use serde::{Deserialize, Serialize};
use troth_domain::plan::appreciation::AppreciationMove;
use troth_domain::plan::{CommitmentId, PlanText};

use super::LoggedKind;
use super::codes::{bytes, written};

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Gives it.
    Given {
        /// The words.
        words: String,
        /// The commitment that it cites.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<String>,
    },
    /// Its author takes it back.
    TakenBack,
}

impl LoggedKind for AppreciationMove {
    const CODE: i64 = 8;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Given { words, about } => {
                KeptMove::Given { words: words.reveal().to_owned(), about: about.map(|id| written(&id.0)) }
            }
            Self::TakenBack => KeptMove::TakenBack,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Given { words, about } => {
                let about = match about {
                    Some(id) => Some(CommitmentId(bytes(&id)?)),
                    None => None,
                };
                Self::Given { words: PlanText::new(&words).ok()?, about }
            }
            KeptMove::TakenBack => Self::TakenBack,
        })
    }
}
