//! What programs talk to: JSON over HTTP, problem documents, an OpenAPI description.
//!
//! A handler reads a request into a type of its own (telling every mistake at once), calls one action, and answers.
//! Nothing here decides anything about bookings, and nothing here knows the database.

#![expect(unused_qualifications, reason = "the descriptions beside handlers write every type with its path")]

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::kind::Kind;
use self::problem::Problem;
use crate::app::App;

mod body;
mod bookings;
mod catalog;
mod client;
mod describe;
mod fields;
mod holds;
mod json;
mod kind;
pub mod manage;
mod openings;
pub mod problem;
mod schemas;
mod wall;
mod wishes;

pub use body::{has_json, wants_json};

/// Everything under `/api`, and the explanations of problems.
pub fn router() -> Router<App> {
    let (router, description) = parts();
    let described = Arc::new(Described { base: description, json: OnceLock::new() });
    router
        .route("/api/openapi.json", get(async move |State(app): State<App>| described.answer(&app)))
        .route("/api", any(nothing))
        .route("/api/", any(nothing))
        .route("/api/{*path}", any(nothing))
}

/// What is routed here, and its description.
fn parts() -> (Router<App>, OpenApi) {
    OpenApiRouter::with_openapi(describe::base())
        .routes(routes!(catalog::offerings))
        .routes(routes!(catalog::therapists))
        .routes(routes!(catalog::locations))
        .routes(routes!(openings::openings))
        .routes(routes!(holds::hold))
        .routes(routes!(holds::release))
        .routes(routes!(bookings::create))
        .routes(routes!(kind::explained))
        .split_for_parts()
}

/// The description of the interface, made for the practice when it is first asked for.
struct Described {
    base: OpenApi,
    json: OnceLock<Bytes>,
}

impl Described {
    fn answer(&self, app: &App) -> Response {
        let json = self.json.get_or_init(|| {
            let api = describe::complete(self.base.clone(), app.practice());
            serde_json::to_vec(&api).unwrap_or_default().into()
        });
        ([(CONTENT_TYPE, "application/json")], json.clone()).into_response()
    }
}

async fn nothing() -> Problem {
    Problem::new(Kind::NotFound)
}
