//! A plan of one's own: each exercise with why it is there, what can be done with it, and the same as others see it.

use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::own_plan::{Origin, OwnItem, OwnPlan, Progress};
use troth_domain::practice::Slug;

use super::button;
use super::field::hidden;
use crate::content::Content;
use crate::content::exercises::Exercise;
use crate::web::gallery::{Sample, Stage};

/// Where the form of an item goes.
pub const CHANGE: &str = "/plan/own";

/// An item that is shown to its owner.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The item.
    pub item: &'a OwnItem,
    /// Its exercise.
    pub exercise: &'a Exercise,
    /// Why it is there; none where no rule says so any more.
    pub why: Option<&'a str>,
    /// Whether their therapist assigned it, wherever it came from first.
    pub assigned: bool,
    /// The version of the plan that is on this page, for its form.
    pub version: Option<u32>,
}

impl Line<'_> {
    /// Why it is there, in a sentence.
    pub fn reason(&self, is_first: bool) -> Markup {
        let asked = if is_first { "Why this first: " } else { "Why this: " };
        html! {
            @if self.assigned { p { strong { "From your therapist" } "." } }
            @match (self.item.origin == Origin::Own, self.why) {
                (true, _) => p { "You added this." },
                (false, Some(why)) => p { strong { (asked) } (why) },
                (false, None) => {}
            }
        }
    }

    /// How long it takes, and for what.
    pub fn about(&self) -> Markup {
        html! { p { (self.exercise.purpose) " About " (self.exercise.minutes) " minutes." } }
    }

    /// A form with two choices of one size.
    pub fn either(&self, first: (&str, &str), second: (&str, &str)) -> Markup {
        self.form(&html! { (self.choice(first)) (self.choice(second)) })
    }

    /// What can be done with one that is open. Whatever stands first moves no further up, and the last no further down.
    pub fn changes(&self, is_first: bool, is_last: bool) -> Markup {
        let title = &self.exercise.title;
        html! {
            details {
                summary { "Change" span class="visually-hidden" { ": " (title) } }
                (self.form(&html! {
                    (self.choice(("done", "Done")))
                    (self.choice(("set-aside", "Set aside")))
                    @if !is_first { (self.choice(("earlier", "Move up"))) }
                    @if !is_last { (self.choice(("later", "Move down"))) }
                }))
            }
        }
    }

    /// The same for one that is done or set aside.
    pub fn again(&self) -> Markup {
        self.form(&self.choice(("open", "Open it again")))
    }

    fn form(&self, choices: &Markup) -> Markup {
        html! {
            form action=(CHANGE) method="post" {
                (hidden("version", &self.version.map(|version| version.to_string()).unwrap_or_default()))
                (hidden("exercise", &self.exercise.name))
                div class="either" { (choices) }
            }
        }
    }

    fn choice(&self, (value, words): (&str, &str)) -> Markup {
        html! {
            button type="submit" class="button" name="do" value=(value) {
                (words) span class="visually-hidden" { ": " (self.exercise.title) }
            }
        }
    }
}

/// The items that come after the next one.
pub fn open(lines: &[Line<'_>], from: usize) -> Markup {
    html! {
        ul class="own-plan" role="list" {
            @for (place, line) in lines.iter().enumerate().skip(from) {
                li {
                    a href={ "/plan/exercises/" (line.exercise.name) } { (line.exercise.title) }
                    (line.about())
                    (line.reason(false))
                    (line.changes(place == 0, place + 1 == lines.len()))
                }
            }
        }
    }
}

/// What is next, with its own two answers.
pub fn next(line: &Line<'_>, is_last: bool) -> Markup {
    html! {
        div class="own-plan plan-next" {
            h3 { (line.exercise.title) }
            (line.about())
            (line.reason(true))
            (button::main_link(&format!("/plan/exercises/{}", line.exercise.name), "Open it"))
            (line.either(("done", "Done"), ("set-aside", "Set aside")))
            @if !is_last {
                details {
                    summary { "Rather something else first" }
                    (line.form(&line.choice(("later", "Move down"))))
                }
            }
        }
    }
}

/// What is done or set aside.
pub fn away(lines: &[Line<'_>]) -> Markup {
    html! {
        ul class="own-plan" role="list" {
            @for line in lines {
                li {
                    a href={ "/plan/exercises/" (line.exercise.name) } { (line.exercise.title) }
                    p { (progress_words(line.item.progress)) "." }
                    (line.again())
                }
            }
        }
    }
}

fn progress_words(progress: Progress) -> &'static str {
    match progress {
        Progress::Open => "Open",
        Progress::Done => "Done",
        Progress::SetAside => "Set aside",
    }
}

fn origin_words(origin: &Origin) -> &'static str {
    match origin {
        Origin::Rules { .. } => "Proposed here",
        Origin::Own => "Added by its owner",
        Origin::Therapist => "Given by the therapist",
    }
}

/// The whole plan as somebody else sees it, once they may: which exercise, how it stands, and where it is from. Why a rule
/// proposed it would tell what was answered, so it is not there.
pub fn as_shown(content: &Content, plan: &OwnPlan) -> Markup {
    html! {
        @if plan.items.is_empty() { p { "There is nothing in it." } }
        ol class="own-plan" role="list" {
            @for item in &plan.items {
                @let exercise = content.programme.get(item.exercise.as_str());
                li {
                    strong { (exercise.map_or(item.exercise.as_str(), |exercise| exercise.title.as_str())) }
                    p class="hint" { (progress_words(item.progress)) ". " (origin_words(&item.origin)) "." }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let rules = stage.content.plan.as_ref().map(|plan| plan.rules.as_slice()).unwrap_or_default();
    let mut exercises = stage.content.programme.values();
    let (Some(first), Some(second), Some(rule)) = (exercises.next(), exercises.next(), rules.first()) else {
        return Vec::new();
    };
    let item = |exercise: &Exercise, origin, progress| {
        Some(OwnItem { exercise: Slug::new(&exercise.name).ok()?, origin, progress })
    };
    let by_rules = item(first, Origin::Rules { rule: rule.name.clone() }, Progress::Open);
    let added = item(second, Origin::Own, Progress::SetAside);
    let (Some(by_rules), Some(added)) = (by_rules, added) else { return Vec::new() };
    let line = |item, exercise, assigned| Line { item, exercise, why: Some(&rule.why), assigned, version: Some(1) };
    let (one, other) = (line(&by_rules, first, false), line(&added, second, false));
    let assigned = line(&by_rules, first, true);
    let plan = OwnPlan { by: PersonId([0; 16]), items: vec![by_rules.clone(), added.clone()] };
    vec![
        Sample::new("next", under_heading(&next(&one, false))),
        Sample::new("next and the only one", under_heading(&next(&assigned, true))),
        Sample::new("open", open(&[one, other, assigned], 1)),
        Sample::new("put away", away(&[other])),
        Sample::new("as others see it", as_shown(stage.content, &plan)),
        Sample::new("empty", as_shown(stage.content, &OwnPlan { by: PersonId([0; 16]), items: Vec::new() })),
    ]
}

/// As it stands on its page: below the heading of its part.
fn under_heading(sample: &Markup) -> Markup {
    html! {
        h2 { "Next" }
        (sample)
    }
}
