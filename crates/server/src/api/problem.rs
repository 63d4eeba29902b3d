//! Problem documents (RFC 9457): what went wrong, for programs and for whoever reads their logs.

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use troth_domain::booking::Refusal;
use utoipa::ToSchema;

use super::fields::FieldError;
use super::kind::Kind;
use super::openings::{OpeningEntry, entries};
use super::schemas;
use super::wall::{Shown, shown};
use super::wishes::{UNKNOWN_LOCATION, UNKNOWN_OFFERING, UNKNOWN_THERAPIST, never};
use crate::actions::ActionError;
use crate::app::App;

/// Seconds after which a program may try again when the database is away.
const AWAY_RETRY_SECONDS: u32 = 5;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong, as a document.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Document {
    /// Which kind of problem it is; the address explains it. Its last part never changes.
    #[serde(rename = "type")]
    #[schema(value_type = String, format = "uri-reference", example = "/problems/opening-taken")]
    kind: Kind,
    /// The kind in words.
    title: Cow<'static, str>,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong this time, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'static, str>>,
    /// Every field that has to change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    /// The openings closest to a time that is taken, soonest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 3)]
    nearest: Option<Vec<OpeningEntry>>,
    /// Until when it could have been changed without a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::instant, required = false)]
    until: Option<Shown>,
}

/// What went wrong, ready to be answered.
#[derive(Debug)]
pub struct Problem {
    document: Box<Document>,
    retry_after_seconds: Option<u32>,
}

impl Problem {
    /// A problem of this kind with nothing more to say.
    pub fn new(kind: Kind) -> Self {
        let document = Document {
            kind,
            title: kind.title().into(),
            status: kind.status().as_u16(),
            detail: None,
            errors: Vec::new(),
            nearest: None,
            until: None,
        };
        let retry_after_seconds = matches!(kind, Kind::Away | Kind::TooMany).then_some(AWAY_RETRY_SECONDS);
        Self { document: Box::new(document), retry_after_seconds }
    }

    /// A problem of this kind, with what is wrong this time.
    pub fn with_detail(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        let mut problem = Self::new(kind);
        problem.document.detail = Some(detail.into());
        problem
    }

    /// Fields that have to change; at least one.
    pub fn of_fields(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(Kind::InvalidFields);
        problem.document.errors = errors;
        problem
    }

    /// Why an action did not do what was asked. Times are told in `zone`.
    pub fn of(app: &App, error: ActionError, zone: &TimeZone) -> Self {
        match error {
            ActionError::Refused(refusal) => Self::of_refusal(app, refusal, zone),
            ActionError::TooMany { retry_after_seconds } => {
                let mut problem = Self::new(Kind::TooMany);
                problem.retry_after_seconds = Some(retry_after_seconds);
                problem
            }
            ActionError::Unavailable => Self::new(Kind::Away),
            ActionError::Internal => Self::new(Kind::Internal),
        }
    }

    fn of_refusal(app: &App, refusal: Refusal, zone: &TimeZone) -> Self {
        match refusal {
            Refusal::UnknownOffering => Self::of_fields(vec![FieldError::new("offering", UNKNOWN_OFFERING)]),
            Refusal::UnknownTherapist => Self::of_fields(vec![FieldError::new("therapist", UNKNOWN_THERAPIST)]),
            Refusal::UnknownLocation => Self::of_fields(vec![FieldError::new("location", UNKNOWN_LOCATION)]),
            Refusal::NeverOpen(why) => {
                let mut problem = Self::new(Kind::NeverAnOpening);
                problem.document.errors = vec![FieldError::new("start", never(why))];
                problem
            }
            Refusal::Taken { nearest } => {
                let mut problem = Self::new(Kind::OpeningTaken);
                problem.document.nearest = Some(entries(app.practice(), nearest, zone));
                problem
            }
            Refusal::NotFound => Self::new(Kind::NotFound),
            Refusal::TooLate { until } => Self::too_late(until, zone),
            Refusal::NotActive => Self::new(Kind::NotActive),
            Refusal::KeyReused => Self::new(Kind::KeyReused),
        }
    }

    fn too_late(until: Timestamp, zone: &TimeZone) -> Self {
        let mut problem = Self::new(Kind::TooLate);
        problem.document.until = Some(shown(until, zone));
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.document.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&*self.document).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Turns an error that is no problem document yet (an unknown method, a body over the limit, a fault) into one.
/// Belongs around everything that programs reach, outside of whatever else may refuse a request.
pub async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_problem(response.headers()) {
        return response;
    }
    let mut explained = match Kind::of_status(status) {
        Some(kind) => Problem::new(kind).into_response(),
        None => return response,
    };
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            explained.headers_mut().insert(name, value.clone());
        }
    }
    explained
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(PROBLEM_JSON.as_bytes()))
}
