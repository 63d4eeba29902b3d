//! Clients' accounts: how one begins.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::accounts::{Account, LinkPurpose, SignInName, Token};
use troth_domain::people::{AccountId, Person, PersonId, Profile};
use troth_domain::practice::Slug;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
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
) -> Result<Begun, ActionError> {
    let now = app.now();
    with_fresh_name(app, |account| {
        let id = account.id;
        let shared = Arc::new((account, clinician.clone(), profile.clone()));
        app.store().write(move |transaction: &mut WriteTransaction| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (account, clinician, profile) = &*shared;
                insert(transaction, account, clinician, profile, now).await?;
                transaction.insert_link(&token, id, LinkPurpose::DemoSignIn, expires_at).await
            })
        })
    })
    .await
}

/// Runs `write` with a new account until its name is one that nobody has.
pub(super) async fn with_fresh_name<W>(app: &App, write: impl Fn(Account) -> W) -> Result<Begun, ActionError>
where
    W: Future<Output = Result<(), StoreError>>,
{
    let mut tries = 0;
    loop {
        let person = PersonId(app.random_bytes());
        let sign_in_name = SignInName::from_random(app.random_bytes());
        let account = Account { id: AccountId::Person(person), name: sign_in_name.clone(), generation: 0 };
        tries += 1;
        match write(account).await {
            Err(StoreError::Duplicate(_)) if tries < NAMES_TRIED_MAX => {}
            written => return Ok(written.map(|()| Begun { person, sign_in_name })?),
        }
    }
}

/// Writes the person and their account.
pub(super) async fn insert(
    transaction: &mut WriteTransaction,
    account: &Account,
    clinician: &Slug,
    profile: &Profile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let AccountId::Person(id) = account.id else { return Err(StoreError::Stopped) };
    transaction.insert_person(&Person { id, clinician: clinician.clone() }, profile, now).await?;
    transaction.insert_account(account, now).await
}
