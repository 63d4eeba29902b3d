//! The same request sent twice, and how often one network address books.

use jiff::Timestamp;
use troth_domain::booking::BookingId;

use crate::error::StoreError;
use crate::keys::Holder;
use crate::seal::{KEY_VERSION, Lookup, Place};
use crate::transaction::WriteTransaction;

/// An answer that is to be given again when the same request comes again.
#[derive(Clone, Copy)]
pub struct IdempotencyClaim<'c> {
    /// The key that the caller chose.
    pub key: &'c str,
    /// What was asked, in one canonical form.
    pub body: &'c [u8],
    /// The booking that came of it.
    pub booking: BookingId,
    /// What was answered.
    pub answer: &'c [u8],
    /// When it was answered.
    pub now: Timestamp,
    /// Until when it is remembered.
    pub expires_at: Timestamp,
}

/// What is known of a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Remembered {
    /// Nothing was: the answer is remembered now.
    New,
    /// The same was asked before.
    Same {
        /// What was answered.
        answer: Vec<u8>,
    },
    /// Something else was asked with this key.
    Different,
}

/// How often something was counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    /// How often in this hour, the last time included.
    pub times: u32,
    /// Seconds until the count begins anew: 1 to 3600.
    pub anew_in_seconds: u32,
}

impl WriteTransaction {
    /// Remembers an answer. When another request with the same key was faster, says what came of that one, and the
    /// action should end with an error, so that nothing of it is kept.
    ///
    /// # Errors
    /// As any statement.
    pub async fn remember(&mut self, claim: &IdempotencyClaim<'_>) -> Result<Remembered, StoreError> {
        let shared = self.shared();
        let key_code = shared.vault.code(Lookup::Idempotency, claim.key.as_bytes())?;
        let body_code = shared.vault.code(Lookup::Idempotency, claim.body)?;
        let data_key = self.item_key(&claim.booking.0, Holder::Practice).await?;
        let sealed = data_key.seal(shared.vault.random(), answer_place(&key_code), claim.answer);
        let sealed = sealed.map_err(|error| self.fail(error))?;
        let statement = "INSERT INTO idempotency (key_code, key_version, body_code, booking, answer, expires_at) \
                         VALUES ($1, $2, $3, $4, $5, $6) \
                         ON CONFLICT (key_code) DO UPDATE SET key_version = $2, body_code = $3, booking = $4, \
                         answer = $5, expires_at = $6 WHERE idempotency.expires_at <= $7";
        let values = [
            (&key_code).into(),
            KEY_VERSION.into(),
            (&body_code).into(),
            (&claim.booking.0).into(),
            (&sealed).into(),
            claim.expires_at.as_microsecond().into(),
            claim.now.as_microsecond().into(),
        ];
        if self.execute(statement, &values).await? > 0 {
            return Ok(Remembered::New);
        }
        let before = self.recall(claim.key, claim.body, claim.now).await?;
        before.ok_or_else(|| self.fail(StoreError::Conflict))
    }

    /// What is known of `key` at `now`, to be asked before anything is decided; `None` when it is new.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the answer cannot be read, or as any statement.
    pub async fn recall(&mut self, key: &str, body: &[u8], now: Timestamp) -> Result<Option<Remembered>, StoreError> {
        let shared = self.shared();
        let key_code = shared.vault.code(Lookup::Idempotency, key.as_bytes())?;
        let statement = "SELECT body_code, booking, answer FROM idempotency WHERE key_code = $1 AND expires_at > $2";
        let row = self.fetch(statement, &[(&key_code).into(), now.as_microsecond().into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        if row.bytes()? != shared.vault.code(Lookup::Idempotency, body)? {
            return Ok(Some(Remembered::Different));
        }
        let data_key = self.item_key(&row.id()?, Holder::Practice).await?;
        let answer = data_key.open(answer_place(&key_code), &row.bytes()?).map_err(|error| self.fail(error))?;
        Ok(Some(Remembered::Same { answer: answer.to_vec() }))
    }

    /// Counts one more of what `subject` names (a kind of request and a network address) in the running hour, which
    /// begins with the hour of UTC.
    ///
    /// # Errors
    /// As any statement.
    pub async fn count_address(&mut self, subject: &str, now: Timestamp) -> Result<Counted, StoreError> {
        let code = self.shared().vault.code(Lookup::Address, subject.as_bytes())?;
        let statement = "INSERT INTO address_count (code, hour, times) VALUES ($1, $2, 1) \
                         ON CONFLICT (code, hour) DO UPDATE SET times = address_count.times + 1 RETURNING times";
        let row = self.fetch(statement, &[(&code).into(), hour(now).into()]).await?.pop();
        let times = row.map_or(Ok(1), |mut row| row.integer())?;
        let into_hour = u32::try_from(now.as_second().rem_euclid(HOUR_SECONDS)).unwrap_or(0);
        let anew_in_seconds = u32::try_from(HOUR_SECONDS).unwrap_or(u32::MAX).saturating_sub(into_hour);
        Ok(Counted { times: u32::try_from(times).unwrap_or(u32::MAX), anew_in_seconds })
    }

    /// Takes one back of what was counted in the running hour, as when it turned out to be right.
    ///
    /// # Errors
    /// As any statement.
    pub async fn uncount_address(&mut self, subject: &str, now: Timestamp) -> Result<(), StoreError> {
        let code = self.shared().vault.code(Lookup::Address, subject.as_bytes())?;
        let values = [(&code).into(), hour(now).into()];
        let last = "DELETE FROM address_count WHERE code = $1 AND hour = $2 AND times = 1";
        if self.execute(last, &values).await? > 0 {
            return Ok(());
        }
        let statement = "UPDATE address_count SET times = times - 1 WHERE code = $1 AND hour = $2 AND times > 1";
        self.execute(statement, &values).await.map(drop)
    }
}

const HOUR_SECONDS: i64 = 3600;

/// Hours since 1970.
pub(crate) fn hour(now: Timestamp) -> i64 {
    now.as_second().div_euclid(HOUR_SECONDS)
}

fn answer_place(key_code: &[u8]) -> Place<'_> {
    Place { table: "idempotency", column: "answer", row: key_code }
}
