//! Showing one's plan to one's therapist: first exactly what they would see, then one button; and one to take it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::start;
use crate::actions::own_plan::{self, Own, OwnPlanError};
use crate::actions::person;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::own_plan::as_shown;
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page, unread};

const ADDRESS: &str = "/plan/therapist";

/// `GET /plan/therapist`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let said = if query.has("shown") {
        notice::done("Your therapist sees it now.", &html! {})
    } else {
        html! {}
    };
    Ok(preview(&app, &actor, &said).await?.into_response())
}

/// `POST /plan/therapist`
pub async fn act(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    if fields.get("do") == "take-back" {
        own_plan::take_back(&app, actor.person).await?;
        return Ok(Redirect::to("/plan?taken-back").into_response());
    }
    let version = start::version(&fields)?.ok_or(WebError::Unreadable)?;
    let policy = Space::of(&app, &actor).await?.policy_version()?;
    match own_plan::show(&app, actor.person, version, policy).await {
        Ok(()) => Ok(Redirect::to("/plan/therapist?shown").into_response()),
        Err(OwnPlanError::ChangedElsewhere) => {
            let said = summary::notice(
                "It was changed since you looked at it",
                html! { p { "Nothing was shown. Here is what they would see now." } },
            );
            Ok(preview(&app, &actor, &said).await?.status(StatusCode::CONFLICT).into_response())
        }
        Err(OwnPlanError::PolicyNotSigned) => Ok(preview(&app, &actor, &html! {}).await?.into_response()),
        Err(error) => Err(error.into()),
    }
}

async fn preview<'a>(app: &'a App, actor: &PersonActor, said: &Markup) -> Result<Page<'a>, WebError> {
    let space = Space::of(app, actor).await?;
    let own = own_plan::see(app, actor.person).await?;
    let signed = person::policy_signed(app, actor.person, space.policy_version()?).await?;
    let shown = own.kept.as_ref().is_some_and(|kept| kept.therapist_since.is_some());
    let title = if shown { "What your therapist sees" } else { "Show your plan to your therapist" };
    let therapist = space.therapist(app.practice());
    let body = html! {
        (said)
        (crumb("/plan", "Your plan"))
        h1 { (title) }
        @match (&own.kept, own.plan(actor.person)) {
            (Some(_), Some(plan)) => {
                p {
                    @if shown { (therapist) " sees what stands below, and what you change in it." }
                    @else { (therapist) " would see exactly what stands below, and what you change in it later." }
                }
                p { "Your answers are not in it, though what is proposed may hint at them. You are told on which days it was opened. You can take it back at any time." }
                (as_shown(&space.content, &plan))
                (choice(&own, shown, signed, &therapist))
            }
            _ => {
                p { "You have no plan yet, so there is nothing to show." }
                (button::link("/plan/start", "Begin a plan"))
            }
        }
        @if let Some(writing) = &space.content.writing { p class="hint" { (unread(&writing.unread)) } }
    };
    Ok(page(app, title, body))
}

fn choice(own: &Own, shown: bool, signed: bool, therapist: &Markup) -> Markup {
    html! {
        @if !shown && !signed {
            p { "First read and sign " a href="/home/policy" { "what your therapist keeps to themselves" } "." }
            p { (button::link("/plan", "Not now")) }
        } @else {
            form action=(ADDRESS) method="post" {
                (hidden("version", &own.version().map(|version| version.to_string()).unwrap_or_default()))
                div class="either" {
                    @if shown {
                        button type="submit" class="button" name="do" value="take-back" { "Take it back" }
                        (button::link("/plan", "Leave it as it is"))
                    } @else {
                        button type="submit" class="button" name="do" value="show" { "Show it to " (therapist) }
                        (button::link("/plan", "Not now"))
                    }
                }
            }
        }
    }
}
