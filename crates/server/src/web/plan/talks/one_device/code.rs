//! A code for the other's device, taken at one's own sign-in: what it opens, the code, and closing it again.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::Mode;

use crate::actions::talks::one_device::{self, Handed, Opened};
use crate::actions::talks::{self, Seen};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::{LogNamed, QueryFields, id_text};
use crate::web::person::{Space, crumb, done, page};

/// `GET /plan/talks/{talk}/code`
pub async fn ask(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let seen = on_one_device(&app, &actor, id).await?;
    if seen.is_over() {
        return Ok(Redirect::to(&talk(id)).into_response());
    }
    let space = Space::of(&app, &actor).await?;
    let opened = one_device::opened_by(&app, actor.person, Some(id)).await?;
    let body = html! {
        @if query.has("closed") { (done("It is closed")) }
        (crumb(&talk(id), "The talk"))
        h1 { "A code for " (space.partner()) "\u{2019}s device" }
        @if let Some(opened) = &opened { (now(&app, &space, id, opened)) }
        p class="lede" { "With a code the two of you can talk on the device where " (space.partner()) " is signed in." }
        ul {
            li { "It opens your part in this one talk there. Nothing else of yours: no page, no draft, no setting." }
            li { "It works once, within fifteen minutes. You never type your passphrase there." }
            li { "You can close it from here at any time, also while you talk. You need no reason." }
            li { (space.partner()) " is not told that you took a code, or that you did not use it." }
        }
        p { "If you would rather not, leave it. If someone makes you take one, you can close it again, and your own pages stay shut. " a href="/help-now" { "Help now" } }
        form action={ (talk(id)) "/code" } method="post" {
            div class="either" {
                (button::plain("Show me a code"))
                (button::link(&talk(id), "Not now"))
            }
        }
    };
    Ok(page(&app, "A code for the other device", body).into_response())
}

/// `POST /plan/talks/{talk}/code`: the answer shows the code, this once.
pub async fn make(State(app): State<App>, actor: PersonActor, LogNamed(id): LogNamed) -> Result<Response, WebError> {
    on_one_device(&app, &actor, id).await?;
    let space = Space::of(&app, &actor).await?;
    let Some(Handed { code, expires_at }) = one_device::make_code(&app, actor.person, id).await? else {
        return Ok(Redirect::to(&talk(id)).into_response());
    };
    let body = html! {
        (crumb(&talk(id), "The talk"))
        h1 { "Your code" }
        p class="code" { (code.grouped()) }
        p { "It is shown this once. It can be used once, until " (space.when(&app).clock(expires_at)) "." }
        p { "On " (space.partner()) "\u{2019}s device, it goes into \u{201c}Both on this device\u{201d} on the page of this talk." }
        (close(id))
        p { a href=(talk(id)) { "Go to the talk" } }
    };
    Ok(page(&app, "Your code", body).into_response())
}

/// `POST /plan/talks/{talk}/code/end`
pub async fn end(State(app): State<App>, actor: PersonActor, LogNamed(id): LogNamed) -> Result<Response, WebError> {
    let seen = on_one_device(&app, &actor, id).await?;
    one_device::end(&app, actor.person).await?;
    let to = if seen.is_over() { talk(id) } else { format!("{}/code?closed", talk(id)) };
    Ok(Redirect::to(&to).into_response())
}

async fn on_one_device(app: &App, actor: &PersonActor, id: LogId) -> Result<Seen, WebError> {
    let seen = talks::see(app, actor.person, id).await?;
    seen.filter(|seen| seen.mode() == Mode::OneDevice).ok_or(WebError::NotFound)
}

/// What is open or waits right now.
fn now(app: &App, space: &Space, id: LogId, opened: &Opened) -> Markup {
    let when = space.when(app);
    html! {
        div class="aside" {
            @match opened {
                Opened::Waits { expires_at } => { p { "A code of yours waits to be used, until " (when.clock(*expires_at)) ". A new one takes its place." } }
                Opened::Open(room) => { p { "Your part is open on " (space.partner()) "\u{2019}s device, since " (when.marked(room.made_at)) "." } }
            }
            (close(id))
        }
    }
}

fn close(id: LogId) -> Markup {
    html! {
        form action={ (talk(id)) "/code/end" } method="post" { (button::plain("Close it")) }
    }
}

fn talk(id: LogId) -> String {
    format!("/plan/talks/{}", id_text(&id.0))
}
