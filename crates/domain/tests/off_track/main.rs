//! The signal that somebody is off track: where its numbers come from, and how well it does on courses that it did not
//! learn from. `scripts/off-track` runs the report, which writes the tables of `docs/off-track.md`.
#![cfg(test)]

mod chance;
mod cohort;
mod fit;
mod judge;
mod report;

use troth_domain::measures::off_track::{GAIN, POPULATION};

use crate::cohort::{GAINS, USUAL, cohort};
use crate::judge::{Figures, Signal, cases};

/// Couples in a cohort that a test looks at.
const COUPLES: usize = 600;

#[test]
fn what_ships_is_what_the_fit_gives() {
    let courses = fit::courses();
    let next = (0..3).fold(POPULATION, |population, _| fit::step(population, &courses));
    for (now, then) in fit::numbers(&POPULATION).into_iter().zip(fit::numbers(&next)) {
        assert!((now - then).abs() < 0.002, "{POPULATION:?}\nbecomes {next:?}\nscripts/off-track fits it anew");
    }
}

#[test]
fn made_up_courses_show_what_studies_report() {
    let people = cohort(&USUAL, 2 * COUPLES, 99);
    let gain = |woman: bool, distressed: bool| {
        let here = people.iter().filter(|one| one.sessions == 12 && one.woman == woman && one.distressed == distressed);
        let gains: Vec<f64> = here.map(|one| one.gain()).collect();
        gains.iter().sum::<f64>() / gains.len() as f64
    };
    for (sex, woman) in [(0, true), (1, false)] {
        assert!((gain(woman, true) - GAINS[sex][0]).abs() < 0.15, "{}", gain(woman, true));
        assert!((gain(woman, false) - GAINS[sex][1]).abs() < 0.2, "{}", gain(woman, false));
    }
    let share =
        |is: &dyn Fn(&cohort::Person) -> bool| people.iter().filter(|one| is(one)).count() as f64 / people.len() as f64;
    assert!((share(&|one| one.sessions < 3) - 0.19).abs() < 0.03);
    assert!((share(&|one| one.sessions < 12) - 0.62).abs() < 0.03);
}

#[test]
fn the_signal_does_better_than_an_experts_rule_on_courses_that_it_did_not_learn_from() {
    let people = cohort(&USUAL, COUPLES, 4711);
    for count in [4, 6, 8] {
        let cases = cases(&people, count, GAIN);
        let [model, rule, blind] =
            [Signal::Model, Signal::Rule, Signal::Blind].map(|signal| Figures::of(&cases, signal, GAIN));
        assert!(model.accuracy > rule.accuracy && model.accuracy > blind.accuracy + 0.1, "{count}");
        assert!(model.balanced > rule.balanced && model.area > rule.area, "{count}");
    }
}
