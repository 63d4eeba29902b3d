//! Whether a change is larger than measuring alone brings about, and whether it leads out of where people start:
//! Jacobson and Truax 1991, "Clinical significance: a statistical approach to defining meaningful change in psychotherapy
//! research", doi:10.1037/0022-006X.59.1.12.

use super::scoring::{Direction, Scale, Statistics};

/// How far from nothing, in standard errors, a change is when chance alone brings it about once in twenty times.
pub const ONE_IN_TWENTY: f64 = 1.96;

/// Which of the paper's three cut-offs is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cutoff {
    /// Two standard deviations away from those who come for help, towards the better.
    A,
    /// Within two standard deviations of those who do not.
    B,
    /// Nearer to those who do not than to those who do.
    C,
}

/// What became of somebody between two scores.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Reliably better, and across the cut-off.
    Recovered,
    /// Reliably better.
    Improved,
    /// No more than measuring alone brings about.
    Unchanged,
    /// Reliably worse.
    Deteriorated,
}

impl Statistics {
    /// The standard error of one score; none where the reliability is not known.
    pub fn error(&self) -> Option<f64> {
        self.reliability.map(|reliability| self.starting.sd * (1.0 - reliability).sqrt())
    }

    /// The reliable change index: the difference of two scores in standard errors of a difference.
    pub fn index(&self, before: f64, after: f64) -> Option<f64> {
        self.error().map(|error| (after - before) / (2.0 * error * error).sqrt())
    }

    /// Where the cut-off lies; none where the groups that it needs are not known.
    pub fn cutoff(&self, which: Cutoff, direction: Direction) -> Option<f64> {
        let up = match direction {
            Direction::HigherIsBetter => 1.0,
            Direction::HigherIsWorse => -1.0,
        };
        let starting = self.starting;
        match which {
            _ if self.assumed => None,
            Cutoff::A => Some(starting.mean + up * 2.0 * starting.sd),
            Cutoff::B => self.general.map(|general| general.mean - up * 2.0 * general.sd),
            Cutoff::C => self
                .general
                .map(|general| (general.sd * starting.mean + starting.sd * general.mean) / (general.sd + starting.sd)),
        }
    }

    /// The cut-off that the paper recommends: the third where both groups are known, else the first.
    pub fn best_cutoff(&self, direction: Direction) -> Option<f64> {
        let which = if self.general.is_some() { Cutoff::C } else { Cutoff::A };
        self.cutoff(which, direction)
    }
}

impl Scale {
    /// What became of somebody between two scores; none where the scale's reliability is not known.
    pub fn change(&self, before: f64, after: f64) -> Option<Change> {
        let statistics = self.statistics.as_ref()?;
        let better = |from: f64, to: f64| match self.direction {
            Direction::HigherIsBetter => to - from,
            Direction::HigherIsWorse => from - to,
        };
        let index = statistics.index(0.0, better(before, after))?;
        let crossed = statistics
            .best_cutoff(self.direction)
            .is_some_and(|cutoff| better(before, cutoff) > 0.0 && better(cutoff, after) > 0.0);
        Some(match index {
            index if index > ONE_IN_TWENTY && crossed => Change::Recovered,
            index if index > ONE_IN_TWENTY => Change::Improved,
            index if index < -ONE_IN_TWENTY => Change::Deteriorated,
            _ => Change::Unchanged,
        })
    }
}
