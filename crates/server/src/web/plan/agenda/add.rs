//! Adding a line to the list that two share with their therapist.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::PlanLine;
use troth_domain::plan::agenda::{AgendaLine, AgendaMove};

use super::shared::{self, NotBegun};
use super::{ADDRESS, who_sees, why};
use crate::actions::together::Room;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};
use crate::web::plan::talks;

const NEW: &str = "/plan/agenda/new";
const WORDS: Line<'_> = Line {
    name: "words",
    label: "What do you want to talk about?",
    hint: "In a line, such as \u{201c}How we talk about money\u{201d}.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};
/// What is typed in the form, for when it has to be given back.
const TEXTS: [(&str, &str); 1] = [("words", WORDS.label)];

/// What the button says.
const ADD: &str = "Add it";

/// `GET /plan/agenda/new`; with `?about=` a promise of one's own, `?boundary=`, `?conflict=` or `?doubt=` one of these, or `?talk=`
/// and `?topic=` what was set aside in a talk, whose first words it begins with. They are to be edited, and nothing else goes along.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let words = talks::topic(&app, actor.person, &query).await?;
    let typed = Fields::of([("words", words.unwrap_or_default())]);
    Ok(asking(&app, &space, &typed, &[], None).into_response())
}

/// `POST /plan/agenda/new`
pub async fn add(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { add_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, ADD), (&fields, &TEXTS), done).await
}

async fn add_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again =
        |errors: &[FieldError], said: Option<Markup>| Ok(asking(app, &space, fields, errors, said).into_response());
    let words = match PlanLine::new(fields.get("words")) {
        Ok(words) => words,
        Err(fault) => {
            let words = shared::fault(fault, "Write in a line what you want to talk about");
            return again(&[FieldError::new("words", words)], None);
        }
    };
    let room = Room { most: limits::AGENDA_LINES_MAX, counts: |one: &AgendaLine| one.is_own() && one.is_open() };
    let no_room = format!("You have {} lines here. Take one of them back first", limits::AGENDA_LINES_MAX);
    let outcome = shared::begin(app, &space, room, (fields, AgendaMove::Added(words))).await?;
    match outcome.begun(FieldError::new("words", no_room), why) {
        Ok(_) => Ok(Redirect::to(&format!("{ADDRESS}?did=add")).into_response()),
        Err(NotBegun { errors, said }) => again(&errors, said),
    }
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError], said: Option<Markup>) -> Page<'a> {
    let is_refused = said.is_some();
    let body = html! {
        (summary::errors(errors))
        (said.unwrap_or_default())
        (crumb(ADDRESS, super::TITLE))
        h1 { "Add a line" }
        @if shared::is_open(space) {
            (who_sees(space))
            p { "Your therapist sees it at once. " (space.pacing()) " You can take it back at any time." }
            (before_writing(&space.content))
            form action=(NEW) method="post" novalidate {
                (shared::ticket(app, 0))
                (WORDS.render(typed.get("words"), errors))
                div class="either" {
                    (button::plain(ADD))
                    (button::link(ADDRESS, "Not now"))
                }
            }
        } @else {
            (shared::kept_words(typed.get("words")))
            (shared::closed(space))
        }
        p class="hint" { "Are you afraid of how they may take it, or is it only for you and your therapist? " a href="/plan/agenda/mine" { "Put it on your own list" } "." }
        (shared::foot(space))
    };
    shared::whole(app, "Add a line", body, (is_refused, errors)).script(Script::Summary)
}
