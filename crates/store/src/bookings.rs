//! Changes to holds and bookings.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::{Actor, Booking, BookingId, ClientBooking, State};
use troth_domain::calendar::{Cell, CellRange, Entry, Resource};
use troth_domain::people::{Client, Reason};

use crate::access::readable;
use crate::clients;
use crate::engine::Value;
use crate::error::StoreError;
use crate::events::{self, EventKind};
use crate::keys::Holder;
use crate::rows::{BookingRow, CONFIRMED, HELD, actor_code, booking_row, instant, select_booking};
use crate::transaction::WriteTransaction;

/// Whatever changes the time of a therapist or room needs the lock on it first: see [`lock`](WriteTransaction::lock).
impl WriteTransaction {
    /// The booking or hold of this id, without what is private in it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn booking(&mut self, id: BookingId) -> Result<Option<Booking>, StoreError> {
        Ok(self.booking_row(id).await?.map(|row| row.booking))
    }

    /// The booking of this id with its client, if `viewer` may see them; `None` for a hold.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the client cannot be read, or as any statement.
    pub async fn client_booking(
        &mut self,
        viewer: &Viewer,
        id: BookingId,
    ) -> Result<Option<ClientBooking>, StoreError> {
        let Some(row) = self.booking_row(id).await? else { return Ok(None) };
        readable(&self.shared().vault, viewer, row).map_err(|error| self.fail(error))
    }

    async fn booking_row(&mut self, id: BookingId) -> Result<Option<BookingRow>, StoreError> {
        let rows = self.fetch(select_booking!("WHERE booking.id = $1"), &[(&id.0).into()]).await?;
        rows.into_iter().next().map(booking_row).transpose().map_err(|error| self.fail(error))
    }

    /// Keeps a hold: its row and its cells.
    ///
    /// # Errors
    /// [`StoreError::CellTaken`] when somebody has the time, [`StoreError::Changed`] unless `hold` is held,
    /// [`StoreError::NotLocked`], or as any statement.
    pub async fn insert_hold(&mut self, hold: &Booking) -> Result<(), StoreError> {
        let State::Held { lapses_at, .. } = hold.state else { return Err(self.fail(StoreError::Changed)) };
        self.note_entry(hold)?;
        self.insert_row(hold, HELD, Some(lapses_at), None).await?;
        self.take_cells(hold).await
    }

    /// Keeps a confirmed booking: its row, its cells, its key, its sealed client, and that it was booked.
    ///
    /// # Errors
    /// As [`insert_hold`](Self::insert_hold).
    pub async fn insert_booking(&mut self, booking: &Booking, client: &Client) -> Result<(), StoreError> {
        if booking.state != State::Confirmed {
            return Err(self.fail(StoreError::Changed));
        }
        self.note_entry(booking)?;
        let sealed = self.seal_client(booking.id, client).await?;
        self.insert_row(booking, CONFIRMED, None, Some(&sealed)).await?;
        self.take_cells(booking).await?;
        self.note_event(booking, EventKind::Booked, Actor::Client, None, booking.made_at).await
    }

    /// Makes the hold of the same id a confirmed booking; its cells stay.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when the hold is no more, or as any statement.
    pub async fn confirm_hold(&mut self, booking: &Booking, client: &Client, now: Timestamp) -> Result<(), StoreError> {
        self.note_entry(booking)?;
        let sealed = self.seal_client(booking.id, client).await?;
        let statement = "UPDATE booking SET state = 2, lapses_at = NULL, client = $2, reference = $3 \
                         WHERE id = $1 AND state = 1";
        let values = [(&booking.id.0).into(), (&sealed).into(), booking.reference.as_str().into()];
        self.change_one(statement, &values).await?;
        self.note_event(booking, EventKind::Booked, Actor::Client, None, now).await
    }

    /// Lets a hold last until `lapses_at`.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when the hold is no more, or as any statement.
    pub async fn renew_hold(&mut self, id: BookingId, lapses_at: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE booking SET lapses_at = $2 WHERE id = $1 AND state = 1 \
                         RETURNING therapist, room, first_cell, end_cell, starts_at";
        let row = self.fetch(statement, &[(&id.0).into(), lapses_at.as_microsecond().into()]).await?.pop();
        let Some(mut row) = row else { return Err(self.fail(StoreError::Changed)) };
        let (therapist, room) = (row.integer()?, row.optional_integer()?);
        let occupied = CellRange::new(Cell(row.integer()?), Cell(row.integer()?));
        let start = instant(row.integer()?)?;
        self.note_change(therapist, room, id, Some(Entry { booking: id, occupied, start, lapses_at: Some(lapses_at) }))
    }

    /// Ends a hold before its time and frees its cells. Nothing happens when it is no more.
    ///
    /// # Errors
    /// As any statement.
    pub async fn end_hold(&mut self, id: BookingId, now: Timestamp) -> Result<(), StoreError> {
        let statement = "UPDATE booking SET state = 4, lapses_at = NULL, ended_at = $2, ended_by = 1 \
                         WHERE id = $1 AND state = 1 RETURNING id, therapist, room, first_cell, end_cell";
        let ended = self.fetch(statement, &[(&id.0).into(), now.as_microsecond().into()]).await?;
        self.free_all(ended).await
    }

    /// Gives a confirmed booking the slot and sequence of `booking`: old cells are freed, new ones taken, and that it
    /// was moved is noted. The lock must hold for the resources of both slots.
    ///
    /// # Errors
    /// [`StoreError::CellTaken`] when somebody has the time, [`StoreError::Changed`] when the booking was changed in
    /// between (its sequence is not the one before), or as any statement.
    pub async fn move_booking(
        &mut self,
        booking: &Booking,
        by: Actor,
        reason: Option<&Reason>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.free_own_cells(booking.id).await?;
        let statement = "UPDATE booking SET offering = $3, therapist = $4, location = $5, room = $6, starts_at = $7, \
                         ends_at = $8, first_cell = $9, end_cell = $10, sequence = $2, link_generation = $11 \
                         WHERE id = $1 AND state = 2 AND sequence = $2 - 1";
        let slot = &booking.slot;
        let (therapist, room) = self.slot_ids(booking)?;
        let values = [
            (&booking.id.0).into(),
            booking.sequence.into(),
            slot.offering.as_str().into(),
            therapist.into(),
            slot.location.as_ref().map(|slug| slug.as_str()).into(),
            room.into(),
            slot.start.as_microsecond().into(),
            slot.end.as_microsecond().into(),
            slot.occupied.start.0.into(),
            slot.occupied.end.0.into(),
            booking.link_generation.into(),
        ];
        self.change_one(statement, &values).await?;
        self.note_entry(booking)?;
        self.take_cells(booking).await?;
        self.note_event(booking, EventKind::Moved, by, reason, now).await
    }

    /// Ends a confirmed booking: its cells are freed, and that it was cancelled is noted.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when the booking was changed in between, or as any statement.
    pub async fn cancel_booking(
        &mut self,
        booking: &Booking,
        by: Actor,
        reason: Option<&Reason>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "UPDATE booking SET state = 3, ended_at = $3, ended_by = $4, sequence = $2, \
                         link_generation = $5 WHERE id = $1 AND state = 2 AND sequence = $2 - 1 \
                         RETURNING id, therapist, room, first_cell, end_cell";
        let values = [
            (&booking.id.0).into(),
            booking.sequence.into(),
            now.as_microsecond().into(),
            actor_code(by).into(),
            booking.link_generation.into(),
        ];
        let ended = self.fetch(statement, &values).await?;
        if ended.is_empty() {
            return Err(self.fail(StoreError::Changed));
        }
        self.free_all(ended).await?;
        self.note_event(booking, EventKind::Cancelled, by, reason, now).await
    }

    async fn seal_client(&mut self, id: BookingId, client: &Client) -> Result<Vec<u8>, StoreError> {
        let key = self.make_item_key(&id.0, &[Holder::Practice]).await?;
        let shared = self.shared();
        clients::seal(&key, shared.vault.random(), id, client).map_err(|error| self.fail(error))
    }

    async fn insert_row(
        &mut self,
        booking: &Booking,
        state: i64,
        lapses_at: Option<Timestamp>,
        client: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let slot = &booking.slot;
        let (therapist, room) = self.slot_ids(booking)?;
        let statement = "INSERT INTO booking (id, reference, state, offering, therapist, location, room, starts_at, \
                         ends_at, first_cell, end_cell, sequence, link_generation, made_at, lapses_at, client) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
        let values = [
            (&booking.id.0).into(),
            booking.reference.as_str().into(),
            state.into(),
            slot.offering.as_str().into(),
            therapist.into(),
            slot.location.as_ref().map(|slug| slug.as_str()).into(),
            room.into(),
            slot.start.as_microsecond().into(),
            slot.end.as_microsecond().into(),
            slot.occupied.start.0.into(),
            slot.occupied.end.0.into(),
            booking.sequence.into(),
            booking.link_generation.into(),
            booking.made_at.as_microsecond().into(),
            lapses_at.map(Timestamp::as_microsecond).into(),
            client.into(),
        ];
        self.execute_soon(statement, &values).await
    }

    /// The numbers of the therapist and the room of a booking.
    pub(crate) fn slot_ids(&mut self, booking: &Booking) -> Result<(i64, Option<i64>), StoreError> {
        let therapist = self.resource_id(&Resource::Therapist(booking.slot.therapist.clone()))?;
        let room = booking.slot.room.clone().map(|room| self.resource_id(&Resource::Room(room))).transpose()?;
        Ok((therapist, room))
    }

    /// Takes up the cells of a booking. The primary key refuses what somebody else has.
    async fn take_cells(&mut self, booking: &Booking) -> Result<(), StoreError> {
        let (therapist, room) = self.slot_ids(booking)?;
        let statement = "INSERT INTO occupied_cell (resource, cell, booking) \
                         WITH RECURSIVE span (cell) AS ( \
                             SELECT CAST($2 AS BIGINT) UNION ALL SELECT cell + 1 FROM span WHERE cell + 1 < $3) \
                         SELECT resource.id, span.cell, $1 FROM span CROSS JOIN resource \
                         WHERE resource.id IN ($4, $5)";
        let occupied = booking.slot.occupied;
        let values: [Value<'_>; 5] =
            [(&booking.id.0).into(), occupied.start.0.into(), occupied.end.0.into(), therapist.into(), room.into()];
        self.execute_soon_meaning(statement, &values, StoreError::cell_taken).await
    }

    async fn free_own_cells(&mut self, id: BookingId) -> Result<(), StoreError> {
        let statement = "SELECT id, therapist, room, first_cell, end_cell FROM booking WHERE id = $1";
        let own = self.fetch(statement, &[(&id.0).into()]).await?;
        self.free_all(own).await
    }

    async fn note_event(
        &mut self,
        booking: &Booking,
        event: EventKind,
        by: Actor,
        reason: Option<&Reason>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = match reason {
            None => None,
            Some(reason) => {
                let key = self.item_key(&booking.id.0, Holder::Practice).await?;
                let shared = self.shared();
                let sealed = events::seal_reason(&key, shared.vault.random(), booking, reason);
                Some(sealed.map_err(|error| self.fail(error))?)
            }
        };
        let statement = "INSERT INTO booking_event (booking, number, event, actor, at, reason) \
                         VALUES ($1, $2, $3, $4, $5, $6)";
        let values = [
            (&booking.id.0).into(),
            booking.sequence.into(),
            event.code().into(),
            actor_code(by).into(),
            at.as_microsecond().into(),
            sealed.as_deref().into(),
        ];
        self.execute_soon(statement, &values).await
    }
}
