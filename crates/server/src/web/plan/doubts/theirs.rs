//! A question of the other, once its check-in has come: what this person can say to it.

use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::doubt::{Answer, Asking};
use troth_domain::plan::{LogId, PlanLine};

use super::{address, day, shared};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::FieldError;
use crate::web::components::summary;
use crate::web::input::{Fields, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

const WORDS: Area<'_> = Area {
    name: "words",
    label: "Or say it in words",
    hint: "What is so, as plainly as you can. It comes at the next delivery hour.",
    rows: 5,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};

/// A question, and whose page it is on.
pub struct Theirs<'a, 'b> {
    pub app: &'a App,
    pub space: &'b Space,
    pub id: LogId,
    pub seen: u32,
    pub question: &'b PlanLine,
    pub asking: &'b Asking,
}

/// The page of it.
pub fn page<'a>(
    one: &Theirs<'a, '_>,
    said: Markup,
    typed: &Fields,
    (refused, errors): (bool, &[FieldError]),
) -> Page<'a> {
    let said_before = one.asking.answer.as_ref().map(|said| &said.answer);
    let body = html! {
        (summary::errors(errors))
        (said)
        (crumb("/plan/doubts", "Doubts"))
        h1 dir="auto" { (one.question.reveal()) }
        p { (one.space.partner()) " asks this, for the check-in on " (day(one.app, one.space, one.asking.at)) "." }
        @if let Some(said) = said_before {
            h2 { "What you said" }
            (answer(said))
            @if *said == Answer::InASession && shared::is_open(one.space) {
                p { a href={ "/plan/agenda/new?doubt=" (id_text(&one.id.0)) } { "Put it on the list for your next session" } }
            }
        }
        @if shared::is_open(one.space) {
            p { "Each of these is an answer. You can leave it, too." }
            (before_writing(&one.space.content))
            form action=(address(one.id)) method="post" novalidate {
                (shared::ticket(one.app, one.seen))
                div class="actions" {
                    (press("spoken", "We spoke about it"))
                    (press("unknown", "I do not know"))
                    (press("in-session", "I would rather answer in a session"))
                }
                (WORDS.render(typed.get("words"), errors))
                (press("words", "Send these words"))
            }
        } @else {
            (shared::kept_words(typed.get("words")))
            (shared::closed(one.space))
        }
        (shared::foot(one.space))
    };
    shared::whole(one.app, "A question", body, (refused, errors)).script(Script::Summary)
}

/// An answer, as both read it.
pub fn answer(answer: &Answer) -> Markup {
    html! {
        @match answer {
            Answer::Words(words) => div class="written" dir="auto" { (words.reveal()) },
            Answer::Spoken => p { "You two spoke about it." },
            Answer::DoNotKnow => p { "I do not know." },
            Answer::InASession => p { "I would rather answer in a session." },
        }
    }
}

fn press(deed: &str, words: &str) -> Markup {
    html! { button type="submit" class="button" name="deed" value=(deed) { (words) } }
}
