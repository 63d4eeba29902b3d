//! The weekly check-in: two minutes, for oneself alone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::measures::questionnaire::{Kind, Refusal, SKIP};

use crate::actions::check_in::{self, CheckInError};
use crate::app::App;
use crate::content::Content;
use crate::content::measures::Measure;
use crate::web::actor::PersonActor;
use crate::web::components::field::FieldError;
use crate::web::components::{button, summary, week};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, item_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page, unread};

/// `GET /plan/check-in`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    Ok(form(&app, &space.content, measure, &Fields::default(), &[]).into_response())
}

/// `POST /plan/check-in`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(response) => response,
        Err(error) => give_back(&app, &fields, error).await,
    }
}

async fn keep_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    let errors = match check_in::answer(app, actor.person, measure, fields.iter()).await {
        Ok(id) => return Ok(Redirect::to(&format!("/home/write/{}?kept", item_text(id))).into_response()),
        Err(CheckInError::Writing(error)) => return Err(error.into()),
        Err(CheckInError::Empty) => {
            vec![FieldError::new(first(measure), "Choose an answer to one of them, or leave it")]
        }
        Err(CheckInError::Refused(refusals)) => {
            let errors = refusals.iter().map(error_of).collect::<Option<Vec<_>>>();
            errors.ok_or(WebError::Unprocessable("These are not the answers of our questions."))?
        }
    };
    Ok(form(app, &space.content, measure, fields, &errors).into_response())
}

/// What was answered and cannot be kept right now, in its own places.
async fn give_back(app: &App, fields: &Fields, error: WebError) -> Response {
    let content = app.content().await;
    let is_answer = |(_, value): (&str, &str)| !value.trim().is_empty() && value != SKIP;
    let Some(measure) = content.check_in().filter(|_| fields.iter().any(is_answer)) else {
        return error.into_response();
    };
    given_back::page(app, error, "Keep it", |button| asking(measure, fields, &[], button.clone()))
}

/// What is wrong at a place to write in; none for what no form of ours sends.
fn error_of(refusal: &Refusal) -> Option<FieldError> {
    match refusal {
        Refusal::NoSuchNumber(name, min, max) => {
            Some(FieldError::new(name.to_string(), format!("Enter a whole number from {min} to {max}")))
        }
        Refusal::Text(name, _) => {
            Some(FieldError::new(name.to_string(), "Shorten this, and use letters and signs only"))
        }
        Refusal::NoSuchQuestion | Refusal::Twice | Refusal::NoSuchAnswer(_) => None,
    }
}

/// The id of the first question's first answer.
fn first(measure: &Measure) -> String {
    let question = measure.questionnaire.questions().next();
    question.map_or(String::new(), |question| question.link_id.as_str().to_owned())
}

fn form<'a>(app: &'a App, content: &Content, measure: &Measure, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
    let title = measure.questionnaire.title();
    let ways = html! {
        div class="either" {
            (button::plain("Keep it"))
            (button::link("/plan", "Not now"))
        }
    };
    let body = html! {
        (summary::errors(errors))
        (crumb("/plan", "The work"))
        h1 { (title) }
        @for text in &measure.before { p { (text) } }
        @if !measure.validated { p class="hint" { "Nobody has tested this on many people. It shows your own weeks, and nothing more." } }
        // Ours asks for no words. Where a practice's own does, it is a place to write as any other.
        @if measure.questionnaire.questions().any(|question| question.kind == Kind::Text) { (before_writing(content)) }
        (asking(measure, typed, errors, ways))
        @for text in &measure.after { p class="hint" { (unread(text)) } }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, title, body).status(status).has_errors(!errors.is_empty())
}

fn asking(measure: &Measure, typed: &Fields, errors: &[FieldError], ways: Markup) -> Markup {
    html! {
        form method="post" action="/plan/check-in" autocomplete="off" novalidate {
            (week::questions(measure, |name| typed.get(name).to_owned(), errors))
            (ways)
        }
    }
}
