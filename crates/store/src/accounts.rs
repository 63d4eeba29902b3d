//! Accounts: who can sign in, under which name, and the rows that all others hang on.

use jiff::Timestamp;
use troth_domain::accounts::{Account, SignInName};
use troth_domain::people::{AccountId, PersonId, StaffId};

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Holder;
use crate::seal::{DataKey, KEY_VERSION, Lookup, Place};
use crate::transaction::WriteTransaction;

/// What of an account is sealed, and where it stands.
pub(crate) fn place<'p>(table: &'static str, column: &'static str, row: &'p [u8]) -> Place<'p> {
    Place { table, column, row }
}

pub(crate) fn id_of(account: &AccountId) -> &[u8; 16] {
    match account {
        AccountId::Person(PersonId(id)) | AccountId::Staff(StaffId(id)) => id,
    }
}

fn kind_of(account: &AccountId) -> i64 {
    match account {
        AccountId::Person(_) => 1,
        AccountId::Staff(_) => 2,
    }
}

pub(crate) fn account_id(id: [u8; 16], kind: i64) -> Result<AccountId, StoreError> {
    match kind {
        1 => Ok(AccountId::Person(PersonId(id))),
        2 => Ok(AccountId::Staff(StaffId(id))),
        _ => Err(StoreError::corrupt("account", &id)),
    }
}

impl WriteTransaction {
    /// Writes an account for a person or a member of staff who is there already.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the name is taken: another one is to be made.
    pub async fn insert_account(&mut self, account: &Account, now: Timestamp) -> Result<(), StoreError> {
        let id = id_of(&account.id);
        let code = self.name_code(&account.name)?;
        let name = self.seal_for(&account.id, place("account", "name", id), account.name.reveal().as_bytes()).await?;
        let statement = "INSERT INTO account (id, kind, name_code, key_version, name, generation, made_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            id.into(),
            kind_of(&account.id).into(),
            (&code).into(),
            KEY_VERSION.into(),
            (&name).into(),
            account.generation.into(),
            now.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// The account of this name.
    ///
    /// # Errors
    /// As any statement.
    pub async fn account_named(&mut self, name: &SignInName) -> Result<Option<Account>, StoreError> {
        let code = self.name_code(name)?;
        let statement = "SELECT id, kind, name, generation FROM account WHERE name_code = $1";
        let row = self.fetch(statement, &[(&code).into()]).await?.pop();
        match row {
            Some(row) => self.account_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The account of a person or a member of staff.
    ///
    /// # Errors
    /// As any statement.
    pub async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let statement = "SELECT id, kind, name, generation FROM account WHERE id = $1 AND kind = $2";
        let row = self.fetch(statement, &[id_of(&id).into(), kind_of(&id).into()]).await?.pop();
        match row {
            Some(row) => self.account_row(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Deletes an account with all that opens it, its name and its sessions. There may be none.
    ///
    /// # Errors
    /// As any statement.
    pub async fn delete_account(&mut self, id: AccountId) -> Result<(), StoreError> {
        if self.account(id).await?.is_none() {
            return Ok(());
        }
        let account: [_; 1] = [id_of(&id).into()];
        self.forget_credentials(id).await?;
        self.execute("DELETE FROM account WHERE id = $1", &account).await.map(drop)
    }

    /// Notes that what opens the account has changed, which makes every link that was mailed before useless.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when there is no such account.
    pub async fn raise_generation(&mut self, account: AccountId) -> Result<(), StoreError> {
        let statement = "UPDATE account SET generation = generation + 1 WHERE id = $1";
        self.change_one(statement, &[id_of(&account).into()]).await
    }

    async fn account_row(&mut self, mut row: Row) -> Result<Account, StoreError> {
        let (id, kind, sealed) = (row.id()?, row.integer()?, row.bytes()?);
        let corrupt = || StoreError::corrupt("account", &id);
        let account = account_id(id, kind)?;
        let name = self.open_for(&account, place("account", "name", &id), &sealed).await?;
        let name = SignInName::parse(&String::from_utf8_lossy(&name)).ok_or_else(corrupt)?;
        let generation = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
        Ok(Account { id: account, name, generation })
    }

    fn name_code(&mut self, name: &SignInName) -> Result<Vec<u8>, StoreError> {
        let code = self.shared().vault.code(Lookup::SignInName, name.reveal().as_bytes());
        code.map_err(|error| self.fail(error))
    }

    /// Seals with the key of the account's owner.
    pub(crate) async fn seal_for(
        &mut self,
        account: &AccountId,
        place: Place<'_>,
        text: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let key = self.owner_key(account).await?;
        let sealed = key.seal(self.shared().vault.random(), place, text);
        sealed.map_err(|error| self.fail(error))
    }

    /// Opens what [`seal_for`](Self::seal_for) sealed.
    pub(crate) async fn open_for(
        &mut self,
        account: &AccountId,
        place: Place<'_>,
        sealed: &[u8],
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, StoreError> {
        let key = self.owner_key(account).await?;
        key.open(place, sealed).map_err(|error| self.fail(error))
    }

    async fn owner_key(&mut self, account: &AccountId) -> Result<DataKey, StoreError> {
        self.item_key(id_of(account), Holder::Practice).await
    }
}
