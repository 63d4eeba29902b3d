//! Bodies of requests: bounded, of a known media type, read strictly.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;

use super::fields::Fields;
use super::json::Json;
use super::kind::Kind;
use super::problem::Problem;
use crate::app::App;

/// The fields of a JSON body.
pub struct JsonFields(pub Fields);

impl FromRequest<App> for JsonFields {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !has_json(request.headers()) {
            return Err(Problem::new(Kind::WrongContentType));
        }
        let read = Bytes::from_request(request, app).await;
        let bytes = read.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Kind::TooLarge),
            _ => Problem::new(Kind::BadRequest),
        })?;
        json_fields(&bytes).map(Self)
    }
}

/// Whether the body is said to be JSON in UTF-8.
pub fn has_json(headers: &HeaderMap) -> bool {
    media_type(headers, "application/json")
}

/// The fields of a body that may be JSON, a form, or nothing at all.
///
/// # Errors
/// When it is of another media type, or not well formed.
pub fn any_fields(headers: &HeaderMap, body: &[u8]) -> Result<Fields, Problem> {
    if body.is_empty() || media_type(headers, "application/x-www-form-urlencoded") {
        return Ok(Fields::of_form(body));
    }
    if has_json(headers) { json_fields(body) } else { Err(Problem::new(Kind::WrongContentType)) }
}

fn json_fields(body: &[u8]) -> Result<Fields, Problem> {
    let document = Json::parse(body).map_err(|detail| Problem::with_detail(Kind::NotJson, detail))?;
    Ok(Fields::of_json(document))
}

fn media_type(headers: &HeaderMap, wanted: &str) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return false };
    let Ok(value) = value.to_str() else { return false };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let other_charset = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        name.trim().eq_ignore_ascii_case("charset") && !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    essence.eq_ignore_ascii_case(wanted) && !parts.any(other_charset)
}

/// Whether `headers` ask for JSON rather than a page: JSON is named, and no page is liked as much.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(axum::http::header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut json = 0.0_f32;
    let mut page = 0.0_f32;
    for range in accepted.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).and_then(|quality| quality.trim().parse().ok());
        let quality = quality.unwrap_or(1.0);
        match essence.as_str() {
            "application/json" | super::problem::PROBLEM_JSON => json = json.max(quality),
            "text/html" | "application/xhtml+xml" => page = page.max(quality),
            _ => {}
        }
    }
    json > page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn json_is_answered_where_it_is_asked_for() {
        for value in [
            "application/json",
            "application/json, */*",
            "application/problem+json",
            "text/html;q=0.5, application/json",
        ] {
            assert!(wants_json(&headers("accept", value)), "{value}");
        }
        for value in
            ["*/*", "", "text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json;q=0", "image/png"]
        {
            assert!(!wants_json(&headers("accept", value)), "{value}");
        }
        assert!(!wants_json(&HeaderMap::new()));
    }

    #[test]
    fn json_is_said_to_be_json() {
        for value in ["application/json", "Application/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""] {
            assert!(has_json(&headers("content-type", value)), "{value}");
        }
        for value in ["text/plain", "application/json; charset=utf-16", "application/jsonp", "", "multipart/form-data"]
        {
            assert!(!has_json(&headers("content-type", value)), "{value}");
        }
        assert!(!has_json(&HeaderMap::new()));
    }
}
