//! Writing: what a person keeps, reads again, finishes and deletes. Only ever their own.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::people::{ItemId, PersonId};
use troth_domain::writing::{Item, ItemKind, Stage, Writing, WrittenItem};
pub use troth_store::{ListedItem, ReceivedItem};
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use crate::app::App;

/// What is to be kept.
#[derive(Clone, Debug)]
pub struct SaveRequest {
    /// Which item it replaces, in the version that the person had before them; none makes a new one.
    pub replaces: Option<(ItemId, u32)>,
    /// What it is.
    pub kind: ItemKind,
    /// What was written.
    pub writing: Writing,
    /// Whether it is finished: a draft can be shown to nobody.
    pub finish: bool,
}

/// Why nothing was kept, or found.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// No such item of theirs.
    #[error("no such item")]
    NotFound,
    /// A partner has a copy: it has to be taken back before it can change.
    #[error("a copy is shared")]
    Fixed,
    /// Their therapist may see it, so it is part of the record until it is taken back.
    #[error("the therapist may see it")]
    Shown,
    /// It was saved elsewhere in between, as in another tab.
    #[error("it was saved elsewhere in between")]
    ChangedElsewhere,
    /// The person has as many items as one may have.
    #[error("too many items")]
    TooMany,
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for WritingError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// What a person wrote, the last changed first.
///
/// # Errors
/// [`ActionError`].
pub async fn list(app: &App, person: PersonId) -> Result<Vec<ListedItem>, ActionError> {
    Ok(app.store().items_of(&Viewer::Person(person), person, app.now()).await?)
}

/// What has come from a partner, the newest first.
///
/// # Errors
/// [`ActionError`].
pub async fn received(app: &App, person: PersonId) -> Result<Vec<Result<ReceivedItem, StoreError>>, ActionError> {
    Ok(app.store().received_items(person, app.now()).await?)
}

/// One item that has come from a partner.
///
/// # Errors
/// [`WritingError::NotFound`] also for one that was taken back.
pub async fn see_received(app: &App, person: PersonId, id: ItemId) -> Result<ReceivedItem, WritingError> {
    let found = app.store().received_items(person, app.now()).await?;
    let found = found.into_iter().flatten().find(|item| item.id == id);
    found.ok_or(WritingError::NotFound)
}

/// One item of a person's own.
///
/// # Errors
/// [`WritingError::NotFound`].
pub async fn see(app: &App, person: PersonId, id: ItemId) -> Result<WrittenItem, WritingError> {
    let found = app.store().item(&Viewer::Person(person), id, app.now()).await?;
    found.filter(|found| found.item.author == person).ok_or(WritingError::NotFound)
}

/// Keeps what a person wrote; answers its id.
///
/// # Errors
/// [`WritingError`]; nothing is kept then.
pub async fn save(app: &App, person: PersonId, request: SaveRequest) -> Result<ItemId, WritingError> {
    if !request.kind.has_chosen_audience() {
        // The safety check has pages and rules of its own.
        return Err(WritingError::NotFound);
    }
    let saving = Saving { person, request, new_id: ItemId(app.random_bytes()), now: app.now() };
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let saving = saving.clone();
            Box::pin(async move { saving.run(transaction).await })
        })
        .await
}

/// Saving, inside a transaction.
#[derive(Clone)]
struct Saving {
    person: PersonId,
    request: SaveRequest,
    new_id: ItemId,
    now: Timestamp,
}

impl Saving {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<ItemId, WritingError> {
        match self.request.replaces {
            Some((id, version)) => self.replace(transaction, id, version).await,
            None => self.insert(transaction).await,
        }
    }

    async fn insert(&self, transaction: &mut WriteTransaction) -> Result<ItemId, WritingError> {
        let Some(person) = transaction.person(self.person).await? else { return Err(WritingError::NotFound) };
        if transaction.count_items(self.person).await? >= limits::ITEMS_PER_PERSON_MAX {
            return Err(WritingError::TooMany);
        }
        let item = Item {
            id: self.new_id,
            author: self.person,
            clinician: person.clinician,
            kind: self.request.kind,
            stage: self.stage(Stage::Draft),
            version: 1,
            changed_at: self.now,
            therapist_since: None,
            deliveries: Vec::new(),
        };
        transaction.insert_item(&item, &self.request.writing).await?;
        Ok(item.id)
    }

    async fn replace(
        &self,
        transaction: &mut WriteTransaction,
        id: ItemId,
        version: u32,
    ) -> Result<ItemId, WritingError> {
        let before = own(transaction, self.person, id, self.now).await?;
        if before.item.kind != self.request.kind || !self.request.kind.may_be_changed() {
            return Err(WritingError::NotFound);
        }
        if before.item.is_fixed() {
            return Err(WritingError::Fixed);
        }
        if before.item.version != version {
            return Err(WritingError::ChangedElsewhere);
        }
        let item = Item {
            stage: self.stage(before.item.stage),
            version: version.saturating_add(1),
            changed_at: self.now,
            ..before.item
        };
        transaction.replace_item(&item, &self.request.writing).await?;
        Ok(id)
    }

    fn stage(&self, before: Stage) -> Stage {
        match before {
            Stage::Draft if self.request.finish => Stage::Finished { at: self.now },
            before => before,
        }
    }
}

/// Deletes an item that nobody else may see.
///
/// # Errors
/// [`WritingError::Fixed`] and [`WritingError::Shown`] while somebody else may see it.
pub async fn delete(app: &App, person: PersonId, id: ItemId) -> Result<(), WritingError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let before = own(transaction, person, id, now).await?;
                if before.item.is_fixed() {
                    return Err(WritingError::Fixed);
                }
                if before.item.therapist_since.is_some() {
                    return Err(WritingError::Shown);
                }
                Ok(transaction.delete_item(person, id).await?)
            })
        })
        .await
}

/// An item of a person's own, inside a transaction.
pub(super) async fn own(
    transaction: &mut WriteTransaction,
    person: PersonId,
    id: ItemId,
    now: Timestamp,
) -> Result<WrittenItem, WritingError> {
    let found = transaction.item(&Viewer::Person(person), id, now).await?;
    found.filter(|found| found.item.author == person).ok_or(WritingError::NotFound)
}
