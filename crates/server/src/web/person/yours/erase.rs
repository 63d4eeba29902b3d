//! Erasing one's own space, after a page that says what goes, what stays and why.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use crate::actions::person::{self, EraseError};
use crate::app::App;
use crate::web::actor::{PersonActor, confirmed};
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};

const ADDRESS: &str = "/settings/erase";

/// `GET /settings/erase`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    confirmed(&app, &actor.session, ADDRESS)?;
    Ok(erase_page(&app, &space).into_response())
}

/// `POST /settings/erase`
pub async fn erase(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    confirmed(&app, &actor.session, ADDRESS)?;
    match person::erase(&app, actor.person).await {
        Ok(()) => Ok(([(SET_COOKIE, cookies::end())], Redirect::to("/sign-in?out")).into_response()),
        Err(EraseError::Linked) => Ok(erase_page(&app, &space).status(StatusCode::CONFLICT).into_response()),
        Err(EraseError::Action(error)) => Err(error.into()),
    }
}

fn erase_page<'a>(app: &'a App, space: &Space) -> Page<'a> {
    let therapist = space.therapist(app.practice());
    let body = html! {
        (crumb("/settings", "Settings"))
        h1 { "Erase your space" }
        p class="lede" { "It happens at once, and it cannot be undone." }
        h2 { "What goes" }
        ul {
            li { "All that you wrote and nobody else may see, drafts too." }
            li { "Your plan, the answers that it came from, and what you planned ahead." }
            li { "What came to you from a partner, as far as you have it." }
            li { "Your ways to sign in, everywhere." }
        }
        p { "Copies for emergencies go after 35 days at most." }
        h2 { "What stays, and why" }
        ul {
            li { "What you shared with " (therapist) ", and your answers to the questions about safety. They are part of the record that the practice has to keep. Take back what you do not want there first." }
            li { "What your therapist gave you to do, in the same record." }
            li { "What a partner was given, with them. You can take that back first, too." }
            li { "Your name, how to reach you and your appointments, as long as the law asks the practice to keep them." }
            li { "Notes of who did what and when, without any of your words." }
        }
        @if space.link.is_linked() {
            p { "You are linked with " (space.partner()) ". " a href="/home/couple/leave" { "End the link first" } ": there you say when they are told." }
            a class="button" href="/settings" { "Keep it all" }
        } @else {
            p { a href="/settings/take-with-you" { "Take what is yours with you first" } }
            form action=(ADDRESS) method="post" {
                div class="either" {
                    button type="submit" class="button" { "Erase it for good" }
                    a class="button" href="/settings" { "Keep it all" }
                }
            }
        }
    };
    page(app, "Erase your space", body)
}
