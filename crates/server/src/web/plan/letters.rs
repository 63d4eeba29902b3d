//! Letters that need not be sent. What is written is kept as any text of its author's own, and whether one is there shows to
//! nobody.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;

use super::{about, is_there};
use crate::actions::writing::{self, ListedItem};
use crate::app::App;
use crate::content::Content;
use crate::content::exercises::Exercise;
use crate::web::actor::PersonActor;
use crate::web::errors::WebError;
use crate::web::person::write::list;
use crate::web::person::{Space, crumb, page, unread};

/// `GET /plan/letters`
pub async fn show(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let there = space.there(&app).await?;
    let content = &space.content;
    let letters = content.programme.values().filter(|one| one.letter.is_some() && is_there(one, &there));
    let mut letters = letters.collect::<Vec<_>>();
    letters.sort_by_key(|exercise| exercise.order);
    let mut written = writing::list(&app, actor.person).await?;
    written.retain(|listed| is_letter(content, listed));
    let body = html! {
        (crumb("/plan/steps/5", "Back to the step"))
        h1 { "Letters" }
        p class="lede" { "Some things want to be said to a page first. A letter here need not be sent." }
        p { "Only you see what you write. Nobody is told that there is a letter, or that there is none." }
        section aria-labelledby="begin" {
            h2 id="begin" { "Begin one" }
            p class="hint" { "Each can be skipped, and none of them is due." }
            ul class="cards" { @for exercise in letters { li { (about(exercise)) } } }
        }
        section aria-labelledby="yours" {
            h2 id="yours" { "What you wrote" }
            @if written.is_empty() { p { "What you keep is found here." } }
            @else { ul class="cards" { @for listed in &written { li { (list::entry(&app, &space, listed)) } } } }
        }
        @if let Some(writing) = &content.writing { p class="hint" { (unread(&writing.unread)) } }
    };
    Ok(page(&app, "Letters", body).into_response())
}

fn is_letter(content: &Content, listed: &ListedItem) -> bool {
    let exercise = listed.writing.as_ref().ok().and_then(|written| content.exercise_of(written));
    exercise.is_some_and(|exercise: &Exercise| exercise.letter.is_some())
}
