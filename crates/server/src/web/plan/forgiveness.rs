//! About forgiving: one's own private mark that amends were made, and what opens with it. Nothing else waits for it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{exercises, is_there};
use crate::actions::forgiveness::{self, Gate, Mark, Standing};
use crate::app::App;
use crate::content::exercises::Exercise;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::QueryFields;
use crate::web::person::{Space, crumb, done, page};

const ADDRESS: &str = "/plan/forgiveness";
/// Where either leads: a browser's history does not say which.
const DONE: &str = "/plan/forgiveness?done";

/// `GET /plan/forgiveness`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let standing = forgiveness::standing(&app, &space.person).await?;
    let there = space.there(&app).await?;
    let all = space.content.programme.values();
    let all = all.filter(|exercise| exercise.asks().amends && is_there(exercise, &there)).collect::<Vec<_>>();
    let body = html! {
        @if query.has("done") { (done("It is done, for you alone.")) }
        (crumb("/plan/steps/5", "Back to the step"))
        h1 { "About forgiving" }
        p class="lede" { "You never have to forgive. Nobody here asks you to, and nothing waits for it." }
        p { "Some people who were hurt want to look at it one day. That seems to sit better after amends were made: when you have seen deeds, and not words alone. So what is here opens when you say, for yourself, that they were." }
        p { strong { "Do not do this if you are afraid of your partner." } " What you need then is to be safe. " a href="/help-now" { "Help now" } }
        p { "Your partner cannot see this, nor what you mark. Your therapist sees no mark either." }
        (state(&app, &space, standing, &all))
    };
    Ok(page(&app, "About forgiving", body).into_response())
}

fn state(app: &App, space: &Space, standing: Standing, all: &[&Exercise]) -> Markup {
    let when = space.when(app);
    html! {
        @match standing.gate {
            Gate::NoAmends => {
                section aria-labelledby="amends" {
                    h2 id="amends" { "Were amends made?" }
                    p { "Mark it if you were hurt, and if you think so yourself. If not, leave it as it is. That is all right for good." }
                    form method="post" action={ (ADDRESS) "/amends" } {
                        div class="either" {
                            (button::plain("Yes, amends were made"))
                            (button::link("/plan/steps/5", "Not now"))
                        }
                    }
                }
            }
            Gate::WithTherapist => {
                section aria-labelledby="therapist" {
                    h2 id="therapist" { "It opens with your therapist" }
                    p { (space.therapist(app.practice())) " opens it after a talk with you alone. They are not told that you marked it. You can bring it up when you like, or never." }
                    p { a class="button" href="/home/call" { "Ask for a call" } }
                }
            }
            Gate::Open => {
                section aria-labelledby="open" {
                    h2 id="open" { "What is here" }
                    p class="hint" { "Each can be skipped, and none of them is due." }
                    (exercises(all))
                }
            }
        }
        @if let Some(at) = standing.marked_at {
            section aria-labelledby="mark" {
                h2 id="mark" { "Your mark" }
                p { "Amends were made: you marked it on " (when.day(when.date(at))) ". You can take it back at any time. What you wrote stays yours." }
                form method="post" action={ (ADDRESS) "/amends/withdrawal" } { (button::plain("Take the mark back")) }
            }
        }
    }
}

/// `POST /plan/forgiveness/amends`
pub async fn mark(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    forgiveness::mark(&app, actor.person, Mark::Made).await?;
    Ok(Redirect::to(DONE).into_response())
}

/// `POST /plan/forgiveness/amends/withdrawal`
pub async fn take_back(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    forgiveness::mark(&app, actor.person, Mark::TakenBack).await?;
    Ok(Redirect::to(DONE).into_response())
}
