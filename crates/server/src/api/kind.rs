//! The kinds of problem that programs are told about. Each has an address of its own that explains it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::problem::Problem;

/// Where the kinds are explained, before their slug.
const EXPLAINED_AT: &str = "/problems/";

/// A kind of problem. Its slug is part of the interface and never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The request cannot be understood.
    BadRequest,
    /// The body is no JSON document.
    NotJson,
    /// No usable `Idempotency-Key`.
    IdempotencyKey,
    /// Nothing at this address.
    NotFound,
    /// Not with this method.
    MethodNotAllowed,
    /// The time was an opening and is none now.
    OpeningTaken,
    /// Too late to change by link.
    TooLate,
    /// Over or cancelled.
    NotActive,
    /// The body is too large.
    TooLarge,
    /// The body is of another media type.
    WrongContentType,
    /// Fields have to change.
    InvalidFields,
    /// The time never was an opening.
    NeverAnOpening,
    /// The key was used for another request.
    KeyReused,
    /// Too many requests.
    TooMany,
    /// Refused for where it comes from.
    Forbidden,
    /// A fault of the server.
    Internal,
    /// The database cannot be reached.
    Away,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 17] = [
        Self::BadRequest,
        Self::NotJson,
        Self::IdempotencyKey,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::OpeningTaken,
        Self::TooLate,
        Self::NotActive,
        Self::TooLarge,
        Self::WrongContentType,
        Self::InvalidFields,
        Self::NeverAnOpening,
        Self::KeyReused,
        Self::TooMany,
        Self::Forbidden,
        Self::Internal,
        Self::Away,
    ];

    /// The last part of its address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::BadRequest => "bad-request",
            Self::NotJson => "not-json",
            Self::IdempotencyKey => "idempotency-key",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::OpeningTaken => "opening-taken",
            Self::TooLate => "too-late",
            Self::NotActive => "not-active",
            Self::TooLarge => "too-large",
            Self::WrongContentType => "wrong-content-type",
            Self::InvalidFields => "invalid-fields",
            Self::NeverAnOpening => "never-an-opening",
            Self::KeyReused => "key-reused",
            Self::TooMany => "too-many",
            Self::Forbidden => "forbidden",
            Self::Internal => "internal",
            Self::Away => "away",
        }
    }

    /// The status it is answered with.
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::NotJson => StatusCode::BAD_REQUEST,
            Self::IdempotencyKey => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::OpeningTaken => StatusCode::CONFLICT,
            Self::TooLate => StatusCode::CONFLICT,
            Self::NotActive => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidFields => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NeverAnOpening => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// It in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request cannot be understood",
            Self::NotJson => "The body is not JSON",
            Self::IdempotencyKey => "The Idempotency-Key is missing or unusable",
            Self::NotFound => "There is nothing here",
            Self::MethodNotAllowed => "This address does not take this method",
            Self::OpeningTaken => "This time is no longer free",
            Self::TooLate => "It is too late to change this booking by link",
            Self::NotActive => "This booking is over or cancelled",
            Self::TooLarge => "The body is too large",
            Self::WrongContentType => "The body is of a media type that is not read here",
            Self::InvalidFields => "Some fields have to change",
            Self::NeverAnOpening => "This time cannot be booked",
            Self::KeyReused => "This Idempotency-Key was used for another request",
            Self::TooMany => "There were too many requests from your network",
            Self::Forbidden => "This request is not taken from another site",
            Self::Internal => "Something went wrong here",
            Self::Away => "The records cannot be reached just now",
        }
    }

    /// What to do about it.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::BadRequest => "Its address, its headers or its body are not well formed.",
            Self::NotJson => "Send one JSON object in UTF-8, with each key once.",
            Self::IdempotencyKey => {
                "A booking needs one header Idempotency-Key of 1 to 255 visible ASCII characters. Make a new key \
                    for each booking, and send the same one when you try the same booking again."
            }
            Self::NotFound => "The address is wrong, or what was there is gone.",
            Self::MethodNotAllowed => "The header Allow names the methods that it takes.",
            Self::OpeningTaken => {
                "Someone else has it now, or a limit is reached. Nothing was booked. \"nearest\" names up to \
                    three openings close to it."
            }
            Self::TooLate => "Please call the practice. \"until\" says until when it could be changed.",
            Self::NotActive => "It cannot be changed any more. Book a new time instead.",
            Self::TooLarge => "A body has at most 64 KiB.",
            Self::WrongContentType => {
                "Send JSON with the header Content-Type: application/json, and not packed: without Content-Encoding."
            }
            Self::InvalidFields => "\"errors\" names every one of them and says what to do.",
            Self::NeverAnOpening => {
                "It has passed, is too soon or too far ahead, or no appointment starts then. \"errors\" says \
                    which."
            }
            Self::KeyReused => "Make a new key for each booking.",
            Self::TooMany => "The header Retry-After says after how many seconds to try again.",
            Self::Forbidden => "A browser on another site may not change anything here.",
            Self::Internal => "Nothing was changed. The cause is in the practice's log.",
            Self::Away => "Nothing was changed. The header Retry-After says after how many seconds to try again.",
        }
    }

    /// The kind that an answer of this status is of, when nothing more is known about it.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::BAD_REQUEST => Some(Self::BadRequest),
            StatusCode::FORBIDDEN => Some(Self::Forbidden),
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::MethodNotAllowed),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::WrongContentType),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::TooMany),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Away),
            status if status.is_server_error() => Some(Self::Internal),
            _ => None,
        }
    }
}

impl IntoParams for Kind {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let slugs = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Self::ALL.map(Self::slug)));
        let parameter = ParameterBuilder::new().name("slug").parameter_in(ParameterIn::Path).schema(Some(slugs));
        vec![parameter.description(Some("The last part of a problem's type.")).build()]
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{EXPLAINED_AT}{}", self.slug()))
    }
}

/// Explains a kind of problem, in words.
#[utoipa::path(
    get,
    path = "/problems/{slug}",
    tag = "problems",
    operation_id = "explainProblem",
    params(Kind),
    responses((status = 200, description = "What it means and what to do.", body = String, content_type = "text/plain; charset=utf-8")),
)]
pub async fn explained(Path(slug): Path<String>) -> Response {
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.slug() == slug) else {
        return Problem::new(Kind::NotFound).into_response();
    };
    let words = format!("{} ({})\n\n{}\n", kind.title(), kind.status().as_u16(), kind.explanation());
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_differ_and_statuses_are_errors() {
        let mut slugs: Vec<_> = Kind::ALL.into_iter().map(Kind::slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Kind::ALL.len());
        assert!(Kind::ALL.into_iter().all(|kind| kind.status().as_u16() >= 400));
    }

    #[test]
    fn a_bare_status_is_explained() {
        let slug = |status: u16| Kind::of_status(StatusCode::from_u16(status).unwrap()).map(Kind::slug);
        assert_eq!(slug(404), Some("not-found"));
        assert_eq!(slug(405), Some("method-not-allowed"));
        assert_eq!(slug(413), Some("too-large"));
        assert_eq!(slug(429), Some("too-many"));
        assert_eq!(slug(500), Some("internal"));
        assert_eq!(slug(503), Some("away"));
        assert_eq!(slug(418), None);
    }
}
