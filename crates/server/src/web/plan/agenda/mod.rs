//! What two want to talk about with their therapist: `/plan/agenda`. Each adds lines of their own; and apart from it, what one
//! of them alone would like to bring.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::limits;
use troth_domain::plan::LogId;
use troth_domain::plan::agenda::{AgendaMove, AgendaRefusal, OwnAgenda, Standing};

use super::shared::{self, Outcome};
use super::showing;
use crate::actions::agenda::{self, Agenda};
use crate::actions::together::{self, Extent, TogetherError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::components::button;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, LogNamed, QueryFields, id_text};
use crate::web::page::Page;
use crate::web::person::{Space, crumb, page};

mod add;
pub mod mine;

/// The addresses under `/plan/agenda`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/agenda", get(list))
        .route("/plan/agenda/new", get(add::show).post(add::add))
        .route("/plan/agenda/mine", get(mine::list).post(mine::add))
        .route("/plan/agenda/mine/therapist", get(showing::show::<OwnAgenda>).post(showing::act::<OwnAgenda>))
        .route("/plan/agenda/mine/{own_line}", get(mine::show).post(mine::change))
        .route("/plan/agenda/{line}", post(act))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

const ADDRESS: &str = "/plan/agenda";
const TITLE: &str = "For your next session";

/// What was done, as addresses name it and as people read it. What one does with a line for oneself has no name of its own.
const DID: [(&str, &str); 3] = [
    ("add", "It is on the list. Your therapist sees it now, and your partner at a delivery hour"),
    ("withdraw", "You took it back"),
    ("done", "It is done"),
];

/// What the rules say no to, as people read it.
fn why(refusal: &AgendaRefusal) -> &'static str {
    match refusal {
        AgendaRefusal::Added => "You sent this one before, so it was not sent again.",
        AgendaRefusal::NotThere => "This line is not on the list any more.",
        AgendaRefusal::NotTheAuthor => "This line is not yours. You can set it aside for yourself.",
        AgendaRefusal::OwnLine => "This line is yours. You can take it back.",
    }
}

/// Who sees what stands there: said before anything is typed.
fn who_sees(space: &Space) -> Markup {
    html! {
        p { strong { "You, " (space.partner()) " and your therapist see each line." } " If " (space.partner()) " has another therapist, that one sees it, too." }
    }
}

/// `GET /plan/agenda`
async fn list(
    State(app): State<App>,
    actor: PersonActor,
    QueryFields(query): QueryFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let did = shared::did(&query, &DID);
    Ok(shown(&app, &space, did.unwrap_or_default()).await?.into_response())
}

/// The list, with what is said above it.
async fn shown<'a>(app: &'a App, space: &Space, said: Markup) -> Result<Page<'a>, WebError> {
    let all = agenda::see(app, space.person.id, Extent::Whole).await?;
    let list = List { app, space, all: &all };
    let is_own = |one: &One<'_>| one.is_own;
    let (own, came): (Vec<_>, Vec<_>) =
        list.lines(|one| one.is_open && !one.is_set_aside).into_iter().partition(is_own);
    let notes = list.notes(|talked_at| talked_at.is_none());
    let body = html! {
        (said)
        (crumb("/plan", "The work"))
        h1 { (TITLE) }
        p class="lede" { "A list of what you two want to talk about with your therapist. Each of you can add a line, at any time." }
        @if space.link.is_linked() { (who_sees(space)) }
        @if shared::is_open(space) { p { (button::main_link("/plan/agenda/new", "Add a line")) } }
        @else { (shared::closed(space)) }
        @if own.is_empty() && came.is_empty() && notes.is_empty() { p { "Nothing is on the list." } }
        (list.section("own", &html! { "From you" }, &own))
        (list.section("came", &html! { "From " (space.partner()) }, &came))
        (list.section("notes", &html! { "From a therapist" }, &notes))
        (list.aside())
        (list.talked())
        section aria-labelledby="mine" {
            h2 id="mine" { "For you alone" }
            p { "Is there something that only you want to bring? It has a list of its own. Only you see that one, until you show it to your therapist." }
            ul class="ways" { li { a href="/plan/agenda/mine" { "What you alone want to bring" } } }
        }
        (shared::foot(space))
    };
    Ok(page(app, TITLE, body))
}

/// A line of the list.
struct One<'a> {
    /// Its name and how many moves of it this page shows; none for a therapist's, which is not for the two to change.
    of_two: Option<(LogId, u32)>,
    is_own: bool,
    is_open: bool,
    is_set_aside: bool,
    words: &'a str,
    since: Timestamp,
}

/// What a list is made of.
struct List<'a> {
    app: &'a App,
    space: &'a Space,
    all: &'a Agenda,
}

impl List<'_> {
    /// The lines of the two that `wanted` picks, what came first first.
    fn lines(&self, wanted: impl Fn(&One<'_>) -> bool) -> Vec<One<'_>> {
        let lines = self.all.lines.iter().filter_map(|(id, page)| {
            let (state, line) = (&page.state, page.state.line()?);
            Some(One {
                of_two: Some((*id, page.seen)),
                is_own: state.is_own(),
                is_open: matches!(state.standing, Standing::Open(_)),
                is_set_aside: state.is_set_aside,
                words: line.words.reveal(),
                since: line.since,
            })
        });
        lines.filter(wanted).collect()
    }

    /// What a therapist added.
    fn notes(&self, wanted: impl Fn(Option<Timestamp>) -> bool) -> Vec<One<'_>> {
        let notes = self.all.notes.iter().filter(|(note, _)| wanted(note.talked_at));
        notes
            .map(|(note, words)| One {
                of_two: None,
                is_own: false,
                is_open: note.talked_at.is_none(),
                is_set_aside: false,
                words: words.reveal(),
                since: note.shows_at,
            })
            .collect()
    }

    fn section(&self, id: &str, heading: &Markup, all: &[One<'_>]) -> Markup {
        html! {
            @if !all.is_empty() {
                section aria-labelledby=(id) {
                    h2 id=(id) { (heading) }
                    ul class="lines" role="list" { @for one in all { (self.one(one)) } }
                }
            }
        }
    }

    fn one(&self, one: &One<'_>) -> Markup {
        let when = self.space.when(self.app);
        html! {
            li {
                p class="line" dir="auto" { (one.words) }
                p class="hint" { (when.day(when.date(one.since))) }
                @if let Some((id, seen)) = one.of_two { (self.changes(one, id, seen)) }
            }
        }
    }

    /// What this person can do with a line of the two.
    fn changes(&self, one: &One<'_>, id: LogId, seen: u32) -> Markup {
        let press = |deed: &str, words: &str| {
            html! { button type="submit" class="button" name="deed" value=(deed) { (words) } }
        };
        html! {
            details class="fold" {
                summary { "What you can do" span class="visually-hidden" { ": " (one.words) } }
                form action={ (ADDRESS) "/" (id_text(&id.0)) } method="post" {
                    (shared::ticket(self.app, seen))
                    div class="actions" {
                        @if one.is_own {
                            @if one.is_open && shared::is_open(self.space) { (press("talked-about", "We talked about it")) }
                            (press("withdraw", "Take it back"))
                        }
                        @else if one.is_set_aside { (press("put-back", "Put it back on my list")) }
                        @else if one.is_open { (press("set-aside", "Set it aside for me")) }
                    }
                }
                @if !one.is_own { p class="hint" { "Only your own list changes, and nobody is told." } }
            }
        }
    }

    /// What this person set aside of the other's.
    fn aside(&self) -> Markup {
        let aside = self.lines(|one| one.is_open && one.is_set_aside);
        html! {
            @if !aside.is_empty() {
                details class="fold" {
                    summary { "Set aside, for you alone" }
                    ul class="lines" role="list" { @for one in &aside { (self.one(one)) } }
                }
            }
        }
    }

    /// What was talked about: the newest of it.
    fn talked(&self) -> Markup {
        let mut talked = self.lines(|one| !one.is_open);
        talked.extend(self.notes(|talked_at| talked_at.is_some()));
        talked.sort_by_key(|one| std::cmp::Reverse(one.since));
        talked.truncate(limits::AGENDA_TALKED_SHOWN);
        html! {
            @if !talked.is_empty() {
                details class="fold" {
                    summary { "Talked about" }
                    ul class="lines" role="list" {
                        @for one in &talked {
                            li {
                                p class="line" dir="auto" { (one.words) }
                                @if let (true, Some((id, seen))) = (one.is_own, one.of_two) { (self.changes(one, id, seen)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /plan/agenda/{line}`
async fn act(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let space = Space::of(&app, &actor).await?;
    let seen = together::page::<AgendaMove>(&app, actor.person, id).await?;
    seen.filter(|page| page.state.author().is_some()).ok_or(WebError::NotFound)?;
    let done = |did: &str| Ok(Redirect::to(&format!("{ADDRESS}?did={did}")).into_response());
    let kind = match fields.get("deed") {
        "talked-about" => AgendaMove::TalkedAbout,
        "set-aside" => AgendaMove::SetAside,
        "put-back" => AgendaMove::PutBack,
        "withdraw" => {
            let command = shared::ticket_of(&app, &fields).command;
            let today = space.when(&app).today();
            return match agenda::take_back(&app, (actor.person, today), id, command).await {
                Ok(()) => done("withdraw"),
                Err(TogetherError::Action(error)) => Err(error.into()),
                Err(_) => Err(WebError::NotFound),
            };
        }
        _ => return Err(WebError::Unprocessable("That is nothing that this page can do.")),
    };
    let said = match shared::send(&app, &space, id, (&fields, kind)).await? {
        Outcome::Done(_) => return done("done"),
        Outcome::SentBefore | Outcome::NoRoom => shared::sent_before(),
        Outcome::Refused(refusal) => shared::not_sent(shared::why(&refusal, why), false),
    };
    Ok(shown(&app, &space, said).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}
