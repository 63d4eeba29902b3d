//! One step, or something in the way: what there is to do.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::own::adding;
use super::{OBSTACLES, about, guide_page, of_place, weeks};
use crate::actions::own_plan::{self, Own};
use crate::app::App;
use crate::content::exercises::{Exercise, Obstacle, Place};
use crate::web::actor::PersonActor;
use crate::web::errors::WebError;
use crate::web::person::{Space, crumb, page};

/// `GET /plan/steps/{step}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    step: Result<Path<u8>, PathRejection>,
) -> Result<Response, WebError> {
    let Path(number) = step.map_err(|_| WebError::NotFound)?;
    let space = Space::of(&app, &actor).await?;
    let guide = guide_page(&space.content, number).ok_or(WebError::NotFound)?;
    let there = space.there(&app).await?;
    let all = of_place(&space.content, Place::Step(number), &there);
    let own = own_plan::see(&app, actor.person).await?;
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { (guide.short_title) }
        p class="lede" { (guide.summary) }
        (begin(&all, &own))
        @if number == 1 { p { a href="/home/write" { "Your statement and your account" } " are part of this step, too." } }
        @if number == 5 {
            p { a href="/plan/forgiveness" { "About forgiving" } ", if you ever want to. Nothing waits for it." }
            (own_pages())
        }
        @if number == 4 { p { a class="button" href="/book" { "Book a time" } } }
        p { a href=(guide.address()) { "Read about this step in the guide" } }
    };
    Ok(page(&app, &guide.short_title, body).into_response())
}

/// `GET /plan/obstacles/{obstacle}`
pub async fn obstacle(
    State(app): State<App>,
    actor: PersonActor,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, WebError> {
    let Path(name) = name.map_err(|_| WebError::NotFound)?;
    let found = OBSTACLES.iter().find(|(own, ..)| *own == name);
    let (_, title, obstacle) = found.ok_or(WebError::NotFound)?;
    let space = Space::of(&app, &actor).await?;
    let there = space.there(&app).await?;
    let all = of_place(&space.content, Place::Obstacle(*obstacle), &there);
    let own = own_plan::see(&app, actor.person).await?;
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { (title) }
        @if *obstacle == Obstacle::Time { (weeks::how_long_it_takes(&app, &space).await?) }
        @if *obstacle == Obstacle::Openness {
            p { a href="/plan/telling" { "Telling a little at a time" } " keeps your place for you, from easy to hard. Only you see it, until you show it." }
        }
        (begin(&all, &own))
    };
    Ok(page(&app, title, body).into_response())
}

/// Pages of the last step that one keeps for oneself.
fn own_pages() -> Markup {
    html! {
        section aria-labelledby="kept" {
            h2 id="kept" { "To keep at hand" }
            ul class="ways" {
                li { a href="/plan/letters" { "Letters that need not be sent" } }
                li { a href="/plan/closeness" { "Closer, in small steps" } }
                li { a href="/plan/setbacks" { "When there is a setback" } }
                li { a href="/plan/long-term" { "The time ahead, with dates" } }
            }
        }
    }
}

/// What there is to do, each with a way into one's own plan.
fn begin(all: &[&Exercise], own: &Own) -> Markup {
    html! {
        h2 { "Things to do" }
        p class="hint" { "Each can be skipped, and none of them is due." }
        ul class="cards" {
            @for exercise in all {
                li {
                    (about(exercise))
                    @if own_plan::may_be_planned(exercise) { (adding(own, exercise)) }
                }
            }
        }
    }
}
