//! Agreements: `/plan/agreements`. What two expect of each other, in words that both signed. Whose turn it is, each page says
//! to its own reader.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::agreement::{Agreement, AgreementMove, Standing, Terms, Version};
use troth_domain::plan::{LogId, PlanText};

use super::shared;
use crate::actions::together::{self, Extent};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::area::Area;
use crate::web::components::button;
use crate::web::components::day::DayField;
use crate::web::components::field::FieldError;
use crate::web::errors::WebError;
use crate::web::input::{Fields, id_text};
use crate::web::person::{Space, crumb, page};
use crate::web::words::beginning;

mod begin;
mod one;

/// The addresses under `/plan/agreements`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/agreements", get(list))
        .route("/plan/agreements/new", get(begin::show).post(begin::begin))
        .route("/plan/agreements/{agreement}", get(one::show).post(one::act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

const REVIEW: DayField<'_> = DayField {
    name: "review",
    question: "When do you two look at it again?",
    hint: "You can leave this out. After that day it still holds.",
};
const WORDS: Area<'_> = Area {
    name: "words",
    label: "The words",
    hint: "Say what you would both do, or leave. Small and plain works best.",
    rows: 5,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
/// What is typed in a form here, for when it has to be given back.
const TEXTS: [(&str, &str); 1] = [("words", "The words")];

/// `GET /plan/agreements`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let own = space.person.id;
    let all = together::pages::<AgreementMove>(&app, own, Extent::Whole).await?;
    let all = all.iter().map(|(id, page)| (*id, &page.state)).collect::<Vec<_>>();
    let of = |wanted: Place| all.iter().copied().filter(move |(_, one)| place(one) == wanted).collect::<Vec<_>>();
    let (open, aside, mut ended) = (of(Place::Open), of(Place::Aside), of(Place::Ended));
    ended.reverse();
    ended.truncate(limits::ENDED_LISTED_MAX);
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Your agreements" }
        p class="lede" { "What you two expect of each other, in words that you both signed. Either of you can suggest one, and either can end it." }
        @if !open.is_empty() { (cards(&space, &open)) }
        @if shared::is_open(&space) {
            @if open.is_empty() { p { "There is no agreement right now." } }
            p { (button::main_link("/plan/agreements/new", "Suggest an agreement")) }
        } @else {
            (shared::closed(&space))
        }
        @if !aside.is_empty() {
            h2 { "Set aside by you" }
            p { "Only you see that they are here." }
            (cards(&space, &aside))
        }
        @if !ended.is_empty() {
            h2 { "Ended" }
            (cards(&space, &ended))
        }
        p class="hint" { "Are you afraid of what may come if you say no? Then leave it, and talk with your therapist first." }
        (shared::foot(&space))
    };
    Ok(page(&app, "Your agreements", body).into_response())
}

/// Where an agreement stands in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Open,
    Aside,
    Ended,
}

fn place(one: &Agreement) -> Place {
    match one.standing() {
        Standing::Retired => Place::Ended,
        Standing::Discussed { latest } if one.set_aside.contains(&latest.id) => Place::Aside,
        Standing::Nothing | Standing::Discussed { .. } | Standing::InForce { .. } => Place::Open,
    }
}

/// Whether it counts among those that there may be at once.
fn counts(one: &Agreement) -> bool {
    !matches!(one.standing(), Standing::Retired | Standing::Nothing)
}

fn cards(space: &Space, all: &[(LogId, &Agreement)]) -> Markup {
    html! {
        ul class="cards" role="list" {
            @for (id, one) in all {
                li {
                    a href=(address(*id)) dir="auto" { (name(one)) }
                    p { (turn(one, space)) }
                }
            }
        }
    }
}

/// What an agreement is called: by its own first words.
fn name(one: &Agreement) -> String {
    let shown = match one.standing() {
        Standing::Discussed { latest } => Some(latest),
        Standing::InForce { version, .. } => Some(version),
        Standing::Nothing | Standing::Retired => one.versions.last(),
    };
    shown.map_or_else(|| "An agreement".to_owned(), |version| beginning(version.terms.text.reveal()))
}

/// Whose turn it is, on this person's own page.
fn turn(one: &Agreement, space: &Space) -> Markup {
    match one.standing() {
        Standing::Nothing => html! { "No words stand here right now." },
        Standing::Discussed { latest } => to_sign(one, latest, space),
        Standing::InForce { change: Some(change), .. } => {
            html! { "You both signed, and that holds. A change is suggested. " (to_sign(one, change, space)) }
        }
        Standing::InForce { change: None, .. } => html! { "You both signed. It holds." },
        Standing::Retired => html! { "It has ended. Neither of you is held to it." },
    }
}

/// The same for words that not both have signed.
fn to_sign(one: &Agreement, version: &Version, space: &Space) -> Markup {
    let own = space.person.id;
    if one.set_aside.contains(&version.id) {
        return html! { "You set these words aside. You can still sign them." };
    }
    let by_other = version.signed.iter().any(|signer| *signer != own);
    match (version.signed.contains(&own), by_other, version.id.author == own) {
        (true, _, _) => html! { "You signed. It holds once " (space.partner()) " has signed the same words." },
        (false, true, _) => html! { (space.partner()) " signed these words. It holds once you sign them too." },
        (false, false, true) => html! { "These are your words. Sign them when they are right for you." },
        (false, false, false) => {
            html! { (space.partner()) " suggests this. You can sign it, suggest other words, or leave it." }
        }
    }
}

pub fn address(id: LogId) -> String {
    format!("/plan/agreements/{}", id_text(&id.0))
}

/// What was typed, or all that is wrong with it at once.
fn terms(fields: &Fields) -> Result<Terms, Vec<FieldError>> {
    let text = PlanText::new(fields.get("words"));
    let day = shared::day_of(fields, "review");
    match (text, day) {
        (Ok(text), Ok(review_on)) => Ok(Terms { text, review_on }),
        (text, day) => {
            let text = text.err().map(|fault| {
                let empty = "Write a few words on what you would agree on";
                FieldError::new("words", shared::fault(fault, empty))
            });
            let day = day.err().map(|words| FieldError::new("review", words));
            Err(text.into_iter().chain(day).collect())
        }
    }
}

/// What to do where the day is out of reach.
fn day_out_of_reach() -> FieldError {
    FieldError::new("review", "Choose a day after today, and within a year")
}

/// Whether `version` is of `person`.
fn is_of(version: &Version, person: PersonId) -> bool {
    version.id.author == person
}
