//! Suggesting an agreement: its words, and when the two look at it again.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::Refusal;
use troth_domain::plan::agreement::{AgreementMove, AgreementRefusal};

use super::shared::{NotBegun, Outcome};
use super::{REVIEW, TEXTS, WORDS, address, counts, day_out_of_reach, shared, terms};
use crate::actions::together::Room;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::day::TypedDay;
use crate::web::components::field::FieldError;
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

/// What the button says.
const SUGGEST: &str = "Suggest it";

/// `GET /plan/agreements/new`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    Ok(asking(&app, &space, &Fields::default(), &[], None).into_response())
}

/// `POST /plan/agreements/new`
pub async fn begin(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { begin_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, SUGGEST), (&fields, &TEXTS), done).await
}

async fn begin_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again =
        |errors: &[FieldError], said: Option<Markup>| Ok(asking(app, &space, fields, errors, said).into_response());
    let terms = match terms(fields) {
        Ok(terms) => terms,
        Err(errors) => return again(&errors, None),
    };
    let room = Room { most: limits::AGREEMENTS_OPEN_MAX, counts };
    let no_room = format!("You have {} agreements. End one of them first", limits::AGREEMENTS_OPEN_MAX);
    let outcome = shared::begin(app, &space, room, (fields, AgreementMove::Proposed(terms))).await?;
    if matches!(outcome, Outcome::Refused(Refusal::Own(AgreementRefusal::DayOutOfReach))) {
        return again(&[day_out_of_reach()], None);
    }
    match outcome.begun(FieldError::new("words", no_room), super::one::why) {
        Ok(id) => Ok(Redirect::to(&format!("{}?did=suggest", address(id))).into_response()),
        Err(NotBegun { errors, said }) => again(&errors, said),
    }
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError], said: Option<Markup>) -> Page<'a> {
    let is_refused = said.is_some();
    let body = html! {
        (summary::errors(errors))
        (said.unwrap_or_default())
        (crumb("/plan/agreements", "Your agreements"))
        h1 { "Suggest an agreement" }
        @if shared::is_open(space) {
            p { (space.partner()) " can sign your words, suggest others, or leave them. You both sign the same words, and not before you are sure." }
            p { (space.pacing()) }
            (before_writing(&space.content))
            form action="/plan/agreements/new" method="post" novalidate {
                (shared::ticket(app, 0))
                (WORDS.render(typed.get("words"), errors))
                (REVIEW.render(&TypedDay::read(typed, "review"), errors))
                div class="either" {
                    (button::plain(SUGGEST))
                    (button::link("/plan/agreements", "Not now"))
                }
            }
        } @else {
            (shared::kept_words(typed.get("words")))
            (shared::closed(space))
        }
        (shared::foot(space))
    };
    shared::whole(app, "Suggest an agreement", body, (is_refused, errors)).script(Script::Summary)
}
