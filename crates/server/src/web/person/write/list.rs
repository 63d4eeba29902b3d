//! What a person wrote, and what there is to write.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::writing::ItemKind;

use super::{address, is_draft, who_sees};
use crate::actions::writing::{self, ListedItem};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::written;
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::person::{Space, crumb, done, home, page};

/// `GET /home/write`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let mut items = writing::list(&app, actor.person).await?;
    // Answers to the safety questions and the weeks have pages of their own.
    items.retain(|listed| !matches!(listed.item.kind, ItemKind::Screening | ItemKind::CheckIn));
    let body = html! {
        (crumb("/home", "Your space"))
        @if query.has("deleted") { (done("It is deleted.")) }
        h1 { "What you write" }
        p class="lede" { "For your eyes only, until you add someone." }
        section aria-labelledby="begin" {
            h2 id="begin" { "Begin something" }
            ul class="cards" {
                @for piece in space.content.writing.iter().flat_map(|writing| &writing.pieces) {
                    li { (home::begin(piece)) }
                }
            }
        }
        section aria-labelledby="yours" {
            h2 id="yours" { "What you wrote" }
            @if items.is_empty() {
                p { "What you keep is found here." }
            } @else {
                ul class="cards" { @for listed in &items { li { (entry(&app, &space, listed)) } } }
            }
        }
    };
    Ok(page(&app, "What you write", body).into_response())
}

/// Kind, day and who sees it; none of the words, since someone may look over a shoulder.
pub fn entry(app: &App, space: &Space, listed: &ListedItem) -> Markup {
    let when = space.when(app);
    let item = &listed.item;
    html! {
        @match &listed.writing {
            Ok(writing) => a href=(address(item, "")) { (written::title(&space.content, item.kind, Some(writing))) },
            Err(_) => p { (written::UNREADABLE) },
        }
        p {
            @if is_draft(item) { "Draft. " }
            (when.day(when.date(item.changed_at))) ". " (who_sees(app, space, item)) "."
        }
    }
}
