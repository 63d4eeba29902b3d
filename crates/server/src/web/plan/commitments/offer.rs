//! Offering a promise: when this happens, I will do that.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::surveillance::Watchwords;
use troth_domain::plan::{CommandId, LogId};

use super::{few_at_once, typed};
use crate::actions::commitments::{self, Offer, OfferError, Standing};
use crate::app::App;
use crate::content::Content;
use crate::content::surveillance::RefusedPromise;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::FieldError;
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page};
use crate::web::plan::shared::foot;
use crate::web::words::When;

/// What the button says.
const OFFER: &str = "Offer it";

/// `GET /plan/commitments/new`; with `?instead=` one of one's own, to begin something smaller.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let before = match id_bytes(query.get("instead")) {
        Some(id) => commitments::see(&app, actor.person, LogId(id)).await?,
        None => None,
    };
    let before = before.filter(|seen| seen.is_own() && seen.standing() != Standing::Past);
    let filled = before.map(|seen| typed::smaller(&seen.terms, seen.name())).unwrap_or_default();
    Ok(Asked { typed: &filled, errors: &[], watched: None }.page(&app, &space).into_response())
}

/// `POST /plan/commitments/new`
pub async fn offer(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let offered = match actor {
        Ok(actor) => offer_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    offered.unwrap_or_else(|error| {
        if fields.given("cue").is_none() && fields.given("will").is_none() {
            return error.into_response();
        }
        let when = When { zone: &app.practice().time_zone, now: app.now() };
        given_back::page(&app, error, OFFER, |button| form(&app, &fields, &[], &when, button))
    })
}

async fn offer_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let command = id_bytes(fields.get("command")).map(CommandId).ok_or(WebError::Unreadable)?;
    let today = space.when(app).today();
    let none = Watchwords::default();
    let watchwords = space.content.surveillance.as_ref().map_or(&none, |one| &one.watchwords);
    let terms = match typed::read(fields, &space.profile.time_zone, watchwords) {
        Ok(terms) => terms,
        Err(wrong) => {
            let watched = wrong.watched.and_then(|kind| said_of(&space.content, kind));
            let asked = Asked { typed: fields, errors: &wrong.errors, watched };
            return Ok(asked.page(app, &space).into_response());
        }
    };
    let wrong = |field: &'static str, words: String| {
        let errors = [FieldError::new(field, words)];
        Ok(Asked { typed: fields, errors: &errors, watched: None }.page(app, &space).into_response())
    };
    if typed::is_too_far(&terms, today) {
        return wrong("first", "Choose a day that is nearer".to_owned());
    }
    match commitments::offer(app, actor.person, Offer { command, terms, today }).await {
        Ok(id) => Ok(Redirect::to(&format!("/plan/commitments/{}?said=offered", id_text(&id.0))).into_response()),
        Err(OfferError::Closed) => Ok(closed(app, &space, fields).into_response()),
        Err(OfferError::TooMany) => {
            wrong("will", format!("{} End one of them first, or wait for one to be over", few_at_once(app)))
        }
        Err(OfferError::NeverDue) => wrong("first", "That time has passed. Choose a later one".to_owned()),
        Err(OfferError::NotFound) => Err(WebError::NotFound),
        Err(OfferError::Action(error)) => Err(error.into()),
    }
}

/// What is said of a promise to be watched.
fn said_of(content: &Content, kind: troth_domain::plan::surveillance::Watchword) -> Option<&RefusedPromise> {
    content.surveillance.as_ref().and_then(|one| one.words_for(kind))
}

/// Joint work was closed meanwhile: for both alike. What was typed stands there to be copied.
fn closed<'a>(app: &'a App, space: &Space, fields: &Fields) -> Page<'a> {
    let body = html! {
        (summary::notice("This was not sent", html! { p { "What you typed is below. It was not kept." } }))
        (crumb("/plan/commitments", "Your promises"))
        h1 { "Offer a promise" }
        (together(space))
        p dir="auto" { "When " (fields.get("cue")) ", I will " (fields.get("will")) }
        (foot(space))
    };
    page(app, "Offer a promise", body).status(StatusCode::UNPROCESSABLE_ENTITY)
}

fn together(space: &Space) -> Markup {
    html! {
        @if space.link.is_linked() { (space.together()) }
        @else { p { "A promise needs two linked pages. " a href="/home/couple" { "Your link" } } }
    }
}

fn form(app: &App, typed: &Fields, errors: &[FieldError], when: &When<'_>, ways: &Markup) -> Markup {
    typed::form(typed, errors, when, &id_text(&app.random_bytes()), ways)
}

/// The page with what was typed and what is wrong with it.
struct Asked<'a> {
    typed: &'a Fields,
    errors: &'a [FieldError],
    watched: Option<&'a RefusedPromise>,
}

impl Asked<'_> {
    fn page<'a>(&self, app: &'a App, space: &Space) -> Page<'a> {
        let is_smaller = self.typed.given("instead").is_some();
        let title = if is_smaller { "A smaller promise instead" } else { "Offer a promise" };
        let ways = html! {
            div class="either" {
                (button::plain(OFFER))
                (button::link("/plan/commitments", "Not now"))
            }
        };
        let body = html! {
            (summary::errors(self.errors))
            (crumb("/plan/commitments", "Your promises"))
            h1 { (title) }
            @if space.joint_work.is_some_and(|view| view.open) {
                @if is_smaller { p { "This ends the one that you have now. Your partner gets both at the same time." } }
                @else { p { "Take something small that you can do even on a bad day. It begins once your partner says yes." } }
                p { (space.pacing()) }
                @if let Some(promise) = self.watched { (typed::refusal(promise)) }
                (before_writing(&space.content))
                (form(app, self.typed, self.errors, &space.when(app), &ways))
            } @else {
                (together(space))
            }
            (foot(space))
        };
        let is_wrong = !self.errors.is_empty() || self.watched.is_some();
        let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        page(app, title, body).status(status).has_errors(is_wrong).script(Script::Summary)
    }
}
