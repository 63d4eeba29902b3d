//! Links that act once. Seeing one does nothing, since mail scanners open links; its button acts.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::accounts::{LinkPurpose, Token};

use super::{home_of, set_up, signed_in};
use crate::actions::sign_in::{self, Desk};
use crate::app::App;
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::page::Page;

/// The token of a link.
pub struct LinkToken(pub Token);

impl FromRequestParts<App> for LinkToken {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let text = Path::<String>::from_request_parts(parts, app).await.map_err(|_| WebError::LinkUsed)?.0;
        cookies::token(&text).map(Self).ok_or(WebError::LinkUsed)
    }
}

/// `GET /sign-in/link/{token}`
pub async fn show(State(app): State<App>, LinkToken(token): LinkToken) -> Result<Response, WebError> {
    let (account, purpose) = sign_in::link(&app, token).await?.ok_or(WebError::LinkUsed)?;
    Ok(match purpose {
        LinkPurpose::DemoSignIn => demo(&app).into_response(),
        LinkPurpose::SetUp => set_up::fresh(&app, &account.name, &token).into_response(),
    })
}

fn demo(app: &App) -> Page<'_> {
    let body = html! {
        h1 { "Sign in to the demo" }
        p { "This link works once. Everybody in this practice is made up." }
        form method="post" { button type="submit" class="button button-main" { "Sign in" } }
    };
    Page::new(app.practice(), "Sign in", body).private().posts()
}

/// `POST /sign-in/link/{token}`
pub async fn act(
    State(app): State<App>,
    LinkToken(token): LinkToken,
    desk: Desk,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let (account, purpose) = sign_in::link(&app, token).await?.ok_or(WebError::LinkUsed)?;
    match purpose {
        LinkPurpose::SetUp => set_up::act(&app, &account.name, token, &desk, &fields).await,
        LinkPurpose::DemoSignIn => {
            let new = sign_in::with_demo_link(&app, token, &desk).await?.ok_or(WebError::LinkUsed)?;
            Ok(signed_in(&new, home_of(&app, &new).await?))
        }
    }
}
