//! Fits the population to made-up courses by expectation and maximization (Laird and Ware 1982).

use troth_domain::measures::off_track::Population;

use crate::cohort::{Person, USUAL, World, cohort};

/// Couples of each world that the model learns from.
const COUPLES: usize = 60;

/// The worlds that the model learns from: what nobody has measured, in every combination. Nobody leaves for how it goes.
pub fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for residual in [0.3, 0.45, 0.6] {
        for partners in [0.3, 0.5, 0.7] {
            for gain in [0.45, 0.75] {
                for drift in [0.2, 0.4] {
                    worlds.push(World { residual, partners, gain, drift, ..USUAL });
                }
            }
        }
    }
    worlds
}

/// The courses that the model learns from.
pub fn courses() -> Vec<Person> {
    let worlds = worlds();
    (1..).zip(&worlds).flat_map(|(seed, world)| cohort(world, COUPLES, seed)).collect()
}

/// From where the fit begins.
pub const BEGINNING: Population = Population {
    mean: [0.0, 0.4, 0.0],
    covariance: [[0.8, 0.0, 0.0], [0.0, 0.4, 0.0], [0.0, 0.0, 0.1]],
    residual: 0.2,
};

/// One step of the fit.
pub fn step(population: Population, courses: &[Person]) -> Population {
    let known: Vec<Population> = courses
        .iter()
        .map(|person| person.check_ins.iter().fold(population, |known, (week, score)| known.after(*week, *score)))
        .collect();
    let count = known.len() as f64;
    let mut next = Population { mean: [0.0; 3], covariance: [[0.0; 3]; 3], residual: 0.0 };
    for one in &known {
        (0..3).for_each(|row| next.mean[row] += one.mean[row] / count);
    }
    for one in &known {
        for row in 0..3 {
            for column in 0..3 {
                let apart = (one.mean[row] - next.mean[row]) * (one.mean[column] - next.mean[column]);
                next.covariance[row][column] += (one.covariance[row][column] + apart) / count;
            }
        }
    }
    let mut scores = 0.0;
    for (one, person) in known.iter().zip(courses) {
        for (week, score) in &person.check_ins {
            let (mean, variance) = one.expects(*week);
            next.residual += (score - mean).powi(2) + variance - population.residual;
            scores += 1.0;
        }
    }
    next.residual /= scores;
    next
}

/// Every number of a population.
pub fn numbers(population: &Population) -> Vec<f64> {
    let covariance = population.covariance.iter().flatten();
    population.mean.iter().chain(covariance).copied().chain([population.residual]).collect()
}
