//! Signing in and out.

use axum::Router;
use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use super::actor::AnyActor;
use super::cookies;
use super::errors::WebError;
use super::page::Page;
use crate::actions::sessions::{self, Current, SignedIn};
use crate::app::App;

mod link;

/// The addresses under `/sign-in`, and `/sign-out`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/sign-in", get(show))
        .route("/sign-in/link/{token}", get(link::show).post(link::act))
        .route("/sign-out", post(sign_out))
}

/// `GET /sign-in`
async fn show(State(app): State<App>, actor: Option<AnyActor>) -> Response {
    if let Some(AnyActor(current)) = actor {
        return Redirect::to(current.home()).into_response();
    }
    let body = html! { h1 { "Sign in" } };
    Page::new(app.practice(), "Sign in", body).private().posts().into_response()
}

/// Signs the device in and leads on.
pub fn signed_in(signed_in: &SignedIn, to: &str) -> Response {
    let cookie = cookies::begin(&signed_in.token).map(|value| (SET_COOKIE, value));
    (AppendHeaders(cookie), Redirect::to(to)).into_response()
}

/// The page that someone who has just signed in starts from.
pub async fn home_of(app: &App, new: &SignedIn) -> Result<&'static str, WebError> {
    let current = sessions::current(app, &new.token).await?;
    Ok(current.as_ref().map_or("/sign-in", Current::home))
}

/// `POST /sign-out`: the session ends here and in the browser. Without "cache", which keeps some browsers busy for
/// seconds; every private page is kept out of caches anyway.
async fn sign_out(State(app): State<App>, actor: Option<AnyActor>) -> Result<Response, WebError> {
    if let Some(AnyActor(current)) = actor {
        sessions::end(&app, current.session.account, current.session.id).await?;
    }
    let cleared = HeaderValue::from_static("\"cookies\", \"storage\"");
    let headers = [(SET_COOKIE, cookies::end()), (HeaderName::from_static("clear-site-data"), cleared)];
    Ok((headers, Redirect::to("/sign-in?out")).into_response())
}

/// Signs out, from any page.
pub fn sign_out_button() -> Markup {
    html! {
        form action="/sign-out" method="post" { button type="submit" class="button" { "Sign out" } }
    }
}
