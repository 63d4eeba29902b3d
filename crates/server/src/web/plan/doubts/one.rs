//! One doubt: for its author, how it stands and what they do with it; for the other, the question once its check-in has come.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::doubt::{Answer, Doubt, DoubtRefusal, Standing};
use troth_domain::plan::{LogId, PlanText};

use super::theirs::Theirs;
use super::{TEXTS, address, shared, stand, theirs, times};
use crate::actions::doubts::{self, Deed, DoubtError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::FieldError;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, crumb};

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 8] = [
    ("hold", "It is written down. Only you see it"),
    ("ask", "You ask it at the next check-in"),
    ("settle", "For you that is enough"),
    ("session", "You take it to a session"),
    ("words", "Your words are kept"),
    ("spoken", "Kept: you two spoke about it"),
    ("unknown", "Kept: you do not know"),
    ("in-session", "Kept: you would rather answer in a session"),
];

/// What the rules say no to, as people read it.
fn why(refusal: &DoubtRefusal) -> &'static str {
    match refusal {
        DoubtRefusal::NoCheckIn => "You two have no check-in ahead. Agree on a time first.",
        DoubtRefusal::CheckInFull => "That check-in has three of your questions. This one can wait for the next.",
        DoubtRefusal::AskedAlready => "You have asked this already.",
        DoubtRefusal::AskedOften => "You have asked this twice. From here it is better in a session.",
        DoubtRefusal::NotNow => "It stands otherwise by now, so this was not done.",
        DoubtRefusal::OwnQuestion => "This is your own question.",
    }
}

/// `GET /plan/doubts/{doubt}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let did = shared::did(&query, &DID);
    let page = shown(&app, &space, id, did.unwrap_or_default(), &Fields::default(), (false, &[])).await?;
    Ok(page.into_response())
}

/// `POST /plan/doubts/{doubt}`
pub async fn act(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { act_for(&app, &actor?, id, &fields).await };
    shared::or_give_back(&app, (&at, shared::SEND), (&fields, &TEXTS), done).await
}

async fn act_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let again = async |said: Markup, refused: bool, errors: &[FieldError]| {
        let page = shown(app, &space, id, said, fields, (refused, errors)).await?;
        Ok(page.into_response())
    };
    let deed = match deed(fields) {
        Some(Ok(deed)) => deed,
        Some(Err(error)) => return again(Markup::default(), false, &[error]).await,
        None => {
            // Somebody else's is found by nobody.
            again(Markup::default(), false, &[]).await.map(|_: Response| ())?;
            return Err(WebError::Unprocessable("That is nothing that this page can do."));
        }
    };
    let lets_go = deed == Deed::LetGo;
    let ticket = shared::ticket_of(app, fields);
    match doubts::act(app, (actor.person, space.when(app).today()), (id, deed), ticket).await {
        Ok(()) if lets_go => Ok(Redirect::to("/plan/doubts").into_response()),
        Ok(()) => Ok(Redirect::to(&format!("{}?did={}", address(id), fields.get("deed"))).into_response()),
        Err(DoubtError::NotFound | DoubtError::TooMany) => Err(WebError::NotFound),
        Err(DoubtError::Refused(refusal)) => {
            let said = shared::not_sent(shared::why(&refusal, why), fields.given("words").is_some());
            again(said, true, &[]).await
        }
        Err(DoubtError::Action(error)) => Err(error.into()),
    }
}

/// What a form asks for, or what is wrong with its words.
fn deed(fields: &Fields) -> Option<Result<Deed, FieldError>> {
    Some(Ok(match fields.get("deed") {
        "ask" => Deed::Ask,
        "settle" => Deed::Settle,
        "session" => Deed::TakeToTherapist,
        "let-go" => Deed::LetGo,
        "spoken" => Deed::Answer(Answer::Spoken),
        "unknown" => Deed::Answer(Answer::DoNotKnow),
        "in-session" => Deed::Answer(Answer::InASession),
        "words" => {
            let words =
                |fault| FieldError::new("words", shared::fault(fault, "Write a few words, or choose another button"));
            return Some(
                PlanText::new(fields.get("words")).map(|words| Deed::Answer(Answer::Words(words))).map_err(words),
            );
        }
        _ => return None,
    }))
}

/// The page of one doubt, for its author or for the other.
async fn shown<'a>(
    app: &'a App,
    space: &Space,
    id: LogId,
    said: Markup,
    typed: &Fields,
    (refused, errors): (bool, &[FieldError]),
) -> Result<Page<'a>, WebError> {
    let seen = doubts::see(app, space.person.id).await?;
    if let Some((_, doubt)) = seen.own.iter().find(|(own, _)| *own == id) {
        let next = times::next(app, space).await?;
        let body = html! {
            (said)
            (crumb("/plan/doubts", "Doubts"))
            h1 dir="auto" { (doubt.question.reveal()) }
            p class="floor" { (stand(app, doubt, space)) }
            (own(app, space, (id, doubt), next.is_some()))
            (shared::foot(space))
        };
        return Ok(shared::whole(app, "A doubt", body, (refused, errors)));
    }
    let (_, state, moves) = seen.theirs.iter().find(|(own, ..)| *own == id).ok_or(WebError::NotFound)?;
    let (question, asking) = state.for_other(space.person.id, app.now()).ok_or(WebError::NotFound)?;
    let theirs = Theirs { app, space, id, seen: *moves, question, asking };
    Ok(theirs::page(&theirs, said, typed, (refused, errors)))
}

/// Two lists for a session, and who sees each.
fn to_a_session(space: &Space, id: LogId) -> Markup {
    html! {
        section aria-labelledby="session" {
            h2 id="session" { "So that it is not lost" }
            ul class="ways" {
                li { a href="/plan/agenda/mine" { "Put it on your own list" } ": only you see that." }
                @if shared::is_open(space) {
                    li { a href={ "/plan/agenda/new?doubt=" (id_text(&id.0)) } { "Put it on the list that you two share" } ": " (space.partner()) " sees that, too." }
                }
            }
        }
    }
}

/// What its author sees and does.
fn own(app: &App, space: &Space, (id, doubt): (LogId, &Doubt), has_next: bool) -> Markup {
    let is_over = matches!(doubt.standing, Standing::Settled | Standing::LetGo);
    let answer = doubt.answer_for_author(app.now());
    let waits = doubt.asked.last().is_some() && answer.is_none();
    let may_ask = !is_over && !waits && doubt.asked.len() < usize::from(limits::DOUBT_ROUNDS_MAX);
    let press = |deed: &str, words: &str| {
        html! { button type="submit" class="button" name="deed" value=(deed) { (words) } }
    };
    html! {
        @if let Some(answer) = answer {
            h2 { "What " (space.partner()) " said" }
            (theirs::answer(answer))
        }
        @if may_ask && !has_next {
            p { "You can ask it once you two have agreed on a time. " a href="/plan/doubts/times" { "When you check in" } }
        }
        form action=(address(id)) method="post" novalidate {
            (shared::ticket(app, 0))
            div class="actions" {
                @if may_ask && has_next && shared::is_open(space) { (press("ask", "Ask it at the next check-in")) }
                @if answer.is_some() && doubt.standing == Standing::Asked { (press("settle", "That is enough for me")) }
                @if matches!(doubt.standing, Standing::Held | Standing::Asked) { (press("session", "Take it to a session")) }
                (press("let-go", "Delete it"))
            }
        }
        p class="hint" { "If you delete it, what was asked is gone, too." }
        @if doubt.standing == Standing::WithTherapist { (to_a_session(space, id)) }
        @if may_ask && has_next { p class="hint" { (space.partner()) " sees the question from that check-in on, and not before. What you do with it here stays with you." } }
    }
}
