//! One date of the long term: a look back once it has come, another day, or none.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use troth_domain::limits::PLAN_TEXT_CHARACTERS_MAX;
use troth_domain::plan::PlanText;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, Point};

use super::{ADDRESS, ON, day_of};
use crate::actions::ahead::{self, AheadError, DateChange, Versioned};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::area::Area;
use crate::web::components::day::{DayField, TypedDay};
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{button, summary};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields};
use crate::web::page::Page;
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page};
use crate::web::plan::ahead::{is_gone, words};
use crate::web::plan::showing::who_sees;
use crate::web::plan::start::version;

type Named = Result<Path<String>, PathRejection>;

const BACK: Area<'static> = Area {
    name: "back",
    label: "Looking back",
    hint: "What was it like? What do you want to keep, and what would you change?",
    rows: 5,
    characters_max: PLAN_TEXT_CHARACTERS_MAX,
};

/// `GET /plan/long-term/{day}`. A day with nothing on it leads to the list.
pub async fn show(State(app): State<App>, actor: PersonActor, name: Named) -> Result<Response, WebError> {
    let on = named(name)?;
    let space = Space::of(&app, &actor).await?;
    let Some((point, kept)) = find(&app, &space, on).await? else {
        return Ok(Redirect::to(ADDRESS).into_response());
    };
    let typed = Typed {
        back: point.looked_back.as_ref().map_or(String::new(), |words| words.reveal().to_owned()),
        to: TypedDay::of(on),
        version: Some(kept.version),
    };
    Ok(typed.page((&app, &space), (on, &point, &kept), &[], &html! {}).into_response())
}

fn named(name: Named) -> Result<Date, WebError> {
    let Path(name) = name.map_err(|_| WebError::NotFound)?;
    name.parse().map_err(|_| WebError::NotFound)
}

async fn find(app: &App, space: &Space, on: Date) -> Result<Option<(Point, Versioned<LongTermPlan>)>, WebError> {
    let kept = ahead::long_term(app, space.person.id).await?;
    Ok(kept.and_then(|kept| Some((kept.document.points().get(&on)?.clone(), kept))))
}

/// `POST /plan/long-term/{day}`
pub async fn change(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    name: Named,
    FormFields(fields): FormFields,
) -> Response {
    let on = match named(name) {
        Ok(on) => on,
        // Whoever is not signed in is led to sign in, whatever they ask for.
        Err(error) => return actor.err().unwrap_or(error).into_response(),
    };
    let changed = match actor {
        Ok(actor) => change_for(&app, &actor, on, &fields).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(response) => response,
        Err(error) => {
            let typed = Typed::read(&fields);
            if typed.back.trim().is_empty() {
                return error.into_response();
            }
            given_back::page(&app, error, "Keep it", |button| typed.looking_back(on, &[], button))
        }
    }
}

async fn change_for(app: &App, actor: &PersonActor, on: Date, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let typed = Typed::read(fields);
    let asked = match fields.get("do") {
        "look-back" => PlanText::new(&typed.back)
            .map(DateChange::LookBack)
            .map_err(|fault| FieldError::new(BACK.name, words::fault(fault))),
        "move" => day_of(&typed.to).map(DateChange::MoveTo),
        "take-out" => Ok(DateChange::TakeOut),
        _ => return Err(WebError::Unreadable),
    };
    let refused = match asked {
        Err(error) => Err(error),
        Ok(asked) => {
            let known = (version(fields)?, space.when(app).today());
            match ahead::change(app, actor.person, known, on, asked).await {
                Ok(()) => return Ok(Redirect::to("/plan/long-term?kept").into_response()),
                Err(error) if is_gone(&error) => return Ok(Redirect::to(ADDRESS).into_response()),
                Err(AheadError::ChangedElsewhere) => Ok(()),
                Err(AheadError::Refused(refusal)) => {
                    let field = if refusal == AheadRefusal::NotNow { BACK.name } else { ON.name };
                    Err(FieldError::new(field, words::refusal(refusal)))
                }
                Err(AheadError::Action(error)) => return Err(error.into()),
            }
        }
    };
    let Some((point, kept)) = find(app, &space, on).await? else {
        return Ok(Redirect::to(ADDRESS).into_response());
    };
    let typed = typed.completed(on, &point, Some(kept.version));
    match refused {
        Err(error) => Ok(typed.page((app, &space), (on, &point, &kept), &[error], &html! {}).into_response()),
        Ok(()) => {
            let notice = summary::notice(
                "You changed this on another device",
                html! {
                    p { "Nothing was lost. What you typed here is below. Keep it if it is to take the place of what is kept now." }
                    @if let Some(words) = &point.looked_back { div class="written" dir="auto" { (words.reveal()) } }
                },
            );
            let page = typed.page((app, &space), (on, &point, &kept), &[], &notice);
            Ok(page.status(StatusCode::CONFLICT).into_response())
        }
    }
}

/// What was typed.
struct Typed {
    back: String,
    to: TypedDay,
    version: Option<u32>,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        let to = TypedDay::read(fields, ON.name);
        Self { back: fields.get(BACK.name).to_owned(), to, version: version(fields).ok().flatten() }
    }

    /// With what is kept where nothing was typed, as the version of now.
    fn completed(self, on: Date, point: &Point, version: Option<u32>) -> Self {
        let kept = || point.looked_back.as_ref().map_or(String::new(), |words| words.reveal().to_owned());
        let back = if self.back.is_empty() { kept() } else { self.back };
        let to = if self.to == TypedDay::default() { TypedDay::of(on) } else { self.to };
        Self { back, to, version }
    }

    fn page<'a>(
        &self,
        (app, space): (&'a App, &Space),
        (on, point, kept): (Date, &Point, &Versioned<LongTermPlan>),
        errors: &[FieldError],
        notice: &Markup,
    ) -> Page<'a> {
        let when = space.when(app);
        let title = when.day(on);
        let ways = html! {
            div class="either" {
                (button::plain("Keep it"))
                (button::link(ADDRESS, "Leave it as it is"))
            }
        };
        let body = html! {
            (summary::errors(errors))
            (notice)
            (crumb(ADDRESS, "The time ahead"))
            h1 { (title) }
            p class="lede" dir="auto" { (point.what.reveal()) }
            (who_sees((app, space), "it", Some(kept)))
            @if on <= when.today() {
                (before_writing(&space.content))
                (self.looking_back(on, errors, &ways))
            }
            details class="rules-again" open[errors.iter().any(|error| error.field == ON.name)] {
                summary { "Another day, or none" }
                (self.moving(on, errors))
                (self.form(on, &html! { p { button type="submit" class="button" name="do" value="take-out" { "Take it out" } } }))
            }
        };
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        page(app, &title, body).status(status).has_errors(!errors.is_empty()).script(Script::Summary)
    }

    fn looking_back(&self, on: Date, errors: &[FieldError], ways: &Markup) -> Markup {
        self.form(on, &html! { (hidden("do", "look-back")) (BACK.render(&self.back, errors)) (ways) })
    }

    fn moving(&self, on: Date, errors: &[FieldError]) -> Markup {
        let field = DayField { question: "Move it to", ..ON };
        let content = html! {
            (field.render(&self.to, errors))
            p { button type="submit" class="button" name="do" value="move" { "Move it" } }
        };
        self.form(on, &content)
    }

    fn form(&self, on: Date, content: &Markup) -> Markup {
        html! {
            form action={ (ADDRESS) "/" (on) } method="post" autocomplete="off" novalidate {
                (hidden("version", &self.version.map(|version| version.to_string()).unwrap_or_default()))
                (content)
            }
        }
    }
}
