//! Boundaries: `/plan/boundaries`. One says what they need; it takes nobody's consent, and the other simply reads it.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::boundary::{Boundary, BoundaryMove, Standing};
use troth_domain::plan::{LogId, PlanText};

use super::shared;
use crate::actions::together::{self, Extent};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::area::Area;
use crate::web::components::button;
use crate::web::components::field::FieldError;
use crate::web::errors::WebError;
use crate::web::input::{Fields, id_text};
use crate::web::person::{Space, crumb, page};
use crate::web::words::beginning;

mod begin;
mod crossed;
mod one;

/// The addresses under `/plan/boundaries`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/boundaries", get(list))
        .route("/plan/boundaries/new", get(begin::show).post(begin::begin))
        .route("/plan/boundaries/{boundary}", get(one::show).post(one::act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

const WORDS: Area<'_> = Area {
    name: "words",
    label: "What do you need?",
    hint: "Say what you need, and what you do when it is crossed. It is about you, not about what the other has to feel.",
    rows: 5,
    characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
};
/// What is typed in a form here, for when it has to be given back.
const TEXTS: [(&str, &str); 2] = [("words", "What you need"), ("note", "What happened")];

/// `GET /plan/boundaries`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let own = space.person.id;
    let all = together::pages::<BoundaryMove>(&app, own, Extent::Whole).await?;
    let all = all.iter().map(|(id, page)| (*id, &page.state)).collect::<Vec<_>>();
    let stated_by = |is_own: bool| {
        let is_theirs = move |one: &&(LogId, &Boundary)| author(one.1).is_some_and(|by| (by == own) == is_own);
        all.iter().filter(is_theirs).filter(|(_, one)| counts(one)).copied().collect::<Vec<_>>()
    };
    let (mine, theirs) = (stated_by(true), stated_by(false));
    let mut ended = all.iter().filter(|(_, one)| !counts(one)).copied().collect::<Vec<_>>();
    ended.reverse();
    ended.truncate(limits::ENDED_LISTED_MAX);
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Your boundaries" }
        p class="lede" { "A boundary says what one of you needs. It holds because that one says so. The other does not have to agree, and reads it." }
        h2 { "Yours" }
        @if mine.is_empty() { p { "You have stated none." } }
        (cards(&space, &mine))
        @if shared::is_open(&space) { p { (button::main_link("/plan/boundaries/new", "State a boundary")) } }
        @else { (shared::closed(&space)) }
        @if !theirs.is_empty() {
            h2 { "From " (space.partner()) }
            (cards(&space, &theirs))
        }
        @if !ended.is_empty() {
            h2 { "Taken back" }
            (cards(&space, &ended))
        }
        p class="hint" { "Are you afraid of how they may take it? Then keep it to yourself, and talk with your therapist first." }
        (shared::foot(&space))
    };
    Ok(page(&app, "Your boundaries", body).into_response())
}

/// Whether it holds.
fn counts(one: &Boundary) -> bool {
    matches!(one.standing, Standing::Stated { .. })
}

/// Whose it is.
fn author(one: &Boundary) -> Option<PersonId> {
    match &one.standing {
        Standing::Stated { author, .. } | Standing::Withdrawn { author } => Some(*author),
        Standing::NotStated => None,
    }
}

fn cards(space: &Space, all: &[(LogId, &Boundary)]) -> Markup {
    html! {
        @if !all.is_empty() {
            ul class="cards" role="list" {
                @for (id, one) in all {
                    li {
                        a href=(address(*id)) dir="auto" { (name(one)) }
                        p { (stand(one, space)) }
                    }
                }
            }
        }
    }
}

/// What a boundary is called: by its own first words, while they stand.
pub fn name(one: &Boundary) -> String {
    match &one.standing {
        Standing::Stated { text, .. } => beginning(text.reveal()),
        Standing::Withdrawn { .. } | Standing::NotStated => "A boundary".to_owned(),
    }
}

/// How it stands, on this person's own page.
fn stand(one: &Boundary, space: &Space) -> Markup {
    let is_own = author(one) == Some(space.person.id);
    match (&one.standing, is_own) {
        (Standing::Stated { .. }, true) => html! { "Yours. It holds because you say so." },
        (Standing::Stated { .. }, false) => {
            html! { (space.partner()) " says that they need this. There is nothing you have to do." }
        }
        (Standing::Withdrawn { .. }, true) => html! { "You took it back." },
        (Standing::Withdrawn { .. }, false) => html! { (space.partner()) " took it back." },
        (Standing::NotStated, _) => html! { "Nothing stands here." },
    }
}

pub fn address(id: LogId) -> String {
    format!("/plan/boundaries/{}", id_text(&id.0))
}

/// What was typed, or what is wrong with it.
fn words(fields: &Fields) -> Result<PlanText, FieldError> {
    let words = |fault| FieldError::new("words", shared::fault(fault, "Write a few words on what you need"));
    PlanText::new(fields.get("words")).map_err(words)
}
