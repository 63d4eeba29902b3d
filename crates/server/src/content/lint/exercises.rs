//! What an exercise should be beside readable: short, in small steps, honest about what is known, and easy to leave.

use std::ops::RangeInclusive;

use super::super::exercises::{Exercise, Need, Who};
use super::super::text::Source;
use crate::settings::Fault;

/// What an exercise that is not for everyone says in its first lines.
const AFRAID: &str = "if you are afraid";
/// What every exercise says in its first lines.
const SKIP: &str = "skip this";
/// How evidence begins that stands on sources: none of these exercises was tried as it is.
const INFORMED: &str = "Informed by";
/// What evidence says that stands on none.
const NO_STUDY: &str = "no study";
/// Minutes that an exercise takes.
const MINUTES: RangeInclusive<u32> = 5..=45;
/// Steps that it has.
const STEPS: RangeInclusive<usize> = 3..=9;
/// Words of one step.
const STEP_WORDS_MAX: usize = 60;
/// Words of its text.
const WORDS_MAX: usize = 420;
/// Characters of its title: one line on a phone.
const TITLE_CHARACTERS_MAX: usize = 45;
/// Characters of the sentence on what it is for.
const PURPOSE_CHARACTERS_MAX: usize = 140;
/// Characters of its warning.
const WARNING_CHARACTERS_MAX: usize = 240;

/// What every exercise has to say.
pub fn for_everyone(exercise: &Exercise, file: &Source, found: &mut Vec<Fault>) {
    let says = |words: &str| exercise.body.blocks.iter().any(|block| block.text.contains(words));
    if exercise.not_if_afraid && !says(AFRAID) {
        let mend =
            "write \"Do not do this if you are afraid of your partner\" before the first step, and where to turn";
        found.push(file.fault(1, "the exercise does not say \"not if you are afraid\"", mend));
    }
    if !says(SKIP) {
        let mend = "write \"You can skip this\" before the first step";
        found.push(file.fault(1, "the exercise does not say that it can be skipped", mend));
    }
}

/// What one of the programme has to be.
pub fn of_programme(exercise: &Exercise, file: &Source, found: &mut Vec<Fault>) {
    for_everyone(exercise, file, found);
    let mut wrong = |line: usize, problem: String, mend: &str| found.push(file.fault(line, problem, mend));
    look_at_lengths(exercise, &mut wrong);
    look_at_steps(exercise, &mut wrong);
    match &exercise.evidence {
        None => {
            let mend = "add evidence = \"Informed by …\" with references, or say that we know of no study of it";
            wrong(1, "it does not say what is known of it".to_owned(), mend);
        }
        Some(known) if known.references.is_empty() && !known.text.contains(NO_STUDY) => {
            let mend = "name sources under references, or say \"We know of no study of this\"";
            wrong(1, "its evidence names no source".to_owned(), mend);
        }
        Some(known) if !known.references.is_empty() && !known.text.starts_with(INFORMED) => {
            let mend = "begin evidence with \"Informed by\": none of these exercises was tried as it stands";
            wrong(1, "its evidence says more than its sources".to_owned(), mend);
        }
        Some(_) => {}
    }
    let says = |words: &str| exercise.body.blocks.iter().any(|block| block.text.contains(words));
    if exercise.who == Who::Together && !(says("stop") || says("pause")) {
        let mend = "say that either can stop at any time";
        wrong(1, "it is for two, and does not say that either can stop".to_owned(), mend);
    }
    let about = format!("{} {}", exercise.title, exercise.purpose).to_lowercase();
    if about.contains("forgiv") && !exercise.needs.contains(&Need::Amends) {
        let mend = "make it one for side = \"hurt\", alone, with needs = [\"amends\"]";
        wrong(1, "it is about forgiving, and would open before amends".to_owned(), mend);
    }
}

fn look_at_lengths(exercise: &Exercise, wrong: &mut impl FnMut(usize, String, &str)) {
    if !MINUTES.contains(&exercise.minutes) {
        let mend = format!("make it {} to {} minutes, or two exercises", MINUTES.start(), MINUTES.end());
        wrong(1, format!("it takes {} minutes", exercise.minutes), &mend);
    }
    if exercise.measure.words > WORDS_MAX {
        let problem = format!("its text has {} words", exercise.measure.words);
        wrong(1, problem, &format!("shorten it to {WORDS_MAX}"));
    }
    let warning = exercise.warning.as_deref().unwrap_or_default();
    for (key, text, most) in [
        ("title", exercise.title.as_str(), TITLE_CHARACTERS_MAX),
        ("purpose", exercise.purpose.as_str(), PURPOSE_CHARACTERS_MAX),
        ("warning", warning, WARNING_CHARACTERS_MAX),
    ] {
        let length = text.chars().count();
        if length > most {
            wrong(1, format!("its {key} has {length} characters"), &format!("shorten it to {most}"));
        }
    }
    if exercise.purpose.trim_end_matches(['.', '?']).contains(['.', '?']) {
        wrong(1, "its purpose is more than one sentence".to_owned(), "say in one sentence what it is for");
    }
}

fn look_at_steps(exercise: &Exercise, wrong: &mut impl FnMut(usize, String, &str)) {
    let steps = &exercise.body.course.steps;
    if !STEPS.contains(&steps.len()) {
        let mend = format!("number {} to {} small steps: \"1. …\"", STEPS.start(), STEPS.end());
        wrong(1, format!("it has {} steps", steps.len()), &mend);
    }
    for step in steps {
        let words = step.text.split_whitespace().count();
        if words > STEP_WORDS_MAX {
            let mend = format!("shorten it to {STEP_WORDS_MAX} words, or make it two steps");
            wrong(step.line, format!("this step has {words} words"), &mend);
        }
    }
}
