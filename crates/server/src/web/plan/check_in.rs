//! The weekly check-in: two minutes, for oneself alone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::measures::questionnaire::Refusal;

use crate::actions::check_in::{self, CheckInError};
use crate::app::App;
use crate::content::measures::Measure;
use crate::web::actor::PersonActor;
use crate::web::components::field::FieldError;
use crate::web::components::{button, summary, week};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, item_text};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page, unread};

/// `GET /plan/check-in`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    Ok(form(&app, measure, &Fields::default(), &[]).into_response())
}

/// `POST /plan/check-in`
pub async fn keep(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let measure = space.content.check_in().ok_or(WebError::Internal)?;
    let errors = match check_in::answer(&app, actor.person, measure, fields.iter()).await {
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
    Ok(form(&app, measure, &fields, &errors).into_response())
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

fn form<'a>(app: &'a App, measure: &Measure, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
    let title = measure.questionnaire.title();
    let body = html! {
        (summary::errors(errors))
        (crumb("/plan", "The work"))
        h1 { (title) }
        @for text in &measure.before { p { (text) } }
        @if !measure.validated { p class="hint" { "Nobody has tested this on many people. It shows your own weeks, and nothing more." } }
        form method="post" action="/plan/check-in" autocomplete="off" novalidate {
            (week::questions(measure, |name| typed.get(name).to_owned(), errors))
            div class="either" {
                (button::plain("Keep it"))
                (button::link("/plan", "Not now"))
            }
        }
        @for text in &measure.after { p class="hint" { (unread(text)) } }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, title, body).status(status).has_errors(!errors.is_empty())
}
