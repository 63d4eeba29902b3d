//! Bitmaps over cells: what makes "is it free?" a few machine words.

use super::{Cell, CellRange};

const WORD_CELLS: i64 = 64;

/// One bit per cell over a range of cells. What lies outside the range reads as clear and stays clear.
///
/// ```
/// use troth_domain::calendar::{Bitmap, Cell, CellRange};
/// let mut taken = Bitmap::covering(CellRange::new(Cell(0), Cell(288)));
/// taken.set(CellRange::new(Cell(100), Cell(110)));
/// assert!(taken.is_clear(CellRange::new(Cell(90), Cell(100))));
/// assert!(!taken.is_clear(CellRange::new(Cell(90), Cell(101))));
/// assert_eq!(taken.cells().next(), Some(Cell(100)));
/// ```
#[derive(Clone, Debug)]
pub struct Bitmap {
    /// The cells of `words[0]` begin at this many words from cell 0, so that words of any two bitmaps line up.
    first_word: i64,
    words: Vec<u64>,
}

impl Bitmap {
    /// A clear bitmap over `range`, widened to whole words.
    pub fn covering(range: CellRange) -> Self {
        if range.is_empty() {
            return Self { first_word: 0, words: Vec::new() };
        }
        let first_word = range.start.0.div_euclid(WORD_CELLS);
        let last_word = (range.end.0 - 1).div_euclid(WORD_CELLS);
        let count = usize::try_from(last_word - first_word + 1).unwrap_or(0);
        Self { first_word, words: vec![0; count] }
    }

    /// A bitmap in which exactly the cells of `ranges` are set.
    pub fn of(ranges: &[CellRange]) -> Self {
        let filled = || ranges.iter().filter(|range| !range.is_empty());
        let (Some(start), Some(end)) = (filled().map(|range| range.start).min(), filled().map(|range| range.end).max())
        else {
            return Self { first_word: 0, words: Vec::new() };
        };
        let mut bitmap = Self::covering(CellRange::new(start, end));
        for range in ranges {
            bitmap.set(*range);
        }
        bitmap
    }

    /// Sets the cells of `range`.
    pub fn set(&mut self, range: CellRange) {
        self.for_words_mut(range, |word, mask| *word |= mask);
    }

    /// Clears the cells of `range`.
    pub fn clear(&mut self, range: CellRange) {
        self.for_words_mut(range, |word, mask| *word &= !mask);
    }

    /// Sets every cell, those included that widening to whole words added.
    pub fn set_all(&mut self) {
        self.words.fill(u64::MAX);
    }

    /// Clears every cell.
    pub fn clear_all(&mut self) {
        self.words.fill(0);
    }

    /// Sets every `step`th cell of `range`, its first one included.
    pub fn set_every(&mut self, range: CellRange, step: i64) {
        let step = step.max(1);
        let mut cell = range.start.0;
        while cell < range.end.0 {
            if let Some(word) = self.index_of(cell.div_euclid(WORD_CELLS)).and_then(|index| self.words.get_mut(index)) {
                *word |= 1 << cell.rem_euclid(WORD_CELLS);
            }
            cell += step;
        }
    }

    /// Whether no cell of `range` is set.
    pub fn is_clear(&self, range: CellRange) -> bool {
        self.words_in(range).all(|(index, mask)| self.words.get(index).is_none_or(|word| word & mask == 0))
    }

    /// Whether no cell at all is set.
    pub fn is_all_clear(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Sets each cell that is set in `other`.
    pub fn add(&mut self, other: &Self) {
        self.zip(other, |word, theirs| *word |= theirs);
    }

    /// Clears each cell that is set in `other`.
    pub fn subtract(&mut self, other: &Self) {
        self.zip(other, |word, theirs| *word &= !theirs);
    }

    /// Clears each cell that is not set in `other`, which covers the same range.
    pub fn keep(&mut self, other: &Self) {
        self.zip(other, |word, theirs| *word &= theirs);
    }

    /// Sets each cell from which a run of `length` cells meets a set one: afterwards a clear cell is one at which a
    /// run can begin. Runs that leave the bitmap's range see only what is inside.
    pub fn widen_down(&mut self, length: i64) {
        let mut reach = 1;
        while reach < length {
            let more = reach.min(length - reach);
            self.add_shifted_down(more);
            reach += more;
        }
    }

    /// The set cells, in order.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        (self.first_word..).zip(&self.words).flat_map(|(number, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = i64::from(rest.trailing_zeros());
                rest &= rest - 1;
                Some(Cell(number * WORD_CELLS + bit))
            })
        })
    }

    /// `self[cell] |= self[cell + distance]`, for a distance of at least one.
    fn add_shifted_down(&mut self, distance: i64) {
        let words_away = usize::try_from(distance / WORD_CELLS).unwrap_or(usize::MAX);
        let bits = u32::try_from(distance % WORD_CELLS).unwrap_or(0);
        for index in 0..self.words.len() {
            let source = |at: usize| self.words.get(at).copied().unwrap_or(0);
            let near = source(index.saturating_add(words_away)) >> bits;
            let far = source(index.saturating_add(words_away).saturating_add(1));
            let far = if bits == 0 { 0 } else { far << (64 - bits) };
            if let Some(word) = self.words.get_mut(index) {
                *word |= near | far;
            }
        }
    }

    fn index_of(&self, word_number: i64) -> Option<usize> {
        usize::try_from(word_number.checked_sub(self.first_word)?).ok()
    }

    fn zip(&mut self, other: &Self, change: impl Fn(&mut u64, u64)) {
        let offset = other.first_word - self.first_word;
        let skip_own = usize::try_from(offset.max(0)).unwrap_or(usize::MAX);
        let skip_other = usize::try_from((-offset).max(0)).unwrap_or(usize::MAX);
        for (word, theirs) in self.words.iter_mut().skip(skip_own).zip(other.words.iter().skip(skip_other)) {
            change(word, *theirs);
        }
    }

    fn for_words_mut(&mut self, range: CellRange, change: impl Fn(&mut u64, u64)) {
        for (index, mask) in self.words_in(range) {
            if let Some(word) = self.words.get_mut(index) {
                change(word, mask);
            }
        }
    }

    /// The words that `range` touches, by index, each with the bits that are in the range.
    fn words_in(&self, range: CellRange) -> impl Iterator<Item = (usize, u64)> + use<> {
        let first_cell = self.first_word * WORD_CELLS;
        let cells = i64::try_from(self.words.len()).unwrap_or(i64::MAX).saturating_mul(WORD_CELLS);
        let start = range.start.0.saturating_sub(first_cell).clamp(0, cells);
        let end = range.end.0.saturating_sub(first_cell).clamp(0, cells).max(start);
        let words = if start == end { 0..0 } else { start / WORD_CELLS..(end - 1) / WORD_CELLS + 1 };
        words.map(move |number| {
            let from = (start - number * WORD_CELLS).max(0);
            let to = (end - number * WORD_CELLS).min(WORD_CELLS);
            let above = u64::MAX << from;
            let below = u64::MAX >> (WORD_CELLS - to);
            (usize::try_from(number).unwrap_or(usize::MAX), above & below)
        })
    }
}
