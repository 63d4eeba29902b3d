//! Talks of two: `/plan/talks`. One thing a page, whole without script; a small module shows what came while a talk is live.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::dialogue::{Mode, Phase};

use crate::actions::talks::{self, Seen};
use crate::actions::together::Extent;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::id_text;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::foot;

mod begin;
mod draft;
mod events;
mod one_device;
mod part;
mod room;
mod told;
mod write;

pub use begin::topic;

/// The addresses under `/plan/talks`.
pub fn router() -> Router<App> {
    let writing = Router::new()
        .route("/plan/talks/{talk}", get(room::show).post(room::send))
        .route("/plan/talks/{talk}/draft", post(draft::keep))
        .route("/plan/talks/{talk}/together", get(one_device::show).post(one_device::send))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX));
    Router::new()
        .route("/plan/talks", get(list))
        .route("/plan/talks/ended", get(ended))
        .route("/plan/talks/new", get(begin::show).post(begin::begin))
        .route("/plan/talks/{talk}/part", get(room::part))
        .route("/plan/talks/{talk}/events", get(events::show))
        .route("/plan/talks/{talk}/code", get(one_device::code::ask).post(one_device::code::make))
        .route("/plan/talks/{talk}/code/end", post(one_device::code::end))
        .route("/plan/talks/{talk}/together/code", post(one_device::enter))
        .route("/plan/talks/{talk}/together/return", post(one_device::hand_back))
        .merge(writing)
}

/// `GET /plan/talks`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let all = talks::list(&app, actor.person, Extent::GoingOn).await?;
    let open = all.iter().filter(|seen| !seen.is_over()).collect::<Vec<_>>();
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Your talks" }
        p class="lede" { "One speaks, the other says it back. Nobody can cut in. Either of you can end it at any time." }
        @if !open.is_empty() { (cards(&app, &space, &open)) }
        @if space.joint_work.is_some_and(|view| view.open) {
            @if open.is_empty() { p { "There is no talk right now." } }
            p { (button::main_link("/plan/talks/new", "Begin a talk")) }
        } @else if space.link.is_linked() {
            (space.together())
        } @else {
            p { "A talk needs two linked pages. " a href="/home/couple" { "Your link" } }
        }
        p { a href="/plan/talks/ended" { "Talks that are over" } }
        p class="hint" { "Are you afraid of how they may take it? Then leave it, or talk with your therapist first." }
        (foot(&space))
    };
    Ok(page(&app, "Your talks", body).into_response())
}

/// `GET /plan/talks/ended`
async fn ended(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let all = talks::list(&app, actor.person, Extent::Whole).await?;
    let over = all.iter().filter(|seen| seen.is_over()).take(limits::TALKS_LISTED_MAX).collect::<Vec<_>>();
    let body = html! {
        (crumb("/plan/talks", "Your talks"))
        h1 { "Talks that are over" }
        @if over.is_empty() { p { "There is none yet. A talk that ends is found here, with all that was said." } }
        @else { (cards(&app, &space, &over)) }
        (foot(&space))
    };
    Ok(page(&app, "Talks that are over", body).into_response())
}

fn cards(app: &App, space: &Space, all: &[&Seen]) -> Markup {
    let when = space.when(app);
    html! {
        ul class="cards" role="list" {
            @for seen in all {
                li {
                    a href=(address(seen)) { bdi { (seen.talk.topic.reveal()) } }
                    p {
                        (mode(seen.mode())) ", "
                        @if seen.talk.opened_by == Some(space.person.id) { "begun by you" } @else { "from " (space.partner()) }
                        " on " (when.day(when.date(seen.talk.came_at))) ". "
                        (stand(seen, space))
                    }
                }
            }
        }
    }
}

/// How it stands, in a few words.
fn stand(seen: &Seen, space: &Space) -> &'static str {
    let Some(view) = seen.view() else { return "" };
    let own = space.person.id;
    match view.phase {
        Phase::Gathering { .. } => "It begins when both of you have come in.",
        Phase::Speaking { speaker } | Phase::Confirming { speaker } if speaker == own => "You have the floor.",
        Phase::Reflecting { speaker } if speaker != own => "You have the floor.",
        Phase::Speaking { .. } | Phase::Confirming { .. } | Phase::Reflecting { .. } => "You listen.",
        Phase::Stopped { .. } => "It stands still for now.",
        Phase::Ended => "",
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "Live",
        Mode::ByTurns => "By turns, over days",
        Mode::OneDevice => "On one device",
    }
}

fn address(seen: &Seen) -> String {
    format!("/plan/talks/{}", id_text(&seen.id.0))
}
