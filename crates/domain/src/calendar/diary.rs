//! What takes up the time of a therapist or a room.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Bitmap, CellRange};
use crate::booking::BookingId;
use crate::practice::Slug;

/// Somebody or something whose time can be taken up only once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Resource {
    /// A therapist.
    Therapist(Slug),
    /// A room.
    Room(Slug),
}

/// One booking or hold in a diary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whose time it is.
    pub booking: BookingId,
    /// The cells it takes up, buffers included.
    pub occupied: CellRange,
    /// When the session itself starts: what limits count by.
    pub start: Timestamp,
    /// For a hold: from when it blocks nothing.
    pub lapses_at: Option<Timestamp>,
}

/// The active bookings and holds of one resource.
#[derive(Clone, Debug)]
pub struct Diary {
    entries: Vec<Entry>,
    confirmed: Bitmap,
}

impl Diary {
    /// A diary of these entries, in any order.
    pub fn new(entries: Vec<Entry>) -> Self {
        let _ = entries;
        todo!()
    }

    /// Whether nothing active at `now` takes up a cell of `range`; the entry of `except` never counts.
    pub fn is_free(&self, range: CellRange, now: Timestamp, except: Option<BookingId>) -> bool {
        let _ = (range, now, except, &self.confirmed);
        todo!()
    }

    /// How many entries active at `now` have a session that starts in `from..to`; that of `except` never counts.
    pub fn count_starting(&self, from: Timestamp, to: Timestamp, now: Timestamp, except: Option<BookingId>) -> u32 {
        let _ = (from, to, now, except);
        todo!()
    }

    /// The entries, by start.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// The diaries of all resources at one moment. A resource without one is free.
#[derive(Clone, Default, Debug)]
pub struct Diaries(HashMap<Resource, Arc<Diary>>);

impl Diaries {
    /// The diary of `resource`, if anything is in it.
    pub fn get(&self, resource: &Resource) -> Option<&Diary> {
        self.0.get(resource).map(Arc::as_ref)
    }

    /// Replaces the diary of `resource`.
    pub fn insert(&mut self, resource: Resource, diary: Arc<Diary>) {
        self.0.insert(resource, diary);
    }
}
