//! What has come to a person from a partner, as they have it: texts, accounts that are offered, and of those the parts that
//! they asked for.

use std::collections::HashMap;

use jiff::Timestamp;
use troth_domain::access::{Viewer, asking_has_come, has_come, sees_offer};
use troth_domain::people::{Couple, CoupleId, ItemId, PersonId};
use troth_domain::receiving::{Asking, Parts, asked};
use troth_domain::writing::{ItemKind, Writing};

use crate::engine::Row;
use crate::error::StoreError;
use crate::items::{Copy, ItemRow, delivery, item_row, kind_code, open, select_delivery, select_item};
use crate::keys::{Ask, Holder, KeyRing};
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// An item as a partner has it: nothing in it tells what else its author did with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceivedItem {
    /// Its id.
    pub id: ItemId,
    /// Who wrote it.
    pub author: PersonId,
    /// What it is.
    pub kind: ItemKind,
    /// When it came; of an account, when the last of it did.
    pub came_at: Timestamp,
    /// What was written; of an account, in the parts that came.
    pub writing: Writing,
}

/// An account that is offered, as the one for whom it is sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Which account.
    pub id: ItemId,
    /// Who wrote it.
    pub author: PersonId,
    /// In which couple.
    pub couple: CoupleId,
    /// When it came that there is one.
    pub came_at: Timestamp,
    /// What its reader asked for, in their own order.
    pub asked: Vec<Asking>,
}

impl Offer {
    /// The parts that have come. As long as an offer is seen, its link has not ended as far as its reader knows.
    pub fn come(&self, now: Timestamp) -> Parts {
        asked(&self.asked.iter().copied().filter(|one| asking_has_come(one.comes_at, None, now)).collect::<Vec<_>>())
    }
}

/// What somebody asked for, and when the link in which they did has ended, as far as they know.
struct Kept {
    asking: Asking,
    ended_at: Option<Timestamp>,
}

/// What a reader asked for of each account in each couple; what cannot be read is no error of the others.
type Askings = HashMap<(ItemId, CoupleId), Result<Vec<Kept>, StoreError>>;

pub(crate) fn asking_place(id: &[u8; 16]) -> Place<'_> {
    Place { table: "account_asking", column: "body", row: id }
}

/// When the link of a row of `account_asking` has ended, as far as its reader knows.
///
/// Discloses `AnnouncedLeaving`, to what decides what has come.
macro_rules! asking_ended {
    () => {
        "(SELECT MIN(CASE WHEN couple_leaving.person = account_asking.reader THEN couple_leaving.left_at \
         ELSE couple_leaving.told_at END) FROM couple_leaving WHERE couple_leaving.couple = account_asking.couple)"
    };
}
pub(crate) use asking_ended;

/// Discloses `DeliveredItem`: what its reader asked for themselves.
async fn askings_of(vault: &Vault, records: &mut impl Ask, reader: PersonId) -> Result<Askings, StoreError> {
    let statement = concat!(
        "SELECT account_asking.id, account_asking.item, account_asking.couple, account_asking.comes_at, ",
        asking_ended!(),
        ", account_asking.body, item_key.wrap FROM account_asking \
         LEFT JOIN item_key ON item_key.item = account_asking.id AND item_key.holder = $1 \
         WHERE account_asking.reader = $2 ORDER BY account_asking.comes_at, account_asking.id"
    );
    let holder = Holder::Person(reader);
    let column = holder.column();
    let rows = records.ask(statement, &[column.as_str().into(), (&reader.0).into()]).await?;
    let (mut ring, mut askings) = (KeyRing::new(vault), Askings::new());
    for mut row in rows {
        let id = row.id()?;
        let (item, couple) = (ItemId(row.id()?), CoupleId(row.id()?));
        let kept = kept(&mut ring, records, holder, (&id, row)).await;
        let all = askings.entry((item, couple)).or_insert_with(|| Ok(Vec::new()));
        match (all.as_mut(), kept) {
            (Ok(all), Ok(kept)) => all.push(kept),
            (Ok(_), Err(error)) => *all = Err(error),
            (Err(_), _) => {}
        }
    }
    Ok(askings)
}

async fn kept(
    ring: &mut KeyRing<'_>,
    records: &mut impl Ask,
    holder: Holder,
    (id, mut row): (&[u8; 16], Row),
) -> Result<Kept, StoreError> {
    let corrupt = || StoreError::corrupt("account_asking", id);
    let comes_at = instant(row.integer()?)?;
    let ended_at = row.optional_integer()?.map(instant).transpose()?;
    let body = row.bytes()?;
    let wrap = row.optional_bytes()?.ok_or_else(corrupt)?;
    let opened = ring.open(records, id, holder, &wrap).await?.open(asking_place(id), &body)?;
    let [byte] = opened.as_slice() else { return Err(corrupt()) };
    let parts = Parts::from_byte(*byte).ok_or_else(corrupt)?;
    Ok(Kept { asking: Asking { parts, comes_at }, ended_at })
}

/// What of an account has come: its parts, and when the last of them came; `None` where nothing has.
fn come(kept: &[Kept], now: Timestamp) -> Option<(Parts, Timestamp)> {
    let come = kept.iter().filter(|one| asking_has_come(one.asking.comes_at, one.ended_at, now));
    let come = come.map(|one| one.asking).collect::<Vec<_>>();
    Some((asked(&come), come.iter().map(|one| one.comes_at).max()?))
}

/// Discloses `DeliveredItem`; by what is not there any more, `WithdrawnItem`.
async fn find_received(
    vault: &Vault,
    records: &mut impl Ask,
    reader: PersonId,
    now: Timestamp,
) -> Result<Vec<Result<ReceivedItem, StoreError>>, StoreError> {
    // What waits is not even looked at: how long the answer takes must not tell whether something is held.
    let statement = select_delivery!(
        "WHERE delivery.reader = $1 AND delivery.withdrawn_at IS NULL AND delivery.deliver_at <= $2 \
         ORDER BY delivery.deliver_at DESC, delivery.item"
    );
    let until = now.as_microsecond();
    let rows = records.ask(statement, &[(&reader.0).into(), until.into()]).await?;
    let copies = rows.into_iter().map(delivery).collect::<Result<Vec<_>, _>>()?;
    let holder = Holder::Person(reader);
    let column = holder.column();
    let statement = select_item!(
        "WHERE item.id IN (SELECT delivery.item FROM delivery WHERE delivery.reader = $2 \
         AND delivery.withdrawn_at IS NULL AND delivery.deliver_at <= $3)"
    );
    let rows = records.ask(statement, &[column.as_str().into(), (&reader.0).into(), until.into()]).await?;
    let rows = rows.into_iter().map(item_row).collect::<Result<Vec<_>, _>>()?;
    let rows = rows.into_iter().map(|row| (row.item.id, row)).collect::<HashMap<_, _>>();
    let mut askings = askings_of(vault, records, reader).await?;
    let mut ring = KeyRing::new(vault);
    let mut received = Vec::new();
    for (id, (copy, ended_at)) in copies {
        let Some(row) = rows.get(&id) else { continue };
        let Some(came_at) = copy.deliver_at.filter(|_| has_come(&copy, reader, ended_at, now)) else { continue };
        if row.item.kind.comes_whole() {
            received.push((came_at, read(&mut ring, records, holder, (row, Parts::WHOLE, came_at)).await));
            continue;
        }
        match askings.remove(&(id, copy.couple)) {
            None => {}
            Some(Err(error)) => received.push((came_at, Err(error))),
            Some(Ok(kept)) => {
                let Some((parts, came_at)) = come(&kept, now) else { continue };
                received.push((came_at, read(&mut ring, records, holder, (row, parts, came_at)).await));
            }
        }
    }
    // Those that came at one hour stay in their order.
    received.sort_by_key(|(came_at, _)| std::cmp::Reverse(*came_at));
    Ok(received.into_iter().map(|(_, item)| item).collect())
}

/// Opens what came of one item.
async fn read(
    ring: &mut KeyRing<'_>,
    records: &mut impl Ask,
    holder: Holder,
    (row, parts, came_at): (&ItemRow, Parts, Timestamp),
) -> Result<ReceivedItem, StoreError> {
    let writing = open(ring, records, holder, row).await?;
    let (id, author, kind) = (row.item.id, row.item.author, row.item.kind);
    let writing = if kind.comes_whole() { writing } else { parts.taken_of(writing) };
    Ok(ReceivedItem { id, author, kind, came_at, writing })
}

/// The accounts that are offered in `couple` to whoever asks, the newest first. None of their words is looked at.
///
/// Discloses `OfferedAccount`, once `access::sees_offer` allows it; by what is not there any more, `WithdrawnItem`.
async fn find_offers(
    vault: &Vault,
    records: &mut impl Ask,
    viewer: &Viewer,
    couple: &Couple,
    now: Timestamp,
) -> Result<Vec<Result<Offer, StoreError>>, StoreError> {
    let Viewer::Person(reader) = *viewer else { return Ok(Vec::new()) };
    let statement = select_delivery!(
        "WHERE delivery.reader = $1 AND delivery.withdrawn_at IS NULL AND delivery.deliver_at <= $2 \
         AND delivery.couple = $3 AND EXISTS (SELECT 1 FROM item WHERE item.id = delivery.item AND item.kind = $4) \
         ORDER BY delivery.deliver_at DESC, delivery.item"
    );
    let account = kind_code(ItemKind::Account);
    let values = [(&reader.0).into(), now.as_microsecond().into(), (&couple.id.0).into(), account.into()];
    let rows = records.ask(statement, &values).await?;
    let copies = rows.into_iter().map(delivery).collect::<Result<Vec<(ItemId, Copy)>, _>>()?;
    let Some(author) = couple.partner_of(reader) else { return Ok(Vec::new()) };
    let mut askings = askings_of(vault, records, reader).await?;
    let mut offers = Vec::new();
    for (id, (copy, _)) in copies {
        let Some(came_at) = copy.deliver_at.filter(|_| sees_offer(couple, &copy, reader, now)) else { continue };
        let kept = askings.remove(&(id, couple.id)).unwrap_or_else(|| Ok(Vec::new()));
        offers.push(kept.map(|kept| {
            let asked = kept.into_iter().map(|one| one.asking).collect();
            Offer { id, author, couple: couple.id, came_at, asked }
        }));
    }
    Ok(offers)
}

impl Store {
    /// What has come to `reader` from a partner, the newest first. Of an account, what they asked for and has come.
    ///
    /// # Errors
    /// As any statement. One that cannot be read is no error of the whole list.
    pub async fn received_items(
        &self,
        reader: PersonId,
        now: Timestamp,
    ) -> Result<Vec<Result<ReceivedItem, StoreError>>, StoreError> {
        find_received(&self.shared.vault, &mut &*self.readers, reader, now).await
    }

    /// The accounts that are offered to `viewer` in `couple`, the newest first.
    ///
    /// # Errors
    /// As any statement. One of which it cannot be read what they asked for is no error of the whole list.
    pub async fn offers(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<Result<Offer, StoreError>>, StoreError> {
        find_offers(&self.shared.vault, &mut &*self.readers, viewer, couple, now).await
    }
}

impl WriteTransaction {
    /// As [`Store::offers`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn offers(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<Result<Offer, StoreError>>, StoreError> {
        let shared = self.shared();
        find_offers(&shared.vault, self, viewer, couple, now).await
    }
}
