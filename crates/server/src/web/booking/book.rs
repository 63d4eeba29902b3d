//! The booking itself.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use troth_domain::booking::{Refusal, Request};

use super::details::{self, Ask, Trouble};
use super::form::Typed;
use super::kept::Kept;
use crate::actions::book::{BookRequest, Idempotency};
use crate::actions::{ActionError, Caller, book, hold, openings};
use crate::app::App;
use crate::web::errors::{WebError, never_words};
use crate::web::input::{FormFields, OfferingNamed};
use crate::web::words::When;

/// `POST /book/{offering}`
pub async fn book(
    State(app): State<App>,
    caller: Caller,
    kept: Kept,
    OfferingNamed(offering): OfferingNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let ask = Ask::read(&fields, &app, &offering)?;
    let typed = Typed::read(&fields);
    let client = match typed.check(ask.choice.shown_zone(app.practice())) {
        Ok(client) => client,
        Err(errors) => {
            hold::keep(&app, ask.hold).await;
            return details::respond(&app, &offering, &ask, &typed, &Trouble::Fields(errors)).await;
        }
    };
    let request = Request {
        offering: offering.slug.clone(),
        therapist: ask.choice.therapist.clone(),
        location: ask.choice.location.clone(),
        start: ask.start,
    };
    // The form names itself, so that an impatient second press gets the answer of the first.
    let idempotency = Some(Idempotency { key: format!("form-{}", ask.attempt), body: fields.canonical("attempt") });
    match book::book(&app, &caller, &BookRequest { request, client, hold: ask.hold, idempotency }).await {
        Ok(booked) => {
            let token = app.links().token(booked.id, booked.link_generation);
            Ok(kept.forget(Redirect::to(&format!("/manage/{token}?booked"))))
        }
        Err(ActionError::Refused(refusal @ (Refusal::Taken { .. } | Refusal::NeverOpen(_)))) => {
            let trouble = trouble(&app, &ask, refusal).await?;
            details::respond(&app, &offering, &ask, &typed, &trouble).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn trouble(app: &App, ask: &Ask, refusal: Refusal) -> Result<Trouble, WebError> {
    let zone = ask.choice.shown_zone(app.practice());
    let when = When { zone: zone.zone(), now: app.now() };
    match refusal {
        Refusal::Taken { nearest } => {
            let heading = format!("{} has just been taken", when.day_and_clock(ask.start));
            Ok(Trouble::Time { status: StatusCode::CONFLICT, heading, nearest })
        }
        Refusal::NeverOpen(never) => {
            let nearest = openings::nearest(app, &ask.choice.wish(), ask.start).await?;
            let heading = never_words(never).to_owned();
            Ok(Trouble::Time { status: StatusCode::UNPROCESSABLE_ENTITY, heading, nearest })
        }
        other => Err(other.into()),
    }
}
