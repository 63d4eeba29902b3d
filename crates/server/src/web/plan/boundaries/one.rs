//! One boundary: its words, and for its author what changes or ends it and what they noted for themselves.

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::boundary::{BoundaryMove, BoundaryRefusal, Crossing, CrossingRefusal, Standing};
use troth_domain::plan::{CommandId, LogId, Page as Seen};

use super::{TEXTS, WORDS, address, author, counts, crossed, shared, stand, words};
use crate::actions::{crossings, together};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::FieldError;
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 5] = [
    ("state", "Your boundary is kept"),
    ("change", "Your new words are kept"),
    ("withdraw", "You took it back"),
    ("note", "Noted. Only you see it"),
    ("delete-note", "The note is deleted"),
];

/// What the rules say no to, as people read it.
pub fn why(refusal: &BoundaryRefusal) -> &'static str {
    match refusal {
        BoundaryRefusal::Stated => "It is stated already, so this was not sent.",
        BoundaryRefusal::NotStated => "You took this boundary back, so this was not sent.",
        BoundaryRefusal::NotTheAuthor => "Only the one who stated it can change it.",
    }
}

/// `GET /plan/boundaries/{boundary}`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let did = shared::did(&query, &DID);
    let shown = Shown::of(&app, &space, id).await?;
    Ok(shown.page(did.unwrap_or_default(), &Fields::default(), (false, &[])).into_response())
}

/// `POST /plan/boundaries/{boundary}`
pub async fn act(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { act_for(&app, &actor?, id, &fields).await };
    let press = if fields.get("deed") == "note" { crossed::KEEP } else { shared::SEND };
    shared::or_give_back(&app, (&at, press), (&fields, &TEXTS), done).await
}

async fn act_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let shown = Shown::of(app, &space, id).await?;
    let done = || Ok(Redirect::to(&format!("{}?did={}", address(id), fields.get("deed"))).into_response());
    let wrong = |errors: &[FieldError]| Ok(shown.page(Markup::default(), fields, (false, errors)).into_response());
    let kind = match fields.get("deed") {
        "change" => match words(fields) {
            Ok(text) => BoundaryMove::Changed(text),
            Err(error) => return wrong(&[error]),
        },
        "withdraw" => BoundaryMove::Withdrawn,
        "note" | "delete-note" => {
            return match note(app, &space, id, fields).await? {
                Ok(()) => done(),
                Err(errors) => wrong(&errors),
            };
        }
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    };
    let said = match shared::send(app, &space, id, (fields, kind)).await? {
        shared::Outcome::Done(_) => return done(),
        shared::Outcome::SentBefore | shared::Outcome::NoRoom => shared::sent_before(),
        shared::Outcome::Refused(refusal) => {
            shared::not_sent(shared::why(&refusal, why), fields.given("words").is_some())
        }
    };
    // As it is by now.
    let shown = Shown::of(app, &space, id).await?;
    Ok(shown.page(said, fields, (true, &[])).into_response())
}

/// Changes what somebody noted for themselves; what is wrong with what was typed.
async fn note(app: &App, space: &Space, id: LogId, fields: &Fields) -> Result<Result<(), Vec<FieldError>>, WebError> {
    let change = if fields.get("deed") == "note" {
        match crossed::read(fields, app.random_bytes()) {
            Ok(crossing) => crossings::Change::Note(crossing, space.when(app).today()),
            Err(errors) => return Ok(Err(errors)),
        }
    } else {
        let crossing = id_bytes(fields.get("crossing")).ok_or(WebError::Unreadable)?;
        crossings::Change::Delete(CommandId(crossing))
    };
    match crossings::change(app, space.person.id, id, change).await? {
        None => Err(WebError::NotFound),
        Some(Ok(())) => Ok(Ok(())),
        Some(Err(CrossingRefusal::DayAhead)) => Ok(Err(vec![crossed::day_ahead()])),
        Some(Err(CrossingRefusal::Full)) => Ok(Err(vec![crossed::no_room()])),
    }
}

/// A page of one boundary.
struct Shown<'a> {
    app: &'a App,
    space: &'a Space,
    id: LogId,
    seen: Seen<BoundaryMove>,
    notes: Vec<Crossing>,
}

impl<'a> Shown<'a> {
    async fn of(app: &'a App, space: &'a Space, id: LogId) -> Result<Self, WebError> {
        let own = space.person.id;
        let seen = together::page::<BoundaryMove>(app, own, id).await?.ok_or(WebError::NotFound)?;
        Ok(Self { app, space, id, seen, notes: crossings::of(app, own, id).await? })
    }

    fn page(&self, said: Markup, typed: &Fields, (is_refused, errors): (bool, &[FieldError])) -> Page<'a> {
        let one = &self.seen.state;
        let is_own = author(one) == Some(self.space.person.id);
        let (when, holds) = (self.space.when(self.app), counts(one));
        let body = html! {
            (summary::errors(errors))
            (said)
            (crumb("/plan/boundaries", "Your boundaries"))
            h1 { "A boundary" }
            p class="floor" { (stand(one, self.space)) }
            @if let Standing::Stated { text, since, .. } = &one.standing {
                div class="sheet" { div class="written" dir="auto" { (text.reveal()) } }
                p class="hint" { "In these words since " (when.day(when.date(*since))) "." }
            }
            @if holds && shared::is_open(self.space) {
                p { a href={ "/plan/talks/new?boundary=" (id_text(&self.id.0)) } { "Bring it to a talk" } }
                p { a href={ "/plan/agenda/new?boundary=" (id_text(&self.id.0)) } { "Bring it to a session" } }
            }
            @if is_own && holds && shared::is_open(self.space) { (self.other_words(typed, errors)) }
            @else { (shared::kept_words(typed.get("words"))) }
            @if holds && !shared::is_open(self.space) { (shared::closed(self.space)) }
            (crossed::section(self.app, (self.id, &when), (&self.notes, is_own), (typed, errors)))
            @if is_own && holds { (self.end()) }
            (shared::foot(self.space))
        };
        shared::whole(self.app, "A boundary", body, (is_refused, errors)).script(Script::Summary)
    }

    fn form(&self, inside: &Markup) -> Markup {
        html! {
            form action=(address(self.id)) method="post" novalidate {
                (shared::ticket(self.app, self.seen.seen))
                (inside)
            }
        }
    }

    fn other_words(&self, typed: &Fields, errors: &[FieldError]) -> Markup {
        let present = match &self.seen.state.standing {
            Standing::Stated { text, .. } => text.reveal(),
            Standing::NotStated | Standing::Withdrawn { .. } => "",
        };
        let text = if typed.has("words") { typed.get("words") } else { present };
        html! {
            details class="fold" open[typed.has("words")] {
                summary { "Put it in other words" }
                (before_writing(&self.space.content))
                (self.form(&html! {
                    (WORDS.render(text, errors))
                    button type="submit" class="button" name="deed" value="change" { "Keep these words" }
                }))
            }
        }
    }

    /// The way out, which is there at any time.
    fn end(&self) -> Markup {
        html! {
            details class="fold" {
                summary { "Take this boundary back" }
                p { "You need no reason. " (self.space.partner()) " sees that you took it back, and not more. What you noted stays with you." }
                (self.form(&html! { button type="submit" class="button" name="deed" value="withdraw" { "Take it back" } }))
            }
        }
    }
}
