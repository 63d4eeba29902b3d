//! What a person holds back for an agreed check-in, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::asked::{Doubts, HeldDoubt};
use troth_domain::plan::doubt::Standing;
use troth_domain::plan::{LogId, PlanLine};

use super::{Document, DocumentKind};

/// One doubt.
#[derive(Serialize, Deserialize)]
pub struct KeptDoubt {
    id: [u8; 16],
    question: String,
    standing: KeptStanding,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptStanding {
    Held,
    Asked,
    Settled,
    WithTherapist,
    LetGo,
}

impl Document for Doubts {
    const KIND: DocumentKind = DocumentKind::Doubts;
    type Kept = Vec<KeptDoubt>;

    fn kept(&self) -> Vec<KeptDoubt> {
        let kept = |one: &HeldDoubt| KeptDoubt {
            id: one.id.0,
            question: one.question.reveal().to_owned(),
            standing: match one.standing {
                Standing::Held => KeptStanding::Held,
                Standing::Asked => KeptStanding::Asked,
                Standing::Settled => KeptStanding::Settled,
                Standing::WithTherapist => KeptStanding::WithTherapist,
                Standing::LetGo => KeptStanding::LetGo,
            },
        };
        self.held.iter().map(kept).collect()
    }

    fn restored(kept: Vec<KeptDoubt>, owner: PersonId) -> Option<Self> {
        let one = |kept: KeptDoubt| {
            let standing = match kept.standing {
                KeptStanding::Held => Standing::Held,
                KeptStanding::Asked => Standing::Asked,
                KeptStanding::Settled => Standing::Settled,
                KeptStanding::WithTherapist => Standing::WithTherapist,
                KeptStanding::LetGo => Standing::LetGo,
            };
            Some(HeldDoubt { id: LogId(kept.id), question: PlanLine::new(&kept.question).ok()?, standing })
        };
        Some(Self { by: owner, held: kept.into_iter().map(one).collect::<Option<Vec<_>>>()? })
    }
}
