//! One client: how to reach them safely, what they shared, and what can be done for them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{PersonId, Role};
use troth_domain::writing::ItemKind;

use super::{Named, couple_address, crumb, forgiveness, here, id_text, page, person_address, plan, protocol};
use crate::actions::client::{ClientFile, ListedItem, see};
use crate::actions::forgiveness as forgiving;
use crate::app::App;
use crate::web::actor::TherapistActor;
use crate::web::components::field::FieldError;
use crate::web::components::office::{self, Place};
use crate::web::components::reach::{self, Reach};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::words::When;

/// `GET /caseload/people/{person}`
pub async fn show(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person]): Named<1>,
) -> Result<Response, WebError> {
    shown(&app, &actor, PersonId(person), &[]).await
}

/// The page of a client, with what is wrong in a form of it.
pub async fn shown(
    app: &App,
    actor: &TherapistActor,
    person: PersonId,
    errors: &[FieldError],
) -> Result<Response, WebError> {
    let found = see(app, &actor.staff, person).await?;
    let released = forgiving::released(app, &actor.staff, found.listed.person.id).await?;
    let content = app.content().await;
    let when = here(app);
    let name = found.listed.profile.as_ref().map_or("A person", |profile| profile.name.reveal());
    let body = html! {
        (summary::errors(errors))
        (crumb("/caseload", &html! { "Caseload" }))
        h1 { bdi { (name) } }
        (reaching(&found, &when))
        (next(&found, &when))
        (shared(&found, &when))
        (plan::section(&content, &found, &when, errors))
        (forgiveness::shown(found.listed.person.id, released, &when, errors))
        (protocol::protocol(&content))
        (more(&found))
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(app, Role::Therapist, Place::Caseload, name, &body).has_errors(!errors.is_empty());
    Ok(page.status(status).into_response())
}

fn reaching(found: &ClientFile, when: &When<'_>) -> Markup {
    html! {
        section aria-labelledby="reach" {
            h2 id="reach" { "Before you call" }
            @match &found.listed.profile {
                Ok(profile) => { (reach::rules(Reach::from(profile), when)) }
                Err(_) => { (office::unreadable("What this person said of themselves", &id_text(&found.listed.person.id.0))) }
            }
        }
    }
}

fn next(found: &ClientFile, when: &When<'_>) -> Markup {
    html! {
        section aria-labelledby="next" {
            h2 id="next" { "Next with you" }
            p {
                @match &found.next {
                    Some(booking) => { (when.marked(booking.slot.start)) }
                    None => { "Nothing is booked." }
                }
            }
            @if let Some(listed) = &found.couple {
                p {
                    "In a couple here: "
                    a href=(couple_address(listed.couple.id)) {
                        @match &listed.names {
                            Ok([first, second]) => { bdi { (first.reveal()) } " and " bdi { (second.reveal()) } }
                            Err(_) => { "their names cannot be read" }
                        }
                    }
                }
            }
        }
    }
}

fn shared(found: &ClientFile, when: &When<'_>) -> Markup {
    let person = found.listed.person.id;
    html! {
        section aria-labelledby="shared" {
            h2 id="shared" { "Shared with you" }
            @if found.items.is_empty() { p { "Nothing yet. What they write is theirs until they share it." } }
            @else {
                p class="hint" { "They are told that you opened something, and when." }
                ul class="folk" { @for listed in &found.items { (item(person, listed, when)) } }
            }
        }
    }
}

fn item(person: PersonId, listed: &ListedItem, when: &When<'_>) -> Markup {
    let id = id_text(&listed.item.id.0);
    html! {
        li {
            @match &listed.writing {
                Ok(_) => {
                    a href={ (person_address(person)) "/items/" (id) } { (kind_words(listed.item.kind)) }
                    p class="hint" { (changed_words(listed.item.kind)) (when.day(when.date(listed.item.changed_at))) }
                }
                Err(_) => { (office::unreadable(kind_words(listed.item.kind), &id)) }
            }
        }
    }
}

/// What an item is, to a therapist.
pub fn kind_words(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::ImpactStatement => "Impact statement",
        ItemKind::Account => "Account of what happened",
        ItemKind::Journal => "Journal",
        ItemKind::Screening => "Safety screening",
        ItemKind::CheckIn => "Weekly check-in",
        ItemKind::Exercise => "Exercise",
    }
}

/// Answers are sent once; everything else can change.
pub fn changed_words(kind: ItemKind) -> &'static str {
    if !kind.may_be_changed() { "Sent on " } else { "Last changed on " }
}

fn more(found: &ClientFile) -> Markup {
    let address = person_address(found.listed.person.id);
    html! {
        section aria-labelledby="more" {
            h2 id="more" { "What else you can do" }
            ul class="actions" {
                li { a class="button" href={ (address) "/start-code" } { "Let them back in" } }
                li { a class="button" href={ (address) "/clinician" } { "Hand over" } }
            }
        }
    }
}
