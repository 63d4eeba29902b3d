//! Where each kind of person starts from. Each page says who is signed in and leads on.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;

use super::actor::{DeskActor, OwnerActor, TherapistActor};
use super::page::Page;
use super::sign_in::sign_out_button;
use crate::app::App;

/// The pages that people start from.
pub fn router() -> Router<App> {
    Router::new().route("/caseload", get(caseload)).route("/desk", get(desk)).route("/settings/staff", get(staff))
}

/// `GET /caseload`
async fn caseload(State(app): State<App>, _: TherapistActor) -> Response {
    start(&app, "Caseload")
}

/// `GET /desk`
async fn desk(State(app): State<App>, _: DeskActor) -> Response {
    start(&app, "Desk")
}

/// `GET /settings/staff`
async fn staff(State(app): State<App>, _: OwnerActor) -> Response {
    start(&app, "Staff")
}

fn start(app: &App, heading: &str) -> Response {
    let body = html! {
        h1 { (heading) }
        p { a href="/settings" { "Settings" } }
        (sign_out_button())
    };
    Page::new(app.practice(), heading, body).private().posts().into_response()
}
