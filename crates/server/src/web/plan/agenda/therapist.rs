//! Showing what one alone would like to bring to one's therapist.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::plan::agenda::OwnAgenda;

use crate::actions::agenda;
use crate::actions::showing::ALONE;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::{button, lines};
use crate::web::errors::WebError;
use crate::web::input::{FormFields, QueryFields};
use crate::web::person::Space;
use crate::web::plan::showing::{self, Act, ToShow};

const TO_SHOW: ToShow = ToShow {
    address: "/plan/agenda/mine/therapist",
    back: ("/plan/agenda/mine", "What you alone want to bring"),
    title: "Show your list to your therapist",
    note: "",
};

/// `GET /plan/agenda/mine/therapist`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    preview(&app, &actor, showing::said(&query)).await
}

/// `POST /plan/agenda/mine/therapist`
pub async fn act(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    match showing::act::<OwnAgenda>(&app, &space, ALONE, &fields).await? {
        Act::Shown => Ok(Redirect::to("/plan/agenda/mine/therapist?shown").into_response()),
        Act::TakenBack => Ok(Redirect::to("/plan/agenda/mine?did=taken-back").into_response()),
        Act::Not(said) => preview(&app, &actor, said).await,
    }
}

async fn preview(app: &App, actor: &PersonActor, said: showing::Said) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let own = agenda::own(app, actor.person).await?;
    let document = own.map(|own| showing::Document {
        version: own.version,
        is_shown: own.therapist_since.is_some(),
        as_shown: html! { div class="sheet" { (lines::own(&own.document)) } },
    });
    let nothing = html! {
        p { "Nothing is on your list, so there is nothing to show." }
        (button::link("/plan/agenda/mine", "Your list"))
    };
    Ok(TO_SHOW.page(app, &space, (document, nothing), said).await?.into_response())
}
