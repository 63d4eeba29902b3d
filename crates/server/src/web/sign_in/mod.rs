//! Signing in and out.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::Markup;
use troth_domain::people::AccountId;

use super::actor::AnyActor;
use super::cookies;
use super::errors::WebError;
use super::input::{FormFields, QueryFields};
use super::page::Page;
use crate::actions::sessions::{self, Current, SignedIn};
use crate::actions::sign_in::{self, Desk, Door, Outcome, Typed};
use crate::app::App;
use crate::web::components::field::FieldError;

mod doors;
mod forgotten;
mod link;
mod set_up;

pub use doors::secret;
pub use forgotten::code_line;
pub use set_up::{made as made_passkey, make_passkey, new_passphrase, passphrase_error, signed as signed_by_passkey};

/// The addresses under `/sign-in`, and `/sign-out`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in", get(client).post(client_in))
        .route("/sign-in/staff", get(staff).post(staff_in))
        .route("/sign-in/passkey", post(passkey_in))
        .route("/sign-in/forgotten", get(forgotten::show).post(forgotten::ask))
        .route("/reset/{token}", get(forgotten::choose).post(forgotten::reset))
        .route("/sign-in/link/{token}", get(link::show).post(link::act))
        .route("/sign-out", post(sign_out))
}

/// `GET /sign-in`
async fn client(State(app): State<App>, actor: Option<AnyActor>, QueryFields(fields): QueryFields) -> Response {
    already_in(actor).unwrap_or_else(|| doors::client(&app, "", &[], fields.has("out")).into_response())
}

/// `GET /sign-in/staff`
async fn staff(State(app): State<App>, actor: Option<AnyActor>) -> Response {
    already_in(actor).unwrap_or_else(|| doors::staff(&app, "", &[]).into_response())
}

fn already_in(actor: Option<AnyActor>) -> Option<Response> {
    actor.map(|AnyActor(current)| Redirect::to(current.home()).into_response())
}

/// `POST /sign-in`
async fn client_in(State(app): State<App>, desk: Desk, FormFields(fields): FormFields) -> Result<Response, WebError> {
    let typed = typed(&fields);
    match sign_in::with_passphrase(&app, Door::Client, &desk, &typed).await? {
        Outcome::In(new) => enter(&app, &desk, &new, fields.has("known")).await,
        Outcome::Wrong => {
            let wrong =
                [FieldError::new("name", "The name and the passphrase do not fit together. Please check both.")];
            Ok(doors::client(&app, &typed.name, &wrong, false).into_response())
        }
    }
}

/// `POST /sign-in/staff`
async fn staff_in(State(app): State<App>, desk: Desk, FormFields(fields): FormFields) -> Result<Response, WebError> {
    let typed = typed(&fields);
    match sign_in::with_passphrase(&app, Door::Staff, &desk, &typed).await? {
        Outcome::In(new) => enter(&app, &desk, &new, fields.has("known")).await,
        Outcome::Wrong => {
            let wrong = [FieldError::new(
                "name",
                "The name, the password and the number do not fit together. Please check all three. A number works once.",
            )];
            Ok(doors::staff(&app, &typed.name, &wrong).into_response())
        }
    }
}

/// `POST /sign-in/passkey`
async fn passkey_in(State(app): State<App>, desk: Desk, FormFields(fields): FormFields) -> Result<Response, WebError> {
    let door = if fields.has("staff") { Door::Staff } else { Door::Client };
    let outcome = match signed_by_passkey(&fields) {
        Some(signed) => sign_in::with_passkey(&app, door, &desk, &signed).await?,
        None => Outcome::Wrong,
    };
    match outcome {
        Outcome::In(new) => enter(&app, &desk, &new, false).await,
        Outcome::Wrong => {
            let words = "This passkey opens nothing here. Please try once more, or use your name.";
            let wrong = [FieldError::new("name", words)];
            let page = match door {
                Door::Staff => doors::staff(&app, "", &wrong),
                Door::Client => doors::client(&app, "", &wrong, false),
            };
            Ok(page.into_response())
        }
    }
}

fn typed(fields: &super::input::Fields) -> Typed {
    Typed {
        name: fields.get("name").trim().chars().take(NAME_CHARACTERS_MAX).collect(),
        passphrase: fields.get("passphrase").to_owned(),
        number: fields.get("number").trim().to_owned(),
    }
}

/// Characters that a sign-in name field takes.
const NAME_CHARACTERS_MAX: usize = 40;

/// Signs the device in, marks it if its owner wants that, and leads to where they start from.
async fn enter(app: &App, desk: &Desk, new: &SignedIn, is_known: bool) -> Result<Response, WebError> {
    let home = home_of(app, new).await?;
    let mark = is_known.then(|| mark(app, desk, new.session.account)).flatten();
    Ok((AppendHeaders(mark.map(|value| (SET_COOKIE, value))), signed_in(new, home)).into_response())
}

fn mark(app: &App, desk: &Desk, account: AccountId) -> Option<HeaderValue> {
    cookies::mark(&app.tokens().know_device(desk.known.clone(), account, app.random_bytes()))
}

/// Signs the device in and leads on.
pub fn signed_in(signed_in: &SignedIn, to: &str) -> Response {
    (begin(signed_in), Redirect::to(to)).into_response()
}

/// The header that signs the device in.
pub fn begin(signed_in: &SignedIn) -> AppendHeaders<Option<(HeaderName, HeaderValue)>> {
    AppendHeaders(cookies::begin(&signed_in.token).map(|value| (SET_COOKIE, value)))
}

/// The page that someone who has just signed in starts from.
pub async fn home_of(app: &App, new: &SignedIn) -> Result<&'static str, WebError> {
    let current = sessions::current(app, &new.token).await?;
    Ok(current.as_ref().map_or("/sign-in", Current::home))
}

/// A page that may have a form with mistakes.
pub fn form_page<'a>(app: &'a App, heading: &str, body: Markup, errors: &[FieldError]) -> Page<'a> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(app.practice(), heading, body).private().posts().status(status);
    page.has_errors(!errors.is_empty()).script(super::assets::Script::Summary)
}

/// `POST /sign-out`: the session ends here and in the browser. A device that its owner wanted known stays known: only
/// the session's cookie goes then. Without "cache", which keeps some browsers busy for seconds; no private page is in one.
async fn sign_out(State(app): State<App>, desk: Desk) -> Result<Response, WebError> {
    if let Some(session) = &desk.before {
        sessions::end(&app, session.account, session.id).await?;
    }
    let cleared = if desk.known.is_some() { "\"storage\"" } else { "\"cookies\", \"storage\"" };
    let cleared = (HeaderName::from_static("clear-site-data"), HeaderValue::from_static(cleared));
    Ok(([(SET_COOKIE, cookies::end()), cleared], Redirect::to("/sign-in?out")).into_response())
}
