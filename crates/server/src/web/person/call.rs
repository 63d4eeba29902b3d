//! Asking for a call, and asking for a rest from joint work. Neither shows on any page of a partner.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::{Contact, Reason};

use super::write::given_back;
use super::{Space, crumb, done, page};
use crate::actions::call_back;
use crate::actions::joint_work::{self, JointWorkError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::area::Area;
use crate::web::components::field::FieldError;
use crate::web::components::{contact, safety, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;

/// `GET /home/call`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let has_number = space.profile.contact.as_ref().and_then(Contact::phone).is_some();
    let body = html! {
        @if query.has("asked") { (done("You are on the list of people to call.")) }
        (crumb("/home", "Your space"))
        h1 { "Ask for a call" }
        p class="lede" { "Someone from the practice calls you, to talk about anything: how to go on, a worry, a question." }
        @if !has_number {
            p { "We have no number of yours. " a href="/settings/contact" { "Add one" } ", or " (contact::call_us(app.practice())) "." }
        }
        ul {
            li { "We call in working hours, not at night. If you need someone now, turn to " a href="/help-now" { "Help now" } "." }
            li { "We use the number, the name and the hours that you gave us, and leave a voicemail only if you said that it is safe." }
            li { "Your partner is not told." }
        }
        @if has_number {
            form action="/home/call" method="post" {
                div class="either" {
                    button type="submit" class="button" { "Ask for a call" }
                    a class="button" href="/home" { "Not now" }
                }
            }
            p { a href="/settings/contact" { "Look at how we reach you" } }
        }
    };
    Ok(page(&app, "Ask for a call", body).into_response())
}

/// `POST /home/call`
pub async fn ask(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    call_back::ask(&app, actor.person).await?;
    Ok(Redirect::to("/home/call?asked").into_response())
}

/// `GET /home/rest`
pub async fn rest(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = html! { @if query.has("asked") { (done("It is noted.")) } };
    Ok(rest_page(&app, &space, "", &[], said).into_response())
}

/// `POST /home/rest`. Where nothing passes anyway, which both can see, it says so: nothing was noted then.
pub async fn ask_for_rest(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let asked = match actor {
        Ok(actor) => ask_for_rest_of(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match (asked, fields.given("reason")) {
        (Ok(response), _) => response,
        (Err(error), None) => error.into_response(),
        (Err(error), Some(typed)) => given_back::page(&app, error, "Ask for a rest", |button| {
            html! {
                form action="/home/rest" method="post" novalidate {
                    (reason().render(typed, &[]))
                    (button)
                }
            }
        }),
    }
}

async fn ask_for_rest_of(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let reason = match fields.given("reason").map(Reason::new).transpose() {
        Ok(reason) => reason,
        Err(_) => {
            let wrong = [FieldError::new("reason", "Shorten this to 500 characters, in letters and common signs")];
            return Ok(rest_page(app, &space, fields.get("reason"), &wrong, html! {}).into_response());
        }
    };
    match joint_work::rest(app, actor.person, reason).await {
        Ok(()) => Ok(Redirect::to("/home/rest?asked").into_response()),
        Err(JointWorkError::NotFound | JointWorkError::Refused(_)) => Ok(Redirect::to("/home/rest").into_response()),
        Err(JointWorkError::Action(error)) => Err(error.into()),
    }
}

/// Nothing was noted: this must not be taken for word to the therapist.
fn nothing_to_rest() -> Markup {
    html! {
        p class="lede" { "Joint work is closed, so nothing passes right now. There is nothing to rest from, and nothing is noted." }
        p { "To let your therapist know something, you can " a href="/home/call" { "ask for a call" } "." }
    }
}

/// Where joint work is closed, which both can see, there is nothing to ask for.
fn rest_page<'a>(app: &'a App, space: &Space, typed: &str, wrong: &[FieldError], said: Markup) -> Page<'a> {
    let body = html! {
        (said)
        (summary::errors(wrong))
        (crumb("/home/couple", "Your link"))
        h1 { "A rest from joint work" }
        @if space.joint_work.is_some_and(|view| view.open) { (rest_form(app, space, typed, wrong)) }
        @else { (nothing_to_rest()) }
    };
    let status =
        if wrong.is_empty() { axum::http::StatusCode::OK } else { axum::http::StatusCode::UNPROCESSABLE_ENTITY };
    page(app, "A rest from joint work", body).status(status).has_errors(!wrong.is_empty())
}

fn reason() -> Area<'static> {
    Area {
        name: "reason",
        label: "Why? You can skip this.",
        hint: "Only your therapist can read it.",
        rows: 3,
        characters_max: troth_domain::limits::REASON_CHARACTERS_MAX,
    }
}

fn rest_form(app: &App, space: &Space, typed: &str, wrong: &[FieldError]) -> Markup {
    html! {
        p class="lede" { "You can ask for things to stand still for a while. You need no reason." }
        ul {
            li { "What either of you shares then waits. What has come stays." }
            li { "Your partner is told nothing of it. Both of you see the same sentence as always: " (space.pacing()) }
            li { (space.therapist(app.practice())) " sees that you asked, and talks with you alone before it ends." }
        }
        form action="/home/rest" method="post" novalidate {
            (reason().render(typed, wrong))
            (safety::not_read_now())
            div class="either" {
                button type="submit" class="button" { "Ask for a rest" }
                a class="button" href="/home/couple" { "Not now" }
            }
        }
    }
}
