//! Lines for a session, one under the other.

use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::{CommandId, PlanLine};

use crate::web::gallery::Sample;

/// What one person alone would like to bring, exactly as it was typed: as its owner sees it before they show it, and as their
/// therapist does then.
pub fn own(own: &OwnAgenda) -> Markup {
    html! {
        @if own.lines.is_empty() { p { "Nothing is on this list." } }
        @else {
            ul class="lines" role="list" {
                @for line in &own.lines { li { p class="line" dir="auto" { (line.words.reveal()) } } }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let none = OwnAgenda::none(PersonId([1; 16]));
    let lines = [
        "Why I do not sleep on Sundays",
        "What I have not said yet, and how to say it without a fight on the way home",
    ];
    let some = lines.into_iter().zip(1..).fold(none.clone(), |list, (words, number)| match PlanLine::new(words) {
        Ok(words) => list.clone().add(CommandId([number; 16]), words).unwrap_or(list),
        Err(_) => list,
    });
    vec![Sample::new("a few", own(&some)), Sample::new("none", own(&none))]
}
