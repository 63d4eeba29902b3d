//! The guide: its first page, its pages, its exercises, its sources.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, PreEscaped, html};
use troth_domain::practice::Practice;

use super::assets::Script;
use super::components::door::Door;
use super::components::{notice, sources, steps};
use super::discovery;
use super::errors::WebError;
use super::page::Page;
use crate::app::App;
use crate::content::exercises::Exercise;
use crate::content::pages::{GuidePage, Kind};
use crate::content::references::Reference;
use crate::content::{Content, NOT_TO_START, REFERENCES};

/// The addresses under `/guide`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/guide", get(index))
        .route("/guide/{page}", get(show))
        .route("/guide/exercises/{exercise}", get(exercise))
}

/// `GET /guide`
async fn index(State(app): State<App>) -> Response {
    let (content, door) = (app.content().await, Door::of(&app).await);
    index_page(&content, &door).into_response()
}

/// `GET /guide/{page}`
async fn show(State(app): State<App>, name: Result<Path<String>, PathRejection>) -> Result<Response, WebError> {
    let Path(name) = name.map_err(|_| WebError::NotFound)?;
    let content = app.content().await;
    let page = content.page(&name).ok_or(WebError::NotFound)?;
    let door = Door::of(&app).await;
    Ok(guide_page(&content, page, &door).into_response())
}

/// `GET /guide/exercises/{exercise}`
async fn exercise(State(app): State<App>, name: Result<Path<String>, PathRejection>) -> Result<Response, WebError> {
    let Path(name) = name.map_err(|_| WebError::NotFound)?;
    let content = app.content().await;
    let exercise = content.exercises.get(&name).ok_or(WebError::NotFound)?;
    Ok(exercise_page(app.practice(), &content, exercise).into_response())
}

fn index_page<'a>(content: &Content, door: &Door<'a>) -> Page<'a> {
    let of = |wanted: fn(Kind) -> bool| content.pages.iter().filter(|page| wanted(page.kind)).collect::<Vec<_>>();
    let (the_steps, obstacles) = (of(|kind| matches!(kind, Kind::Step(_))), of(|kind| kind == Kind::Obstacle));
    let (first, rest): (Vec<_>, Vec<_>) = of(|kind| kind == Kind::Page)
        .into_iter()
        .filter(|page| page.name != NOT_TO_START)
        .partition(|page| the_steps.first().is_some_and(|step| page.order < step.order));
    let body = html! {
        h1 { "When trust has been broken" }
        p class="lede" { "A guide in short pages, for both partners or for one alone. Read what you need and skip the rest." }
        @if let Some(page) = content.page(NOT_TO_START) {
            (notice::aside(&html! {
                p { "Are you afraid of your partner, or being hurt or watched? Then begin here: " a href=(page.address()) { (page.short_title) } "." }
            }))
        }
        div class="doors" {
            @if let Some(page) = first.first() { (start_reading(page)) }
            (door.render("Talk to someone"))
        }
        @if let Some(others @ [_, ..]) = first.get(1..) { (part("first", "To begin with", steps::pages(others))) }
        (part("steps", "Five steps", steps::steps(&the_steps)))
        (part("obstacles", "What often stands in the way", steps::pages(&obstacles)))
        (part("more", "More", steps::pages(&rest)))
    };
    Page::new(door.practice, "A guide to rebuilding trust", body)
        .at("/guide")
        .describe("What a breach of trust does, five steps that may help to rebuild it, what often stands in the way, and when couples work is not the place to start.")
}

fn start_reading(page: &GuidePage) -> Markup {
    html! {
        section class="door" aria-labelledby="read" {
            h2 id="read" { (page.short_title) }
            p { (page.summary) }
            a class="button" href=(page.address()) { "Start reading" }
        }
    }
}

fn part(id: &str, heading: &str, list: Markup) -> Markup {
    html! { section aria-labelledby=(id) { h2 id=(id) { (heading) } (list) } }
}

fn guide_page<'a>(content: &Content, page: &GuidePage, door: &Door<'a>) -> Page<'a> {
    let place = content.pages.iter().position(|one| one.name == page.name).unwrap_or_default();
    let before = place.checked_sub(1).and_then(|place| content.pages.get(place));
    let after = content.pages.get(place + 1);
    let body = html! {
        p class="crumb" { a href="/guide" { "All pages of the guide" } }
        h1 { (page.title) }
        p class="lede" { (page.summary) }
        p class="hint" { "About " (minutes(page.measure.minutes())) " to read." }
        @if let Some(warning) = &page.warning { (before_hard_content(warning, after)) }
        div class="prose" { (PreEscaped(&page.body.html)) }
        @if let Some(exercise) = page.exercise.as_ref().and_then(|name| content.exercises.get(name)) { (to_exercise(exercise)) }
        @if page.name == REFERENCES { (all_sources(content)) }
        @if page.name == NOT_TO_START { (door.alone()) } @else { (door.render("Talk it over with someone")) }
        (steps::onward(before, after))
        @if page.name != REFERENCES { (page_sources(content, page)) }
    };
    let title = if page.name == REFERENCES { "References" } else { page.title.as_str() };
    let about = discovery::page(door.practice, title, &page.description, &page.address());
    Page::new(door.practice, title, body).at(&page.address()).describe(&page.description).about(about)
}

/// Says what comes, with ways around it that are as easy to take.
fn before_hard_content(warning: &str, after: Option<&GuidePage>) -> Markup {
    notice::aside(&html! {
        p { (warning) }
        ul class="actions" {
            @if let Some(page) = after { li { a href=(page.address()) { "Skip this page" } } }
            li { a href="/help-now" { "Help now" } }
        }
    })
}

fn to_exercise(exercise: &Exercise) -> Markup {
    html! {
        section class="aside" aria-labelledby="exercise" {
            h2 id="exercise" { "An exercise on paper" }
            p { a href=(exercise.address()) { (exercise.title) } ", about " (exercise.minutes) " minutes. " (exercise.purpose) }
            p { "Not if you are afraid of your partner. And you can skip it." }
        }
    }
}

fn page_sources(content: &Content, page: &GuidePage) -> Markup {
    let named: Vec<&Reference> = page.body.marked.iter().filter_map(|key| content.reference(key)).collect();
    html! {
        @if !named.is_empty() {
            section aria-labelledby="sources" {
                h2 id="sources" { "Sources" }
                (sources::list(&named))
                p class="hint" { "How we chose and checked them: " a href={ "/guide/" (REFERENCES) } { "References" } }
            }
        }
    }
}

fn all_sources(content: &Content) -> Markup {
    let pages: Vec<&GuidePage> = content.pages.iter().filter(|page| page.name != REFERENCES).collect();
    // The guide's own. What only an exercise of the programme rests on stands under that exercise.
    let of_guide = |source: &&Reference| content.pages.iter().any(|page| page.body.mentioned.contains(&source.key));
    sources::all(&content.references.iter().filter(of_guide).collect::<Vec<_>>(), &pages)
}

fn exercise_page<'a>(practice: &'a Practice, content: &Content, exercise: &Exercise) -> Page<'a> {
    let page = content.pages.iter().find(|page| page.exercise.as_ref() == Some(&exercise.name));
    let body = html! {
        p class="crumb" {
            @match page {
                Some(page) => a href=(page.address()) { (page.short_title) },
                None => a href="/guide" { "All pages of the guide" },
            }
        }
        h1 { (exercise.title) }
        p class="lede" { (exercise.purpose) }
        p class="hint" {
            "About " (exercise.minutes) " minutes, " (exercise.who.as_str()) ", on paper. Nothing is typed here and nothing is kept."
            @if exercise.not_if_afraid { " " strong { "Not if you are afraid of your partner." } }
        }
        button type="button" class="button" hidden data-paper="" { "Print this page" }
        div class="prose" { (PreEscaped(&exercise.body.html)) }
        @if let Some(page) = page { p { a href=(page.address()) { "Back to: " (page.short_title) } } }
    };
    Page::new(practice, &exercise.title, body)
        .at(&exercise.address())
        .describe(&format!("An exercise on paper, about {} minutes. {}", exercise.minutes, exercise.purpose))
        .script(Script::Paper)
}

fn minutes(count: usize) -> String {
    if count == 1 { "a minute".to_owned() } else { format!("{count} minutes") }
}
