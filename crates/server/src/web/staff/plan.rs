//! What a therapist gives a client to do, beside what the client shows of their plan.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::own_plan::OwnPlan;

use super::{Named, client, person_address, shown};
use crate::actions::client::ClientFile;
use crate::actions::showing::Showable;
use crate::actions::{client_plan, own_plan};
use crate::app::App;
use crate::content::Content;
use crate::web::actor::TherapistActor;
use crate::web::components::button;
use crate::web::components::field::{FieldError, select};
use crate::web::errors::WebError;
use crate::web::input::FormFields;
use crate::web::words::When;

/// `POST /caseload/people/{person}/exercises`
pub async fn assign(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    if client_plan::assign(&app, &actor.staff, person, fields.get("exercise")).await? {
        return Ok(Redirect::to(&person_address(person)).into_response());
    }
    let errors = [FieldError::new("exercise", "Please choose an exercise.")];
    client::shown(&app, &actor, person, &errors).await
}

/// The part of a client's page that is about their plan.
pub fn section(content: &Content, found: &ClientFile, when: &When<'_>, errors: &[FieldError]) -> Markup {
    let address = person_address(found.listed.person.id);
    html! {
        section aria-labelledby="plan" {
            h2 id="plan" { "Their plan" }
            @if !found.shown.has::<OwnPlan>(OwnPlan::ABOUT) { p { "It is theirs until they show it to you." } }
            (shown::ways(found))
            @if !found.assigned.is_empty() {
                h3 { "What you gave them to do" }
                ul class="folk" {
                    @for assigned in &found.assigned {
                        @let exercise = content.programme.get(assigned.exercise.as_str());
                        li {
                            (exercise.map_or(assigned.exercise.as_str(), |exercise| exercise.title.as_str()))
                            p class="hint" { "Since " (when.day(when.date(assigned.assigned_at))) }
                        }
                    }
                }
            }
            form method="post" action={ (address) "/exercises" } {
                (select("exercise", "Give them something to do", &choices(content, found), "", errors))
                p class="hint" { "It stands in their plan as from you. They can set it aside. Their partner does not learn of it." }
                (button::plain("Put it in their plan"))
            }
        }
    }
}

/// What can be given: what one does alone, with a word where it is not for someone who is afraid.
fn choices(content: &Content, found: &ClientFile) -> Vec<(String, String)> {
    let is_given = |name: &str| found.assigned.iter().any(|assigned| assigned.exercise.as_str() == name);
    let alone = content.programme.values().filter(|exercise| own_plan::may_be_planned(exercise));
    let new = alone.filter(|exercise| !is_given(&exercise.name));
    let mut choices = new
        .map(|exercise| {
            let warning = if exercise.is_for_anyone() { "" } else { " (not for someone who is afraid)" };
            (exercise.name.clone(), format!("{}: {}{warning}", exercise.place, exercise.title))
        })
        .collect::<Vec<_>>();
    choices.sort_by(|one, other| one.1.cmp(&other.1));
    choices.insert(0, (String::new(), "Please choose".to_owned()));
    choices
}
