//! One exercise: what it is for, its small steps, and places to write for who wants to write here.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};

use super::{OBSTACLES, address, guide_page, is_there, own};
use crate::actions::{own_plan, programme};
use crate::app::App;
use crate::content::Content;
use crate::content::exercises::{Exercise, Place};
use crate::content::references::Reference;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::sources;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, QueryFields, item_text};
use crate::web::page::Page;
use crate::web::person::write::begin::draft_or_finished;
use crate::web::person::write::form::{self, PlaceError, Typed};
use crate::web::person::write::given_back;
use crate::web::person::{Space, before_writing, crumb, page};

type Named = Result<Path<String>, PathRejection>;

/// `GET /plan/exercises/{exercise}`; with `?write` the places to write in.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    name: Named,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let exercise = find(&app, &space, name).await?;
    if query.has("write") && may_be_written(exercise) {
        return Ok(writing_page(&app, &space, exercise, &Typed::of_exercise(exercise), &[]).into_response());
    }
    let adding = if own_plan::may_be_planned(exercise) {
        own::adding(&own_plan::see(&app, actor.person).await?, exercise)
    } else {
        html! {}
    };
    Ok(reading_page(&app, &space.content, exercise, &adding).into_response())
}

/// `POST /plan/exercises/{exercise}`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    at: Uri,
    name: Named,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, name, &fields).await,
        Err(error) => Err(error),
    };
    kept.unwrap_or_else(|error| given_back::answer(&app, &at, &fields, error))
}

async fn keep_for(app: &App, actor: &PersonActor, name: Named, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let exercise = find(app, &space, name).await?;
    if !may_be_written(exercise) {
        return Err(WebError::NotFound);
    }
    let typed = Typed::of_exercise(exercise).read(fields);
    match typed.check() {
        Ok(written) => {
            let id = programme::keep(app, actor.person, exercise, (written, typed.finish)).await?;
            Ok(Redirect::to(&format!("/home/write/{}?kept", item_text(id))).into_response())
        }
        Err(errors) => Ok(writing_page(app, &space, exercise, &typed, &errors).into_response()),
    }
}

/// The exercise of this name, if it can be done now. One that is not open is not there.
async fn find<'a>(app: &App, space: &'a Space, name: Named) -> Result<&'a Exercise, WebError> {
    let Path(name) = name.map_err(|_| WebError::NotFound)?;
    let there = space.there(app).await?;
    let found = space.content.programme.get(&name).filter(|exercise| is_there(exercise, &there));
    found.ok_or(WebError::NotFound)
}

/// Whether it leaves places to write in, for one alone.
fn may_be_written(exercise: &Exercise) -> bool {
    exercise.asks().may_be_written() && !exercise.piece().parts.is_empty()
}

fn reading_page<'a>(app: &'a App, content: &Content, exercise: &Exercise, adding: &Markup) -> Page<'a> {
    let (back, words) = place(content, exercise);
    let body = html! {
        (crumb(&back, &words))
        h1 { (exercise.title) }
        p class="lede" { (exercise.purpose) }
        p class="hint" { "About " (exercise.minutes) " minutes, " (exercise.who.as_str()) "." }
        @if let Some(warning) = &exercise.warning { div class="aside" { p { (warning) } } }
        div class="prose" { (PreEscaped(&exercise.body.html)) }
        div class="either" {
            @if may_be_written(exercise) {
                a class="button" href={ (address(exercise)) "?write" } { "Write it here" }
            }
            a class="button" href=(back) { (exercise.skip) }
        }
        (adding)
        (evidence(content, exercise))
    };
    page(app, &exercise.title, body)
}

/// Where it belongs, and the words of the way back.
fn place(content: &Content, exercise: &Exercise) -> (String, String) {
    match exercise.place {
        Place::Step(number) => {
            let title = guide_page(content, number).map_or("The work", |page| page.short_title.as_str());
            (format!("/plan/steps/{number}"), title.to_owned())
        }
        Place::Obstacle(own) => {
            let found = OBSTACLES.iter().find(|(.., obstacle)| *obstacle == own);
            found.map_or(("/plan".to_owned(), "The work".to_owned()), |(name, words, _)| {
                (format!("/plan/obstacles/{name}"), (*words).to_owned())
            })
        }
    }
}

fn evidence(content: &Content, exercise: &Exercise) -> Markup {
    html! {
        @if let Some(evidence) = &exercise.evidence {
            @let named = evidence.references.iter().filter_map(|key| content.reference(key)).collect::<Vec<&Reference>>();
            section aria-labelledby="sources" {
                h2 id="sources" { "Where this comes from" }
                p { (evidence.text) }
                (sources::list(&named))
            }
        }
    }
}

fn writing_page<'a>(app: &'a App, space: &Space, exercise: &Exercise, typed: &Typed, wrong: &[PlaceError]) -> Page<'a> {
    let body = html! {
        (form::errors(wrong))
        (crumb(&address(exercise), "Back to the exercise"))
        h1 { (exercise.title) }
        (before_writing(&space.content))
        details class="rules-again" {
            summary { "All the small steps" }
            div class="prose" { (PreEscaped(&exercise.body.html)) }
        }
        form action=(address(exercise)) method="post" novalidate {
            (typed.render(wrong))
            (draft_or_finished())
        }
        p { a class="button button-same" href=(address(exercise)) { (exercise.skip) } }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, &exercise.title, body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary)
}
