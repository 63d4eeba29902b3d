//! Stating a boundary.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::boundary::BoundaryMove;

use super::shared::NotBegun;
use super::{TEXTS, WORDS, address, counts, shared, words};
use crate::actions::together::Room;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::FieldError;
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

/// What the button says.
const STATE: &str = "State it";

/// `GET /plan/boundaries/new`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    Ok(asking(&app, &space, &Fields::default(), &[], None).into_response())
}

/// `POST /plan/boundaries/new`
pub async fn begin(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { begin_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, STATE), (&fields, &TEXTS), done).await
}

async fn begin_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again =
        |errors: &[FieldError], said: Option<Markup>| Ok(asking(app, &space, fields, errors, said).into_response());
    let text = match words(fields) {
        Ok(text) => text,
        Err(error) => return again(&[error], None),
    };
    let room = Room { most: limits::BOUNDARIES_OPEN_MAX, counts };
    let no_room = format!("There are {} boundaries. Take one of yours back first", limits::BOUNDARIES_OPEN_MAX);
    let outcome = shared::begin(app, &space, room, (fields, BoundaryMove::Stated(text))).await?;
    match outcome.begun(FieldError::new("words", no_room), super::one::why) {
        Ok(id) => Ok(Redirect::to(&format!("{}?did=state", address(id))).into_response()),
        Err(NotBegun { errors, said }) => again(&errors, said),
    }
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError], said: Option<Markup>) -> Page<'a> {
    let is_refused = said.is_some();
    let body = html! {
        (summary::errors(errors))
        (said.unwrap_or_default())
        (crumb("/plan/boundaries", "Your boundaries"))
        h1 { "State a boundary" }
        @if shared::is_open(space) {
            p { "It needs no yes from " (space.partner()) ". They read it, and you can change it or take it back at any time." }
            p { (space.pacing()) }
            (before_writing(&space.content))
            form action="/plan/boundaries/new" method="post" novalidate {
                (shared::ticket(app, 0))
                (WORDS.render(typed.get("words"), errors))
                div class="either" {
                    (button::plain(STATE))
                    (button::link("/plan/boundaries", "Not now"))
                }
            }
        } @else {
            (shared::kept_words(typed.get("words")))
            (shared::closed(space))
        }
        (shared::foot(space))
    };
    shared::whole(app, "State a boundary", body, (is_refused, errors)).script(Script::Summary)
}
