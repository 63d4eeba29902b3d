//! A plan of one's own on its page, and what its owner does with it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::plan::own_plan::{Origin, OwnPlan, Progress, Way};
use troth_domain::practice::Slug;

use super::couple_plan::{self, Part};
use super::{showing, start};
use crate::actions::own_plan::{self, Change, Own, OwnPlanError};
use crate::app::App;
use crate::content::exercises::Exercise;
use crate::web::actor::PersonActor;
use crate::web::components::field::hidden;
use crate::web::components::own_plan::{Line, away, next, open};
use crate::web::components::{notice, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page, unread};

impl From<OwnPlanError> for WebError {
    fn from(error: OwnPlanError) -> Self {
        match error {
            OwnPlanError::ChangedElsewhere => Self::Unprocessable("It was changed elsewhere in between."),
            OwnPlanError::NotThere => Self::Unprocessable("There is no such thing in your plan."),
            OwnPlanError::Full => Self::Unprocessable("Your plan is full. You can still do it from its own page."),
            OwnPlanError::Action(error) => error.into(),
        }
    }
}

/// What a plan page shows above the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// That something was done, in these words.
    Done(&'static str),
    /// That it was changed on another device, and nothing was done.
    ChangedElsewhere,
}

impl Said {
    /// What an address asks to say.
    pub fn of(query: &Fields) -> Self {
        let said = [
            ("proposed", "Here is your plan."),
            ("added", "It is in your plan."),
            ("deleted", "It is deleted."),
            ("taken-back", "Your therapist does not see it any more."),
        ];
        said.iter().find(|(name, _)| query.has(name)).map_or(Self::Nothing, |(_, words)| Self::Done(words))
    }

    /// It, above a plan or where there is none.
    pub fn render(self) -> Markup {
        match self {
            Self::Nothing => html! {},
            Self::Done(words) => notice::done(words, &html! {}),
            Self::ChangedElsewhere => summary::notice(
                "You changed your plan on another device",
                html! { p { "Nothing was changed just now. Here is your plan as it is." } },
            ),
        }
    }
}

/// What a plan page is made of.
pub struct Shown<'a> {
    pub space: &'a Space,
    pub own: &'a Own,
    pub plan: &'a OwnPlan,
    pub parts: &'a [Part],
}

impl<'a> Shown<'a> {
    /// The page of it.
    pub fn page(&self, app: &'a App, said: Said, rest: &Markup) -> Page<'a> {
        let lines = self.lines();
        let (waiting, put_away): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.item.progress == Progress::Open);
        let body = html! {
            (said.render())
            (crumb("/home", "Your space"))
            h1 { "Your plan" }
            p class="lede" { "One thing after another, in your own time. Nothing here is ever late." }
            (self.waiting(&waiting))
            @if !put_away.is_empty() {
                details class="rules-again" {
                    summary { "Done, and set aside" }
                    (away(&put_away))
                }
            }
            (self.yours())
            (couple_plan::section(self.space, self.parts))
            (rest)
            @if let Some(writing) = &self.space.content.writing { p class="hint" { (unread(&writing.unread)) } }
        };
        let is_stale = said == Said::ChangedElsewhere;
        let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
        page(app, "Your plan", body).status(status)
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let content = &self.space.content;
        let items = self.plan.items.iter().filter(|item| self.own.shows(content, item));
        let lines = items.filter_map(|item| {
            let why = match &item.origin {
                Origin::Rules { rule } => content.plan.as_ref().and_then(|plan| plan.why(rule)),
                Origin::Own | Origin::Therapist => None,
            };
            let exercise = content.programme.get(item.exercise.as_str())?;
            let assigned = self.own.assigned.contains(&item.exercise);
            Some(Line { item, exercise, why, assigned, version: self.own.version() })
        });
        lines.collect()
    }

    fn waiting(&self, waiting: &[Line<'_>]) -> Markup {
        html! {
            section aria-labelledby="next" {
                h2 id="next" { "Next" }
                @match waiting.first() {
                    Some(first) => (next(first, waiting.len() == 1)),
                    None => p { "Nothing is open. That is fine. You can open something again, or add something from any step." },
                }
            }
            @if waiting.len() > 1 {
                section aria-labelledby="then" {
                    h2 id="then" { "After that" }
                    (open(waiting, 1))
                }
            }
        }
    }

    fn yours(&self) -> Markup {
        html! {
            section aria-labelledby="own" {
                h2 id="own" { "This plan is yours" }
                p { "Nobody else sees it." @if self.is_shown() { " Your therapist does, because you showed it." } }
                ul class="ways" {
                    li {
                        a href="/plan/start" {
                            @if self.own.entry.is_some() { "Your answers, and a new proposal" }
                            @else { "Answer three questions, and more is proposed" }
                        }
                    }
                    li { (showing::way(self.own.kept.as_ref())) }
                }
            }
        }
    }

    fn is_shown(&self) -> bool {
        self.own.kept.as_ref().is_some_and(|kept| kept.therapist_since.is_some())
    }
}

/// `POST /plan/own`
pub async fn change(
    State(app): State<App>,
    actor: PersonActor,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let change = match fields.get("do") {
        "add" => {
            own_plan::add(&app, actor.person, fields.get("exercise")).await?;
            return Ok(Redirect::to("/plan?added").into_response());
        }
        "done" => Change::Mark(Progress::Done),
        "set-aside" => Change::Mark(Progress::SetAside),
        "open" => Change::Mark(Progress::Open),
        "earlier" => Change::Step(Way::Earlier),
        "later" => Change::Step(Way::Later),
        _ => return Err(WebError::Unreadable),
    };
    let exercise = Slug::new(fields.get("exercise")).map_err(|_| WebError::Unreadable)?;
    match own_plan::change(&app, actor.person, start::version(&fields)?, &exercise, change).await {
        Ok(()) => Ok(Redirect::to("/plan").into_response()),
        Err(OwnPlanError::ChangedElsewhere) => {
            let space = Space::of(&app, &actor).await?;
            super::shown(&app, &space, Said::ChangedElsewhere).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Beside an exercise: that it is in the plan, or a way to put it there.
pub fn adding(own: &Own, exercise: &Exercise) -> Markup {
    html! {
        @if own.has_open(&exercise.name) { p { a href="/plan" { "In your plan" span class="visually-hidden" { ": " (exercise.title) } } } }
        @else {
            form class="add-to-plan" action="/plan/own" method="post" {
                (hidden("exercise", &exercise.name))
                (hidden("do", "add"))
                button type="submit" class="button button-small" {
                    "Add to my plan" span class="visually-hidden" { ": " (exercise.title) }
                }
            }
        }
    }
}
