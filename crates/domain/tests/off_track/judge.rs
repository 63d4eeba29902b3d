//! How well a signal does on a cohort.

use std::collections::BTreeMap;

use troth_domain::measures::off_track::{GAIN, LAST_WEEK, OFF_TRACK, POPULATION, Population, normal};

use crate::chance::Chance;
use crate::cohort::Person;

/// Times that a cohort is drawn anew to see how far a figure may be off.
const DRAWS: usize = 400;

/// Which signal.
#[derive(Clone, Copy, PartialEq)]
pub enum Signal {
    /// The model.
    Model,
    /// A rule as experts write them: by now, less than half of the gain that is hoped for.
    Rule,
    /// The gain so far, with the cut that was right most often on the courses that the model learned from.
    Cut(f64),
    /// To call everybody off track, or nobody, whichever is right more often.
    Blind,
}

/// Somebody when they made their `k`th check-in.
#[derive(Clone, Copy)]
pub struct Case {
    pub couple: usize,
    /// How likely the model thinks an end without a gain.
    pub probability: f64,
    /// Their gain so far.
    pub so_far: f64,
    /// Whether they ended without a gain.
    pub off: bool,
}

/// Everybody who made `count` check-ins before the last week, with what became of them by a gain of `gain`.
pub fn cases(people: &[Person], count: usize, gain: f64) -> Vec<Case> {
    let there = people.iter().filter(|person| person.check_ins.len() >= count);
    let case = |person: &Person| {
        let seen = &person.check_ins[..count];
        Case {
            couple: person.couple,
            probability: below(POPULATION, seen, gain),
            so_far: seen[count - 1].1 - seen[0].1,
            off: person.gain() < gain,
        }
    };
    there.map(case).collect()
}

/// How likely the end is less than `gain` above the first check-in.
fn below(population: Population, seen: &[(f64, f64)], gain: f64) -> f64 {
    if gain == GAIN {
        return population.probability(seen).unwrap();
    }
    let known = seen.iter().fold(population, |known, (week, score)| known.after(*week, *score));
    let (mean, variance) = known.expects(LAST_WEEK);
    normal((seen[0].1 + gain - mean) / variance.sqrt())
}

/// What is said of a signal.
#[derive(Clone, Copy)]
pub struct Figures {
    pub base: f64,
    pub sensitivity: f64,
    pub specificity: f64,
    pub right_if_off: f64,
    pub right_if_on: f64,
    pub accuracy: f64,
    pub balanced: f64,
    pub area: f64,
}

impl Figures {
    pub fn of(cases: &[Case], signal: Signal, gain: f64) -> Self {
        let off = cases.iter().filter(|case| case.off).count() as f64;
        let base = off / cases.len() as f64;
        let says = |case: &Case| match signal {
            Signal::Model => case.probability >= OFF_TRACK,
            Signal::Rule => case.so_far < gain / 2.0,
            Signal::Cut(cut) => case.so_far < cut,
            Signal::Blind => base >= 0.5,
        };
        let count =
            |said: bool, off: bool| cases.iter().filter(|case| says(case) == said && case.off == off).count() as f64;
        let (hits, false_alarms) = (count(true, true), count(true, false));
        let (misses, quiet) = (count(false, true), count(false, false));
        let (sensitivity, specificity) = (hits / (hits + misses), quiet / (quiet + false_alarms));
        let score = |case: &Case| match signal {
            Signal::Model => case.probability,
            Signal::Rule | Signal::Cut(_) => -case.so_far,
            Signal::Blind => 0.0,
        };
        Self {
            base,
            sensitivity,
            specificity,
            right_if_off: hits / (hits + false_alarms),
            right_if_on: quiet / (quiet + misses),
            accuracy: (hits + quiet) / cases.len() as f64,
            balanced: (sensitivity + specificity) / 2.0,
            area: area(cases.iter().map(|case| (score(case), case.off)).collect()),
        }
    }

    pub fn all(&self) -> [f64; 8] {
        let Self { base, sensitivity, specificity, right_if_off, right_if_on, accuracy, balanced, area } = *self;
        [base, sensitivity, specificity, right_if_off, right_if_on, accuracy, balanced, area]
    }
}

/// The cut in the gain so far that is right most often on `cases`.
pub fn best_cut(cases: &[Case]) -> f64 {
    let cuts = (-50..=100).map(|hundredths| f64::from(hundredths) / 100.0);
    let right = |cut: f64| cases.iter().filter(|case| (case.so_far < cut) == case.off).count();
    cuts.max_by_key(|cut| right(*cut)).unwrap()
}

/// The area under the curve: how often one who ends without a gain is thought likelier to than one who ends with one.
fn area(mut scored: Vec<(f64, bool)>) -> f64 {
    scored.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut ranks, mut off, mut place) = (0.0, 0.0, 0);
    while place < scored.len() {
        let alike = scored[place..].iter().take_while(|one| one.0 == scored[place].0).count();
        let rank = place as f64 + (alike as f64 + 1.0) / 2.0;
        let here = scored[place..place + alike].iter().filter(|one| one.1).count() as f64;
        ranks += rank * here;
        off += here;
        place += alike;
    }
    (ranks - off * (off + 1.0) / 2.0) / (off * (scored.len() as f64 - off))
}

/// The middle 95 of a hundred of `of`, over cohorts of as many couples drawn from this one with replacement.
pub fn interval<const N: usize>(cases: &[Case], of: impl Fn(&[Case]) -> [f64; N]) -> [(f64, f64); N] {
    let mut couples: BTreeMap<usize, Vec<Case>> = BTreeMap::new();
    cases.iter().for_each(|case| couples.entry(case.couple).or_default().push(*case));
    let couples: Vec<Vec<Case>> = couples.into_values().collect();
    let mut chance = Chance::new(2026);
    let mut drawn = vec![Vec::with_capacity(DRAWS); N];
    for _ in 0..DRAWS {
        let cohort: Vec<Case> =
            (0..couples.len()).flat_map(|_| couples[chance.below(couples.len())].iter().copied()).collect();
        for (all, one) in drawn.iter_mut().zip(of(&cohort)) {
            all.push(one);
        }
    }
    std::array::from_fn(|place| {
        drawn[place].sort_by(f64::total_cmp);
        (drawn[place][DRAWS / 40], drawn[place][DRAWS - 1 - DRAWS / 40])
    })
}

/// Cases in ten classes of the model's probability: mean probability, share that ended without a gain, how many.
pub fn calibration(cases: &[Case]) -> Vec<(f64, f64, usize)> {
    let class = |tenth: usize| {
        let here: Vec<&Case> =
            cases.iter().filter(|case| ((case.probability * 10.0) as usize).min(9) == tenth).collect();
        let count = here.len() as f64;
        let mean = here.iter().map(|case| case.probability).sum::<f64>() / count;
        (mean, here.iter().filter(|case| case.off).count() as f64 / count, here.len())
    };
    (0..10).map(class).filter(|class| class.2 > 0).collect()
}
