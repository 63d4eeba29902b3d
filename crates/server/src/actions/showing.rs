//! Showing a document of one's own to one's therapist, taking it back, and their reading of it: one way for every kind.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Refusal;
use troth_domain::people::{AccountId, PersonId, Staff};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::disclosure::Ladder;
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::safety::secrets_policy::{TextVersion, may_share_with_therapist};
pub use troth_store::Versioned;
use troth_store::{ALONE, About, Document, LONG_TERM, SETBACKS, StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// A document that its owner can show. What is not one of these stays theirs alone.
pub trait Showable: Document + 'static {
    /// What is noted when their therapist reads it.
    const READ: AuditEvent;
    /// Which one of its kind it is.
    const ABOUT: About = ALONE;
}

impl Showable for OwnPlan {
    const READ: AuditEvent = AuditEvent::PlanRead;
}

impl Showable for OwnAgenda {
    const READ: AuditEvent = AuditEvent::AgendaRead;
}

impl Showable for SetbackPlan {
    const READ: AuditEvent = AuditEvent::SetbacksRead;
    const ABOUT: About = SETBACKS;
}

impl Showable for LongTermPlan {
    const READ: AuditEvent = AuditEvent::DatesRead;
    const ABOUT: About = LONG_TERM;
}

impl Showable for Ladder {
    const READ: AuditEvent = AuditEvent::LadderRead;
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// It is not the version that was looked at.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// The practice's policy on secrets is not signed as it is now.
    #[error("the secrets policy is not signed")]
    PolicyNotSigned,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for ShowError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// What `person` keeps, if anything.
///
/// # Errors
/// [`ActionError`].
pub async fn own<D: Showable>(app: &App, person: PersonId) -> Result<Option<Versioned<D>>, ActionError> {
    Ok(app.store().document(&Viewer::Person(person), person, D::ABOUT, app.now()).await?)
}

/// Shows what `person` keeps to their therapist from now on, as it is and as it will be changed; `version` is the
/// one that they looked at.
///
/// # Errors
/// [`ShowError`]; nothing is shown then.
pub async fn show<D: Showable>(
    app: &App,
    person: PersonId,
    version: u32,
    policy: TextVersion,
) -> Result<(), ShowError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let signatures = transaction.policy_signatures(person).await?;
                may_share_with_therapist(policy, person, &signatures).map_err(|_| ShowError::PolicyNotSigned)?;
                let kept = transaction.document::<D>(&Viewer::Person(person), person, D::ABOUT, now).await?;
                if kept.map(|kept| kept.version) != Some(version) {
                    return Err(ShowError::ChangedElsewhere);
                }
                transaction.show_document::<D>(person, D::ABOUT, Some(now)).await?;
                let note = AuditNote::by(AuditEvent::AudienceWidened, AccountId::Person(person)).person(person);
                Ok(transaction.note_audit(&note, now).await?)
            })
        })
        .await
}

/// Takes it back from the therapist. What was not shown is no error.
///
/// # Errors
/// [`ActionError`].
pub async fn take_back<D: Showable>(app: &App, person: PersonId) -> Result<(), ActionError> {
    let now = app.now();
    let done = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            transaction.show_document::<D>(person, D::ABOUT, None).await?;
            let note = AuditNote::by(AuditEvent::AudienceNarrowed, AccountId::Person(person)).person(person);
            transaction.note_audit(&note, now).await
        })
    });
    let done: Result<(), StoreError> = done.await;
    Ok(done?)
}

/// What a client of `staff` showed them, noted as read.
///
/// # Errors
/// [`Refusal::NotFound`] for what was not shown, or taken back, as for none.
pub async fn see<D: Showable>(app: &App, staff: &Staff, person: PersonId) -> Result<D, ActionError> {
    let not_found = || ActionError::Refused(Refusal::NotFound);
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let (by, now) = (AccountId::Staff(staff.id), app.now());
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let found = transaction.document::<D>(&viewer, person, D::ABOUT, now).await?;
            let shown = found.ok_or_else(not_found)?.document;
            transaction.note_audit(&AuditNote::by(D::READ, by).person(person), now).await?;
            Ok(shown)
        })
    });
    read.await
}
