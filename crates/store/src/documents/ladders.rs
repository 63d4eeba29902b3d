//! A ladder of telling, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::PlanText;
use troth_domain::plan::disclosure::{Ladder, LadderState, Rung};

use super::{Document, DocumentKind};

/// Where somebody is on it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptLadder {
    /// Rungs are offered, the one to stay on and perhaps the next.
    Offered {
        /// The rung to stay on.
        rung: u8,
        /// One higher.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        higher: Option<u8>,
    },
    /// Something is to be told.
    Planned {
        /// How hard it is.
        rung: u8,
        /// What.
        what: String,
    },
    /// A rest.
    Resting {
        /// The rung to go on from.
        rung: u8,
    },
}

impl Document for Ladder {
    const KIND: DocumentKind = DocumentKind::Disclosure;
    type Kept = KeptLadder;

    fn kept(&self) -> KeptLadder {
        match self.state() {
            LadderState::Offered { rung, higher } => {
                KeptLadder::Offered { rung: rung.number(), higher: higher.map(Rung::number) }
            }
            LadderState::Planned { rung, what } => {
                KeptLadder::Planned { rung: rung.number(), what: what.reveal().to_owned() }
            }
            LadderState::Resting { rung } => KeptLadder::Resting { rung: rung.number() },
        }
    }

    fn restored(kept: KeptLadder, owner: PersonId) -> Option<Self> {
        let state = match kept {
            KeptLadder::Offered { rung, higher } => {
                let higher = match higher {
                    Some(number) => Some(Rung::new(number)?),
                    None => None,
                };
                LadderState::Offered { rung: Rung::new(rung)?, higher }
            }
            KeptLadder::Planned { rung, what } => {
                LadderState::Planned { rung: Rung::new(rung)?, what: PlanText::new(&what).ok()? }
            }
            KeptLadder::Resting { rung } => LadderState::Resting { rung: Rung::new(rung)? },
        };
        Some(Self::kept(owner, state))
    }
}
