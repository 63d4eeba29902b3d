//! What an owner does with the people who work here: add, give another role, let go, reset.

use jiff::Timestamp;
use troth_domain::accounts::LinkPurpose;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, PersonName, Role, Staff, StaffId, StaffRefusal, may_become, may_hand_over_all};
use troth_domain::practice::Slug;
use troth_store::{NamedStaff, StoreError, WriteTransaction};

use super::ActionError;
use super::staff::{Invited, Listed, Office};
use crate::app::App;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// The rules say no.
    #[error("refused")]
    Refused(StaffRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StaffRefusal> for TeamError {
    fn from(refusal: StaffRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for TeamError {
    fn from(error: StoreError) -> Self {
        Self::Action(error.into())
    }
}

/// Everybody who works or worked here. Nobody but an owner is told.
///
/// # Errors
/// [`StaffRefusal::NotFound`] to anyone else.
pub async fn list(app: &App, owner: &Staff) -> Result<Vec<Listed>, TeamError> {
    be_owner(owner)?;
    Ok(Office::of(app).list().await?)
}

/// One of them.
///
/// # Errors
/// [`StaffRefusal::NotFound`].
pub async fn one(app: &App, owner: &Staff, id: StaffId) -> Result<Listed, TeamError> {
    let found = list(app, owner).await?.into_iter().find(|listed| listed.staff.id == id);
    Ok(found.ok_or(StaffRefusal::NotFound)?)
}

/// Adds somebody, who is given a link to choose what they sign in with.
///
/// # Errors
/// [`StaffRefusal::WhichTherapist`].
pub async fn add(
    app: &App,
    owner: &Staff,
    name: &PersonName,
    role: Role,
    therapist: Option<&Slug>,
) -> Result<Invited, TeamError> {
    be_owner(owner)?;
    let therapist = therapist_of(app, role, therapist)?;
    Ok(Office::for_owner(app, owner).add(name, role, therapist.as_ref(), LinkPurpose::SetUp).await?)
}

/// Gives somebody another role. They are signed out, so that the next thing they see is what the new role sees.
///
/// # Errors
/// [`StaffRefusal`].
pub async fn change_role(
    app: &App,
    owner: &Staff,
    id: StaffId,
    role: Role,
    therapist: Option<&Slug>,
) -> Result<(), TeamError> {
    be_owner(owner)?;
    let wanted = Staff { id, role, therapist: therapist_of(app, role, therapist)? };
    let (by, now) = (owner.id, app.now());
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let wanted = wanted.clone();
        Box::pin(async move {
            let (found, owners) = at_work(transaction, id).await?;
            may_become(&found.staff, Some(wanted.role), &owners)?;
            transaction.change_role(&wanted).await?;
            transaction.end_sessions(AccountId::Staff(id), None).await?;
            Ok::<_, TeamError>(note(transaction, AuditEvent::RoleChanged, by, id, now).await?)
        })
    });
    written.await
}

/// Notes that somebody left: they are signed out, and cannot sign in any more.
///
/// # Errors
/// [`StaffRefusal`].
pub async fn let_go(app: &App, owner: &Staff, id: StaffId) -> Result<(), TeamError> {
    be_owner(owner)?;
    let (by, now) = (owner.id, app.now());
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            let (found, owners) = at_work(transaction, id).await?;
            may_become(&found.staff, None, &owners)?;
            transaction.staff_left(id, now).await?;
            Ok::<_, TeamError>(note(transaction, AuditEvent::StaffLeft, by, id, now).await?)
        })
    });
    written.await
}

/// Takes away what somebody signs in with, and gives them a link to choose anew.
///
/// # Errors
/// [`StaffRefusal::NotFound`].
pub async fn reset(app: &App, owner: &Staff, id: StaffId) -> Result<Invited, TeamError> {
    let named = one(app, owner, id).await?.sign_in_name.map_err(ActionError::from)?.ok_or(StaffRefusal::NotFound)?;
    let reset = Office::for_owner(app, owner).reset(&named).await?;
    Ok(reset.ok_or(StaffRefusal::NotFound)?)
}

/// Therapists whom nobody signs in as, with how many clients each has; and those who could take them over. No client is
/// named to an owner.
///
/// # Errors
/// [`StaffRefusal::NotFound`] to anyone but an owner.
pub async fn left_alone(app: &App, owner: &Staff) -> Result<(Vec<(Slug, u64)>, Vec<Slug>), TeamError> {
    be_owner(owner)?;
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            Ok::<_, StoreError>((transaction.left_alone().await?, transaction.therapists_at_work().await?))
        })
    });
    Ok(read.await?)
}

/// Names the therapist `to` to all clients of `from`, whom nobody signs in as any more. Each client sees it on their own
/// page, and it is noted for each.
///
/// # Errors
/// [`StaffRefusal`].
pub async fn hand_over_all(app: &App, owner: &Staff, from: &Slug, to: &Slug) -> Result<(), TeamError> {
    be_owner(owner)?;
    let (by, now, slugs) = (AccountId::Staff(owner.id), app.now(), (from.clone(), to.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (from, to) = slugs.clone();
        Box::pin(async move {
            may_hand_over_all(&from, &to, &transaction.therapists_at_work().await?)?;
            let clients = transaction.persons_of(&from).await?;
            let clients = clients.into_iter().map(|client| client.id).collect::<Vec<_>>();
            transaction.lock_persons(&clients).await?;
            for client in clients {
                transaction.change_clinician(client, &to).await?;
                transaction.note_audit(&AuditNote::by(AuditEvent::ClinicianChanged, by).person(client), now).await?;
            }
            Ok::<_, TeamError>(())
        })
    });
    written.await
}

fn be_owner(staff: &Staff) -> Result<(), StaffRefusal> {
    if staff.role == Role::Owner { Ok(()) } else { Err(StaffRefusal::NotFound) }
}

/// Which therapist someone of `role` is in the practice's file: none of them unless it is the therapist's role.
fn therapist_of(app: &App, role: Role, therapist: Option<&Slug>) -> Result<Option<Slug>, StaffRefusal> {
    if role != Role::Therapist {
        return Ok(None);
    }
    let named = therapist.filter(|slug| app.practice().therapist(slug).is_some());
    named.cloned().map(Some).ok_or(StaffRefusal::WhichTherapist)
}

/// Somebody who works here, and every owner who does.
async fn at_work(transaction: &mut WriteTransaction, id: StaffId) -> Result<(NamedStaff, Vec<StaffId>), TeamError> {
    let all = transaction.all_staff().await?;
    let all = all.into_iter().filter(|one| one.left_at.is_none()).collect::<Vec<_>>();
    let owners = all.iter().filter(|one| one.staff.role == Role::Owner).map(|one| one.staff.id).collect();
    let found = all.into_iter().find(|one| one.staff.id == id).ok_or(StaffRefusal::NotFound)?;
    Ok((found, owners))
}

async fn note(
    transaction: &mut WriteTransaction,
    event: AuditEvent,
    by: StaffId,
    about: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    transaction.note_audit(&AuditNote::by(event, AccountId::Staff(by)).staff(about), now).await
}
