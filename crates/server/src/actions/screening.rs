//! The safety screening: answered by a person alone, read by their therapist, seen by nobody else.

use std::fmt;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::limits;
use troth_domain::people::{AccountId, ItemId, PersonId, Staff};
use troth_domain::practice::Slug;
use troth_domain::safety::screening::{Answers, Outcome, Refusal, ScreeningSet};
use troth_domain::writing::{Item, ItemKind, Stage, Writing};
pub use troth_store::QueuedScreening;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// Why nothing was kept, or found.
#[derive(Debug, thiserror::Error)]
pub enum ScreeningError {
    /// What was sent are no answers.
    #[error("refused")]
    Refused(#[from] Refusal),
    /// No such answers for this therapist.
    #[error("no such answers")]
    NotFound,
    /// Somebody has looked at them before.
    #[error("somebody has looked at them before")]
    SeenBefore,
    /// The person has as many items as one may have.
    #[error("too many items")]
    TooMany,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ScreeningError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed => Self::SeenBefore,
            other => Self::Action(other.into()),
        }
    }
}

/// Keeps the answers of `person` for them and their therapist. `sent` are pairs of a question's name and a choice's. What
/// comes back is the same whatever was answered.
///
/// # Errors
/// [`ScreeningError::Refused`], which no form of ours leads to; [`ScreeningError::TooMany`].
pub async fn answer<'a>(
    app: &App,
    person: PersonId,
    set: &ScreeningSet,
    sent: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<(), ScreeningError> {
    let answers = Answers::new(set, sent)?;
    let writing = answers.to_writing(set).map_err(|_| {
        tracing::error!("answers within the limits of their set made no text");
        ActionError::Internal
    })?;
    let (outcome, now) = (answers.outcome(), app.now());
    let due_at = outcome.due_at(app.practice(), now);
    let answering = Answering { person, id: ItemId(app.random_bytes()), writing, outcome, due_at, now };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let answering = answering.clone();
            Box::pin(async move { answering.run(transaction).await })
        })
        .await
}

/// Answering, inside a transaction.
#[derive(Clone)]
struct Answering {
    person: PersonId,
    id: ItemId,
    writing: Writing,
    outcome: Outcome,
    due_at: Timestamp,
    now: Timestamp,
}

impl Answering {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), ScreeningError> {
        let Some(person) = transaction.person(self.person).await? else { return Err(ScreeningError::NotFound) };
        if transaction.count_items(self.person).await? >= limits::ITEMS_PER_PERSON_MAX {
            return Err(ScreeningError::TooMany);
        }
        let item = Item {
            id: self.id,
            author: self.person,
            clinician: person.clinician,
            kind: ItemKind::Screening,
            stage: Stage::Finished { at: self.now },
            version: 1,
            changed_at: self.now,
            therapist_since: Some(self.now),
            deliveries: Vec::new(),
        };
        Ok(transaction.insert_screening(&item, &self.writing, &self.outcome, self.due_at).await?)
    }
}

/// Answers that wait, or why they cannot be read.
pub type WaitingScreening = Result<QueuedScreening, StoreError>;

/// What waits for a therapist, that which is due first in front; those that cannot be read before all others.
///
/// # Errors
/// [`ActionError`].
pub async fn waiting(app: &App, therapist: &Slug) -> Result<Vec<WaitingScreening>, ActionError> {
    let mut waiting = app.store().screenings_waiting(&Viewer::Clinician(therapist.clone())).await?;
    waiting.sort_by_key(|one| one.as_ref().ok().map(|one| (one.due_at, one.item)));
    Ok(waiting)
}

/// Answers as the author's therapist reads them. They never print.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadScreening {
    /// Whose answers.
    pub person: PersonId,
    /// When they came.
    pub sent_at: Timestamp,
    /// What was asked and answered.
    pub answers: Answers,
}

impl fmt::Debug for ReadScreening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReadScreening(private)")
    }
}

/// The answers of a therapist's client, which notes that they were read.
///
/// # Errors
/// [`ScreeningError::NotFound`].
pub async fn read(app: &App, staff: &Staff, id: ItemId) -> Result<ReadScreening, ScreeningError> {
    let (staff, now) = (staff.clone(), app.now());
    app.store()
        .look(move |transaction: &mut WriteTransaction| {
            let staff = staff.clone();
            Box::pin(async move {
                let read = find(transaction, &staff, id, now).await?;
                let note = AuditNote::by(AuditEvent::ScreeningRead, AccountId::Staff(staff.id));
                transaction.note_audit(&note.person(read.person).item(id), now).await?;
                Ok(read)
            })
        })
        .await
}

/// A therapist has looked at answers and takes on what they ask for, so that they leave the queue.
///
/// # Errors
/// [`ScreeningError::NotFound`], [`ScreeningError::SeenBefore`].
pub async fn seen(app: &App, staff: &Staff, id: ItemId) -> Result<(), ScreeningError> {
    let (staff, now) = (staff.clone(), app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let staff = staff.clone();
            Box::pin(async move {
                let read = find(transaction, &staff, id, now).await?;
                transaction.screening_seen(id, staff.id, now).await?;
                let note = AuditNote::by(AuditEvent::ScreeningHandled, AccountId::Staff(staff.id));
                Ok::<_, ScreeningError>(transaction.note_audit(&note.person(read.person).item(id), now).await?)
            })
        })
        .await
}

async fn find(
    transaction: &mut WriteTransaction,
    staff: &Staff,
    id: ItemId,
    now: Timestamp,
) -> Result<ReadScreening, ScreeningError> {
    let Some(therapist) = staff.therapist.clone() else { return Err(ScreeningError::NotFound) };
    let found = transaction.item(&Viewer::Clinician(therapist), id, now).await?;
    let found = found.filter(|found| found.item.kind == ItemKind::Screening).ok_or(ScreeningError::NotFound)?;
    let answers = Answers::from_writing(&found.writing).map_err(|error| {
        tracing::error!(item = ?id, %error, "answers cannot be read");
        ActionError::Internal
    })?;
    Ok(ReadScreening { person: found.item.author, sent_at: found.item.changed_at, answers })
}
