//! A talk of two at one device: `/plan/talks/{talk}/together`. Whoever is signed in there does things by their own session,
//! the other by a place of theirs that a code of their own opened, and that no other page takes.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, Uri};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::accounts::Code;
use troth_domain::plan::dialogue::{Command, Deed};
use troth_domain::plan::{LogId, TurnText};

use super::room::{REFUSALS, as_draft, check, deed, whatever};
use crate::actions::talks::one_device::{self, Entered, Side};
use crate::actions::talks::{self, Done, Sent};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::components::field::FieldError;
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_text};
use crate::web::person::Space;
use crate::web::person::write::given_back;
use crate::web::plan::shared::ticket_of;

pub mod code;
mod door;
mod screen;

use screen::{Sitting, Typed};

/// What stands before a deed of the other than the one whose turn it is: a break is one's own.
const OTHERS: &str = "other-";

/// The ways from a talk's own page to one device.
pub fn ways(space: &Space, here: &str) -> Markup {
    html! {
        div class="stops" {
            div class="either" {
                (button::link(&format!("{here}/together"), "Both on this device"))
                (button::link(&format!("{here}/code"), html! { "A code for " (space.partner()) "\u{2019}s device" }))
            }
        }
    }
}

/// `GET /plan/talks/{talk}/together`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    headers: HeaderMap,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let sitting = Sitting::of(&app, &actor, id, &headers).await?;
    if query.has("back") && sitting.table.guest.is_none() && !sitting.table.host.seen.is_over() {
        return Ok(door::handed_back(&sitting).into_response());
    }
    sitting.answer(None, &[], html! {})
}

/// `POST /plan/talks/{talk}/together/code`: the code that the other took opens their place here.
pub async fn enter(
    State(app): State<App>,
    actor: PersonActor,
    headers: HeaderMap,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let code = Code::parse(fields.get("code"));
    match one_device::enter(&app, (actor.person, &actor.session), id, code.as_ref()).await? {
        Entered::In(token) => {
            let cookie = AppendHeaders(cookies::begin_room(&token).map(|value| (SET_COOKIE, value)));
            Ok((cookie, Redirect::to(&address(id))).into_response())
        }
        Entered::Wrong => {
            let sitting = Sitting::of(&app, &actor, id, &headers).await?;
            let words = "This code opens nothing. Codes are good for fifteen minutes, and once. Check each letter, or take a new one";
            sitting.answer(None, &[FieldError::new("code", words)], html! {})
        }
        Entered::NotFound => Sitting::of(&app, &actor, id, &headers).await?.answer(None, &[], html! {}),
    }
}

/// `POST /plan/talks/{talk}/together/return`: the other's place here is closed. Whoever is signed in stays so.
pub async fn hand_back(
    State(app): State<App>,
    actor: PersonActor,
    headers: HeaderMap,
    LogNamed(id): LogNamed,
) -> Result<Response, WebError> {
    let sitting = Sitting::of(&app, &actor, id, &headers).await?;
    if let Some(guest) = &sitting.table.guest {
        one_device::end(&app, guest.side.person).await?;
    }
    let gone = AppendHeaders([(SET_COOKIE, cookies::end_room())]);
    Ok((gone, Redirect::to(&format!("{}?back", address(id)))).into_response())
}

/// `POST /plan/talks/{talk}/together`
pub async fn send(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    headers: HeaderMap,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = match actor {
        Ok(actor) => send_for(&app, &actor, (id, &headers), &fields).await,
        Err(error) => Err(error),
    };
    done.unwrap_or_else(|error| {
        if fields.given("words").is_none() {
            return error.into_response();
        }
        // Sent again, it is kept for whoever typed it.
        let carried = [("as", fields.get("as")), ("deed", "look")];
        given_back::page(&app, error, "Keep it", |button| as_draft(&at, fields.get("words"), &carried, button))
    })
}

async fn send_for(
    app: &App,
    actor: &PersonActor,
    (id, headers): (LogId, &HeaderMap),
    fields: &Fields,
) -> Result<Response, WebError> {
    let sitting = Sitting::of(app, actor, id, headers).await?;
    let (words, whose) = (fields.get("words"), fields.get("as"));
    let typed = Typed { whose, words };
    let typist = sitting.side(whose);
    let (name, is_own) = match fields.get("deed").strip_prefix(OTHERS) {
        Some(name) => (name, false),
        None => (fields.get("deed"), true),
    };
    let acting = if is_own { typist } else { sitting.side(other(whose)) };
    let Some(acting) = acting else { return Ok(sitting.gone(words)) };
    if name == "look" {
        keep(app, typist, id, words).await?;
        return sitting.answer(Some(typed), &[], html! {});
    }
    let deed = deed(name, fields).ok_or(WebError::Unprocessable("That is nothing that this page can do."))?;
    if is_own && let Err(wrong) = check(deed, words) {
        return sitting.answer(Some(typed), &[FieldError::new("words", wrong)], html! {});
    }
    let (why, mut gave_back) = act(app, acting, id, (deed, is_own), fields).await?;
    if !is_own {
        keep(app, typist, id, words).await?;
        gave_back = !words.trim().is_empty();
    }
    match why {
        None if !gave_back => Ok(Redirect::to(&address(id)).into_response()),
        why => {
            let after = Sitting::of(app, actor, id, headers).await?;
            let said = why.map_or_else(|| html! {}, screen::not_done);
            after.answer(Some(typed), &[], said)
        }
    }
}

/// Does a deed of one of the two; why it was not done, and whether what was typed is a draft now.
async fn act(
    app: &App,
    acting: &Side,
    id: LogId,
    (deed, is_own): (Deed, bool),
    fields: &Fields,
) -> Result<(Option<&'static str>, bool), WebError> {
    let words = if is_own { fields.get("words") } else { "" };
    let mut ticket = ticket_of(app, fields);
    if !is_own {
        ticket.seen = fields.given("seen-other").and_then(|seen| seen.parse().ok()).unwrap_or(u32::MAX);
    }
    let command = Command { ticket, deed, text: TurnText::new(words).ok() };
    let sent = Sent { command, typed: whatever(words), draft_version: None };
    match talks::send(app, acting.person, id, sent).await? {
        Done::Done { gave_back } => Ok((None, gave_back)),
        Done::Refused { why, gave_back } => {
            let said = REFUSALS.iter().find(|(_, own, _)| *own == why).map(|(.., words)| *words);
            Ok((Some(said.unwrap_or("This was not sent.")), gave_back))
        }
        Done::NotFound => Err(WebError::NotFound),
    }
}

/// What somebody typed and did not say is their own draft, which nobody else sees.
async fn keep(app: &App, typist: Option<&Side>, id: LogId, words: &str) -> Result<(), WebError> {
    if let (Some(typist), Some(words)) = (typist, whatever(words)) {
        talks::add_to_draft(app, typist.person, id, (None, words)).await?;
    }
    Ok(())
}

/// The two as forms call them: in the order in which the couple has them, so that it is the same two whoever signs in here.
const ONE: &str = "one";
const TWO: &str = "two";

fn other(whose: &str) -> &'static str {
    match whose {
        ONE => TWO,
        TWO => ONE,
        _ => "",
    }
}

fn address(id: LogId) -> String {
    format!("/plan/talks/{}/together", id_text(&id.0))
}
