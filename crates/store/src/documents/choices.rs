//! What a person keeps for themselves of the accounts that one partner offers, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::{ItemId, PersonId};
use troth_domain::receiving::OwnChoices;

use super::{Document, DocumentKind};

/// All of it.
#[derive(Serialize, Deserialize)]
pub struct KeptChoices {
    said: bool,
    aside: Vec<[u8; 16]>,
}

impl Document for OwnChoices {
    const KIND: DocumentKind = DocumentKind::OwnChoices;
    type Kept = KeptChoices;

    fn kept(&self) -> KeptChoices {
        KeptChoices { said: self.said, aside: self.aside.iter().map(|item| item.0).collect() }
    }

    fn restored(kept: KeptChoices, owner: PersonId) -> Option<Self> {
        Some(Self { by: owner, said: kept.said, aside: kept.aside.into_iter().map(ItemId).collect() })
    }
}
