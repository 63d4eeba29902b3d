//! Choosing a time keeps it for a while, so that nobody takes it while someone types.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use maud::html;
use troth_domain::booking::{Refusal, Request};
use troth_domain::calendar::Opening;
use troth_domain::people::ClientZone;
use troth_domain::practice::{Offering, Practice};

use super::Choice;
use super::kept::Kept;
use crate::actions::{ActionError, Caller, hold, openings};
use crate::app::App;
use crate::web::assets::Script;
use crate::web::components::field::hidden;
use crate::web::components::{contact, summary, times};
use crate::web::errors::{WebError, never_words};
use crate::web::input::{FormFields, HoldNamed, OfferingNamed, hold_text};
use crate::web::page::Page;
use crate::web::words::When;
use crate::web::zones;

/// What to say when a form names no time that can be read.
pub const NO_TIME: &str = "Please choose a time from the list.";

/// `POST /book/{offering}/hold`
pub async fn hold(
    State(app): State<App>,
    caller: Caller,
    kept: Kept,
    OfferingNamed(offering): OfferingNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let (mut choice, errors) = Choice::read(&fields, app.practice(), &offering);
    choice.replaces = choice.replaces.or(kept.hold);
    if !errors.is_empty() {
        return Err(WebError::Unprocessable(NO_TIME));
    }
    let start = fields.given("start").and_then(|text| text.parse().ok()).ok_or(WebError::Unprocessable(NO_TIME))?;
    let request = Request {
        offering: offering.slug.clone(),
        therapist: choice.therapist.clone(),
        location: choice.location.clone(),
        start,
    };
    let next = |held| kept.remember(held, Redirect::to(&choice.details_address(start, held)));
    match hold::hold(&app, &caller, &request, choice.replaces).await {
        Ok(held) => Ok(next(Some(held.id))),
        // Whoever may not keep a time may still book it.
        Err(ActionError::TooMany { .. }) => Ok(next(None)),
        Err(ActionError::Refused(refusal @ (Refusal::Taken { .. } | Refusal::NeverOpen(_)))) => {
            refused(&app, &offering, &choice, start, refusal).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refused(
    app: &App,
    offering: &Offering,
    choice: &Choice,
    start: Timestamp,
    refusal: Refusal,
) -> Result<Response, WebError> {
    let zone = choice.shown_zone(app.practice());
    let when = When { zone: zone.zone(), now: app.now() };
    let (status, heading, nearest) = match refusal {
        Refusal::NeverOpen(never) => {
            let nearest = openings::nearest(app, &choice.wish(), start).await?;
            (StatusCode::UNPROCESSABLE_ENTITY, never_words(never).to_owned(), nearest)
        }
        Refusal::Taken { nearest } => {
            (StatusCode::CONFLICT, format!("{} is no longer free", when.day_and_clock(start)), nearest)
        }
        other => return Err(other.into()),
    };
    Ok(gone(app.practice(), offering, choice, &when, &heading, &nearest).status(status).into_response())
}

/// The time cannot be had; these are close.
fn gone<'a>(
    practice: &'a Practice,
    offering: &Offering,
    choice: &Choice,
    when: &When<'_>,
    heading: &str,
    nearest: &[Opening],
) -> Page<'a> {
    let form = html! {
        form action={ "/book/" (offering.slug) "/hold" } method="post" {
            (choice.hidden())
            @if let Some(hold) = choice.replaces { (hidden("replaces", &hold_text(hold))) }
            (times::nearest(nearest, when, "Choose"))
        }
    };
    let body = html! {
        (summary::notice(heading, html! {
            p { "Nothing was booked." }
        }))
        h1 { (offering.name) }
        @if nearest.is_empty() {
            p { "There is no other free time close to it. Please " (contact::call_us(practice)) "." }
        } @else {
            h2 { "Free times close to it" }
            p class="hint" { "In " (zones::words(practice, when.zone)) "." }
            (form)
        }
        p { a href=(choice.times_address(None)) { "See all free times" } }
    };
    Page::new(practice, heading, body).has_errors(true).posts().script(Script::Summary)
}

/// `POST /book/hold/{hold}/renewal`: answers until when the time is kept, in words.
pub async fn renew(
    State(app): State<App>,
    HoldNamed(id): HoldNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let zone = fields.given("zone").and_then(ClientZone::new).unwrap_or_else(|| zones::own(app.practice()));
    let view = hold::renew(&app, id).await?;
    let when = When { zone: zone.zone(), now: app.now() };
    Ok(when.clock(view.lapses_at).into_response())
}
