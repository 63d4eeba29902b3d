//! What the pages of everything that two do together have in common: what a form carries, what becomes of it, and what was
//! typed and could not be kept.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::people::InvalidPersonal;
use troth_domain::plan::{CommandId, LogId, Machine, Refusal, Reply, Request, Ticket};

use crate::actions::together::{self, LoggedKind, Place, Room, Sending, TogetherError};
use crate::app::App;
use crate::web::components::day::TypedDay;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, page, unread};

/// What every form of such a page carries: a fresh command, and how many moves the page shows.
pub fn ticket(app: &App, seen: u32) -> Markup {
    html! {
        (hidden("command", &id_text(&app.random_bytes())))
        (hidden("seen", &seen.to_string()))
    }
}

/// What a form carried. A way out needs nothing of the page that it was asked for on.
pub fn ticket_of(app: &App, fields: &Fields) -> Ticket {
    let command = id_bytes(fields.get("command")).unwrap_or_else(|| app.random_bytes());
    let seen = fields.given("seen").and_then(|seen| seen.parse().ok()).unwrap_or(u32::MAX);
    Ticket { command: CommandId(command), seen }
}

/// What became of a form.
pub enum Outcome<R> {
    /// It was done, now or when it came before.
    Done(LogId),
    /// The same form came before, with other words in it.
    SentBefore,
    /// As many are there as there may be.
    NoRoom,
    /// The rules say no.
    Refused(Refusal<R>),
}

/// What a form that asked for something new says when nothing was begun.
pub struct NotBegun {
    /// What is wrong in it.
    pub errors: Vec<FieldError>,
    /// What is said above it.
    pub said: Option<Markup>,
}

impl<R> Outcome<R> {
    /// The name of what was begun; `no_room` is said at a field, and `own` says what the machine's own refusals are called.
    ///
    /// # Errors
    /// What the form says then.
    pub fn begun(self, no_room: FieldError, own: impl Fn(&R) -> &'static str) -> Result<LogId, NotBegun> {
        match self {
            Self::Done(id) => Ok(id),
            Self::SentBefore => Err(NotBegun { errors: Vec::new(), said: Some(sent_before()) }),
            Self::NoRoom => Err(NotBegun { errors: vec![no_room], said: None }),
            Self::Refused(refusal) => {
                Err(NotBegun { errors: Vec::new(), said: Some(not_sent(why(&refusal, own), true)) })
            }
        }
    }
}

/// Goes on with something.
pub async fn send<K: Machine + LoggedKind + 'static>(
    app: &App,
    space: &Space,
    id: LogId,
    (fields, kind): (&Fields, K),
) -> Result<Outcome<K::Refusal>, WebError> {
    send_at(app, space, Place::Known(id), (fields, kind)).await
}

/// The same with something that a couple has one of, and that may not have begun.
pub async fn send_at<K: Machine + LoggedKind + 'static>(
    app: &App,
    space: &Space,
    place: Place,
    (fields, kind): (&Fields, K),
) -> Result<Outcome<K::Refusal>, WebError> {
    let request = Request { ticket: ticket_of(app, fields), kind };
    let sending = Sending::new(app, space.person.id, space.when(app).today(), place, request);
    outcome(place.id(), sending.send(app).await)
}

/// Begins something new, which is named after the form's command, where there is room.
pub async fn begin<K: Machine + LoggedKind + 'static>(
    app: &App,
    space: &Space,
    room: Room<K>,
    (fields, kind): (&Fields, K),
) -> Result<Outcome<K::Refusal>, WebError> {
    let command = id_bytes(fields.get("command")).map(CommandId).ok_or(WebError::Unreadable)?;
    let (id, request) = (LogId(command.0), Request { ticket: Ticket { command, seen: 0 }, kind });
    let sending = Sending::new(app, space.person.id, space.when(app).today(), Place::New(id), request);
    outcome(id, together::begin(app, sending, room).await)
}

fn outcome<K: Machine>(id: LogId, answer: Result<Reply<K>, TogetherError<K>>) -> Result<Outcome<K::Refusal>, WebError> {
    match answer {
        Ok(Reply::Taken(_) | Reply::Unchanged(_)) => Ok(Outcome::Done(id)),
        Ok(Reply::Known(_)) => Ok(Outcome::SentBefore),
        Err(TogetherError::TooMany) => Ok(Outcome::NoRoom),
        Err(TogetherError::Rejected(rejected)) if rejected.why == Refusal::NotAPartner => Err(WebError::NotFound),
        Err(TogetherError::Rejected(rejected)) => Ok(Outcome::Refused(rejected.why)),
        Err(TogetherError::NotFound) => Err(WebError::NotFound),
        Err(TogetherError::Action(error)) => Err(error.into()),
    }
}

/// Why something was not done, as people read it; `own` says what the machine's own refusals are called.
pub fn why<R>(refusal: &Refusal<R>, own: impl Fn(&R) -> &'static str) -> &'static str {
    match refusal {
        Refusal::Stale => "Something came in between, so this was not sent.",
        Refusal::Closed | Refusal::NotAPartner => "Joint work is closed, so this was not sent.",
        Refusal::Full => "This has as many changes as it can hold. Please begin a new one.",
        Refusal::Own(refusal) => own(refusal),
    }
}

/// Says that something was not done. What was typed is still on the page.
pub fn not_sent(why: &str, has_words: bool) -> Markup {
    summary::notice(
        why,
        html! {
            p { "This is how things stand now." @if has_words { " What you typed is still here, and only you see it." } }
        },
    )
}

/// Says that the same form came before.
pub fn sent_before() -> Markup {
    not_sent("You sent this form before, with other words. What you typed now was not sent.", true)
}

/// Says what was done, where the address names it: `all` are the names that it may have, and what is said then.
pub fn did(query: &Fields, all: &[(&str, &str)]) -> Option<Markup> {
    all.iter().find(|(name, _)| *name == query.get("did")).map(|(_, words)| done(words))
}

/// Says that something was done.
pub fn done(words: &str) -> Markup {
    notice::done(words, &html! {})
}

/// What is wrong with a text.
pub fn fault(fault: InvalidPersonal, empty: &str) -> String {
    match fault {
        InvalidPersonal::Empty => empty.to_owned(),
        InvalidPersonal::TooLong(characters_max) => format!("Shorten this to {characters_max} characters"),
        InvalidPersonal::Character | InvalidPersonal::Form => {
            "Take out the signs that are no letters. They may have come with something that was pasted".to_owned()
        }
    }
}

/// The day that was typed; none where nothing was, or what to do.
pub fn day_of(fields: &Fields, name: &str) -> Result<Option<Date>, &'static str> {
    let typed = TypedDay::read(fields, name);
    if typed.is_empty() {
        return Ok(None);
    }
    typed.date().map(Some).ok_or("Enter a day that there is, such as March 2, 2027")
}

/// What was typed and could not be sent, where there is no form for it any more: to be read and copied.
pub fn kept_words(words: &str) -> Markup {
    html! {
        @if !words.trim().is_empty() {
            p { "What you typed is here, for you to copy. It was not sent." }
            div class="written" dir="auto" { (words) }
        }
    }
}

/// What the button of a form that was given back says, where its page has several that send something.
pub const SEND: &str = "Send it";

/// Does what a form asks for; where it cannot be done right now, what was typed is given back. `texts` are the names of fields
/// that are typed, and what they are called; `press` is what the form's button says.
pub async fn or_give_back(
    app: &App,
    (at, press): (&Uri, &str),
    (fields, texts): (&Fields, &[(&str, &str)]),
    done: impl Future<Output = Result<Response, WebError>>,
) -> Response {
    done.await.unwrap_or_else(|error| give_back(app, (at, press), fields, texts, error))
}

/// What was typed and cannot be kept because of `error`, in a form that sends the same again.
fn give_back(
    app: &App,
    (at, press): (&Uri, &str),
    fields: &Fields,
    texts: &[(&str, &str)],
    error: WebError,
) -> Response {
    if !texts.iter().any(|(name, _)| fields.given(name).is_some()) {
        return error.into_response();
    }
    let is_text = |name: &str| texts.iter().any(|(text, _)| *text == name);
    given_back::page(app, error, press, |button| {
        html! {
            form action=(at.path()) method="post" novalidate {
                @for (name, value) in fields.iter().filter(|(name, _)| !is_text(name)) { (hidden(name, value)) }
                @for (name, label) in texts {
                    @if fields.given(name).is_some() {
                        div class="field" {
                            label for=(name) { (label) }
                            textarea class="room" id=(name) name=(name) rows="6" dir="auto" autocomplete="off" { "\n" (fields.get(name)) }
                        }
                    }
                }
                (button)
            }
        }
    })
}

/// A page with what is wrong on it.
pub fn whole<'a>(app: &'a App, title: &str, body: Markup, (refused, errors): (bool, &[FieldError])) -> Page<'a> {
    let is_wrong = refused || !errors.is_empty();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page(app, title, body).status(status).has_errors(is_wrong)
}

/// That nobody reads it right away, and where help is.
pub fn foot(space: &Space) -> Markup {
    html! { @if let Some(writing) = &space.content.writing { p class="hint" { (unread(&writing.unread)) } } }
}

/// What stands where a new one would be begun, while there is no joint work.
pub fn closed(space: &Space) -> Markup {
    html! {
        @if space.link.is_linked() { (space.together()) }
        @else { p { "This needs two linked pages. " a href="/home/couple" { "Your link" } } }
    }
}

/// Whether joint work is open, as far as this person knows.
pub fn is_open(space: &Space) -> bool {
    space.link.is_linked() && space.joint_work.is_some_and(|view| view.open)
}
