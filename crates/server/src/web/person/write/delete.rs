//! Deleting something that nobody else may see, after a page that asks.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use troth_domain::writing::ItemKind;

use super::address;
use crate::actions::writing::{self, WritingError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::written;
use crate::web::errors::WebError;
use crate::web::input::ItemNamed;
use crate::web::person::{Space, page};

/// `GET /home/write/{item}/deletion`
pub async fn ask(State(app): State<App>, actor: PersonActor, ItemNamed(id): ItemNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let found = writing::see(&app, actor.person, id).await?;
    if found.item.kind == ItemKind::Screening {
        return Err(WebError::NotFound);
    }
    let is_others_too = found.item.is_fixed() || found.item.therapist_since.is_some();
    let body = html! {
        h1 { "Delete this?" }
        @if is_others_too {
            p { "Someone else may see it. Take it back first; then it can be deleted." }
        } @else {
            p { "It is gone for good then, also for us. Copies for emergencies are kept up to 35 days." }
        }
        (written::writing(&space.content, found.item.kind, &found.writing))
        @if !is_others_too {
            form action=(address(&found.item, "/deletion")) method="post" {
                button type="submit" class="button button-same" { "Delete it for good" }
            }
        }
        a class="button button-same" href=(address(&found.item, "")) { "Keep it and go back" }
    };
    Ok(page(&app, "Delete this?", body).into_response())
}

/// `POST /home/write/{item}/deletion`. What is gone already is gone.
pub async fn delete(
    State(app): State<App>,
    actor: PersonActor,
    ItemNamed(id): ItemNamed,
) -> Result<Response, WebError> {
    match writing::delete(&app, actor.person, id).await {
        Ok(()) | Err(WritingError::NotFound) => Ok(Redirect::to("/home/write?deleted").into_response()),
        Err(error) => Err(error.into()),
    }
}
