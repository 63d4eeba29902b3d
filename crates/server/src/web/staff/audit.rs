//! The newest notes of the audit, for an owner: ids only.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::audit::{AuditActor, AuditNote};
use troth_domain::people::{AccountId, Role};

use super::{here, id_text, page};
use crate::actions::access_log::{self, AuditEntry};
use crate::app::App;
use crate::web::actor::OwnerActor;
use crate::web::components::office::Place;
use crate::web::errors::WebError;
use crate::web::words::When;

/// `GET /settings/audit`
pub async fn show(State(app): State<App>, OwnerActor(actor): OwnerActor) -> Result<Response, WebError> {
    let entries = access_log::newest(&app, &actor.staff).await?.ok_or(WebError::NotFound)?;
    let when = here(&app);
    let body = html! {
        h1 { "Audit" }
        p { "Who looked at, or changed, what: the newest first. Only record numbers stand here, and no names or words. A person\u{2019}s number on the staff page is the one that stands here." }
        @if entries.is_empty() { p { "Nothing is written down yet." } }
        @else {
            table class="ids" {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "By" } th scope="col" { "About" } } }
                tbody { @for entry in &entries { (row(entry, &when)) } }
            }
        }
        p { "Whether anything was changed afterwards is for " code { "troth verify" } " to find." }
    };
    Ok(page(&app, Role::Owner, Place::Audit, "Audit", &body).into_response())
}

fn row(entry: &AuditEntry, when: &When<'_>) -> Markup {
    html! {
        tr {
            td { (when.marked(entry.at)) }
            @match &entry.note {
                Some(note) => {
                    td { (note.event.name()) }
                    td { (by(note.by)) }
                    td { (about(note)) }
                }
                None => { td colspan="3" { "This note cannot be read: it was changed, or a newer version wrote it." } }
            }
        }
    }
}

fn by(actor: AuditActor) -> Markup {
    match actor {
        AuditActor::Account(AccountId::Staff(staff)) => html! { "staff " code { (id_text(&staff.0)) } },
        AuditActor::Account(AccountId::Person(person)) => html! { "person " code { (id_text(&person.0)) } },
        AuditActor::System => html! { "the program" },
    }
}

fn about(note: &AuditNote) -> Markup {
    let parts = [
        ("person", note.person.map(|id| id.0)),
        ("item", note.item.map(|id| id.0)),
        ("couple", note.couple.map(|id| id.0)),
        ("staff", note.staff.map(|id| id.0)),
    ];
    html! {
        @for (kind, id) in parts {
            @if let Some(id) = id { div { (kind) " " code { (id_text(&id)) } } }
        }
    }
}
