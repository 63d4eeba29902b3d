//! Showing one's plan to one's therapist.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::plan::own_plan::OwnPlan;

use super::showing::{self, Act, Document, Said, ToShow};
use crate::actions::own_plan;
use crate::actions::showing::ALONE;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::components::own_plan::as_shown;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::person::Space;

const TO_SHOW: ToShow = ToShow {
    address: "/plan/therapist",
    back: ("/plan", "Your plan"),
    title: "Show your plan to your therapist",
    note: "Your answers are not in it, though what is proposed may hint at them.",
};

/// `GET /plan/therapist`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    preview(&app, &actor, showing::said(&query)).await
}

/// `POST /plan/therapist`
pub async fn act(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    match showing::act::<OwnPlan>(&app, &space, ALONE, &fields).await? {
        Act::Shown => Ok(Redirect::to("/plan/therapist?shown").into_response()),
        Act::TakenBack => Ok(Redirect::to("/plan?taken-back").into_response()),
        Act::Not(said) => preview(&app, &actor, said).await,
    }
}

async fn preview(app: &App, actor: &PersonActor, said: Said) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let own = own_plan::see(app, actor.person).await?;
    let document = own.kept.as_ref().zip(own.plan(actor.person)).map(|(kept, plan)| Document {
        version: kept.version,
        is_shown: kept.therapist_since.is_some(),
        as_shown: as_shown(&space.content, &plan),
    });
    let nothing = html! {
        p { "You have no plan yet, so there is nothing to show." }
        (button::link("/plan/start", "Begin a plan"))
    };
    Ok(TO_SHOW.page(app, &space, (document, nothing), said).await?.into_response())
}
