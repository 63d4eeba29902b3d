//! What a person noted of a boundary that was crossed, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::boundary::{Crossing, Crossings};
use troth_domain::plan::{CommandId, PlanText};

use super::{Document, DocumentKind};

/// One note.
#[derive(Serialize, Deserialize)]
pub struct KeptCrossing {
    id: [u8; 16],
    /// The day, as `YYYY-MM-DD`.
    on: String,
    note: String,
}

impl Document for Crossings {
    const KIND: DocumentKind = DocumentKind::Crossings;
    type Kept = Vec<KeptCrossing>;

    fn kept(&self) -> Vec<KeptCrossing> {
        let kept =
            |one: &Crossing| KeptCrossing { id: one.id.0, on: one.on.to_string(), note: one.note.reveal().to_owned() };
        self.notes.iter().map(kept).collect()
    }

    fn restored(kept: Vec<KeptCrossing>, owner: PersonId) -> Option<Self> {
        let one = |kept: KeptCrossing| {
            let (id, on) = (CommandId(kept.id), kept.on.parse().ok()?);
            Some(Crossing { id, on, note: PlanText::new(&kept.note).ok()? })
        };
        let notes = kept.into_iter().map(one).collect::<Option<Vec<_>>>()?;
        Some(Self { by: owner, notes })
    }
}
