//! The part of a talk's page that changes: who has the floor, what was said last, and what can be done now.

use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::plan::dialogue::{Deed, Mode, Phase, View};

use super::told::Teller;
use super::write::{Writing, press};
use super::{address, told};
use crate::actions::talks::Seen;
use crate::app::App;
use crate::web::components::field::{FieldError, hidden};
use crate::web::components::{button, talk};
use crate::web::input::id_text;
use crate::web::person::Space;
use crate::web::words::When;

/// What stands in the place to write.
#[derive(Clone, Default)]
pub struct Typed {
    /// The words.
    pub words: String,
    /// The version of the draft that they are, or were begun from.
    pub version: Option<u32>,
}

/// The part; none for whoever is not one of the two.
pub fn render(app: &App, space: &Space, seen: &Seen, typed: &Typed, errors: &[FieldError]) -> Option<Markup> {
    let view = seen.view()?;
    let when = space.when(app);
    let shown = Part { app, space, seen, view: &view, typed, errors, when };
    let again = match view.phase {
        Phase::Stopped { cooling_until: Some(until), .. } => Some(seconds_until(until, app.now())),
        _ => None,
    };
    let (heading, advice) = shown.floor();
    let say = text_of(&heading);
    Some(html! {
        div data-seen=(view.seen) data-phase=(phase(view.phase)) data-say=(say) data-again=[again] {
            p class="floor" tabindex="-1" { (heading) }
            @if view.topic.number() > 1 && view.phase != Phase::Ended {
                p class="hint" { "Topic: " bdi { (told::topic_name(seen, &view, view.topic)) } }
            }
            @if let Some(last) = told::last(seen, &view, Teller::Own(space), &when) { @if view.phase != Phase::Ended { (talk::turn(&last)) } }
            @if let Some(advice) = advice { p { (advice) } }
            (shown.form())
            (shown.parked())
            (shown.course())
        }
    })
}

struct Part<'a> {
    app: &'a App,
    space: &'a Space,
    seen: &'a Seen,
    view: &'a View<'a>,
    typed: &'a Typed,
    errors: &'a [FieldError],
    when: When<'a>,
}

impl Part<'_> {
    fn may(&self, deed: Deed) -> bool {
        self.view.may.contains(&deed)
    }

    /// Who has the floor, and a word on it.
    fn floor(&self) -> (Markup, Option<Markup>) {
        let partner = || self.space.partner();
        let is_by_turns = self.seen.mode() == Mode::ByTurns;
        let waiting = is_by_turns.then(|| html! { (self.space.pacing()) });
        let is_own = |speaker| speaker == self.space.person.id;
        match self.view.phase {
            Phase::Gathering { entered: false } => (
                html! { "You can come in." },
                Some(
                    html! { "The talk begins when both of you have. Nobody is told before that. You can also end it." },
                ),
            ),
            Phase::Gathering { entered: true } => (
                html! { "You are in." },
                Some(
                    html! { "The talk begins when both of you have come in. You can wait here, or come back later today." },
                ),
            ),
            Phase::Speaking { speaker } if is_own(speaker) => (
                html! { "You have the floor." },
                Some(html! { "One thing, and how it was for you. A few sentences are enough." }),
            ),
            Phase::Speaking { .. } => (html! { (partner()) " has the floor. You listen." }, waiting),
            Phase::Reflecting { speaker } if is_own(speaker) => {
                (html! { "You have spoken. " (partner()) " says it back next." }, waiting)
            }
            Phase::Reflecting { .. } => (
                html! { "Now say back what you heard." },
                Some(html! { "In your own words. You do not have to agree with it." }),
            ),
            Phase::Confirming { speaker } if is_own(speaker) => (html! { "Were you heard?" }, None),
            Phase::Confirming { .. } => {
                (html! { "You have said it back. " (partner()) " says whether that was it." }, waiting)
            }
            Phase::Stopped { on_break, cooling_until } => self.stopped(on_break, cooling_until),
            Phase::Ended => (
                html! { "This talk is over." },
                Some(
                    html! { "What was said is below, for both of you alike. You can begin another one when you want to." },
                ),
            ),
        }
    }

    fn stopped(&self, on_break: bool, cooling_until: Option<Timestamp>) -> (Markup, Option<Markup>) {
        match (cooling_until, on_break) {
            (Some(until), _) => (
                html! { "Quiet until " time datetime=(self.when.for_programs(until)) { (self.when.clock(until)) } "." },
                Some(
                    html! { "Twenty minutes in which nobody speaks. Move a little, breathe out slowly, drink some water." },
                ),
            ),
            (None, true) => (html! { "You are on a break." }, Some(html! { "Take the time that you need." })),
            (None, false) => {
                (html! { "The talk is on a break." }, Some(html! { "It goes on when whoever took it is back." }))
            }
        }
    }

    /// Everything that can be done now, in one form: whatever is pressed, what was typed comes along.
    fn form(&self) -> Markup {
        let command = id_text(&self.app.random_bytes());
        let here = address(self.seen);
        html! {
            form action=(here) method="post" novalidate {
                (hidden("command", &command))
                input type="hidden" name="seen" value=(self.view.seen);
                input type="hidden" name="draft" value=(self.typed.version.map_or(String::new(), |version| version.to_string()));
                (self.writing().floor())
                @if !self.has_floor() { (self.waiting(&here)) }
                (self.stops())
            }
        }
    }

    fn has_floor(&self) -> bool {
        self.may(Deed::Pass)
    }

    fn writing(&self) -> Writing<'_> {
        Writing {
            seen: self.seen,
            view: self.view,
            content: &self.space.content,
            words: &self.typed.words,
            errors: self.errors,
            keeps_drafts: true,
        }
    }

    /// What somebody without the floor has before them: the way to look again, and their own draft if there is one.
    fn waiting(&self, here: &str) -> Markup {
        html! {
            @if self.may(Deed::Enter) { (press("enter", "Come in", true)) }
            @if self.may(Deed::ComeBack) { (press("back", "I am back", true)) }
            @if self.view.phase != Phase::Ended { p { a href=(here) { "See whether something came" } } }
            @if !self.typed.words.is_empty() {
                details class="rules-again" id="own-draft" open {
                    summary { "Your draft" }
                    (self.writing().area("What you typed, for you alone", "It is sent to nobody."))
                    (press("draft", "Keep it", false))
                }
            }
        }
    }

    /// Ways to stop, which always work.
    fn stops(&self) -> Markup {
        html! {
            @if self.may(Deed::End) {
                div class="stops" {
                    div class="either" {
                        @if self.may(Deed::TakeBreak) { (press("break", "Take a break", false)) }
                        @if self.may(Deed::CoolOff) { (press("cool-off", "Twenty quiet minutes", false)) }
                        (press("end", "End the talk", false))
                    }
                    p class="hint" { "You need no reason. Your partner sees that it stopped, and no reason." }
                }
            }
        }
    }

    /// Topics that were set aside, each with the way to the list for a session.
    fn parked(&self) -> Markup {
        let (id, name) = (id_text(&self.seen.id.0), |topic| told::topic_name(self.seen, self.view, topic));
        html! {
            @if !self.view.parked.is_empty() {
                details class="rules-again" id="parked" {
                    summary { "Topics that were set aside" }
                    ul {
                        @for topic in &self.view.parked {
                            li {
                                p dir="auto" { (name(*topic)) }
                                p { a href={ "/plan/agenda/new?talk=" (id) "&topic=" (topic.number()) } {
                                    "Put it on the list for your next session" span class="visually-hidden" { ": " (name(*topic)) }
                                } }
                            }
                        }
                    }
                }
            }
        }
    }

    /// All that was said so far.
    fn course(&self) -> Markup {
        let turns = told::turns(self.seen, self.view, Teller::Own(self.space), &self.when);
        html! {
            @if !turns.is_empty() {
                @if self.view.phase == Phase::Ended { h2 { "What was said" } (talk::course(&turns)) }
                @else {
                    details class="rules-again" id="course" { summary { "The talk so far" } (talk::course(&turns)) }
                }
            }
            @if self.view.phase == Phase::Ended {
                p { "Is something left for a session? " a href="/plan/agenda/new" { "Put it on the list for your next one" } }
                p { (button::link("/plan/talks", "Your talks")) }
            }
        }
    }
}

fn seconds_until(until: Timestamp, now: Timestamp) -> i64 {
    until.duration_since(now).as_secs().max(0) + 1
}

/// Tells a page with script whether anything changed that no move tells, as when a cooling-off ends.
fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Gathering { .. } => "gathering",
        Phase::Speaking { .. } => "speaking",
        Phase::Reflecting { .. } => "reflecting",
        Phase::Confirming { .. } => "confirming",
        Phase::Stopped { cooling_until: Some(_), .. } => "quiet",
        Phase::Stopped { .. } => "break",
        Phase::Ended => "ended",
    }
}

/// A heading of ours as text.
fn text_of(heading: &Markup) -> String {
    let mut text = String::new();
    let mut is_inside = false;
    for sign in heading.0.chars() {
        match sign {
            '<' => is_inside = true,
            '>' => is_inside = false,
            sign if !is_inside => text.push(sign),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
