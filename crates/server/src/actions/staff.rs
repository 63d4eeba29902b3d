//! Adding, listing and resetting members of staff.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use troth_domain::accounts::{Account, LinkPurpose, SignInName, Token};
use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
use troth_domain::people::{AccountId, PersonName, Role, Staff, StaffId};
use troth_domain::practice::Slug;
use troth_store::{NamedStaff, Store, StoreError, WriteTransaction};

use super::ActionError;
use crate::app::{App, Random};

/// How often a sign-in name is made anew because somebody has it already.
const NAMES_TRIED_MAX: u32 = 8;

/// A member of staff with what they sign in with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// As rules see them.
    pub staff: Staff,
    /// Their name. That one cannot be read must not hide the others.
    pub name: Result<PersonName, StoreError>,
    /// What they sign in with, if anything.
    pub sign_in_name: Result<Option<SignInName>, StoreError>,
    /// Since when they may not sign in any more.
    pub left_at: Option<Timestamp>,
}

/// Someone who can choose what they sign in with now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invited {
    /// Who.
    pub id: StaffId,
    /// What they sign in with.
    pub sign_in_name: SignInName,
    /// What opens the page where they choose.
    pub token: Token,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What the commands need, which have a store and no site.
#[derive(Clone)]
pub struct Office {
    /// The records.
    pub store: Store,
    /// Randomness.
    pub random: Random,
    /// The moment.
    pub now: Timestamp,
    /// On whose behalf.
    pub by: AuditActor,
}

impl Office {
    /// The site's own.
    pub fn of(app: &App) -> Self {
        let source = app.clone();
        let random = move |bytes: &mut [u8]| {
            for byte in bytes.chunks_mut(1) {
                byte.copy_from_slice(&source.random_bytes::<1>());
            }
        };
        Self { store: app.store().clone(), random: Arc::new(random), now: app.now(), by: AuditActor::System }
    }

    /// The same on behalf of an owner who is signed in.
    pub fn for_owner(app: &App, owner: &Staff) -> Self {
        Self { by: AuditActor::Account(AccountId::Staff(owner.id)), ..Self::of(app) }
    }

    fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    fn link(&self, purpose: LinkPurpose) -> (Token, Timestamp) {
        let expires_at = self.now.saturating_add(SignedDuration::from_hours(purpose.hours()));
        (Token(self.random_bytes()), expires_at.unwrap_or(Timestamp::MAX))
    }

    /// Adds a member of staff, who is given a link for `purpose`.
    ///
    /// # Errors
    /// As any statement.
    pub async fn add(
        &self,
        name: &PersonName,
        role: Role,
        therapist: Option<&Slug>,
        purpose: LinkPurpose,
    ) -> Result<Invited, ActionError> {
        let mut tries = 0;
        loop {
            let staff = Staff { id: StaffId(self.random_bytes()), role, therapist: therapist.cloned() };
            tries += 1;
            match self.add_once(&staff, name, purpose).await {
                Err(StoreError::Duplicate(_)) if tries < NAMES_TRIED_MAX => {}
                added => return Ok(added?),
            }
        }
    }

    async fn add_once(&self, staff: &Staff, name: &PersonName, purpose: LinkPurpose) -> Result<Invited, StoreError> {
        let sign_in_name = SignInName::from_random(self.random_bytes());
        let (token, expires_at) = self.link(purpose);
        let id = AccountId::Staff(staff.id);
        let account = Account { id, name: sign_in_name.clone(), generation: 0 };
        let (shared, now) = (Arc::new((staff.clone(), name.clone(), account)), self.now);
        let note = AuditNote::new(AuditEvent::AccountMade, self.by).staff(staff.id);
        let written = self.store.write(move |transaction: &mut WriteTransaction| {
            let shared = Arc::clone(&shared);
            Box::pin(async move {
                let (staff, name, account) = &*shared;
                transaction.insert_staff(staff, name, now).await?;
                transaction.insert_account(account, now).await?;
                transaction.insert_link(&token, id, purpose, expires_at).await?;
                transaction.note_audit(&note, now).await
            })
        });
        written.await?;
        Ok(Invited { id: staff.id, sign_in_name, token, expires_at })
    }

    /// Everybody who works or worked here.
    ///
    /// # Errors
    /// As any statement.
    pub async fn list(&self) -> Result<Vec<Listed>, ActionError> {
        let read = self
            .store
            .write(move |transaction: &mut WriteTransaction| Box::pin(async move { transaction.all_staff().await }));
        let listed = |named: NamedStaff| {
            let NamedStaff { staff, name, sign_in_name, left_at } = named;
            Listed { staff, name, sign_in_name, left_at }
        };
        Ok(read.await.map_err(ActionError::from)?.into_iter().map(listed).collect())
    }

    /// Takes away what `named` signs in with, ends their sessions, and makes them a link to choose anew. `None` when
    /// nobody who works here has this name.
    ///
    /// # Errors
    /// As any statement.
    pub async fn reset(&self, named: &SignInName) -> Result<Option<Invited>, ActionError> {
        let purpose = LinkPurpose::SetUp;
        let (token, expires_at) = self.link(purpose);
        let (shared, sign_in_name) = (Arc::new(named.clone()), named.clone());
        let (by, now) = (self.by, self.now);
        let written = self.store.write(move |transaction: &mut WriteTransaction| {
            let named = Arc::clone(&shared);
            Box::pin(async move {
                let account = transaction.account_named(&named).await?;
                let Some(AccountId::Staff(id)) = account.map(|account| account.id) else { return Ok(None) };
                let works_here = transaction.staff(id).await?.is_some_and(|staff| staff.left_at.is_none());
                if !works_here {
                    return Ok(None);
                }
                transaction.forget_credentials(AccountId::Staff(id)).await?;
                transaction.insert_link(&token, AccountId::Staff(id), purpose, expires_at).await?;
                let note = AuditNote::new(AuditEvent::AccountReset, by).staff(id);
                transaction.note_audit(&note, now).await?;
                Ok::<_, StoreError>(Some(id))
            })
        });
        let reset = written.await?;
        Ok(reset.map(|id| Invited { id, sign_in_name, token, expires_at }))
    }
}
