//! The practice's secrets policy: read, then signed, alone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};

use super::{Space, crumb, done, page};
use crate::actions::person;
use crate::app::App;
use crate::content::signed::SignedText;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;

/// `GET /home/policy`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let policy = policy(&space)?;
    let signed = person::policy_signed(&app, actor.person, policy.version).await?;
    let said = if query.has("signed") {
        done("It is signed.")
    } else {
        html! {}
    };
    Ok(policy_page(&app, policy, signed, said).into_response())
}

/// `POST /home/policy`
pub async fn sign(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let policy = policy(&space)?;
    // What was read is what is signed.
    if fields.get("version") != policy.mark() {
        let signed = person::policy_signed(&app, actor.person, policy.version).await?;
        let changed = summary::notice(
            "This page has changed",
            html! { p { "Please read it again before you sign. Nothing was signed." } },
        );
        return Ok(policy_page(&app, policy, signed, changed).status(StatusCode::CONFLICT).into_response());
    }
    person::sign_policy(&app, actor.person, policy.version).await?;
    Ok(Redirect::to("/home/policy?signed").into_response())
}

fn policy(space: &Space) -> Result<&SignedText, WebError> {
    space.content.secrets_policy.as_ref().ok_or(WebError::Internal)
}

fn policy_page<'a>(app: &'a App, policy: &SignedText, is_signed: bool, said: Markup) -> Page<'a> {
    let body = html! {
        (said)
        (crumb("/home", "Your space"))
        h1 { (policy.title) }
        div class="prose" { (PreEscaped(&policy.body.html)) }
        @if is_signed {
            p { strong { "You signed this." } " You can share with your therapist what you choose to, and nothing else." }
            p { a href="/home/write" { "What you write" } }
        } @else {
            form action="/home/policy" method="post" {
                (hidden("version", &policy.mark()))
                div class="either" {
                    button type="submit" class="button" { "I have read this, and I sign it" }
                    a class="button" href="/home" { "Not now" }
                }
            }
        }
    };
    page(app, &policy.title, body)
}
