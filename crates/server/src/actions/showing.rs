//! Showing a document of one's own to one's therapist, and taking it back: one way for every kind.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, PersonId};
use troth_domain::safety::secrets_policy::{TextVersion, may_share_with_therapist};
pub use troth_store::{ALONE, About, Document};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

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

/// Shows what `person` keeps about `about` to their therapist from now on, as it is and as it will be changed; `version` is the
/// one that they looked at.
///
/// # Errors
/// [`ShowError`]; nothing is shown then.
pub async fn show<D: Document>(
    app: &App,
    (person, about): (PersonId, About),
    version: u32,
    policy: TextVersion,
) -> Result<(), ShowError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let signatures = transaction.policy_signatures(person).await?;
                may_share_with_therapist(policy, person, &signatures).map_err(|_| ShowError::PolicyNotSigned)?;
                let kept = transaction.document::<D>(&Viewer::Person(person), person, about, now).await?;
                if kept.map(|kept| kept.version) != Some(version) {
                    return Err(ShowError::ChangedElsewhere);
                }
                transaction.show_document::<D>(person, about, Some(now)).await?;
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
pub async fn take_back<D: Document>(app: &App, (person, about): (PersonId, About)) -> Result<(), ActionError> {
    let now = app.now();
    let done = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            transaction.show_document::<D>(person, about, None).await?;
            let note = AuditNote::by(AuditEvent::AudienceNarrowed, AccountId::Person(person)).person(person);
            transaction.note_audit(&note, now).await
        })
    });
    let done: Result<(), StoreError> = done.await;
    Ok(done?)
}
