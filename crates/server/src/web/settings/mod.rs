//! A person's own settings.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::actor::AnyActor;
use super::page::Page;
use super::sign_in::sign_out_button;
use crate::app::App;

/// The addresses under `/settings`.
pub fn router() -> Router<App> {
    Router::new().route("/settings", get(show))
}

/// The page that asks again for what opens the account, and leads on to `next`.
pub fn confirm_address(next: &str) -> String {
    format!("/settings/confirm?next={}", utf8_percent_encode(next, NON_ALPHANUMERIC))
}

/// `GET /settings`
async fn show(State(app): State<App>, AnyActor(current): AnyActor) -> Response {
    let body = html! {
        h1 { "Settings" }
        p { a href=(current.home()) { "Back" } }
        (sign_out_button())
    };
    Page::new(app.practice(), "Settings", body).private().posts().into_response()
}
