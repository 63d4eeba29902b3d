//! What persons write. Every function that answers a text takes a [`Viewer`] and answers what `domain::access` allows.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::{CoupleId, ItemId, PersonId};
use troth_domain::practice::Slug;
use troth_domain::writing::{Delivery, Item, ItemKind, PrivateText, Stage, Writing, WrittenItem};
use zeroize::Zeroizing;

use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::keys::{Ask, Holder, KeyRing};
use crate::rows::instant;
use crate::seal::{DataKey, Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// An item of a list. That one text cannot be read must not hide the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedItem {
    /// The item.
    pub item: Item,
    /// What was written, or [`StoreError::Corrupt`].
    pub writing: Result<Writing, StoreError>,
}

/// The columns that [`item_row`] reads; `$1` is the holder whose wrap is wanted.
macro_rules! select_item {
    ($condition:literal) => {
        concat!(
            "SELECT item.id, item.author, person.clinician, item.kind, item.version, item.changed_at, \
             item.finished_at, item.therapist_at, item.body, item_key.wrap FROM item \
             JOIN person ON person.id = item.author \
             LEFT JOIN item_key ON item_key.item = item.id AND item_key.holder = $1 ",
            $condition
        )
    };
}

/// The columns that [`delivery`] reads.
macro_rules! select_delivery {
    ($condition:literal) => {
        concat!(
            "SELECT delivery.item, delivery.couple, delivery.reader, delivery.deliver_at, delivery.withdrawn_at, \
             (SELECT MIN(left_at) FROM couple_leaving WHERE couple_leaving.couple = delivery.couple) FROM delivery ",
            $condition
        )
    };
}

pub(crate) use {select_delivery, select_item};

pub(crate) struct ItemRow {
    pub item: Item,
    body: Vec<u8>,
    wrap: Option<Vec<u8>>,
}

/// A copy, and when nothing passed in its couple any more.
pub(crate) type Copy = (Delivery, Option<Timestamp>);

pub(crate) fn kind_code(kind: ItemKind) -> i64 {
    match kind {
        ItemKind::ImpactStatement => 1,
        ItemKind::Account => 2,
        ItemKind::Journal => 3,
        ItemKind::Screening => 4,
        ItemKind::CheckIn => 5,
        ItemKind::Exercise => 6,
    }
}

fn place(item: &ItemId) -> Place<'_> {
    Place { table: "item", column: "body", row: &item.0 }
}

pub(crate) fn item_row(mut row: Row) -> Result<ItemRow, StoreError> {
    let id = ItemId(row.id()?);
    let corrupt = || StoreError::corrupt("item", &id.0);
    let author = PersonId(row.id()?);
    let clinician = Slug::new(&row.text()?).map_err(|_| corrupt())?;
    let code = row.integer()?;
    let kind = ItemKind::ALL.into_iter().find(|kind| kind_code(*kind) == code).ok_or_else(corrupt)?;
    let version = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    let changed_at = instant(row.integer()?)?;
    let finished_at = row.optional_integer()?.map(instant).transpose()?;
    let therapist_since = row.optional_integer()?.map(instant).transpose()?;
    let stage = finished_at.map_or(Stage::Draft, |at| Stage::Finished { at });
    let deliveries = Vec::new();
    let item = Item { id, author, clinician, kind, stage, version, changed_at, therapist_since, deliveries };
    Ok(ItemRow { item, body: row.bytes()?, wrap: row.optional_bytes()? })
}

pub(crate) fn delivery(mut row: Row) -> Result<(ItemId, Copy), StoreError> {
    let item = ItemId(row.id()?);
    let (couple, reader) = (CoupleId(row.id()?), PersonId(row.id()?));
    let deliver_at = row.optional_integer()?.map(instant).transpose()?;
    let withdrawn_at = row.optional_integer()?.map(instant).transpose()?;
    let ended_at = row.optional_integer()?.map(instant).transpose()?;
    Ok((item, (Delivery { couple, reader, deliver_at, withdrawn_at }, ended_at)))
}

pub(crate) fn seal(
    key: &DataKey,
    random: &crate::key::Random,
    id: ItemId,
    writing: &Writing,
) -> Result<Vec<u8>, StoreError> {
    let parts = writing.iter().map(|(part, text)| (part.as_str(), text.reveal())).collect::<BTreeMap<_, _>>();
    let text = serde_json::to_vec(&parts).map_err(|_| StoreError::corrupt("item", &id.0))?;
    key.seal(random, place(&id), &Zeroizing::new(text))
}

/// Opens the text of a row with the wrap of `holder`.
pub(crate) async fn open(
    ring: &mut KeyRing<'_>,
    records: &mut impl Ask,
    holder: Holder,
    row: &ItemRow,
) -> Result<Writing, StoreError> {
    let id = row.item.id;
    let corrupt = || StoreError::corrupt("item", &id.0);
    let wrap = row.wrap.as_ref().ok_or_else(|| StoreError::corrupt("item_key", &id.0))?;
    let key = ring.open(records, &id.0, holder, wrap).await?;
    let text = key.open(place(&id), &row.body)?;
    let parts = serde_json::from_slice::<BTreeMap<String, String>>(&text).map_err(|_| corrupt())?;
    let part = |(part, text): (String, String)| Some((Slug::new(&part).ok()?, PrivateText::new(&text).ok()?));
    parts.into_iter().map(part).collect::<Option<Writing>>().ok_or_else(corrupt)
}

/// Whose wrap a viewer opens items with; none for those who never read one.
fn holder_of(viewer: &Viewer) -> Option<Holder> {
    match viewer {
        Viewer::Person(person) => Some(Holder::Person(*person)),
        Viewer::Clinician(_) => Some(Holder::Practice),
        Viewer::FrontDesk
        | Viewer::Owner
        | Viewer::LinkHolder(_)
        | Viewer::Messenger(_)
        | Viewer::PersonMessenger(_) => None,
    }
}

fn may_read(viewer: &Viewer, item: &Item, copies: &[Copy], now: Timestamp) -> bool {
    let ended_at =
        |wanted: &Delivery| copies.iter().find(|(copy, _)| copy == wanted).and_then(|(_, ended_at)| *ended_at);
    viewer.may_read(item, ended_at, now)
}

/// Discloses `DeliveredItem`, once `Viewer::may_read` allows it; by what is not there any more, `WithdrawnItem`.
async fn copies_of(records: &mut impl Ask, id: ItemId) -> Result<Vec<Copy>, StoreError> {
    let statement = select_delivery!("WHERE delivery.item = $1 ORDER BY delivery.couple");
    let rows = records.ask(statement, &[(&id.0).into()]).await?;
    rows.into_iter().map(|row| delivery(row).map(|(_, copy)| copy)).collect()
}

/// The item of this id with its text, if `viewer` may read it. Whoever is not its author is told of no copies.
async fn find(
    vault: &Vault,
    records: &mut impl Ask,
    viewer: &Viewer,
    id: ItemId,
    now: Timestamp,
) -> Result<Option<WrittenItem>, StoreError> {
    let Some(holder) = holder_of(viewer) else { return Ok(None) };
    let column = holder.column();
    let statement = select_item!("WHERE item.id = $2");
    let rows = records.ask(statement, &[column.as_str().into(), (&id.0).into()]).await?;
    let Some(mut row) = rows.into_iter().next().map(item_row).transpose()? else { return Ok(None) };
    let copies = copies_of(records, id).await?;
    row.item.deliveries = copies.iter().map(|(copy, _)| *copy).collect();
    if !may_read(viewer, &row.item, &copies, now) {
        return Ok(None);
    }
    let writing = open(&mut KeyRing::new(vault), records, holder, &row).await?;
    if *viewer != Viewer::Person(row.item.author) {
        row.item.deliveries.clear();
    }
    Ok(Some(WrittenItem { item: row.item, writing }))
}

/// Up to `rows_max` rows of `author`, the last changed first, after the one that `after` names.
async fn page(
    records: &mut impl Ask,
    holder: Holder,
    author: PersonId,
    (kind, rows_max): (Option<ItemKind>, u32),
    after: Option<(Timestamp, ItemId)>,
) -> Result<Vec<ItemRow>, StoreError> {
    let statement = select_item!(
        "WHERE item.author = $2 AND ($4 IS NULL OR item.kind = $4) \
         AND (item.changed_at < $5 OR (item.changed_at = $5 AND item.id > $6)) \
         ORDER BY item.changed_at DESC, item.id LIMIT $3"
    );
    let column = holder.column();
    let (changed_at, id) = after.map_or((i64::MAX, ItemId([0; 16])), |(at, id)| (at.as_microsecond(), id));
    let kind = Value::Integer(kind.map(kind_code));
    let [own, author, id] = [column.as_str().into(), (&author.0).into(), (&id.0).into()];
    let values: [Value<'_>; 6] = [own, author, rows_max.into(), kind, changed_at.into(), id];
    records.ask(statement, &values).await?.into_iter().map(item_row).collect()
}

/// The copies of everything that `author` shared.
///
/// Discloses `DeliveredItem`, once `Viewer::may_read` allows it; by what is not there any more, `WithdrawnItem`.
async fn copies_by(records: &mut impl Ask, author: PersonId) -> Result<HashMap<ItemId, Vec<Copy>>, StoreError> {
    let statement =
        select_delivery!("JOIN item ON item.id = delivery.item WHERE item.author = $1 ORDER BY delivery.couple");
    let mut copies = HashMap::<ItemId, Vec<Copy>>::new();
    for row in records.ask(statement, &[(&author.0).into()]).await? {
        let (item, copy) = delivery(row)?;
        copies.entry(item).or_default().push(copy);
    }
    Ok(copies)
}

/// The items of `author` that `viewer` may read, the last changed first; what they may not see pushes nothing out.
async fn list(
    vault: &Vault,
    records: &mut impl Ask,
    viewer: &Viewer,
    author: PersonId,
    now: Timestamp,
    wanted: (Option<ItemKind>, u32),
) -> Result<Vec<ListedItem>, StoreError> {
    let Some(holder) = holder_of(viewer) else { return Ok(Vec::new()) };
    let mut copies = copies_by(records, author).await?;
    let items_max = usize::try_from(wanted.1).unwrap_or(usize::MAX);
    let (mut ring, mut listed, mut after) = (KeyRing::new(vault), Vec::new(), None);
    loop {
        let rows = page(records, holder, author, wanted, after).await?;
        let is_last = rows.len() < items_max;
        after = rows.last().map(|row| (row.item.changed_at, row.item.id));
        for mut row in rows {
            let own = copies.remove(&row.item.id).unwrap_or_default();
            row.item.deliveries = own.iter().map(|(copy, _)| *copy).collect();
            if !may_read(viewer, &row.item, &own, now) {
                continue;
            }
            let writing = open(&mut ring, records, holder, &row).await;
            if *viewer != Viewer::Person(author) {
                row.item.deliveries.clear();
            }
            listed.push(ListedItem { item: row.item, writing });
            if listed.len() == items_max {
                return Ok(listed);
            }
        }
        if is_last {
            return Ok(listed);
        }
    }
}

impl Store {
    /// The item of this id with its text, if `viewer` may read it at `now`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn item(&self, viewer: &Viewer, id: ItemId, now: Timestamp) -> Result<Option<WrittenItem>, StoreError> {
        find(&self.shared.vault, &mut &*self.readers, viewer, id, now).await
    }

    /// What `author` wrote, as far as `viewer` may read it, the last changed first; at most
    /// [`ITEMS_LISTED_MAX`](limits::ITEMS_LISTED_MAX).
    ///
    /// # Errors
    /// As any statement.
    pub async fn items_of(
        &self,
        viewer: &Viewer,
        author: PersonId,
        now: Timestamp,
    ) -> Result<Vec<ListedItem>, StoreError> {
        list(&self.shared.vault, &mut &*self.readers, viewer, author, now, (None, limits::ITEMS_LISTED_MAX)).await
    }

    /// The same of one kind alone, at most `items_max`.
    ///
    /// # Errors
    /// As there.
    pub async fn items_of_kind(
        &self,
        viewer: &Viewer,
        author: PersonId,
        (kind, items_max): (ItemKind, u32),
        now: Timestamp,
    ) -> Result<Vec<ListedItem>, StoreError> {
        list(&self.shared.vault, &mut &*self.readers, viewer, author, now, (Some(kind), items_max)).await
    }

    /// The same without an end, for whoever takes all of it with them.
    ///
    /// # Errors
    /// As there.
    pub async fn all_items_of(
        &self,
        viewer: &Viewer,
        author: PersonId,
        now: Timestamp,
    ) -> Result<Vec<ListedItem>, StoreError> {
        list(&self.shared.vault, &mut &*self.readers, viewer, author, now, (None, limits::ITEMS_PER_PERSON_MAX)).await
    }
}

impl WriteTransaction {
    /// As [`Store::item`], inside the transaction, for whoever notes that it was opened.
    ///
    /// # Errors
    /// As there.
    pub async fn item(
        &mut self,
        viewer: &Viewer,
        id: ItemId,
        now: Timestamp,
    ) -> Result<Option<WrittenItem>, StoreError> {
        let shared = self.shared();
        find(&shared.vault, self, viewer, id, now).await
    }

    /// As [`Store::items_of`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn items_of(
        &mut self,
        viewer: &Viewer,
        author: PersonId,
        now: Timestamp,
    ) -> Result<Vec<ListedItem>, StoreError> {
        let shared = self.shared();
        list(&shared.vault, self, viewer, author, now, (None, limits::ITEMS_LISTED_MAX)).await
    }
}
