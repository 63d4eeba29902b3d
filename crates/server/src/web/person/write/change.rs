//! Changing what was written. When it was changed elsewhere in between, nothing is lost: both are shown.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use troth_domain::people::ItemId;
use troth_domain::writing::WrittenItem;

use super::form::{self, PlaceError, Typed};
use super::{address as address_of, begin, given_back, is_draft};
use crate::actions::writing::{self, SaveRequest, WritingError};
use crate::app::App;
use crate::content::writing::Piece;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::{summary, written};
use crate::web::errors::WebError;
use crate::web::input::{Fields, FormFields, ItemNamed};
use crate::web::page::Page;
use crate::web::person::{Space, before_going_on, crumb, page};

/// `GET /home/write/{item}/text`
pub async fn show(State(app): State<App>, actor: PersonActor, ItemNamed(id): ItemNamed) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let subject = Subject::of(&app, &space, writing::see(&app, actor.person, id).await?)?;
    if subject.found.item.is_fixed() {
        return Ok(Redirect::to(&address_of(&subject.found.item, "")).into_response());
    }
    let typed = Typed::of(&subject.piece, Some((&subject.found.writing, subject.found.item.version)));
    Ok(subject.page(&typed, &[], &html! {}, &html! {}).into_response())
}

/// `POST /home/write/{item}/text`
pub async fn keep(
    State(app): State<App>,
    actor: Result<PersonActor, WebError>,
    address: Uri,
    ItemNamed(id): ItemNamed,
    FormFields(fields): FormFields,
) -> Response {
    let kept = match actor {
        Ok(actor) => keep_for(&app, &actor, id, &fields).await,
        Err(error) => Err(error),
    };
    kept.unwrap_or_else(|error| given_back::answer(&app, &address, &fields, error))
}

async fn keep_for(app: &App, actor: &PersonActor, id: ItemId, fields: &Fields) -> Result<Response, WebError> {
    let space = Space::of(app, actor).await?;
    let subject = Subject::of(app, &space, writing::see(app, actor.person, id).await?)?;
    let kept = (&subject.found.writing, subject.found.item.version);
    let typed = Typed::of(&subject.piece, Some(kept)).read(fields);
    let written = match typed.check() {
        Ok(written) => written,
        Err(errors) => return Ok(subject.page(&typed, &errors, &html! {}, &html! {}).into_response()),
    };
    let version = typed.version.ok_or(WebError::Unreadable)?;
    let kind = subject.found.item.kind;
    let request = SaveRequest { replaces: Some((id, version)), kind, writing: written, finish: typed.finish };
    match writing::save(app, actor.person, request).await {
        Ok(id) => Ok(Redirect::to(&kept_address(id)).into_response()),
        Err(WritingError::ChangedElsewhere) => {
            let subject = Subject::of(app, &space, writing::see(app, actor.person, id).await?)?;
            Ok(subject.both(typed).into_response())
        }
        // Shared in another tab: what was typed here is not lost, but it cannot take the place of what is shared.
        Err(WritingError::Fixed) => Ok(subject.shared_meanwhile(&typed).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn kept_address(id: ItemId) -> String {
    format!("/home/write/{}?kept", crate::web::input::item_text(id))
}

/// What is being changed.
struct Subject<'a> {
    app: &'a App,
    space: &'a Space,
    found: WrittenItem,
    piece: Cow<'a, Piece>,
}

impl<'a> Subject<'a> {
    fn of(app: &'a App, space: &'a Space, found: WrittenItem) -> Result<Self, WebError> {
        if !found.item.kind.may_be_changed() {
            return Err(WebError::NotFound);
        }
        let piece = space.content.piece_of(found.item.kind, Some(&found.writing));
        Ok(Self { app, space, found, piece: piece.ok_or(WebError::NotFound)? })
    }

    /// What was kept elsewhere in between, then what was typed here, to be kept in its place.
    fn both(&self, mut typed: Typed) -> Page<'a> {
        typed.version = Some(self.found.item.version);
        let notice = summary::notice(
            "It was changed elsewhere in between",
            html! {
                p { "Perhaps in another tab. Nothing is lost: first comes what is kept now, then what you typed here. If you keep yours, it takes the place of the other." }
            },
        );
        let between = html! {
            h2 { "What is kept now" }
            (written::writing(&self.space.content, self.found.item.kind, &self.found.writing))
            h2 { "What you typed here" }
        };
        self.page(&typed, &[], &notice, &between).status(StatusCode::CONFLICT)
    }

    fn shared_meanwhile(&self, typed: &Typed) -> Page<'a> {
        let notice = summary::notice(
            "It was shared in between",
            html! {
                p { "So its words stay as they are. What you typed is still here: copy it, or take the shared one back first." }
                p { a href=(address_of(&self.found.item, "")) { "See what is shared" } }
            },
        );
        self.page(typed, &[], &notice, &html! {}).status(StatusCode::CONFLICT)
    }

    fn page(&self, typed: &Typed, wrong: &[PlaceError], notice: &Markup, between: &Markup) -> Page<'a> {
        let item = &self.found.item;
        let body = html! {
            (form::errors(wrong))
            (notice)
            (crumb(&address_of(item, ""), "Back without a change"))
            h1 { (self.piece.title) }
            (before_going_on(&self.space.content))
            @if item.therapist_since.is_some() {
                p { (self.space.therapist(self.app.practice())) " may see this, and what you change in it." }
            }
            (between)
            form action=(address_of(item, "/text")) method="post" novalidate {
                (typed.render(wrong))
                @if is_draft(item) { (begin::draft_or_finished()) }
                @else { button type="submit" class="button button-main" { "Keep this" } }
            }
        };
        let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = page(self.app, &self.piece.title, body).status(status);
        page.has_errors(!wrong.is_empty()).script(Script::Summary)
    }
}
