//! Who did what to a booking, when, and why.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::{Actor, Booking, BookingId};
use troth_domain::people::Reason;

use crate::engine::Row;
use crate::error::StoreError;
use crate::key::Random;
use crate::rows::{actor, instant};
use crate::seal::{DataKey, Place};
use crate::store::Store;

/// What was done to a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind {
    /// It was confirmed.
    Booked,
    /// It got another time.
    Moved,
    /// It was cancelled.
    Cancelled,
}

/// One thing that was done to a booking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookingEvent {
    /// What was done.
    pub kind: EventKind,
    /// Who did it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Why, if somebody said so and the viewer may see it.
    pub reason: Option<Reason>,
}

impl EventKind {
    pub(crate) fn code(self) -> i64 {
        match self {
            Self::Booked => 1,
            Self::Moved => 2,
            Self::Cancelled => 3,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        [Self::Booked, Self::Moved, Self::Cancelled].into_iter().find(|kind| kind.code() == code)
    }
}

/// The row that a reason is sealed for: the booking and its sequence.
fn reason_row(booking: BookingId, number: u32) -> Vec<u8> {
    [booking.0.as_slice(), &number.to_be_bytes()].concat()
}

fn reason_place(row: &[u8]) -> Place<'_> {
    Place { table: "booking_event", column: "reason", row }
}

pub(crate) fn seal_reason(
    key: &DataKey,
    random: &Random,
    booking: &Booking,
    reason: &Reason,
) -> Result<Vec<u8>, StoreError> {
    let row = reason_row(booking.id, booking.sequence);
    key.seal(random, reason_place(&row), reason.reveal().as_bytes())
}

impl Store {
    /// What was done to a booking, in order, with the reasons that `viewer` may see.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a reason cannot be read, or as any statement.
    pub async fn events_of(&self, viewer: &Viewer, id: BookingId) -> Result<Vec<BookingEvent>, StoreError> {
        let statement = "SELECT booking_event.number, booking_event.event, booking_event.actor, booking_event.at, \
                         booking_event.reason, item_key.wrap FROM booking_event \
                         LEFT JOIN item_key ON item_key.item = booking_event.booking \
                         AND item_key.holder = 'practice' \
                         WHERE booking_event.booking = $1 ORDER BY booking_event.number";
        let rows = self.readers.fetch(statement, &[(&id.0).into()]).await?;
        rows.into_iter().map(|row| self.event(viewer, id, row)).collect()
    }

    fn event(&self, viewer: &Viewer, id: BookingId, mut row: Row) -> Result<BookingEvent, StoreError> {
        let corrupt = || StoreError::corrupt("booking_event", &id.0);
        let number = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
        let kind = EventKind::from_code(row.integer()?).ok_or_else(corrupt)?;
        let by = actor(row.integer()?).ok_or_else(corrupt)?;
        let at = instant(row.integer()?)?;
        let (sealed, wrap) = (row.optional_bytes()?, row.optional_bytes()?);
        let reason = match sealed.filter(|_| viewer.may_see_reason_of(id)) {
            None => None,
            Some(sealed) => {
                let key = self.shared.vault.unwrap(&wrap.ok_or_else(corrupt)?, &id.0)?;
                let text = key.open(reason_place(&reason_row(id, number)), &sealed)?;
                let text = std::str::from_utf8(&text).map_err(|_| corrupt())?;
                Some(Reason::new(text).map_err(|_| corrupt())?)
            }
        };
        Ok(BookingEvent { kind, by, at, reason })
    }
}
