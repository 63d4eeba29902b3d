//! One promise: what it is, how it stands, and what each of the two can do about it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::appreciation::may_cite;
use troth_domain::plan::commitment::{CommitmentMove, NextTalkPrompt, Stage};
use troth_domain::plan::{CommandId, Refusal, Request, Ticket};

use super::reports::Own;
use super::{address, words};
use crate::actions::commitments::{self, Seen, Standing};
use crate::actions::follow_through;
use crate::actions::together::TogetherError;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::talk::{self, Turn};
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_bytes, id_text};
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::{foot, ticket};
use crate::web::plan::{appreciations, shared};

/// Each deed as forms name it.
const DEEDS: [(&str, CommitmentMove); 4] = [
    ("accept", CommitmentMove::Accepted),
    ("decline", CommitmentMove::Declined),
    ("take-back", CommitmentMove::TakenBack),
    ("end", CommitmentMove::Ended),
];

/// What was done, as addresses name it and as people read it. An address stays in the history of a browser, so it does not
/// say which answer was given.
const DONE: [(&str, &str); 5] = [
    ("offered", "It is offered."),
    ("answered", "Your answer is kept."),
    ("reported", "It is kept for you alone."),
    ("take-back", "It is taken back."),
    ("end", "It is ended."),
];

/// Why it was not.
const NOT_DONE: [(&str, &str); 3] = [
    ("between", "Something came in between, so this was not sent."),
    ("closed", "Joint work is closed right now, so this was not sent."),
    ("otherwise", "This is not possible any more, so it was not sent."),
];

/// `GET /plan/commitments/{commitment}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = commitments::see(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let when = space.when(&app);
    let reports = follow_through::reports(&app, actor.person, seen.name()).await?;
    let own = Own { seen: &seen, reports: &reports, until: query.get("until").parse().ok(), when };
    let recurrence = seen.terms.recurrence();
    let promise = words::promise(&seen.terms);
    let what = if seen.is_own() {
        html! { "You promise" }
    } else {
        html! { (space.partner()) " promises" }
    };
    let body = html! {
        (said(&query))
        (crumb("/plan/commitments", "Your promises"))
        h1 { "A promise" }
        (talk::turn(&Turn { what, words: Some(&promise), is_own: seen.is_own() }))
        p { (words::how_often(recurrence, &when)) " " @if seen.standing() != Standing::Past { (words::next(recurrence, &when).unwrap_or_default()) } }
        @if seen.standing() == Standing::Agreed {
            p { "If you chose to be told by e-mail, one comes when this is due, in your safe hours. It does not say what for." }
        }
        (stand(&app, &space, &seen))
        (own.render())
        (prompt(&space, &seen))
        (glad(&app, &space, &seen))
        @if seen.standing() == Standing::Agreed { (otherwise(&app, &seen)) }
        (foot(&space))
    };
    Ok(page(&app, "A promise", body).into_response())
}

/// What became of what was sent before.
fn said(query: &Fields) -> Markup {
    let of =
        |all: &[(&str, &'static str)]| all.iter().find(|(name, _)| *name == query.get("said")).map(|(_, words)| *words);
    html! {
        @if let Some(words) = of(&DONE) { (notice::done(words, &html! {})) }
        @if let Some(words) = of(&NOT_DONE) { (summary::notice(words, html! { p { "This is how things stand now." } })) }
    }
}

/// How it stands, and the ways on.
fn stand(app: &App, space: &Space, seen: &Seen) -> Markup {
    match seen.standing() {
        Standing::Offered => html! {
            p { "You offered this. It begins once " (space.partner()) " says yes. You hear of a yes, and of nothing else: it looks the same here if they would rather not, or have not answered." }
            (deed(app, seen, &button::plain("Take it back"), "take-back"))
        },
        Standing::Asked => html! {
            h2 { "Would you like this?" }
            p { "A yes reaches them like all that you share. " (space.pacing()) }
            form action=(address(seen)) method="post" {
                (ticket(app, seen.moves))
                (button::either("deed", ("accept", "Yes, I would like this"), ("decline", "Rather not")))
            }
            p class="hint" { "\u{201c}Rather not\u{201d} is for you alone. Nobody is told, and you can still say yes later. You need no reason for either." }
        },
        Standing::Declined => html! {
            p { "You would rather not. Only you see that. You can still say yes, if you want to." }
            (deed(app, seen, &button::plain("Yes, I would like this"), "accept"))
        },
        Standing::Agreed => html! { p { "You both said yes to this." } },
        Standing::Past => html! { p { (past(space, seen)) } },
    }
}

fn past(space: &Space, seen: &Seen) -> &'static str {
    match seen.commitment.stage {
        _ if !space.link.is_linked() => "You two are not linked any more, so it is over.",
        Stage::Over { held: Some(_) } => "It was ended.",
        Stage::Over { held: None } => "It was taken back.",
        Stage::Agreed { .. } => "It has had its last day.",
        Stage::Nothing | Stage::Proposed | Stage::Declined => "Its days have passed. It never began.",
    }
}

/// The prompt for the next talk: the same for both at each promise that both agreed to, whatever either says came of it.
fn prompt(space: &Space, seen: &Seen) -> Markup {
    let prompt = NextTalkPrompt::of(&seen.commitment).filter(|_| space.link.is_linked());
    html! {
        @if let Some(prompt) = prompt {
            section aria-labelledby="next-talk" {
                h2 id="next-talk" { "For your next talk" }
                p { "How has this gone, for each of you? It can be worth a few minutes, however it went." }
                @if prompt.is_drafted_by(space.person.id) {
                    p { (button::link(&format!("/plan/talks/new?about={}", id_text(&seen.id.0)), "Begin a talk about it")) }
                    p { a href={ "/plan/agenda/new?about=" (id_text(&seen.id.0)) } { "Or bring it to a session" } }
                } @else {
                    p { (space.partner()) " can begin a talk from here." }
                }
            }
        }
    }
}

/// A way to words for what the other did: the same at each promise of theirs that has been due, whatever either reports.
fn glad(app: &App, space: &Space, seen: &Seen) -> Markup {
    let may_cite = may_cite(space.person.id, &seen.commitment, app.now()).is_ok();
    html! {
        @if may_cite && shared::is_open(space) {
            p { "If there is something in it that you were glad of, you can " a href=(appreciations::about(seen)) { "say so" } ". You can also leave it." }
        }
    }
}

/// Ways out of what both agreed to.
fn otherwise(app: &App, seen: &Seen) -> Markup {
    html! {
        section aria-labelledby="otherwise" {
            h2 id="otherwise" { "If it does not fit" }
            p { "Either of you can end it at any time, without a reason." }
            @if seen.is_own() {
                p { (button::link(&format!("/plan/commitments/new?instead={}", id_text(&seen.id.0)), "Offer a smaller one instead")) }
            }
            (deed(app, seen, &button::plain("End it"), "end"))
        }
    }
}

/// A form that does one thing.
fn deed(app: &App, seen: &Seen, button: &Markup, name: &str) -> Markup {
    html! {
        form action=(address(seen)) method="post" {
            (ticket(app, seen.moves))
            (hidden("deed", name))
            (button)
        }
    }
}

/// `POST /plan/commitments/{commitment}`
pub async fn act(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    commitments::see(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let deed = DEEDS.iter().find(|(name, _)| *name == fields.get("deed"));
    let (name, kind) = deed.ok_or(WebError::Unprocessable("That is nothing that this page can do."))?;
    // A way out needs nothing of the page that it was asked for on.
    let command = id_bytes(fields.get("command")).unwrap_or_else(|| app.random_bytes());
    let seen = fields.given("seen").and_then(|seen| seen.parse().ok()).unwrap_or(u32::MAX);
    let request = Request { ticket: Ticket { command: CommandId(command), seen }, kind: kind.clone() };
    let today = space.when(&app).today();
    let said = match commitments::answer(&app, (actor.person, today), id, request).await {
        Ok(()) => match kind {
            CommitmentMove::Accepted | CommitmentMove::Declined => "answered",
            _ => name,
        },
        Err(TogetherError::NotFound | TogetherError::TooMany) => return Err(WebError::NotFound),
        Err(TogetherError::Rejected(rejected)) => match rejected.why {
            Refusal::Stale => "between",
            Refusal::Closed => "closed",
            Refusal::NotAPartner | Refusal::Full | Refusal::Own(_) => "otherwise",
        },
        Err(TogetherError::Action(error)) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("/plan/commitments/{}?said={said}", id_text(&id.0))).into_response())
}
