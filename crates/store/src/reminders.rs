//! When each of two is to be reminded of a commitment. What is due is found by its time alone: of those that are not due,
//! none is looked at.

use jiff::Timestamp;
use troth_domain::people::PersonId;
use troth_domain::plan::LogId;

use crate::engine::Row;
use crate::error::StoreError;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A reminder that waits for its time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reminder {
    /// Who is reminded.
    pub person: PersonId,
    /// Of what.
    pub log: LogId,
    /// When.
    pub due_at: Timestamp,
}

/// What is due, the first first.
pub const DUE_REMINDERS: &str = "SELECT person, log, due_at FROM commitment_reminder WHERE due_at <= $1 \
                       ORDER BY due_at, person, log LIMIT $2";

impl Store {
    /// At most `max` of those that are due at `now`, the first first.
    ///
    /// Discloses nothing: each is of one person, and what is done about it is decided on that person's own page.
    ///
    /// # Errors
    /// As any statement.
    pub async fn due_reminders(&self, now: Timestamp, max: u32) -> Result<Vec<Reminder>, StoreError> {
        let rows = self.readers.fetch(DUE_REMINDERS, &[now.as_microsecond().into(), i64::from(max).into()]).await?;
        let reminder = |mut row: Row| {
            Ok(Reminder { person: PersonId(row.id()?), log: LogId(row.id()?), due_at: instant(row.integer()?)? })
        };
        rows.into_iter().map(reminder).collect()
    }

    /// When the next one is due, whether or not that has passed.
    ///
    /// Discloses nothing: it is a time alone.
    ///
    /// # Errors
    /// As any statement.
    pub async fn next_reminder_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let row = self.readers.fetch("SELECT MIN(due_at) FROM commitment_reminder", &[]).await?.pop();
        row.and_then(|mut row| row.optional_integer().transpose()).transpose()?.map(instant).transpose()
    }
}

impl WriteTransaction {
    /// Reminds `person` of `log` at `due_at`, where they are not to be reminded of it before.
    ///
    /// # Errors
    /// As any statement.
    pub async fn remind(&mut self, person: PersonId, log: LogId, due_at: Timestamp) -> Result<(), StoreError> {
        let statement = "INSERT INTO commitment_reminder (person, log, due_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (person, log) DO NOTHING";
        let values = [(&person.0).into(), (&log.0).into(), due_at.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }

    /// Puts a reminder off until `next`, or takes it away. One that another node took in hand meanwhile stays as it is;
    /// answers whether it was as it is known here.
    ///
    /// # Errors
    /// As any statement.
    pub async fn put_off(&mut self, reminder: &Reminder, next: Option<Timestamp>) -> Result<bool, StoreError> {
        let Reminder { person, log, due_at } = reminder;
        let known = [(&person.0).into(), (&log.0).into(), due_at.as_microsecond().into()];
        let changed = match next {
            None => {
                let statement = "DELETE FROM commitment_reminder WHERE person = $1 AND log = $2 AND due_at = $3";
                self.execute(statement, &known).await?
            }
            Some(next) => {
                let statement = "UPDATE commitment_reminder SET due_at = $4 \
                                 WHERE person = $1 AND log = $2 AND due_at = $3";
                let [person, log, due_at] = known;
                self.execute(statement, &[person, log, due_at, next.as_microsecond().into()]).await?
            }
        };
        Ok(changed > 0)
    }
}
