//! What a person says of themselves, signing the secrets policy, and having it all erased.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::{Booking, State};
use troth_domain::people::{AccountId, Person, PersonId, Profile};
use troth_domain::safety::secrets_policy::{Signature, TextVersion, may_share_with_therapist};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// A person and what they say of themselves.
///
/// # Errors
/// [`ActionError`]; `None` for whoever was erased.
pub async fn see(app: &App, person: PersonId) -> Result<Option<(Person, Profile)>, ActionError> {
    let Some(found) = app.store().person(person).await? else { return Ok(None) };
    let profile = app.store().profile(&Viewer::Person(person), person).await?;
    Ok(profile.map(|profile| (found, profile)))
}

/// Replaces what a person says of themselves. An address that changes has to be verified anew.
///
/// # Errors
/// [`ActionError`].
pub async fn describe(app: &App, person: PersonId, profile: Profile) -> Result<(), ActionError> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let profile = profile.clone();
            Box::pin(async move { Ok::<_, ActionError>(transaction.replace_profile(person, &profile).await?) })
        })
        .await
}

/// Signs a version of the practice's secrets policy.
///
/// # Errors
/// [`ActionError`].
pub async fn sign_policy(app: &App, person: PersonId, version: TextVersion) -> Result<(), ActionError> {
    let now = app.now();
    let signature = Signature { version, person, at: now };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                transaction.sign_policy(&signature).await?;
                let note = AuditNote::by(AuditEvent::PolicySigned, AccountId::Person(person)).person(person);
                Ok::<_, ActionError>(transaction.note_audit(&note, now).await?)
            })
        })
        .await
}

/// Whether a person signed the secrets policy in the words that it has now.
///
/// # Errors
/// [`ActionError`].
pub async fn policy_signed(app: &App, person: PersonId, current: TextVersion) -> Result<bool, ActionError> {
    let signatures = app.store().policy_signatures(person).await?;
    Ok(may_share_with_therapist(current, person, &signatures).is_ok())
}

/// The next coming booking that a person made or took over, with the part of its link that opens it. It is theirs alone:
/// a partner's own bookings are not among them.
///
/// # Errors
/// [`ActionError`].
pub async fn next_booking(app: &App, person: PersonId) -> Result<Option<(Booking, String)>, ActionError> {
    let now = app.now();
    let mut next: Option<Booking> = None;
    for id in app.store().bookings_of(&Viewer::Person(person), person).await? {
        // Whoever a booking was added to came by its link.
        let Some(found) = app.store().client_booking(&Viewer::LinkHolder(id), id).await? else { continue };
        let booking = found.booking;
        let is_coming = booking.state == State::Confirmed && booking.slot.end > now;
        let is_sooner = next.as_ref().is_none_or(|next| booking.slot.start < next.slot.start);
        if is_coming && is_sooner {
            next = Some(booking);
        }
    }
    Ok(next.map(|booking| {
        let token = app.links().token(booking.id, booking.link_generation);
        (booking, token)
    }))
}

/// Erases a person's own space: at once, for good. What the practice has to keep stays with it, and what a partner was
/// given stays with them. Every way in ends with it. Whoever is in a couple has to leave it first: they say when the
/// other is told.
///
/// # Errors
/// [`EraseError::Linked`].
pub async fn erase(app: &App, person: PersonId) -> Result<(), EraseError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                transaction.lock_persons(&[person]).await?;
                let couple = transaction.couple_of(person).await?;
                if couple.is_some_and(|couple| couple.is_linked_for(person, now)) {
                    return Err(EraseError::Linked);
                }
                transaction.erase_person(person, now).await?;
                transaction.delete_account(AccountId::Person(person)).await?;
                let note = AuditNote::by(AuditEvent::AccountErased, AccountId::Person(person)).person(person);
                Ok(transaction.note_audit(&note, now).await?)
            })
        })
        .await
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// They are linked.
    #[error("linked")]
    Linked,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for EraseError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}
