//! A person's own settings: what opens their account, and where they are signed in.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use troth_domain::people::AccountId;

use super::actor::AnyActor;
use super::errors::WebError;
use super::page::{Page, own_words};
use super::person::crumb;
use crate::actions::person;
use crate::actions::sessions::Current;
use crate::app::App;

mod confirm;
mod secrets;
mod sessions;

/// The addresses under `/settings` that clients and staff share.
pub fn router() -> Router<App> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/confirm", get(confirm::show).post(confirm::act))
        .route("/settings/passphrase", get(secrets::passphrase).post(secrets::change_passphrase))
        .route("/settings/recovery-codes", get(secrets::codes).post(secrets::new_codes))
        .route("/settings/passkeys", get(secrets::passkeys).post(secrets::add_passkey))
        .route("/settings/passkeys/{id}/removal", post(secrets::remove_passkey))
        .route("/settings/sessions", get(sessions::show))
        .route("/settings/sessions/others/end", post(sessions::end_others))
        .route("/settings/sessions/rooms/end", post(sessions::end_rooms))
        .route("/settings/sessions/{id}/end", post(sessions::end))
}

/// The page that asks again for what opens the account, and leads on to `next`.
pub fn confirm_address(next: &str) -> String {
    format!("/settings/confirm?next={}", utf8_percent_encode(next, NON_ALPHANUMERIC))
}

/// `GET /settings`
async fn show(State(app): State<App>, AnyActor(current): AnyActor) -> Response {
    let secret = match current.session.account {
        AccountId::Person(_) => "Passphrase",
        AccountId::Staff(_) => "Password",
    };
    let is_person = matches!(current.session.account, AccountId::Person(_));
    let body = html! {
        (crumb(current.home(), own_words(current.home())))
        h1 { "Settings" }
        ul class="cards" {
            @if is_person {
                li { a href="/settings/contact" { "How we reach you" } p { "Names, numbers, what is safe and when." } }
            }
            li { a href="/settings/sessions" { "Where you are signed in" } p { "See your devices, and sign any of them out." } }
            li { a href="/settings/passkeys" { "Passkeys" } p { "Sign in with your finger, face or screen lock." } }
            li { a href="/settings/passphrase" { (secret) } p { "Choose another one." } }
            li { a href="/settings/recovery-codes" { "Recovery codes" } p { "See how many are left, or make new ones." } }
            @if is_person {
                li { a href="/settings/access-log" { "Who opened what is yours" } p { "Each time someone of the staff did." } }
                li { a href="/settings/take-with-you" { "Take it with you" } p { "A file with what is yours." } }
                li { a href="/settings/erase" { "Erase your space" } p { "What goes, what stays and why." } }
            }
        }
    };
    Page::new(app.practice(), "Settings", body).signed_in(current.home()).into_response()
}

/// A page of one's own settings, with the way back above it.
fn page<'a>(app: &'a App, current: &Current, title: &str, body: &Markup) -> Page<'a> {
    let body = html! { (back()) (body) };
    Page::new(app.practice(), title, body).signed_in(current.home())
}

fn back() -> Markup {
    crumb("/settings", "Settings")
}

/// Whose clocks times are said by: a person's own, and the practice's for those who work there.
async fn clocks(app: &App, current: &Current) -> Result<TimeZone, WebError> {
    let own = match current.session.account {
        AccountId::Person(person) => person::see(app, person).await?,
        AccountId::Staff(_) => None,
    };
    Ok(own.map_or_else(|| app.practice().time_zone.clone(), |(_, profile)| profile.time_zone.zone().clone()))
}
