//! When something is lost. A mailed link alone never opens an account: partners may share a mailbox.

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::accounts::{Code, Passphrase, SignInName};

use super::doors::name_line;
use super::form_page;
use super::set_up::{new_passphrase, passphrase_error};
use crate::actions::recovery;
use crate::actions::sign_in::Desk;
use crate::app::App;
use crate::web::account;
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{contact, summary};
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::page::Page;

/// `GET /sign-in/forgotten`
pub async fn show(State(app): State<App>) -> Response {
    let body = html! {
        h1 { "When something is lost" }
        h2 { "Your sign-in name" }
        p { "It stands on the page that you were shown at the start, above your recovery codes. We do not mail it: others may read a mailbox." }
        h2 { "Your passphrase" }
        p { "With your sign-in name and one of your recovery codes you choose a new one. We mail a link to the address that you proved to be yours; the link alone opens nothing." }
        form action="/sign-in/forgotten" method="post" novalidate {
            (name_line().render("", &[]))
            button type="submit" class="button button-same" { "Send me a link" }
        }
        p { "If you made a passkey, " a href="/sign-in" { "sign in with it" } " and choose a new passphrase under Settings." }
        h2 { "Everything" }
        p {
            "Please " (contact::call_us(app.practice())) ", or ask when you are here. Once they know that it is you, they give you a new start code, and your space opens again with all that is in it."
        }
        p { a class="button button-same" href="/account/start" { "I have a start code" } }
    };
    Page::new(app.practice(), "When something is lost", body).private().posts().into_response()
}

/// `POST /sign-in/forgotten`: the same answer for every name.
pub async fn ask(State(app): State<App>, FormFields(fields): FormFields) -> Result<Response, WebError> {
    recovery::ask(&app, SignInName::parse(fields.get("name"))).await?;
    let body = html! {
        h1 { "Thank you" }
        p { "If a space has this name, and an address that was proved and is safe, a link is on its way to it. It comes in your safe hours and works for one hour." }
        p { "Nothing came? Then there is no such address. Please " (contact::call_us(app.practice())) ": the practice can give you a new start code." }
    };
    Ok(Page::new(app.practice(), "Thank you", body).private().into_response())
}

/// The token of a mailed link, not yet opened.
pub struct ResetToken(String);

impl FromRequestParts<App> for ResetToken {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let text = Path::<String>::from_request_parts(parts, app).await.map_err(|_| WebError::LinkUsed)?;
        Ok(Self(text.0))
    }
}

/// `GET /reset/{token}`
pub async fn choose(State(app): State<App>, ResetToken(token): ResetToken) -> Result<Response, WebError> {
    if !recovery::is_good(&app, &token).await? {
        return Err(WebError::LinkUsed);
    }
    Ok(page(&app, &token, "", &[]).into_response())
}

fn page<'a>(app: &'a App, token: &str, code: &str, errors: &[FieldError]) -> Page<'a> {
    let body = html! {
        (summary::errors(errors))
        h1 { "Choose a new passphrase" }
        p { "The link alone opens nothing. One of your recovery codes does the rest." }
        form action={ "/reset/" (token) } method="post" novalidate {
            (code_line("A recovery code").render(code, errors))
            (new_passphrase("New passphrase", errors))
            button type="submit" class="button button-main" { "Use it from now on" }
        }
    };
    form_page(app, "Choose a new passphrase", body, errors)
}

/// A field for a code of ten characters.
pub fn code_line(label: &str) -> Line<'_> {
    Line {
        name: "code",
        label,
        hint: "Ten letters and digits. Gaps and capitals do not matter.",
        kind: "text",
        autocomplete: "off",
        characters_max: 24,
    }
}

/// `POST /reset/{token}`
pub async fn reset(
    State(app): State<App>,
    ResetToken(token): ResetToken,
    desk: Desk,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let passphrase = Passphrase::choose(fields.get("passphrase"));
    let code = Code::parse(fields.get("code"));
    let mut errors = Vec::new();
    if code.is_none() {
        errors.push(wrong_code());
    }
    errors.extend(passphrase.as_ref().err().copied().map(passphrase_error));
    let (Some(code), Ok(passphrase)) = (code, passphrase) else {
        return Ok(page(&app, &token, fields.get("code"), &errors).into_response());
    };
    match recovery::reset(&app, &token, &code, &passphrase, &desk).await? {
        recovery::Reset::Opened(opened) => account::opened(&app, &opened).await,
        recovery::Reset::WrongCode => Ok(page(&app, &token, fields.get("code"), &[wrong_code()]).into_response()),
        recovery::Reset::LinkUsed => Err(WebError::LinkUsed),
    }
}

fn wrong_code() -> FieldError {
    FieldError::new("code", "This is none of your codes, or it was used. Please check each letter.")
}
