//! Cells, bitmaps and diaries against the plainest model of each.

use std::collections::BTreeSet;

use proptest::prelude::*;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Bitmap, Cell, CellRange, Diary, Entry};

use crate::world::{cases, instant};

fn range(start: i64, length: i64) -> CellRange {
    CellRange::new(Cell(start), Cell(start + length))
}

fn cells(range: CellRange) -> impl Iterator<Item = i64> {
    range.start.0..range.end.0
}

fn some_range() -> impl Strategy<Value = CellRange> {
    (-300_i64..300, -3_i64..200).prop_map(|(start, length)| range(start, length))
}

#[test]
fn a_cell_is_five_minutes_of_utc() {
    assert_eq!(Cell::containing(instant("1970-01-01T00:04:59.9Z")), Cell(0));
    assert_eq!(Cell::containing(instant("1969-12-31T23:59:59.9Z")), Cell(-1));
    assert_eq!(Cell::starting_at(instant("1970-01-01T00:05:00Z")), Some(Cell(1)));
    assert_eq!(Cell::starting_at(instant("1970-01-01T00:05:00.000001Z")), None);
    assert_eq!(Cell::at_or_after(instant("1970-01-01T00:05:00.000001Z")), Cell(2));
    assert_eq!(Cell::at_or_after(instant("1970-01-01T00:05:00Z")), Cell(1));
    assert_eq!(Cell(-1).start(), instant("1969-12-31T23:55:00Z"));
    assert_eq!(Cell(3).plus_minutes(-10), Cell(1));
    assert_eq!(Cell(i64::MAX).start(), Cell(i64::MAX - 1).start(), "clamped, no panic");
}

#[test]
fn an_empty_range_overlaps_nothing() {
    assert!(range(5, 0).is_empty());
    assert!(!range(5, 0).overlaps(range(0, 10)));
    assert!(!range(0, 5).overlaps(range(5, 5)), "touching is not sharing");
    assert!(range(0, 6).overlaps(range(5, 5)));
    assert_eq!((range(5, -2).len(), range(5, 3).len()), (0, 3));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_bitmap_is_a_set_of_cells(
        over in some_range(),
        set in prop::collection::vec(some_range(), 0..6),
        cleared in some_range(),
        (every, step) in (some_range(), 1_i64..40),
        probe in some_range(),
    ) {
        let mut bitmap = Bitmap::covering(over);
        let mut model = BTreeSet::new();
        for range in set {
            bitmap.set(range);
            model.extend(cells(range));
        }
        bitmap.clear(cleared);
        model.retain(|cell| !cells(cleared).any(|other| other == *cell));
        bitmap.set_every(every, step);
        model.extend(cells(every).step_by(usize::try_from(step).unwrap()));
        // A bitmap may cover a little more than asked for, never less.
        let inside: Vec<i64> = bitmap.cells().map(|cell| cell.0).collect();
        prop_assert!(inside.iter().all(|cell| model.contains(cell)));
        prop_assert!(model.iter().filter(|cell| cells(over).any(|own| own == **cell)).all(|cell| inside.contains(cell)));
        prop_assert_eq!(bitmap.is_clear(probe), !inside.iter().any(|cell| cells(probe).any(|other| other == *cell)));
        prop_assert_eq!(bitmap.is_all_clear(), inside.is_empty());
    }

    #[test]
    fn widening_finds_every_start_of_a_run_that_meets_something(
        set in prop::collection::vec(some_range(), 0..6),
        length in 1_i64..200,
    ) {
        let mut bitmap = Bitmap::covering(range(-600, 1300));
        set.iter().for_each(|range| bitmap.set(*range));
        let before = bitmap.clone();
        bitmap.widen_down(length);
        for start in -500..400 {
            let run = range(start, length);
            prop_assert_eq!(bitmap.is_clear(range(start, 1)), before.is_clear(run), "a run of {} from {}", length, start);
        }
    }

    #[test]
    fn bitmaps_of_different_ranges_combine_where_both_are(
        own in prop::collection::vec(some_range(), 1..4),
        other in prop::collection::vec(some_range(), 0..4),
    ) {
        let base = Bitmap::of(&own);
        let theirs = Bitmap::of(&other);
        let all = |bitmap: &Bitmap| bitmap.cells().map(|cell| cell.0).collect::<BTreeSet<i64>>();
        let mut minus = base.clone();
        minus.subtract(&theirs);
        prop_assert_eq!(all(&minus), &all(&base) - &all(&theirs));
        let mut plus = Bitmap::covering(range(-400, 1000));
        plus.add(&base);
        plus.add(&theirs);
        prop_assert_eq!(all(&plus), &all(&base) | &all(&theirs));
    }

    #[test]
    fn a_diary_is_free_where_no_active_entry_is(
        entries in prop::collection::vec((0_i64..200, 1_i64..20, prop::option::of(0_i64..4)), 0..12),
        probe in some_range(),
        now in 0_i64..4,
        except in prop::option::of(0_u8..12),
    ) {
        let hour = |number: i64| jiff::Timestamp::from_second(number * 3600).unwrap();
        let entry = |(number, (start, length, lapses)): (usize, (i64, i64, Option<i64>))| Entry {
            booking: BookingId([u8::try_from(number).unwrap(); 16]),
            occupied: range(start, length),
            start: Cell(start).start(),
            lapses_at: lapses.map(hour),
        };
        let entries: Vec<Entry> = entries.into_iter().enumerate().map(entry).collect();
        let except = except.map(|number| BookingId([number; 16]));
        let counts = |entry: &&Entry| Some(entry.booking) != except && entry.lapses_at.is_none_or(|lapse| hour(now) < lapse);
        let diary = Diary::new(entries.clone());
        let free = !entries.iter().filter(counts).any(|entry| entry.occupied.overlaps(probe));
        prop_assert_eq!(diary.is_free(probe, hour(now), except), free);
        let (from, to) = (probe.start.start(), probe.end.start());
        let starting = entries.iter().filter(counts).filter(|entry| from <= entry.start && entry.start < to).count();
        prop_assert_eq!(diary.count_starting(from, to, hour(now), except), u32::try_from(starting).unwrap());
        prop_assert!(diary.entries().is_sorted_by_key(|entry| entry.start));
    }
}
