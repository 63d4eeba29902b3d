//! Making a private space: from an appointment's link, or with a code of the practice's.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::accounts::{Code, Passphrase};
use troth_domain::limits;
use troth_domain::people::PersonName;
use troth_domain::practice::Slug;

use super::assets::Script;
use super::components::field::{FieldError, Line};
use super::components::{codes, safety, summary};
use super::errors::WebError;
use super::input::{Fields, FormFields, Token};
use super::page::Page;
use super::sign_in::{self, passphrase_error};
use super::{manage, meeting};
use crate::actions::accounts::{self, Opened};
use crate::actions::sign_in::Desk;
use crate::app::App;

/// The addresses where a space begins.
pub fn router() -> Router<App> {
    Router::new()
        .route("/manage/{token}/account", get(from_booking).post(begin_from_booking))
        .route("/account/start", get(with_code).post(begin_with_code))
}

/// `GET /manage/{token}/account`
async fn from_booking(State(app): State<App>, Token(token): Token) -> Result<Response, WebError> {
    let clinician = accounts::clinician_for(&app, &token).await.map_err(manage::of_booking)?;
    Ok(booking_page(&app, &token, clinician.as_ref(), &[]).into_response())
}

fn booking_page<'a>(app: &'a App, token: &str, clinician: Option<&Slug>, errors: &[FieldError]) -> Page<'a> {
    let body = html! {
        (summary::errors(errors))
        h1 { "A private space of your own" }
        (about(app, clinician))
        form action={ "/manage/" (token) "/account" } method="post" novalidate {
            (sign_in::new_passphrase("Choose a passphrase", errors))
            button type="submit" class="button button-main" { "Make a private space" }
        }
        p { a href={ "/manage/" (token) } { "Not now: back to the appointment" } }
    };
    sign_in::form_page(app, "A private space of your own", body, errors)
}

/// What it is, who can see what, and who is named to them.
fn about(app: &App, clinician: Option<&Slug>) -> Markup {
    html! {
        p class="lede" { "A place to write, only for you. You can use it with your therapist, with your partner, or alone." }
        ul {
            li { "What you write is yours alone until you choose to share a piece of it. You see beforehand who will see what." }
            li {
                "Your therapist here is " strong {
                    @match clinician { Some(slug) => (meeting::therapist_name(app.practice(), slug)), None => "named to you soon" }
                }
                ". They see what you share with them, and your appointments."
            }
            li { "Your partner cannot see that you have a space, unless you link the two of you. Each has their own way in." }
            li { "We make a sign-in name for you: no address opens your space, so a mailbox that two people read opens nothing." }
        }
        (safety::not_read_now())
    }
}

/// `POST /manage/{token}/account`
async fn begin_from_booking(
    State(app): State<App>,
    Token(token): Token,
    desk: Desk,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let clinician = accounts::clinician_for(&app, &token).await.map_err(manage::of_booking)?;
    let passphrase = match Passphrase::choose(fields.get("passphrase")) {
        Ok(passphrase) => passphrase,
        Err(error) => {
            let errors = [passphrase_error(error)];
            return Ok(booking_page(&app, &token, clinician.as_ref(), &errors).into_response());
        }
    };
    let opened = accounts::begin_from_booking(&app, &token, &passphrase, &desk).await.map_err(manage::of_booking)?;
    self::opened(&app, &opened).await
}

/// `GET /account/start`
async fn with_code(State(app): State<App>) -> Response {
    code_page(&app, &Fields::default(), &[]).into_response()
}

fn code_page<'a>(app: &'a App, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
    let name = Line {
        name: "called",
        label: "What may we call you?",
        hint: "Any name that you want to be called by. If the code opens your space again, the name there stays.",
        kind: "text",
        autocomplete: "off",
        characters_max: limits::NAME_CHARACTERS_MAX,
    };
    let body = html! {
        (summary::errors(errors))
        h1 { "Start with a code" }
        p class="lede" { "The practice gave you a code. It opens a private space that is yours alone." }
        p { "What you write there is seen by nobody until you choose to share it. Your partner cannot see that you have a space." }
        (safety::not_read_now())
        form action="/account/start" method="post" novalidate {
            (sign_in::code_line("Your start code").render(typed.get("code"), errors))
            (name.render(typed.get("called"), errors))
            (sign_in::new_passphrase("Choose a passphrase", errors))
            button type="submit" class="button button-main" { "Open my space" }
        }
    };
    sign_in::form_page(app, "Start with a code", body, errors)
}

/// `POST /account/start`
async fn begin_with_code(
    State(app): State<App>,
    desk: Desk,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let (code, name) = (Code::parse(fields.get("code")), PersonName::new(fields.get("called")));
    let passphrase = Passphrase::choose(fields.get("passphrase"));
    let mut errors = Vec::new();
    if code.is_none() {
        errors.push(wrong_code());
    }
    if name.is_err() {
        errors.push(FieldError::new("called", "Please write a name, of at most 120 characters."));
    }
    errors.extend(passphrase.as_ref().err().copied().map(passphrase_error));
    let (Some(code), Ok(name), Ok(passphrase)) = (code, name, passphrase) else {
        return Ok(code_page(&app, &fields, &errors).into_response());
    };
    match accounts::begin_with_code(&app, &code, &name, &passphrase, &desk).await? {
        Some(opened) => self::opened(&app, &opened).await,
        None => Ok(code_page(&app, &fields, &[wrong_code()]).into_response()),
    }
}

fn wrong_code() -> FieldError {
    FieldError::new(
        "code",
        "This code opens nothing. A code works once, for 14 days. Please check each letter, or ask us.",
    )
}

/// Signs the device in and shows, once, what is to be kept.
pub async fn opened(app: &App, opened: &Opened) -> Result<Response, WebError> {
    let home = sign_in::home_of(app, &opened.signed_in).await?;
    let body = html! {
        h1 { "Keep these" }
        p class="lede" { "We show this page once. Please print it, or write it down, and keep it where only you look." }
        (codes::sign_in_name(&opened.sign_in_name))
        (recovery(&opened.codes))
        p { a class="button button-main" href=(home) { "I have kept them: go on" } }
        p class="hint" { "With a passkey you need neither name nor passphrase: " a href="/settings/passkeys" { "make one" } "." }
    };
    let page = Page::new(app.practice(), "Keep these", body).signed_in(home).script(Script::Paper);
    Ok((sign_in::begin(&opened.signed_in), page).into_response())
}

/// Recovery codes with what they are for.
pub fn recovery(list: &[Code]) -> Markup {
    html! {
        section aria-labelledby="codes" {
            h2 id="codes" { "Your recovery codes" }
            p { "If something is lost, one of these helps you back in. Each works once." }
            (codes::list(list))
            button type="button" class="button" data-paper="" { "Print this page" }
        }
    }
}
