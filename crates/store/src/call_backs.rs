//! Persons who ask to be called.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Person, PersonId, StaffId};

use crate::error::StoreError;
use crate::people::person;
use crate::rows::instant;
use crate::transaction::WriteTransaction;

/// Somebody to call. How, and what is safe, their profile says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallBack {
    /// Who.
    pub person: Person,
    /// Since when they wait.
    pub asked_at: Timestamp,
}

impl WriteTransaction {
    /// Who waits to be called, the longest wait first, as far as `viewer` may know.
    ///
    /// # Errors
    /// As any statement.
    pub async fn call_backs(&mut self, viewer: &Viewer) -> Result<Vec<CallBack>, StoreError> {
        let statement = "SELECT person.id, person.clinician, call_back.asked_at FROM call_back \
                         JOIN person ON person.id = call_back.person \
                         WHERE call_back.done_at IS NULL AND person.erased_at IS NULL \
                         ORDER BY call_back.asked_at, call_back.id";
        let mut waiting = Vec::new();
        for mut row in self.fetch(statement, &[]).await? {
            let person = person(&mut row)?;
            let asked_at = instant(row.integer()?)?;
            if viewer.may_see_call_back_of(person.id, &person.clinician) {
                waiting.push(CallBack { person, asked_at });
            }
        }
        Ok(waiting)
    }

    /// Notes that a person asks to be called. Asked twice it is one call, from the first time on.
    ///
    /// # Errors
    /// As any statement.
    pub async fn ask_for_call(&mut self, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
        let id = self.random_id();
        let statement = "INSERT INTO call_back (id, person, asked_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (person) WHERE done_at IS NULL DO NOTHING";
        self.execute(statement, &[(&id).into(), (&person.0).into(), now.as_microsecond().into()]).await.map(drop)
    }

    /// Notes that a member of staff called, or that the person no longer wants it.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when they do not wait any more, or as any statement.
    pub async fn call_done(&mut self, person: PersonId, by: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE call_back SET done_at = $2, done_by = $3 WHERE person = $1 AND done_at IS NULL";
        self.change_one(statement, &[(&person.0).into(), now.as_microsecond().into(), (&by.0).into()]).await
    }

    /// A name that tells nothing.
    pub(crate) fn random_id(&self) -> [u8; 16] {
        let mut id = [0; 16];
        (self.shared.vault.random())(&mut id);
        id
    }
}
