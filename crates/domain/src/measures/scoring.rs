//! From answers to scores, by the rules of a file: sums and means, turned-round and weighted questions, scales of some of
//! the questions, answers that are missing, bands, and what is known of the scale's statistics.

use std::collections::BTreeSet;
use std::fmt;

use super::questionnaire::{Answers, LinkId, Question, Questionnaire};
use crate::limits;
use crate::practice::Slug;

/// Words that a question about taking one's life, or hurting oneself, is likely to have.
const HARM: [&str; 16] = [
    "suicid",
    "self-harm",
    "better off dead",
    "wish you were dead",
    "wish i were dead",
    "kill myself",
    "kill yourself",
    "killing",
    "hurt myself",
    "hurt yourself",
    "hurting myself",
    "hurting yourself",
    "harm myself",
    "harm yourself",
    "end my life",
    "end your life",
];

/// How a scale's questions are put together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combine {
    /// The sum of what they count, each by its weight.
    Sum,
    /// The mean of what they count, each by its weight.
    Mean,
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// More points are better.
    HigherIsBetter,
    /// More points are worse, as with a scale of distress.
    HigherIsWorse,
}

/// A question's part in a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// The question.
    pub link_id: LinkId,
    /// How much it counts: 1 as a rule, always above 0.
    pub weight: f64,
    /// Whether it is turned round, so that its least counts as its most.
    pub reversed: bool,
}

/// Scores with a common name, from here up to the next band.
#[derive(Clone, PartialEq, Debug)]
pub struct Band {
    /// The least score.
    pub from: f64,
    /// What it is called.
    pub label: String,
}

/// A line across a chart.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The score.
    pub at: f64,
    /// What it marks.
    pub label: String,
}

/// A group's scores.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Group {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, above 0.
    pub sd: f64,
}

/// What is known of a scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Statistics {
    /// How people score who come for help, before it starts.
    pub starting: Group,
    /// How people score who do not.
    pub general: Option<Group>,
    /// The scale's reliability, above 0 and below 1.
    pub reliability: Option<f64>,
    /// Whether the numbers are assumed, because nobody measured them. Nothing is called reliable by them.
    pub assumed: bool,
}

/// A scale.
#[derive(Clone, PartialEq, Debug)]
pub struct Scale {
    /// Its short name, once in a measure.
    pub name: Slug,
    /// What people read.
    pub title: String,
    /// Its questions.
    pub parts: Vec<Part>,
    /// How they are put together.
    pub combine: Combine,
    /// How many must be answered; where fewer are missing, those that were answered stand for them.
    pub answered_min: usize,
    /// Which way is better.
    pub direction: Direction,
    /// Bands by rising score, the first from the scale's least; or none.
    pub bands: Vec<Band>,
    /// A line across its chart.
    pub line: Option<Line>,
    /// What is known of it.
    pub statistics: Option<Statistics>,
}

/// An answer after which help is shown at once, and which reaches the therapist's queue.
#[derive(Clone, PartialEq, Debug)]
pub struct Alert {
    /// The question.
    pub link_id: LinkId,
    /// From which count on.
    pub at_least: f64,
}

/// How a measure is scored.
#[derive(Clone, PartialEq, Debug)]
pub struct Scoring {
    scales: Vec<Ranged>,
    alerts: Vec<Alert>,
}

/// A scale with its least and most.
#[derive(Clone, PartialEq, Debug)]
struct Ranged {
    scale: Scale,
    /// Each question's least and most, in the order of the parts.
    parts: Vec<(f64, f64)>,
    range: (f64, f64),
}

/// Why a measure cannot be scored so.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidScoring {
    /// No scale, or more than [`MEASURE_SCALES_MAX`](limits::MEASURE_SCALES_MAX).
    #[error("there are {0} scales, and there can be 1 to {max}", max = limits::MEASURE_SCALES_MAX)]
    Scales(usize),
    /// Two scales of one name.
    #[error("two scales are called {0}")]
    Twice(Slug),
    /// A scale's title, or a label, that is empty, too long or cannot be shown.
    #[error("the title of {0}, or a label of it, is empty, too long, or has a character that cannot be shown")]
    Words(Slug),
    /// A scale without a question, or with one question twice.
    #[error("{0} has no question, or one twice")]
    Parts(Slug),
    /// A question that the questionnaire has not.
    #[error("{0} names the question {1}, which the questionnaire has not")]
    NoSuchQuestion(Slug, LinkId),
    /// A question that counts nothing.
    #[error("{0} counts the question {1}, and its answers have no numbers")]
    Uncounted(Slug, LinkId),
    /// A weight that is not above 0, or too large.
    #[error("{0} gives the question {1} a weight that is not above 0, or too large")]
    Weight(Slug, LinkId),
    /// More answers asked for than there are questions, or none.
    #[error("{0} needs {1} answers, and it has {2} questions")]
    Needed(Slug, usize, usize),
    /// Missing answers would be stood for by questions that count otherwise.
    #[error("{0} lets answers be missing, and its questions do not all count from the same least to the same most")]
    Unequal(Slug),
    /// Bands that do not rise, do not begin at the scale's least, or are too many.
    #[error("the bands of {0} do not rise from its least score {1}, or go beyond its most")]
    Bands(Slug, String),
    /// A line that is not between the least and the most.
    #[error("the line of {0} is not between its least and its most score")]
    Line(Slug),
    /// Statistics that cannot be.
    #[error("the statistics of {0} cannot be: a spread is above 0, and a reliability is between 0 and 1")]
    Statistics(Slug),
    /// Statistics that are assumed, and say more than where people start.
    #[error("the statistics of {0} are assumed, and have a reliability or a general group")]
    Assumed(Slug),
    /// An alert for a question that the questionnaire has not, or that counts nothing, or that no answer or each raises.
    #[error("the alert for {0} is for no question that counts, or every answer raises it, or none does")]
    Alert(LinkId),
    /// A question that seems to ask about harm, and has no alert.
    #[error("the question {0} seems to ask about harm, and no alert is set for it")]
    NoAlert(LinkId),
}

impl Scoring {
    /// Takes the rules for `questionnaire`. Questions in `harmless` need no alert, whatever their words are.
    ///
    /// # Errors
    /// The first [`InvalidScoring`].
    pub fn new(
        questionnaire: &Questionnaire,
        scales: Vec<Scale>,
        alerts: Vec<Alert>,
        harmless: &[LinkId],
    ) -> Result<Self, InvalidScoring> {
        if !(1..=limits::MEASURE_SCALES_MAX).contains(&scales.len()) {
            return Err(InvalidScoring::Scales(scales.len()));
        }
        let mut names = BTreeSet::new();
        if let Some(scale) = scales.iter().find(|scale| !names.insert(&scale.name)) {
            return Err(InvalidScoring::Twice(scale.name.clone()));
        }
        for alert in &alerts {
            let range = questionnaire.question(&alert.link_id).and_then(Question::range);
            if !range.is_some_and(|(least, most)| least < alert.at_least && alert.at_least <= most) {
                return Err(InvalidScoring::Alert(alert.link_id.clone()));
            }
        }
        let has_alert = |question: &Question| {
            alerts.iter().any(|alert| alert.link_id == question.link_id) || harmless.contains(&question.link_id)
        };
        if let Some(question) = questionnaire.questions().find(|one| seems_to_ask_about_harm(one) && !has_alert(one)) {
            return Err(InvalidScoring::NoAlert(question.link_id.clone()));
        }
        let scales = scales.into_iter().map(|scale| scale.ranged(questionnaire)).collect::<Result<_, _>>()?;
        Ok(Self { scales, alerts })
    }

    /// Every scale, in the order of the file.
    pub fn scales(&self) -> impl Iterator<Item = &Scale> {
        self.scales.iter().map(|ranged| &ranged.scale)
    }

    /// The scale of this name.
    pub fn scale(&self, name: &Slug) -> Option<&Scale> {
        self.scales().find(|scale| scale.name == *name)
    }

    /// The least and the most that the scale of this name comes to.
    pub fn range(&self, name: &Slug) -> Option<(f64, f64)> {
        self.scales.iter().find(|ranged| ranged.scale.name == *name).map(|ranged| ranged.range)
    }

    /// What answers come to.
    pub fn score(&self, answers: &Answers) -> Scored {
        let raised = |alert: &&Alert| answers.value(&alert.link_id).is_some_and(|value| value >= alert.at_least);
        Scored {
            scales: self.scales.iter().map(|ranged| (ranged.scale.name.clone(), ranged.score(answers))).collect(),
            alerts: self.alerts.iter().filter(raised).map(|alert| alert.link_id.clone()).collect(),
        }
    }
}

fn seems_to_ask_about_harm(question: &Question) -> bool {
    let text = question.text.to_lowercase();
    HARM.iter().any(|part| text.contains(part))
}

impl Scale {
    /// The band that a score is in.
    pub fn band(&self, score: f64) -> Option<&Band> {
        self.bands.iter().rev().find(|band| score >= band.from)
    }

    fn ranged(self, questionnaire: &Questionnaire) -> Result<Ranged, InvalidScoring> {
        let name = || self.name.clone();
        self.check_words()?;
        let ids: BTreeSet<&LinkId> = self.parts.iter().map(|part| &part.link_id).collect();
        if ids.is_empty() || ids.len() < self.parts.len() {
            return Err(InvalidScoring::Parts(name()));
        }
        let parts =
            self.parts.iter().map(|part| self.part_range(part, questionnaire)).collect::<Result<Vec<_>, _>>()?;
        if !(1..=parts.len()).contains(&self.answered_min) {
            return Err(InvalidScoring::Needed(name(), self.answered_min, parts.len()));
        }
        if self.answered_min < parts.len() && parts.windows(2).any(|pair| pair.first() != pair.last()) {
            return Err(InvalidScoring::Unequal(name()));
        }
        let total = |bound: fn(&(f64, f64)) -> f64| {
            let sum: f64 = self.parts.iter().zip(&parts).map(|(part, range)| part.weight * bound(range)).sum();
            match self.combine {
                Combine::Sum => sum,
                Combine::Mean => sum / self.weight(),
            }
        };
        let range = (total(|range| range.0), total(|range| range.1));
        self.check_bands(range)?;
        self.check_statistics()?;
        Ok(Ranged { scale: self, parts, range })
    }

    fn check_words(&self) -> Result<(), InvalidScoring> {
        let labels = self.bands.iter().map(|band| &band.label).chain(self.line.iter().map(|line| &line.label));
        let fits = |text: &String| {
            let count = text.trim().chars().count();
            (1..=limits::MEASURE_CHOICE_CHARACTERS_MAX).contains(&count) && !text.chars().any(char::is_control)
        };
        let fine = labels.chain([&self.title]).all(fits);
        if fine { Ok(()) } else { Err(InvalidScoring::Words(self.name.clone())) }
    }

    fn part_range(&self, part: &Part, questionnaire: &Questionnaire) -> Result<(f64, f64), InvalidScoring> {
        let (scale, link_id) = (self.name.clone(), part.link_id.clone());
        let Some(question) = questionnaire.question(&part.link_id) else {
            return Err(InvalidScoring::NoSuchQuestion(scale, link_id));
        };
        if !(part.weight > 0.0 && part.weight <= f64::from(limits::MEASURE_VALUE_MAX)) {
            return Err(InvalidScoring::Weight(scale, link_id));
        }
        question.range().ok_or(InvalidScoring::Uncounted(scale, link_id))
    }

    fn check_bands(&self, (least, most): (f64, f64)) -> Result<(), InvalidScoring> {
        let rise = self.bands.windows(2).all(|pair| matches!(pair, [one, next] if one.from < next.from));
        let begins = self.bands.first().is_none_or(|band| near(band.from, least));
        let ends = self.bands.last().is_none_or(|band| band.from <= most);
        if !rise || !begins || !ends || self.bands.len() > limits::MEASURE_BANDS_MAX {
            return Err(InvalidScoring::Bands(self.name.clone(), least.to_string()));
        }
        let inside = self.line.as_ref().is_none_or(|line| least < line.at && line.at < most);
        if inside { Ok(()) } else { Err(InvalidScoring::Line(self.name.clone())) }
    }

    fn check_statistics(&self) -> Result<(), InvalidScoring> {
        let Some(statistics) = &self.statistics else { return Ok(()) };
        let fine = |group: &Group| group.mean.is_finite() && group.sd.is_finite() && group.sd > 0.0;
        let between = |reliability: f64| reliability > 0.0 && reliability < 1.0;
        let groups = fine(&statistics.starting) && statistics.general.as_ref().is_none_or(fine);
        if !groups || !statistics.reliability.is_none_or(between) {
            return Err(InvalidScoring::Statistics(self.name.clone()));
        }
        if statistics.assumed && (statistics.reliability.is_some() || statistics.general.is_some()) {
            return Err(InvalidScoring::Assumed(self.name.clone()));
        }
        Ok(())
    }

    fn weight(&self) -> f64 {
        self.parts.iter().map(|part| part.weight).sum()
    }
}

/// Whether two scores are the same but for how a computer counts.
pub(super) fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

/// Without what only a computer's way to count leaves behind.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Ranged {
    fn score(&self, answers: &Answers) -> Option<Score> {
        let counted = self.scale.parts.iter().zip(&self.parts).filter_map(|(part, (least, most))| {
            let value = answers.value(&part.link_id)?;
            let value = if part.reversed { least + most - value } else { value };
            Some((part.weight, part.weight * value))
        });
        let counted: Vec<(f64, f64)> = counted.collect();
        if counted.len() < self.scale.answered_min {
            return None;
        }
        let weight: f64 = counted.iter().map(|(weight, _)| weight).sum();
        let mean = counted.iter().map(|(_, value)| value).sum::<f64>() / weight;
        let value = match self.scale.combine {
            Combine::Sum => mean * self.scale.weight(),
            Combine::Mean => mean,
        };
        Some(Score { value: tidy(value), answered: counted.len(), of: self.parts.len() })
    }
}

/// What one scale comes to. It never prints.
#[derive(Clone, Copy, PartialEq)]
pub struct Score {
    /// The score.
    pub value: f64,
    /// How many of its questions were answered.
    pub answered: usize,
    /// How many there are.
    pub of: usize,
}

impl fmt::Debug for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Score(private)")
    }
}

/// What answers come to. It never prints.
#[derive(Clone, PartialEq)]
pub struct Scored {
    /// Each scale with its score; none where too little was answered.
    pub scales: Vec<(Slug, Option<Score>)>,
    /// Questions whose answer raised an alert.
    pub alerts: Vec<LinkId>,
}

impl Scored {
    /// The score of the scale of this name.
    pub fn get(&self, name: &Slug) -> Option<Score> {
        self.scales.iter().find(|(scale, _)| scale == name).and_then(|(_, score)| *score)
    }
}

impl fmt::Debug for Scored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Scored(private)")
    }
}
