//! Bookings as rows.

use jiff::Timestamp;
use troth_domain::booking::{Actor, Booking, BookingId, Reference, Slot, State};
use troth_domain::calendar::{Cell, CellRange};
use troth_domain::practice::Slug;

use crate::engine::Row;
use crate::error::StoreError;

pub(crate) const HELD: i64 = 1;
pub(crate) const CONFIRMED: i64 = 2;
pub(crate) const CANCELLED: i64 = 3;
pub(crate) const LAPSED: i64 = 4;

/// The columns that [`booking_row`] reads, in its order, and where they come from.
macro_rules! select_booking {
    ($condition:literal) => {
        concat!(
            "SELECT booking.id, booking.reference, booking.state, booking.offering, therapist.slug, booking.location, \
             room.slug, booking.starts_at, booking.ends_at, booking.first_cell, booking.end_cell, booking.sequence, \
             booking.link_generation, booking.made_at, booking.lapses_at, booking.ended_at, booking.ended_by, \
             booking.client, item_key.wrap \
             FROM booking \
             JOIN resource AS therapist ON therapist.id = booking.therapist \
             LEFT JOIN resource AS room ON room.id = booking.room \
             LEFT JOIN item_key ON item_key.item = booking.id AND item_key.holder = 'practice' ",
            $condition
        )
    };
}
pub(crate) use select_booking;

/// A booking as it stands in its row, its client still sealed.
pub(crate) struct BookingRow {
    pub booking: Booking,
    pub client: Option<Vec<u8>>,
    pub wrap: Option<Vec<u8>>,
}

/// Reads a row of [`select_booking`].
pub(crate) fn booking_row(mut row: Row) -> Result<BookingRow, StoreError> {
    let id = BookingId(row.id()?);
    let corrupt = || StoreError::corrupt("booking", &id.0);
    let reference = Reference::parse(&row.text()?).ok_or_else(corrupt)?;
    let state = row.integer()?;
    let offering = slug(&row.text()?, corrupt)?;
    let therapist = slug(&row.text()?, corrupt)?;
    let location = row.optional_text()?.map(|text| slug(&text, corrupt)).transpose()?;
    let room = row.optional_text()?.map(|text| slug(&text, corrupt)).transpose()?;
    let (start, end) = (instant(row.integer()?)?, instant(row.integer()?)?);
    let occupied = CellRange::new(Cell(row.integer()?), Cell(row.integer()?));
    let sequence = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    let link_generation = u32::try_from(row.integer()?).map_err(|_| corrupt())?;
    let made_at = instant(row.integer()?)?;
    let lapses_at = row.optional_integer()?.map(instant).transpose()?;
    let ended_at = row.optional_integer()?.map(instant).transpose()?;
    let ended_by = row.optional_integer()?.map(|code| actor(code).ok_or_else(corrupt)).transpose()?;
    let state = match (state, lapses_at, ended_at, ended_by) {
        (HELD, Some(lapses_at), ..) => State::Held { lapses_at, made_at },
        (CONFIRMED, ..) => State::Confirmed,
        (CANCELLED, _, Some(at), Some(by)) => State::Cancelled { at, by },
        (LAPSED, ..) => State::Lapsed,
        _ => return Err(corrupt()),
    };
    let slot = Slot { offering, therapist, location, room, start, end, occupied };
    let booking = Booking { id, reference, state, slot, sequence, link_generation, made_at };
    Ok(BookingRow { booking, client: row.optional_bytes()?, wrap: row.optional_bytes()? })
}

fn slug(text: &str, corrupt: impl Fn() -> StoreError) -> Result<Slug, StoreError> {
    Slug::new(text).map_err(|_| corrupt())
}

/// An instant out of microseconds since 1970.
pub(crate) fn instant(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds)
        .map_err(|_| StoreError::Database("a stored instant lies outside the calendar".to_owned()))
}

pub(crate) fn actor_code(actor: Actor) -> i64 {
    match actor {
        Actor::Client => 1,
        Actor::FrontDesk => 2,
        Actor::System => 3,
    }
}

pub(crate) fn actor(code: i64) -> Option<Actor> {
    match code {
        1 => Some(Actor::Client),
        2 => Some(Actor::FrontDesk),
        3 => Some(Actor::System),
        _ => None,
    }
}
