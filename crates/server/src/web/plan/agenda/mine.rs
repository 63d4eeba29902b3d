//! What one person alone would like to bring to a session. Nobody else sees it, but for their therapist once they showed it.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::agenda::{OwnAgenda, OwnLine};
use troth_domain::plan::doubt::{Doubt, Standing};
use troth_domain::plan::{CommandId, LogId, PlanLine};

use super::shared;
use crate::actions::agenda::{self, Change, OwnAgendaError, Versioned};
use crate::actions::doubts;
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, Line, hidden};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_bytes, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_writing, crumb};
use crate::web::plan::showing::{self, who_sees};
use crate::web::plan::start::version;

const ADDRESS: &str = "/plan/agenda/mine";
const TITLE: &str = "What you alone want to bring";
const WORDS: Line<'_> = Line {
    name: "words",
    label: "Add a line",
    hint: "A few words are enough.",
    kind: "text",
    autocomplete: "off",
    characters_max: limits::PLAN_LINE_CHARACTERS_MAX,
};
/// What the buttons say.
const PUT: &str = "Put it on my list";
const REWORD: &str = "Keep these words";
/// What is typed in a form here, for when it has to be given back.
const TEXTS: [(&str, &str); 1] = [("words", "Your line")];
/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 3] =
    [("add", "It is on your list"), ("reword", "Your new words are kept"), ("remove", "It is gone from your list")];

impl From<OwnAgendaError> for WebError {
    fn from(error: OwnAgendaError) -> Self {
        match error {
            OwnAgendaError::Full => Self::Unprocessable("Your list is full."),
            OwnAgendaError::NotThere => Self::NotFound,
            OwnAgendaError::ChangedElsewhere => Self::Unprocessable("It was changed elsewhere in between."),
            OwnAgendaError::Action(error) => error.into(),
        }
    }
}

/// All that the page of the list is made of.
struct Shown<'a> {
    app: &'a App,
    space: Space,
    own: Option<Versioned<OwnAgenda>>,
    /// Doubts that this person takes to a session, and that the list does not have.
    doubts: Vec<(LogId, Doubt)>,
}

impl<'a> Shown<'a> {
    async fn of(app: &'a App, actor: &PersonActor) -> Result<Self, WebError> {
        let space = Space::of(app, actor).await?;
        let own = agenda::own(app, actor.person).await?;
        let mut doubts = doubts::see(app, actor.person).await?.own;
        let is_there = |doubt: &Doubt| own.as_ref().is_some_and(|own| own.document.says(&doubt.question));
        doubts.retain(|(_, doubt)| doubt.standing == Standing::WithTherapist && !is_there(doubt));
        Ok(Self { app, space, own, doubts })
    }

    fn lines(&self) -> &[OwnLine] {
        self.own.as_ref().map_or(&[], |own| &own.document.lines)
    }

    fn page(&self, said: Markup, typed: &Fields, (refused, errors): (bool, &[FieldError])) -> Page<'a> {
        let body = html! {
            (summary::errors(errors))
            (said)
            (crumb("/plan", "The work"))
            h1 { (TITLE) }
            p class="lede" { "A list for yourself, so that nothing is lost by the day of your session." }
            (who_sees((self.app, &self.space), "this list", self.own.as_ref()))
            @if !self.lines().is_empty() {
                ul class="lines" role="list" {
                    @for line in self.lines() {
                        li {
                            p class="line" dir="auto" { (line.words.reveal()) }
                            p { a href={ (ADDRESS) "/" (id_text(&line.id.0)) } { "Change it" span class="visually-hidden" { ": " (line.words.reveal()) } } }
                        }
                    }
                }
            }
            (before_writing(&self.space.content))
            form action=(ADDRESS) method="post" novalidate {
                (hidden("command", &id_text(&self.app.random_bytes())))
                (WORDS.render(typed.get("words"), errors))
                (button::main(PUT))
            }
            (self.of_doubts())
            (self.ways())
            (shared::foot(&self.space))
        };
        shared::whole(self.app, TITLE, body, (refused, errors)).script(Script::Summary)
    }

    /// What they said that they take to a session, each to be added with one press.
    fn of_doubts(&self) -> Markup {
        html! {
            @if !self.doubts.is_empty() {
                section aria-labelledby="doubts" {
                    h2 id="doubts" { "Doubts that you take to a session" }
                    p { "They are not on this list yet. You can change the words once they are." }
                    ul class="lines" role="list" {
                        @for (id, doubt) in &self.doubts {
                            li {
                                p class="line" dir="auto" { (doubt.question.reveal()) }
                                form action=(ADDRESS) method="post" {
                                    (hidden("doubt", &id_text(&id.0)))
                                    button type="submit" class="button" { "Add it" span class="visually-hidden" { ": " (doubt.question.reveal()) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn ways(&self) -> Markup {
        html! {
            ul class="ways" {
                @if self.own.is_some() { li { (showing::way(self.own.as_ref())) } }
                @if self.space.link.is_linked() { li { a href="/plan/agenda" { "The list that you two share" } } }
            }
        }
    }
}

/// `GET /plan/agenda/mine`
pub async fn list(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let shown = Shown::of(&app, &actor).await?;
    let did = shared::did(&query, &DID).unwrap_or_else(|| showing::taken_back(&query));
    Ok(shown.page(did, &Fields::default(), (false, &[])).into_response())
}

/// `POST /plan/agenda/mine`
pub async fn add(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { add_for(&app, &actor?, &fields).await };
    shared::or_give_back(&app, (&at, PUT), (&fields, &TEXTS), done).await
}

async fn add_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let shown = Shown::of(app, actor).await?;
    let again = |words: String| {
        Ok(shown.page(Markup::default(), fields, (false, &[FieldError::new("words", words)])).into_response())
    };
    // A doubt is added once, under its own name.
    let of_doubt = id_bytes(fields.get("doubt")).map(LogId);
    let (id, words) = match of_doubt {
        Some(id) => {
            let found = shown.doubts.iter().find(|(own, _)| *own == id);
            let Some((_, doubt)) = found else { return Ok(Redirect::to(ADDRESS).into_response()) };
            (CommandId(id.0), doubt.question.clone())
        }
        None => match PlanLine::new(fields.get("words")) {
            Ok(words) => (CommandId(id_bytes(fields.get("command")).ok_or(WebError::Unreadable)?), words),
            Err(fault) => return again(shared::fault(fault, "Write in a line what you want to bring")),
        },
    };
    match agenda::change(app, actor.person, id, Change::Add(words)).await {
        Ok(()) => Ok(Redirect::to(&format!("{ADDRESS}?did=add")).into_response()),
        Err(OwnAgendaError::Full) => {
            again(format!("You have {} lines here. Take one of them away first", limits::OWN_AGENDA_LINES_MAX))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /plan/agenda/mine/{own_line}`
pub async fn show(State(app): State<App>, actor: PersonActor, LogNamed(id): LogNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let changing = Changing::of(&app, &space, id).await?;
    Ok(changing.page(Markup::default(), &Fields::default(), &[]).into_response())
}

/// `POST /plan/agenda/mine/{own_line}`
pub async fn change(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = async { change_for(&app, &actor?, id, &fields).await };
    shared::or_give_back(&app, (&at, REWORD), (&fields, &TEXTS), done).await
}

async fn change_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let changing = match Changing::of(app, &space, id).await {
        Err(WebError::NotFound) if fields.given("words").is_some() => return gone(app, actor, fields).await,
        found => found?,
    };
    let done = |did: &str| Ok(Redirect::to(&format!("{ADDRESS}?did={did}")).into_response());
    if fields.get("deed") == "remove" {
        agenda::change(app, actor.person, CommandId(id.0), Change::Remove).await?;
        return done("remove");
    }
    let words = match PlanLine::new(fields.get("words")) {
        Ok(words) => words,
        Err(fault) => {
            let error = FieldError::new("words", shared::fault(fault, "Write a few words, or take the line away"));
            return Ok(changing.page(Markup::default(), fields, &[error]).into_response());
        }
    };
    match agenda::change(app, actor.person, CommandId(id.0), Change::Reword(words, version(fields)?)).await {
        Ok(()) => done("reword"),
        Err(OwnAgendaError::ChangedElsewhere) => {
            let said = summary::notice(
                "You changed your list on another device",
                html! { p { "Nothing was changed just now. What you typed is still here." } },
            );
            // The form has the version of now, so that the same can be sent again.
            let changing = Changing::of(app, &space, id).await?;
            Ok(changing.page(said, fields, &[]).status(StatusCode::CONFLICT).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The line was taken away on another device: what was typed for it stands in the form of a new one.
async fn gone(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let said = summary::notice(
        "This line is not on your list any more",
        html! { p { "Nothing was changed just now. What you typed is still here, as a new line." } },
    );
    let page = Shown::of(app, actor).await?;
    Ok(page.page(said, fields, (true, &[])).status(StatusCode::NOT_FOUND).into_response())
}

/// The page of one line.
struct Changing<'a> {
    app: &'a App,
    space: &'a Space,
    own: Versioned<OwnAgenda>,
    line: OwnLine,
}

impl<'a> Changing<'a> {
    async fn of(app: &'a App, space: &'a Space, id: LogId) -> Result<Self, WebError> {
        let own = agenda::own(app, space.person.id).await?.ok_or(WebError::NotFound)?;
        let line = own.document.lines.iter().find(|line| line.id == CommandId(id.0)).cloned();
        Ok(Self { app, space, own, line: line.ok_or(WebError::NotFound)? })
    }

    fn page(&self, said: Markup, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
        let words = if typed.has("words") { typed.get("words") } else { self.line.words.reveal() };
        let field = Line { label: "What you want to bring", hint: "", ..WORDS };
        let body = html! {
            (summary::errors(errors))
            (said)
            (crumb(ADDRESS, TITLE))
            h1 { "Change a line" }
            (who_sees((self.app, self.space), "this list", Some(&self.own)))
            (before_writing(&self.space.content))
            form action={ (ADDRESS) "/" (id_text(&self.line.id.0)) } method="post" novalidate {
                (hidden("version", &self.own.version.to_string()))
                (field.render(words, errors))
                div class="actions" {
                    button type="submit" class="button" name="deed" value="reword" { (REWORD) }
                    button type="submit" class="button" name="deed" value="remove" { "Take it off my list" }
                }
            }
            (shared::foot(self.space))
        };
        shared::whole(self.app, "Change a line", body, (false, errors)).script(Script::Summary)
    }
}
