//! After something was not kept: what could help next time. One question a page, each to be skipped; its doer's alone.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::repair::{Repair, RepairRefusal, Step};
use troth_domain::plan::{LogId, PlanText};

use super::{address, words};
use crate::actions::commitments::{self, Seen, Standing};
use crate::actions::follow_through::{self, FollowThroughError, Mending};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::talk::{self, Turn};
use crate::web::components::{button, notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, LogNamed, QueryFields, id_text};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page};
use crate::web::plan::shared::{self, foot};

const TITLE: &str = "What could help next time";

/// What is asked in words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    GotInTheWay,
    Next,
}

impl Question {
    fn named(name: &str) -> Option<Self> {
        [Self::GotInTheWay, Self::Next].into_iter().find(|one| one.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::GotInTheWay => "way",
            Self::Next => "next",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::GotInTheWay => "What got in the way?",
            Self::Next => "What will you do next?",
        }
    }

    fn of(repair: &Repair) -> Option<Self> {
        match repair.step() {
            Step::Begun => Some(Self::GotInTheWay),
            Step::GotInTheWay { .. } => Some(Self::Next),
            Step::Next { .. } | Step::Done { .. } | Step::LaidDown => None,
        }
    }
}

/// `GET /plan/commitments/{commitment}/repair`; with `?on=` a day to begin with.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = own(&app, &actor, id).await?;
    let repair = follow_through::repair(&app, actor.person, seen.name()).await?;
    let on = query.get("on").parse().ok();
    let shown = Shown { app: &app, space: &space, seen: &seen, repair: repair.as_ref(), on };
    Ok(shown.page(&Fields::default(), &[]).into_response())
}

/// `POST /plan/commitments/{commitment}/repair`
pub async fn act(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Response {
    let done = match actor {
        Ok(actor) => act_for(&app, &actor, id, &fields).await,
        Err(error) => Err(error),
    };
    done.unwrap_or_else(|error| {
        let Some(question) = Question::named(fields.get("step")).filter(|_| fields.given("words").is_some()) else {
            return error.into_response();
        };
        let here = format!("/plan/commitments/{}/repair", id_text(&id.0));
        given_back::page(&app, error, "Keep it", |button| {
            let ways = html! { (hidden("do", "keep")) (button) };
            form(&here, question, fields.get("words"), &[], &ways)
        })
    })
}

/// The promise, where it is theirs to keep.
async fn own(app: &App, actor: &PersonActor, id: LogId) -> Result<Seen, WebError> {
    let seen = commitments::see(app, actor.person, id).await?;
    seen.filter(Seen::is_own).ok_or(WebError::NotFound)
}

async fn act_for(app: &App, actor: &PersonActor, id: LogId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let seen = own(app, actor, id).await?;
    let here = || Redirect::to(&format!("{}/repair", address(&seen))).into_response();
    let mending = match (fields.get("do"), Question::named(fields.get("step"))) {
        ("begin", _) => Mending::Begin(fields.get("on").parse().map_err(|_| WebError::Unreadable)?),
        ("finish", _) => Mending::Finish,
        ("lay-down", _) => Mending::LayDown,
        ("delete", _) => Mending::Delete,
        ("keep" | "skip", Some(question)) => match text(fields) {
            Ok(text) if question == Question::Next => Mending::Next(text),
            Ok(text) => Mending::GotInTheWay(text),
            Err(words) => return answer(app, &space, &seen, fields, &[FieldError::new("words", words)]).await,
        },
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    };
    match follow_through::mend(app, actor.person, id, mending).await {
        Ok(()) => Ok(here()),
        // It was gone on with on another device: what was typed is not lost.
        Err(FollowThroughError::Repair(RepairRefusal::NotNow)) if fields.given("words").is_some() => {
            answer(app, &space, &seen, fields, &[]).await
        }
        Err(FollowThroughError::Repair(RepairRefusal::NotNow)) => Ok(here()),
        Err(error) => Err(error.into()),
    }
}

/// The page as it is now, with what was typed.
async fn answer(
    app: &App,
    space: &Space,
    seen: &Seen,
    fields: &Fields,
    errors: &[FieldError],
) -> Result<Response, WebError> {
    let repair = follow_through::repair(app, space.person.id, seen.name()).await?;
    let shown = Shown { app, space, seen, repair: repair.as_ref(), on: None };
    let status = if errors.is_empty() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(shown.page(fields, errors).status(status).into_response())
}

/// What was typed; nothing where it is to be skipped.
fn text(fields: &Fields) -> Result<Option<PlanText>, String> {
    if fields.get("do") == "skip" {
        return Ok(None);
    }
    PlanText::new(fields.get("words"))
        .map(Some)
        .map_err(|fault| shared::fault(fault, "Write a few words, or skip this"))
}

struct Shown<'a> {
    app: &'a App,
    space: &'a Space,
    seen: &'a Seen,
    repair: Option<&'a Repair>,
    on: Option<Date>,
}

impl<'a> Shown<'a> {
    fn page(&self, typed: &Fields, errors: &[FieldError]) -> Page<'a> {
        let here = address(self.seen);
        let promise = words::promise(&self.seen.terms);
        let question = self.repair.and_then(Question::of);
        let is_lost = typed.given("words").is_some() && question.map(Question::name) != typed.given("step");
        let body = html! {
            (summary::errors(errors))
            @if is_lost {
                (summary::notice("You went on with this on another device", html! {
                    p { "This is how it stands now. What you typed here was:" }
                    p dir="auto" { (typed.get("words")) }
                }))
            }
            (crumb(&here, "The promise"))
            h1 { (TITLE) }
            (talk::turn(&Turn { what: html! { "You promise" }, words: Some(&promise), is_own: true }))
            p { "This is for you alone. Nobody else sees that it is here. You can stop at each step, and nothing follows from that." }
            (self.step(question, if is_lost { "" } else { typed.get("words") }, errors))
            (foot(self.space))
        };
        page(self.app, TITLE, body).has_errors(!errors.is_empty()).script(Script::Summary)
    }

    fn step(&self, question: Option<Question>, typed: &str, errors: &[FieldError]) -> Markup {
        let here = format!("{}/repair", address(self.seen));
        let ways = html! {
            div class="either" {
                button type="submit" class="button" name="do" value="keep" { "Go on" }
                button type="submit" class="button" name="do" value="skip" { "Skip this" }
            }
        };
        html! {
            @if let Some(question) = question {
                (before_writing(&self.space.content))
                (form(&here, question, typed, errors, &ways))
                (self.lay_down())
            } @else {
                @match self.repair.map(Repair::step) {
                    Some(Step::Next { .. }) => {
                        (self.said())
                        h2 { "Would something smaller help?" }
                        p { "Something smaller may be easier to keep." }
                        @if self.seen.standing() != Standing::Past {
                            p { (button::link(&format!("/plan/commitments/new?instead={}", id_text(&self.seen.id.0)), "Offer a smaller one instead")) }
                        }
                        (self.one("finish", "That is all"))
                        (self.lay_down())
                    }
                    Some(Step::Done { .. }) => {
                        (notice::done("It is kept for you", &html! {}))
                        (self.said())
                        (self.begin())
                        (self.one("delete", "Delete it"))
                    }
                    Some(Step::LaidDown) => {
                        p { "You laid this down. That is fine." }
                        (self.begin())
                        (self.one("delete", "Delete it"))
                    }
                    Some(Step::Begun | Step::GotInTheWay { .. }) | None => (self.begin()),
                }
            }
        }
    }

    fn begin(&self) -> Markup {
        let when = self.space.when(self.app);
        html! {
            @if let Some(on) = self.on {
                p { "It was due on " (when.day(on)) ". Three short steps, a few minutes." }
                form action={ (address(self.seen)) "/repair" } method="post" {
                    (hidden("on", &on.to_string()))
                    div class="either" {
                        button type="submit" class="button" name="do" value="begin" { "Begin" }
                        (button::link(&address(self.seen), "Not now"))
                    }
                }
            } @else {
                p { "Pick the time that you want to look at, on the page of the " a href=(address(self.seen)) { "promise" } "." }
            }
        }
    }

    /// What was said so far.
    fn said(&self) -> Markup {
        let (obstacle, next) = match self.repair.map(Repair::step) {
            Some(Step::Next { obstacle, next } | Step::Done { obstacle, next, .. }) => {
                (obstacle.as_ref(), next.as_ref())
            }
            _ => (None, None),
        };
        html! {
            @for (question, text) in [(Question::GotInTheWay, obstacle), (Question::Next, next)] {
                @if let Some(text) = text {
                    (talk::turn(&Turn { what: html! { (question.label()) }, words: Some(text.reveal()), is_own: true }))
                }
            }
        }
    }

    fn one(&self, deed: &str, words: &str) -> Markup {
        html! {
            form action={ (address(self.seen)) "/repair" } method="post" {
                (hidden("do", deed))
                (button::plain(words))
            }
        }
    }

    fn lay_down(&self) -> Markup {
        html! { div class="stops" { (self.one("lay-down", "Lay this down")) } }
    }
}

fn form(here: &str, question: Question, typed: &str, errors: &[FieldError], ways: &Markup) -> Markup {
    let area = Area {
        name: "words",
        label: question.label(),
        hint: "",
        rows: 4,
        characters_max: limits::PLAN_TEXT_CHARACTERS_MAX,
    };
    html! {
        form action=(here) method="post" autocomplete="off" novalidate {
            (hidden("step", question.name()))
            (area.render(typed, errors))
            (ways)
        }
    }
}
