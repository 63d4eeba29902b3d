//! Something new. Where it is hard, that is said first, and to leave it is as easy as to go on.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::writing::ItemKind;

use super::form::{self, PlaceError, Typed};
use super::given_back;
use crate::actions::writing::{self, SaveRequest};
use crate::app::App;
use crate::content::writing::Piece;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::hidden;
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, KindNamed, QueryFields, item_text};
use crate::web::page::Page;
use crate::web::person::{Space, before_going_on, before_writing, crumb, page};

/// `GET /home/write/new/{kind}`: what it is; with `?begin` the form, and with `?after-reading` what an account may leave one with.
pub async fn show(
    State(app): State<App>,
    actor: PersonActor,
    KindNamed(kind): KindNamed,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let piece = piece(&space, kind)?;
    match &piece.warning {
        Some(warning) if !query.has("begin") => Ok(before(&app, &space, piece, warning).into_response()),
        _ => {
            let is_after_reading = query.has(AFTER_READING);
            Ok(writing_page(&app, &space, (piece, is_after_reading), &Typed::of(piece, None), &[]).into_response())
        }
    }
}

/// `POST /home/write/new/{kind}`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    address: Uri,
    KindNamed(kind): KindNamed,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, kind, &fields).await,
        Err(error) => Err(error),
    };
    kept.unwrap_or_else(|error| given_back::answer(&app, &address, &fields, error))
}

async fn keep_for(app: &App, actor: &PersonActor, kind: ItemKind, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let piece = piece(&space, kind)?;
    let typed = Typed::of(piece, None).read(fields);
    let writing = match typed.check() {
        Ok(writing) => writing,
        Err(errors) => {
            let page = writing_page(app, &space, (piece, fields.has(AFTER_READING)), &typed, &errors);
            return Ok(page.into_response());
        }
    };
    let request = SaveRequest { replaces: None, kind, writing, finish: typed.finish };
    let id = writing::save(app, actor.person, request).await?;
    Ok(Redirect::to(&format!("/home/write/{}?kept", item_text(id))).into_response())
}

fn piece(space: &Space, kind: ItemKind) -> Result<&Piece, WebError> {
    space.content.writing.as_ref().and_then(|writing| writing.piece_for(kind)).ok_or(WebError::NotFound)
}

fn before<'a>(app: &'a App, space: &Space, piece: &Piece, warning: &str) -> Page<'a> {
    let body = html! {
        (crumb("/home/write", "What you write"))
        h1 { (piece.title) }
        p class="lede" { (piece.purpose) }
        p { "About " (piece.minutes) " minutes, in one go or in several. You can skip any of it." }
        div class="aside" { p { (warning) } }
        (before_writing(&space.content))
        div class="either" {
            a class="button" href={ "/home/write/new/" (piece.kind.as_str()) "?begin" } { "Begin" }
            a class="button" href="/home/write" { (piece.skip) }
        }
    };
    page(app, &piece.title, body)
}

/// What an address and a form say where an account was read before.
const AFTER_READING: &str = "after-reading";

fn writing_page<'a>(
    app: &'a App,
    space: &Space,
    (piece, is_after_reading): (&Piece, bool),
    typed: &Typed,
    wrong: &[PlaceError],
) -> Page<'a> {
    let body = html! {
        (form::errors(wrong))
        (crumb("/home/write", "What you write"))
        h1 { (piece.title) }
        p class="lede" { (piece.purpose) }
        @if is_after_reading {
            p { "Some things to begin with: what I can take in today, what I cannot take in yet, and one question that I have." }
        }
        @if piece.warning.is_some() { (before_going_on(&space.content)) } @else { (before_writing(&space.content)) }
        form action={ "/home/write/new/" (piece.kind.as_str()) } method="post" novalidate {
            (typed.render(wrong))
            @if is_after_reading { (hidden(AFTER_READING, "yes")) }
            (draft_or_finished())
        }
        p { a class="button button-same" href="/home/write" { (piece.skip) } }
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page(app, &piece.title, body).status(status).has_errors(!wrong.is_empty()).script(Script::Summary)
}

/// How to keep what is not finished yet.
pub fn draft_or_finished() -> Markup {
    html! {
        p class="hint" {
            "Only you see it, either way. Both can be changed later. Only what is finished can be shared, if you ever want that."
        }
        div class="either" {
            button type="submit" class="button" { "Keep it as a draft" }
            button type="submit" class="button" name="finish" value="yes" { "Keep it as finished" }
        }
    }
}
