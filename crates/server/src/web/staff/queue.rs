//! What waits for somebody: screenings for their therapist, and calls.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::PersonId;

use super::{Named, id_text, person_address};
use crate::actions::call_back::{self, CallBackError, Waiting};
use crate::actions::caseload::ListedPerson;
use crate::actions::record_of;
use crate::actions::screening::{QueuedScreening, WaitingScreening};
use crate::app::App;
use crate::web::actor::{DeskActor, TherapistActor};
use crate::web::components::reach::{self, Reach};
use crate::web::components::{button, office};
use crate::web::errors::WebError;
use crate::web::words::When;

/// Screenings that nobody has looked at, with by when. All of them are for this therapist to look at.
pub fn screenings(waiting: &[WaitingScreening], persons: &[ListedPerson], when: &When<'_>) -> Markup {
    html! {
        @if !waiting.is_empty() {
            section aria-labelledby="screenings" {
                h2 id="screenings" { "Safety screenings for you to look at" }
                ul class="folk" {
                    @for one in waiting {
                        li {
                            @match one {
                                Ok(one) => { (screening(one, persons, when)) }
                                Err(error) => { (office::unreadable("One screening", record_of(error))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn screening(one: &QueuedScreening, persons: &[ListedPerson], when: &When<'_>) -> Markup {
    let listed = persons.iter().find(|listed| listed.person.id == one.person);
    let profile = listed.and_then(|listed| listed.profile.as_ref().ok());
    html! {
        a href={ (person_address(one.person)) "/items/" (id_text(&one.item.0)) } {
            bdi { (profile.map_or("A client whose name cannot be read", |profile| profile.name.reveal())) }
        }
        p class="hint" {
            "Sent on " (when.day(when.date(one.sent_at))) ". "
            @if one.due_at > when.now { "Please look at it by " (when.marked(one.due_at)) "." }
            @else { "It was for " (when.day(when.date(one.due_at))) ". Please look at it today." }
        }
    }
}

/// Who asks to be called, with what is safe before the number. Each has a button whose address is made of `before`, their
/// id and `after`.
pub fn calls(waiting: &[Waiting], before: &str, after: &str, when: &When<'_>) -> Markup {
    html! {
        @if !waiting.is_empty() {
            section aria-labelledby="calls" {
                h2 id="calls" { "Asked for a call" }
                ul class="folk" { @for one in waiting { li { (call(one, before, after, when)) } } }
            }
        }
    }
}

fn call(one: &Waiting, before: &str, after: &str, when: &When<'_>) -> Markup {
    let id = id_text(&one.call_back.person.id.0);
    html! {
        @match &one.profile {
            Ok(profile) => {
                h3 { bdi { (profile.name.reveal()) } }
                p class="hint" { "Asked on " (when.marked(one.call_back.asked_at)) }
                (reach::rules(Reach::from(profile), when))
            }
            Err(_) => { (office::unreadable("Whom to call", &id)) }
        }
        form method="post" action={ (before) "/" (id) (after) } { (button::plain("They were called")) }
    }
}

/// `POST /caseload/people/{person}/call`
pub async fn called_own(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    answered(call_back::done(&app, &actor.staff, PersonId(person)).await, "/caseload")
}

/// `POST /desk/calls/{person}`
pub async fn called_from_desk(
    State(app): State<App>,
    DeskActor(actor): DeskActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    answered(call_back::done(&app, &actor.staff, PersonId(person)).await, "/desk")
}

/// Somebody else may have called in between: then nobody waits any more, which is what was wanted.
fn answered(done: Result<(), CallBackError>, back: &str) -> Result<Response, WebError> {
    match done {
        Ok(()) | Err(CallBackError::NotFound) => Ok(Redirect::to(back).into_response()),
        Err(CallBackError::Action(error)) => Err(error.into()),
    }
}
