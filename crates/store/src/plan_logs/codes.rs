//! What moves of several machines have in common, as rows hold it.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::{CommandId, MoveId};

/// Sixteen bytes, as hexadecimal digits.
pub(super) fn written(bytes: &[u8; 16]) -> String {
    HEXLOWER.encode(bytes)
}

/// Reads them.
pub(super) fn bytes(text: &str) -> Option<[u8; 16]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

/// The name of a move.
#[derive(Serialize, Deserialize)]
pub struct KeptMoveId {
    author: String,
    command: String,
}

impl KeptMoveId {
    pub fn of(id: MoveId) -> Self {
        Self { author: written(&id.author.0), command: written(&id.command.0) }
    }

    pub fn restored(&self) -> Option<MoveId> {
        Some(MoveId { author: PersonId(bytes(&self.author)?), command: CommandId(bytes(&self.command)?) })
    }
}
