//! What somebody typed for a turn and did not send, as its row holds it.

use troth_domain::people::PersonId;
use troth_domain::plan::dialogue::Draft;
use troth_domain::writing::PrivateText;

use super::{Document, DocumentKind};

impl Document for Draft {
    const KIND: DocumentKind = DocumentKind::Draft;
    type Kept = String;

    fn kept(&self) -> String {
        self.text.reveal().to_owned()
    }

    fn restored(kept: String, _: PersonId) -> Option<Self> {
        Some(Self { text: PrivateText::new(&kept).ok()? })
    }
}
