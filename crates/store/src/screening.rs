//! The queue of screenings that a therapist has not looked at yet. The answers themselves are an item like any other.

use std::fmt;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{ItemId, PersonId, StaffId};
use troth_domain::safety::screening::{Concern, Outcome};
use troth_domain::writing::{Item, Writing};

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::Holder;
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// Answers that wait for a therapist. They never print.
#[derive(Clone, PartialEq, Eq)]
pub struct QueuedScreening {
    /// The item that holds the answers.
    pub item: ItemId,
    /// Whose answers.
    pub person: PersonId,
    /// When they came.
    pub sent_at: Timestamp,
    /// By when a therapist looks at them.
    pub due_at: Timestamp,
    /// What they raise.
    pub outcome: Outcome,
}

impl fmt::Debug for QueuedScreening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("QueuedScreening(private)")
    }
}

fn place(item: &ItemId) -> Place<'_> {
    Place { table: "screening", column: "summary", row: &item.0 }
}

/// Always of one length: the due instant, then a bit for each concern.
fn summary(due_at: Timestamp, outcome: &Outcome) -> Vec<u8> {
    let raised = Concern::ALL.iter().enumerate().filter(|(_, concern)| outcome.concerns.contains(concern));
    let bits = raised.fold(0_u8, |bits, (place, _)| bits | (1 << place));
    [due_at.as_microsecond().to_be_bytes().as_slice(), &[bits]].concat()
}

fn read_summary(bytes: &[u8]) -> Option<(Timestamp, Outcome)> {
    let (due_at, [bits]) = bytes.split_first_chunk::<8>()? else { return None };
    let due_at = Timestamp::from_microsecond(i64::from_be_bytes(*due_at)).ok()?;
    let raised = Concern::ALL.into_iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
    Some((due_at, Outcome { concerns: raised.map(|(_, concern)| concern).collect() }))
}

fn queued(vault: &Vault, mut row: Row) -> Result<QueuedScreening, StoreError> {
    let (item, person) = (ItemId(row.id()?), PersonId(row.id()?));
    let sent_at = instant(row.integer()?)?;
    let (sealed, wrap) = (row.bytes()?, row.bytes()?);
    let opened = vault.unwrap(&wrap, &item.0)?.open(place(&item), &sealed)?;
    let (due_at, outcome) = read_summary(&opened).ok_or_else(|| StoreError::corrupt("screening", &item.0))?;
    Ok(QueuedScreening { item, person, sent_at, due_at, outcome })
}

impl Store {
    /// The screenings of a therapist's clients that nobody has looked at, in no order: what is due first is sealed. One
    /// that cannot be read hides no other.
    ///
    /// # Errors
    /// As any statement.
    pub async fn screenings_waiting(
        &self,
        viewer: &Viewer,
    ) -> Result<Vec<Result<QueuedScreening, StoreError>>, StoreError> {
        let Viewer::Clinician(clinician) = viewer else { return Ok(Vec::new()) };
        let statement = "SELECT item.id, item.author, item.changed_at, screening.summary, item_key.wrap \
                         FROM screening JOIN item ON item.id = screening.item JOIN person ON person.id = item.author \
                         JOIN item_key ON item_key.item = item.id AND item_key.holder = 'practice' \
                         WHERE person.clinician = $1 AND screening.seen_at IS NULL ORDER BY item.id";
        let rows = self.readers.fetch(statement, &[clinician.as_str().into()]).await?;
        Ok(rows.into_iter().map(|row| queued(&self.shared.vault, row)).collect())
    }
}

impl WriteTransaction {
    /// Keeps answers to a screening, and puts them into the therapist's queue.
    ///
    /// # Errors
    /// As [`insert_item`](Self::insert_item).
    pub async fn insert_screening(
        &mut self,
        item: &Item,
        writing: &Writing,
        outcome: &Outcome,
        due_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.insert_item(item, writing).await?;
        let key = self.item_key(&item.id.0, Holder::Practice).await?;
        let shared = self.shared();
        let sealed = key.seal(shared.vault.random(), place(&item.id), &summary(due_at, outcome));
        let sealed = sealed.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO screening (item, summary) VALUES ($1, $2)";
        self.execute(statement, &[(&item.id.0).into(), (&sealed).into()]).await.map(drop)
    }

    /// Notes that a therapist has looked at answers, which takes them out of the queue.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when somebody did before, or as any statement.
    pub async fn screening_seen(&mut self, item: ItemId, by: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE screening SET seen_at = $2, seen_by = $3 WHERE item = $1 AND seen_at IS NULL";
        self.change_one(statement, &[(&item.0).into(), now.as_microsecond().into(), (&by.0).into()]).await
    }
}
