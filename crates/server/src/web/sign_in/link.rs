//! Links that act once. Seeing one does nothing, since mail scanners open links; its button acts.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::accounts::{LinkPurpose, Token};

use super::{home_of, signed_in};
use crate::actions::sign_in;
use crate::app::App;
use crate::web::actor::{AnyActor, Device};
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::page::Page;

/// The token of a link.
pub struct LinkToken(Token);

impl FromRequestParts<App> for LinkToken {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let text = Path::<String>::from_request_parts(parts, app).await.map_err(|_| WebError::LinkUsed)?.0;
        cookies::token(&text).map(Self).ok_or(WebError::LinkUsed)
    }
}

/// `GET /sign-in/link/{token}`
pub async fn show(State(app): State<App>, LinkToken(token): LinkToken) -> Result<Response, WebError> {
    let (_, purpose) = sign_in::link(&app, token).await?.ok_or(WebError::LinkUsed)?;
    let LinkPurpose::DemoSignIn = purpose else { return Err(WebError::LinkUsed) };
    let body = html! {
        h1 { "Sign in to the demo" }
        p { "This link works once. Everybody in this practice is made up." }
        form method="post" { button type="submit" class="button button-main" { "Sign in" } }
    };
    Ok(Page::new(app.practice(), "Sign in", body).private().posts().into_response())
}

/// `POST /sign-in/link/{token}`
pub async fn act(
    State(app): State<App>,
    LinkToken(token): LinkToken,
    Device(device): Device,
    before: Option<AnyActor>,
) -> Result<Response, WebError> {
    let before = before.map(|AnyActor(current)| current.session);
    let new = sign_in::with_demo_link(&app, token, &device, before).await?.ok_or(WebError::LinkUsed)?;
    Ok(signed_in(&new, home_of(&app, &new).await?))
}
