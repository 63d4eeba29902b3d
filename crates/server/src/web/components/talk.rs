//! What was said in a talk: who, and their words exactly as they typed them.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// One turn.
#[derive(Clone, Debug)]
pub struct Turn<'a> {
    /// What happened, such as "Robin said".
    pub what: Markup,
    /// The words; none where there are none.
    pub words: Option<&'a str>,
    /// Whether it is the reader's own.
    pub is_own: bool,
}

/// One turn by itself.
pub fn turn(turn: &Turn<'_>) -> Markup {
    let class = if turn.is_own { "turn turn-own" } else { "turn" };
    html! { div class=(class) { (inside(turn)) } }
}

/// All of them, in order.
pub fn course(turns: &[Turn<'_>]) -> Markup {
    html! {
        ol class="turns" role="list" {
            @for turn in turns {
                li class=(if turn.is_own { "turn turn-own" } else { "turn" }) { (inside(turn)) }
            }
        }
    }
}

fn inside(turn: &Turn<'_>) -> Markup {
    html! {
        p class="turn-who" { (turn.what) }
        @if let Some(words) = turn.words { div class="written" { (words) } }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let turn_of =
        |what: &str, words: Option<&'static str>, is_own: bool| Turn { what: html! { (what) }, words, is_own };
    let long = "wordswithoutanyspacebetweenthemthatgoonandonandonandonandonandonandonandonandonandonandon";
    let all = [
        turn_of("You said", Some("I was alone with it for a week.\n\nThat was hard."), true),
        turn_of("Alex said back", Some("You were alone with it."), false),
        turn_of("You were heard", None, true),
        turn_of("Alex set the topic aside", None, false),
    ];
    vec![
        Sample::new("of the other", turn(&all[1])),
        Sample::new("one's own", turn(&all[0])),
        Sample::new("without words", turn(&all[2])),
        Sample::new("from right to left", turn(&turn_of("Alex said", Some("\u{5e9}\u{5dc}\u{5d5}\u{5dd}"), false))),
        Sample::new("long", turn(&turn_of("Alex said", Some(long), false))),
        Sample::new("a course", course(&all)),
    ]
}
