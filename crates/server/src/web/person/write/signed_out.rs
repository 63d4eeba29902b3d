//! A space closes by itself after a while, also while somebody writes. What they typed then goes back to them, and is kept
//! nowhere: it came from this browser, and to this browser alone it returns.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::html;

use crate::app::App;
use crate::web::components::field::hidden;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::Fields;
use crate::web::person::page;

/// What was posted to `address` by somebody who is not signed in any more.
pub fn answer(app: &App, address: &Uri, fields: &Fields) -> Response {
    let typed = fields.of_prefix("part-").filter(|(_, text)| !text.trim().is_empty()).collect::<Vec<_>>();
    if typed.is_empty() {
        return WebError::SignInFirst.into_response();
    }
    let body = html! {
        (summary::notice("You were signed out", html! {
            p { "Your space closes by itself after a while. " strong { "What you typed is still here" } ", in this page only. It was not kept." }
        }))
        h1 { "Keep what you typed" }
        ol {
            li { a href="/sign-in" target="_blank" { "Sign in, in a new tab" } }
            li { "Come back to this tab." }
            li { "Press “Keep it” below." }
        }
        form action=(address.path()) method="post" novalidate {
            (hidden("version", fields.get("version")))
            @for (place, (name, text)) in typed.iter().enumerate() {
                div class="field" {
                    label for=(name) { "What you typed" @if typed.len() > 1 { ", part " (place + 1) } }
                    textarea class="room" id=(name) name=(name) rows="6" dir="auto" autocomplete="off" { "\n" (text) }
                }
            }
            button type="submit" class="button button-main" { "Keep it" }
        }
    };
    page(app, "You were signed out", body).status(StatusCode::UNAUTHORIZED).into_response()
}
