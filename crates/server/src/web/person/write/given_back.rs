//! What was typed and cannot be kept right now goes back to whoever typed it, and is kept nowhere: it came from this
//! browser, and to this browser alone it returns. A space closes by itself after a while, also while somebody writes; and
//! the records may be out of reach for a minute.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::app::App;
use crate::web::components::field::hidden;
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::Fields;
use crate::web::page::Page;

/// What was posted to `address` and could not be kept, because of `error`. Where nothing was typed, or keeping it again
/// would not help, the error is all there is to say.
pub fn answer(app: &App, address: &Uri, fields: &Fields, error: WebError) -> Response {
    let typed = fields.of_prefix("part-").filter(|(_, text)| !text.trim().is_empty()).collect::<Vec<_>>();
    if typed.is_empty() {
        return error.into_response();
    }
    page(app, error, "Keep it", |button| form(address, fields, &typed, button))
}

/// The same with a form of one's own, which has what was typed, and the button that it is given. `press` is what that button
/// says: the same as where it was typed, so that nobody sends to somebody what they only wanted to keep.
pub fn page(app: &App, error: WebError, press: &str, form: impl FnOnce(&Markup) -> Markup) -> Response {
    let (status, title, why, steps) = match &error {
        WebError::SignInFirst => (
            StatusCode::UNAUTHORIZED,
            "You were signed out",
            "Your space closes by itself after a while. ",
            html! {
                ol {
                    li { a href="/sign-in" target="_blank" { "Sign in, in a new tab" } }
                    li { "Come back to this tab." }
                    li { "Press \u{201c}" (press) "\u{201d} below." }
                }
            },
        ),
        WebError::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "We cannot keep it right now",
            "We cannot reach our records. It is not your fault. ",
            html! { p { "Wait a minute, then press \u{201c}" (press) "\u{201d} below." } },
        ),
        _ => return error.into_response(),
    };
    let body = html! {
        (summary::notice(title, html! {
            p { (why) strong { "What you typed is still here" } ", in this page only. It was not kept." }
        }))
        h1 { "What you typed" }
        (steps)
        (form(&button::main(press)))
    };
    Page::new(app.practice(), title, body).private().posts().status(status).into_response()
}

fn form(address: &Uri, fields: &Fields, typed: &[(&str, &str)], button: &Markup) -> Markup {
    html! {
        form action=(address.path()) method="post" novalidate {
            (hidden("version", fields.get("version")))
            @if fields.has("finish") { (hidden("finish", "yes")) }
            @for (place, (name, text)) in typed.iter().enumerate() {
                div class="field" {
                    label for=(name) { "What you typed" @if typed.len() > 1 { ", part " (place + 1) } }
                    textarea class="room" id=(name) name=(name) rows="6" dir="auto" autocomplete="off" { "\n" (text) }
                }
            }
            (button)
        }
    }
}
