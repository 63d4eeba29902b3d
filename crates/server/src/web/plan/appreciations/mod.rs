//! What one was glad of in the other: `/plan/appreciations`. Given by choice, and counted by nobody.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::appreciation::{Appreciation, AppreciationMove, Standing};
use troth_domain::plan::{CommitmentId, LogId};

use super::{commitments, shared};
use crate::actions::appreciations;
use crate::actions::commitments::{self as promises, Seen};
use crate::actions::together::{self, Extent, TogetherError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::components::field::hidden;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, LogNamed, QueryFields, id_text};
use crate::web::person::{Space, crumb, page};

mod give;

/// The addresses under `/plan/appreciations`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/appreciations", get(list))
        .route("/plan/appreciations/new", get(give::show).post(give::give))
        .route("/plan/appreciations/{appreciation}/withdrawal", post(take_back))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

/// What was done, as addresses name it and as people read it.
const DID: [(&str, &str); 2] = [("give", "It is on its way"), ("withdraw", "You took it back")];

/// Where one is written about a promise of the other's, which is chosen there.
pub fn about(seen: &Seen) -> String {
    format!("/plan/appreciations/new?about={}", id_text(&seen.id.0))
}

/// `GET /plan/appreciations`; `?older=` how many pages back.
async fn list(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let did = shared::did(&query, &DID);
    let older = query.get("older").parse::<usize>().unwrap_or(0).min(limits::APPRECIATIONS_GIVEN_MAX);
    let all = together::pages::<AppreciationMove>(&app, space.person.id, Extent::Whole).await?;
    let all = all.iter().rev().filter_map(|(id, page)| One::of(*id, &page.state)).collect::<Vec<_>>();
    let promises = if all.iter().any(|one| one.about.is_some()) {
        promises::list(&app, space.person.id, Extent::Whole).await?
    } else {
        Vec::new()
    };
    let (own, came) = all.into_iter().partition::<Vec<_>, _>(|one| one.is_own);
    let from = older.saturating_mul(limits::APPRECIATIONS_SHOWN);
    let has_more = own.len().max(came.len()) > from.saturating_add(limits::APPRECIATIONS_SHOWN);
    let shown = Shown { app: &app, space: &space, promises: &promises, from };
    let body = html! {
        (did.unwrap_or_default())
        (crumb("/plan", "The work"))
        h1 { "What you were glad of" }
        p class="lede" { "A few words for something that the other did and you were glad of. You can give them when you want to, or not at all. Nobody keeps count." }
        @if shared::is_open(&space) { p { (button::main_link("/plan/appreciations/new", "Write one")) } }
        @else { (shared::closed(&space)) }
        @if own.is_empty() && came.is_empty() { p { "What you give, and what comes to you, is found here." } }
        (shown.section("came", &html! { "From " (space.partner()) }, &came))
        (shown.section("own", &html! { "From you" }, &own))
        @if has_more { p { a href={ "/plan/appreciations?older=" (older + 1) } { "Older ones" } } }
        @if older > 0 { p { a href="/plan/appreciations" { "The newest ones" } } }
        (shared::foot(&space))
    };
    Ok(page(&app, "What you were glad of", body).into_response())
}

/// One that stands.
struct One<'a> {
    id: LogId,
    is_own: bool,
    words: &'a str,
    about: Option<CommitmentId>,
    since: Timestamp,
}

impl<'a> One<'a> {
    fn of(id: LogId, one: &'a Appreciation) -> Option<Self> {
        let Standing::Given { words, about, since, .. } = &one.standing else { return None };
        Some(Self { id, is_own: one.is_own(), words: words.reveal(), about: *about, since: *since })
    }
}

/// What a list of them is made of.
struct Shown<'a> {
    app: &'a App,
    space: &'a Space,
    promises: &'a [Seen],
    from: usize,
}

impl Shown<'_> {
    fn section(&self, id: &str, heading: &Markup, all: &[One<'_>]) -> Markup {
        let shown = all.iter().skip(self.from).take(limits::APPRECIATIONS_SHOWN).collect::<Vec<_>>();
        html! {
            @if !shown.is_empty() {
                section aria-labelledby=(id) {
                    h2 id=(id) { (heading) }
                    @for one in shown { (self.one(one)) }
                }
            }
        }
    }

    fn one(&self, one: &One<'_>) -> Markup {
        let when = self.space.when(self.app);
        let day = when.day(when.date(one.since));
        let promise = self.promises.iter().find(|seen| one.about == Some(seen.name()));
        html! {
            div class="sheet" { div class="written" dir="auto" { (one.words) } }
            p class="hint" { (day) "." }
            @if let Some(seen) = promise {
                p class="hint" { "About a promise: " a href=(commitments::address(seen)) { bdi { (commitments::promise(&seen.terms)) } } }
            }
            @if one.is_own {
                details class="fold" {
                    summary { "Take it back" span class="visually-hidden" { ": " (day) } }
                    p { "You need no reason. Nobody but you sees it any more." }
                    form action={ "/plan/appreciations/" (id_text(&one.id.0)) "/withdrawal" } method="post" {
                        (hidden("command", &id_text(&self.app.random_bytes())))
                        (button::plain("Take it back"))
                    }
                }
            }
        }
    }
}

/// `POST /plan/appreciations/{appreciation}/withdrawal`
async fn take_back(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let command = shared::ticket_of(&app, &fields).command;
    let today = space.when(&app).today();
    match appreciations::take_back(&app, (actor.person, today), id, command).await {
        Ok(()) => Ok(Redirect::to("/plan/appreciations?did=withdraw").into_response()),
        Err(TogetherError::Action(error)) => Err(error.into()),
        Err(TogetherError::NotFound | TogetherError::TooMany | TogetherError::Rejected(_)) => Err(WebError::NotFound),
    }
}
