//! What the two at one device look at: whose turn it is, by name, and nothing but the talk.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::plan::LogId;
use troth_domain::plan::dialogue::{Deed, Phase, View};

use super::super::told::{self, Teller};
use super::super::write::{Writing, press};
use super::{ONE, OTHERS, TWO, door};
use crate::actions::talks::one_device::{self, Guest, Side, Table};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::assets::Script;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{summary, talk};
use crate::web::cookies;
use crate::web::errors::WebError;
use crate::web::input::id_text;
use crate::web::page::Page;
use crate::web::person::Space;
use crate::web::plan::shared::{foot, kept_words, ticket};
use crate::web::words::When;

/// The two, and the device that they are at.
pub struct Sitting<'a> {
    pub app: &'a App,
    pub space: Space,
    pub table: Table,
    pub id: LogId,
}

/// What one of the two typed, and who.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// As forms call them.
    pub whose: &'a str,
    /// The words.
    pub words: &'a str,
}

/// Says that something was not done.
pub fn not_done(why: &str) -> Markup {
    summary::notice(why, html! { p { "This is how things stand now." } })
}

impl<'a> Sitting<'a> {
    /// Whoever is signed in, and whoever has a place beside them.
    pub async fn of(app: &'a App, actor: &PersonActor, id: LogId, headers: &HeaderMap) -> Result<Self, WebError> {
        let token = cookies::room_token(headers);
        let table = one_device::table(app, (actor.person, &actor.session), id, token.as_ref()).await?;
        let table = table.ok_or(WebError::NotFound)?;
        Ok(Self { app, space: Space::of(app, actor).await?, table, id })
    }

    /// One of the two as forms call them, if they may do something here: the one who is signed in, and the other as long
    /// as their place is open.
    pub fn side(&self, whose: &str) -> Option<&Side> {
        let is_host = match whose {
            ONE => self.table.is_host_one,
            TWO => !self.table.is_host_one,
            _ => return None,
        };
        if is_host { Some(&self.table.host) } else { self.table.guest.as_ref().map(|guest| &guest.side) }
    }

    /// What the device shows now.
    ///
    /// # Errors
    /// [`WebError::NotFound`] where the talk has no page.
    pub fn answer(&self, typed: Option<Typed<'_>>, errors: &[FieldError], said: Markup) -> Result<Response, WebError> {
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = match &self.table.guest {
            _ if self.table.host.seen.is_over() => {
                let gone = AppendHeaders([(SET_COOKIE, cookies::end_room())]);
                return Ok((gone, door::over(self, &html! {})).into_response());
            }
            None => door::closed(self, errors, &said),
            Some(guest) => self.screen(guest, typed, errors, &said).ok_or(WebError::NotFound)?,
        };
        let page = page.status(status).has_errors(!errors.is_empty()).script(Script::Summary);
        Ok(page.into_response())
    }

    /// The other has no place here any more: what was typed for them is given back to be copied.
    pub fn gone(&self, words: &str) -> Response {
        let words = kept_words(words);
        let page = match self.table.host.seen.is_over() {
            true => door::over(self, &words),
            false => door::closed(self, &[], &html! { (door::is_closed(self)) (words) }),
        };
        page.status(StatusCode::UNAUTHORIZED).into_response()
    }

    fn screen(
        &self,
        guest: &Guest,
        typed: Option<Typed<'_>>,
        errors: &[FieldError],
        said: &Markup,
    ) -> Option<Page<'a>> {
        let host = (&self.table.host, self.table.host.seen.view()?);
        let guest = (&guest.side, guest.side.seen.view()?);
        let is_hosts = is_hosts_turn(&host, &guest, typed.map(|typed| self.is_host(typed.whose)));
        let (own, other) = if is_hosts { (&host, &guest) } else { (&guest, &host) };
        let whose = if is_hosts == self.table.is_host_one { ONE } else { TWO };
        // What the other typed is theirs, and on no page of this one's.
        let words = typed.filter(|typed| typed.whose == whose).map_or("", |typed| typed.words);
        let writing = Writing {
            seen: &own.0.seen,
            view: &own.1,
            content: &self.space.content,
            words,
            errors,
            keeps_drafts: false,
        };
        let shown = Shown { sitting: self, own, other, whose, writing, when: self.space.when(self.app) };
        let body = html! {
            (summary::errors(errors))
            (said)
            h1 { bdi { (self.table.host.seen.talk.topic.reveal()) } }
            (shown.turn())
            (shown.form())
            (shown.course())
            (door::hand_back(self))
            (foot(&self.space))
        };
        Some(Page::new(self.app.practice(), "A talk", body).of_two())
    }

    fn is_host(&self, whose: &str) -> bool {
        (whose == ONE) == self.table.is_host_one
    }

    /// Where forms of this talk go.
    pub fn here(&self) -> String {
        format!("/plan/talks/{}/together", id_text(&self.id.0))
    }
}

type At<'a> = (&'a Side, View<'a>);

/// Whether it is for the one who is signed in there; while nobody has the floor, it stays with whoever typed something.
fn is_hosts_turn(host: &At<'_>, guest: &At<'_>, typed: Option<bool>) -> bool {
    match host.1.phase {
        Phase::Gathering { entered } => !entered,
        Phase::Speaking { speaker } | Phase::Confirming { speaker } => speaker == host.0.person,
        Phase::Reflecting { speaker } => speaker == guest.0.person,
        Phase::Stopped { .. } | Phase::Ended => typed.unwrap_or(true),
    }
}

struct Shown<'a> {
    sitting: &'a Sitting<'a>,
    /// Whose turn it is.
    own: &'a At<'a>,
    other: &'a At<'a>,
    whose: &'static str,
    writing: Writing<'a>,
    when: When<'a>,
}

impl Shown<'_> {
    fn teller(&self) -> Teller<'_> {
        Teller::Both([self.own, self.other].map(|(side, _)| (side.person, &side.name)))
    }

    /// Whose it is, what was said last, and what there is to do.
    fn turn(&self) -> Markup {
        let (side, view) = self.own;
        let last = told::last(&side.seen, view, self.teller(), &self.when);
        html! {
            @match view.phase {
                Phase::Stopped { cooling_until: Some(until), .. } => {
                    p class="floor" tabindex="-1" { "Quiet until " time datetime=(self.when.for_programs(until)) { (self.when.clock(until)) } "." }
                    p { "Twenty minutes in which nobody speaks. Move a little, breathe out slowly, drink some water." }
                }
                Phase::Stopped { .. } => {
                    p class="floor" tabindex="-1" { "The talk is on a break." }
                    p { "It goes on when whoever took it is back." }
                }
                _ => {
                    p class="floor" tabindex="-1" { (name(side)) ", this is yours." }
                    p { (name(self.other.0)) ", hand the device over." }
                }
            }
            @if view.topic.number() > 1 { p class="hint" { "Topic: " bdi { (told::topic_name(&side.seen, view, view.topic)) } } }
            @if let Some(last) = last { (talk::turn(&last)) }
            @if let Some(advice) = advice(view.phase) { p { (advice) } }
        }
    }

    /// Everything that either can do now, in one form: whatever is pressed, what was typed comes along.
    fn form(&self) -> Markup {
        let (_, view) = self.own;
        let is_stopped = matches!(view.phase, Phase::Stopped { .. });
        html! {
            form action=(self.sitting.here()) method="post" novalidate {
                (ticket(self.sitting.app, view.seen))
                (hidden("seen-other", &self.other.1.seen.to_string()))
                (hidden("as", self.whose))
                @if view.may.contains(&Deed::Enter) { (press("enter", "Come in", true)) }
                (self.writing.floor())
                @if is_stopped { (self.waiting()) }
                (self.stops())
            }
        }
    }

    /// While nobody has the floor: the ways back, and what was half typed, kept closed.
    fn waiting(&self) -> Markup {
        html! {
            div class="either" {
                @for (side, prefix) in self.both(Deed::ComeBack) {
                    (press(&format!("{prefix}back"), html! { (name(side)) " is back" }, false))
                }
                (press("look", "See how it stands", false))
            }
            @if !self.writing.words.is_empty() {
                details class="rules-again" id="half-typed" {
                    summary { "What " (name(self.own.0)) " was typing" }
                    (self.writing.area("Not said yet", ""))
                }
            }
        }
    }

    /// Who of the two may do this, in the same order on each screen, and what stands before the deed's name for each.
    fn both(&self, deed: Deed) -> impl Iterator<Item = (&Side, &'static str)> {
        let mut sides = [(self.own, ""), (self.other, OTHERS)];
        sides.sort_by_key(|((side, _), _)| side.person != self.sitting.table.host.person);
        sides
            .into_iter()
            .filter(move |((_, view), _)| view.may.contains(&deed))
            .map(|((side, _), prefix)| (*side, prefix))
    }

    /// Ways to stop, for either, which always work.
    fn stops(&self) -> Markup {
        html! {
            div class="stops" {
                div class="either" {
                    @for (side, prefix) in self.both(Deed::TakeBreak) {
                        (press(&format!("{prefix}break"), html! { (name(side)) " takes a break" }, false))
                    }
                    @if self.own.1.may.contains(&Deed::CoolOff) { (press("cool-off", "Twenty quiet minutes", false)) }
                    (press("end", "End the talk", false))
                }
                p class="hint" { "Either of you can press these at any time, without a reason. Words that were typed and not said stay with whoever typed them, as a draft on their own pages." }
            }
        }
    }

    /// All that was said so far.
    fn course(&self) -> Markup {
        let (side, view) = self.own;
        let turns = told::turns(&side.seen, view, self.teller(), &self.when);
        html! {
            @if !turns.is_empty() {
                details class="rules-again" id="course" { summary { "The talk so far" } (talk::course(&turns)) }
            }
        }
    }
}

/// One of the two by name.
fn name(side: &Side) -> Markup {
    html! { bdi { (side.name.reveal()) } }
}

/// A word on what there is to do.
fn advice(phase: Phase) -> Option<&'static str> {
    match phase {
        Phase::Gathering { .. } => Some("Come in when you want to. The talk begins when both of you have."),
        Phase::Speaking { .. } => Some("One thing, and how it was for you. A few sentences are enough."),
        Phase::Reflecting { .. } => {
            Some("Say back what you heard, in your own words. You do not have to agree with it.")
        }
        Phase::Confirming { .. } => Some("Were you heard?"),
        Phase::Stopped { .. } | Phase::Ended => None,
    }
}
