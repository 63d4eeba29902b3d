//! Choosing a new passphrase with a mailed link and a recovery code. Neither alone opens anything.

use std::sync::Arc;

use troth_domain::access::Viewer;
use troth_domain::accounts::{Account, Code, Passphrase, SignInName, Tries};
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::message::{AccountEvent, PersonKind, PersonLinkPurpose, PersonMessage};
use troth_domain::people::{AccountId, PersonId};
use troth_store::{SecretKind, StoreError, WriteTransaction};

use super::ActionError;
use super::accounts::{Opened, recovery_codes};
use super::sessions::{fresh, keep};
use super::sign_in::Desk;
use crate::app::App;

/// Promises a link to whoever has this sign-in name, if they have a safe address that they proved. What is answered, and
/// what is done besides, does not depend on that. Nor does it depend on how often that was asked: only few links are sent in
/// an hour, each of which stays good.
///
/// # Errors
/// [`ActionError`].
pub async fn ask(app: &App, name: Option<SignInName>) -> Result<(), ActionError> {
    let (name, now, id) = (Arc::new(name), app.now(), app.message_id());
    let asked = app.store().write(move |transaction: &mut WriteTransaction| {
        let name = Arc::clone(&name);
        Box::pin(async move {
            let typed = name.as_ref().as_ref().map_or("", SignInName::reveal);
            let counted = transaction.count_address(&format!("{} {typed}", Tries::Resets.as_str()), now).await?;
            let account = match &*name {
                Some(name) => transaction.account_named(name).await?,
                None => None,
            };
            if counted.times > Tries::Resets.per_hour_max() {
                return Ok(());
            }
            let Some(AccountId::Person(person)) = account.map(|account| account.id) else {
                return Ok::<_, StoreError>(());
            };
            let profile = transaction.profile(&Viewer::Person(person), person).await?;
            if profile.is_none_or(|profile| profile.safe_email().is_none()) {
                return Ok(());
            }
            // The links before it stay good for their hour: asking anew takes nothing from whoever asked first.
            let generation = transaction.link_generation(person, PersonLinkPurpose::Reset).await?;
            let message = PersonMessage::new(id, person, PersonKind::Reset { generation }, now);
            transaction.enqueue_person(&message).await
        })
    });
    asked.await?;
    app.outbox_filled();
    Ok(())
}

/// Whether such a link still leads anywhere.
///
/// # Errors
/// As any statement.
pub async fn is_good(app: &App, token: &str) -> Result<bool, ActionError> {
    let (app, token) = (Arc::new(app.clone()), Arc::new(token.to_owned()));
    let store = app.store().clone();
    let read = store.write(move |transaction: &mut WriteTransaction| {
        let (app, token) = (Arc::clone(&app), Arc::clone(&token));
        Box::pin(async move { Ok::<_, StoreError>(account_of(&app, transaction, &token).await?.is_some()) })
    });
    Ok(read.await?)
}

/// Whose link it is: of the newest generation, not too old, and sent to the address that is theirs now.
async fn account_of(
    app: &App,
    transaction: &mut WriteTransaction,
    token: &str,
) -> Result<Option<(PersonId, Account)>, StoreError> {
    let links = app.person_links();
    let Some(link) = links.open(token, PersonLinkPurpose::Reset, app.now()) else { return Ok(None) };
    let person = link.person;
    let profile = transaction.profile(&Viewer::Person(person), person).await?;
    let own = profile.as_ref().and_then(|profile| profile.safe_email());
    let is_own = own.is_some_and(|address| links.was_sent_to(&link, address));
    if !is_own || transaction.link_generation(person, PersonLinkPurpose::Reset).await? != link.generation {
        return Ok(None);
    }
    Ok(transaction.account(AccountId::Person(person)).await?.map(|account| (person, account)))
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

/// Chooses a new passphrase. Whether link and code are good is looked at first, so that a wrong one costs next to nothing
/// and is counted for nobody.
///
/// # Errors
/// [`ActionError`].
pub async fn reset(
    app: &App,
    token: &str,
    code: &Code,
    passphrase: &Passphrase,
    desk: &Desk,
) -> Result<Reset, ActionError> {
    let now = app.now();
    if let Some(wrong) = wrong(app, token, code).await? {
        return Ok(wrong);
    }
    let hash = app.slow_hash().hash(passphrase, app.random_bytes()).await?;
    let (token, id) = (token.to_owned(), app.message_id());
    let shared = Arc::new((app.clone(), hash, code.clone(), recovery_codes(app), desk.clone(), token));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, hash, code, codes, desk, token) = &*shared;
            let Some((person, account)) = account_of(app, transaction, token).await? else {
                return Ok(Reset::LinkUsed);
            };
            if !transaction.use_recovery_code(account.id, code).await? {
                return Ok(Reset::WrongCode);
            }
            transaction.put_secret(account.id, SecretKind::Passphrase, hash, now).await?;
            transaction.put_recovery_codes(account.id, codes).await?;
            transaction.raise_generation(account.id).await?;
            transaction.raise_link_generation(person, PersonLinkPurpose::Reset).await?;
            let used = PersonKind::Account(AccountEvent::RecoveryCodeUsed);
            transaction.enqueue_person(&PersonMessage::new(id, person, used, now)).await?;
            transaction.end_sessions(account.id, None).await?;
            let note = AuditNote::by(AuditEvent::CredentialAdded, account.id).person(person);
            transaction.note_audit(&note, now).await?;
            let signed_in = fresh(app, account.id, now);
            keep(transaction, &signed_in, &desk.words, None).await?;
            let opened = Opened { sign_in_name: account.name, codes: codes.clone(), signed_in };
            Ok::<_, ActionError>(Reset::Opened(opened))
        })
    });
    let reset = written.await?;
    app.outbox_filled();
    Ok(reset)
}

/// What is wrong with a link and a code, if anything.
async fn wrong(app: &App, token: &str, code: &Code) -> Result<Option<Reset>, ActionError> {
    let (store, shared) = (app.store().clone(), Arc::new((app.clone(), token.to_owned(), code.clone())));
    let looked = store.write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (app, token, code) = &*shared;
            let Some((_, account)) = account_of(app, transaction, token).await? else {
                return Ok::<_, StoreError>(Some(Reset::LinkUsed));
            };
            let is_code = transaction.is_recovery_code(account.id, code).await?;
            Ok((!is_code).then_some(Reset::WrongCode))
        })
    });
    Ok(looked.await?)
}
