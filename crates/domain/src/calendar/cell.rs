//! Five-minute cells of UTC and ranges of them.

use jiff::Timestamp;

/// Length of a cell. Every civil time and length in the practice's file is a multiple of it, and every zone's offset
/// since 1972 is too, so every start and end falls on a cell's edge.
pub const CELL_MINUTES: u32 = 5;

const CELL_SECONDS: i64 = CELL_MINUTES as i64 * 60;

/// One five-minute cell, counted from 1970-01-01T00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cell(pub i64);

impl Cell {
    /// The cell that `instant` lies in.
    pub fn containing(instant: Timestamp) -> Self {
        // Before 1970 the second is rounded up and the rest of it negative.
        let second = instant.as_second() - i64::from(instant.subsec_nanosecond() < 0);
        Self(second.div_euclid(CELL_SECONDS))
    }

    /// The cell that begins exactly at `instant`, if one does.
    pub fn starting_at(instant: Timestamp) -> Option<Self> {
        let exact = instant.subsec_nanosecond() == 0 && instant.as_second().rem_euclid(CELL_SECONDS) == 0;
        exact.then(|| Self::containing(instant))
    }

    /// The first cell that begins at or after `instant`.
    pub fn at_or_after(instant: Timestamp) -> Self {
        Self::starting_at(instant).unwrap_or_else(|| Self(Self::containing(instant).0.saturating_add(1)))
    }

    /// When the cell begins.
    pub fn start(self) -> Timestamp {
        let second = self.0.saturating_mul(CELL_SECONDS);
        Timestamp::from_second(second.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second()))
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The cell `minutes` later, rounded down to a cell; negative is earlier.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.div_euclid(i64::from(CELL_MINUTES))))
    }
}

/// Cells from `start` up to, not including, `end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CellRange {
    /// The first cell.
    pub start: Cell,
    /// The first cell after it.
    pub end: Cell,
}

impl CellRange {
    /// The range between two cells; empty if `end` is not after `start`.
    pub fn new(start: Cell, end: Cell) -> Self {
        Self { start, end }
    }

    /// Whether no cell is in it.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// How many cells are in it.
    pub fn len(self) -> i64 {
        self.end.0.saturating_sub(self.start.0).max(0)
    }

    /// The cells that are in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self { start: self.start.max(other.start), end: self.end.min(other.end) }
    }

    /// Whether the two share a cell.
    pub fn overlaps(self, other: Self) -> bool {
        !self.is_empty() && !other.is_empty() && self.start < other.end && other.start < self.end
    }
}
