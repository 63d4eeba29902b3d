//! Who can open what: one random key per item, wrapped once for each who may see it.
//!
//! The practice's wrap stands beside what is clinical record, or was shared with the therapist. A person's wrap is made
//! with a key of their own, so that erasing the person (deleting that key) makes every wrap that names them useless.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use troth_domain::people::PersonId;

use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::pool::Pool;
use crate::seal::{DataKey, Vault};
use crate::transaction::WriteTransaction;

/// Who holds a wrap of an item's key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Holder {
    /// The practice: its clinical record, and what clinicians were shown.
    Practice,
    /// One person.
    Person(PersonId),
}

impl Holder {
    /// As the column `holder` names it.
    pub fn column(self) -> String {
        match self {
            Self::Practice => "practice".to_owned(),
            Self::Person(person) => format!("person:{}", HEXLOWER.encode(&person.0)),
        }
    }
}

/// What reads: a transaction, or the readers outside of one.
pub(crate) trait Ask: Send {
    /// Runs one reading statement.
    fn ask(
        &mut self,
        statement: &'static str,
        values: &[Value<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
}

impl Ask for WriteTransaction {
    async fn ask(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        self.fetch(statement, values).await
    }
}

impl Ask for &Pool {
    async fn ask(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, StoreError> {
        self.fetch(statement, values).await
    }
}

/// The keys that one reader holds, opened once each.
pub(crate) struct KeyRing<'v> {
    vault: &'v Vault,
    persons: HashMap<PersonId, DataKey>,
}

impl<'v> KeyRing<'v> {
    pub fn new(vault: &'v Vault) -> Self {
        Self { vault, persons: HashMap::new() }
    }

    /// The key of `item` out of `wrap`, which `holder` holds.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the wrap does not open, or the holder was erased.
    pub async fn open(
        &mut self,
        records: &mut impl Ask,
        item: &[u8],
        holder: Holder,
        wrap: &[u8],
    ) -> Result<DataKey, StoreError> {
        match holder {
            Holder::Practice => self.vault.unwrap(wrap, item),
            Holder::Person(person) => {
                let key = match self.persons.get(&person) {
                    Some(key) => key.clone(),
                    None => {
                        let key = person_key(self.vault, records, person).await?;
                        self.persons.insert(person, key.clone());
                        key
                    }
                };
                self.vault.unwrap_with(&key, wrap, item)
            }
        }
    }
}

/// The key that wraps for one person.
pub(crate) async fn person_key(vault: &Vault, records: &mut impl Ask, person: PersonId) -> Result<DataKey, StoreError> {
    let statement = "SELECT wrap FROM person_key WHERE person = $1";
    let row = records.ask(statement, &[(&person.0).into()]).await?.pop();
    let mut row = row.ok_or_else(|| StoreError::corrupt("person_key", &person.0))?;
    vault.unwrap(&row.bytes()?, &person.0)
}

impl WriteTransaction {
    /// A new key for `item`, stored wrapped for each of `holders`.
    pub(crate) async fn make_item_key(&mut self, item: &[u8; 16], holders: &[Holder]) -> Result<DataKey, StoreError> {
        let key = self.shared.vault.new_key();
        for holder in holders {
            self.wrap_for(item, &key, *holder).await?;
        }
        self.keys.insert(*item, key.clone());
        Ok(key)
    }

    /// The key of `item`, out of the wrap that `holder` has.
    pub(crate) async fn item_key(&mut self, item: &[u8; 16], holder: Holder) -> Result<DataKey, StoreError> {
        if let Some(key) = self.keys.get(item) {
            return Ok(key.clone());
        }
        let statement = "SELECT wrap FROM item_key WHERE item = $1 AND holder = $2";
        let column = holder.column();
        let row = self.fetch(statement, &[item.into(), column.as_str().into()]).await?.pop();
        let wrap = row.map(|mut row| row.bytes()).unwrap_or_else(|| Err(StoreError::corrupt("item_key", item)));
        let wrap = wrap.map_err(|error| self.fail(error))?;
        let shared = self.shared();
        let opened = KeyRing::new(&shared.vault).open(self, item, holder, &wrap).await;
        let key = opened.map_err(|error| self.fail(error))?;
        self.keys.insert(*item, key.clone());
        Ok(key)
    }

    /// Lets `holder` open `item` too. Nothing happens when they can already, or when they were erased: whoever is linked with
    /// them may not know it yet.
    pub(crate) async fn wrap_for(&mut self, item: &[u8; 16], key: &DataKey, holder: Holder) -> Result<(), StoreError> {
        let shared = self.shared();
        let wrapped = match holder {
            Holder::Practice => shared.vault.wrap(key, item),
            Holder::Person(person) => {
                if self.is_erased(person).await? {
                    return Ok(());
                }
                let own = person_key(&shared.vault, self, person).await.map_err(|error| self.fail(error))?;
                shared.vault.wrap_with(&own, key, item)
            }
        };
        let wrap = wrapped.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO item_key (item, holder, key_version, wrap) VALUES ($1, $2, $3, $4) \
                         ON CONFLICT (item, holder) DO NOTHING";
        let column = holder.column();
        let values = [item.into(), column.as_str().into(), shared.vault.key_version().into(), (&wrap).into()];
        self.execute_soon(statement, &values).await
    }

    async fn is_erased(&mut self, person: PersonId) -> Result<bool, StoreError> {
        let statement = "SELECT 1 FROM person WHERE id = $1 AND erased_at IS NOT NULL";
        Ok(!self.fetch(statement, &[(&person.0).into()]).await?.is_empty())
    }

    /// Takes from `holder` what opens `item`.
    pub(crate) async fn unwrap_from(&mut self, item: &[u8; 16], holder: Holder) -> Result<(), StoreError> {
        let statement = "DELETE FROM item_key WHERE item = $1 AND holder = $2";
        let column = holder.column();
        self.execute(statement, &[item.into(), column.as_str().into()]).await.map(drop)
    }

    /// A new wrapping key for a person, stored wrapped for the practice.
    pub(crate) async fn make_person_key(&mut self, person: PersonId) -> Result<(), StoreError> {
        let shared = self.shared();
        let key = shared.vault.new_key();
        let wrap = shared.vault.wrap(&key, &person.0).map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO person_key (person, key_version, wrap) VALUES ($1, $2, $3)";
        self.execute(statement, &[(&person.0).into(), shared.vault.key_version().into(), (&wrap).into()])
            .await
            .map(drop)
    }
}
