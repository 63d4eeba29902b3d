//! Clients' accounts: how one begins, from an appointment's link or with a code of the practice's.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::accounts::{Account, Code, LinkPurpose, Passphrase, SignInName, Token};
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::booking::BookingId;
use troth_domain::limits;
use troth_domain::message::AccountEvent;
use troth_domain::people::{AccountId, Client, ClientZone, Person, PersonId, PersonName, Profile, SafeContact};
use troth_domain::practice::Slug;
use troth_store::{SecretKind, StoreError, WriteTransaction};

use super::credentials::news;
use super::sessions::{SignedIn, fresh, keep};
use super::sign_in::Desk;
use super::{ActionError, manage};
use crate::app::App;

/// How often a sign-in name is made anew because somebody has it already.
const NAMES_TRIED_MAX: u32 = 8;

/// An account that has just begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begun {
    /// Whose it is.
    pub person: PersonId,
    /// What they sign in with.
    pub sign_in_name: SignInName,
}

/// An account that is open on this device now, with what its owner is shown once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// What they sign in with.
    pub sign_in_name: SignInName,
    /// What helps when the rest is lost.
    pub codes: Vec<Code>,
    /// The session on this device.
    pub signed_in: SignedIn,
}

/// Fresh recovery codes.
pub(super) fn recovery_codes(app: &App) -> Vec<Code> {
    (0..limits::RECOVERY_CODES).map(|_| Code::from_random(app.random_bytes())).collect()
}

/// Who is named to whoever begins a space with this booking's link: its therapist, or the one who sees people first.
///
/// # Errors
/// As [`manage::see`].
pub async fn clinician_for(app: &App, token: &str) -> Result<Option<Slug>, ActionError> {
    let booking = manage::see(app, token).await?.found.booking;
    let practice = app.practice();
    let own = practice.therapist(&booking.slot.therapist).or_else(|| practice.intake());
    Ok(own.map(|therapist| therapist.slug.clone()))
}

/// Begins an account for whoever holds an appointment's link. Each time is another person: the link tells nobody whether
/// it was used for this before, and two who share it are never one.
///
/// # Errors
/// [`ActionError`].
pub async fn begin_from_booking(
    app: &App,
    token: &str,
    passphrase: &Passphrase,
    desk: &Desk,
) -> Result<Opened, ActionError> {
    let found = manage::see(app, token).await?.found;
    let clinician = clinician_for(app, token).await?.ok_or(ActionError::Internal)?;
    let counted = format!("account of booking {}", data_encoding::HEXLOWER.encode(&found.booking.id.0));
    count(app, counted, limits::BEGINNINGS_PER_HOUR_PER_BOOKING).await?;
    let beginning =
        Beginning { clinician, profile: profile_of(&found.client), booking: Some(found.booking.id), code: None };
    let opened = begin(app, beginning, passphrase, desk).await?;
    opened.ok_or(ActionError::Internal)
}

/// Begins an account with a code of the practice's, or opens again the one that the code was made for. `None` when the
/// code is none, was used, or is over: that is looked at first, so that a wrong one costs next to nothing and is counted for
/// nobody.
///
/// # Errors
/// [`ActionError`].
pub async fn begin_with_code(
    app: &App,
    code: &Code,
    name: &PersonName,
    passphrase: &Passphrase,
    desk: &Desk,
) -> Result<Option<Opened>, ActionError> {
    if !app.store().is_start_code(code, app.now()).await? {
        return Ok(None);
    }
    let clinician = app.practice().intake().ok_or(ActionError::Internal)?.slug.clone();
    let profile = Profile {
        name: name.clone(),
        contact: None,
        safe_contact: SafeContact::default(),
        notices: false,
        verified_email: None,
        time_zone: ClientZone::from_zone(app.practice().time_zone.clone()),
    };
    let beginning = Beginning { clinician, profile, booking: None, code: Some(code.clone()) };
    begin(app, beginning, passphrase, desk).await
}

async fn count(app: &App, subject: String, times_max: u32) -> Result<(), ActionError> {
    let (subject, now) = (Arc::new(subject), app.now());
    let counted = app.store().write(move |transaction: &mut WriteTransaction| {
        let subject = Arc::clone(&subject);
        Box::pin(async move { transaction.count_address(&subject, now).await })
    });
    let counted = counted.await?;
    if app.limits().enabled && counted.times > times_max {
        return Err(ActionError::TooMany { retry_after_seconds: counted.anew_in_seconds });
    }
    Ok(())
}

fn profile_of(client: &Client) -> Profile {
    Profile {
        name: client.name.clone(),
        contact: Some(client.contact.clone()),
        safe_contact: client.safe_contact.clone(),
        notices: false,
        verified_email: None,
        time_zone: client.time_zone.clone(),
    }
}

/// What an account begins with.
#[derive(Clone)]
struct Beginning {
    clinician: Slug,
    profile: Profile,
    booking: Option<BookingId>,
    code: Option<Code>,
}

async fn begin(
    app: &App,
    beginning: Beginning,
    passphrase: &Passphrase,
    desk: &Desk,
) -> Result<Option<Opened>, ActionError> {
    let hash = app.slow_hash().hash(passphrase, app.random_bytes()).await?;
    let (now, codes) = (app.now(), recovery_codes(app));
    let shared = Arc::new((app.clone(), beginning, hash, codes, desk.clone()));
    let mut tries = 0;
    loop {
        let id = AccountId::Person(PersonId(app.random_bytes()));
        let name = SignInName::from_random(app.random_bytes());
        let (shared, account) = (Arc::clone(&shared), Account { id, name, generation: 0 });
        tries += 1;
        let written = app.store().write(move |transaction: &mut WriteTransaction| {
            let (shared, account) = (Arc::clone(&shared), account.clone());
            Box::pin(async move {
                let (app, beginning, hash, codes, desk) = &*shared;
                let new = account.id;
                let Some(account) = beginning.account(transaction, account, now).await? else { return Ok(None) };
                transaction.put_secret(account.id, SecretKind::Passphrase, hash, now).await?;
                transaction.put_recovery_codes(account.id, codes).await?;
                let reopened = account.id != new;
                if let Some(message) = news(app, account.id, AccountEvent::NewPassphrase).filter(|_| reopened) {
                    transaction.enqueue_person(&message).await?;
                }
                let signed_in = fresh(app, account.id, now);
                keep(transaction, &signed_in, &desk.words, desk.before.as_ref()).await?;
                Ok::<_, Failed>(Some(Opened { sign_in_name: account.name, codes: codes.clone(), signed_in }))
            })
        });
        match written.await {
            Err(Failed::Store(StoreError::Duplicate(_))) if tries < NAMES_TRIED_MAX => {}
            written => {
                app.outbox_filled();
                return Ok(written?);
            }
        }
    }
}

/// An error that still says what it was.
enum Failed {
    Store(StoreError),
    Action(ActionError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ActionError> for Failed {
    fn from(error: ActionError) -> Self {
        Self::Action(error)
    }
}

impl From<Failed> for ActionError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Store(error) => error.into(),
            Failed::Action(error) => error,
        }
    }
}

impl Beginning {
    /// The account to open: a new one, or the one that the code was made for, with nothing left that opened it before.
    async fn account(
        &self,
        transaction: &mut WriteTransaction,
        new: Account,
        now: Timestamp,
    ) -> Result<Option<Account>, Failed> {
        let mut clinician = self.clinician.clone();
        if let Some(code) = &self.code {
            let Some(start) = transaction.use_start_code(code, now).await? else { return Ok(None) };
            if let Some(person) = start.person {
                return open_again(transaction, person, AuditActor::Account(AccountId::Staff(start.made_by)), now)
                    .await;
            }
            clinician = start.clinician;
        }
        insert(transaction, &new, &clinician, &self.profile, now).await?;
        if let (Some(booking), AccountId::Person(person)) = (self.booking, new.id) {
            transaction.add_booking_to_person(person, booking).await?;
        }
        Ok(Some(new))
    }
}

async fn open_again(
    transaction: &mut WriteTransaction,
    person: PersonId,
    by: AuditActor,
    now: Timestamp,
) -> Result<Option<Account>, Failed> {
    let id = AccountId::Person(person);
    if transaction.person(person).await?.is_none() {
        return Ok(None);
    }
    transaction.forget_credentials(id).await?;
    transaction.note_audit(&AuditNote::new(AuditEvent::AccountReset, by).person(person), now).await?;
    Ok(transaction.account(id).await?)
}

/// A person with an account that opens by a one-time link and nothing else, as in the demo.
///
/// # Errors
/// As any statement.
pub async fn begin_with_link(
    app: &App,
    clinician: &Slug,
    profile: &Profile,
    token: Token,
    expires_at: Timestamp,
    booking: Option<BookingId>,
) -> Result<Begun, ActionError> {
    let now = app.now();
    let person = PersonId(app.random_bytes());
    let sign_in_name = SignInName::from_random(app.random_bytes());
    let account = Account { id: AccountId::Person(person), name: sign_in_name.clone(), generation: 0 };
    let shared = Arc::new((account, clinician.clone(), profile.clone()));
    let written = app.store().write(move |transaction: &mut WriteTransaction| {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (account, clinician, profile) = &*shared;
            insert(transaction, account, clinician, profile, now).await?;
            if let (AccountId::Person(person), Some(booking)) = (account.id, booking) {
                transaction.add_booking_to_person(person, booking).await?;
            }
            transaction.insert_link(&token, account.id, LinkPurpose::DemoSignIn, expires_at).await
        })
    });
    written.await?;
    Ok(Begun { person, sign_in_name })
}

/// Writes the person and their account.
async fn insert(
    transaction: &mut WriteTransaction,
    account: &Account,
    clinician: &Slug,
    profile: &Profile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let AccountId::Person(id) = account.id else { return Err(StoreError::Stopped) };
    transaction.insert_person(&Person { id, clinician: clinician.clone() }, profile, now).await?;
    transaction.insert_account(account, now).await?;
    transaction.note_audit(&AuditNote::by(AuditEvent::AccountMade, account.id).person(id), now).await
}
