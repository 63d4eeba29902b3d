//! Moves of a boundary, as rows hold them.

use serde::{Deserialize, Serialize};
use troth_domain::plan::PlanText;
use troth_domain::plan::boundary::BoundaryMove;

use super::LoggedKind;

/// A move.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// States it, in these words.
    Stated(String),
    /// Puts it in other words.
    Changed(String),
    /// Takes it back.
    Withdrawn,
}

impl LoggedKind for BoundaryMove {
    const CODE: i64 = 3;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Stated(text) => KeptMove::Stated(text.reveal().to_owned()),
            Self::Changed(text) => KeptMove::Changed(text.reveal().to_owned()),
            Self::Withdrawn => KeptMove::Withdrawn,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Stated(text) => Self::Stated(PlanText::new(&text).ok()?),
            KeptMove::Changed(text) => Self::Changed(PlanText::new(&text).ok()?),
            KeptMove::Withdrawn => Self::Withdrawn,
        })
    }
}
