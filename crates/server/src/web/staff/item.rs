//! Something that a client shared with their therapist.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{ItemId, PersonId, Role};
use troth_domain::safety::screening::{Answers, Concern};
use troth_domain::writing::{ItemKind, WrittenItem};

use super::client::{changed_words, kind_words};
use super::{Named, crumb, here, id_text, page, person_address, protocol};
use crate::actions::client::{ItemError, see_item};
use crate::actions::screening::{self, ScreeningError};
use crate::app::App;
use crate::content::Content;
use crate::web::actor::TherapistActor;
use crate::web::components::office::{self, Place};
use crate::web::components::{button, written};
use crate::web::errors::WebError;

/// `GET /caseload/people/{person}/items/{item}`
pub async fn show(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person, item]): Named<2>,
) -> Result<Response, WebError> {
    let person = PersonId(person);
    let back = crumb(&person_address(person), &html! { "This person" });
    let (title, body, status) = match see_item(&app, &actor.staff, person, ItemId(item)).await {
        Ok(found) => {
            let content = app.content().await;
            let queue = screening::waiting(&app, &actor.slug).await?;
            let waits = queue.iter().flatten().any(|waiting| waiting.item == found.item.id);
            (kind_words(found.item.kind), shown(&app, &content, &found, waits), StatusCode::OK)
        }
        Err(ItemError::Unreadable) => {
            let row = office::unreadable("What they shared", &id_text(&item));
            ("Not readable", row, StatusCode::INTERNAL_SERVER_ERROR)
        }
        Err(ItemError::Action(error)) => return Err(error.into()),
    };
    let body = html! { (back) h1 { (title) } (body) };
    Ok(page(&app, Role::Therapist, Place::Caseload, title, &body).status(status).into_response())
}

fn shown(app: &App, content: &Content, found: &WrittenItem, waits: bool) -> Markup {
    let when = here(app);
    html! {
        p class="hint" { (changed_words(found.item.kind)) (when.day(when.date(found.item.changed_at))) ". They are told that you opened it." }
        @if found.item.kind == ItemKind::Screening { (screened(content, found, waits)) }
        @else { (written::writing(content, found.item.kind, &found.writing)) }
    }
}

fn screened(content: &Content, found: &WrittenItem, waits: bool) -> Markup {
    let id = id_text(&found.item.id.0);
    let Ok(answers) = Answers::from_writing(&found.writing) else { return office::unreadable("These answers", &id) };
    let concerns = answers.outcome().concerns;
    html! {
        section aria-labelledby="concerns" {
            h2 id="concerns" { "What the answers raise" }
            @if concerns.is_empty() { p { "Nothing that was asked. Someone who is afraid may not say so here: hear them alone all the same." } }
            @else { ul { @for concern in &concerns { li { (concern_words(*concern)) } } } }
        }
        (protocol::protocol(content))
        section aria-labelledby="answers" {
            h2 id="answers" { "What was asked and answered" }
            dl class="facts answers" {
                @for entry in &answers.entries {
                    div {
                        dt { (entry.text) }
                        dd {
                            @if entry.raises { strong { (entry.answer.as_deref().unwrap_or_default()) } }
                            @else { (entry.answer.as_deref().unwrap_or("Skipped")) }
                        }
                    }
                }
            }
        }
        @if waits {
            form method="post" action={ (person_address(found.item.author)) "/items/" (id) "/look" } {
                p { "When you have taken on what this asks for, it leaves your queue. The person is not told of that." }
                (button::main("I have looked at this"))
            }
        }
    }
}

/// What a question asks about, to a therapist.
fn concern_words(concern: Concern) -> &'static str {
    match concern {
        Concern::Fear => "Being afraid of the partner",
        Concern::Injury => "Being hurt",
        Concern::Control => "Having to ask before one lives one\u{2019}s life",
        Concern::Watched => "Being watched, followed or read",
        Concern::SelfHarm => "Thoughts of harming oneself",
    }
}

/// `POST /caseload/people/{person}/items/{item}/look`
pub async fn looked(
    State(app): State<App>,
    actor: TherapistActor,
    Named([person, item]): Named<2>,
) -> Result<Response, WebError> {
    match screening::seen(&app, &actor.staff, ItemId(item)).await {
        // Pressed twice it is one look.
        Ok(()) | Err(ScreeningError::SeenBefore) => Ok(Redirect::to(&person_address(PersonId(person))).into_response()),
        Err(ScreeningError::Action(error)) => Err(error.into()),
        Err(_) => Err(WebError::NotFound),
    }
}
