//! A therapist's own people in one page.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{Couple, PersonId, Role};
use troth_domain::practice::Slug;

use super::{couple_address, here, id_text, page, person_address, queue};
use crate::actions::caseload::{Caseload, ListedCouple, ListedPerson, caseload};
use crate::actions::screening;
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::notice;
use crate::web::components::office::{self, Place};
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::meeting::therapist_name;
use crate::web::words::When;

/// `GET /caseload`
pub async fn show(
    State(app): State<App>,
    actor: TherapistActor,
    QueryFields(fields): QueryFields,
) -> Result<Response, WebError> {
    let found = caseload(&app, &actor.staff).await?;
    let when = here(&app);
    let screenings = screening::waiting(&app, &actor.slug).await?;
    let body = html! {
        @if fields.has("handed-over") { (notice::done("They are handed over", &html! {})) }
        h1 { "Caseload" }
        @if found.persons.is_empty() && found.couples.is_empty() { (nobody()) }
        @else {
            (queue::screenings(&screenings, &found.persons, &when))
            (queue::calls(&found.calls, "/caseload/people", "/call", &when))
            (couples(&app, &found, &actor.slug, &when))
            (persons(&found, &when))
        }
    };
    Ok(page(&app, Role::Therapist, Place::Caseload, "Caseload", &body).into_response())
}

fn nobody() -> Markup {
    html! {
        p { "This page lists the people whose therapist you are. There is nobody yet." }
        p { "Someone becomes your client with a start code, or when a colleague hands them over to you." }
        p { a class="button button-main" href="/caseload/start-codes" { "Make a start code" } }
    }
}

fn couples(app: &App, found: &Caseload, own: &Slug, when: &When<'_>) -> Markup {
    html! {
        @if !found.couples.is_empty() {
            section aria-labelledby="couples" {
                h2 id="couples" { "Couples" }
                ul class="folk" { @for listed in &found.couples { (couple(app, listed, own, when)) } }
            }
        }
    }
}

fn couple(app: &App, listed: &ListedCouple, own: &Slug, when: &When<'_>) -> Markup {
    let colleague = listed.clinicians.iter().find(|clinician| *clinician != own);
    html! {
        li {
            @match &listed.names {
                Ok([first, second]) => {
                    a href=(couple_address(listed.couple.id)) { bdi { (first.reveal()) } " and " bdi { (second.reveal()) } }
                    @if let Some(colleague) = colleague {
                        p class="hint" { "One of them is a client of " bdi { (therapist_name(app.practice(), colleague)) } "." }
                    }
                    (leaving(&listed.couple, when))
                }
                Err(_) => {
                    (office::unreadable("The names of this couple", &id_text(&listed.couple.id.0)))
                    a href=(couple_address(listed.couple.id)) { "What else is there" }
                }
            }
        }
    }
}

/// What a therapist has to know when one of the two left: until the other is told, nobody may give it away.
pub fn leaving(couple: &Couple, when: &When<'_>) -> Markup {
    let left = couple.members.iter().find_map(|member| member.left);
    html! {
        @if let Some(left) = left {
            @if left.told_at > when.now {
                p class="hint" {
                    "One of them left on " (when.day(when.date(left.at))) ". The other is told on "
                    (when.day(when.date(left.told_at))) ". Say nothing of it before."
                }
            } @else {
                p class="hint" { "One of them left. The other was told on " (when.day(when.date(left.told_at))) "." }
            }
        }
    }
}

fn persons(found: &Caseload, when: &When<'_>) -> Markup {
    html! {
        section aria-labelledby="people" {
            h2 id="people" { "People" }
            @if found.persons.is_empty() { p { "Nobody has you as their therapist right now." } }
            @else { ul class="folk" { @for listed in &found.persons { (person(found, listed, when)) } } }
        }
    }
}

fn person(found: &Caseload, listed: &ListedPerson, when: &When<'_>) -> Markup {
    let id = listed.person.id;
    html! {
        li {
            @match &listed.profile {
                Ok(profile) => { a href=(person_address(id)) { bdi { (profile.name.reveal()) } } }
                Err(_) => {
                    (office::unreadable("The name of this person", &id_text(&id.0)))
                    a href=(person_address(id)) { "What else is there" }
                }
            }
            (next(found, id, when))
        }
    }
}

fn next(found: &Caseload, person: PersonId, when: &When<'_>) -> Markup {
    html! {
        p class="hint" {
            @match found.next.get(&person) {
                Some(booking) => { "Next with you: " (when.marked(booking.slot.start)) }
                None => { "Nothing is booked with you." }
            }
        }
    }
}
