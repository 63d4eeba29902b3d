//! One talk: its page, the part of it that changes, and what is done there.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::InvalidPersonal;
use troth_domain::plan::dialogue::{Command, Deed, Mode, Refusal, Topic};
use troth_domain::plan::{CommandId, LogId, Ticket, TurnText};
use troth_domain::writing::PrivateText;

use super::part::{self, Typed};
use super::{address, one_device};
use crate::actions::talks::{self, Done, Seen, Sent};
use crate::app::App;
use crate::web::actor::{PersonActor, WaitingActor};
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, crumb, page};
use crate::web::plan::shared::{self, foot};

/// Each deed as forms name it, but for speaking on a topic from before.
const DEEDS: [(&str, Deed); 11] = [
    ("enter", Deed::Enter),
    ("speak", Deed::Speak { on: None }),
    ("reflect", Deed::Reflect),
    ("heard", Deed::Heard),
    ("not-quite", Deed::NotQuite),
    ("pass", Deed::Pass),
    ("park", Deed::Park),
    ("break", Deed::TakeBreak),
    ("back", Deed::ComeBack),
    ("cool-off", Deed::CoolOff),
    ("end", Deed::End),
];

/// Why something was not done, as addresses name it and as people read it.
pub(super) const REFUSALS: [(&str, Refusal, &str); 8] = [
    ("between", Refusal::Stale, "Something came in between, so this was not sent."),
    ("over", Refusal::Ended, "This talk is over, so this was not sent."),
    ("early", Refusal::Gathering, "The talk has not begun yet, so this was not sent."),
    ("still", Refusal::Stopped, "The talk stands still for now, so this was not sent."),
    ("floor", Refusal::NotNow, "It is not your turn for this now, so it was not sent."),
    ("way", Refusal::NotInThisMode, "This way of talking has no such thing."),
    ("topic", Refusal::NoSuchTopic, "That topic is not set aside any more, so this was not sent."),
    ("full", Refusal::TooManyTopics, "This talk has as many topics as it can hold."),
];

/// `GET /plan/talks/{talk}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = talks::see(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let typed = draft(&app, &actor, id).await?;
    Ok(whole(&app, &space, &seen, &typed, &query, &[])?.into_response())
}

/// `GET /plan/talks/{talk}/part`: what changes of the page. Asking for it keeps nobody signed in.
pub async fn part(
    State(app): State<App>,
    WaitingActor { actor, .. }: WaitingActor,
    LogNamed(id): LogNamed,
) -> Result<Markup, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = talks::see(&app, actor.person, id).await?.ok_or(WebError::NotFound)?;
    let typed = draft(&app, &actor, id).await?;
    part::render(&app, &space, &seen, &typed, &[]).ok_or(WebError::NotFound)
}

/// `POST /plan/talks/{talk}`
pub async fn send(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = match actor {
        Ok(actor) => send_for(&app, &actor, id, &fields).await,
        Err(error) => Err(error),
    };
    done.unwrap_or_else(|error| {
        if fields.given("words").is_none() {
            return error.into_response();
        }
        let carried = [("deed", "draft"), ("draft", fields.get("draft"))];
        given_back::page(&app, error, "Keep it", |button| as_draft(&at, fields.get("words"), &carried, button))
    })
}

/// What was typed while it could be kept nowhere, to be kept as a draft; `carried` goes along.
pub(super) fn as_draft(at: &Uri, words: &str, carried: &[(&str, &str)], button: &Markup) -> Markup {
    html! {
        form action=(at.path()) method="post" novalidate {
            @for (name, value) in carried { (hidden(name, value)) }
            div class="field" {
                label for="words" { "What was typed" }
                textarea class="room" id="words" name="words" rows="6" dir="auto" autocomplete="off" { "\n" (words) }
            }
            (button)
        }
    }
}

async fn draft(app: &App, actor: &PersonActor, id: LogId) -> Result<Typed, WebError> {
    let found = talks::draft(app, actor.person, id).await?;
    Ok(found.map_or_else(Typed::default, |found| Typed {
        words: found.document.text.reveal().to_owned(),
        version: Some(found.version),
    }))
}

async fn send_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let typed = Typed {
        words: fields.get("words").to_owned(),
        version: fields.given("draft").and_then(|version| version.parse().ok()),
    };
    let back = |said: &str| Redirect::to(&format!("/plan/talks/{}{said}", id_text(&id.0))).into_response();
    if fields.get("deed") == "draft" {
        let Some(words) = whatever(&typed.words) else { return Ok(back("")) };
        let is_theirs = talks::add_to_draft(app, actor.person, id, (typed.version, words)).await?;
        return if is_theirs { Ok(back("?kept")) } else { Err(WebError::NotFound) };
    }
    let Some(deed) = deed(fields.get("deed"), fields) else {
        talks::see(app, actor.person, id).await?.ok_or(WebError::NotFound)?;
        return Err(WebError::Unprocessable("That is nothing that this page can do."));
    };
    if let Err(words) = check(deed, &typed.words) {
        let space = Space::of(app, actor).await?;
        let seen = talks::see(app, actor.person, id).await?.ok_or(WebError::NotFound)?;
        let errors = [FieldError::new("words", words)];
        return Ok(whole(app, &space, &seen, &typed, &Fields::default(), &errors)?.into_response());
    }
    // A way out needs nothing of the page that it was asked for on.
    let command = id_bytes(fields.get("command")).unwrap_or_else(|| app.random_bytes());
    let seen = fields.given("seen").and_then(|seen| seen.parse().ok()).unwrap_or(u32::MAX);
    let ticket = Ticket { command: CommandId(command), seen };
    let command = Command { ticket, deed, text: TurnText::new(&typed.words).ok() };
    let sent = Sent { command, typed: whatever(&typed.words), draft_version: typed.version };
    Ok(match talks::send(app, actor.person, id, sent).await? {
        Done::Done { gave_back: false } => back(""),
        Done::Done { gave_back: true } => back("?draft"),
        Done::Refused { why, gave_back } => {
            let said = REFUSALS.iter().find(|(_, own, _)| *own == why).map_or("between", |(said, ..)| said);
            back(&format!("?said={said}{}", if gave_back { "&draft" } else { "" }))
        }
        Done::NotFound => return Err(WebError::NotFound),
    })
}

/// The deed of this name, on the topic that a form names.
pub(super) fn deed(name: &str, fields: &Fields) -> Option<Deed> {
    let deed = DEEDS.iter().find(|(own, _)| *own == name).map(|(_, deed)| *deed)?;
    match (deed, fields.given("on").and_then(|on| on.parse().ok())) {
        (Deed::Speak { .. }, Some(on)) => Some(Deed::Speak { on: Some(Topic(on)) }),
        (deed, _) => Some(deed),
    }
}

/// What is wrong with the words of a turn. Whatever else is done, they are a draft.
pub(super) fn check(deed: Deed, words: &str) -> Result<(), String> {
    let fault = match (deed, TurnText::new(words)) {
        (Deed::Speak { .. } | Deed::Reflect, Err(fault)) => fault,
        (Deed::NotQuite, Err(fault)) if fault != InvalidPersonal::Empty => fault,
        _ => return Ok(()),
    };
    Err(match fault {
        InvalidPersonal::TooLong(_) => {
            format!("Shorten this to {} characters. The rest can be a turn of its own", limits::TURN_CHARACTERS_MAX)
        }
        fault => shared::fault(fault, "Write a few words, or choose another button"),
    })
}

/// What was typed, as much of it as can be kept at all.
pub(super) fn whatever(words: &str) -> Option<PrivateText> {
    let is_kept = |sign: &char| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t');
    let words = words.chars().filter(is_kept).take(limits::WRITING_CHARACTERS_MAX).collect::<String>();
    PrivateText::new(&words).ok()
}

fn whole<'a>(
    app: &'a App,
    space: &Space,
    seen: &Seen,
    typed: &Typed,
    query: &Fields,
    errors: &[FieldError],
) -> Result<Page<'a>, WebError> {
    let part = part::render(app, space, seen, typed, errors).ok_or(WebError::NotFound)?;
    let here = address(seen);
    let is_live = seen.mode().is_together() && !seen.is_over();
    let stream = is_live.then(|| format!("{here}/events"));
    let body = html! {
        (summary::errors(errors))
        (said(query))
        (crumb("/plan/talks", "Your talks"))
        h1 { bdi { (seen.talk.topic.reveal()) } }
        div data-talk=(here) data-stream=[stream]
            data-elsewhere="What you type is in this page only now: a draft was kept on another device." { (part) }
        p id="talk-said" class="visually-hidden" role="status" aria-live="polite" {}
        @if seen.mode() == Mode::OneDevice && !seen.is_over() { (one_device::ways(space, &here)) }
        (foot(space))
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(app, "A talk", body).status(status).has_errors(!errors.is_empty());
    Ok(page.script(Script::Summary).script(Script::Talk))
}

/// What became of what was sent before.
fn said(query: &Fields) -> Markup {
    let why = REFUSALS.iter().find(|(said, ..)| *said == query.get("said")).map(|(.., words)| *words);
    let draft = "What you typed is below, as your draft. Only you see it.";
    html! {
        @match (why, query.has("draft")) {
            (Some(why), is_draft) => {
                (summary::notice(why, html! { @if is_draft { p { (draft) } } @else { p { "This is how things stand now." } } }))
            }
            (None, true) => { (notice::done("What you typed is kept", &html! { p { (draft) } })) }
            (None, false) if query.has("kept") => { (notice::done("Kept as your draft", &html! { p { "Only you see it." } })) }
            (None, false) => {}
        }
    }
}
