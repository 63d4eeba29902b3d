//! One question a page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::people::PersonId;
use troth_domain::plan::BreachId;
use troth_domain::plan::entry::{OwnEntry, StatedBreach, Statements};
use troth_domain::plan::proposal::{Area, Breach, Goal, Whose};

use super::{onward, version, words};
use crate::actions::own_plan::{self, OwnPlanError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::field::{checkbox, hidden, radios, select};
use crate::web::components::summary;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, crumb, page, unread};

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// What happened, and by whom.
    What,
    /// What one wants.
    Goal,
    /// What is hard at the moment.
    Hard,
}

impl Question {
    /// Every one, in the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::What, Self::Goal, Self::Hard];

    /// Its page.
    pub fn address(self) -> &'static str {
        match self {
            Self::What => "/plan/start/what",
            Self::Goal => "/plan/start/goal",
            Self::Hard => "/plan/start/hard",
        }
    }

    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::What => "What happened",
            Self::Goal => "What you want",
            Self::Hard => "What is hard right now",
        }
    }

    /// What is asked after it.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::What => Some(Self::Goal),
            Self::Goal => Some(Self::Hard),
            Self::Hard => None,
        }
    }

    fn named(name: Result<Path<String>, PathRejection>) -> Result<Self, WebError> {
        let Path(name) = name.map_err(|_| WebError::NotFound)?;
        let is_named = |one: &Self| one.address().strip_prefix("/plan/start/") == Some(name.as_str());
        Self::ALL.into_iter().find(is_named).ok_or(WebError::NotFound)
    }
}

/// What is sent where somebody would rather not say. Nothing is chosen for anyone beforehand.
const NOT_SAID: &str = "none";

/// `GET /plan/start/{question}`; with `?change` it leads back to the answers.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    name: Result<Path<String>, PathRejection>,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let question = Question::named(name)?;
    let space = Space::of(&app, &actor).await?;
    let kept = own_plan::see(&app, actor.person).await?.entry;
    let version = kept.as_ref().map(|kept| kept.version);
    let entry = kept.map_or_else(|| OwnEntry::new(actor.person), |kept| kept.document);
    let asked = Asked { question, entry: &entry, version, is_change: query.has("change") };
    Ok(asked.page(&app, &space, &html! {}).into_response())
}

/// `POST /plan/start/{question}`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    name: Result<Path<String>, PathRejection>,
    FormFields(fields): FormFields,
) -> Response {
    let question = match Question::named(name) {
        Ok(question) => question,
        // Whoever is not signed in is led to sign in, whatever they ask for.
        Err(error) => return actor.err().unwrap_or(error).into_response(),
    };
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, question, &fields).await,
        Err(error) => Err(error),
    };
    match kept {
        Ok(response) => response,
        Err(error) => give_back(&app, question, &fields, error),
    }
}

async fn keep_for(app: &App, actor: &PersonActor, question: Question, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    if fields.get("do") == "skip" {
        return onward(app, actor, question, fields).await;
    }
    let kept = own_plan::see(app, actor.person).await?.entry;
    let now = kept.as_ref().map(|kept| kept.version);
    let before = kept.map_or_else(|| OwnEntry::new(actor.person), |kept| kept.document);
    let entry = answer(question, before.clone(), fields, || BreachId(app.random_bytes()))?;
    if now.is_some() && entry == before {
        return onward(app, actor, question, fields).await;
    }
    match own_plan::keep_entry(app, actor.person, version(fields)?, entry.clone()).await {
        Ok(()) => onward(app, actor, question, fields).await,
        Err(OwnPlanError::ChangedElsewhere) => {
            let asked = Asked { question, entry: &entry, version: now, is_change: fields.has("change") };
            let notice = summary::notice(
                "You changed this on another device",
                html! {
                    p { "Nothing was lost. What is kept now:" }
                    (words::answers(question, &before))
                    p { "What you chose here stands below. Keep it if it is to take that place." }
                },
            );
            Ok(asked.page(app, &space, &notice).status(StatusCode::CONFLICT).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// What was chosen and cannot be kept right now, in its own places.
fn give_back(app: &App, question: Question, fields: &Fields, error: WebError) -> Response {
    let nobody = PersonId([0; 16]);
    let typed = answer(question, OwnEntry::new(nobody), fields, || BreachId(app.random_bytes()));
    let Some(entry) = typed.ok().filter(|entry| *entry != OwnEntry::new(nobody)) else {
        return error.into_response();
    };
    let asked =
        Asked { question, entry: &entry, version: version(fields).ok().flatten(), is_change: fields.has("change") };
    given_back::page(app, error, "Keep it", |button| asked.form(button))
}

/// `entry` with what was chosen; made-up answers are an error.
fn answer(
    question: Question,
    mut entry: OwnEntry,
    fields: &Fields,
    new_id: impl Fn() -> BreachId,
) -> Result<OwnEntry, WebError> {
    const MADE_UP: WebError = WebError::Unprocessable("These are not the answers of our questions.");
    match question {
        Question::What => {
            for kind in Breach::ALL.iter().copied() {
                let whose = fields.given(kind.as_str()).map(|text| Whose::parse(text).ok_or(MADE_UP)).transpose()?;
                entry.statements = state(entry.statements, kind, whose, &new_id)?;
            }
        }
        Question::Goal => {
            entry.goal = fields
                .given("goal")
                .filter(|goal| *goal != NOT_SAID)
                .map(|text| Goal::parse(text).ok_or(MADE_UP))
                .transpose()?;
        }
        Question::Hard => {
            entry.hard = Area::ALL.iter().copied().filter(|area| fields.has(area.as_str())).collect();
        }
    }
    Ok(entry)
}

/// With one breach of a kind stated so, or none.
fn state(
    statements: Statements,
    kind: Breach,
    whose: Option<Whose>,
    new_id: impl Fn() -> BreachId,
) -> Result<Statements, WebError> {
    let known = statements.of_kind(kind).copied();
    match (known, whose) {
        (None, None) => Ok(statements),
        (Some(known), None) => Ok(statements.take_back(known.id)),
        (Some(known), Some(whose)) if known.whose == whose => Ok(statements),
        (known, Some(whose)) => {
            let id = known.map_or_else(new_id, |known| known.id);
            let stated_by = statements.by();
            statements.state(StatedBreach { id, kind, whose, stated_by }).map_err(|_| WebError::Internal)
        }
    }
}

/// A question with what was answered to it.
struct Asked<'a> {
    question: Question,
    entry: &'a OwnEntry,
    version: Option<u32>,
    is_change: bool,
}

impl Asked<'_> {
    fn page<'a>(&self, app: &'a App, space: &Space, said: &Markup) -> Page<'a> {
        let title = self.question.heading();
        let (back, back_words) =
            if self.is_change { ("/plan/start", "Back without a change") } else { ("/plan", "Leave this for now") };
        let buttons = html! {
            div class="either" {
                button type="submit" class="button" name="do" value="keep" { @if self.is_change { "Keep it" } @else { "Go on" } }
                button type="submit" class="button" name="do" value="skip" { @if self.is_change { "Leave it as it is" } @else { "Skip this" } }
            }
        };
        let body = html! {
            (said)
            (crumb(back, back_words))
            h1 { (title) }
            (self.before())
            (self.form(&buttons))
            @if let Some(writing) = &space.content.writing { p class="hint" { (unread(&writing.unread)) } }
        };
        page(app, title, body)
    }

    fn before(&self) -> Markup {
        html! {
            @match self.question {
                Question::What => {
                    p { "Say what fits, as you see it. Leave the rest as it is. Only you see this." }
                }
                Question::Goal => {
                    p { "Each of these is a good answer. You can change it whenever you want. Only you see this." }
                }
                Question::Hard => {
                    p { "Tick what is hard for you. Leave out what you would rather not say. Only you see this." }
                    p class="hint" {
                        "A "
                        a href="/plan/check-in" { "check-in" }
                        " asks about these in two minutes. Your first one is what you start from, so you can see later what has changed."
                    }
                }
            }
        }
    }

    fn form(&self, buttons: &Markup) -> Markup {
        html! {
            form action=(self.question.address()) method="post" autocomplete="off" {
                (hidden("version", &self.version.map(|version| version.to_string()).unwrap_or_default()))
                @if self.is_change { (hidden("change", "yes")) }
                @match self.question {
                    Question::What => (self.what()),
                    Question::Goal => (self.goal()),
                    Question::Hard => {
                        fieldset class="one-of" {
                            legend { "Hard right now" }
                            @for area in Area::ALL { (checkbox(area.as_str(), words::area(*area), self.entry.hard.contains(area))) }
                        }
                    }
                }
                (buttons)
            }
        }
    }

    fn what(&self) -> Markup {
        let choices = Whose::ALL.iter().map(|whose| (whose.as_str().to_owned(), words::whose(*whose).to_owned()));
        let none = (String::new(), "Not this, or not now".to_owned());
        let choices = std::iter::once(none).chain(choices).collect::<Vec<_>>();
        html! {
            @for kind in Breach::ALL {
                @let stated = self.entry.statements.of_kind(*kind).map_or("", |stated| stated.whose.as_str());
                (select(kind.as_str(), words::breach(*kind), &choices, stated, &[]))
            }
        }
    }

    fn goal(&self) -> Markup {
        let goals = Goal::ALL.iter().map(|goal| (goal.as_str(), words::goal(*goal)));
        let choices = goals.chain([(NOT_SAID, "I would rather not say")]).collect::<Vec<_>>();
        radios("goal", "What would you like?", &choices, self.entry.goal.map_or("", Goal::as_str), &[])
    }
}
