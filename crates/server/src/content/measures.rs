//! What is asked in check-ins, and instruments that a practice brings: two files each in `measures`, the questions as a
//! FHIR (R4) Questionnaire and how they are introduced and scored. `docs/measures.md` explains them.

use std::collections::BTreeSet;

use troth_domain::measures::questionnaire::Questionnaire;
use troth_domain::measures::scoring::Scoring;
use troth_domain::practice::Slug;

use self::rules::File;
use super::markdown::Rendered;
use super::quotes::typeset;
use super::reading;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

mod fhir;
mod places;
mod rules;
#[cfg(test)]
mod tests;

/// Name of the weekly check-in.
pub const CHECK_IN: &str = "check-in";

/// A measure.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Minutes that it takes.
    pub minutes: u32,
    /// Whether somebody tested what its scores mean. Where not, pages say so.
    pub validated: bool,
    /// By whose leave it is used.
    pub licence: String,
    /// Where it is from.
    pub source: String,
    /// What is said before the first question.
    pub before: Vec<String>,
    /// The words of the choice to skip, the same at each question.
    pub skip: String,
    /// What is said afterwards.
    pub after: Vec<String>,
    /// The questions.
    pub questionnaire: Questionnaire,
    /// How they are scored.
    pub scoring: Scoring,
    /// The scale that the signal to the therapist is worked out from.
    pub off_track: Option<Slug>,
    /// What people read, file by file.
    pub texts: [Words; 2],
}

/// What people read in one of the two files.
#[derive(Clone, Debug)]
pub struct Words {
    /// The file it was read from.
    pub file: String,
    /// The words, by line.
    pub body: Rendered,
    /// How hard they are to read.
    pub measure: reading::Measure,
}

impl Measure {
    /// Reads a measure out of its questions and its rules.
    ///
    /// # Errors
    /// Every fault, by file and line.
    pub fn read(questions: &Source, rules: &Source) -> Result<Self, Vec<Fault>> {
        let mut asked = Gathering::new(questions);
        let questionnaire = fhir::read(questions, &mut asked)?;
        let file = File::read(rules)?;
        let mut said = Gathering::new(rules);
        let before = said.sentences(&file.before);
        let skip = said.label(&file.skip);
        let after = said.sentences(&file.after);
        let scoring = file.scoring(rules, &mut said, &questionnaire)?;
        let texts = [(questions, asked), (rules, said)].map(|(source, gathered)| {
            let (body, measure) = gathered.finish();
            Words { file: source.file.clone(), body, measure }
        });
        Ok(Self {
            minutes: file.minutes,
            validated: file.validated,
            licence: file.licence.get_ref().clone(),
            source: typeset(file.source.get_ref()),
            before,
            skip,
            after,
            questionnaire,
            scoring,
            off_track: file.off_track.and_then(|name| Slug::new(name.get_ref()).ok()),
            texts,
        })
    }
}

/// The measures that files in the folder belong to.
pub fn names(files: &[String]) -> BTreeSet<String> {
    let stem = |file: &String| {
        let file = file.strip_prefix("measures/")?;
        file.strip_suffix(".json").or_else(|| file.strip_suffix(".toml")).map(str::to_owned)
    };
    files.iter().filter_map(stem).collect()
}

/// Where a measure's questions and its rules are.
pub fn paths(name: &str) -> (String, String) {
    (format!("measures/{name}.json"), format!("measures/{name}.toml"))
}

/// Which questions to try with which rules: what is on top of each pile, then what is below. A practice can change one
/// of our files and keep the other.
pub fn pairs<'a>(questions: &[&'a Source], rules: &[&'a Source]) -> Vec<(&'a Source, &'a Source)> {
    let top = questions.first().zip(rules.first());
    let below = questions.last().zip(rules.last()).filter(|_| questions.len().max(rules.len()) > 1);
    top.into_iter().chain(below).map(|(questions, rules)| (*questions, *rules)).collect()
}

/// That one of the two files is not there.
pub fn missing(questions: &[&Source], rules: &[&Source]) -> Option<Fault> {
    match (questions, rules) {
        ([alone, ..], []) => {
            let mend = format!("write {}.toml beside it: docs/measures.md says what is in it", alone.name);
            Some(alone.fault(1, "the measure has no rules", mend))
        }
        ([], [alone, ..]) => {
            let mend = format!("put {}.json beside it, its FHIR Questionnaire", alone.name);
            Some(alone.fault(1, "the measure has no questions", mend))
        }
        _ => None,
    }
}
