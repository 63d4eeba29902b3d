//! Where staff choose what they sign in with: a passkey, or a password and numbers of an app.

use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use maud::html;
use troth_domain::accounts::{InvalidPassphrase, Passphrase, SignInName, Token};

use super::form_page;
use crate::actions::credentials::{self, NotSetUp, SetUp};
use crate::actions::sign_in::Desk;
use crate::app::App;
use crate::secrets::numbers::Secret;
use crate::secrets::passkeys::{Made, Signed, Site};
use crate::web::account;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, error_line, hidden};
use crate::web::components::passkey::{Ask, New};
use crate::web::components::{codes, picture, summary};
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::input::Fields;
use crate::web::page::Page;

/// The page with a secret that nobody has seen before.
pub fn fresh<'a>(app: &'a App, name: &SignInName, token: &Token) -> Page<'a> {
    page(app, name, token, &Secret::from_random(app.random_bytes()), &[])
}

fn page<'a>(app: &'a App, name: &SignInName, token: &Token, secret: &Secret, errors: &[FieldError]) -> Page<'a> {
    let action = format!("/sign-in/link/{}", cookies::token_text(token));
    let address = secret.address(&app.practice().name, name.reveal());
    let number = Line {
        name: "number",
        label: "The number that the app shows now",
        hint: "",
        kind: "text",
        autocomplete: "one-time-code",
        characters_max: 16,
    };
    let body = html! {
        (summary::errors(errors))
        h1 { "Choose how you sign in" }
        p { "Either a passkey, or a password and an authenticator app. This page works once." }
        section aria-labelledby="passkey" {
            h2 id="passkey" { "With a passkey" }
            p { "Your device keeps it and asks for your finger, face or screen lock." }
            (make_passkey(app, &action, name.reveal(), &[]))
        }
        section aria-labelledby="password" {
            h2 id="password" { "With a password and an app" }
            form action=(action) method="post" novalidate {
                (codes::sign_in_name(name))
                (new_passphrase("Password", errors))
                div class="field" {
                    p { "Let your authenticator app read this picture, or type the secret into it." }
                    (picture::of(&address, "The secret, for your authenticator app"))
                    p class="secret" { (in_fours(&secret.text())) }
                    p { a href=(address) { "Open it in an app on this device" } }
                }
                (hidden("secret", &secret.text()))
                (number.render("", errors))
                button type="submit" class="button button-main" { "Use this from now on" }
            }
        }
    };
    form_page(app, "Choose how you sign in", body, errors).script(Script::Passkey)
}

/// A secret as one types it from a page: four letters, a gap, four letters.
fn in_fours(secret: &str) -> String {
    let letters = secret.chars().collect::<Vec<_>>();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// The button that makes a passkey called `name`.
pub fn make_passkey(app: &App, action: &str, name: &str, kept: &[&[u8]]) -> maud::Markup {
    let ask = Ask {
        action,
        words: "Make a passkey",
        challenge: app.tokens().challenge(app.random_bytes(), app.now()),
        site: Site::at(app.links().base_url()),
        with: ("", ""),
    };
    ask.make_one(New { name, handle: app.random_bytes(), kept })
}

/// A field for a passphrase that is chosen now.
pub fn new_passphrase(label: &'static str, errors: &[FieldError]) -> maud::Markup {
    let is_wrong = errors.iter().any(|error| error.field == "passphrase");
    html! {
        div class="field" {
            label for="passphrase" { (label) }
            p class="hint" id="passphrase-hint" { "At least 12 characters. A few words that only you would put together are easy to keep." }
            (error_line(errors, "passphrase"))
            input id="passphrase" name="passphrase" type="password" value="" autocomplete="new-password"
                maxlength=(troth_domain::limits::PASSPHRASE_CHARACTERS_MAX)
                aria-describedby=(if is_wrong { "passphrase-hint passphrase-error" } else { "passphrase-hint" })
                aria-invalid=[is_wrong.then_some("true")];
        }
    }
}

/// What to do about a passphrase that was not taken.
pub fn passphrase_error(error: InvalidPassphrase) -> FieldError {
    let words = match error {
        InvalidPassphrase::TooShort(count) => format!("Please use at least {count} characters."),
        InvalidPassphrase::TooLong(count) => format!("Please use at most {count} characters."),
        InvalidPassphrase::Common => {
            "Many people use this one, so it is guessed first. Please choose another.".to_owned()
        }
    };
    FieldError::new("passphrase", words)
}

/// Acts on what was chosen.
pub async fn act(
    app: &App,
    name: &SignInName,
    token: Token,
    desk: &Desk,
    fields: &Fields,
) -> Result<Response, WebError> {
    let kept = Secret::parse(fields.get("secret"));
    let mut errors = Vec::new();
    let chosen = match made(fields) {
        Some(made) => Some(SetUp::Passkey(made)),
        None => {
            let passphrase = Passphrase::choose(fields.get("passphrase"));
            errors.extend(passphrase.as_ref().err().copied().map(passphrase_error));
            let secret = kept.clone().ok_or(WebError::Unreadable)?;
            let number = fields.get("number").to_owned();
            if secret.step_of(&number, app.now()).is_none() {
                errors.push(number_error());
            }
            passphrase.ok().filter(|_| errors.is_empty()).map(|passphrase| SetUp::Password {
                passphrase,
                secret,
                number,
            })
        }
    };
    let secret = kept.unwrap_or_else(|| Secret::from_random(app.random_bytes()));
    let Some(chosen) = chosen else { return Ok(page(app, name, &token, &secret, &errors).into_response()) };
    match credentials::set_up(app, token, &chosen, desk).await? {
        Ok(opened) => account::opened(app, &opened).await,
        Err(NotSetUp::LinkUsed) => Err(WebError::LinkUsed),
        Err(NotSetUp::WrongNumber) => Ok(page(app, name, &token, &secret, &[number_error()]).into_response()),
        Err(NotSetUp::WrongPasskey) => {
            let wrong =
                [FieldError::new("passphrase", "The passkey was not taken. Please try again, or choose a password.")];
            Ok(page(app, name, &token, &secret, &wrong).into_response())
        }
    }
}

fn number_error() -> FieldError {
    FieldError::new("number", "This is not the number that the app shows now. Please type the newest one.")
}

/// What a browser sent about a passkey that it made; none if it sent no such thing.
pub fn made(fields: &Fields) -> Option<Made> {
    Some(Made { client_data: part(fields, "client_data")?, authenticator_data: part(fields, "authenticator_data")? })
}

/// What a browser sent about a passkey that signed; none if it sent no such thing.
pub fn signed(fields: &Fields) -> Option<Signed> {
    Some(Signed {
        credential: part(fields, "credential")?,
        client_data: part(fields, "client_data")?,
        authenticator_data: part(fields, "authenticator_data")?,
        signature: part(fields, "signature")?,
    })
}

fn part(fields: &Fields, name: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(fields.given(name)?.as_bytes()).ok()
}
