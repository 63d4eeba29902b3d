//! A check-in: its questions, and what was answered.

use maud::{Markup, html};
use troth_domain::measures::Kept;
use troth_domain::measures::questionnaire::{Entry, Kind, NO, Question, SKIP, YES};
use troth_domain::measures::scoring::Direction;
use troth_domain::writing::Writing;

use super::field::{FieldError, error_line};
use super::question;
use crate::content::measures::Measure;
use crate::web::gallery::{Sample, Stage};

/// What stands in the place of answers that cannot be read.
const UNREADABLE: &str = "These answers cannot be read. Please tell the practice: nothing else is affected.";

/// Every question, with `typed` in the places to write in.
pub fn questions(measure: &Measure, typed: impl Fn(&str) -> String, errors: &[FieldError]) -> Markup {
    html! {
        @for entry in measure.questionnaire.entries() {
            @match entry {
                Entry::Heading(text) => h2 { (text) },
                Entry::Words(text) => p { (text) },
                Entry::Question(one) => (asked(one, &measure.skip, &typed(one.link_id.as_str()), errors)),
            }
        }
    }
}

fn asked(one: &Question, skip: &str, typed: &str, errors: &[FieldError]) -> Markup {
    let (name, text) = (one.link_id.as_str(), one.text.as_str());
    match &one.kind {
        Kind::Choice(choices) => {
            let answers = choices.iter().map(|choice| (choice.code.as_str(), choice.text.as_str()));
            question::question_with(name, text, answers.chain([(SKIP, skip)]), typed, errors)
        }
        Kind::YesNo => question::question_with(name, text, [(YES, "Yes"), (NO, "No"), (SKIP, skip)], typed, errors),
        Kind::Number { min, max } => html! {
            div class="field" {
                label for=(name) { (text) }
                (error_line(errors, name))
                p class="hint" id={ (name) "-hint" } { "A whole number from " (min) " to " (max) ", or nothing" }
                input type="text" inputmode="numeric" id=(name) name=(name) value=(typed) autocomplete="off" aria-describedby={ (name) "-hint" };
            }
        },
        Kind::Text => html! {
            div class="field" {
                label for=(name) { (text) }
                (error_line(errors, name))
                textarea class="room" id=(name) name=(name) rows="4" dir="auto" autocomplete="off" { "\n" (typed) }
            }
        },
    }
}

/// What was answered, and what it comes to.
pub fn answered(writing: &Writing) -> Markup {
    let Ok(kept) = Kept::from_writing(writing) else { return html! { p { (UNREADABLE) } } };
    html! {
        div class="sheet" {
            table class="log" {
                caption { "What it comes to" }
                thead { tr { th scope="col" { "About" } th scope="col" { "This week" } } }
                tbody {
                    @for score in kept.scores.iter().filter(|score| score.value.is_some()) {
                        tr { th scope="row" { (score.title) } td { (score_words(score)) } }
                    }
                }
            }
            @if kept.scores.iter().any(|score| score.value.is_none()) {
                p class="hint" { "Where too little was answered, there is no number." }
            }
            h2 class="asked" { "What you were asked" }
            dl class="facts answers" {
                @for answer in &kept.answers {
                    div { dt { (answer.text) } dd dir="auto" { (answer.answer.as_deref().unwrap_or(SKIPPED)) } }
                }
            }
        }
    }
}

const SKIPPED: &str = "Skipped";

/// A score as people read it.
fn score_words(score: &troth_domain::measures::KeptScore) -> String {
    let (least, most) = score.range;
    match (score.value, score.direction) {
        (None, _) => "Too little was answered".to_owned(),
        (Some(value), Direction::HigherIsBetter) => format!("{value:.0}, on a scale from {least:.0} to {most:.0}"),
        (Some(value), Direction::HigherIsWorse) => {
            format!("{value:.0}, on a scale from {least:.0} to {most:.0} where less is better")
        }
    }
}

/// The same in words, for whoever takes it with them.
pub fn in_words(writing: &Writing) -> Vec<(String, String)> {
    let Ok(kept) = Kept::from_writing(writing) else { return vec![(String::new(), UNREADABLE.to_owned())] };
    let answers = kept
        .answers
        .iter()
        .map(|answer| (answer.text.clone(), answer.answer.clone().unwrap_or_else(|| SKIPPED.to_owned())));
    let scores = kept.scores.iter().map(|score| (score.title.clone(), score_words(score)));
    answers.chain(scores).collect()
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let Some(measure) = stage.content.check_in() else { return Vec::new() };
    let first = measure.questionnaire.questions().find_map(|question| match &question.kind {
        Kind::Choice(choices) => Some((question.link_id.as_str(), choices.first()?.code.as_str())),
        _ => None,
    });
    let answers = troth_domain::measures::questionnaire::Answers::new(&measure.questionnaire, first).ok();
    let kept = answers.and_then(|answers| {
        Kept::of(&measure.questionnaire, &measure.scoring, &answers).to_writing(&measure.questionnaire).ok()
    });
    vec![
        Sample::new("questions", html! { form { (questions(measure, |_| String::new(), &[])) } }),
        Sample::new("answered in part", answered(&kept.unwrap_or_default())),
        Sample::new("not readable", answered(&Writing::new())),
    ]
}
