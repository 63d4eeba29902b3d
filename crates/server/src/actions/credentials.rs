//! What opens one's own account: choosing, changing, adding, taking away; and showing it once more.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::accounts::{Account, Code, LinkPurpose, Passphrase, Token};
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::message::{AccountEvent, PersonKind, PersonMessage};
use troth_domain::people::AccountId;
use troth_store::{Passkey, SecretKind, StoreError, WriteTransaction};

use super::ActionError;
use super::accounts::{Opened, recovery_codes};
use super::sessions::{Current, SignedIn, fresh, keep, own_note, renew};
use super::sign_in::{Desk, note_try, passkey_fits, second_proof};
use crate::app::App;
use crate::secrets::numbers::Secret;
use crate::secrets::passkeys::{Made, NewPasskey, Signed, Site};

/// What a new member of staff signs in with.
#[derive(Clone)]
pub enum SetUp {
    /// A password, and one-time numbers of which the first was shown.
    Password {
        /// The password.
        passphrase: Passphrase,
        /// The secret of the numbers.
        secret: Secret,
        /// The first number.
        number: String,
    },
    /// A passkey.
    Passkey(Made),
}

/// Why something was not set up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSetUp {
    /// The link does nothing any more.
    LinkUsed,
    /// The number does not belong to the secret.
    WrongNumber,
    /// The passkey was not taken.
    WrongPasskey,
}

/// Sets up what a member of staff signs in with, and signs them in. The link is used up.
///
/// # Errors
/// As any statement.
pub async fn set_up(
    app: &App,
    token: Token,
    chosen: &SetUp,
    desk: &Desk,
) -> Result<Result<Opened, NotSetUp>, ActionError> {
    let now = app.now();
    let prepared = match prepare(app, chosen, now).await? {
        Ok(prepared) => prepared,
        Err(refused) => return Ok(Err(refused)),
    };
    let shared = Arc::new((app.clone(), prepared, recovery_codes(app), desk.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, prepared, codes, desk) = &*shared;
            let Some((id, LinkPurpose::SetUp)) = transaction.link(&token, now).await? else {
                return Ok(Err(NotSetUp::LinkUsed));
            };
            if !transaction.use_link(&token).await? {
                return Ok(Err(NotSetUp::LinkUsed));
            }
            if !prepared.keep(transaction, id, now).await? {
                return Ok(Err(NotSetUp::WrongPasskey));
            }
            transaction.put_recovery_codes(id, codes).await?;
            transaction.note_audit(&own_note(AuditEvent::CredentialAdded, id), now).await?;
            let account = transaction.account(id).await?;
            let sign_in_name = account.ok_or(ActionError::Internal)?.name;
            let signed_in = fresh(app, id, now);
            keep(transaction, &signed_in, &desk.words, desk.before.as_ref()).await?;
            Ok::<_, ActionError>(Ok(Opened { sign_in_name, codes: codes.clone(), signed_in }))
        })
    });
    written.await
}

/// What is to be kept of a set-up, checked.
enum Prepared {
    Password { hash: Vec<u8>, secret: Secret, step: i64 },
    Passkey { new: NewPasskey, challenge: String, expires_at: Timestamp, id: [u8; 16] },
}

async fn prepare(app: &App, chosen: &SetUp, now: Timestamp) -> Result<Result<Prepared, NotSetUp>, ActionError> {
    match chosen {
        SetUp::Password { passphrase, secret, number } => {
            let Some(step) = secret.step_of(number, now) else { return Ok(Err(NotSetUp::WrongNumber)) };
            let hash = app.slow_hash().hash(passphrase, app.random_bytes()).await?;
            Ok(Ok(Prepared::Password { hash, secret: secret.clone(), step }))
        }
        SetUp::Passkey(made) => Ok(prepare_passkey(app, made, now).ok_or(NotSetUp::WrongPasskey)),
    }
}

fn prepare_passkey(app: &App, made: &Made, now: Timestamp) -> Option<Prepared> {
    let (new, challenge) = Site::at(app.links().base_url())?.made(made)?;
    let expires_at = app.tokens().challenge_expires(&challenge, now)?;
    Some(Prepared::Passkey { new, challenge, expires_at, id: app.random_bytes() })
}

impl Prepared {
    /// Whether it was kept: a challenge that was answered before, or a passkey that somebody has, is not.
    async fn keep(
        &self,
        transaction: &mut WriteTransaction,
        account: AccountId,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        match self {
            Self::Password { hash, secret, step } => {
                transaction.put_secret(account, SecretKind::Passphrase, hash, now).await?;
                transaction.put_secret(account, SecretKind::OneTimeNumbers, secret.bytes(), now).await?;
                Ok(transaction.take_step(account, *step).await?)
            }
            Self::Passkey { new, challenge, expires_at, id } => {
                let has_room = transaction.passkeys(account).await?.len() < limits::PASSKEYS_MAX;
                let is_new = transaction.passkey(&new.credential).await?.is_none();
                if !has_room || !is_new || !transaction.take_challenge(challenge.as_bytes(), *expires_at).await? {
                    return Ok(false);
                }
                let passkey = Passkey {
                    id: *id,
                    account,
                    credential: new.credential.clone(),
                    algorithm: new.public_key.algorithm,
                    public_key: new.public_key.bytes.clone(),
                    label: String::new(),
                    sign_count: new.sign_count,
                    made_at: now,
                    used_at: None,
                };
                transaction.insert_passkey(&passkey).await?;
                Ok(true)
            }
        }
    }
}

/// What opens an account, for its owner's settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ways {
    /// The account.
    pub account: Account,
    /// Whether it has a passphrase.
    pub has_passphrase: bool,
    /// Its passkeys.
    pub passkeys: Vec<KeptPasskey>,
    /// How many recovery codes are left.
    pub codes_left: u32,
}

/// A passkey in its owner's list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptPasskey {
    /// Names it.
    pub id: [u8; 16],
    /// What the authenticator calls it, so that it makes no second one.
    pub credential: Vec<u8>,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// What opens the account of whoever is signed in.
///
/// # Errors
/// As any statement.
pub async fn ways(app: &App, account: AccountId) -> Result<Ways, ActionError> {
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            let has_passphrase = transaction.secret(account, SecretKind::Passphrase).await?.is_some();
            let passkeys = transaction.passkeys(account).await?;
            let codes_left = transaction.recovery_codes_left(account).await?;
            let account = transaction.account(account).await?.ok_or(StoreError::Changed)?;
            let kept = |Passkey { id, credential, made_at, used_at, .. }: Passkey| KeptPasskey {
                id,
                credential,
                made_at,
                used_at,
            };
            let passkeys = passkeys.into_iter().map(kept).collect();
            Ok::<_, StoreError>(Ways { account, has_passphrase, passkeys, codes_left })
        })
    });
    Ok(read.await?)
}

/// What is shown once more to confirm that it is oneself.
#[derive(Clone)]
pub enum Shown {
    /// The passphrase, and for staff a number.
    Passphrase {
        /// The passphrase.
        passphrase: String,
        /// The number.
        number: String,
    },
    /// A passkey.
    Passkey(Signed),
}

/// Takes what was shown once more: the session goes on under a new token. `None` when it does not fit.
///
/// # Errors
/// [`ActionError::TooMany`] when it was tried often in this hour.
pub async fn confirm(
    app: &App,
    current: &Current,
    shown: &Shown,
    desk: &Desk,
) -> Result<Option<SignedIn>, ActionError> {
    let (account, now) = (current.session.account, app.now());
    let fits = match shown {
        Shown::Passphrase { passphrase, number } => {
            confirm_passphrase(app, current, passphrase, number.clone(), now).await?
        }
        Shown::Passkey(signed) => {
            let shared = Arc::new((app.clone(), signed.clone()));
            let read = app.store().write(move |transaction: &mut WriteTransaction| {
                let shared = Arc::clone(&shared);
                Box::pin(async move { passkey_fits(&shared.0, transaction, &shared.1, now).await })
            });
            read.await? == Some(account)
        }
    };
    if fits {
        return renew(app, current, &desk.words).await.map(Some);
    }
    let noted = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { note_try(transaction, AuditEvent::SignInFailed, Some(account), now).await })
    });
    noted.await?;
    Ok(None)
}

async fn confirm_passphrase(
    app: &App,
    current: &Current,
    typed: &str,
    number: String,
    now: Timestamp,
) -> Result<bool, ActionError> {
    let account = current.session.account;
    let subject = Arc::new(format!("confirm {}", data_encoding::HEXLOWER.encode(&current.session.id.0)));
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        let subject = Arc::clone(&subject);
        Box::pin(async move {
            let counted = transaction.count_address(&subject, now).await?;
            let kept = transaction.secret(account, SecretKind::Passphrase).await?;
            Ok::<_, StoreError>((counted, kept.map(|kept| kept.to_vec())))
        })
    });
    let (counted, kept) = read.await?;
    if app.limits().enabled && counted.times > limits::TRIES_PER_HOUR_PER_DEVICE {
        return Err(ActionError::TooMany { retry_after_seconds: counted.anew_in_seconds });
    }
    let Some(passphrase) = Passphrase::typed(typed) else { return Ok(false) };
    if !app.slow_hash().verify(kept.as_deref(), &passphrase).await? {
        return Ok(false);
    }
    let AccountId::Staff(_) = account else { return Ok(true) };
    let number = Arc::new(number);
    let proved = app.store().write(move |transaction: &mut WriteTransaction| {
        let number = Arc::clone(&number);
        Box::pin(async move { second_proof(transaction, account, &number, now).await })
    });
    proved.await
}

/// Chooses another passphrase. Every other device is signed out.
///
/// # Errors
/// As any statement.
pub async fn change_passphrase(app: &App, current: &Current, passphrase: &Passphrase) -> Result<(), ActionError> {
    let hash = Arc::new(app.slow_hash().hash(passphrase, app.random_bytes()).await?);
    let (account, session, now) = (current.session.account, current.session.id, app.now());
    let message = news(app, account, AccountEvent::NewPassphrase);
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let (hash, message) = (Arc::clone(&hash), message.clone());
        Box::pin(async move {
            transaction.put_secret(account, SecretKind::Passphrase, &hash, now).await?;
            transaction.raise_generation(account).await?;
            transaction.end_sessions(account, Some(session)).await?;
            if let Some(message) = &message {
                transaction.enqueue_person(message).await?;
            }
            transaction.note_audit(&own_note(AuditEvent::CredentialAdded, account), now).await
        })
    });
    written.await?;
    app.outbox_filled();
    Ok(())
}

/// Makes new recovery codes; the earlier ones do nothing any more.
///
/// # Errors
/// As any statement.
pub async fn new_codes(app: &App, current: &Current) -> Result<Vec<Code>, ActionError> {
    let codes = Arc::new(recovery_codes(app));
    let (account, now, made) = (current.session.account, app.now(), Arc::clone(&codes));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let codes = Arc::clone(&made);
        Box::pin(async move {
            transaction.put_recovery_codes(account, &codes).await?;
            transaction.note_audit(&own_note(AuditEvent::CredentialAdded, account), now).await
        })
    });
    written.await?;
    Ok(codes.to_vec())
}

/// Adds a passkey; whether it was taken.
///
/// # Errors
/// As any statement.
pub async fn add_passkey(app: &App, current: &Current, made: &Made) -> Result<bool, ActionError> {
    let (account, now) = (current.session.account, app.now());
    let Some(prepared) = prepare_passkey(app, made, now) else { return Ok(false) };
    let shared = Arc::new((prepared, news(app, account, AccountEvent::NewPasskey)));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (prepared, message) = &*shared;
            if !prepared.keep(transaction, account, now).await? {
                return Ok(false);
            }
            if let Some(message) = message {
                transaction.enqueue_person(message).await?;
            }
            transaction.note_audit(&own_note(AuditEvent::CredentialAdded, account), now).await?;
            Ok::<_, ActionError>(true)
        })
    });
    let kept = written.await?;
    app.outbox_filled();
    Ok(kept)
}

/// Takes a passkey away, unless nothing else opens the account; whether it was taken away.
///
/// # Errors
/// As any statement.
pub async fn remove_passkey(app: &App, current: &Current, id: [u8; 16]) -> Result<bool, ActionError> {
    let (account, now) = (current.session.account, app.now());
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move {
            let has_passphrase = transaction.secret(account, SecretKind::Passphrase).await?.is_some();
            if !has_passphrase && transaction.passkeys(account).await?.len() < 2 {
                return Ok(false);
            }
            let removed = transaction.remove_passkey(account, id).await?;
            if removed {
                transaction.note_audit(&own_note(AuditEvent::CredentialRemoved, account), now).await?;
            }
            Ok::<_, StoreError>(removed)
        })
    });
    Ok(written.await?)
}

/// What tells a person that another way in is theirs now, in case it was not they who chose it. It goes to an address that
/// they proved and call safe, in their safe hours, or nowhere.
pub(super) fn news(app: &App, account: AccountId, event: AccountEvent) -> Option<PersonMessage> {
    let AccountId::Person(person) = account else { return None };
    Some(PersonMessage::new(app.message_id(), person, PersonKind::Account(event), app.now()))
}
