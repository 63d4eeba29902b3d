//! Doubts: `/plan/doubts`. Written down for oneself, asked once at a time that both agreed to, and answered from then on.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::LogId;
use troth_domain::plan::doubt::{Doubt, Standing};

use super::shared;
use crate::actions::doubts;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::id_text;
use crate::web::person::{Space, crumb, page};

mod hold;
mod one;
mod theirs;
pub mod times;

/// The addresses under `/plan/doubts`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/doubts", get(list))
        .route("/plan/doubts/new", get(hold::show).post(hold::keep))
        .route("/plan/doubts/times", get(times::show).post(times::act))
        .route("/plan/doubts/{doubt}", get(one::show).post(one::act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

/// What is typed in a form here, for when it has to be given back.
const TEXTS: [(&str, &str); 2] = [("question", "Your question"), ("words", "What you say")];

/// `GET /plan/doubts`
async fn list(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = doubts::see(&app, actor.person).await?;
    let own = space.person.id;
    let body = html! {
        (crumb("/plan", "The work"))
        h1 { "Doubts" }
        p class="lede" { "A doubt can come back many times a day. Write it down here, and let it rest. Ask it once, at a time that you both agreed on." }
        @if space.link.is_linked() { (times::section(&app, &space).await?) }
        section aria-labelledby="own-doubts" {
            h2 id="own-doubts" { "Yours" }
            @if seen.own.is_empty() { p { "You have written none down." } }
            @else {
                ul class="cards" role="list" {
                    @for (id, doubt) in &seen.own {
                        li {
                            a href=(address(*id)) dir="auto" { (doubt.question.reveal()) }
                            p { (stand(&app, doubt, &space)) }
                        }
                    }
                }
            }
            p { (button::main_link("/plan/doubts/new", "Write down a doubt")) }
        }
        @if !seen.theirs.is_empty() {
            section aria-labelledby="their-doubts" {
                h2 id="their-doubts" { "From " (space.partner()) }
                ul class="cards" role="list" {
                    @for (id, state, _) in &seen.theirs {
                        @if let Some((question, asking)) = state.for_other(own, app.now()) {
                            li {
                                a href=(address(*id)) dir="auto" { (question.reveal()) }
                                p { "Asked for the check-in on " (day(&app, &space, asking.at)) "." }
                            }
                        }
                    }
                }
            }
        }
        (shared::foot(&space))
    };
    Ok(page(&app, "Doubts", body).into_response())
}

fn day(app: &App, space: &Space, at: jiff::Timestamp) -> String {
    space.when(app).day_and_clock(at)
}

/// How a doubt stands with its author.
fn stand(app: &App, doubt: &Doubt, space: &Space) -> Markup {
    let last = doubt.asked.last();
    match (doubt.standing, last) {
        (Standing::Settled, _) => html! { "For you that is enough." },
        (Standing::WithTherapist, _) => html! { "You take it to a session." },
        (_, Some(_)) if doubt.answer_for_author(app.now()).is_some() => html! { "There is an answer." },
        (_, Some(asking)) if asking.at > app.now() => {
            html! { "You ask it at the check-in on " (day(app, space, asking.at)) "." }
        }
        (_, Some(asking)) => html! { "You asked it at the check-in on " (day(app, space, asking.at)) "." },
        (Standing::Held | Standing::Asked | Standing::LetGo, None) => html! { "You keep it to yourself." },
    }
}

pub fn address(id: LogId) -> String {
    format!("/plan/doubts/{}", id_text(&id.0))
}
