//! What a person answers at the beginning, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::BreachId;
use troth_domain::plan::entry::{OwnEntry, StatedBreach, Statements};
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};

use super::{Document, DocumentKind};

/// All of it.
#[derive(Serialize, Deserialize)]
pub struct KeptEntry {
    stated: Vec<KeptBreach>,
    goal: Option<String>,
    hard: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct KeptBreach {
    id: [u8; 16],
    kind: String,
    whose: String,
}

impl KeptBreach {
    fn of(stated: &StatedBreach) -> Self {
        let StatedBreach { id, kind, whose, .. } = stated;
        Self { id: id.0, kind: kind.as_str().to_owned(), whose: whose.as_str().to_owned() }
    }

    fn restored(self, stated_by: PersonId) -> Option<StatedBreach> {
        let (kind, whose) = (Breach::parse(&self.kind)?, Whose::parse(&self.whose)?);
        Some(StatedBreach { id: BreachId(self.id), kind, whose, stated_by })
    }
}

impl Document for OwnEntry {
    const KIND: DocumentKind = DocumentKind::Entry;
    type Kept = KeptEntry;

    fn kept(&self) -> KeptEntry {
        KeptEntry {
            stated: self.statements.stated().iter().map(KeptBreach::of).collect(),
            goal: self.goal.map(|goal| goal.as_str().to_owned()),
            hard: self.hard.iter().map(|area| area.as_str().to_owned()).collect(),
        }
    }

    fn restored(kept: KeptEntry, owner: PersonId) -> Option<Self> {
        let mut statements = Statements::new(owner);
        for stated in kept.stated {
            statements = statements.state(stated.restored(owner)?).ok()?;
        }
        let goal = kept.goal.map(|goal| Goal::parse(&goal).ok_or(())).transpose().ok()?;
        let hard = kept.hard.iter().map(|area| Area::parse(area)).collect::<Option<_>>()?;
        Some(Self { statements, goal, hard })
    }
}
