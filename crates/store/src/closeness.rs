//! Steps of closeness: one row of marks for each of two, sealed for both, from which the pages of both say what is on.
//!
//! The marks of the other are opened for nothing else, and by one function; whether they are there changes neither what is
//! done nor how much of it. From when on new ones count stands beside them, so that a rest or a pause can hold it unread.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, CoupleId, PersonId};
use troth_domain::plan::closeness::{Choice, Choices, Marks, Step, on};
use zeroize::Zeroizing;

use crate::engine::Row;
use crate::error::StoreError;
use crate::keys::{Ask, Holder, KeyRing};
use crate::rows::instant;
use crate::seal::{Place, Vault};
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// What one of the two sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closeness {
    /// Counts the changes of their own marks, from 1.
    pub version: u32,
    /// Their own marks.
    pub own: Choices,
    /// What is on for both.
    pub on: BTreeSet<Step>,
}

/// Marks as a row holds them: a digit for each step, so that each text is as long as any other.
#[derive(Serialize, Deserialize)]
struct Kept {
    marks: String,
    counted: String,
}

impl Kept {
    fn of(choices: &Choices) -> Self {
        let mark = |step: Step| match choices.marks().get(&step) {
            None => '0',
            Some(Choice::Yes) => '1',
            Some(Choice::NotNow) => '2',
            Some(Choice::SomethingElse) => '3',
        };
        let counts = |step: Step| if choices.counted().contains(&step) { '1' } else { '0' };
        Self { marks: Step::ALL.map(mark).into_iter().collect(), counted: Step::ALL.map(counts).into_iter().collect() }
    }

    fn restored(&self, counts_at: Option<Timestamp>) -> Option<Choices> {
        let mut marks = Marks::new();
        for (step, digit) in Step::ALL.into_iter().zip(self.marks.chars()) {
            let choice = match digit {
                '0' => continue,
                '1' => Choice::Yes,
                '2' => Choice::NotNow,
                '3' => Choice::SomethingElse,
                _ => return None,
            };
            marks.insert(step, choice);
        }
        let counted = Step::ALL.into_iter().zip(self.counted.chars()).filter(|(_, digit)| *digit == '1');
        Some(Choices::kept(marks, counted.map(|(step, _)| step).collect(), counts_at))
    }
}

fn place(id: &[u8; 16]) -> Place<'_> {
    Place { table: "closeness_choice", column: "body", row: id }
}

struct ChoiceRow {
    person: PersonId,
    id: [u8; 16],
    version: u32,
    counts_at: Option<Timestamp>,
    body: Vec<u8>,
    wrap: Option<Vec<u8>>,
}

impl ChoiceRow {
    fn of(mut row: Row) -> Result<Self, StoreError> {
        let (person, id) = (PersonId(row.id()?), row.id()?);
        let version = u32::try_from(row.integer()?).map_err(|_| StoreError::corrupt("closeness_choice", &id))?;
        let counts_at = row.optional_integer()?.map(instant).transpose()?;
        Ok(Self { person, id, version, counts_at, body: row.bytes()?, wrap: row.optional_bytes()? })
    }

    async fn open(
        &self,
        ring: &mut KeyRing<'_>,
        records: &mut impl Ask,
        reader: PersonId,
    ) -> Result<Choices, StoreError> {
        let corrupt = || StoreError::corrupt("closeness_choice", &self.id);
        let wrap = self.wrap.as_ref().ok_or_else(corrupt)?;
        let key = ring.open(records, &self.id, Holder::Person(reader), wrap).await?;
        let body = key.open(place(&self.id), &self.body)?;
        let kept = serde_json::from_slice::<Kept>(&body).map_err(|_| corrupt())?;
        kept.restored(self.counts_at).ok_or_else(corrupt)
    }
}

/// What `viewer` marked in `couple`, and what is on; none before they marked anything.
///
/// Discloses `ArrivedMove`: which steps both said yes to, once each yes had its hour. A mark of the other that is no part of
/// that is opened and forgotten here, and where there is none one's own is opened once more in its place.
async fn read(
    vault: &Vault,
    viewer: &Viewer,
    records: &mut impl Ask,
    couple: &Couple,
    now: Timestamp,
) -> Result<Option<Closeness>, StoreError> {
    let Viewer::Person(reader) = viewer else { return Ok(None) };
    if !viewer.may_read_logs_of(couple) {
        return Ok(None);
    }
    let statement = "SELECT closeness_choice.person, closeness_choice.id, closeness_choice.version, \
                     closeness_choice.counts_at, closeness_choice.body, item_key.wrap FROM closeness_choice \
                     LEFT JOIN item_key ON item_key.item = closeness_choice.id AND item_key.holder = $1 \
                     WHERE closeness_choice.couple = $2";
    let column = Holder::Person(*reader).column();
    let rows = records.ask(statement, &[column.as_str().into(), (&couple.id.0).into()]).await?;
    let rows = rows.into_iter().map(ChoiceRow::of).collect::<Result<Vec<_>, _>>()?;
    let Some(own) = rows.iter().find(|row| row.person == *reader) else { return Ok(None) };
    let others = rows.iter().find(|row| row.person != *reader);
    let mut ring = KeyRing::new(vault);
    let choices = own.open(&mut ring, records, *reader).await?;
    let other = others.unwrap_or(own).open(&mut ring, records, *reader).await?;
    let other = if others.is_some() { other } else { Choices::new() };
    let on = on([&choices, &other], now, couple.ended_at());
    Ok(Some(Closeness { version: own.version, own: choices, on }))
}

impl Store {
    /// What `viewer` marked in `couple`, and what is on for both; none before they marked anything.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read, or as any statement.
    pub async fn closeness(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Option<Closeness>, StoreError> {
        read(&self.shared.vault, viewer, &mut &*self.readers, couple, now).await
    }
}

impl WriteTransaction {
    /// As [`Store::closeness`], inside the transaction.
    ///
    /// # Errors
    /// As there.
    pub async fn closeness(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Option<Closeness>, StoreError> {
        let shared = self.shared();
        read(&shared.vault, viewer, self, couple, now).await
    }

    /// Keeps the marks of `person` in `couple`: the first ones where `before` is none, and otherwise in place of that version.
    ///
    /// Discloses nothing: it says only whether it was done.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when others were kept in between, as on another device; or as any statement.
    pub async fn keep_closeness(
        &mut self,
        couple: &Couple,
        person: PersonId,
        (before, choices): (Option<u32>, &Choices),
    ) -> Result<(), StoreError> {
        let Some(partner) = couple.partner_of(person) else { return Err(self.fail(StoreError::Changed)) };
        let known = "SELECT id, version FROM closeness_choice WHERE couple = $1 AND person = $2";
        let row = self.fetch(known, &[(&couple.id.0).into(), (&person.0).into()]).await?.pop();
        let row = row.map(|mut row| Ok::<_, StoreError>((row.id()?, row.integer()?))).transpose()?;
        if row.map(|(_, version)| version) != before.map(i64::from) {
            return Err(self.fail(StoreError::Changed));
        }
        let (id, key) = match row {
            Some((id, _)) => (id, self.item_key(&id, Holder::Person(person)).await?),
            None => {
                let (id, holders) = (self.random_id(), [person, partner].map(Holder::Person));
                (id, self.make_item_key(&id, &holders).await?)
            }
        };
        let shared = self.shared();
        let text = serde_json::to_vec(&Kept::of(choices)).map_err(|_| StoreError::corrupt("closeness_choice", &id));
        let body = text.and_then(|text| key.seal(shared.vault.random(), place(&id), &Zeroizing::new(text)));
        let body = body.map_err(|error| self.fail(error))?;
        let counts_at = choices.counts_at().map(Timestamp::as_microsecond);
        let Some(version) = before else {
            let statement = "INSERT INTO closeness_choice (id, couple, person, version, counts_at, body) \
                             VALUES ($1, $2, $3, 1, $4, $5)";
            let values = [(&id).into(), (&couple.id.0).into(), (&person.0).into(), counts_at.into(), (&body).into()];
            return self.execute(statement, &values).await.map(drop);
        };
        let statement = "UPDATE closeness_choice SET version = version + 1, counts_at = $2, body = $3 \
                         WHERE id = $1 AND version = $4";
        self.change_one(statement, &[(&id).into(), counts_at.into(), (&body).into(), version.into()]).await
    }

    /// Deletes the marks of `person` in every couple, and what opened them: what was on ends with them.
    ///
    /// Discloses nothing: it says only whether it was done.
    pub(crate) async fn delete_closeness(&mut self, person: PersonId) -> Result<(), StoreError> {
        let person: [_; 1] = [(&person.0).into()];
        let statement = "DELETE FROM item_key WHERE item IN (SELECT id FROM closeness_choice WHERE person = $1)";
        self.execute(statement, &person).await?;
        self.execute("DELETE FROM closeness_choice WHERE person = $1", &person).await.map(drop)
    }

    /// Holds what does not count yet in `couple`.
    pub(crate) async fn hold_closeness(&mut self, couple: CoupleId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE closeness_choice SET counts_at = NULL WHERE couple = $1 AND counts_at > $2";
        self.execute(statement, &[(&couple.0).into(), now.as_microsecond().into()]).await.map(drop)
    }

    /// The rows of marks that wait in `couple`, none of them when either left.
    ///
    /// Discloses nothing: for the therapist's release.
    ///
    /// # Errors
    /// As any statement.
    pub async fn held_closeness(&mut self, couple: CoupleId) -> Result<Vec<[u8; 16]>, StoreError> {
        let statement = "SELECT id FROM closeness_choice WHERE couple = $1 AND counts_at IS NULL \
                         AND NOT EXISTS (SELECT 1 FROM couple_leaving WHERE couple_leaving.couple = $1) ORDER BY id";
        let rows = self.fetch(statement, &[(&couple.0).into()]).await?;
        rows.into_iter().map(|mut row| row.id()).collect()
    }

    /// Lets held marks count from `at` on.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when they are not held, or as any statement.
    pub async fn let_closeness_count(&mut self, id: [u8; 16], at: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE closeness_choice SET counts_at = $2 WHERE id = $1 AND counts_at IS NULL";
        self.change_one(statement, &[(&id).into(), at.as_microsecond().into()]).await
    }
}
