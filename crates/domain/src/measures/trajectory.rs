//! One person's scores over time, as a chart and a table.
//!
//! A series is always one person's. The better is always above, whichever way the scale counts. Around each score lies a
//! band: where the scale's reliability is known, what measuring alone brings about nineteen times of twenty; else how much
//! this person's own weeks go up and down. Until there are enough check-ins, a chart says that it is too early to tell.

use std::fmt;

use jiff::civil::Date;

use super::change::ONE_IN_TWENTY;
use super::scoring::{Direction, Scale};
use crate::limits;

/// How far apart two weeks are by chance where nothing is known yet: this share of the scale's range.
const ASSUMED_SHARE: f64 = 0.1;
/// How many weeks' worth that assumption counts beside a person's own weeks.
const ASSUMED_WEEKS: f64 = 4.0;
/// Check-ins at either end that are put together when the beginning is set against the end.
const ENDS: usize = 2;

/// A score and its day. It never prints.
#[derive(Clone, Copy, PartialEq)]
pub struct Point {
    /// The civil day of the check-in, where the person was.
    pub date: Date,
    /// The score.
    pub score: f64,
}

impl fmt::Debug for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Point(private)")
    }
}

/// What the band around a score says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BandKind {
    /// What measuring alone brings about: 1.96 standard errors, `sd * sqrt(1 - reliability)`, to either side.
    Measuring,
    /// How much this person's own weeks go up and down, since nobody measured the scale's reliability.
    OwnWeeks,
}

/// What the end of a series is beside its beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Too early to tell.
    TooEarly {
        /// How many check-ins there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// The last two check-ins are better than the first two, by more than chance brings about once in twenty times.
    Better,
    /// The difference is no larger than that.
    Level,
    /// They are worse by more than that.
    Worse,
}

/// One person's scores on one scale, in the order of their days. It never prints.
#[derive(Clone, PartialEq)]
pub struct Series {
    points: Vec<Point>,
    range: (f64, f64),
    direction: Direction,
    line: Option<f64>,
    /// The standard deviation of one score's chance.
    spread: f64,
    band: BandKind,
}

impl fmt::Debug for Series {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Series(private)")
    }
}

impl Series {
    /// Scores on `scale`, whose least and most are `range`. Of several on one day the last counts.
    pub fn new(scale: &Scale, range: (f64, f64), points: impl IntoIterator<Item = Point>) -> Self {
        let mut kept: Vec<Point> = Vec::new();
        let mut sorted: Vec<Point> = points.into_iter().filter(|point| point.score.is_finite()).collect();
        sorted.sort_by_key(|point| point.date);
        for point in sorted {
            match kept.last_mut() {
                Some(last) if last.date == point.date => *last = point,
                _ => kept.push(point),
            }
        }
        let error = scale.statistics.as_ref().and_then(|statistics| statistics.error());
        let (spread, band) = match error {
            Some(error) => (error, BandKind::Measuring),
            None => (own_spread(&kept, range), BandKind::OwnWeeks),
        };
        let line = scale.line.as_ref().map(|line| line.at);
        Self { points: kept, range, direction: scale.direction, line, spread, band }
    }

    /// The scores, in order.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// What the band around each score says.
    pub fn band(&self) -> BandKind {
        self.band
    }

    /// How far the band reaches to either side, in points of the scale. A smaller difference says nothing.
    pub fn reach(&self) -> f64 {
        ONE_IN_TWENTY * self.spread
    }

    /// What the end is beside the beginning.
    pub fn reading(&self) -> Reading {
        let (have, need) = (self.points.len(), limits::CHART_CHECK_INS_MIN);
        if have < need {
            return Reading::TooEarly { have, need };
        }
        let mean = |points: &mut dyn Iterator<Item = &Point>| {
            let (sum, count) =
                points.take(ENDS).fold((0.0, 0.0), |(sum, count), point| (sum + point.score, count + 1.0));
            sum / count
        };
        let gain = mean(&mut self.points.iter().rev()) - mean(&mut self.points.iter());
        let better = match self.direction {
            Direction::HigherIsBetter => gain,
            Direction::HigherIsWorse => -gain,
        };
        // Two means of two: the standard error of their difference is that of one score.
        match better {
            better if better > self.reach() => Reading::Better,
            better if better < -self.reach() => Reading::Worse,
            _ => Reading::Level,
        }
    }

    /// Days from the first check-in to the last.
    pub fn days(&self) -> i64 {
        let ends = self.points.first().zip(self.points.last());
        ends.map_or(0, |(first, last)| days_between(first.date, last.date))
    }

    /// Days since the first check-in, with the score.
    pub fn by_days(&self) -> Vec<(i64, f64)> {
        let first = self.points.first().map(|point| point.date);
        let of = |point: &Point| first.map(|first| (days_between(first, point.date), point.score));
        self.points.iter().filter_map(of).collect()
    }

    /// The chart; none without a score.
    pub fn chart(&self) -> Option<Chart> {
        let first = self.points.first()?.date;
        let days = self.days().max(1);
        let mark = |point: &Point| {
            let (low, high) = self.around(point.score);
            let (bottom, top) = match self.direction {
                Direction::HigherIsBetter => (low, high),
                Direction::HigherIsWorse => (high, low),
            };
            Mark {
                date: point.date,
                score: point.score,
                around: (low, high),
                x: share(days_between(first, point.date), days),
                y: self.height(point.score),
                bottom: self.height(bottom),
                top: self.height(top),
            }
        };
        Some(Chart {
            marks: self.points.iter().map(mark).collect(),
            line: self.line.map(|line| self.height(line)),
            range: self.range,
            direction: self.direction,
        })
    }

    /// The band around a score, within the scale.
    fn around(&self, score: f64) -> (f64, f64) {
        let (least, most) = self.range;
        ((score - self.reach()).max(least), (score + self.reach()).min(most))
    }

    /// How high a score is drawn: 0 for the worst, 1 for the best.
    fn height(&self, score: f64) -> f64 {
        let (least, most) = self.range;
        if most <= least {
            return 0.5;
        }
        let height = ((score - least) / (most - least)).clamp(0.0, 1.0);
        match self.direction {
            Direction::HigherIsBetter => height,
            Direction::HigherIsWorse => 1.0 - height,
        }
    }
}

/// How much a person's weeks go up and down: out of the differences between one check-in and the next, so that a slow
/// rise counts little, with the assumption beside it while there are few.
fn own_spread(points: &[Point], (least, most): (f64, f64)) -> f64 {
    let assumed = ASSUMED_SHARE * (most - least);
    let differences = points.windows(2).filter_map(|pair| match pair {
        [one, next] => Some((next.score - one.score).powi(2) / 2.0),
        _ => None,
    });
    let (sum, count) = differences.fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
    ((ASSUMED_WEEKS * assumed * assumed + sum) / (ASSUMED_WEEKS + count)).sqrt()
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Exact: dates are fewer than 2^31 days apart.
fn share(part: i64, whole: i64) -> f64 {
    let number = |days: i64| f64::from(i32::try_from(days).unwrap_or(i32::MAX));
    number(part) / number(whole)
}

/// One score in a chart. Places are shares of its width and height, from the left and from below. It never prints.
#[derive(Clone, Copy, PartialEq)]
pub struct Mark {
    /// The day.
    pub date: Date,
    /// The score.
    pub score: f64,
    /// The band around it, the lower score first.
    pub around: (f64, f64),
    /// How far to the right.
    pub x: f64,
    /// How high: the better the higher.
    pub y: f64,
    /// Where the band begins.
    pub bottom: f64,
    /// Where it ends.
    pub top: f64,
}

impl fmt::Debug for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mark(private)")
    }
}

/// What to draw, and the table beside it: one row for each mark.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// The scores, in order.
    pub marks: Vec<Mark>,
    /// How high the line across is.
    pub line: Option<f64>,
    /// The scale's least and most.
    pub range: (f64, f64),
    /// Which way the scale counts; the better is drawn above all the same.
    pub direction: Direction,
}
