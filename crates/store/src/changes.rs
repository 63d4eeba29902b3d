//! What a transaction did to the diaries of the resources that it locked.
//!
//! Once the transaction is kept, this node brings its diaries up to date from it and need not read them again. It is
//! only ever a shortcut: the versions say whether it fits, and where it does not, the diary is read anew.

use std::mem;
use std::sync::{Mutex, PoisonError};

use troth_domain::booking::{Booking, BookingId, State};
use troth_domain::calendar::{Diary, Entry, Resource};
use troth_domain::limits;

use crate::engine::Row;
use crate::error::StoreError;
use crate::transaction::WriteTransaction;

/// One resource that a transaction locked.
#[derive(Clone, Debug)]
pub(crate) struct Locked {
    pub id: i64,
    pub resource: Resource,
    /// Its version from this transaction on.
    pub version: i64,
    /// What became of bookings in its diary, in order: the entry that stands there now, if any does.
    pub changes: Vec<(BookingId, Option<Entry>)>,
}

impl Locked {
    /// `diary` as it stands after the changes so far.
    pub fn changed(&self, diary: Option<&Diary>) -> Diary {
        let mut entries = diary.map_or_else(Vec::new, |diary| diary.entries().to_vec());
        for (booking, entry) in &self.changes {
            entries.retain(|entry| entry.booking != *booking);
            entries.extend(entry.clone());
        }
        Diary::new(entries)
    }
}

/// Changes that were kept and are not in this node's diaries yet.
#[derive(Default)]
pub(crate) struct KeptChanges(Mutex<Vec<Locked>>);

impl KeptChanges {
    /// Notes changes, after they were kept and before anyone is told so.
    pub fn add(&self, changes: Vec<Locked>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() + changes.len() > limits::DIARY_CHANGES_MAX {
            // Nobody asked for the diaries for long. What is forgotten here is read from the database then.
            waiting.clear();
        }
        waiting.extend(changes);
    }

    /// Those of one resource, by version; they stay.
    pub fn of(&self, id: i64) -> Vec<Locked> {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = waiting.iter().filter(|locked| locked.id == id).cloned().collect::<Vec<_>>();
        own.sort_by_key(|locked| locked.version);
        own
    }

    /// All of them, those of each resource by version.
    pub fn take(&self) -> Vec<Locked> {
        let mut taken = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        taken.sort_by_key(|locked| (locked.id, locked.version));
        taken
    }
}

/// The entry of an active booking or hold.
fn entry_of(booking: &Booking) -> Entry {
    let lapses_at = match booking.state {
        State::Held { lapses_at, .. } => Some(lapses_at),
        State::Confirmed | State::Cancelled { .. } | State::Lapsed => None,
    };
    Entry { booking: booking.id, occupied: booking.slot.occupied, start: booking.slot.start, lapses_at }
}

impl WriteTransaction {
    /// Notes that `booking` now stands in the diaries of its therapist and room.
    ///
    /// # Errors
    /// [`StoreError::NotLocked`] when one of them was not locked.
    pub(crate) fn note_entry(&mut self, booking: &Booking) -> Result<(), StoreError> {
        let (therapist, room) = self.slot_ids(booking)?;
        self.note_change(therapist, room, booking.id, Some(entry_of(booking)))
    }

    /// Notes what became of a booking in the diaries of a therapist and a room.
    pub(crate) fn note_change(
        &mut self,
        therapist: i64,
        room: Option<i64>,
        booking: BookingId,
        entry: Option<Entry>,
    ) -> Result<(), StoreError> {
        for id in std::iter::once(therapist).chain(room) {
            let Some(locked) = self.locked.iter_mut().find(|locked| locked.id == id) else {
                return Err(self.fail(StoreError::NotLocked));
            };
            locked.changes.push((booking, entry.clone()));
        }
        Ok(())
    }

    /// Frees the cells of rows of `id, therapist, room, first_cell, end_cell`, whose resources are locked.
    pub(crate) async fn free_all(&mut self, rows: Vec<Row>) -> Result<(), StoreError> {
        for row in rows {
            let (booking, therapist, room) = self.free_cells(row).await?;
            self.note_change(therapist, room, booking, None)?;
        }
        Ok(())
    }

    /// Frees the cells of a row of `id, therapist, room, first_cell, end_cell`; answers the first three.
    pub(crate) async fn free_cells(&mut self, mut row: Row) -> Result<(BookingId, i64, Option<i64>), StoreError> {
        let statement = "DELETE FROM occupied_cell WHERE resource IN ($2, $3) AND cell >= $4 AND cell < $5 \
                         AND booking = $1";
        let booking = BookingId(row.id()?);
        let (therapist, room) = (row.integer()?, row.optional_integer()?);
        let (first_cell, end_cell) = (row.integer()?, row.integer()?);
        let values = [(&booking.0).into(), therapist.into(), room.into(), first_cell.into(), end_cell.into()];
        self.execute(statement, &values).await?;
        Ok((booking, therapist, room))
    }
}
