//! Dates to look forward to, and to look back on.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits::PLAN_LINE_CHARACTERS_MAX;
use troth_domain::plan::PlanLine;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, Point};

use super::words;
use crate::actions::ahead::{self, AheadError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::day::{DayField, TypedDay};
use crate::web::components::field::{FieldError, Line};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, done, page};
use crate::web::plan::showing::{self, who_sees};
use crate::web::words::When;

pub mod day;

const ADDRESS: &str = "/plan/long-term";
const TITLE: &str = "The time ahead";
const WHAT: Line<'static> = Line {
    name: "what",
    label: "What is it?",
    hint: "Something to keep up, to look at again, or to look forward to: “See how our Sunday walks are going”.",
    kind: "text",
    autocomplete: "off",
    characters_max: PLAN_LINE_CHARACTERS_MAX,
};
const ON: DayField<'static> = DayField { name: "on", question: "On which day?", hint: "" };

/// `GET /plan/long-term`
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let said = html! {
        @if query.has("kept") { (done("It is kept.")) }
        (showing::taken_back(&query))
    };
    let typed = Typed { what: String::new(), on: TypedDay::in_year(space.when(&app).today().year()) };
    Ok(typed.page(&app, &space, &[], &said).await?.into_response())
}

/// `POST /plan/long-term`: adds a date.
pub async fn add(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    FormFields(fields): FormFields,
) -> Response {
    let added = match actor {
        Ok(actor) => add_for(&app, &actor, &fields).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(response) => response,
        Err(error) => {
            let typed = Typed::read(&fields);
            if typed.what.trim().is_empty() {
                return error.into_response();
            }
            given_back::page(&app, error, "Keep it", |button| typed.form(&[], button))
        }
    }
}

async fn add_for(app: &App, actor: &PersonActor, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let typed = Typed::read(fields);
    let (what, on) = match typed.check() {
        Ok(checked) => checked,
        Err(errors) => return Ok(typed.page(app, &space, &errors, &html! {}).await?.into_response()),
    };
    match ahead::add(app, actor.person, on, what, space.when(app).today()).await {
        Ok(()) => Ok(Redirect::to("/plan/long-term?kept").into_response()),
        Err(AheadError::Refused(refusal)) => {
            let field = if refusal == AheadRefusal::Full { WHAT.name } else { ON.name };
            let error = FieldError::new(field, words::refusal(refusal));
            Ok(typed.page(app, &space, &[error], &html! {}).await?.into_response())
        }
        Err(AheadError::ChangedElsewhere) => {
            let notice = summary::notice(
                "You changed this on another device",
                html! { p { "What you typed here is still below. Keep it once more if you want it." } },
            );
            Ok(typed.page(app, &space, &[], &notice).await?.status(StatusCode::CONFLICT).into_response())
        }
        Err(AheadError::Action(error)) => Err(error.into()),
    }
}

/// A date that is to be added.
struct Typed {
    what: String,
    on: TypedDay,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self { what: fields.get(WHAT.name).to_owned(), on: TypedDay::read(fields, ON.name) }
    }

    fn check(&self) -> Result<(PlanLine, Date), Vec<FieldError>> {
        let what = PlanLine::new(&self.what).map_err(|fault| FieldError::new(WHAT.name, words::fault(fault)));
        match (what, day_of(&self.on)) {
            (Ok(what), Ok(on)) => Ok((what, on)),
            (what, on) => Err(what.err().into_iter().chain(on.err()).collect()),
        }
    }

    async fn page<'a>(
        &self,
        app: &'a App,
        space: &Space,
        errors: &[FieldError],
        said: &Markup,
    ) -> Result<Page<'a>, WebError> {
        let kept = ahead::long_term(app, space.person.id).await?;
        let when = space.when(app);
        let ways = html! {
            div class="either" {
                (button::plain("Keep it"))
                (button::link("/plan/steps/5", "Not now"))
            }
        };
        let body = html! {
            (summary::errors(errors))
            (said)
            (crumb("/plan/steps/5", "Back to the step"))
            h1 { (TITLE) }
            p class="lede" { "Days to look forward to, and days to look back on. Nothing here is ever late." }
            (who_sees((app, space), "it", kept.as_ref()))
            p { "You do not need to know yet whether you stay. A date can be for yourself alone." }
            @if let Some(kept) = &kept { (lists(&kept.document, &when)) }
            section aria-labelledby="new" {
                h2 id="new" { @if kept.is_some() { "Another day" } @else { "The first day" } }
                (before_writing(&space.content))
                (self.form(errors, &ways))
            }
            @if kept.is_some() {
                ul class="ways" { li { (showing::way(kept.as_ref())) } }
                p class="hint" { "You can print this page. On paper, whoever finds it can read it." }
            }
        };
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok(page(app, TITLE, body).status(status).has_errors(!errors.is_empty()).script(Script::Summary))
    }

    fn form(&self, errors: &[FieldError], ways: &Markup) -> Markup {
        html! {
            form action=(ADDRESS) method="post" autocomplete="off" novalidate {
                (WHAT.render(&self.what, errors))
                (ON.render(&self.on, errors))
                (ways)
            }
        }
    }
}

/// The day that was typed.
fn day_of(typed: &TypedDay) -> Result<Date, FieldError> {
    typed.date().ok_or_else(|| FieldError::new(ON.name, "Enter a day that there is: month, day and year"))
}

fn lists(plan: &LongTermPlan, when: &When<'_>) -> Markup {
    let today = when.today();
    let (coming, past) = plan.points().iter().partition::<Vec<_>, _>(|(on, _)| **on > today);
    let (looked, open) = past.into_iter().partition::<Vec<_>, _>(|(_, point)| point.looked_back.is_some());
    html! {
        (list("coming", "To look forward to", &coming, when))
        (list("open", "To look back on, if you like", &open, when))
        (list("looked", "You looked back", &looked, when))
    }
}

fn list(id: &str, heading: &str, points: &[(&Date, &Point)], when: &When<'_>) -> Markup {
    html! {
        @if !points.is_empty() {
            section aria-labelledby=(id) {
                h2 id=(id) { (heading) }
                ul class="cards" {
                    @for (on, point) in points {
                        li {
                            a href={ (ADDRESS) "/" (on) } { (when.day(**on)) }
                            p dir="auto" { (point.what.reveal()) }
                        }
                    }
                }
            }
        }
    }
}
