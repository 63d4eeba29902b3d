//! How a person is reached: names, numbers, what is safe, when. A partner sees nothing of it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{ClientZone, Contact, Profile};

use crate::actions::test_message::{self, TestError};
use crate::actions::verify_address::{self, VerifyError};
use crate::actions::{ActionError, person};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::booking::form::Typed;
use crate::web::components::field::{FieldError, checkbox, select};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, done, page};
use crate::web::zones;

/// `GET /settings/contact`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let profile = &space.profile;
    let said = html! {
        @if query.has("kept") { (done("It is kept.")) }
        @if query.has("asked") { (done("A link is on its way to your address.")) }
        @if query.has("tested") { (done("A test message is on its way. It says no more than any message of ours.")) }
        @if query.has("unsafe") { (done("Nothing was sent: first give an address and call it safe.")) }
    };
    let chosen = Chosen { typed: Typed::of(profile), notices: profile.notices, zone: profile.time_zone.clone() };
    Ok(form_page(&app, profile, &chosen, &[], said).into_response())
}

/// `POST /settings/contact`
pub async fn keep(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let zone = ClientZone::new(fields.get("zone"));
    let chosen = Chosen {
        typed: Typed::read(&fields),
        notices: fields.has("notices"),
        zone: zone.clone().unwrap_or_else(|| space.profile.time_zone.clone()),
    };
    let checked = chosen.typed.check_person();
    let mut wrong = checked.as_ref().err().cloned().unwrap_or_default();
    if zone.is_none() {
        wrong.push(FieldError::new("zone", "Choose a time zone from the list"));
    }
    match checked {
        Ok((name, contact, safe_contact)) if wrong.is_empty() => {
            let verified_email = space.profile.verified_email;
            let (notices, time_zone) = (chosen.notices, chosen.zone);
            let profile = Profile { name, contact, safe_contact, notices, verified_email, time_zone };
            person::describe(&app, actor.person, profile).await?;
            Ok(Redirect::to("/settings/contact?kept").into_response())
        }
        _ => Ok(form_page(&app, &space.profile, &chosen, &wrong, html! {}).into_response()),
    }
}

/// `POST /settings/contact/verification`
pub async fn verify(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let said = match verify_address::ask(&app, actor.person).await {
        Ok(()) => "asked",
        Err(VerifyError::AlreadyVerified) => "kept",
        Err(VerifyError::NoSafeAddress | VerifyError::LinkUsed) => "unsafe",
        Err(VerifyError::Action(error)) => return Err(too_often(error)),
    };
    Ok(Redirect::to(&format!("/settings/contact?{said}")).into_response())
}

/// `POST /settings/contact/test-message`
pub async fn test(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let said = match test_message::ask(&app, actor.person).await {
        Ok(()) => "tested",
        Err(TestError::NoSafeAddress) => "unsafe",
        Err(TestError::Action(error)) => return Err(too_often(error)),
    };
    Ok(Redirect::to(&format!("/settings/contact?{said}")).into_response())
}

fn too_often(error: ActionError) -> WebError {
    error.into()
}

/// What was typed and chosen.
struct Chosen {
    typed: Typed,
    notices: bool,
    zone: ClientZone,
}

fn form_page<'a>(app: &'a App, kept: &Profile, chosen: &Chosen, wrong: &[FieldError], said: Markup) -> Page<'a> {
    let zones = zones::choices(app.practice(), chosen.zone.zone());
    let zones: Vec<(String, String)> = zones.into_iter().map(|zone| (zone.name, zone.words)).collect();
    let body = html! {
        (said)
        (summary::errors(wrong))
        (crumb("/settings", "Settings"))
        h1 { "How we reach you" }
        p class="lede" { "We contact nobody but you. Your partner sees nothing of this page." }
        form action="/settings/contact" method="post" novalidate {
            (chosen.typed.render_person(wrong))
            fieldset {
                legend { "Messages" }
                (checkbox("notices", "Tell me by e-mail when something is here for me. It does not say what.", chosen.notices))
                (select("zone", "The time zone that your times are shown in", &zones, chosen.zone.name(), wrong))
            }
            button type="submit" class="button button-main" { "Keep this" }
        }
        (address(kept))
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(app, "How we reach you", body).status(status);
    page.has_errors(!wrong.is_empty()).script(Script::Summary)
}

/// Proving the address that is kept, and trying what a message looks like.
fn address(kept: &Profile) -> Markup {
    let email = kept.contact.as_ref().and_then(Contact::email);
    html! {
        @if let Some(email) = email {
            section aria-labelledby="address" {
                h2 id="address" { "Your e-mail address" }
                @if kept.safe_email().is_some() {
                    p { bdi { (email.reveal()) } " is verified and safe. You can see what a message looks like, before a real one comes." }
                    form action="/settings/contact/test-message" method="post" {
                        button type="submit" class="button" { "Send me a test message" }
                    }
                } @else if kept.safe_contact.email {
                    p { "We write to " bdi { (email.reveal()) } " only after you show that it is yours. Someone who shares the mailbox could see the message; it says nothing of what it is about." }
                    form action="/settings/contact/verification" method="post" {
                        button type="submit" class="button" { "Send me a link" }
                    }
                } @else {
                    p { "You did not call " bdi { (email.reveal()) } " safe, so nothing is sent to it." }
                }
            }
        }
    }
}
