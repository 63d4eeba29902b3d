//! Signing in: with a name and a passphrase, with a passkey, with a link.
//!
//! Nothing here tells whether there is such a name: the same answer, the same counts, one slow hash each time.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::accounts::{Account, Code, LinkPurpose, Passphrase, Session, SignInName, Token, Tries};
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::people::AccountId;
use troth_store::{Passkey, SecretKind, StoreError, WriteTransaction};

use super::sessions::{SignedIn, fresh, keep};
use super::{ActionError, Caller};
use crate::app::App;
use crate::caller::network_of;
use crate::secrets::numbers::Secret;
use crate::secrets::passkeys::{PublicKey, Signed, Site};
use crate::tokens::KnownDevice;

/// Who signs in on this page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// Clients: a passphrase is enough.
    Client,
    /// Staff: a password and a one-time number, or a recovery code in its place.
    Staff,
}

/// The device that is to be signed in.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Its network address, for counting.
    pub caller: Caller,
    /// Which kind of browser it is.
    pub words: String,
    /// Its mark, if it has one.
    pub known: Option<KnownDevice>,
    /// Its session until now, which ends.
    pub before: Option<Session>,
}

/// What was typed.
#[derive(Clone)]
pub struct Typed {
    /// The sign-in name.
    pub name: String,
    /// The passphrase or password.
    pub passphrase: String,
    /// The one-time number or recovery code.
    pub number: String,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Signed in.
    In(SignedIn),
    /// Something did not fit; nobody is told what.
    Wrong,
}

/// Signs in with a name and a passphrase.
///
/// # Errors
/// [`ActionError::TooMany`] when this device, or this name from unknown devices, was tried too often.
pub async fn with_passphrase(app: &App, door: Door, desk: &Desk, typed: &Typed) -> Result<Outcome, ActionError> {
    let looked = look(app, door, desk, &typed.name).await?;
    // Whatever was typed, one hash is made.
    let passphrase = Passphrase::typed(&typed.passphrase);
    let tried = passphrase.clone().or_else(|| Passphrase::typed("-")).ok_or(ActionError::Internal)?;
    let fits = app.slow_hash().verify(looked.kept.as_deref(), &tried).await?;
    let about = looked.account.as_ref().map(|account| account.id);
    let Looked { account: Some(account), kept: Some(kept), subjects } = looked else { return wrong(app, about).await };
    if !fits || passphrase.is_none() {
        return wrong(app, about).await;
    }
    let shared = Arc::new((app.clone(), desk.clone(), typed.number.clone(), kept, subjects, account));
    let (now, id) = (app.now(), shared.5.id);
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, desk, number, kept, subjects, _) = &*shared;
            // Changed in between, as by a reset: what was typed is not what opens it any more.
            let still = transaction.secret(id, SecretKind::Passphrase).await?;
            if still.as_deref().map(Vec::as_slice) != Some(kept.as_slice()) {
                return note_wrong(transaction, Some(id), now).await;
            }
            if door == Door::Staff && !second_proof(transaction, id, number, now).await? {
                return note_wrong(transaction, Some(id), now).await;
            }
            for subject in subjects {
                transaction.uncount_address(subject, now).await?;
            }
            let signed_in = fresh(app, id, now);
            keep(transaction, &signed_in, &desk.words, desk.before.as_ref()).await?;
            Ok::<_, ActionError>(Outcome::In(signed_in))
        })
    });
    written.await
}

/// Nothing was opened: noted in the same way whether there is such a name or not, so that the answer takes as long.
async fn wrong(app: &App, about: Option<AccountId>) -> Result<Outcome, ActionError> {
    let now = app.now();
    let noted = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { note_wrong(transaction, about, now).await })
    });
    noted.await
}

async fn note_wrong(
    transaction: &mut WriteTransaction,
    about: Option<AccountId>,
    now: Timestamp,
) -> Result<Outcome, ActionError> {
    note_try(transaction, AuditEvent::SignInFailed, about, now).await?;
    Ok(Outcome::Wrong)
}

/// Notes what whoever is not signed in tried, and with whose account if that is known.
pub(super) async fn note_try(
    transaction: &mut WriteTransaction,
    event: AuditEvent,
    about: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let note = AuditNote::new(event, AuditActor::System);
    let note = about.map_or(note, |account| note.about(account));
    transaction.note_audit(&note, now).await
}

/// What is known of a name before the slow hash.
struct Looked {
    account: Option<Account>,
    kept: Option<Vec<u8>>,
    /// What this try was counted under; taken back when it was right.
    subjects: Vec<String>,
}

/// Counts the try and looks the name up. What is counted depends on the device and on what was typed alone.
async fn look(app: &App, door: Door, desk: &Desk, typed: &str) -> Result<Looked, ActionError> {
    let now = app.now();
    let shared = Arc::new((app.clone(), desk.clone(), SignInName::parse(typed), typed.to_owned()));
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, desk, name, typed) = &*shared;
            let account = match name {
                Some(name) => transaction.account_named(name).await?,
                None => None,
            };
            let account = account.filter(|account| door_of(account.id) == door);
            let tries = tries_of(app, desk, account.as_ref(), name.as_ref(), typed);
            let mut refused = None;
            for (tries, subject) in &tries {
                let counted = transaction.count_address(subject, now).await?;
                if app.limits().enabled && counted.times > tries.per_hour_max() {
                    refused = Some(counted.anew_in_seconds);
                }
                if app.limits().enabled && counted.times == tries.per_hour_max() + 1 {
                    let about = account.as_ref().map(|account| account.id);
                    note_try(transaction, AuditEvent::TriesRefused, about, now).await?;
                }
            }
            if let Some(retry_after_seconds) = refused {
                return Ok(Err(ActionError::TooMany { retry_after_seconds }));
            }
            let kept = match &account {
                Some(account) if may_enter(transaction, account.id).await? => {
                    transaction.secret(account.id, SecretKind::Passphrase).await?
                }
                _ => None,
            };
            let subjects = tries.into_iter().map(|(_, subject)| subject).collect();
            Ok::<_, ActionError>(Ok(Looked { account, kept: kept.map(|kept| kept.to_vec()), subjects }))
        })
    });
    read.await?
}

fn door_of(account: AccountId) -> Door {
    match account {
        AccountId::Person(_) => Door::Client,
        AccountId::Staff(_) => Door::Staff,
    }
}

/// What a try counts for. A device that is known to this account has a count of its own; all others share the name's and
/// their network's.
fn tries_of(
    app: &App,
    desk: &Desk,
    account: Option<&Account>,
    name: Option<&SignInName>,
    typed: &str,
) -> Vec<(Tries, String)> {
    let subject = |tries: Tries, who: &str| (tries, format!("{} {who}", tries.as_str()));
    let known = desk.known.as_ref().zip(account).filter(|(device, account)| app.tokens().is_known(device, account.id));
    match known {
        Some((device, _)) => vec![subject(Tries::KnownDevice, &device.subject())],
        None => {
            let network = network_of(desk.caller.address).to_string();
            let name = name.map_or(typed, SignInName::reveal);
            vec![subject(Tries::Name, name), subject(Tries::Network, &network)]
        }
    }
}

/// Whether the account's owner may sign in at all: a person who was erased, or staff who left, may not.
async fn may_enter(transaction: &mut WriteTransaction, account: AccountId) -> Result<bool, ActionError> {
    Ok(match account {
        AccountId::Person(id) => transaction.person(id).await?.is_some(),
        AccountId::Staff(id) => transaction.staff(id).await?.is_some_and(|staff| staff.left_at.is_none()),
    })
}

/// The second thing that staff show: a one-time number that was not used before, or a recovery code.
pub(super) async fn second_proof(
    transaction: &mut WriteTransaction,
    account: AccountId,
    typed: &str,
    now: Timestamp,
) -> Result<bool, ActionError> {
    if let Some(code) = Code::parse(typed)
        && transaction.use_recovery_code(account, &code).await?
    {
        return Ok(true);
    }
    let kept = transaction.secret(account, SecretKind::OneTimeNumbers).await?;
    let secret = kept.as_deref().and_then(|bytes| Secret::from_bytes(bytes));
    match secret.and_then(|secret| secret.step_of(typed, now)) {
        Some(step) => Ok(transaction.take_step(account, step).await?),
        None => Ok(false),
    }
}

/// Signs in with a passkey. No name is needed and none is counted: nothing here can be guessed.
///
/// # Errors
/// As any statement.
pub async fn with_passkey(app: &App, door: Door, desk: &Desk, signed: &Signed) -> Result<Outcome, ActionError> {
    let now = app.now();
    let shared = Arc::new((app.clone(), desk.clone(), signed.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, desk, signed) = &*shared;
            let fits = passkey_fits(app, transaction, signed, now).await?;
            let Some(account) = fits.filter(|account| door_of(*account) == door) else {
                // One that nobody has is not noted: anybody could make up as many as they like.
                let Some(kept) = transaction.passkey(&signed.credential).await? else { return Ok(Outcome::Wrong) };
                return note_wrong(transaction, Some(kept.account), now).await;
            };
            if !may_enter(transaction, account).await? {
                return note_wrong(transaction, Some(account), now).await;
            }
            let signed_in = fresh(app, account, now);
            keep(transaction, &signed_in, &desk.words, desk.before.as_ref()).await?;
            Ok::<_, ActionError>(Outcome::In(signed_in))
        })
    });
    written.await
}

/// Whose passkey signed, if one did, and for a challenge of ours that nobody answered before.
pub(super) async fn passkey_fits(
    app: &App,
    transaction: &mut WriteTransaction,
    signed: &Signed,
    now: Timestamp,
) -> Result<Option<AccountId>, ActionError> {
    let Some(site) = Site::at(app.links().base_url()) else { return Ok(None) };
    let Some(kept) = transaction.passkey(&signed.credential).await? else { return Ok(None) };
    let Passkey { id, account, algorithm, public_key, .. } = kept;
    let key = PublicKey { algorithm, bytes: public_key };
    let Some((challenge, sign_count)) = site.signed(&key, signed) else { return Ok(None) };
    let Some(expires_at) = app.tokens().challenge_expires(&challenge, now) else { return Ok(None) };
    let is_fresh = transaction.take_challenge(challenge.as_bytes(), expires_at).await?
        && transaction.note_passkey(id, sign_count, now).await?;
    Ok(is_fresh.then_some(account))
}

/// What a one-time link does, and for whom; `None` when it does nothing any more.
///
/// # Errors
/// As any statement.
pub async fn link(app: &App, token: Token) -> Result<Option<(Account, LinkPurpose)>, ActionError> {
    let now = app.now();
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            let Some((id, purpose)) = transaction.link(&token, now).await? else { return Ok(None) };
            let account = transaction.account(id).await?;
            Ok::<_, ActionError>(account.map(|account| (account, purpose)))
        })
    });
    read.await
}

/// Signs in with a link of the demo, which is used up. `None` when it does nothing any more.
///
/// # Errors
/// As any statement.
pub async fn with_demo_link(app: &App, token: Token, desk: &Desk) -> Result<Option<SignedIn>, ActionError> {
    let now = app.now();
    let shared = Arc::new((app.clone(), desk.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, desk) = &*shared;
            let Some((account, LinkPurpose::DemoSignIn)) = transaction.link(&token, now).await? else {
                return Ok(None);
            };
            if !transaction.use_link(&token).await? {
                return Ok(None);
            }
            let signed_in = fresh(app, account, now);
            keep(transaction, &signed_in, &desk.words, desk.before.as_ref()).await?;
            Ok::<_, ActionError>(Some(signed_in))
        })
    });
    written.await
}
