//! Asking to be called, and calling.

use troth_domain::access::Viewer;
use troth_domain::people::{PersonId, Profile, Role, Staff};
use troth_store::{CallBack, StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// Somebody to call, with how, what is safe, and what to call them by.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Who, and since when.
    pub call_back: CallBack,
    /// What they say of themselves. That one cannot be read must not hide the others.
    pub profile: Result<Profile, StoreError>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CallBackError {
    /// Nobody of that name waits for this member of staff.
    #[error("nobody waits")]
    NotFound,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for CallBackError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed => Self::NotFound,
            other => Self::Action(other.into()),
        }
    }
}

/// A person asks to be called. Asked twice it is one call.
///
/// # Errors
/// [`ActionError`].
pub async fn ask(app: &App, person: PersonId) -> Result<(), ActionError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move { Ok::<_, ActionError>(transaction.ask_for_call(person, now).await?) })
        })
        .await
}

/// Who waits to be called, the longest wait first: everybody for the front desk, their own clients for a therapist. Whoever
/// shows them notes in the same transaction that they were shown.
pub(super) async fn waiting(transaction: &mut WriteTransaction, viewer: &Viewer) -> Result<Vec<Waiting>, StoreError> {
    let mut found = Vec::new();
    for call_back in transaction.call_backs(viewer).await? {
        let listed = transaction.listed_person(viewer, call_back.person.id).await?;
        let profile = listed.map_or(Err(StoreError::Changed), |listed| listed.profile);
        found.push(Waiting { call_back, profile });
    }
    Ok(found)
}

/// A member of staff has called, or the person no longer wants it.
///
/// # Errors
/// [`CallBackError::NotFound`] when they do not wait, or not for this member of staff.
pub async fn done(app: &App, staff: &Staff, person: PersonId) -> Result<(), CallBackError> {
    let (viewer, by, now) = (viewer_of(staff), staff.id, app.now());
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let viewer = viewer.clone();
            Box::pin(async move {
                let found = transaction.person(person).await?.ok_or(CallBackError::NotFound)?;
                if !viewer.may_see_call_back_of(person, &found.clinician) {
                    return Err(CallBackError::NotFound);
                }
                Ok(transaction.call_done(person, by, now).await?)
            })
        })
        .await
}

fn viewer_of(staff: &Staff) -> Viewer {
    match (staff.role, &staff.therapist) {
        (Role::Therapist, Some(therapist)) => Viewer::Clinician(therapist.clone()),
        (Role::FrontDesk, _) => Viewer::FrontDesk,
        (Role::Owner | Role::Therapist, _) => Viewer::Owner,
    }
}
