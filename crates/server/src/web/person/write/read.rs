//! One thing that a person wrote: to read, to go on with, to show, to delete.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::writing::{ItemKind, WrittenItem};

use super::{address, audience, is_draft, who_sees};
use crate::actions::writing;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::{facts, written};
use crate::web::errors::WebError;
use crate::web::input::{ItemNamed, QueryFields};
use crate::web::person::{Space, crumb, done, page};

/// `GET /home/write/{item}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let found = writing::see(&app, actor.person, id).await?;
    // Answers to the safety questions have a page of their own.
    if found.item.kind == ItemKind::Screening {
        return Err(WebError::NotFound);
    }
    let title = written::title(&space.content, found.item.kind, Some(&found.writing));
    let when = space.when(&app);
    let state = if is_draft(&found.item) { "A draft" } else { "Finished" };
    let known = [
        ("Who sees it", who_sees(&app, &space, &found.item)),
        ("State", html! { (state) ", changed " (when.day(when.date(found.item.changed_at))) }),
    ];
    let body = html! {
        @if query.has("kept") { (done("It is kept.")) }
        @if query.has("shared") {
            (done(if found.item.kind == ItemKind::Account { "It is done as you saw it." } else { "It is shared as you saw it." }))
        }
        @if query.has("taken-out") { (done("It is taken back.")) }
        @if found.item.kind == ItemKind::CheckIn { (crumb("/plan/weeks", "Your weeks")) }
        @else { (crumb("/home/write", "What you write")) }
        h1 { (title) }
        (facts::list(&known))
        (written::writing(&space.content, found.item.kind, &found.writing))
        @if found.item.kind == ItemKind::Account && audience(&space, &found.item).partner { p { (offered(&space)) } }
        (ways_on(&found))
    };
    Ok(page(&app, title, body).into_response())
}

/// What becomes of an account that was offered, from the first moment on and for good: whatever the other does, it is the
/// same sentence.
pub fn offered(space: &Space) -> Markup {
    html! {
        "At an ordinary delivery hour " (space.partner()) " sees that there is an account. It is theirs to read or not, and nobody is told which."
    }
}

fn ways_on(found: &WrittenItem) -> Markup {
    let item = &found.item;
    html! {
        @if item.is_fixed() {
            p class="hint" {
                @if item.kind == ItemKind::Account { "It is offered, so its words stay as they are. To change or delete it, take it back first." }
                @else if item.kind.may_be_changed() { "It is shared, so its words stay as they are. To change or delete it, take it back first." }
                @else { "It is shared. To delete it, take it back first." }
            }
        }
        ul class="actions" {
            @if !item.is_fixed() && item.kind.may_be_changed() {
                li { a class="button" href=(address(item, "/text")) { @if is_draft(item) { "Go on writing" } @else { "Change it" } } }
            }
            li { a class="button" href=(address(item, "/audience")) { "Who may see it" } }
            @if !item.is_fixed() && item.therapist_since.is_none() {
                li { a class="button" href=(address(item, "/deletion")) { "Delete it" } }
            }
        }
    }
}
