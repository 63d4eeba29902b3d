//! Messages to persons, and what makes their links useless. They wait, are claimed and are finished as those about
//! bookings are (`messages.rs`).

use jiff::Timestamp;
use troth_domain::access::{Viewer, has_come};
use troth_domain::message::{AccountEvent, MessageId, PersonKind, PersonLinkPurpose, PersonMessage, is_told};
use troth_domain::people::{CoupleId, PersonId};
use troth_domain::writing::Delivery;

use crate::askings::asking_came;
use crate::error::StoreError;
use crate::keys::Ask;
use crate::rows::instant;
use crate::seal::Lookup;
use crate::store::Store;
use crate::transaction::WriteTransaction;

const VERIFY: i64 = 21;
const RESET: i64 = 22;
const TEST: i64 = 23;
const SOMETHING_NEW: i64 = 24;
const NEW_PASSPHRASE: i64 = 25;
const NEW_PASSKEY: i64 = 26;
const RECOVERY_CODE_USED: i64 = 27;
const DUE: i64 = 28;

/// The kind, and the generation of its link.
fn kind_columns(kind: PersonKind) -> (i64, u32) {
    match kind {
        PersonKind::Verify { generation } => (VERIFY, generation),
        PersonKind::Reset { generation } => (RESET, generation),
        PersonKind::Test => (TEST, 0),
        PersonKind::SomethingNew => (SOMETHING_NEW, 0),
        PersonKind::Due => (DUE, 0),
        PersonKind::Account(AccountEvent::NewPassphrase) => (NEW_PASSPHRASE, 0),
        PersonKind::Account(AccountEvent::NewPasskey) => (NEW_PASSKEY, 0),
        PersonKind::Account(AccountEvent::RecoveryCodeUsed) => (RECOVERY_CODE_USED, 0),
    }
}

/// Out of the columns of a row.
pub(crate) fn person_kind(code: i64, generation: u32) -> Option<PersonKind> {
    match code {
        VERIFY => Some(PersonKind::Verify { generation }),
        RESET => Some(PersonKind::Reset { generation }),
        TEST => Some(PersonKind::Test),
        SOMETHING_NEW => Some(PersonKind::SomethingNew),
        DUE => Some(PersonKind::Due),
        NEW_PASSPHRASE => Some(PersonKind::Account(AccountEvent::NewPassphrase)),
        NEW_PASSKEY => Some(PersonKind::Account(AccountEvent::NewPasskey)),
        RECOVERY_CODE_USED => Some(PersonKind::Account(AccountEvent::RecoveryCodeUsed)),
        _ => None,
    }
}

fn purpose_code(purpose: PersonLinkPurpose) -> i64 {
    match purpose {
        PersonLinkPurpose::Verify => 1,
        PersonLinkPurpose::Reset => 2,
    }
}

async fn generation(records: &mut impl Ask, person: PersonId, purpose: PersonLinkPurpose) -> Result<u32, StoreError> {
    let statement = "SELECT generation FROM person_link WHERE person = $1 AND purpose = $2";
    let row = records.ask(statement, &[(&person.0).into(), purpose_code(purpose).into()]).await?.pop();
    let generation = row.map_or(Ok(0), |mut row| row.integer())?;
    u32::try_from(generation).map_err(|_| StoreError::corrupt("person_link", &person.0))
}

impl WriteTransaction {
    /// Promises a message to a person: it is sent if, and only if, this transaction is kept. Promising one that is
    /// promised already does nothing.
    ///
    /// # Errors
    /// As any statement.
    pub async fn enqueue_person(&mut self, message: &PersonMessage) -> Result<(), StoreError> {
        let (kind, generation) = kind_columns(message.kind);
        let statement = "INSERT INTO outbox (id, person, kind, recipient_kind, speaks_of, sequence, due_at, attempts) \
                         VALUES ($1, $2, $3, 4, $4, $5, $6, 0) ON CONFLICT DO NOTHING";
        let values = [
            (&message.id.0).into(),
            (&message.person.0).into(),
            kind.into(),
            message.speaks_of.as_microsecond().into(),
            generation.into(),
            message.due_at.as_microsecond().into(),
        ];
        self.execute(statement, &values).await.map(drop)
    }

    /// Promises to tell `person` that something is new, once what came at `deliver_at` is there; at most once for each
    /// delivery hour. The id is made of person and hour, so that it is the same whatever else happened.
    ///
    /// # Errors
    /// As any statement.
    pub async fn enqueue_something_new(&mut self, person: PersonId, deliver_at: Timestamp) -> Result<(), StoreError> {
        let named = [person.0.as_slice(), &deliver_at.as_microsecond().to_be_bytes()].concat();
        let code = self.shared().vault.code(Lookup::Message, &named)?;
        let id = code.first_chunk().copied().ok_or_else(|| StoreError::corrupt("outbox", &person.0))?;
        self.enqueue_person(&PersonMessage::something_new(MessageId(id), person, deliver_at)).await
    }

    /// Promises to remind `person` of what is due at `at`; at most once for each time. The id is made of both.
    ///
    /// # Errors
    /// As any statement.
    pub async fn enqueue_due(&mut self, person: PersonId, at: Timestamp) -> Result<(), StoreError> {
        let named = [b"due", person.0.as_slice(), &at.as_microsecond().to_be_bytes()].concat();
        let code = self.shared().vault.code(Lookup::Message, &named)?;
        let id = code.first_chunk().copied().ok_or_else(|| StoreError::corrupt("outbox", &person.0))?;
        self.enqueue_person(&PersonMessage::new(MessageId(id), person, PersonKind::Due, at)).await
    }

    /// The generation that a person's links of `purpose` must have to be of use.
    ///
    /// # Errors
    /// As any statement.
    pub async fn link_generation(&mut self, person: PersonId, purpose: PersonLinkPurpose) -> Result<u32, StoreError> {
        generation(self, person, purpose).await
    }

    /// Makes every link of `purpose` that a person was sent until now useless. Answers the generation of the next.
    ///
    /// # Errors
    /// As any statement.
    pub async fn raise_link_generation(
        &mut self,
        person: PersonId,
        purpose: PersonLinkPurpose,
    ) -> Result<u32, StoreError> {
        let statement = "INSERT INTO person_link (person, purpose, generation) VALUES ($1, $2, 1) \
                         ON CONFLICT (person, purpose) DO UPDATE SET generation = person_link.generation + 1";
        self.execute(statement, &[(&person.0).into(), purpose_code(purpose).into()]).await?;
        generation(self, person, purpose).await
    }
}

impl Store {
    /// As [`WriteTransaction::link_generation`].
    ///
    /// # Errors
    /// As any statement.
    pub async fn link_generation(&self, person: PersonId, purpose: PersonLinkPurpose) -> Result<u32, StoreError> {
        generation(&mut &*self.readers, person, purpose).await
    }

    /// Whether something came to `person` at the delivery hour `deliver_at` that is news, and is there at `now`, neither held
    /// nor withdrawn. Never to a viewer who may not ask.
    ///
    /// Discloses `DeliveredItem`, and `OfferedAccount`.
    ///
    /// # Errors
    /// As any statement.
    pub async fn something_came(
        &self,
        viewer: &Viewer,
        person: PersonId,
        deliver_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if !viewer.may_see_news_of(person) {
            return Ok(false);
        }
        let statement = "SELECT couple, withdrawn_at, told_at, \
                         (SELECT MIN(left_at) FROM couple_leaving WHERE couple_leaving.couple = delivery.couple) \
                         FROM delivery WHERE reader = $1 AND withdrawn_at IS NULL AND deliver_at = $2";
        let rows = self.readers.fetch(statement, &[(&person.0).into(), deliver_at.as_microsecond().into()]).await?;
        for mut row in rows {
            let couple = CoupleId(row.id()?);
            let withdrawn_at = row.optional_integer()?.map(instant).transpose()?;
            let told_at = row.optional_integer()?.map(instant).transpose()?;
            let ended_at = row.optional_integer()?.map(instant).transpose()?;
            let copy = Delivery { couple, reader: person, deliver_at: Some(deliver_at), withdrawn_at };
            if is_told(told_at, deliver_at) && has_come(&copy, person, ended_at, now) {
                return Ok(true);
            }
        }
        // What comes to a page on which the thing is over by then is no news there.
        let moved = "SELECT 1 FROM plan_arrival WHERE reader = $1 AND arrives_at = $2 AND arrives_at <= $3 AND NOT EXISTS ( \
                     SELECT 1 FROM plan_arrival AS earlier JOIN plan_move ON plan_move.id = earlier.move \
                     WHERE earlier.log = plan_arrival.log AND earlier.reader = $1 AND earlier.arrives_at < $2 \
                     AND plan_move.made_at < $2 AND plan_move.closes = 1) LIMIT 1";
        let values = [(&person.0).into(), deliver_at.as_microsecond().into(), now.as_microsecond().into()];
        if !self.readers.fetch(moved, &values).await?.is_empty() {
            return Ok(true);
        }
        asking_came(&mut &*self.readers, person, deliver_at, now).await
    }
}
