//! How a plan begins: a few questions, each on a page of its own, each to be skipped, changed and deleted. Nobody but the
//! person sees an answer.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::entry::OwnEntry;

use crate::actions::check_in;
use crate::actions::own_plan::{self, Forget, Own, OwnPlanError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::{button, facts, notice};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::person::{Space, crumb, page, unread};

pub mod questions;
mod words;

use questions::Question;

/// The version that a form says it changes; none where there was nothing yet.
pub fn version(fields: &Fields) -> Result<Option<u32>, WebError> {
    let given = fields.given("version").map(str::parse::<u32>).transpose();
    given.map_err(|_| WebError::Unreadable)
}

/// `GET /plan/start`: what this is, before anything is asked; and afterwards what was answered.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let own = own_plan::see(&app, actor.person).await?;
    let said = if query.has("kept") {
        notice::done("It is kept.", &html! {})
    } else {
        html! {}
    };
    let (title, rest) = match &own.entry {
        None => ("A plan of your own", before()),
        Some(entry) => ("Your answers", answered(&entry.document, &own, baseline(&app, &space).await?)),
    };
    let body = html! {
        (said)
        (crumb("/plan", "The work"))
        h1 { (title) }
        (rest)
        @if let Some(writing) = &space.content.writing { p class="hint" { (unread(&writing.unread)) } }
    };
    Ok(page(&app, title, body).into_response())
}

fn before() -> Markup {
    html! {
        p class="lede" { "Three short pages, and then a few things to do, in an order that fits what you said." }
        ul {
            li { "Nobody sees your answers. Your partner does not, and your therapist does not." }
            li { "You can skip each question." }
            li { "You can change or delete all of it at any time." }
            li { "It takes about three minutes." }
        }
        p { "The first page names kinds of hurt. It asks for no details." }
        div class="either" {
            (button::link(Question::What.address(), "Begin"))
            (button::link("/plan", "Not now"))
        }
    }
}

fn answered(entry: &OwnEntry, own: &Own, baseline: Markup) -> Markup {
    let known = Question::ALL.map(|question| {
        let change = html! {
            (words::answers(question, entry))
            p { a href={ (question.address()) "?change" } { "Change" span class="visually-hidden" { ": " (question.heading()) } } }
        };
        (question.heading(), change)
    });
    html! {
        p class="lede" { "Only you see them. What you leave out is fine." }
        (facts::list(&known))
        h2 { "Your plan" }
        @if own.kept.is_some() { p { "What fits your answers now goes to the end of your plan. What is in it stays as it is." } }
        form action="/plan/start/proposal" method="post" {
            div class="either" {
                (button::plain(if own.kept.is_some() { "Propose anew" } else { "Propose a plan" }))
                (button::link("/plan", "Leave it as it is"))
            }
        }
        h2 { "What you start from" }
        (baseline)
        p { a href="/plan/start/deletion" { "Delete your answers" } }
    }
}

/// All that was answered, in words.
pub fn answers(entry: &OwnEntry) -> Markup {
    facts::list(&Question::ALL.map(|question| (question.heading(), words::answers(question, entry))))
}

/// That a check-in is what one starts from, and the way to it.
async fn baseline(app: &App, space: &Space) -> Result<Markup, WebError> {
    let first = check_in::weeks(app, space.person.id).await?.pop();
    let when = space.when(app);
    Ok(html! {
        @match first {
            Some(first) => p {
                "Your first check-in, on " (when.day(when.date(first.at))) ", is what you start from. "
                a href="/plan/weeks" { "Your weeks side by side" }
            },
            None => p {
                "A check-in takes two minutes. Your first one is what you start from, so you can see later what has changed. "
                a href="/plan/check-in" { "Look at this week" }
            },
        }
    })
}

/// `POST /plan/start/proposal`
pub async fn propose(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    own_plan::propose(&app, actor.person).await?;
    Ok(Redirect::to("/plan?proposed").into_response())
}

/// `GET /plan/start/deletion`
pub async fn ask_to_delete(State(app): State<App>, actor: PersonActor) -> Result<Response, WebError> {
    let own = own_plan::see(&app, actor.person).await?;
    let body = html! {
        (crumb("/plan/start", "Back without a change"))
        h1 { "Delete your answers" }
        p class="lede" { "They are gone at once, and cannot be brought back." }
        p {
            "Your plan can stay without them, or go with them. What your therapist gave you to do stays in the records of the practice."
            @if own.kept.as_ref().is_some_and(|kept| kept.therapist_since.is_some()) {
                " If your plan goes, your therapist does not see it any more."
            }
        }
        form action="/plan/start/deletion" method="post" {
            (button::either("what", ("answers", "Delete the answers"), ("all", "Delete the plan too")))
            p { (button::link("/plan/start", "Keep it all")) }
        }
    };
    Ok(page(&app, "Delete your answers", body).into_response())
}

/// `POST /plan/start/deletion`
pub async fn delete(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let what = match fields.get("what") {
        "answers" => Forget::Answers,
        "all" => Forget::AnswersAndPlan,
        _ => return Err(WebError::Unreadable),
    };
    own_plan::forget(&app, actor.person, what).await?;
    Ok(Redirect::to("/plan?deleted").into_response())
}

/// Where one goes on after an answer was kept or skipped: to what is asked next, to the proposal after the last, or back.
async fn onward(app: &App, actor: &PersonActor, question: Question, fields: &Fields) -> Result<Response, WebError> {
    if fields.has("change") {
        return Ok(Redirect::to("/plan/start?kept").into_response());
    }
    if let Some(next) = question.next() {
        return Ok(Redirect::to(next.address()).into_response());
    }
    match own_plan::propose(app, actor.person).await {
        // Sent twice at the same moment, it was proposed once.
        Ok(()) | Err(OwnPlanError::ChangedElsewhere) => Ok(Redirect::to("/plan?proposed").into_response()),
        Err(error) => Err(error.into()),
    }
}
