//! The work, one step after the other: `/plan`. Each page is of the person who is signed in. What they can do alone is
//! the same for everybody; what two do together is there once their clinician has opened it.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::own_plan::OwnPlan;

use super::actor::PersonActor;
use super::errors::WebError;
use super::input::QueryFields;
use super::person::{Space, crumb, page, unread};
use crate::actions::own_plan;
use crate::actions::programme::There;
use crate::app::App;
use crate::content::Content;
use crate::content::exercises::{Exercise, Obstacle, Place, Who};
use crate::content::pages::{GuidePage, Kind};

mod agenda;
mod agreements;
mod ahead;
mod appreciations;
mod boundaries;
mod check_in;
pub mod closeness;
mod commitments;
mod conflicts;
mod couple_plan;
mod doubts;
mod exercise;
mod forgiveness;
mod letters;
mod own;
mod shared;
mod showing;
mod start;
mod step;
mod talks;
mod telling;
mod therapist;
mod weeks;

pub use commitments::{how_often, promise, said_in_words};
pub use shared::{fault, kept_words};
pub use showing::Shown;
pub use start::answers;

/// The addresses under `/plan`.
pub fn router() -> Router<App> {
    let writing = Router::new()
        .route("/plan/exercises/{exercise}", get(exercise::show).post(exercise::keep))
        .route("/plan/check-in", get(check_in::show).post(check_in::keep))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX));
    Router::new()
        .route("/plan", get(show))
        .route("/plan/forgiveness", get(forgiveness::show))
        .route("/plan/forgiveness/amends", post(forgiveness::mark))
        .route("/plan/forgiveness/amends/withdrawal", post(forgiveness::take_back))
        .route("/plan/letters", get(letters::show))
        .route("/plan/closeness", get(closeness::show).post(closeness::mark))
        .route("/plan/own", post(own::change))
        .route("/plan/start", get(start::show))
        .route("/plan/start/proposal", post(start::propose))
        .route("/plan/start/deletion", get(start::ask_to_delete).post(start::delete))
        .route("/plan/start/{question}", get(start::questions::show).post(start::questions::keep))
        .route("/plan/therapist", get(showing::show::<OwnPlan>).post(showing::act::<OwnPlan>))
        .route("/plan/weeks", get(weeks::show))
        .route("/plan/steps/{step}", get(step::show))
        .route("/plan/obstacles/{obstacle}", get(step::obstacle))
        .merge(writing)
        .merge(ahead::router())
        .merge(agenda::router())
        .merge(appreciations::router())
        .merge(commitments::router())
        .merge(talks::router())
        .merge(telling::router())
        .merge(agreements::router())
        .merge(boundaries::router())
        .merge(conflicts::router())
        .merge(doubts::router())
}

/// The obstacles as addresses name them, and as people read them.
const OBSTACLES: [(&str, &str, Obstacle); 3] = [
    ("doubts", "Doubts that keep coming back", Obstacle::Doubts),
    ("openness", "Being afraid to open up again", Obstacle::Openness),
    ("time", "How long it takes", Obstacle::Time),
];

/// `GET /plan`: the person's own plan; and before there is one, all that there is to do, with a door to it.
async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    shown(&app, &space, own::Said::of(&query)).await
}

/// The page of `/plan`, with what is said above it.
async fn shown(app: &App, space: &Space, said: own::Said) -> Result<Response, WebError> {
    let there = space.there(app).await?;
    let content = &space.content;
    let together = content.programme.values();
    let together = together.filter(|exercise| exercise.asks().both && is_there(exercise, &there));
    let parts = couple_plan::parts(app, space, &together.collect::<Vec<_>>()).await?;
    let own = own_plan::see(app, space.person.id).await?;
    if let Some(plan) = own.plan(space.person.id) {
        let shown = own::Shown { space, own: &own, plan: &plan, parts: &parts };
        return Ok(shown.page(app, said, &html! { (week()) (all(content)) }).into_response());
    }
    let body = html! {
        (said.render())
        (crumb("/home", "Your space"))
        h1 { "The work" }
        p class="lede" { "Five steps. Take them in your own time, and in any order. Leaving one out is fine." }
        (week())
        (couple_plan::section(space, &parts))
        section aria-labelledby="own" {
            h2 id="own" { "A plan of your own" }
            p { "If you like, answer three questions that only you see. Then a few things are put in order for you." }
            ul class="ways" { li { a href="/plan/start" { "How a plan begins" } } }
        }
        (all(content))
        @if let Some(writing) = &content.writing { p class="hint" { (unread(&writing.unread)) } }
    };
    Ok(page(app, "The work", body).into_response())
}

fn week() -> Markup {
    html! {
        section aria-labelledby="week" {
            h2 id="week" { "Your week" }
            p { "Two minutes, for you alone, as often as you like. About once a week is enough." }
            ul class="ways" {
                li { a href="/plan/check-in" { "Look at this week" } }
                li { a href="/plan/weeks" { "Your weeks side by side" } }
                li { a href="/plan/agenda/mine" { "What you alone want to bring to a session" } }
            }
        }
    }
}

/// All that there is to do, by step and by what is in the way.
fn all(content: &Content) -> Markup {
    html! {
        section aria-labelledby="steps" {
            h2 id="steps" { "The five steps" }
            ol class="steps" role="list" {
                @for page in content.pages.iter() {
                    @if let Kind::Step(number) = page.kind {
                        li {
                            span class="step-number" aria-hidden="true" { (number) }
                            span class="visually-hidden" { "Step " (number) ": " }
                            a href={ "/plan/steps/" (number) } { (page.short_title) }
                            p { (page.summary) }
                        }
                    }
                }
            }
        }
        section aria-labelledby="obstacles" {
            h2 id="obstacles" { "When something is in the way" }
            ul class="ways" { @for (name, words, _) in OBSTACLES { li { a href={ "/plan/obstacles/" (name) } { (words) } } } }
        }
    }
}

/// Exercises as a list.
fn exercises(all: &[&Exercise]) -> Markup {
    html! { ul class="cards" { @for exercise in all { li { (about(exercise)) } } } }
}

/// What an exercise is, and the way to it.
fn about(exercise: &Exercise) -> Markup {
    html! {
        a href=(address(exercise)) { (exercise.title) }
        p { (exercise.purpose) " About " (exercise.minutes) " minutes" @if exercise.who == Who::Together { ", together" } "." }
    }
}

fn address(exercise: &Exercise) -> String {
    format!("/plan/exercises/{}", exercise.name)
}

/// What belongs to `place` and can be done now, in its order.
fn of_place<'a>(content: &'a Content, place: Place, there: &There) -> Vec<&'a Exercise> {
    let here = content.programme.values().filter(|exercise| exercise.place == place && is_there(exercise, there));
    let mut here = here.collect::<Vec<_>>();
    here.sort_by(|one, other| (one.order, &one.name).cmp(&(other.order, &other.name)));
    here
}

fn is_there(exercise: &Exercise, there: &There) -> bool {
    exercise.asks().is_there(there.opened.contains(&exercise.name), there.forgives)
}

/// The page of the guide on a step.
fn guide_page(content: &Content, number: u8) -> Option<&GuidePage> {
    content.pages.iter().find(|page| matches!(page.kind, Kind::Step(own) if own == number))
}
