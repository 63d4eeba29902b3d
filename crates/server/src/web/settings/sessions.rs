//! The devices on which one is signed in.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::HEXLOWER;
use maud::html;
use troth_domain::accounts::SessionId;
use troth_domain::people::AccountId;

use super::{clocks, page};
use crate::actions::sessions::{self, Current};
use crate::actions::talks::one_device::{self, Opened};
use crate::app::App;
use crate::web::actor::{AnyActor, PersonActor};
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::words::When;

/// `GET /settings/sessions`
pub async fn show(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    let listed = sessions::list(&app, &current).await?;
    let zone = clocks(&app, &current).await?;
    let when = When { zone: &zone, now: app.now() };
    let elsewhere = elsewhere(&app, &current).await?;
    let body = html! {
        h1 { "Where you are signed in" }
        p { "If you do not know one of these, sign it out and choose another passphrase." }
        ul class="cards" {
            @for one in &listed {
                @let device = one.device.as_deref().unwrap_or("A browser whose kind cannot be read");
                li {
                    strong { (device) }
                    @if one.session.id == current.session.id { span class="card-mark" { "this device" } }
                    p { "Since " (when.marked(one.session.made_at)) ". Last used " (when.marked(one.session.seen_at)) "." }
                    @if one.session.id != current.session.id {
                        form action={ "/settings/sessions/" (HEXLOWER.encode(&one.session.id.0)) "/end" } method="post" {
                            button type="submit" class="button" { "Sign out " span class="visually-hidden" { (device) } }
                        }
                    }
                }
            }
        }
        @if let Some(opened) = &elsewhere {
            h2 { "In a talk, on your partner\u{2019}s device" }
            @match opened {
                Opened::Waits { expires_at } => { p { "A code of yours waits to be used, until " (when.clock(*expires_at)) "." } }
                Opened::Open(room) => { p { "Your part in one talk is open there since " (when.marked(room.made_at)) ". It opens nothing else." } }
            }
            form action="/settings/sessions/rooms/end" method="post" { (button::plain("Close it")) }
        }
        @if listed.len() > 1 {
            form action="/settings/sessions/others/end" method="post" {
                button type="submit" class="button button-main" { "Sign out all others" }
            }
        }
    };
    Ok(page(&app, &current, "Where you are signed in", &body).into_response())
}

/// What a client has on their partner's device, or a code for it.
async fn elsewhere(app: &App, current: &Current) -> Result<Option<Opened>, WebError> {
    let AccountId::Person(person) = current.session.account else { return Ok(None) };
    Ok(one_device::opened_by(app, person, None).await?)
}

/// `POST /settings/sessions/rooms/end`: the place in a talk on another's device, and a code for one.
pub async fn end_rooms(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    one_device::end(&app, actor.person).await?;
    Ok(Redirect::to("/settings/sessions").into_response())
}

/// `POST /settings/sessions/{id}/end`. One's own only: another's is not found, and nothing is said about it.
pub async fn end(
    State(app): State<App>,
    AnyActor(current): AnyActor,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = HEXLOWER.decode(id.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    sessions::end(&app, current.session.account, SessionId(id.ok_or(WebError::NotFound)?)).await?;
    Ok(Redirect::to("/settings/sessions").into_response())
}

/// `POST /settings/sessions/others/end`
pub async fn end_others(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    sessions::end_others(&app, &current).await?;
    Ok(Redirect::to("/settings/sessions").into_response())
}
