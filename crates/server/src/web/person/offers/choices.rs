//! What came of an account, what comes next, and what its reader can choose.

use maud::{Markup, html};
use troth_domain::receiving::Parts;

use super::{Looked, heading};
use crate::app::App;
use crate::web::input::item_text;

impl Looked {
    /// The parts that are there to be read.
    pub(super) fn what_came(&self) -> Markup {
        html! {
            @if !self.offered.come.is_empty() {
                section aria-labelledby="came" {
                    h2 id="came" { "What came" }
                    (self.headings(self.offered.come))
                    p { a class="button" href={ "/home/received/" (item_text(self.offered.offer.id)) } { "Read it" } }
                }
            }
        }
    }

    /// The parts that come next, and the way to leave them after all.
    pub(super) fn under_way(&self, app: &App) -> Markup {
        let when = self.space.when(app);
        html! {
            @if !self.offered.under_way.is_empty() {
                section aria-labelledby="next" {
                    h2 id="next" { "What comes next" }
                    @for asking in &self.offered.under_way {
                        p { "You asked for this. It comes on " (when.marked(asking.comes_at)) "." }
                        (self.headings(asking.parts))
                    }
                    p { "You can change your mind until then, and nobody is told either way." }
                    form action=(self.address()) method="post" {
                        button type="submit" class="button" name="choice" value="leave" { "Leave it after all" }
                    }
                }
            }
        }
    }

    fn headings(&self, parts: Parts) -> Markup {
        html! {
            @if parts == Parts::WHOLE { p { "All of it." } }
            @else { ul { @for part in parts.each() { li { (heading(&self.space.content, part)) } } } }
        }
    }

    pub(super) fn choices(&self) -> Markup {
        html! {
            @if self.offered.is_aside { (self.taking_up()) }
            @else if !self.offered.left().is_empty() {
                @if !self.is_open() { (self.while_closed()) }
                @else if !self.spoken.is_so() { (self.speaking_first()) (self.without_asking()) }
                @else { (self.asking()) }
            }
        }
    }

    /// It may be hard to read, and where help is.
    pub(super) fn warning(&self) -> Markup {
        html! {
            div class="aside" {
                p {
                    "It may be hard to read. You can read it with your therapist, or with someone you trust beside you, and you can stop at any line. "
                    a href="/help-now" { "Help now" }
                }
            }
        }
    }

    fn taking_up(&self) -> Markup {
        html! {
            section aria-labelledby="aside" {
                h2 id="aside" { "You set it aside" }
                p { "It can stay so for good. You can also take it up again, on any day. Nobody is told of either." }
                form action=(self.address()) method="post" {
                    button type="submit" class="button" name="choice" value="again" { "Take it up again" }
                }
            }
        }
    }

    fn while_closed(&self) -> Markup {
        html! {
            section aria-labelledby="closed" {
                h2 id="closed" { "It can wait" }
                p { "Joint work is closed, so nothing more of it comes for now. It stays here, and you can ask once joint work is open again. Your therapist opens it, for both of you alike." }
                form action=(self.address()) method="post" {
                    div class="either" {
                        a class="button" href="/home/received" { "Not now" }
                        (rather_not())
                    }
                }
            }
        }
    }

    /// What comes first, and why. Nothing else waits for it.
    fn speaking_first(&self) -> Markup {
        html! {
            section aria-labelledby="first" {
                h2 id="first" { "Your own words come first" }
                p { "An apology helps more once the one who was hurt has been heard. Two small studies found so, mostly with students. So this waits until you have told what it did to you." }
                p { "There are two ways, and they count the same. You can also do neither, for now or for good. Is it not safe to say it to " (self.space.partner()) "? Then say it to your therapist, alone. That counts, too." }
                form action=(self.address()) method="post" {
                    div class="either" {
                        a class="button" href="/home/write/new/impact-statement" { "Write it and share it" }
                        button type="submit" class="button" name="choice" value="said" { "I have said it already" }
                    }
                }
                p class="hint" { "What you write counts as soon as you share it with " (self.space.partner()) ". That you said it, aloud or in a session, is a mark for you alone." }
            }
        }
    }

    /// What else there is before one has spoken.
    fn without_asking(&self) -> Markup {
        html! {
            section aria-labelledby="also" {
                h2 id="also" { "Or something else" }
                (unseen())
                form action=(self.address()) method="post" {
                    div class="either" {
                        a class="button" href="/home/received" { "Not now" }
                        (ask_first())
                        (rather_not())
                    }
                }
            }
        }
    }

    fn asking(&self) -> Markup {
        let is_rest = self.offered.left() != Parts::WHOLE;
        html! {
            (self.warning())
            section aria-labelledby="choose" {
                h2 id="choose" { @if is_rest { "The rest of it" } @else { "What would you like?" } }
                p { "Each of these is as good as the others, and nothing is ever late." }
                (unseen())
                form action=(self.address()) method="post" {
                    div class="either" {
                        button type="submit" class="button" name="choice" value="all" {
                            @if is_rest { "Get the rest" } @else { "Get all of it" }
                        }
                        a class="button" href={ (self.address()) "?parts" } { @if is_rest { "Get more parts" } @else { "Get some parts" } }
                        a class="button" href="/home/received" { "Not now" }
                        (ask_first())
                        (rather_not())
                    }
                }
                p class="hint" { "What you ask for comes at the next delivery hour. To read it is not to forgive." }
            }
        }
    }
}

/// Who learns of a choice: nobody, but for a question, which begins a talk of two.
fn unseen() -> Markup {
    html! { p { "Nobody is told what you choose. Only if you ask something, " strong { "your partner sees the question" } ", as in any talk." } }
}

/// Something is asked before: a talk by turns, whose topic can be changed.
fn ask_first() -> Markup {
    html! { a class="button" href="/plan/talks/new?before-reading" { "Ask something first" } }
}

fn rather_not() -> Markup {
    html! { button type="submit" class="button" name="choice" value="aside" { "Rather not" } }
}
