//! One client, as their therapist sees them: what they say of themselves, and what they shared.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::{Booking, Refusal};
use troth_domain::people::{AccountId, ItemId, PersonId, Staff};
use troth_domain::practice::Slug;
use troth_domain::writing::{ItemKind, WrittenItem};
pub use troth_store::ListedItem;
use troth_store::{AssignedExercise, ListedCouple, ListedPerson, ShownDocuments, StoreError, WriteTransaction};

use super::ActionError;
use super::caseload::note_shown;
use crate::app::App;

/// A client, and what their therapist may see of them.
#[derive(Clone, Debug)]
pub struct ClientFile {
    /// Who.
    pub listed: ListedPerson,
    /// What they wrote and shared, the last changed first.
    pub items: Vec<ListedItem>,
    /// The couple that they are in.
    pub couple: Option<ListedCouple>,
    /// Their next booking with this therapist.
    pub next: Option<Booking>,
    /// What was assigned to them, the first first.
    pub assigned: Vec<AssignedExercise>,
    /// Which documents of theirs they show.
    pub shown: ShownDocuments,
}

/// Why an item was not shown.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// It is there, and cannot be read.
    #[error("it cannot be read")]
    Unreadable,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ItemError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt { .. } => {
                tracing::error!(%error, "an item cannot be read");
                Self::Unreadable
            }
            other => Self::Action(other.into()),
        }
    }
}

/// Why a client was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// Nobody signs in as this therapist, or it is the same one.
    #[error("nobody signs in as this therapist")]
    NotAtWork,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for HandOverError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

fn not_found() -> ActionError {
    ActionError::Refused(Refusal::NotFound)
}

/// A client of `staff`, whose file is noted as read.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody else's client as for nobody's.
pub async fn see(app: &App, staff: &Staff, person: PersonId) -> Result<ClientFile, ActionError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let (by, now) = (staff.id, app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let Some(listed) = transaction.listed_person(&viewer, person).await? else { return Err(not_found()) };
            let items = transaction.items_of(&viewer, person, now).await?;
            let couples = transaction.couples_of_clients(&viewer).await?;
            let couple = couples.into_iter().find(|listed| listed.couple.partner_of(person).is_some());
            let bookings = transaction.bookings_with_clients(&viewer, now).await?;
            let next = bookings.into_iter().find(|(owner, _)| *owner == person).map(|(_, booking)| booking);
            let assigned = transaction.assigned_exercises(&viewer, person).await?;
            let shown = transaction.shown_documents(&viewer, person, now).await?;
            note_shown(transaction, AuditEvent::ProfileRead, by, [person], now).await?;
            Ok(ClientFile { listed, items, couple, next, assigned, shown })
        })
    });
    read.await
}

/// An item that a client of `staff` shared, noted as read.
///
/// # Errors
/// [`Refusal::NotFound`] for one that was not shared, or taken back, as for none; [`ItemError::Unreadable`].
pub async fn see_item(app: &App, staff: &Staff, person: PersonId, item: ItemId) -> Result<WrittenItem, ItemError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let (by, now) = (AccountId::Staff(staff.id), app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let found = transaction.item(&viewer, item, now).await?;
            let Some(found) = found.filter(|found| found.item.author == person) else {
                return Err(ItemError::from(not_found()));
            };
            let event = match found.item.kind {
                ItemKind::Screening => AuditEvent::ScreeningRead,
                _ => AuditEvent::ItemRead,
            };
            transaction.note_audit(&AuditNote::by(event, by).person(person).item(item), now).await?;
            Ok(found)
        })
    });
    read.await
}

/// A client with the therapists whom they can be handed over to.
///
/// # Errors
/// As [`see`].
pub async fn before_hand_over(
    app: &App,
    staff: &Staff,
    person: PersonId,
) -> Result<(ListedPerson, Vec<Slug>), ActionError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let (by, now) = (staff.id, app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let Some(listed) = transaction.listed_person(&viewer, person).await? else { return Err(not_found()) };
            let mut others = transaction.therapists_at_work().await?;
            others.retain(|other| *other != listed.person.clinician);
            note_shown(transaction, AuditEvent::ListRead, by, [person], now).await?;
            Ok((listed, others))
        })
    });
    read.await
}

/// Names another therapist to a client of `staff`: from now on it is they who see what the client shares with their
/// therapist, and `staff` no longer.
///
/// # Errors
/// [`HandOverError::NotAtWork`]; [`Refusal::NotFound`] for somebody else's client as for nobody's.
pub async fn hand_over(app: &App, staff: &Staff, person: PersonId, to: &Slug) -> Result<(), HandOverError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let (by, now, to) = (AccountId::Staff(staff.id), app.now(), to.clone());
    let changed = app.store().write(move |transaction: &mut WriteTransaction| {
        let (viewer, to) = (viewer.clone(), to.clone());
        Box::pin(async move { change_clinician(transaction, &viewer, by, person, &to, now).await })
    });
    changed.await
}

async fn change_clinician(
    transaction: &mut WriteTransaction,
    viewer: &Viewer,
    by: AccountId,
    person: PersonId,
    to: &Slug,
    now: Timestamp,
) -> Result<(), HandOverError> {
    transaction.lock_persons(&[person]).await?;
    let Some(listed) = transaction.listed_person(viewer, person).await? else { return Err(not_found().into()) };
    if listed.person.clinician == *to || !transaction.therapists_at_work().await?.contains(to) {
        return Err(HandOverError::NotAtWork);
    }
    transaction.change_clinician(person, to).await?;
    let note = AuditNote::by(AuditEvent::ClinicianChanged, by).person(person);
    Ok(transaction.note_audit(&note, now).await?)
}
