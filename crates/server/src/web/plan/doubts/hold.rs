//! Writing down a doubt, for oneself alone.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::limits;
use troth_domain::plan::{CommandId, PlanLine};

use super::{TEXTS, address, shared};
use crate::actions::doubts::{self, DoubtError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, id_bytes};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

const QUESTION: Line<'_> = Line {
    name: "question",
    label: "What would you ask?",
    hint: "One question, in a line. Only you see it until you ask it.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};

/// What the button says.
const KEEP: &str = "Keep it for me";

/// `GET /plan/doubts/new`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    Ok(asking(&app, &space, &Fields::default(), &[]).into_response())
}

/// `POST /plan/doubts/new`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { keep_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, KEEP), (&fields, &TEXTS), done).await
}

async fn keep_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again = |words: String| Ok(asking(app, &space, fields, &[FieldError::new("question", words)]).into_response());
    let question = match PlanLine::new(fields.get("question")) {
        Ok(question) => question,
        Err(fault) => return again(shared::fault(fault, "Write one question")),
    };
    let command = id_bytes(fields.get("command")).ok_or(WebError::Unreadable)?;
    let id = doubts::named(CommandId(command));
    match doubts::hold(app, actor.person, id, question).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?did=hold", address(id))).into_response()),
        Err(DoubtError::TooMany) => {
            let words = format!("You have {} here. Delete one of them first", limits::DOUBTS_PER_PERSON_MAX);
            again(words)
        }
        Err(DoubtError::Action(error)) => Err(error.into()),
        Err(DoubtError::NotFound | DoubtError::Refused(_)) => Err(WebError::NotFound),
    }
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
    let body = html! {
        (summary::errors(errors))
        (crumb("/plan/doubts", "Doubts"))
        h1 { "Write down a doubt" }
        p { "You do not have to ask it. You can keep it here, take it to a session, or delete it." }
        (before_writing(&space.content))
        form action="/plan/doubts/new" method="post" novalidate {
            (shared::ticket(app, 0))
            (QUESTION.render(typed.get("question"), errors))
            div class="either" {
                (button::plain(KEEP))
                (button::link("/plan/doubts", "Not now"))
            }
        }
        (shared::foot(space))
    };
    shared::whole(app, "Write down a doubt", body, (false, errors)).script(Script::Summary)
}
