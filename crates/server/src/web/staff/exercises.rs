//! The exercises that two do together, on their therapist's page of them.

use maud::{Markup, html};

use super::couple_address;
use crate::actions::caseload::CoupleFile;
use crate::content::Content;
use crate::content::exercises::Exercise;
use crate::web::components::button;
use crate::web::components::field::{FieldError, select};
use crate::web::words::When;

/// What both can do together by now, and what to open next.
pub fn shown(content: &Content, found: &CoupleFile, when: &When<'_>, errors: &[FieldError]) -> Markup {
    let is_open = |exercise: &&Exercise| found.exercises.iter().any(|opened| opened.exercise.as_str() == exercise.name);
    let together = content.programme.values().filter(|exercise| exercise.asks().may_be_opened());
    let closed = together.filter(|exercise| !is_open(exercise));
    let closed = closed.map(|exercise| (exercise.name.clone(), format!("{}: {}", exercise.place, exercise.title)));
    let mut choices = closed.collect::<Vec<_>>();
    choices.sort_by(|one, other| one.1.cmp(&other.1));
    choices.insert(0, (String::new(), "Please choose".to_owned()));
    html! {
        section aria-labelledby="exercises" {
            h2 id="exercises" { "What they do together" }
            @if found.exercises.is_empty() { p { "No exercise is open yet." } } @else {
                ul class="folk" {
                    @for opened in &found.exercises {
                        @let exercise = content.programme.get(opened.exercise.as_str());
                        li {
                            h3 { (exercise.map_or(opened.exercise.as_str(), |exercise| exercise.title.as_str())) }
                            p class="hint" { "Both see it from " (when.day_and_clock(opened.shows_at)) }
                        }
                    }
                }
            }
            form method="post" action={ (couple_address(found.listed.couple.id)) "/exercises" } {
                (select("exercise", "The next one", &choices, "", errors))
                (button::plain("Open it to both"))
            }
        }
    }
}
