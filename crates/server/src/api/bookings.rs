//! Booking a time.

use std::borrow::Cow;

use axum::Json;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use jiff::tz::TimeZone;
use serde::Serialize;
use troth_domain::booking::{BookingId, Request};
use troth_domain::limits;
use troth_domain::people::Client;
use utoipa::openapi::schema::{AllOfBuilder, AnyOfBuilder, ObjectBuilder};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::body::JsonFields;
use super::client::{self, Canonical};
use super::fields::Fields;
use super::kind::Kind;
use super::problem::Problem;
use super::schemas;
use super::wall::{Shown, Wall};
use super::wishes::{self, Asked};
use crate::actions::Caller;
use crate::actions::book::{BookRequest, Booked, Idempotency, book};
use crate::actions::hold;
use crate::app::App;

const KEY_HEADER: &str = "idempotency-key";

/// What is booked, for whom.
pub struct BookingBody {
    request: Request,
    client: Client,
    hold: Option<BookingId>,
}

/// A confirmed booking.
#[derive(Serialize, ToSchema)]
pub struct BookingAnswer {
    /// What people call it by.
    #[schema(pattern = "^[0-9A-HJKMNP-TV-Z]{8}$")]
    reference: String,
    /// When it starts, in `zone` if that was given, else in the practice's.
    #[schema(schema_with = schemas::instant)]
    start: Shown,
    /// When it ends.
    #[schema(schema_with = schemas::instant)]
    end: Shown,
    /// Who gives it.
    #[schema(schema_with = schemas::therapist)]
    therapist: String,
    /// Shows the booking and what can be done about it, to whoever has this address.
    #[schema(format = "uri")]
    manage_url: String,
    /// The booking as a calendar file.
    #[schema(format = "uri")]
    calendar_url: String,
}

/// Books a time.
///
/// The same `Idempotency-Key` with the same body (compared parsed, so the order of its fields does not matter) is
/// answered the same for a day, and nothing is booked twice. Only a 201 is remembered. A request that fails renews the
/// hold that it names.
#[utoipa::path(
    post,
    path = "/api/v1/bookings",
    tag = "booking",
    operation_id = "bookOpening",
    params(("Idempotency-Key" = String, Header, description = "Your own name for this booking: a new one for each.",
        pattern = "^[!-~]{1,255}$", min_length = 1, max_length = 255)),
    request_body = BookingBody,
    responses((status = 201, description = "It is booked.", body = BookingAnswer,
        headers(("Location" = String, description = "The same as `manage_url`.")))),
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<JsonFields, Problem>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<BookingAnswer>), Problem> {
    let key = idempotency_key(&headers)?;
    let JsonFields(fields) = body?;
    let BookingBody { request, client, hold } = match BookingBody::read(&app, fields) {
        Ok(body) => body,
        Err((problem, hold)) => {
            hold::keep(&app, hold).await;
            return Err(problem);
        }
    };
    let zone = client.time_zone.clone();
    let idempotency = Some(Idempotency { key, body: canonical(&request, &client, hold) });
    let wanted = BookRequest { request, client, hold, idempotency };
    let booked = book(&app, &caller, &wanted).await;
    let booked = booked.map_err(|error| wishes::refused(&app, &wanted.request, error, zone.zone()))?;
    let answer = BookingAnswer::of(&app, &booked, zone.zone());
    Ok((StatusCode::CREATED, [(LOCATION, answer.manage_url.clone())], Json(answer)))
}

/// The one key, if it can be used.
fn idempotency_key(headers: &HeaderMap) -> Result<String, Problem> {
    let mut values = headers.get_all(KEY_HEADER).iter();
    let value = match (values.next(), values.next()) {
        (Some(value), None) => value.as_bytes(),
        (None, _) => return Err(Problem::with_detail(Kind::IdempotencyKey, "There is no Idempotency-Key.")),
        _ => return Err(Problem::with_detail(Kind::IdempotencyKey, "There is more than one Idempotency-Key.")),
    };
    let fits =
        (1..=limits::IDEMPOTENCY_KEY_CHARACTERS_MAX).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic);
    let key = std::str::from_utf8(value).ok().filter(|_| fits);
    key.map(str::to_owned)
        .ok_or_else(|| Problem::with_detail(Kind::IdempotencyKey, "The key must be 1 to 255 visible ASCII characters."))
}

/// A request in a form that the order and the spelling of a body's fields do not change.
#[derive(Serialize)]
struct CanonicalBody<'a> {
    client: Canonical<'a>,
    hold: Option<String>,
    location: Option<&'a str>,
    offering: &'a str,
    start: i64,
    start_nanosecond: i32,
    therapist: Option<&'a str>,
}

fn canonical(request: &Request, client: &Client, hold: Option<BookingId>) -> Vec<u8> {
    let body = CanonicalBody {
        client: Canonical::of(client),
        hold: hold.map(wishes::hold_text),
        location: request.location.as_ref().map(|location| location.as_str()),
        offering: request.offering.as_str(),
        start: request.start.as_second(),
        start_nanosecond: request.start.subsec_nanosecond(),
        therapist: request.therapist.as_ref().map(|therapist| therapist.as_str()),
    };
    // Text and numbers only, so there is nothing that could fail.
    serde_json::to_vec(&body).unwrap_or_default()
}

impl BookingBody {
    /// What is asked for; or the problem, and the hold that is named all the same.
    fn read(app: &App, mut fields: Fields) -> Result<Self, (Problem, Option<BookingId>)> {
        let asked = Asked::read(&mut fields);
        let hold = fields.optional("hold", wishes::hold);
        let client = client::read(app.practice(), &mut fields);
        match (asked.complete(), client, fields.errors()) {
            (Some(request), Some(client), errors) if errors.is_empty() => Ok(Self { request, client, hold }),
            (_, _, mut errors) => {
                errors.extend(asked.unknown(app.practice(), app.now()));
                Err((Problem::of_fields(errors), hold))
            }
        }
    }
}

impl PartialSchema for BookingBody {
    fn schema() -> RefOr<Schema> {
        let body = schemas::asked().property("hold", schemas::hold_or_null());
        let body =
            client::describe(body).description(Some("`email` or `phone`, or both, and nothing but these fields."));
        let either = AnyOfBuilder::new()
            .item(ObjectBuilder::new().required("email"))
            .item(ObjectBuilder::new().required("phone"));
        Schema::AllOf(AllOfBuilder::new().item(body).item(Schema::AnyOf(either.build())).build()).into()
    }
}

impl ToSchema for BookingBody {
    fn name() -> Cow<'static, str> {
        "BookingRequest".into()
    }
}

impl BookingAnswer {
    fn of(app: &App, booked: &Booked, zone: &TimeZone) -> Self {
        let mut wall = Wall::new(zone);
        let manage_url = manage_url(app, booked.id, booked.link_generation);
        Self {
            reference: booked.reference.as_str().to_owned(),
            start: wall.show(booked.start),
            end: wall.show(booked.end),
            therapist: booked.therapist.to_string(),
            calendar_url: format!("{manage_url}/appointment.ics"),
            manage_url,
        }
    }
}

/// The page of a booking.
fn manage_url(app: &App, id: BookingId, link_generation: u32) -> String {
    format!("{}/manage/{}", app.links().base_url(), app.links().token(id, link_generation))
}
