//! The safety screening, for a person alone: who can see the answers, the questions, and the same page for everyone
//! afterwards.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use troth_domain::safety::screening::{Question, SKIP, Section};

use super::actor::PersonActor;
use super::components::question::question_with;
use super::components::{button, safety};
use super::errors::WebError;
use super::help;
use super::input::{Fields, FormFields};
use super::person::write::given_back;
use super::person::{page, unread};
use crate::actions::screening::{self, ScreeningError};
use crate::app::App;
use crate::content::Content;
use crate::content::screening::Screening;

/// Where everyone is led afterwards.
const AFTER: &str = "/safety/after";

/// The addresses under `/safety`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/safety", get(before))
        .route("/safety/questions", get(questions))
        .route("/safety/answers", post(answer))
        .route(AFTER, get(after))
}

impl From<ScreeningError> for WebError {
    fn from(error: ScreeningError) -> Self {
        match error {
            ScreeningError::Refused(_) => Self::Unprocessable("These are not the answers of our questions."),
            ScreeningError::NotFound => Self::NotFound,
            ScreeningError::SeenBefore => Self::Unprocessable("Someone has looked at these answers before."),
            ScreeningError::TooMany => Self::Unprocessable("There is no room for more. Please call us."),
            ScreeningError::Action(error) => error.into(),
        }
    }
}

/// The texts with a screening in them. The built-in one is always there.
fn screening_of(content: &Content) -> Result<&Screening, WebError> {
    content.screening.as_ref().ok_or(WebError::Internal)
}

/// `GET /safety`: who can see the answers, before anything is asked.
async fn before(State(app): State<App>, _: PersonActor) -> Result<Response, WebError> {
    let content = app.content().await;
    let screening = screening_of(&content)?;
    let body = html! {
        h1 { (screening.title) }
        p class="lede" { (screening.audience) }
        @for text in &screening.before { p { (unread(text)) } }
        div class="either" {
            (button::link("/safety/questions", "Show the questions"))
            (button::link("/home", "Not now"))
        }
    };
    Ok(page(&app, &screening.title, body).into_response())
}

/// `GET /safety/questions`
async fn questions(State(app): State<App>, _: PersonActor) -> Result<Response, WebError> {
    let content: Arc<Content> = app.content().await;
    let screening = screening_of(&content)?;
    let body = html! {
        h1 { (screening.title) }
        p class="lede" { (screening.audience) }
        p {
            "You can leave any question as it is. That is the same as \u{201c}" (screening.skip) "\u{201d}. "
            a href="#end" { "Go to the end" }
        }
        (asking(screening, &Fields::default(), html! {
            div class="either" id="end" {
                (button::plain("Send"))
                (button::link("/home", "Not now"))
            }
        }))
    };
    Ok(page(&app, &screening.title, body).into_response())
}

/// The questions with what was `answered`. A browser keeps nothing of it: whoever goes back finds an empty form.
fn asking(screening: &Screening, answered: &Fields, ways: Markup) -> Markup {
    html! {
        form method="post" action="/safety/answers" autocomplete="off" {
            @for part in screening.set.sections() { (section(part, &screening.skip, answered)) }
            (safety::not_read_now())
            (ways)
        }
    }
}

fn section(section: &Section, skip: &str, answered: &Fields) -> Markup {
    html! {
        h2 { (section.title) }
        @if let Some(before) = &section.before { p { (before) } }
        @for one in &section.questions { (asked(one, skip, answered)) }
    }
}

fn asked(one: &Question, skip: &str, answered: &Fields) -> Markup {
    let choices = one.choices.iter().map(|choice| (choice.name.as_str(), choice.text.as_str()));
    let name = one.name.as_str();
    question_with(name, &one.text, choices.chain([(SKIP, skip)]), answered.get(name), &[])
}

/// `POST /safety/answers`
async fn answer(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let content = app.content().await;
    let screening = screening_of(&content)?;
    let kept = match actor {
        Ok(actor) => screening::answer(&app, actor.person, &screening.set, fields.iter()).await.map_err(WebError::from),
        Err(error) => Err(error),
    };
    let Err(error) = kept else { return Ok(Redirect::to(AFTER).into_response()) };
    if !fields.iter().any(|(_, answer)| answer != SKIP) {
        return Err(error);
    }
    Ok(given_back::page(&app, error, "Send", |button| asking(screening, &fields, button.clone())))
}

/// `GET /safety/after`: the same for everyone, and for whoever answered nothing.
async fn after(State(app): State<App>, _: PersonActor) -> Result<Response, WebError> {
    let content = app.content().await;
    let screening = screening_of(&content)?;
    let body = html! {
        h1 { (screening.title) }
        @for text in &screening.after { p { (text) } }
        p { (button::link("/home", "Back")) }
        (help::resources(&content.crisis))
    };
    Ok(page(&app, &screening.title, body).into_response())
}
