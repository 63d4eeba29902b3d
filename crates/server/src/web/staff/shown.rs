//! What a client keeps for themselves, once they showed it to their therapist: a page for each kind, and the ways there.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{PersonId, Role};
use troth_domain::plan::agenda::OwnAgenda;
use troth_domain::plan::ahead::{LongTermPlan, SetbackPlan};
use troth_domain::plan::disclosure::Ladder;
use troth_domain::plan::own_plan::OwnPlan;

use super::{Named, crumb, page, person_address};
use crate::actions::client::ClientFile;
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::office::Place;
use crate::web::errors::WebError;
use crate::web::plan::Shown;

/// `GET /caseload/people/{person}/…`
pub async fn show<D: Shown>(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let shown = D::theirs(&app, &actor.staff, person).await?;
    let content = app.content().await;
    let (_, title) = D::TO_SHOW.theirs;
    let body = html! {
        (crumb(&person_address(person), &html! { "This person" }))
        h1 { (title) }
        p class="hint" { "They showed it to you, and are told that you opened it. Their partner does not know of it." }
        (shown.as_shown(&content))
    };
    Ok(page(&app, Role::Therapist, Place::Caseload, title, &body).into_response())
}

/// The ways to all that a client shows.
pub fn ways(found: &ClientFile) -> Markup {
    html! {
        @if !found.shown.is_empty() {
            ul class="folk" {
                (way::<OwnPlan>(found))
                (way::<OwnAgenda>(found))
                (way::<SetbackPlan>(found))
                (way::<LongTermPlan>(found))
                (way::<Ladder>(found))
            }
            p class="hint" { "They are told which of these you opened." }
        }
    }
}

fn way<D: Shown>(found: &ClientFile) -> Markup {
    let (end, title) = D::TO_SHOW.theirs;
    html! {
        @if found.shown.has::<D>(D::ABOUT) { li { a href={ (person_address(found.listed.person.id)) "/" (end) } { (title) } } }
    }
}
