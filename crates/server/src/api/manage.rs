//! Seeing, moving and cancelling a booking by its link, as JSON. The pages at the same addresses are in `web`.

use axum::Json;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, REFERRER_POLICY, VARY};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use troth_domain::booking::{Booking, State};
use troth_domain::people::{InvalidPersonal, Reason};
use troth_domain::practice::Practice;
use utoipa::openapi::schema::ObjectBuilder;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::body::any_fields;
use super::fields::Fields;
use super::problem::Problem;
use super::schemas;
use super::wall::{Shown, Wall};
use super::wishes;
use crate::actions::ActionError;
use crate::actions::manage::{Managed, cancel, move_booking, see};
use crate::app::App;

/// A booking as whoever has its link sees it.
#[derive(Serialize, ToSchema)]
pub struct ManagedBooking {
    /// What people call it by.
    #[schema(pattern = "^[0-9A-HJKMNP-TV-Z]{8}$")]
    reference: String,
    state: StateName,
    /// When it starts, in `zone`.
    #[schema(schema_with = schemas::instant)]
    start: Shown,
    /// When it ends.
    #[schema(schema_with = schemas::instant)]
    end: Shown,
    /// The zone that its times are told in.
    #[schema(schema_with = schemas::zone)]
    zone: String,
    /// What was booked. It may have left the practice since.
    offering: String,
    /// Who gives it.
    therapist: String,
    /// Where, if it has a place.
    #[schema(required = true)]
    location: Option<String>,
    /// Who booked it.
    name: String,
    /// Whether it may be moved or cancelled now.
    may_change: bool,
    /// Until when it may be; null once it is over or cancelled.
    #[schema(schema_with = schemas::instant_or_null, required = true)]
    change_until: Option<Shown>,
    /// The address of this.
    #[schema(format = "uri")]
    manage_url: String,
    /// The booking as a calendar file.
    #[schema(format = "uri")]
    calendar_url: String,
}

/// Where a booking stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// Kept for a short while.
    Held,
    /// It will take place, or has.
    Confirmed,
    /// It will not take place.
    Cancelled,
    /// It was kept and never booked.
    Lapsed,
}

/// Whose booking is meant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ManagePath {
    /// The last part of `manage_url`.
    #[param(max_length = 128)]
    pub token: String,
}

/// Shows a booking.
///
/// JSON where `Accept: application/json` asks for it, a page for people otherwise.
#[utoipa::path(
    get,
    path = "/manage/{token}",
    tag = "managing",
    operation_id = "seeBooking",
    params(ManagePath),
    responses((status = 200, description = "The booking.",
        content((ManagedBooking = "application/json"), (String = "text/html")))),
)]
pub async fn see_json(app: &App, token: &str) -> Response {
    answer(app, see(app, token).await)
}

/// Cancels a booking.
///
/// Cancelling what is cancelled answers the same again.
#[utoipa::path(
    post,
    path = "/manage/{token}/cancellation",
    tag = "managing",
    operation_id = "cancelBooking",
    params(ManagePath),
    request_body(content = CancellationBody, description = "A form is read too, and so is no body at all."),
    responses((status = 200, description = "It is cancelled.", body = ManagedBooking)),
)]
pub async fn cancel_json(app: &App, token: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let read = any_fields(headers, body).and_then(CancellationBody::read);
    let CancellationBody { reason } = match read {
        Ok(read) => read,
        Err(problem) => return private(problem.into_response()),
    };
    answer(app, cancel(app, token, reason).await)
}

/// Moves a booking to another time.
///
/// It keeps its address, its reference and its therapist, unless `therapist` says "any".
#[utoipa::path(
    post,
    path = "/manage/{token}/move",
    tag = "managing",
    operation_id = "moveBooking",
    params(ManagePath),
    request_body(content = MoveBody, description = "A form is read too."),
    responses((status = 200, description = "It has the new time.", body = ManagedBooking)),
)]
pub async fn move_json(app: &App, token: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let read = any_fields(headers, body).and_then(MoveBody::read);
    let MoveBody { start, any_therapist, reason } = match read {
        Ok(read) => read,
        Err(problem) => return private(problem.into_response()),
    };
    match move_booking(app, token, start, any_therapist, reason).await {
        Err(error @ ActionError::Refused(_)) => {
            // Times are told in the zone of whoever booked.
            let zone = see(app, token).await.ok().map(|managed| managed.found.client.time_zone);
            let zone = zone.as_ref().map_or(&app.practice().time_zone, |zone| zone.zone());
            private(Problem::of(app, error, zone).into_response())
        }
        moved => answer(app, moved),
    }
}

/// Why it is cancelled.
pub struct CancellationBody {
    reason: Option<Reason>,
}

impl CancellationBody {
    fn read(mut fields: Fields) -> Result<Self, Problem> {
        let reason = fields.optional("reason", reason);
        let errors = fields.errors();
        if errors.is_empty() { Ok(Self { reason: reason.flatten() }) } else { Err(Problem::of_fields(errors)) }
    }
}

impl PartialSchema for CancellationBody {
    fn schema() -> RefOr<Schema> {
        schemas::closed(ObjectBuilder::new().property("reason", schemas::reason_or_null()))
    }
}

impl ToSchema for CancellationBody {}

/// The new time.
pub struct MoveBody {
    start: Timestamp,
    any_therapist: bool,
    reason: Option<Reason>,
}

impl MoveBody {
    fn read(mut fields: Fields) -> Result<Self, Problem> {
        let start = fields.needed("start", wishes::instant);
        let any = |text: &str| match text {
            "any" => Ok(true),
            "" | "same" => Ok(false),
            _ => Err("Say \"any\" if another therapist is fine; leave it out to keep the same."),
        };
        let any_therapist = fields.optional("therapist", any).unwrap_or(false);
        let reason = fields.optional("reason", reason).flatten();
        match (start, fields.errors()) {
            (Some(start), errors) if errors.is_empty() => Ok(Self { start, any_therapist, reason }),
            (_, errors) => Err(Problem::of_fields(errors)),
        }
    }
}

impl PartialSchema for MoveBody {
    fn schema() -> RefOr<Schema> {
        let body = ObjectBuilder::new()
            .property("start", schemas::instant())
            .required("start")
            .property("therapist", schemas::same_or_any())
            .property("reason", schemas::reason_or_null());
        schemas::closed(body)
    }
}

impl ToSchema for MoveBody {}

/// Words for the practice; none if there are none.
fn reason(text: &str) -> Result<Option<Reason>, String> {
    match Reason::new(text) {
        Ok(reason) => Ok(Some(reason)),
        Err(InvalidPersonal::Empty) => Ok(None),
        Err(InvalidPersonal::TooLong(characters)) => Err(format!("This has at most {characters} characters.")),
        Err(InvalidPersonal::Character | InvalidPersonal::Form) => {
            Err("This has a control character. Take it out.".to_owned())
        }
    }
}

fn answer(app: &App, managed: Result<Managed, ActionError>) -> Response {
    private(match managed {
        Ok(managed) => Json(ManagedBooking::of(app, &managed)).into_response(),
        Err(error) => Problem::of(app, error, &app.practice().time_zone).into_response(),
    })
}

/// Kept by no cache, told to no other site, found by no search engine.
fn private(mut response: Response) -> Response {
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (VARY, "accept"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

impl ManagedBooking {
    fn of(app: &App, managed: &Managed) -> Self {
        let (booking, client) = (&managed.found.booking, &managed.found.client);
        let mut wall = Wall::new(client.time_zone.zone());
        let state = match booking.state {
            State::Held { .. } => StateName::Held,
            State::Confirmed => StateName::Confirmed,
            State::Cancelled { .. } => StateName::Cancelled,
            State::Lapsed => StateName::Lapsed,
        };
        Self {
            reference: booking.reference.as_str().to_owned(),
            state,
            start: wall.show(booking.slot.start),
            end: wall.show(booking.slot.end),
            zone: client.time_zone.name().to_owned(),
            offering: booking.slot.offering.to_string(),
            therapist: booking.slot.therapist.to_string(),
            location: booking.slot.location.as_ref().map(|location| location.to_string()),
            name: client.name.reveal().to_owned(),
            may_change: managed.changeable.is_ok(),
            change_until: change_until(app.practice(), booking).map(|until| wall.show(until)),
            manage_url: app.links().manage_url(booking),
            calendar_url: app.links().calendar_url(booking),
        }
    }
}

/// Until when `booking` may be changed by link. An offering that has left the practice's file is changed by a call.
fn change_until(practice: &Practice, booking: &Booking) -> Option<Timestamp> {
    if booking.state != State::Confirmed {
        return None;
    }
    let offering = practice.offering(&booking.slot.offering)?;
    let before = SignedDuration::from_mins(practice.cancel_until_minutes(offering).into());
    booking.slot.start.checked_sub(before).ok()
}
