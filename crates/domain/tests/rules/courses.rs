//! One person's course: the chart, what is said of it, and the signal to the therapist.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::measures::expectations::{Said, expectations};
use troth_domain::measures::off_track::{POPULATION, Shared, Signal, normal};
use troth_domain::measures::scoring::{Direction, Group, Line, Scale, Statistics};
use troth_domain::measures::trajectory::{BandKind, Point, Reading, Series};
use troth_domain::writing::Audience;

use crate::measures::scale;
use crate::world::cases;

const RANGE: (f64, f64) = (0.0, 100.0);

fn first() -> Date {
    date(2026, 3, 1)
}

/// A check-in each week, over a spring clock change.
fn weekly(scores: &[f64]) -> Vec<Point> {
    let at = |(week, score): (i64, &f64)| Point { date: first() + Span::new().weeks(week), score: *score };
    (0..).zip(scores).map(at).collect()
}

fn plain() -> Scale {
    let starting = Group { mean: 45.0, sd: 20.0 };
    let statistics = Statistics { starting, general: None, reliability: None, assumed: true };
    let line = Line { at: 50.0, label: "the middle".into() };
    Scale { statistics: Some(statistics), line: Some(line), ..scale("plain", &["a"]) }
}

fn turned() -> Scale {
    Scale { direction: Direction::HigherIsWorse, ..plain() }
}

fn measured() -> Scale {
    let starting = Group { mean: 45.0, sd: 20.0 };
    let statistics = Statistics { starting, general: None, reliability: Some(0.91), assumed: false };
    Scale { statistics: Some(statistics), ..plain() }
}

/// All of them shared with the therapist.
fn shared(scale: &Scale, points: Vec<Point>) -> Shared {
    let therapist = Audience { therapist: true, partner: false };
    Shared::new(scale, RANGE, points.into_iter().map(|point| (therapist, point)))
}

fn series(scale: &Scale, scores: &[f64]) -> Series {
    Series::new(scale, RANGE, weekly(scores))
}

#[test]
fn it_is_too_early_to_tell_until_there_are_four() {
    assert_eq!(series(&plain(), &[10.0, 90.0, 90.0]).reading(), Reading::TooEarly { have: 3, need: 4 });
    assert!(series(&plain(), &[]).chart().is_none());
    assert_eq!(series(&plain(), &[40.0, 45.0, 50.0, 55.0]).reading(), Reading::Level, "that may be chance");
    assert_eq!(series(&plain(), &[10.0, 10.0, 60.0, 90.0, 90.0]).reading(), Reading::Better);
}

#[test]
fn the_band_is_what_measuring_brings_about_where_that_is_known() {
    // 1.96 * 20 * sqrt(1 - 0.91) = 11.76
    let known = series(&measured(), &[50.0, 95.0]);
    assert!((known.reach() - 11.76).abs() < 0.001 && known.band() == BandKind::Measuring);
    let chart = known.chart().unwrap();
    assert!((chart.marks[0].around.0 - 38.24).abs() < 0.001 && chart.marks[1].around.1 == 100.0);
    // Nothing is known: ten points, a tenth of the range, as long as there is one check-in.
    let own = series(&plain(), &[50.0]);
    assert!((own.reach() - 19.6).abs() < 0.001 && own.band() == BandKind::OwnWeeks);
    // (4 * 100 + (400 + 400 + 400) / 2) / (4 + 3) = 142.86, whose root is 11.95
    let restless = series(&plain(), &[40.0, 60.0, 40.0, 60.0]);
    assert!((restless.reach() - 1.96 * 11.952).abs() < 0.001);
    assert!(series(&plain(), &[50.0; 12]).reach() < own.reach());
}

#[test]
fn the_better_is_always_above() {
    let up = series(&plain(), &[20.0, 80.0]).chart().unwrap();
    let down = series(&turned(), &[80.0, 20.0]).chart().unwrap();
    let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
    for (one, other) in up.marks.iter().zip(&down.marks) {
        assert!(near(one.y, other.y) && near(one.bottom, other.bottom) && near(one.top, other.top));
        assert!(one.bottom < one.y && one.y < one.top);
    }
    assert!(near(up.marks[0].y, 0.2) && near(up.marks[1].y, 0.8) && near(up.line.unwrap(), 0.5));
    assert_eq!(series(&turned(), &[80.0, 80.0, 50.0, 10.0, 10.0]).reading(), Reading::Better);
    assert_eq!(series(&plain(), &[80.0, 80.0, 50.0, 10.0, 10.0]).reading(), Reading::Worse);
}

#[test]
fn days_are_civil_days_and_the_last_word_of_a_day_counts() {
    let mut points = weekly(&[10.0, 20.0, 30.0]);
    points.push(Point { date: first(), score: 40.0 });
    points.reverse();
    points.push(Point { date: first() + 21.days(), score: f64::NAN });
    let series = Series::new(&plain(), RANGE, points);
    assert_eq!(series.days(), 14);
    assert_eq!(series.by_days().iter().map(|(days, _)| *days).collect::<Vec<_>>(), [0, 7, 14]);
    let chart = series.chart().unwrap();
    assert_eq!(chart.marks.iter().map(|mark| mark.x).collect::<Vec<_>>(), [0.0, 0.5, 1.0]);
}

#[test]
fn a_series_never_prints() {
    let series = series(&plain(), &[42.0]);
    let printed = format!("{series:?} {:?} {:?}", series.points()[0], series.chart().unwrap());
    assert!(!printed.contains("42"), "{printed}");
}

#[test]
fn own_weeks_come_first_and_nothing_is_promised() {
    let said = |scores: &[f64]| expectations(&series(&plain(), scores));
    assert_eq!(said(&[50.0]), [Said::TooEarly, Said::AverageRises, Said::NoForecast, Said::NoDate]);
    let better: Vec<f64> = (0..6).map(|week| 20.0 + 10.0 * f64::from(week)).collect();
    assert_eq!(
        said(&better),
        [Said::OwnBetter, Said::AverageRises, Said::AverageLevel, Said::NoForecast, Said::NoDate]
    );
    let stalled = said(&[50.0; 10]);
    assert_eq!(stalled[..2], [Said::OwnLevel, Said::TalkWithSomebody]);
    assert!(stalled.contains(&Said::BeyondStudies));
    let worse = said(&[90.0, 90.0, 60.0, 20.0, 20.0]);
    assert_eq!(worse[..2], [Said::OwnWorse, Said::TalkWithSomebody]);
}

#[test]
fn there_is_a_signal_from_the_fourth_check_in_to_the_last_week() {
    let signal = |scale: &Scale, scores: &[f64]| Signal::of(scale, &shared(scale, weekly(scores))).unwrap();
    assert_eq!(signal(&plain(), &[50.0; 3]), Signal::TooEarly { have: 3, need: 4 });
    let flat = signal(&plain(), &[45.0, 45.0, 44.0, 45.0]);
    assert!(matches!(flat, Signal::OffTrack { .. }) && flat.of_ten().unwrap() >= 7, "{flat:?}");
    let rising = signal(&plain(), &[45.0, 55.0, 65.0, 75.0]);
    assert!(matches!(rising, Signal::OnTrack { .. }) && rising.of_ten().unwrap() <= 2, "{rising:?}");
    assert_eq!(signal(&turned(), &[45.0, 35.0, 25.0, 15.0]).of_ten(), rising.of_ten(), "lower is better here");
    assert_eq!(signal(&plain(), &[45.0; 12]), Signal::Over);
    let unknown = Scale { statistics: None, ..plain() };
    assert_eq!(Signal::of(&unknown, &shared(&unknown, weekly(&[45.0; 5]))), None);
}

#[test]
fn what_is_not_shared_with_the_therapist_changes_no_signal() {
    let scores = [45.0, 90.0, 50.0, 5.0, 55.0, 60.0];
    let points = weekly(&scores);
    let with = |hidden: f64| {
        let one = |(place, point): (usize, &Point)| {
            let is_hidden = place == 1 || place == 3;
            let audience = Audience { therapist: !is_hidden, partner: is_hidden };
            (audience, Point { score: if is_hidden { hidden } else { point.score }, ..*point })
        };
        Shared::new(&plain(), RANGE, points.iter().enumerate().map(one))
    };
    let signal = Signal::of(&plain(), &with(0.0));
    assert!(matches!(signal, Some(Signal::OnTrack { .. })), "{signal:?}");
    assert_eq!(signal, Signal::of(&plain(), &with(100.0)));
    let alone = points.into_iter().map(|point| (Audience::default(), point));
    let alone = Shared::new(&plain(), RANGE, alone);
    assert_eq!(Signal::of(&plain(), &alone), Some(Signal::TooEarly { have: 0, need: 4 }));
}

#[test]
fn more_of_the_same_makes_the_signal_surer() {
    let probability = |scores: &[f64]| {
        let weeks = (0..).map(f64::from).zip(scores.iter().copied()).collect::<Vec<_>>();
        POPULATION.probability(&weeks).unwrap()
    };
    let lost = [4, 6, 8, 10].map(|count| probability(&vec![0.0; count]));
    assert!(lost.windows(2).all(|pair| pair[0] < pair[1]), "{lost:?}");
    assert!(
        (normal(1.959_964) - 0.975).abs() < 1e-6
            && (normal(-1.0) - 0.158_655).abs() < 1e-6
            && (normal(0.0) - 0.5).abs() < 1e-6
    );
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn whatever_the_scores_are_the_chart_stays_in_its_frame(
        scores in proptest::collection::vec(-10.0_f64..110.0, 1..40),
        days in proptest::collection::vec(0_i64..700, 40),
        turn: bool,
    ) {
        let scale = if turn { turned() } else { plain() };
        let at = |(score, days): (&f64, &i64)| Point { date: first() + days.days(), score: *score };
        let points: Vec<Point> = scores.iter().zip(&days).map(at).collect();
        let series = Series::new(&scale, RANGE, points.clone());
        let chart = series.chart().unwrap();
        for mark in &chart.marks {
            prop_assert!([mark.x, mark.y, mark.bottom, mark.top].iter().all(|place| (0.0..=1.0).contains(place)));
            prop_assert!(mark.bottom <= mark.y && mark.y <= mark.top);
        }
        prop_assert!(chart.marks.windows(2).all(|pair| pair[0].x < pair[1].x));
        let few = series.points().len() < limits::OFF_TRACK_CHECK_INS_MIN;
        let signal = Signal::of(&scale, &shared(&scale, points)).unwrap();
        prop_assert_eq!(matches!(signal, Signal::TooEarly { .. }), few);
        prop_assert!(signal.of_ten().is_none_or(|tenths| (1..=9).contains(&tenths)));
    }
}
