//! Tells a page of a talk that both are in at the same time that something came, and nothing else. Over with the session, with the talk and with the
//! server.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use troth_domain::accounts::Token;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId};
use troth_domain::plan::LogId;

use crate::actions::{sessions, talks};
use crate::app::App;
use crate::wakes::Listening;
use crate::web::actor::WaitingActor;
use crate::web::errors::WebError;
use crate::web::input::LogNamed;

const HEARTBEAT: Duration = Duration::from_secs(limits::TALK_HEARTBEAT_SECONDS);
/// So that a proxy passes each line on at once.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// `GET /plan/talks/{talk}/events`
pub async fn show(
    State(app): State<App>,
    WaitingActor { actor, token }: WaitingActor,
    LogNamed(id): LogNamed,
) -> Result<Response, WebError> {
    let seen = talks::see(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    if seen.is_over() || !seen.mode().is_together() {
        // A browser asks no more then.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let person = actor.person;
    let listening = app.wakes().listen(person, id);
    let listening = listening.ok_or(WebError::TooMany { retry_after_seconds: 60 })?;
    let waiting = Waiting { app, person, token, id, listening, told: None, is_over: false };
    let lines = unfold(waiting, |waiting| waiting.next());
    let heads = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store"), (BUFFERING, "no")];
    Ok((heads, Body::from_stream(lines)).into_response())
}

struct Waiting {
    app: App,
    person: PersonId,
    token: Token,
    id: LogId,
    listening: Listening,
    /// What the page was told last.
    told: Option<u32>,
    is_over: bool,
}

type Line = Result<Bytes, Infallible>;

impl Waiting {
    /// The next line; none once it is over.
    async fn next(mut self) -> Option<(Line, Self)> {
        if self.is_over {
            return None;
        }
        loop {
            // The first line says how things stand, so that nothing is missed between two connections.
            let mut is_beat = self.told.is_none();
            if !is_beat {
                tokio::select! {
                    came = self.listening.came() => if !came { return None },
                    () = tokio::time::sleep(HEARTBEAT) => is_beat = true,
                }
            }
            if !self.is_still_theirs().await {
                return None;
            }
            let progress = talks::progress(&self.app, self.person, self.id).await.ok()??;
            // The beginning is no move.
            let seen = progress.entries.saturating_sub(1);
            let line = if progress.is_over {
                self.is_over = true;
                "event: over\ndata:\n\n".to_owned()
            } else if self.told != Some(seen) {
                format!("data: seen = {seen}\n\n")
            } else if is_beat {
                ":\n\n".to_owned()
            } else {
                continue;
            };
            self.told = Some(seen);
            return Some((Ok(Bytes::from(line)), self));
        }
    }

    /// Whether the session still stands, and is of the same person.
    async fn is_still_theirs(&self) -> bool {
        let session = sessions::waiting(&self.app, &self.token).await;
        session.is_ok_and(|session| session.is_some_and(|session| session.account == AccountId::Person(self.person)))
    }
}
