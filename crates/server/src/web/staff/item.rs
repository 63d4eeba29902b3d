//! Something that a client shared with their therapist.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::{ItemId, PersonId, Role};
use troth_domain::writing::WrittenItem;

use super::client::kind_words;
use super::{Named, crumb, here, id_text, page, person_address};
use crate::actions::client::{ItemError, see_item};
use crate::app::App;
use crate::content::Content;
use crate::web::actor::TherapistActor;
use crate::web::components::office::{self, Place};
use crate::web::components::written;
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
            (kind_words(found.item.kind), shown(&app, &content, &found), StatusCode::OK)
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

fn shown(app: &App, content: &Content, found: &WrittenItem) -> Markup {
    let when = here(app);
    html! {
        p class="hint" { "Last changed on " (when.day(when.date(found.item.changed_at))) ". They are told that you opened it." }
        (written::writing(content, found.item.kind, &found.writing))
    }
}
