//! The page behind a link that proves an address. Its button acts: mail scanners open links. Nobody has to sign in, and
//! the page says nothing of whose address it is.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::errors::WebError;
use super::input::Token;
use super::page::Page;
use crate::actions::verify_address::{self, Verification, VerifyError};
use crate::app::App;

/// `/verify-address/{token}`
pub fn router() -> Router<App> {
    Router::new().route("/verify-address/{token}", get(show).post(act))
}

impl From<VerifyError> for WebError {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::LinkUsed => Self::LinkUsed,
            VerifyError::NoSafeAddress | VerifyError::AlreadyVerified => {
                Self::Unprocessable("There is no address to confirm.")
            }
            VerifyError::Action(error) => error.into(),
        }
    }
}

/// `GET /verify-address/{token}`
async fn show(State(app): State<App>, token: Result<Token, WebError>) -> Result<Response, WebError> {
    let Token(token) = token.map_err(|_| WebError::LinkUsed)?;
    let (title, body) = match verify_address::see(&app, &token).await? {
        Verification::Open => ("Confirm this address", button()),
        Verification::Done => ("Address confirmed", done()),
    };
    Ok(Page::new(app.practice(), title, body).private().posts().into_response())
}

/// `POST /verify-address/{token}`
async fn act(State(app): State<App>, token: Result<Token, WebError>) -> Result<Response, WebError> {
    let Token(token) = token.map_err(|_| WebError::LinkUsed)?;
    verify_address::verify(&app, &token).await?;
    Ok(Page::new(app.practice(), "Address confirmed", done()).private().into_response())
}

fn button() -> Markup {
    html! {
        h1 { "Confirm this address" }
        p { "The message with this link arrived. Press the button to confirm that the address may be used." }
        form method="post" { button type="submit" class="button button-main" { "Confirm the address" } }
        p { "If you did not ask for this, close this page. Nothing happens." }
    }
}

fn done() -> Markup {
    html! {
        h1 { "Address confirmed" }
        p { "Messages can go to this address now, as the settings say." }
        p { a href="/sign-in" { "Sign in" } }
    }
}
