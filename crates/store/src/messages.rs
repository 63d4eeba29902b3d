//! The outbox: messages that changes promise, and nodes send.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use troth_domain::booking::BookingId;
use troth_domain::limits;
use troth_domain::message::{Kind, Message, MessageId, PersonMessage, Recipient};
use troth_domain::people::PersonId;
use troth_domain::practice::Slug;

use crate::engine::{Row, Value};
use crate::error::StoreError;
use crate::person_messages::person_kind;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// A message that waits in the outbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Waiting {
    /// About a booking.
    Booking(Message),
    /// To a person.
    Person(PersonMessage),
}

impl Waiting {
    /// Its id.
    pub fn id(&self) -> MessageId {
        match self {
            Self::Booking(message) => message.id,
            Self::Person(message) => message.id,
        }
    }

    fn due_at(&self) -> Timestamp {
        match self {
            Self::Booking(message) => message.due_at,
            Self::Person(message) => message.due_at,
        }
    }
}

/// A message that this node alone may send until its lease ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// The message.
    pub message: Waiting,
    /// How often it was claimed, this time included.
    pub attempts: u32,
}

/// What came of sending a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It is out.
    Sent,
    /// It is to be tried again, not before this.
    Retry {
        /// When.
        not_before: Timestamp,
    },
    /// It is not to be sent any more.
    Dropped,
}

const COLUMNS: usize = 8;

/// The statement that inserts so many messages at once: one text per count, made once.
static INSERTS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let insert = |count: usize| {
        let mut text = "INSERT INTO outbox (id, booking, kind, recipient_kind, recipient_slug, speaks_of, \
                        sequence, due_at, attempts) VALUES "
            .to_owned();
        for message in 0..count {
            text.push_str(if message == 0 { "(" } else { ", (" });
            for column in 1..=COLUMNS {
                // Writing to a text cannot fail.
                let _ = write!(text, "${}, ", message * COLUMNS + column);
            }
            text.push_str("0)");
        }
        &*text.leak()
    };
    (1..=limits::MESSAGES_AT_ONCE_MAX).map(insert).collect()
});

fn kind_code(kind: Kind) -> i64 {
    match kind {
        Kind::Confirmation => 1,
        Kind::Change => 2,
        Kind::Cancellation => 3,
        Kind::Reminder => 4,
        Kind::NoticeBooked => 5,
        Kind::NoticeMoved => 6,
        Kind::NoticeCancelled => 7,
    }
}

fn kind(code: i64) -> Option<Kind> {
    let kinds = [
        Kind::Confirmation,
        Kind::Change,
        Kind::Cancellation,
        Kind::Reminder,
        Kind::NoticeBooked,
        Kind::NoticeMoved,
        Kind::NoticeCancelled,
    ];
    kinds.into_iter().find(|kind| kind_code(*kind) == code)
}

fn recipient_code(recipient: &Recipient) -> (i64, Option<&str>) {
    match recipient {
        Recipient::Client => (1, None),
        Recipient::Practice => (2, None),
        Recipient::Therapist(slug) => (3, Some(slug.as_str())),
    }
}

fn recipient(code: i64, slug: Option<&str>) -> Option<Recipient> {
    match (code, slug) {
        (1, None) => Some(Recipient::Client),
        (2, None) => Some(Recipient::Practice),
        (3, Some(slug)) => Slug::new(slug).ok().map(Recipient::Therapist),
        _ => None,
    }
}

impl WriteTransaction {
    /// Promises `messages`: they are sent if, and only if, this transaction is kept.
    ///
    /// # Errors
    /// As any statement.
    pub async fn enqueue(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        for some in messages.chunks(limits::MESSAGES_AT_ONCE_MAX) {
            let values = some.iter().flat_map(|message| -> [Value<'_>; COLUMNS] {
                let (recipient_kind, slug) = recipient_code(&message.recipient);
                [
                    (&message.id.0).into(),
                    (&message.booking.0).into(),
                    kind_code(message.kind).into(),
                    recipient_kind.into(),
                    slug.into(),
                    message.session_start.as_microsecond().into(),
                    message.sequence.into(),
                    message.due_at.as_microsecond().into(),
                ]
            });
            let values = values.collect::<Vec<_>>();
            let statement = some.len().checked_sub(1).and_then(|place| INSERTS.get(place).copied());
            if let Some(statement) = statement {
                self.execute_soon(statement, &values).await?;
            }
        }
        Ok(())
    }

    /// Drops every message to the client about this booking that is not out yet, so that what is promised next is the
    /// last that they get. One that is being sent at this moment is not tried again.
    ///
    /// # Errors
    /// As any statement.
    pub async fn drop_unsent_to_client(&mut self, booking: BookingId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE outbox SET dropped_at = $2 WHERE booking = $1 AND recipient_kind = 1 \
                         AND sent_at IS NULL AND dropped_at IS NULL";
        self.execute(statement, &[(&booking.0).into(), now.as_microsecond().into()]).await.map(drop)
    }
}

/// A message waits while an earlier one to the same recipient about the same booking is being sent, or is of an older
/// state of the booking and not out yet: nobody reads of a cancellation first and of the booking after it.
const CLAIM: &str = "UPDATE outbox SET leased_until = $3, leased_by = $1, attempts = attempts + 1 \
    WHERE id IN ( \
        SELECT candidate.id FROM outbox AS candidate \
        WHERE candidate.sent_at IS NULL AND candidate.dropped_at IS NULL AND candidate.due_at <= $2 \
        AND (candidate.leased_until IS NULL OR candidate.leased_until <= $2) \
        AND NOT EXISTS ( \
            SELECT 1 FROM outbox AS earlier \
            WHERE earlier.booking = candidate.booking AND earlier.sent_at IS NULL AND earlier.id <> candidate.id \
            AND earlier.recipient_kind = candidate.recipient_kind \
            AND earlier.recipient_slug IS NOT DISTINCT FROM candidate.recipient_slug \
            AND (earlier.sequence < candidate.sequence \
                OR (earlier.sequence = candidate.sequence AND earlier.due_at < candidate.due_at)) \
            AND (earlier.leased_until > $2 \
                OR (earlier.dropped_at IS NULL AND earlier.sequence < candidate.sequence))) \
        ORDER BY candidate.due_at, candidate.id LIMIT $4) \
    AND sent_at IS NULL AND dropped_at IS NULL AND (leased_until IS NULL OR leased_until <= $2) \
    RETURNING id, booking, person, kind, recipient_kind, recipient_slug, speaks_of, sequence, due_at, attempts";

impl Store {
    /// Claims up to `limit` messages that are due at `now`, for this node alone until `lease_until`, those due first
    /// in front. What a node claimed and did not finish is claimed again after the lease, by any node.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn claim_messages(
        &self,
        node: [u8; 16],
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Claimed>, StoreError> {
        let claimed = self.write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let (now, lease_until) = (now.as_microsecond(), lease_until.as_microsecond());
                let values = [(&node).into(), now.into(), lease_until.into(), limit.into()];
                transaction.fetch(CLAIM, &values).await?.into_iter().map(claimed).collect()
            })
        });
        let mut claimed: Vec<Claimed> = claimed.await?;
        claimed.sort_by_key(|claimed| (claimed.message.due_at(), claimed.message.id()));
        Ok(claimed)
    }

    /// Notes what came of a message that `node` claimed. Nothing happens when the lease has gone to another node.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn finish_message(
        &self,
        node: [u8; 16],
        id: MessageId,
        outcome: Outcome,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let (statement, at) = match outcome {
                    Outcome::Sent => (
                        "UPDATE outbox SET sent_at = $3, leased_until = NULL, leased_by = NULL \
                         WHERE id = $1 AND leased_by = $2",
                        now,
                    ),
                    Outcome::Dropped => (
                        "UPDATE outbox SET dropped_at = $3, leased_until = NULL, leased_by = NULL \
                         WHERE id = $1 AND leased_by = $2",
                        now,
                    ),
                    Outcome::Retry { not_before } => (
                        "UPDATE outbox SET due_at = $3, leased_until = NULL, leased_by = NULL \
                         WHERE id = $1 AND leased_by = $2",
                        not_before,
                    ),
                };
                let values = [(&id.0).into(), (&node).into(), at.as_microsecond().into()];
                transaction.execute(statement, &values).await.map(drop)
            })
        })
        .await
    }

    /// When the next message is due or its lease ends; `None` when none waits.
    ///
    /// # Errors
    /// As any statement.
    pub async fn next_message_due(&self) -> Result<Option<Timestamp>, StoreError> {
        // Two questions, each of which its index answers at once, however many messages wait.
        let statement = "SELECT MIN(due_at), ( \
                SELECT MIN(CASE WHEN leased_until > due_at THEN leased_until ELSE due_at END) FROM outbox \
                WHERE leased_until IS NOT NULL AND sent_at IS NULL AND dropped_at IS NULL) \
            FROM outbox WHERE leased_until IS NULL AND sent_at IS NULL AND dropped_at IS NULL";
        let Some(mut row) = self.readers.fetch(statement, &[]).await?.pop() else { return Ok(None) };
        let due = [row.optional_integer()?, row.optional_integer()?];
        due.into_iter().flatten().min().map(instant).transpose()
    }
}

fn claimed(mut row: Row) -> Result<Claimed, StoreError> {
    let id = MessageId(row.id()?);
    let corrupt = || StoreError::corrupt("outbox", &id.0);
    let (booking, person) = (row.optional_id()?.map(BookingId), row.optional_id()?.map(PersonId));
    let code = row.integer()?;
    let recipient = recipient(row.integer()?, row.optional_text()?.as_deref());
    let speaks_of = instant(row.integer()?)?;
    let sequence = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    let due_at = instant(row.integer()?)?;
    let message = match (booking, person) {
        (Some(booking), None) => Waiting::Booking(Message {
            id,
            booking,
            kind: kind(code).ok_or_else(corrupt)?,
            recipient: recipient.ok_or_else(corrupt)?,
            session_start: speaks_of,
            sequence,
            due_at,
        }),
        (None, Some(person)) => {
            let kind = person_kind(code, sequence).ok_or_else(corrupt)?;
            Waiting::Person(PersonMessage { id, person, kind, speaks_of, due_at })
        }
        _ => return Err(corrupt()),
    };
    Ok(Claimed { message, attempts: u32::try_from(row.integer()?).map_err(|_| corrupt())? })
}
