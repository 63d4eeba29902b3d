//! What opens one's account: passphrase, passkeys, recovery codes. Each change asks first whether it is oneself.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use troth_domain::accounts::Passphrase;
use troth_domain::people::AccountId;

use super::{back, clocks, page};
use crate::actions::credentials::{self, Ways};
use crate::actions::sessions::Current;
use crate::app::App;
use crate::web::account;
use crate::web::actor::{AnyActor, confirmed};
use crate::web::assets::Script;
use crate::web::components::field::FieldError;
use crate::web::components::{codes as code_list, summary};
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::page::Page;
use crate::web::sign_in;
use crate::web::words::When;

const PASSPHRASE: &str = "/settings/passphrase";
const CODES: &str = "/settings/recovery-codes";
const PASSKEYS: &str = "/settings/passkeys";

/// `GET /settings/passphrase`
pub async fn passphrase(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    confirmed(&app, &current.session, PASSPHRASE)?;
    let ways = credentials::ways(&app, current.session.account).await?;
    Ok(passphrase_page(&app, &current, &ways, &[]).into_response())
}

fn passphrase_page<'a>(app: &'a App, current: &Current, ways: &Ways, errors: &[FieldError]) -> Page<'a> {
    let word = match current.session.account {
        AccountId::Person(_) => "passphrase",
        AccountId::Staff(_) => "password",
    };
    let heading = format!("Choose another {word}");
    let body = html! {
        (back())
        (summary::errors(errors))
        h1 { (heading) }
        p { "Every other device is signed out then." }
        form action=(PASSPHRASE) method="post" novalidate {
            (code_list::sign_in_name(&ways.account.name))
            (sign_in::new_passphrase(if word == "password" { "New password" } else { "New passphrase" }, errors))
            button type="submit" class="button button-main" { "Use it from now on" }
        }
        p { a href="/settings" { "Not now" } }
    };
    sign_in::form_page(app, &heading, body, errors).signed_in(current.home())
}

/// `POST /settings/passphrase`
pub async fn change_passphrase(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    confirmed(&app, &current.session, PASSPHRASE)?;
    match Passphrase::choose(fields.get("passphrase")) {
        Ok(passphrase) => {
            credentials::change_passphrase(&app, &current, &passphrase).await?;
            Ok(Redirect::to("/settings").into_response())
        }
        Err(error) => {
            let ways = credentials::ways(&app, current.session.account).await?;
            let errors = [sign_in::passphrase_error(error)];
            Ok(passphrase_page(&app, &current, &ways, &errors).into_response())
        }
    }
}

/// `GET /settings/recovery-codes`
pub async fn codes(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    let left = credentials::ways(&app, current.session.account).await?.codes_left;
    let body = html! {
        h1 { "Recovery codes" }
        p { "You have " strong { (left) } @if left == 1 { " code" } @else { " codes" } " left. Each works once." }
        p { "New codes take the place of the ones you have. We show them once." }
        form action=(CODES) method="post" { button type="submit" class="button button-main" { "Make new codes" } }
        p { a href="/settings" { "Not now" } }
    };
    Ok(page(&app, &current, "Recovery codes", &body).into_response())
}

/// `POST /settings/recovery-codes`
pub async fn new_codes(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    confirmed(&app, &current.session, CODES)?;
    let name = credentials::ways(&app, current.session.account).await?.account.name;
    let list = credentials::new_codes(&app, &current).await?;
    let body = html! {
        h1 { "Keep these" }
        p class="lede" { "We show this page once. Your earlier codes do nothing any more." }
        (code_list::sign_in_name(&name))
        (account::recovery(&list))
        p { a class="button button-main" href="/settings" { "I have kept them: go on" } }
    };
    let page = Page::new(app.practice(), "Keep these", body).signed_in(current.home());
    Ok(page.script(Script::Paper).into_response())
}

/// `GET /settings/passkeys`
pub async fn passkeys(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    // Asked before one is made: a device would keep a passkey that was not taken here.
    confirmed(&app, &current.session, PASSKEYS)?;
    let ways = credentials::ways(&app, current.session.account).await?;
    Ok(passkeys_page(&app, &current, &ways, &[]).await?.into_response())
}

async fn passkeys_page<'a>(
    app: &'a App,
    current: &Current,
    ways: &Ways,
    errors: &[FieldError],
) -> Result<Page<'a>, WebError> {
    let zone = clocks(app, current).await?;
    let when = When { zone: &zone, now: app.now() };
    let kept: Vec<&[u8]> = ways.passkeys.iter().map(|passkey| passkey.credential.as_slice()).collect();
    let body = html! {
        (back())
        (summary::errors(errors))
        h1 id="passkeys" { "Passkeys" }
        p class="lede" { "A passkey is kept by your device, which asks for your finger, face or screen lock. You need no name and no passphrase with it." }
        p { "Whoever can open the device, or shares the account that keeps its passwords, may be able to use the passkey too. If that could be someone else, use the passphrase." }
        (list(ways, &when))
        (sign_in::make_passkey(app, PASSKEYS, ways.account.name.reveal(), &kept))
    };
    Ok(sign_in::form_page(app, "Passkeys", body, errors).signed_in(current.home()).script(Script::Passkey))
}

fn list(ways: &Ways, when: &When<'_>) -> Markup {
    let may_remove = ways.has_passphrase || ways.passkeys.len() > 1;
    html! {
        @if ways.passkeys.is_empty() {
            p { "You have none yet." }
        } @else {
            ol class="cards" role="list" {
                @for passkey in &ways.passkeys {
                    li {
                        p {
                            "Made " (when.marked(passkey.made_at)) ". "
                            @if let Some(used_at) = passkey.used_at { "Last used " (when.marked(used_at)) "." } @else { "Not used yet." }
                        }
                        @if may_remove {
                            form action={ (PASSKEYS) "/" (HEXLOWER.encode(&passkey.id)) "/removal" } method="post" {
                                button type="submit" class="button" { "Remove it" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /settings/passkeys`
pub async fn add_passkey(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    confirmed(&app, &current.session, PASSKEYS)?;
    let taken = match sign_in::made_passkey(&fields) {
        Some(made) => credentials::add_passkey(&app, &current, &made).await?,
        None => false,
    };
    if taken {
        return Ok(Redirect::to(PASSKEYS).into_response());
    }
    let ways = credentials::ways(&app, current.session.account).await?;
    let errors = [FieldError::new("passkeys", "The passkey was not taken. Please try once more.")];
    Ok(passkeys_page(&app, &current, &ways, &errors).await?.into_response())
}

/// `POST /settings/passkeys/{id}/removal`
pub async fn remove_passkey(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    confirmed(&app, &current.session, PASSKEYS)?;
    let id = HEXLOWER.decode(id.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(WebError::NotFound)?;
    credentials::remove_passkey(&app, &current, id).await?;
    Ok(Redirect::to(PASSKEYS).into_response())
}
