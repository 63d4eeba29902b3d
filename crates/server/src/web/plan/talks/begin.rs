//! Beginning a talk: what about, in which way, and who speaks first.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::people::{InvalidPersonal, PersonId};
use troth_domain::plan::boundary::BoundaryMove;
use troth_domain::plan::commitment::NextTalkPrompt;
use troth_domain::plan::conflict::ConflictMove;
use troth_domain::plan::dialogue::{Mode, Topic};
use troth_domain::plan::{CommandId, LogId, PlanLine};

use super::told;
use crate::actions::talks::{self, BeginError, BeginRequest, Seen};
use crate::actions::together;
use crate::actions::{commitments, doubts};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, hidden, radios};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page};
use crate::web::plan::shared::foot;
use crate::web::plan::{boundaries, conflicts};

const TOPIC: Line<'_> = Line {
    name: "topic",
    label: "What is it about?",
    hint: "A few words, such as \u{201c}Sunday evening\u{201d}. Your partner sees them.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};
/// What the button says.
const BEGIN: &str = "Begin it";
const BEFORE_READING: &str = "Something I would like to ask first";
const MODES: [(&str, &str); 3] = [
    ("live", "Live: both at the same time, each on a device of their own"),
    ("device", "On one device: both at the same time, side by side"),
    ("turns", "By turns, over days"),
];
const FIRST: [(&str, &str); 2] = [("me", "I do"), ("partner", "They do")];

/// `GET /plan/talks/new`; with `?about=` a commitment, of whoever does it, which the topic then names; with `?boundary=` or
/// `?conflict=` one of these two, whose first words are the topic to begin with; with `?before-reading` a question before an
/// account is asked for, by turns.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let filled = if query.has("before-reading") {
        Some(Fields::of([
            ("topic", BEFORE_READING.to_owned()),
            ("mode", "turns".to_owned()),
            ("first", "me".to_owned()),
        ]))
    } else {
        topic(&app, actor.person, &query).await?.map(|topic| Fields::of([("topic", topic)]))
    };
    Ok(asking(&app, &space, &filled.unwrap_or_default(), &[]).into_response())
}

/// The words to begin with, in a talk or on the list for a session, if the address names something of these two or a doubt of
/// one's own.
pub async fn topic(app: &App, person: PersonId, query: &Fields) -> Result<Option<String>, WebError> {
    let named = |name: &str| id_bytes(query.get(name)).map(LogId);
    if let Some(id) = named("about") {
        let about = commitments::see(app, person, id).await?;
        let prompt = about.as_ref().and_then(|seen| NextTalkPrompt::of(&seen.commitment));
        let drafted = prompt.filter(|prompt| prompt.is_drafted_by(person));
        return Ok(drafted.map(|prompt| prompt.terms.will().reveal().to_owned()));
    }
    if let Some(id) = named("boundary") {
        let page = together::page::<BoundaryMove>(app, person, id).await?;
        return Ok(page.map(|page| boundaries::name(&page.state)));
    }
    if let Some(id) = named("conflict") {
        let page = together::page::<ConflictMove>(app, person, id).await?;
        return Ok(page.map(|page| conflicts::name(&page.state).to_owned()));
    }
    if let Some(id) = named("talk") {
        let seen = talks::see(app, person, id).await?;
        return Ok(seen.and_then(|seen| set_aside(&seen, query.get("topic"))));
    }
    let Some(id) = named("doubt") else { return Ok(None) };
    let seen = doubts::see(app, person).await?;
    let own = seen.own.iter().find(|(own, _)| *own == id).map(|(_, doubt)| &doubt.question);
    let theirs = seen.theirs.iter().find(|(theirs, ..)| *theirs == id);
    let theirs = theirs.and_then(|(_, asked, _)| Some(asked.for_other(person, app.now())?.0));
    Ok(own.or(theirs).map(|question| question.reveal().to_owned()))
}

/// The topic of this number, if it was set aside in a talk.
fn set_aside(seen: &Seen, number: &str) -> Option<String> {
    let (view, topic) = (seen.view()?, Topic(number.parse().ok()?));
    view.parked.contains(&topic).then(|| told::topic_name(seen, &view, topic))
}

/// `POST /plan/talks/new`
pub async fn begin(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let begun = match actor {
        Ok(actor) => begin_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    begun.unwrap_or_else(|error| {
        if fields.given("topic").is_none() {
            return error.into_response();
        }
        given_back::page(&app, error, BEGIN, |button| form(&app, &fields, &[], button))
    })
}

async fn begin_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let request = match read(fields)? {
        Ok(request) => request,
        Err(errors) => return Ok(asking(app, &space, fields, &errors).into_response()),
    };
    match talks::begin(app, actor.person, request).await {
        Ok(id) => Ok(Redirect::to(&format!("/plan/talks/{}", id_text(&id.0))).into_response()),
        // The page says so, for both alike.
        Err(BeginError::Closed) => {
            Ok(asking(app, &space, fields, &[]).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
        }
        Err(BeginError::TooMany) => {
            let words = format!("You have {} talks under way. End one of them first", limits::TALKS_OPEN_MAX);
            Ok(asking(app, &space, fields, &[FieldError::new("topic", words)]).into_response())
        }
        Err(BeginError::Action(error)) => Err(error.into()),
    }
}

/// What was asked for, or all that is wrong with it at once.
fn read(fields: &Fields) -> Result<Result<BeginRequest, Vec<FieldError>>, WebError> {
    let command = id_bytes(fields.get("command")).map(CommandId).ok_or(WebError::Unreadable)?;
    let mut errors = Vec::new();
    let topic = PlanLine::new(fields.get("topic")).map_err(|fault| {
        errors.push(FieldError::new(
            "topic",
            match fault {
                InvalidPersonal::TooLong(characters_max) => format!("Shorten this to {characters_max} characters"),
                InvalidPersonal::Empty => "Say in a few words what it is about".to_owned(),
                InvalidPersonal::Character | InvalidPersonal::Form => "Use letters and signs, on one line".to_owned(),
            },
        ));
    });
    let mode = match fields.get("mode") {
        "live" => Some(Mode::Live),
        "device" => Some(Mode::OneDevice),
        "turns" => Some(Mode::ByTurns),
        _ => None,
    };
    let partner_first = match fields.get("first") {
        "me" => Some(false),
        "partner" => Some(true),
        _ => None,
    };
    if mode.is_none() {
        errors.push(FieldError::new("mode", "Choose how you want to talk"));
    }
    if partner_first.is_none() {
        errors.push(FieldError::new("first", "Choose who speaks first"));
    }
    Ok(match (topic, mode, partner_first) {
        (Ok(topic), Some(mode), Some(partner_first)) => Ok(BeginRequest { command, topic, mode, partner_first }),
        _ => Err(errors),
    })
}

fn asking<'a>(app: &'a App, space: &Space, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
    let is_open = space.joint_work.is_some_and(|view| view.open);
    let ways = html! {
        div class="either" {
            (button::plain(BEGIN))
            (button::link("/plan/talks", "Not now"))
        }
    };
    let body = html! {
        (summary::errors(errors))
        (crumb("/plan/talks", "Your talks"))
        h1 { "Begin a talk" }
        @if is_open {
            p { "A " strong { "live" } " talk begins once both of you have come in. It is over after a day. No message goes out, so tell them when you come in." }
            p { "A talk " strong { "on one device" } " is the same, and you hand one phone or computer to and fro. Whoever is the guest there takes a code first, on a device of their own." }
            p { "In a talk " strong { "by turns" } ", each of you answers when you can. " (space.pacing()) }
            (before_writing(&space.content))
            (form(app, typed, errors, &ways))
        } @else if space.link.is_linked() {
            (space.together())
        } @else {
            p { "A talk needs two linked pages. " a href="/home/couple" { "Your link" } }
        }
        (foot(space))
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, "Begin a talk", body).status(status).has_errors(!errors.is_empty()).script(Script::Summary)
}

fn form(app: &App, typed: &Fields, errors: &[FieldError], ways: &Markup) -> Markup {
    let fresh = id_text(&app.random_bytes());
    let command = typed.given("command").unwrap_or(&fresh);
    html! {
        form action="/plan/talks/new" method="post" novalidate {
            (hidden("command", command))
            (TOPIC.render(typed.get("topic"), errors))
            (radios("mode", "How do you want to talk?", &MODES, typed.get("mode"), errors))
            (radios("first", "Who speaks first?", &FIRST, typed.get("first"), errors))
            (ways)
        }
    }
}
