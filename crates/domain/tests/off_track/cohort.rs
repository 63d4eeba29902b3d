//! Made-up courses of couples, from the numbers that studies report and from assumptions where none does.
//!
//! Scores are in standard deviations of where people of one sex start. Published: the shape (a rise over four sessions, level
//! to the eighth; women start lower and rise alike: Knobloch-Fedders 2015), how many start distressed (76 % of women, 61 % of men:
//! Doss 2015), how much they gain (Doss 2012), how many leave (Doss 2012), what comes without therapy (Roddy 2020). Assumed, and
//! varied: everything in [`World`].

use troth_domain::measures::off_track::LAST_WEEK;

use crate::chance::Chance;

/// Check-ins of a whole course.
pub const WEEKS: usize = 12;
/// Women and men: how far from the mean of both they start, and below how many standard deviations they are distressed.
const STARTS: [f64; 2] = [-0.215, 0.215];
const DISTRESSED_BELOW: [f64; 2] = [0.706, 0.279];
/// Published gains of those who start distressed, and of the others.
pub const GAINS: [[f64; 2]; 2] = [[0.58, 0.22], [0.61, 0.19]];
/// What comes without therapy in twelve weeks.
const UNTREATED: f64 = 0.12;
/// Who leaves after one of the first two sessions, and after a later one: 19 % before the third, 62 % in all.
const LEAVE_EARLY: f64 = 0.10;
const LEAVE_LATER: f64 = 0.0806;

/// What nobody has measured.
#[derive(Clone, Copy)]
pub struct World {
    pub name: &'static str,
    /// How two partners go together in start, gain and drift.
    pub partners: f64,
    /// Standard deviation of one check-in around the course.
    pub residual: f64,
    /// How a week's chance goes together with the last week's.
    pub lasting: f64,
    /// How differently people swing around their course: standard deviation of the residual's logarithm.
    pub swing: f64,
    /// How people of one group differ in their gain.
    pub gain: f64,
    /// How they differ in what comes after the fourth week.
    pub drift: f64,
    /// Weeks in which the gain comes.
    pub rise: f64,
    /// Share of people who meet a sudden step, up or down, after the fourth week, and how large it is.
    pub step: (f64, f64),
    /// How much sooner couples leave who have gained less (above 0) or more (below 0).
    pub leaving: f64,
    /// Share of later check-ins that are not made.
    pub missed: f64,
    /// Share of the weeks below a person's own course (above 0) or above it (below 0) that they do not share.
    pub choosy: f64,
    /// How far everybody starts from where the model thinks, and gains beyond what is published.
    pub start: f64,
    pub beyond: f64,
    /// How large one standard deviation is in those that the model thinks in.
    pub unit: f64,
}

/// What the test cohorts vary.
pub const USUAL: World = World {
    name: "as assumed",
    partners: 0.5,
    residual: 0.45,
    lasting: 0.0,
    swing: 0.0,
    gain: 0.6,
    drift: 0.3,
    rise: 3.0,
    step: (0.0, 0.0),
    leaving: 0.0,
    missed: 0.1,
    choosy: 0.0,
    start: 0.0,
    beyond: 0.0,
    unit: 1.0,
};

/// One partner's course.
pub struct Person {
    pub couple: usize,
    /// Week and score of each check-in that was made before the last.
    pub check_ins: Vec<(f64, f64)>,
    /// The score of the twelfth week, whether they were still there or not.
    pub end: f64,
    /// Sessions that the couple came to.
    pub sessions: usize,
    pub woman: bool,
    pub distressed: bool,
}

impl Person {
    /// What they gained, as it was measured.
    pub fn gain(&self) -> f64 {
        self.end - self.check_ins[0].1
    }
}

/// Mean gains of the distressed and the others, by sex, from which measuring makes the published ones. Whoever starts low
/// by chance of the first week seems to gain by it, so the real gains are further apart in that respect.
fn gains_for(world: &World) -> [[f64; 2]; 2] {
    let mut means = GAINS;
    for _ in 0..6 {
        let mut chance = Chance::new(7);
        let mut sums = [[(0.0, 0.0); 2]; 2];
        for number in 0..3000 {
            let sex = number % 2;
            let start = (1.0 - world.residual * world.residual).max(0.0).sqrt() * chance.bell();
            let [first, last] = [chance.bell(), chance.bell()].map(|bell| world.residual * bell);
            let group = usize::from(start >= DISTRESSED_BELOW[sex]);
            let seen = usize::from(start + first >= DISTRESSED_BELOW[sex]);
            let sum = &mut sums[sex][seen];
            *sum = (sum.0 + means[sex][group] + last - first, sum.1 + 1.0);
        }
        for sex in 0..2 {
            for group in 0..2 {
                means[sex][group] += GAINS[sex][group] - sums[sex][group].0 / sums[sex][group].1;
            }
        }
    }
    means
}

/// A cohort of couples.
pub fn cohort(world: &World, couples: usize, seed: u64) -> Vec<Person> {
    let mut chance = Chance::new(seed);
    let gains = gains_for(world);
    (0..couples).flat_map(|couple| two(world, &gains, couple, &mut chance)).collect()
}

fn two(world: &World, gains: &[[f64; 2]; 2], couple: usize, chance: &mut Chance) -> [Person; 2] {
    let spread = (1.0 - world.residual * world.residual).max(0.0).sqrt();
    let start = chance.pair(world.partners).map(|bell| spread * bell);
    let gain = chance.pair(world.partners).map(|bell| world.gain * bell);
    let drift = chance.pair(world.partners).map(|bell| world.drift * bell);
    let mut truths = [[0.0; WEEKS]; 2];
    let mut scores = [[0.0; WEEKS]; 2];
    for sex in 0..2 {
        let group = usize::from(start[sex] >= DISTRESSED_BELOW[sex]);
        let gain = gains[sex][group] + world.beyond + gain[sex];
        let step = if chance.share() < world.step.0 { (4 + chance.below(7), world.step.1) } else { (WEEKS, 0.0) };
        let sign = if chance.share() < 0.5 { -1.0 } else { 1.0 };
        let residual = world.residual * (world.swing * chance.bell()).exp();
        let mut lasting = chance.bell();
        for week in 0..WEEKS {
            let risen = (week as f64 / world.rise).min(1.0);
            let drifted = ((week as f64 - 3.0) / (LAST_WEEK - 3.0)).max(0.0);
            let stepped = if week >= step.0 { sign * step.1 } else { 0.0 };
            truths[sex][week] = STARTS[sex] + world.start + start[sex] + gain * risen + drift[sex] * drifted + stepped;
            scores[sex][week] = truths[sex][week] + residual * lasting;
            lasting = world.lasting * lasting + (1.0 - world.lasting * world.lasting).sqrt() * chance.bell();
        }
    }
    let sessions = sessions(world, &scores, chance);
    [0, 1].map(|sex| person(world, couple, sex, sessions, &truths[sex], &scores[sex], chance))
}

/// How many sessions a couple comes to.
fn sessions(world: &World, scores: &[[f64; WEEKS]; 2], chance: &mut Chance) -> usize {
    for came in 1..WEEKS {
        let base: f64 = if came < 3 { LEAVE_EARLY } else { LEAVE_LATER };
        let gained = scores.iter().map(|one| one[came - 1] - one[0]).sum::<f64>() / 2.0;
        let logit = (base / (1.0 - base)).ln() - world.leaving * (gained - 0.3);
        if chance.share() < 1.0 / (1.0 + (-logit).exp()) {
            return came;
        }
    }
    WEEKS
}

fn person(
    world: &World,
    couple: usize,
    sex: usize,
    sessions: usize,
    truths: &[f64; WEEKS],
    scores: &[f64; WEEKS],
    chance: &mut Chance,
) -> Person {
    let hidden = |week: usize| {
        let is_hidden = world.choosy * (truths[week] - scores[week]) > 0.0;
        world.missed + if is_hidden { world.choosy.abs() } else { 0.0 }
    };
    let made = (0..sessions.min(WEEKS - 1)).filter(|week| *week == 0 || chance.share() >= hidden(*week));
    let check_ins = made.map(|week| (week as f64, world.unit * scores[week])).collect();
    let last = WEEKS - 1;
    let end = if sessions == WEEKS {
        scores[last]
    } else {
        // Who left stays where they were, but for what comes by itself; the last week's chance is as large as ever.
        let left = (WEEKS - sessions) as f64 / LAST_WEEK;
        truths[sessions - 1] + UNTREATED * left + scores[last] - truths[last]
    };
    let distressed = scores[0] - STARTS[sex] - world.start < DISTRESSED_BELOW[sex];
    Person { couple, check_ins, end: world.unit * end, sessions, woman: sex == 0, distressed }
}
