//! What a person does: load, decide, save, announce. One file each.
//!
//! Actions know no HTTP and no SQL. They take the [`App`](crate::app::App), so clock, randomness, practice and store
//! are arguments here too.

use std::net::IpAddr;

use troth_domain::booking::Refusal;
use troth_store::StoreError;

pub mod access_log;
pub mod accounts;
pub mod audience;
pub mod book;
pub mod call_back;
pub mod couple;
pub mod hold;
pub mod joint_work;
pub mod manage;
pub mod openings;
pub mod person;
pub mod screening;
pub mod sessions;
pub mod sign_in;
pub mod staff;
mod time;
pub mod writing;

/// Who asks, as far as limits need to know.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// The network address, past trusted proxies. Used for limits only, kept as a code only.
    pub address: IpAddr,
}

/// Why an action did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// The rules say no; the person is told why and what they can do.
    #[error("refused")]
    Refused(Refusal),
    /// Too many from one network address.
    #[error("too many requests")]
    TooMany {
        /// Seconds until it may be tried again.
        retry_after_seconds: u32,
    },
    /// The database cannot be reached or is full just now; nothing was done.
    #[error("the database is away")]
    Unavailable,
    /// A fault of ours, already in the log; nothing was done.
    #[error("internal fault")]
    Internal,
}

impl From<Refusal> for ActionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for ActionError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) | StoreError::Full => {
                tracing::warn!(%error, "the database is away");
                Self::Unavailable
            }
            other => {
                tracing::error!(error = %other, "the store failed");
                Self::Internal
            }
        }
    }
}
