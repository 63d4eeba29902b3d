//! The devices on which one is signed in.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use data_encoding::HEXLOWER;
use maud::html;
use troth_domain::accounts::SessionId;

use super::{clocks, page};
use crate::actions::sessions;
use crate::app::App;
use crate::web::actor::AnyActor;
use crate::web::errors::WebError;
use crate::web::words::When;

/// `GET /settings/sessions`
pub async fn show(State(app): State<App>, AnyActor(current): AnyActor) -> Result<Response, WebError> {
    let listed = sessions::list(&app, &current).await?;
    let zone = clocks(&app, &current).await?;
    let when = When { zone: &zone, now: app.now() };
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
        @if listed.len() > 1 {
            form action="/settings/sessions/others/end" method="post" {
                button type="submit" class="button button-main" { "Sign out all others" }
            }
        }
    };
    Ok(page(&app, &current, "Where you are signed in", &body).into_response())
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
