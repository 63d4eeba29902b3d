//! What keeps coming back: `/plan/conflicts`. The issue, what each needs beneath it, what could be tried, one small trial with
//! its days, and a look back.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::conflict::{Conflict, ConflictMove, Stage};
use troth_domain::plan::{LogId, Page as Seen, PlanLine};

use super::shared;
use crate::actions::together::{self, Extent};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::id_text;
use crate::web::person::{Space, crumb, page};

mod begin;
mod forms;
mod one;

/// The addresses under `/plan/conflicts`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/conflicts", get(list))
        .route("/plan/conflicts/new", get(begin::show).post(begin::begin))
        .route("/plan/conflicts/{conflict}", get(one::show).post(one::act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

/// `GET /plan/conflicts`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let all = together::pages::<ConflictMove>(&app, space.person.id, Extent::Whole).await?;
    let (open, mut over): (Vec<_>, Vec<_>) = all.iter().partition(|(_, page)| counts(&page.state));
    over.reverse();
    over.truncate(limits::ENDED_LISTED_MAX);
    let cards = |all: &[&(LogId, Seen<ConflictMove>)]| {
        html! {
            ul class="cards" role="list" {
                @for (id, page) in all {
                    li {
                        a href=(address(*id)) dir="auto" { (name(&page.state)) }
                        p { (turn(&app, &page.state, &space)) }
                    }
                }
            }
        }
    };
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "What keeps coming back" }
        p class="lede" { "Some things come up again and again. Take one, find what each of you needs beneath it, and try one small thing for a few days." }
        @if !open.is_empty() { (cards(&open)) }
        @if shared::is_open(&space) {
            @if open.is_empty() { p { "There is nothing here right now." } }
            p { (button::main_link("/plan/conflicts/new", "Name something")) }
        } @else {
            (shared::closed(&space))
        }
        @if !over.is_empty() {
            h2 { "Over" }
            (cards(&over))
        }
        p class="hint" { "Are you afraid when it comes up? Then leave it, and talk with your therapist first." }
        (shared::foot(&space))
    };
    Ok(page(&app, "What keeps coming back", body).into_response())
}

/// Whether it goes on.
fn counts(one: &Conflict) -> bool {
    matches!(one.stage, Stage::Open | Stage::TrialProposed { .. } | Stage::OnTrial { .. })
}

/// What it is called: as it was named.
pub fn name(one: &Conflict) -> &str {
    one.issue.as_ref().map_or("Something", PlanLine::reveal)
}

/// Whose turn it is, on this person's own page.
fn turn(app: &App, one: &Conflict, space: &Space) -> Markup {
    let (own, when) = (space.person.id, space.when(app));
    match &one.stage {
        Stage::NotNamed => html! { "It has no name yet." },
        Stage::Open if !one.needs.contains_key(&own) => html! { "You can say what you need beneath it." },
        Stage::Open => html! { "You can add what you could try, or suggest one small trial." },
        Stage::TrialProposed { id, .. } if id.author == own => {
            html! { "You suggested a trial. It begins once " (space.partner()) " says yes." }
        }
        Stage::TrialProposed { .. } => {
            html! { (space.partner()) " suggests a trial. You can say yes, suggest another, or leave it." }
        }
        Stage::OnTrial { outcomes, .. } if outcomes.contains_key(&own) => {
            html! { "You said how it went. It goes on when both of you have said so." }
        }
        Stage::OnTrial { .. } if one.is_to_look_back(when.today()) => {
            html! { "You can look back now: keep it, change it, or drop it." }
        }
        Stage::OnTrial { trial, .. } => html! { "You two try something until " (when.day(trial.until)) "." },
        Stage::Kept { .. } => html! { "You both keep what you tried." },
        Stage::Dropped => html! { "It does not go on. That is an answer, too." },
        Stage::Stopped => html! { "This was stopped. Nobody has to say why." },
    }
}

pub fn address(id: LogId) -> String {
    format!("/plan/conflicts/{}", id_text(&id.0))
}
