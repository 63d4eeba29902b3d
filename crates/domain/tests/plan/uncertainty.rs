//! The range of a share, against another program's numbers and against what it promises.

use proptest::prelude::*;
use troth_domain::plan::uncertainty::{beta_distribution, beta_quantile, jeffreys};

use crate::people::cases;

/// From mpmath 1.3.0 with thirty digits: successes, failures, level, lower and upper end.
const KNOWN: [(f64, f64, f64, f64, f64); 8] = [
    (0.0, 10.0, 0.9, 0.0, 0.170_773_108_245),
    (5.0, 5.0, 0.95, 0.223_528_670_253, 0.776_471_329_747),
    (1.0, 7.0, 0.9, 0.022_464_665_548_3, 0.396_673_166_886),
    (8.0, 0.0, 0.9, 0.792_491_958_319, 1.0),
    (30.0, 10.0, 0.9, 0.626_514_752_326, 0.847_612_881_345),
    (7.5, 4.75, 0.9, 0.381_144_307_627, 0.807_939_254_389),
    (363.5, 2.5, 0.95, 0.980_400_807_369, 0.998_306_438_682),
    (2.0, 1.0, 0.5, 0.469_360_011_277, 0.800_631_060_199),
];

#[test]
fn ranges_are_those_of_another_program() {
    for (successes, failures, level, low, high) in KNOWN {
        let range = jeffreys(successes, failures, level);
        let apart = (range.low - low).abs().max((range.high - high).abs());
        assert!(apart < 1e-10, "{successes} {failures}: {range:?}, {apart}");
    }
}

/// How often the range holds the share, when each of `n` is kept with the probability `share`: summed over all outcomes.
fn coverage(n: u32, share: f64, level: f64) -> f64 {
    let mut probability = (1.0 - share).powi(i32::try_from(n).unwrap());
    let mut covered = 0.0;
    for kept in 0..=n {
        let range = jeffreys(f64::from(kept), f64::from(n - kept), level);
        if (range.low..=range.high).contains(&share) {
            covered += probability;
        }
        probability *= f64::from(n - kept) / f64::from(kept + 1) * share / (1.0 - share);
    }
    covered
}

#[test]
fn the_range_holds_the_share_about_as_often_as_it_says() {
    let mut lowest: f64 = 1.0;
    for n in [8, 12, 20, 40] {
        let covered: Vec<f64> = (1..50).map(|step| coverage(n, f64::from(step) / 50.0, 0.9)).collect();
        let mean = covered.iter().sum::<f64>() / 49.0;
        lowest = covered.iter().copied().fold(lowest, f64::min);
        println!("of {n}: covered {mean:.3} on average, {:.3} at least", covered.iter().copied().fold(1.0, f64::min));
        assert!((0.88..=0.93).contains(&mean), "{n}: {mean}");
    }
    assert!(lowest > 0.75, "{lowest}");
}

/// One that was kept long ago counts little, and is not passed by.
#[test]
fn a_share_of_very_little_lies_in_its_range() {
    for (kept, not) in [(0.0094, 124.55), (124.55, 0.0094)] {
        let (range, share) = (jeffreys(kept, not, 0.5), kept / (kept + not));
        assert!(range.low <= share && share <= range.high, "{range:?} {share}");
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_range_holds_its_share_and_grows_with_its_level(kept in 0.0_f64..200.0, not in 0.0_f64..200.0, level in 0.5_f64..0.98) {
        prop_assume!(kept + not >= 1.0);
        let (range, wider) = (jeffreys(kept, not, level), jeffreys(kept, not, level + 0.01));
        let share = kept / (kept + not);
        prop_assert!((0.0..=1.0).contains(&range.low) && (0.0..=1.0).contains(&range.high));
        prop_assert!(range.low <= share + 1e-9 && share <= range.high + 1e-9, "{range:?} {share}");
        prop_assert!(wider.low <= range.low && range.high <= wider.high);
        let mirrored = jeffreys(not, kept, level);
        prop_assert!((mirrored.low - (1.0 - range.high)).abs() < 1e-9);
    }

    #[test]
    fn a_quantile_is_turned_around(probability in 0.001_f64..0.999, a in 0.5_f64..300.0, b in 0.5_f64..300.0) {
        let x = beta_quantile(probability, a, b);
        prop_assert!((beta_distribution(x, a, b) - probability).abs() < 1e-8);
    }
}
