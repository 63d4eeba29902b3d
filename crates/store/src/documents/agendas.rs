//! What a person alone would like to bring to a session, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::agenda::{OwnAgenda, OwnLine};
use troth_domain::plan::{CommandId, PlanLine};

use super::{Document, DocumentKind};

/// One line.
#[derive(Serialize, Deserialize)]
pub struct KeptLine {
    id: [u8; 16],
    words: String,
}

impl Document for OwnAgenda {
    const KIND: DocumentKind = DocumentKind::Agenda;
    type Kept = Vec<KeptLine>;

    fn kept(&self) -> Vec<KeptLine> {
        let kept = |line: &OwnLine| KeptLine { id: line.id.0, words: line.words.reveal().to_owned() };
        self.lines.iter().map(kept).collect()
    }

    fn restored(kept: Vec<KeptLine>, owner: PersonId) -> Option<Self> {
        let line = |kept: KeptLine| Some(OwnLine { id: CommandId(kept.id), words: PlanLine::new(&kept.words).ok()? });
        Some(Self { by: owner, lines: kept.into_iter().map(line).collect::<Option<_>>()? })
    }
}
