//! What one person keeps for themselves in the programme: a sealed document of each kind.
//!
//! Nobody else reads one, unless the person added their therapist. No function here takes two persons.

mod agendas;
mod ahead;
mod amends;
mod choices;
mod crossings;
mod doubts;
mod drafts;
mod entries;
mod ladders;
mod own_plans;
mod repairs;
mod reports;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::practice::Slug;
use zeroize::Zeroizing;

use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::keys::{Ask, Holder, KeyRing};
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

pub use ahead::{LONG_TERM, SETBACKS};

/// Which kind a document is of. A person has one of each, or one for each thing that it is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocumentKind {
    /// What happened, what they want, and what is hard: the answers that a plan is proposed from.
    Entry,
    /// Their own plan.
    OwnPlan,
    /// What they reported of one commitment.
    Reports,
    /// The repair plan after one commitment was missed.
    Repair,
    /// Their own mark that amends were made, and what they decided about letters.
    Forgiveness,
    /// Plans for setbacks and for the long term.
    Ahead,
    /// A ladder of telling.
    Disclosure,
    /// What they typed and did not send, for one log.
    Draft,
    /// What they hold back for an agreed check-in.
    Doubts,
    /// What they noted of a boundary that was crossed.
    Crossings,
    /// What they keep for themselves of the accounts that one partner offers.
    OwnChoices,
    /// What they alone would like to bring to a session.
    Agenda,
}

impl DocumentKind {
    fn code(self) -> i64 {
        match self {
            Self::Entry => 1,
            Self::OwnPlan => 2,
            Self::Reports => 3,
            Self::Repair => 4,
            Self::Forgiveness => 5,
            Self::Ahead => 6,
            Self::Disclosure => 7,
            Self::Draft => 9,
            Self::Doubts => 10,
            Self::Crossings => 11,
            Self::OwnChoices => 12,
            Self::Agenda => 13,
        }
    }
}

/// What a document is about, where a person has several of a kind: the 16 bytes of an id.
pub type About = [u8; 16];

/// The only one of its kind.
pub const ALONE: About = [0; 16];

/// Something that one person keeps for themselves.
pub trait Document: Sized + Send + Sync {
    /// What it is.
    const KIND: DocumentKind;
    /// As it is written into its row.
    type Kept: Serialize + DeserializeOwned;

    /// As it is written down.
    fn kept(&self) -> Self::Kept;

    /// What was written down by `owner`; `None` where it is none.
    fn restored(kept: Self::Kept, owner: PersonId) -> Option<Self>;
}

/// A document with what it takes to change it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Versioned<D> {
    /// Counts the changes, from 1. Whoever keeps another text says which version they had before them.
    pub version: u32,
    /// Since when the person's therapist may read it.
    pub therapist_since: Option<Timestamp>,
    /// The document.
    pub document: D,
}

/// Which documents of one person were shown to their therapist. None of them is opened for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownDocuments(BTreeSet<(i64, About)>);

impl ShownDocuments {
    /// Whether the one about `about` is among them.
    pub fn has<D: Document>(&self, about: About) -> bool {
        self.0.contains(&(D::KIND.code(), about))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

struct DocumentRow {
    id: [u8; 16],
    about: About,
    version: u32,
    therapist_since: Option<Timestamp>,
    clinician: Slug,
    body: Vec<u8>,
    wrap: Option<Vec<u8>>,
}

fn place(id: &[u8; 16]) -> Place<'_> {
    Place { table: "private_document", column: "body", row: id }
}

fn row(mut row: Row) -> Result<DocumentRow, StoreError> {
    let id = row.id()?;
    let corrupt = || StoreError::corrupt("private_document", &id);
    let about = row.id()?;
    let version = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    let therapist_since = row.optional_integer()?.map(instant).transpose()?;
    let clinician = Slug::new(&row.text()?).map_err(|_| corrupt())?;
    let (body, wrap) = (row.bytes()?, row.optional_bytes()?);
    Ok(DocumentRow { id, about, version, therapist_since, clinician, body, wrap })
}

/// Those of `person` and of one kind that `viewer` may read, all or the one about `about`, by what they are about.
async fn find<D: Document>(
    vault: &Vault,
    records: &mut impl Ask,
    viewer: &Viewer,
    person: PersonId,
    about: Option<About>,
    now: Timestamp,
) -> Result<Vec<(About, Versioned<D>)>, StoreError> {
    let holder = match viewer {
        Viewer::Person(own) => Holder::Person(*own),
        Viewer::Clinician(_) => Holder::Practice,
        _ => return Ok(Vec::new()),
    };
    let statement = "SELECT private_document.id, private_document.about, private_document.version, \
                     private_document.therapist_at, person.clinician, private_document.body, item_key.wrap \
                     FROM private_document JOIN person ON person.id = private_document.person \
                     LEFT JOIN item_key ON item_key.item = private_document.id AND item_key.holder = $1 \
                     WHERE private_document.person = $2 AND private_document.kind = $3 \
                     AND ($4 IS NULL OR private_document.about = $4) ORDER BY private_document.about";
    let column = holder.column();
    let about = about.as_ref().map(<[u8; 16]>::as_slice);
    let values: [Value<'_>; 4] = [column.as_str().into(), (&person.0).into(), D::KIND.code().into(), about.into()];
    let mut ring = KeyRing::new(vault);
    let mut found = Vec::new();
    for one in records.ask(statement, &values).await? {
        let one = row(one)?;
        if !viewer.may_read_document_of(person, &one.clinician, one.therapist_since, now) {
            continue;
        }
        let corrupt = || StoreError::corrupt("private_document", &one.id);
        let wrap = one.wrap.as_ref().ok_or_else(corrupt)?;
        let body = ring.open(records, &one.id, holder, wrap).await?.open(place(&one.id), &one.body)?;
        let kept = serde_json::from_slice::<D::Kept>(&body).map_err(|_| corrupt())?;
        let document = D::restored(kept, person).ok_or_else(corrupt)?;
        let DocumentRow { about, version, therapist_since, .. } = one;
        found.push((about, Versioned { version, therapist_since, document }));
    }
    Ok(found)
}

/// Those of `person` that were shown to their therapist, and that `viewer` may read.
async fn shown(
    records: &mut impl Ask,
    viewer: &Viewer,
    person: PersonId,
    now: Timestamp,
) -> Result<ShownDocuments, StoreError> {
    let statement = "SELECT private_document.kind, private_document.about, private_document.therapist_at, \
                     person.clinician FROM private_document JOIN person ON person.id = private_document.person \
                     WHERE private_document.person = $1 AND private_document.therapist_at IS NOT NULL";
    let mut shown = BTreeSet::new();
    for mut row in records.ask(statement, &[(&person.0).into()]).await? {
        let (kind, about, since) = (row.integer()?, row.id()?, row.optional_integer()?);
        let clinician = Slug::new(&row.text()?).map_err(|_| StoreError::corrupt("person", &person.0))?;
        if viewer.may_read_document_of(person, &clinician, since.map(instant).transpose()?, now) {
            shown.insert((kind, about));
        }
    }
    Ok(ShownDocuments(shown))
}

impl Store {
    /// The document of `person` about `about`, if there is one and `viewer` may read it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn document<D: Document>(
        &self,
        viewer: &Viewer,
        person: PersonId,
        about: About,
        now: Timestamp,
    ) -> Result<Option<Versioned<D>>, StoreError> {
        let found = find(&self.shared.vault, &mut &*self.readers, viewer, person, Some(about), now).await?;
        Ok(found.into_iter().next().map(|(_, document)| document))
    }

    /// Every document of one kind of `person` that `viewer` may read, with what each is about.
    ///
    /// # Errors
    /// As there.
    pub async fn documents<D: Document>(
        &self,
        viewer: &Viewer,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<(About, Versioned<D>)>, StoreError> {
        find(&self.shared.vault, &mut &*self.readers, viewer, person, None, now).await
    }

    /// Which documents `person` shows to their therapist, as far as `viewer` may read them.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when who their therapist is cannot be read, or as any statement.
    pub async fn shown_documents(
        &self,
        viewer: &Viewer,
        person: PersonId,
        now: Timestamp,
    ) -> Result<ShownDocuments, StoreError> {
        shown(&mut &*self.readers, viewer, person, now).await
    }
}

impl WriteTransaction {
    /// As [`Store::document`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn document<D: Document>(
        &mut self,
        viewer: &Viewer,
        person: PersonId,
        about: About,
        now: Timestamp,
    ) -> Result<Option<Versioned<D>>, StoreError> {
        let shared = self.shared();
        let found = find(&shared.vault, self, viewer, person, Some(about), now).await?;
        Ok(found.into_iter().next().map(|(_, document)| document))
    }

    /// As [`Store::documents`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn documents<D: Document>(
        &mut self,
        viewer: &Viewer,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<(About, Versioned<D>)>, StoreError> {
        let shared = self.shared();
        find(&shared.vault, self, viewer, person, None, now).await
    }

    /// As [`Store::shown_documents`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn shown_documents(
        &mut self,
        viewer: &Viewer,
        person: PersonId,
        now: Timestamp,
    ) -> Result<ShownDocuments, StoreError> {
        shown(self, viewer, person, now).await
    }

    /// Keeps a document of `person`: a first one where `before` is none, and otherwise in place of that version.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when another was kept in between, as on another device; [`StoreError::Duplicate`] when that
    /// happens at the same moment; or as any statement.
    pub async fn keep_document<D: Document>(
        &mut self,
        person: PersonId,
        about: About,
        (before, document): (Option<u32>, &D),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known = "SELECT id, version FROM private_document WHERE person = $1 AND kind = $2 AND about = $3";
        let which = [(&person.0).into(), D::KIND.code().into(), (&about).into()];
        let row = self.fetch(known, &which).await?.pop();
        let row = row.map(|mut row| Ok::<_, StoreError>((row.id()?, row.integer()?))).transpose()?;
        if row.map(|(_, version)| version) != before.map(i64::from) {
            return Err(self.fail(StoreError::Changed));
        }
        let (id, key) = match row {
            Some((id, _)) => (id, self.item_key(&id, Holder::Person(person)).await?),
            None => {
                let id = self.random_id();
                (id, self.make_item_key(&id, &[Holder::Person(person)]).await?)
            }
        };
        let shared = self.shared();
        let text = serde_json::to_vec(&document.kept()).map_err(|_| StoreError::corrupt("private_document", &id));
        let body = text.and_then(|text| key.seal(shared.vault.random(), place(&id), &Zeroizing::new(text)));
        let body = body.map_err(|error| self.fail(error))?;
        let now = now.as_microsecond();
        let Some(version) = before else {
            let statement = "INSERT INTO private_document (id, person, kind, about, version, body, changed_at) \
                             VALUES ($1, $2, $3, $4, 1, $5, $6)";
            let [whose, kind, about] = which;
            let values = [(&id).into(), whose, kind, about, (&body).into(), now.into()];
            return self.execute(statement, &values).await.map(drop);
        };
        let statement = "UPDATE private_document SET version = version + 1, body = $2, changed_at = $3 \
                         WHERE id = $1 AND version = $4";
        self.change_one(statement, &[(&id).into(), (&body).into(), now.into(), version.into()]).await
    }

    /// Lets the therapist of `person` read a document from `since` on, or no more. One that is not there stays so.
    ///
    /// # Errors
    /// As any statement.
    pub async fn show_document<D: Document>(
        &mut self,
        person: PersonId,
        about: About,
        since: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let statement = "UPDATE private_document SET therapist_at = $4 WHERE person = $1 AND kind = $2 AND about = $3 \
                         RETURNING id";
        let values =
            [(&person.0).into(), D::KIND.code().into(), (&about).into(), since.map(Timestamp::as_microsecond).into()];
        let Some(mut row) = self.fetch(statement, &values).await?.pop() else { return Ok(()) };
        let id = row.id()?;
        if since.is_none() {
            return self.unwrap_from(&id, Holder::Practice).await;
        }
        let key = self.item_key(&id, Holder::Person(person)).await?;
        self.wrap_for(&id, &key, Holder::Practice).await
    }

    /// Deletes a document of `person`, and what opened it. One that is not there is no error.
    ///
    /// # Errors
    /// As any statement.
    pub async fn delete_document<D: Document>(&mut self, person: PersonId, about: About) -> Result<(), StoreError> {
        let statement = "DELETE FROM private_document WHERE person = $1 AND kind = $2 AND about = $3 RETURNING id";
        let values = [(&person.0).into(), D::KIND.code().into(), (&about).into()];
        let Some(mut row) = self.fetch(statement, &values).await?.pop() else { return Ok(()) };
        let id = row.id()?;
        self.execute("DELETE FROM item_key WHERE item = $1", &[(&id).into()]).await.map(drop)
    }
}
