//! Choosing a new passphrase with a mailed link and a recovery code. Neither alone opens anything.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use troth_domain::accounts::{Account, Code, Passphrase};
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId};
use troth_store::{SecretKind, StoreError, WriteTransaction};

use super::ActionError;
use super::accounts::{Opened, count_codes, recovery_codes};
use super::sessions::{fresh, keep};
use super::sign_in::Desk;
use crate::app::App;

/// The address that a message to `person` may hold, for an hour: it opens the page where a recovery code is asked for.
/// None for whoever has no account. Nothing of it is stored, and any change of what opens the account ends it.
///
/// # Errors
/// As any statement.
pub async fn reset_url(app: &App, person: PersonId) -> Result<Option<String>, ActionError> {
    let id = AccountId::Person(person);
    let read = app
        .store()
        .write(move |transaction: &mut WriteTransaction| Box::pin(async move { transaction.account(id).await }));
    let Some(account) = read.await.map_err(|error: StoreError| error)? else { return Ok(None) };
    let expires_at = app.now().saturating_add(SignedDuration::from_hours(limits::RESET_LINK_HOURS));
    let expires_at = expires_at.unwrap_or(Timestamp::MAX);
    let token = app.tokens().reset(person, account.generation, expires_at);
    Ok(Some(format!("{}/sign-in/reset/{token}", app.links().base_url())))
}

/// Whether such a link still leads anywhere.
///
/// # Errors
/// As any statement.
pub async fn is_good(app: &App, token: &str) -> Result<bool, ActionError> {
    let Some((person, generation)) = app.tokens().open_reset(token, app.now()) else { return Ok(false) };
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { account_at(transaction, person, generation).await })
    });
    Ok(read.await?.is_some())
}

/// The account, if nothing that opens it changed since the link was made.
async fn account_at(
    transaction: &mut WriteTransaction,
    person: PersonId,
    generation: u32,
) -> Result<Option<Account>, StoreError> {
    if transaction.person(person).await?.is_none() {
        return Ok(None);
    }
    let account = transaction.account(AccountId::Person(person)).await?;
    Ok(account.filter(|account| account.generation == generation))
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reset {
    /// Open on this device; every other one is signed out.
    Opened(Opened),
    /// The code is none of the account's.
    WrongCode,
    /// The link does nothing any more.
    LinkUsed,
}

/// Chooses a new passphrase.
///
/// # Errors
/// [`ActionError::TooMany`] when this network tried many codes.
pub async fn reset(
    app: &App,
    token: &str,
    code: &Code,
    passphrase: &Passphrase,
    desk: &Desk,
) -> Result<Reset, ActionError> {
    let now = app.now();
    let Some((person, generation)) = app.tokens().open_reset(token, now) else { return Ok(Reset::LinkUsed) };
    count_codes(app, &desk.caller).await?;
    let hash = app.slow_hash().hash(passphrase, app.random_bytes()).await?;
    let shared = Arc::new((app.clone(), hash, code.clone(), recovery_codes(app), desk.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, hash, code, codes, desk) = &*shared;
            let Some(account) = account_at(transaction, person, generation).await? else { return Ok(Reset::LinkUsed) };
            if !transaction.use_recovery_code(account.id, code).await? {
                return Ok(Reset::WrongCode);
            }
            transaction.put_secret(account.id, SecretKind::Passphrase, hash, now).await?;
            transaction.put_recovery_codes(account.id, codes).await?;
            transaction.raise_generation(account.id).await?;
            transaction.end_sessions(account.id, None).await?;
            let note = AuditNote::by(AuditEvent::CredentialAdded, account.id).person(person);
            transaction.note_audit(&note, now).await?;
            let signed_in = fresh(app, account.id, now);
            keep(transaction, &signed_in, &desk.words, None).await?;
            let opened = Opened { sign_in_name: account.name, codes: codes.clone(), signed_in };
            Ok::<_, ActionError>(Reset::Opened(opened))
        })
    });
    written.await
}
