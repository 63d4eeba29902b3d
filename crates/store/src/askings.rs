//! What readers ask for of accounts that are offered to them: kept, left after all, stopped.

use jiff::Timestamp;
use troth_domain::access::{Viewer, asking_has_come};
use troth_domain::people::{CoupleId, ItemId, PersonId};
use troth_domain::receiving::Asking;
use troth_domain::writing::ItemKind;

use crate::engine::Row;
use crate::error::StoreError;
use crate::items::kind_code;
use crate::keys::{Ask, Holder};
use crate::received::{Offer, asking_ended, asking_place};
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// How many items of a kind `author` sent in `couple` and did not take back. Whether they have come is not looked at.
///
/// Discloses nothing: it is what they did themselves.
async fn sent_in(
    records: &mut impl Ask,
    viewer: &Viewer,
    couple: CoupleId,
    kind: ItemKind,
) -> Result<usize, StoreError> {
    let Viewer::Person(author) = *viewer else { return Ok(0) };
    let statement = "SELECT 1 FROM delivery JOIN item ON item.id = delivery.item WHERE item.author = $1 \
                     AND item.kind = $2 AND delivery.couple = $3 AND delivery.withdrawn_at IS NULL";
    let values = [(&author.0).into(), kind_code(kind).into(), (&couple.0).into()];
    Ok(records.ask(statement, &values).await?.len())
}

/// Whether something that `reader` asked for came at the hour `comes_at`, and is there at `now`. What was taken back or
/// stopped has no row any more.
///
/// Discloses `DeliveredItem`.
pub(crate) async fn asking_came(
    records: &mut impl Ask,
    reader: PersonId,
    comes_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let statement = concat!("SELECT ", asking_ended!(), " FROM account_asking WHERE reader = $1 AND comes_at = $2");
    let rows = records.ask(statement, &[(&reader.0).into(), comes_at.as_microsecond().into()]).await?;
    for mut row in rows {
        let ended_at = row.optional_integer()?.map(instant).transpose()?;
        if asking_has_come(comes_at, ended_at, now) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Store {
    /// How many items of a kind a person sent in `couple` and did not take back, if `viewer` is that person.
    ///
    /// # Errors
    /// As any statement.
    pub async fn sent_in(&self, viewer: &Viewer, couple: CoupleId, kind: ItemKind) -> Result<usize, StoreError> {
        sent_in(&mut &*self.readers, viewer, couple, kind).await
    }
}

impl WriteTransaction {
    /// As [`Store::sent_in`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn sent_in(&mut self, viewer: &Viewer, couple: CoupleId, kind: ItemKind) -> Result<usize, StoreError> {
        sent_in(self, viewer, couple, kind).await
    }

    /// Keeps what `reader` asked for of `offer`, lets them open the account from now on, and tells them when it came.
    ///
    /// # Errors
    /// As any statement.
    pub async fn keep_asking(&mut self, offer: &Offer, reader: PersonId, asking: Asking) -> Result<(), StoreError> {
        let holder = Holder::Person(reader);
        if offer.asked.is_empty() {
            let key = self.item_key(&offer.id.0, Holder::Person(offer.author)).await?;
            self.wrap_for(&offer.id.0, &key, holder).await?;
        }
        let id = self.random_id();
        let key = self.make_item_key(&id, &[holder]).await?;
        let shared = self.shared();
        let body = key.seal(shared.vault.random(), asking_place(&id), &[asking.parts.to_byte()]);
        let body = body.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO account_asking (id, item, couple, reader, comes_at, body) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            (&id).into(),
            (&offer.id.0).into(),
            (&offer.couple.0).into(),
            (&reader.0).into(),
            asking.comes_at.as_microsecond().into(),
            (&body).into(),
        ];
        self.execute(statement, &values).await?;
        self.enqueue_something_new(reader, asking.comes_at).await
    }

    /// Lets what `reader` asked for of `offer` and has not come by `now` never come.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// As any statement.
    pub async fn leave_asked(&mut self, offer: &Offer, reader: PersonId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "SELECT id, item, reader FROM account_asking WHERE item = $1 AND couple = $2 AND reader = $3 \
                         AND comes_at > $4";
        let values = [(&offer.id.0).into(), (&offer.couple.0).into(), (&reader.0).into(), now.as_microsecond().into()];
        let rows = self.fetch(statement, &values).await?;
        self.delete_askings(rows).await
    }

    /// Stops what either of `couple` asked for and has not come by `now`: joint work is closed, for both to see.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// As any statement.
    pub async fn stop_asked(&mut self, couple: CoupleId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "SELECT id, item, reader FROM account_asking WHERE couple = $1 AND comes_at > $2";
        let rows = self.fetch(statement, &[(&couple.0).into(), now.as_microsecond().into()]).await?;
        self.delete_askings(rows).await
    }

    /// Deletes all that was asked for of `item` in `couple`: its author takes it back.
    ///
    /// Discloses nothing: it says only whether it was done.
    pub(crate) async fn take_back_asked(&mut self, item: ItemId, couple: CoupleId) -> Result<(), StoreError> {
        let statement = "SELECT id, item, reader FROM account_asking WHERE item = $1 AND couple = $2";
        let rows = self.fetch(statement, &[(&item.0).into(), (&couple.0).into()]).await?;
        self.delete_askings(rows).await
    }

    /// Deletes these, and what opens an account of which nothing is asked for any more. Where its author was erased, nothing else
    /// opens it: it is offered no more, as if it were taken back.
    ///
    /// Discloses nothing: it says only whether it was done.
    async fn delete_askings(&mut self, rows: Vec<Row>) -> Result<(), StoreError> {
        for mut row in rows {
            let (id, item, reader) = (row.id()?, row.id()?, PersonId(row.id()?));
            self.execute("DELETE FROM account_asking WHERE id = $1", &[(&id).into()]).await?;
            self.execute("DELETE FROM item_key WHERE item = $1", &[(&id).into()]).await?;
            let others = "SELECT 1 FROM account_asking WHERE item = $1 AND reader = $2 LIMIT 1";
            if self.fetch(others, &[(&item).into(), (&reader.0).into()]).await?.is_empty() {
                self.unwrap_from(&item, Holder::Person(reader)).await?;
                let statement = "DELETE FROM delivery WHERE item = $1 AND reader = $2 AND EXISTS \
                                 (SELECT 1 FROM item JOIN person ON person.id = item.author \
                                 WHERE item.id = $1 AND person.erased_at IS NOT NULL)";
                self.execute(statement, &[(&item).into(), (&reader.0).into()]).await?;
            }
        }
        Ok(())
    }

    /// What `person` asked for goes with them; and an account of theirs of which nobody asked for anything is offered no more.
    ///
    /// Discloses nothing: it says only whether it was done.
    pub(crate) async fn erase_asked(&mut self, person: PersonId) -> Result<(), StoreError> {
        let statement = "DELETE FROM item_key WHERE item IN (SELECT id FROM account_asking WHERE reader = $1)";
        self.execute(statement, &[(&person.0).into()]).await?;
        self.execute("DELETE FROM account_asking WHERE reader = $1", &[(&person.0).into()]).await?;
        let statement = "DELETE FROM delivery WHERE item IN (SELECT id FROM item WHERE author = $1 AND kind = $2) \
                         AND NOT EXISTS (SELECT 1 FROM account_asking WHERE account_asking.item = delivery.item \
                         AND account_asking.couple = delivery.couple)";
        self.execute(statement, &[(&person.0).into(), kind_code(ItemKind::Account).into()]).await.map(drop)
    }
}
