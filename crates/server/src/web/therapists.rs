//! Who works here, and what they give.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::practice::Practice;

use super::components::people;
use super::page::Page;
use crate::app::App;

/// `GET /therapists`
pub async fn show(State(app): State<App>) -> Response {
    page(app.practice()).into_response()
}

fn page(practice: &Practice) -> Page<'_> {
    let body = html! {
        h1 { "Who you would talk to" }
        p class="lede" { "Choose someone, or book with whoever is free first." }
        p { a class="button" href="/book" { "See everyone\u{2019}s times" } }
        @for therapist in &practice.therapists { (people::person(practice, therapist)) }
    };
    Page::new(practice, "Who you would talk to", body)
        .at("/therapists")
        .describe("The therapists, what each of them offers, how long it takes and what it costs.")
}
