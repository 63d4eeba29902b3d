//! From the fourth check-in on: how likely it is that somebody's course ends without a gain.
//!
//! The model is a hierarchical growth curve. Each person has a start, a gain over the first four weeks and a drift
//! after them; people differ in all three as a bell does, and each check-in adds chance of its own. What is known of all
//! people is the [`Population`]; a person's own check-ins then move it towards them, one after the other (empirical
//! Bayes, the update that is called Kalman's). The answer is the probability that in the twelfth week they score less
//! than half a standard deviation above their first check-in.
//!
//! To a therapist, in two sentences: *The program knows how far people usually rise in the first four weeks, how much
//! weeks go up and down by chance, and adjusts both to this person's check-ins. It says how many of ten people with such
//! check-ins would end, after twelve weeks, with less than a small gain.*
//!
//! The population was fitted on made-up courses, since no real ones can be had: `docs/off-track.md` says which, how
//! well the signal does on others, and where it fails. It is a reason to talk, never a verdict on anybody.

use std::fmt;

use super::scoring::{Direction, Scale};
use super::trajectory::{Point, Series};
use crate::limits;
use crate::writing::Audience;

/// Weeks in which scores rise, counted from the first check-in: the first to the fourth check-in.
const RISING_WEEKS: f64 = 3.0;
/// The week of the twelfth check-in, counted from the first.
pub const LAST_WEEK: f64 = 11.0;
/// A gain worth the name, in standard deviations of where people start: half of one (Norman, Sloan and Wyrwich 2003,
/// doi:10.1097/01.MLR.0000062554.74615.4C).
pub const GAIN: f64 = 0.5;
/// From this probability on, somebody is off track: more likely than not.
pub const OFF_TRACK: f64 = 0.5;

/// What is known of people before any check-in, in standard deviations of where people start, from their mean. The three
/// numbers are the start, the gain of the rising weeks, and the drift after them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Population {
    /// Their means.
    pub mean: [f64; 3],
    /// How people differ in them, and how these go together.
    pub covariance: [[f64; 3]; 3],
    /// The variance of a single check-in around a person's course.
    pub residual: f64,
}

/// As it was fitted; `scripts/off-track` makes it anew.
pub const POPULATION: Population = Population {
    mean: [0.0026, 0.4331, 0.0122],
    covariance: [[0.8384, 0.0180, 0.0005], [0.0180, 0.3737, -0.0219], [0.0005, -0.0219, 0.1171]],
    residual: 0.2137,
};

/// How much of start, gain and drift is in a score of this week.
pub fn design(week: f64) -> [f64; 3] {
    let risen = (week / RISING_WEEKS).clamp(0.0, 1.0);
    let drifted = ((week - RISING_WEEKS) / (LAST_WEEK - RISING_WEEKS)).max(0.0);
    [1.0, risen, drifted]
}

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| dot(row, vector))
}

fn dot(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

impl Population {
    /// The same after a check-in of this week: what is known of one person so far.
    #[must_use]
    pub fn after(self, week: f64, score: f64) -> Self {
        let design = design(week);
        let spread = times(&self.covariance, design);
        let variance = dot(design, spread) + self.residual;
        let surprise = (score - dot(design, self.mean)) / variance;
        let mut known = self;
        for (row, by) in spread.into_iter().enumerate() {
            if let Some(mean) = known.mean.get_mut(row) {
                *mean += by * surprise;
            }
            for (cell, other) in known.covariance.get_mut(row).into_iter().flatten().zip(spread) {
                *cell -= by * other / variance;
            }
        }
        known
    }

    /// The score that a check-in of this week would bring, and its variance.
    pub fn expects(&self, week: f64) -> (f64, f64) {
        let design = design(week);
        (dot(design, self.mean), dot(design, times(&self.covariance, design)) + self.residual)
    }

    /// How likely it is that somebody with these check-ins (week and score, the first of them first) ends less than
    /// [`GAIN`] above the first one; none without check-ins.
    pub fn probability(self, check_ins: &[(f64, f64)]) -> Option<f64> {
        let (_, first) = check_ins.first()?;
        let known = check_ins.iter().fold(self, |known, (week, score)| known.after(*week, *score));
        let (mean, variance) = known.expects(LAST_WEEK);
        Some(normal((first + GAIN - mean) / variance.sqrt()))
    }
}

/// The share of a bell below this many standard deviations (Abramowitz and Stegun 1964, 7.1.26; right to 1e-7).
pub fn normal(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let tail = series.into_iter().fold(0.0, |sum, term| (sum + term) * t) * (-x * x).exp() / 2.0;
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// What a therapist is told of somebody who shares check-ins with them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Signal {
    /// There are too few check-ins to say anything.
    TooEarly {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// A gain is the more likely end.
    OnTrack {
        /// How likely an end without a gain is.
        probability: f64,
    },
    /// An end without a gain is the more likely one.
    OffTrack {
        /// How likely it is.
        probability: f64,
    },
    /// The twelve weeks are over: what can be seen in the chart needs no foresight.
    Over,
}

/// One person's check-ins that they share with their therapist: nothing else goes into the signal. It never prints.
#[derive(Clone, PartialEq)]
pub struct Shared(Series);

impl fmt::Debug for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Shared(private)")
    }
}

impl Shared {
    /// Takes those of somebody's check-ins that the therapist is to see, and leaves out the others.
    pub fn new(scale: &Scale, range: (f64, f64), check_ins: impl IntoIterator<Item = (Audience, Point)>) -> Self {
        let seen = check_ins.into_iter().filter(|(audience, _)| audience.therapist).map(|(_, point)| point);
        Self(Series::new(scale, range, seen))
    }
}

impl Signal {
    /// The signal for somebody's check-ins on `scale`; none where its statistics say nothing of where people start. It is
    /// for their therapist: show it to nobody else.
    pub fn of(scale: &Scale, shared: &Shared) -> Option<Self> {
        let starting = scale.statistics.as_ref()?.starting;
        let up = match scale.direction {
            Direction::HigherIsBetter => 1.0,
            Direction::HigherIsWorse => -1.0,
        };
        let check_ins = shared.0.by_days();
        let need = limits::OFF_TRACK_CHECK_INS_MIN;
        if check_ins.len() < need {
            return Some(Self::TooEarly { have: check_ins.len(), need });
        }
        let standard = |(days, score): &(i64, f64)| {
            // Exact: a course lasts weeks.
            let days = f64::from(i32::try_from(*days).unwrap_or(i32::MAX));
            (days / 7.0, up * (score - starting.mean) / starting.sd)
        };
        let standard: Vec<(f64, f64)> = check_ins.iter().map(standard).collect();
        if standard.last().is_some_and(|(week, _)| *week >= LAST_WEEK) {
            return Some(Self::Over);
        }
        let probability = POPULATION.probability(&standard)?;
        Some(if probability >= OFF_TRACK { Self::OffTrack { probability } } else { Self::OnTrack { probability } })
    }
}

impl Signal {
    /// How many of ten people with such check-ins end without a gain: 1 to 9, since nothing is certain.
    pub fn of_ten(&self) -> Option<u8> {
        let (Self::OnTrack { probability } | Self::OffTrack { probability }) = self else { return None };
        (1..=9).find(|tenths| *probability * 10.0 < f64::from(*tenths) + 0.5).or(Some(9))
    }
}
