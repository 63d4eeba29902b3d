//! What becomes of what persons write: kept, replaced, shown, sent on its way, taken back, deleted.

use jiff::Timestamp;
use troth_domain::message::last_told;
use troth_domain::people::{CoupleId, ItemId, PersonId};
use troth_domain::writing::{Delivery, Item, Stage, Writing};

use crate::error::StoreError;
use crate::items::{kind_code, seal};
use crate::keys::Holder;
use crate::rows::instant;
use crate::transaction::WriteTransaction;

impl WriteTransaction {
    /// Keeps a new item, with a key of its own that its author holds, and the practice where the therapist may see it.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the id is taken, or as any statement.
    pub async fn insert_item(&mut self, item: &Item, writing: &Writing) -> Result<(), StoreError> {
        let own = [Holder::Person(item.author), Holder::Practice];
        let holders = if item.therapist_since.is_some() { own.as_slice() } else { &own[..1] };
        let key = self.make_item_key(&item.id.0, holders).await?;
        let shared = self.shared();
        let body = seal(&key, shared.vault.random(), item.id, writing).map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO item (id, author, kind, version, body, changed_at, finished_at, therapist_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let values = [
            (&item.id.0).into(),
            (&item.author.0).into(),
            kind_code(item.kind).into(),
            item.version.into(),
            (&body).into(),
            item.changed_at.as_microsecond().into(),
            finished_at(item).into(),
            item.therapist_since.map(Timestamp::as_microsecond).into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// Replaces the text and stage of an item, whose version is one more than the one that is kept.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody saved in between, or as any statement.
    pub async fn replace_item(&mut self, item: &Item, writing: &Writing) -> Result<(), StoreError> {
        let key = self.item_key(&item.id.0, Holder::Person(item.author)).await?;
        let shared = self.shared();
        let body = seal(&key, shared.vault.random(), item.id, writing).map_err(|error| self.fail(error))?;
        let statement = "UPDATE item SET version = $3, body = $4, changed_at = $5, finished_at = $6 \
                         WHERE id = $1 AND author = $2 AND version = $3 - 1";
        let values = [
            (&item.id.0).into(),
            (&item.author.0).into(),
            item.version.into(),
            (&body).into(),
            item.changed_at.as_microsecond().into(),
            finished_at(item).into(),
        ];
        self.change_one(statement, &values).await
    }

    /// Lets the author's therapist read an item from `since` on, or no more.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is a draft or not there, or as any statement.
    pub async fn show_therapist(&mut self, item: &Item, since: Option<Timestamp>) -> Result<(), StoreError> {
        if since.is_some() {
            let key = self.item_key(&item.id.0, Holder::Person(item.author)).await?;
            self.wrap_for(&item.id.0, &key, Holder::Practice).await?;
        } else {
            self.unwrap_from(&item.id.0, Holder::Practice).await?;
        }
        let statement = "UPDATE item SET therapist_at = $3 WHERE id = $1 AND author = $2 AND finished_at IS NOT NULL";
        let since = since.map(Timestamp::as_microsecond);
        self.change_one(statement, &[(&item.id.0).into(), (&item.author.0).into(), since.into()]).await
    }

    /// Sends a copy of an item on its way to `delivery.reader`, who is to be told when it came; one that was taken back
    /// before goes anew. Of an account only that there is one: nothing opens it for them before they ask for it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn send_copy(&mut self, item: &Item, delivery: &Delivery, now: Timestamp) -> Result<(), StoreError> {
        if item.kind.comes_whole() {
            let key = self.item_key(&item.id.0, Holder::Person(item.author)).await?;
            self.wrap_for(&item.id.0, &key, Holder::Person(delivery.reader)).await?;
        }
        let told_at = self.last_told_of(item.id, delivery.couple, now).await?;
        let statement = "INSERT INTO delivery (item, couple, reader, shared_at, deliver_at, withdrawn_at, told_at) \
                         VALUES ($1, $2, $3, $4, $5, NULL, $6) ON CONFLICT (item, couple) DO UPDATE SET \
                         reader = $3, shared_at = $4, deliver_at = $5, withdrawn_at = NULL, told_at = $6";
        let values = [
            (&item.id.0).into(),
            (&delivery.couple.0).into(),
            (&delivery.reader.0).into(),
            now.as_microsecond().into(),
            delivery.deliver_at.map(Timestamp::as_microsecond).into(),
            told_at.map(Timestamp::as_microsecond).into(),
        ];
        self.execute(statement, &values).await?;
        match delivery.deliver_at {
            Some(deliver_at) => self.enqueue_something_new(delivery.reader, deliver_at).await,
            None => Ok(()),
        }
    }

    /// When the reader of an item in `couple` was last told of it, before it goes anew.
    ///
    /// Discloses nothing: it decides whether they are told again, which its author does not learn.
    async fn last_told_of(
        &mut self,
        item: ItemId,
        couple: CoupleId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let statement = "SELECT told_at, deliver_at, withdrawn_at FROM delivery WHERE item = $1 AND couple = $2";
        let row = self.fetch(statement, &[(&item.0).into(), (&couple.0).into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let told_at = row.optional_integer()?.map(instant).transpose()?;
        let deliver_at = row.optional_integer()?.map(instant).transpose()?;
        let there_until = row.optional_integer()?.map(instant).transpose()?.unwrap_or(now);
        Ok(last_told(told_at, deliver_at.filter(|deliver_at| *deliver_at <= there_until)))
    }

    /// Takes back the copy of an item in `couple`: from then on its reader has nothing that opens it.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// As any statement.
    pub async fn take_back_copy(&mut self, item: ItemId, couple: CoupleId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE delivery SET withdrawn_at = $3 WHERE item = $1 AND couple = $2 \
                         AND withdrawn_at IS NULL RETURNING reader";
        let values = [(&item.0).into(), (&couple.0).into(), now.as_microsecond().into()];
        for mut row in self.fetch(statement, &values).await? {
            let reader = PersonId(row.id()?);
            self.take_back_asked(item, couple).await?;
            let still = "SELECT 1 FROM delivery WHERE item = $1 AND reader = $2 AND withdrawn_at IS NULL";
            if self.fetch(still, &[(&item.0).into(), (&reader.0).into()]).await?.is_empty() {
                self.unwrap_from(&item.0, Holder::Person(reader)).await?;
            }
        }
        Ok(())
    }

    /// Takes back everything that `author` shared in `couple`.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// As any statement.
    pub async fn take_back_copies_of(
        &mut self,
        author: PersonId,
        couple: CoupleId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "SELECT delivery.item FROM delivery JOIN item ON item.id = delivery.item \
                         WHERE delivery.couple = $1 AND item.author = $2 AND delivery.withdrawn_at IS NULL";
        for mut row in self.fetch(statement, &[(&couple.0).into(), (&author.0).into()]).await? {
            let item = ItemId(row.id()?);
            self.take_back_copy(item, couple, now).await?;
        }
        Ok(())
    }

    /// How many items a person keeps.
    ///
    /// # Errors
    /// As any statement.
    pub async fn count_items(&mut self, author: PersonId) -> Result<u32, StoreError> {
        let row = self.fetch("SELECT COUNT(*) FROM item WHERE author = $1", &[(&author.0).into()]).await?.pop();
        let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Deletes an item that nobody else may see.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is not there or somebody else may see it, or as any statement.
    pub async fn delete_item(&mut self, author: PersonId, id: ItemId) -> Result<(), StoreError> {
        let statement = "DELETE FROM delivery WHERE item = $1 AND withdrawn_at IS NOT NULL \
                         AND EXISTS (SELECT 1 FROM item WHERE item.id = $1 AND item.author = $2)";
        self.execute(statement, &[(&id.0).into(), (&author.0).into()]).await?;
        let statement = "DELETE FROM item WHERE id = $1 AND author = $2 AND therapist_at IS NULL \
                         AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.item = $1)";
        self.change_one(statement, &[(&id.0).into(), (&author.0).into()]).await?;
        self.execute("DELETE FROM item_key WHERE item = $1", &[(&id.0).into()]).await.map(drop)
    }

    /// Holds what is still on its way in `couple`: copies of items, moves, and what does not count yet of closeness.
    ///
    /// # Errors
    /// As any statement.
    pub async fn hold_copies(&mut self, couple: CoupleId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE delivery SET deliver_at = NULL WHERE couple = $1 AND deliver_at > $2";
        self.execute(statement, &[(&couple.0).into(), now.as_microsecond().into()]).await?;
        self.hold_moves(couple, now).await?;
        self.hold_closeness(couple, now).await
    }

    /// What is held in `couple`, none of it when either left.
    ///
    /// Discloses nothing: for the therapist's release.
    ///
    /// # Errors
    /// As any statement.
    pub async fn held_copies(&mut self, couple: CoupleId) -> Result<Vec<ItemId>, StoreError> {
        let statement = "SELECT item FROM delivery WHERE couple = $1 AND deliver_at IS NULL AND withdrawn_at IS NULL \
                         AND NOT EXISTS (SELECT 1 FROM couple_leaving WHERE couple_leaving.couple = $1) ORDER BY item";
        let rows = self.fetch(statement, &[(&couple.0).into()]).await?;
        rows.into_iter().map(|mut row| Ok(ItemId(row.id()?))).collect()
    }

    /// Lets a held copy come at `deliver_at`; its reader is to be told then.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when it is not held, or as any statement.
    pub async fn let_copy_come(
        &mut self,
        item: ItemId,
        couple: CoupleId,
        deliver_at: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "UPDATE delivery SET deliver_at = $3 WHERE item = $1 AND couple = $2 \
                         AND deliver_at IS NULL AND withdrawn_at IS NULL RETURNING reader";
        let values = [(&item.0).into(), (&couple.0).into(), deliver_at.as_microsecond().into()];
        let Some(mut row) = self.fetch(statement, &values).await?.pop() else {
            return Err(self.fail(StoreError::Changed));
        };
        let reader = PersonId(row.id()?);
        self.enqueue_something_new(reader, deliver_at).await
    }
}

fn finished_at(item: &Item) -> Option<i64> {
    match item.stage {
        Stage::Draft => None,
        Stage::Finished { at } => Some(at.as_microsecond()),
    }
}
