//! What a person does: load, decide, save, announce. One file each.
//!
//! Actions know no HTTP and no SQL. They take the [`App`](crate::app::App), so clock, randomness, practice and store
//! are arguments here too.

use std::net::IpAddr;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::Refusal;
use troth_domain::people::PersonId;
use troth_store::{About, Document, StoreError, WriteTransaction};

pub mod access_log;
pub mod accounts;
pub mod agenda;
pub mod ahead;
pub mod appreciations;
pub mod audience;
pub mod book;
pub mod call_back;
pub mod caseload;
pub mod check_in;
pub mod client;
pub mod client_plan;
pub mod closeness;
pub mod commitments;
pub mod couple;
pub mod couple_agenda;
pub mod credentials;
pub mod crossings;
pub mod desk;
pub mod doubts;
pub mod export;
pub mod follow_through;
pub mod forgiveness;
pub mod hold;
pub mod joint_work;
pub mod manage;
pub mod openings;
pub mod own_plan;
pub mod person;
pub mod programme;
pub mod receiving;
pub mod recovery;
pub mod reminders;
pub mod rules_of_two;
pub mod screening;
pub mod sessions;
pub mod showing;
pub mod sign_in;
pub mod staff;
pub mod start_code;
pub mod talks;
pub mod team;
pub mod telling;
pub mod test_message;
mod time;
pub mod together;
pub mod underway;
pub mod verify_address;
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

/// The number of the record that cannot be read, for whoever looks it up; empty for another error.
pub fn record_of(error: &StoreError) -> &str {
    match error {
        StoreError::Corrupt { row, .. } => row,
        _ => "",
    }
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

/// A document of `person`'s own with the version that it has, in a transaction that is to change it; before the first, what
/// `new` makes.
async fn own_document<D: Document>(
    transaction: &mut WriteTransaction,
    (person, about): (PersonId, About),
    new: fn(PersonId) -> D,
    now: Timestamp,
) -> Result<(Option<u32>, D), StoreError> {
    let kept = transaction.document::<D>(&Viewer::Person(person), person, about, now).await?;
    Ok(kept.map_or_else(|| (None, new(person)), |kept| (Some(kept.version), kept.document)))
}

/// Counts one more of `what` for one person in the running hour. Nobody's count stands in another's way: two who share an
/// address or a network are counted apart.
async fn count_of_person(
    transaction: &mut WriteTransaction,
    what: &str,
    person: PersonId,
    per_hour_max: u32,
    now: Timestamp,
) -> Result<(), ActionError> {
    let counted = transaction.count_address(&format!("{what}, asked for by {person:?}"), now).await?;
    if counted.times > per_hour_max {
        return Err(ActionError::TooMany { retry_after_seconds: counted.anew_in_seconds });
    }
    Ok(())
}
