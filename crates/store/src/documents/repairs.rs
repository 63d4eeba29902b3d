//! The repair plan of one commitment's doer, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::repair::{Repair, Step};
use troth_domain::plan::{CommitmentId, PlanText};

use super::{Document, DocumentKind};
use crate::plan_logs::KeptTerms;

/// The plan.
#[derive(Serialize, Deserialize)]
pub struct KeptRepair {
    commitment: [u8; 16],
    /// The day that was missed, as `YYYY-MM-DD`.
    on: String,
    step: KeptStep,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptStep {
    Begun,
    GotInTheWay { obstacle: Option<String> },
    Next { obstacle: Option<String>, next: Option<String> },
    Done { obstacle: Option<String>, next: Option<String>, smaller: Option<Box<KeptTerms>> },
    LaidDown,
}

fn written(text: Option<&PlanText>) -> Option<String> {
    text.map(|text| text.reveal().to_owned())
}

/// What was written; the outer `None` where it is no such text.
fn read(text: Option<String>) -> Option<Option<PlanText>> {
    match text {
        None => Some(None),
        Some(text) => PlanText::new(&text).ok().map(Some),
    }
}

impl KeptStep {
    fn of(step: &Step) -> Self {
        match step {
            Step::Begun => Self::Begun,
            Step::GotInTheWay { obstacle } => Self::GotInTheWay { obstacle: written(obstacle.as_ref()) },
            Step::Next { obstacle, next } => {
                Self::Next { obstacle: written(obstacle.as_ref()), next: written(next.as_ref()) }
            }
            Step::Done { obstacle, next, smaller } => Self::Done {
                obstacle: written(obstacle.as_ref()),
                next: written(next.as_ref()),
                smaller: smaller.as_ref().map(|terms| Box::new(KeptTerms::of(terms))),
            },
            Step::LaidDown => Self::LaidDown,
        }
    }

    fn restored(self) -> Option<Step> {
        Some(match self {
            Self::Begun => Step::Begun,
            Self::GotInTheWay { obstacle } => Step::GotInTheWay { obstacle: read(obstacle)? },
            Self::Next { obstacle, next } => Step::Next { obstacle: read(obstacle)?, next: read(next)? },
            Self::Done { obstacle, next, smaller } => {
                let smaller = match smaller {
                    Some(kept) => Some(Box::new(kept.restored()?)),
                    None => None,
                };
                Step::Done { obstacle: read(obstacle)?, next: read(next)?, smaller }
            }
            Self::LaidDown => Step::LaidDown,
        })
    }
}

impl Document for Repair {
    const KIND: DocumentKind = DocumentKind::Repair;
    type Kept = KeptRepair;

    fn kept(&self) -> KeptRepair {
        let (commitment, on) = self.about();
        KeptRepair { commitment: commitment.0, on: on.to_string(), step: KeptStep::of(self.step()) }
    }

    fn restored(kept: KeptRepair, owner: PersonId) -> Option<Self> {
        let step = kept.step.restored()?;
        Some(Self::kept(owner, CommitmentId(kept.commitment), kept.on.parse().ok()?, step))
    }
}
