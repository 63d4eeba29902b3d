//! Naming something that keeps coming back.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::PlanLine;
use troth_domain::plan::conflict::ConflictMove;

use super::shared::NotBegun;
use super::{address, counts, forms, shared};
use crate::actions::together::Room;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

const ISSUE: Line<'_> = Line {
    name: "issue",
    label: "What keeps coming back?",
    hint: "A few words that you could both say, such as \u{201c}Who cooks\u{201d}. Your partner sees them.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};

/// What the button says.
const NAME: &str = "Name it";

/// `GET /plan/conflicts/new`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    Ok(asking(&app, &space, &Fields::default(), &[], None).into_response())
}

/// `POST /plan/conflicts/new`
pub async fn begin(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { begin_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, NAME), (&fields, &forms::TEXTS), done).await
}

async fn begin_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again =
        |errors: &[FieldError], said: Option<Markup>| Ok(asking(app, &space, fields, errors, said).into_response());
    let issue = match PlanLine::new(fields.get("issue")) {
        Ok(issue) => issue,
        Err(fault) => {
            let words = shared::fault(fault, "Say in a few words what it is");
            return again(&[FieldError::new("issue", words)], None);
        }
    };
    let room = Room { most: limits::CONFLICTS_OPEN_MAX, counts };
    let no_room = format!("You have {} of these open. Stop one of them first", limits::CONFLICTS_OPEN_MAX);
    let outcome = shared::begin(app, &space, room, (fields, ConflictMove::Named(issue))).await?;
    match outcome.begun(FieldError::new("issue", no_room), super::one::why) {
        Ok(id) => Ok(Redirect::to(&format!("{}?did=name", address(id))).into_response()),
        Err(NotBegun { errors, said }) => again(&errors, said),
    }
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError], said: Option<Markup>) -> Page<'a> {
    let is_refused = said.is_some();
    let body = html! {
        (summary::errors(errors))
        (said.unwrap_or_default())
        (crumb("/plan/conflicts", "What keeps coming back"))
        h1 { "Name something" }
        @if shared::is_open(space) {
            p { "Take one thing, and a small one. Name what happens, not whose fault it is. Either of you can stop at any time." }
            p { (space.pacing()) }
            (before_writing(&space.content))
            form action="/plan/conflicts/new" method="post" novalidate {
                (shared::ticket(app, 0))
                (ISSUE.render(typed.get("issue"), errors))
                div class="either" {
                    (button::plain(NAME))
                    (button::link("/plan/conflicts", "Not now"))
                }
            }
        } @else {
            (shared::kept_words(typed.get("issue")))
            (shared::closed(space))
        }
        (shared::foot(space))
    };
    shared::whole(app, "Name something", body, (is_refused, errors)).script(Script::Summary)
}
