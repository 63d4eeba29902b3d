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

impl Entry {
    /// Whether it takes up time at `now`: a hold that has lapsed does not.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.lapses_at.is_none_or(|lapses_at| now < lapses_at)
    }
}

/// The active bookings and holds of one resource.
///
/// ```
/// use troth_domain::booking::BookingId;
/// use troth_domain::calendar::{Cell, CellRange, Diary, Entry};
/// let ten = CellRange::new(Cell(120), Cell(124));
/// let hold = BookingId([1; 16]);
/// let lapses_at = Some(Cell(2).start());
/// let diary = Diary::new(vec![Entry { booking: hold, occupied: ten, start: ten.start.start(), lapses_at }]);
/// assert!(!diary.is_free(ten, Cell(0).start(), None));
/// assert!(diary.is_free(ten, Cell(0).start(), Some(hold)), "never in the way of its own holder");
/// assert!(diary.is_free(ten, Cell(2).start(), None), "lapsed");
/// ```
#[derive(Clone, Debug)]
pub struct Diary {
    /// By start.
    entries: Vec<Entry>,
    /// Those of the entries that lapse by themselves: few, and asked about one by one.
    holds: Vec<Entry>,
    /// The cells of all other entries.
    confirmed: Bitmap,
}

impl Diary {
    /// A diary of these entries, in any order.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|entry| (entry.start, entry.booking));
        let holds = entries.iter().filter(|entry| entry.lapses_at.is_some()).cloned().collect();
        let confirmed: Vec<CellRange> =
            entries.iter().filter(|entry| entry.lapses_at.is_none()).map(|entry| entry.occupied).collect();
        Self { entries, holds, confirmed: Bitmap::of(&confirmed) }
    }

    /// Whether nothing active at `now` takes up a cell of `range`; the entry of `except` never counts.
    pub fn is_free(&self, range: CellRange, now: Timestamp, except: Option<BookingId>) -> bool {
        let blocks =
            |entry: &&Entry| Some(entry.booking) != except && entry.is_active(now) && entry.occupied.overlaps(range);
        if self.confirmed.is_clear(range) {
            return !self.holds.iter().any(|hold| blocks(&hold));
        }
        // A cell is taken; it may be by the one entry that does not count.
        except.is_some() && !self.entries.iter().any(|entry| blocks(&entry))
    }

    /// How many entries active at `now` have a session that starts in `from..to`; that of `except` never counts.
    pub fn count_starting(&self, from: Timestamp, to: Timestamp, now: Timestamp, except: Option<BookingId>) -> u32 {
        let first = self.entries.partition_point(|entry| entry.start < from);
        let inside = self.entries.iter().skip(first).take_while(|entry| entry.start < to);
        let counted = inside.filter(|entry| Some(entry.booking) != except && entry.is_active(now));
        u32::try_from(counted.count()).unwrap_or(u32::MAX)
    }

    /// Sets in `taken` each cell that is taken up at `now`; the entry of `except` never counts.
    pub(super) fn mark(&self, taken: &mut Bitmap, now: Timestamp, except: Option<BookingId>) {
        let has_own = except.is_some() && self.entries.iter().any(|entry| Some(entry.booking) == except);
        if !has_own {
            taken.add(&self.confirmed);
        }
        let one_by_one = if has_own { &self.entries } else { &self.holds };
        for entry in one_by_one.iter().filter(|entry| Some(entry.booking) != except && entry.is_active(now)) {
            taken.set(entry.occupied);
        }
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

    /// Every resource with its diary, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Resource, &Diary)> {
        self.0.iter().map(|(resource, diary)| (resource, diary.as_ref()))
    }

    /// Replaces the diary of `resource`.
    pub fn insert(&mut self, resource: Resource, diary: Arc<Diary>) {
        self.0.insert(resource, diary);
    }
}
