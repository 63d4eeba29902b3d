//! Proving an address: a person asks for a link, which is mailed to the address; whoever follows it shows that mail
//! to it arrives. It signs nobody in.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::message::{MessageId, PersonKind, PersonLinkPurpose, PersonMessage};
use troth_domain::people::{Contact, EmailAddress, PersonId, Profile};
use troth_store::{StoreError, WriteTransaction};

use super::{ActionError, count_of_person};
use crate::app::App;
use crate::person_links::PersonLink;

/// Why no link was promised, or one does nothing.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The person gave no address, or does not call mail to it safe.
    #[error("no safe address")]
    NoSafeAddress,
    /// The address is verified.
    #[error("verified already")]
    AlreadyVerified,
    /// The link is too old, was replaced, or was sent to an earlier address.
    #[error("the link does nothing any more")]
    LinkUsed,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for VerifyError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// What a link that is right finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verification {
    /// The address is still to be verified.
    Open,
    /// It is verified, by this link or another.
    Done,
}

/// Promises a link to the address that the person gave. Earlier links do nothing from then on.
///
/// # Errors
/// [`VerifyError`]; [`ActionError::TooMany`] after
/// [`VERIFY_LINKS_PER_HOUR_PER_PERSON`](limits::VERIFY_LINKS_PER_HOUR_PER_PERSON), counted for this person, never for the
/// mailbox, which another may share.
pub async fn ask(app: &App, person: PersonId) -> Result<(), VerifyError> {
    let (counted, now, id) = (app.limits().enabled, app.now(), app.message_id());
    let asked = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            if counted {
                let limit = limits::VERIFY_LINKS_PER_HOUR_PER_PERSON;
                count_of_person(transaction, "link to verify", person, limit, now).await?;
            }
            promise(transaction, person, id, now).await
        })
    });
    asked.await?;
    app.outbox_filled();
    Ok(())
}

async fn promise(
    transaction: &mut WriteTransaction,
    person: PersonId,
    id: MessageId,
    now: Timestamp,
) -> Result<(), VerifyError> {
    let profile = transaction.profile(&Viewer::Person(person), person).await?;
    let profile = profile.ok_or(VerifyError::NoSafeAddress)?;
    if profile.safe_email().is_some() {
        return Err(VerifyError::AlreadyVerified);
    }
    let generation = transaction.raise_link_generation(person, PersonLinkPurpose::Verify).await?;
    let message = PersonMessage::new(id, person, PersonKind::Verify { generation }, now);
    message.address(&profile).ok_or(VerifyError::NoSafeAddress)?;
    Ok(transaction.enqueue_person(&message).await?)
}

/// What the link of `token` finds. Changes nothing.
///
/// # Errors
/// [`VerifyError::LinkUsed`] for any token that is not right.
pub async fn see(app: &App, token: &str) -> Result<Verification, VerifyError> {
    let link = opened(app, token)?;
    let profile = app.store().profile(&Viewer::PersonMessenger(link.person), link.person).await?;
    let generation = app.store().link_generation(link.person, link.purpose).await?;
    judge(app, &link, profile.as_ref(), generation).map(|(verification, _)| verification)
}

/// Verifies the address that the link of `token` was sent to. Doing it again answers the same.
///
/// # Errors
/// [`VerifyError::LinkUsed`] for any token that is not right.
pub async fn verify(app: &App, token: &str) -> Result<(), VerifyError> {
    let link = opened(app, token)?;
    let own = app.clone();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let app = own.clone();
            Box::pin(async move { verify_in(transaction, &app, &link).await })
        })
        .await
}

async fn verify_in(transaction: &mut WriteTransaction, app: &App, link: &PersonLink) -> Result<(), VerifyError> {
    let person = link.person;
    let profile = transaction.profile(&Viewer::PersonMessenger(person), person).await?;
    let generation = transaction.link_generation(person, link.purpose).await?;
    let (verification, address) = judge(app, link, profile.as_ref(), generation)?;
    let (Verification::Open, Some(mut profile)) = (verification, profile.clone()) else { return Ok(()) };
    profile.verified_email = Some(address.clone());
    transaction.replace_profile(person, &profile).await?;
    transaction.raise_link_generation(person, link.purpose).await?;
    Ok(())
}

fn opened(app: &App, token: &str) -> Result<PersonLink, VerifyError> {
    app.person_links().open(token, PersonLinkPurpose::Verify, app.now()).ok_or(VerifyError::LinkUsed)
}

/// What `link` does for the person as they are now, and the address that it was sent to.
fn judge<'p>(
    app: &App,
    link: &PersonLink,
    profile: Option<&'p Profile>,
    generation: u32,
) -> Result<(Verification, &'p EmailAddress), VerifyError> {
    let profile = profile.ok_or(VerifyError::LinkUsed)?;
    let own = profile.contact.as_ref().and_then(Contact::email);
    let address = own.filter(|own| app.person_links().was_sent_to(link, own)).ok_or(VerifyError::LinkUsed)?;
    if profile.verified_email.as_ref() == Some(address) {
        return Ok((Verification::Done, address));
    }
    if link.generation != generation {
        return Err(VerifyError::LinkUsed);
    }
    Ok((Verification::Open, address))
}
