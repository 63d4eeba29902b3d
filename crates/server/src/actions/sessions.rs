//! Being signed in: beginning, using, listing and ending sessions.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::accounts::{Session, SessionId, Standing, Token};
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::people::{AccountId, Role, Staff};
use troth_store::{ListedSession, StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// Who is signed in, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Current {
    /// The session.
    pub session: Session,
    /// Who it is, if it is a member of staff.
    pub staff: Option<Staff>,
}

/// A session that has just begun: what its device is given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// What opens it.
    pub token: Token,
}

impl Current {
    /// The page that this person starts from.
    pub fn home(&self) -> &'static str {
        match &self.staff {
            None => "/home",
            Some(staff) => home_of(staff.role),
        }
    }
}

/// The page that staff of this role start from.
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Owner => "/settings/staff",
        Role::Therapist => "/caseload",
        Role::FrontDesk => "/desk",
    }
}

/// Whoever `token` is of, if their session still stands. Its use is noted once a minute; one that is over is deleted, so
/// that nothing brings it back.
///
/// # Errors
/// As any statement.
pub async fn current(app: &App, token: &Token) -> Result<Option<Current>, ActionError> {
    let Some(found) = app.store().session(token).await? else { return Ok(None) };
    let (id, account, now) = (found.session.id, found.session.account, app.now());
    match found.session.standing(now) {
        Standing::Live => {}
        Standing::Seen => {
            let noted = app.store().write(move |transaction: &mut WriteTransaction| {
                Box::pin(async move { transaction.note_session(id, now).await })
            });
            noted.await?;
        }
        Standing::Over => {
            let over = app.store().write(move |transaction: &mut WriteTransaction| {
                Box::pin(async move { transaction.end_session(account, id).await })
            });
            over.await?;
            return Ok(None);
        }
    }
    Ok(Some(Current { session: found.session, staff: found.staff }))
}

/// Whoever `token` is of, if their session still stands. Its use is not noted: a page that waits is no sign that anybody is
/// there.
///
/// # Errors
/// As any statement.
pub async fn waiting(app: &App, token: &Token) -> Result<Option<Session>, ActionError> {
    let found = app.store().session(token).await?;
    let now = app.now();
    Ok(found.map(|found| found.session).filter(|session| session.standing(now) != Standing::Over))
}

/// A fresh session of `account`, to be written in the transaction that decides about it.
pub(super) fn fresh(app: &App, account: AccountId, now: Timestamp) -> SignedIn {
    SignedIn { session: Session::begin(SessionId(app.random_bytes()), account, now), token: Token(app.random_bytes()) }
}

/// Writes what [`fresh`] made, and notes that somebody signed in. `before` is the session that the same device had: it ends.
pub(super) async fn keep(
    transaction: &mut WriteTransaction,
    signed_in: &SignedIn,
    device: &str,
    before: Option<&Session>,
) -> Result<(), ActionError> {
    put(transaction, signed_in, device, before, AuditEvent::SignedIn).await
}

async fn put(
    transaction: &mut WriteTransaction,
    signed_in: &SignedIn,
    device: &str,
    before: Option<&Session>,
    event: AuditEvent,
) -> Result<(), ActionError> {
    if let Some(before) = before {
        transaction.end_session(before.account, before.id).await?;
    }
    let session = &signed_in.session;
    transaction.insert_session(session, &signed_in.token, device).await?;
    Ok(transaction.note_audit(&own_note(event, session.account), session.confirmed_at).await?)
}

/// That an account did something about itself.
pub(super) fn own_note(event: AuditEvent, account: AccountId) -> AuditNote {
    AuditNote::by(event, account).about(account)
}

/// The same session under a new token, after its owner showed again what opens the account.
///
/// # Errors
/// As any statement.
pub async fn renew(app: &App, current: &Current, device: &str) -> Result<SignedIn, ActionError> {
    let session = current.session.clone().renewed(SessionId(app.random_bytes()), app.now());
    let signed_in = SignedIn { session, token: Token(app.random_bytes()) };
    let shared = Arc::new((signed_in.clone(), current.session.clone(), device.to_owned()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (signed_in, before, device) = &*shared;
            put(transaction, signed_in, device, Some(before), AuditEvent::Confirmed).await
        })
    });
    written.await?;
    Ok(signed_in)
}

/// Ends one session of `account`. Ending what is over is no error.
///
/// # Errors
/// As any statement.
pub async fn end(app: &App, account: AccountId, id: SessionId) -> Result<(), ActionError> {
    let now = app.now();
    let ended = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            if transaction.end_session(account, id).await? {
                transaction.note_audit(&own_note(AuditEvent::SignedOut, account), now).await?;
            }
            Ok::<_, StoreError>(())
        })
    });
    Ok(ended.await?)
}

/// Ends every session of the same person but this one.
///
/// # Errors
/// As any statement.
pub async fn end_others(app: &App, current: &Current) -> Result<(), ActionError> {
    let (account, kept, now) = (current.session.account, current.session.id, app.now());
    let ended = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            transaction.end_sessions(account, Some(kept)).await?;
            transaction.note_audit(&own_note(AuditEvent::SignedOut, account), now).await
        })
    });
    Ok(ended.await?)
}

/// A device in its owner's list.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// Which kind of browser it is; `None` when that cannot be read any more.
    pub device: Option<String>,
}

/// The devices on which the same person is signed in, the newest first.
///
/// # Errors
/// As any statement.
pub async fn list(app: &App, current: &Current) -> Result<Vec<Listed>, ActionError> {
    let (account, now) = (current.session.account, app.now());
    let read = app
        .store()
        .write(move |transaction: &mut WriteTransaction| Box::pin(async move { transaction.sessions(account).await }));
    let standing = |listed: &ListedSession| listed.session.standing(now) != Standing::Over;
    let listed = read.await.map_err(ActionError::from)?.into_iter().filter(standing);
    Ok(listed.map(|ListedSession { session, device }| Listed { session, device: device.ok() }).collect())
}
