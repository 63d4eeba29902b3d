//! What whoever has the floor has before them: a place to write, the buttons of this step, and words to lean on.

use maud::{Markup, PreEscaped, html};
use troth_domain::plan::dialogue::{Deed, Topic, View};

use super::told;
use crate::actions::talks::Seen;
use crate::content::Content;
use crate::web::components::field::{FieldError, described_by, error_line, error_of};

/// The exercise whose words for feelings are at hand.
const FEELINGS: &str = "words-for-feelings";

/// The step at hand, for whoever has the floor.
pub struct Writing<'a> {
    /// The talk.
    pub seen: &'a Seen,
    /// Their page of it.
    pub view: &'a View<'a>,
    /// The house's texts.
    pub content: &'a Content,
    /// What stands in the place to write.
    pub words: &'a str,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// Whether what is typed can be put aside here.
    pub keeps_drafts: bool,
}

impl Writing<'_> {
    fn may(&self, deed: Deed) -> bool {
        self.view.may.contains(&deed)
    }

    /// All of it; nothing for whoever has no floor.
    pub fn floor(&self) -> Markup {
        let says = [Deed::Speak { on: None }, Deed::Reflect].into_iter().find(|deed| self.may(*deed));
        html! {
            @if let Some(says) = says {
                @if says == Deed::Reflect { (self.area("What you heard", "")) }
                @else { (self.area("What you want to say", "Words that begin with \u{201c}I\u{201d} are easier to hear.")) (self.topics()) }
                (self.feelings())
                @if says == Deed::Reflect { (press("reflect", "Say it back", true)) } @else { (press("speak", "Say it", true)) }
            }
            @if self.may(Deed::Heard) {
                div class="either" { (press("heard", "Yes, that was it", false)) (press("not-quite", "Not quite", false)) }
                (self.area("If not quite: what was missing?", "You can leave this empty."))
            }
            @if self.may(Deed::Pass) {
                div class="either" {
                    (press("pass", "Rather not, go on", false))
                    @if self.keeps_drafts { (press("draft", "Keep as a draft", false)) }
                    @if self.may(Deed::Park) { (press("park", "Set the topic aside", false)) }
                }
                @if let Some(writing) = &self.content.writing {
                    details class="rules-again" id="report" {
                        summary { "What may have to be passed on" }
                        p { (writing.report) }
                    }
                }
            }
        }
    }

    /// The place to write.
    pub fn area(&self, label: &str, hint: &str) -> Markup {
        let is_wrong = error_of(self.errors, "words").is_some();
        html! {
            div class="field" {
                label for="words" { (label) }
                @if !hint.is_empty() { p class="hint" id="words-hint" { (hint) } }
                (error_line(self.errors, "words"))
                textarea class="room" id="words" name="words" rows="5" dir="auto" autocomplete="off"
                    aria-describedby=[described_by("words", !hint.is_empty(), is_wrong)] aria-invalid=[is_wrong.then_some("true")] {
                    // The first line break after the tag is not part of the text.
                    "\n" (self.words)
                }
            }
        }
    }

    /// Topics that were set aside, to be taken up again.
    fn topics(&self) -> Markup {
        let name = |topic: Topic| told::topic_name(self.seen, self.view, topic);
        html! {
            @if !self.view.parked.is_empty() {
                div class="field" {
                    label for="on" { "The topic" }
                    select id="on" name="on" {
                        option value="" { (name(self.view.topic)) }
                        @for topic in &self.view.parked { option value=(topic.number()) { "Again: " (name(*topic)) } }
                    }
                }
            }
        }
    }

    fn feelings(&self) -> Markup {
        html! {
            @if let Some(exercise) = self.content.programme.get(FEELINGS) {
                details class="rules-again" id="feelings" {
                    summary { (exercise.title) }
                    div class="prose" { (PreEscaped(&exercise.body.html)) }
                }
            }
        }
    }
}

/// A button that does `deed`.
pub fn press(deed: &str, words: impl maud::Render, is_main: bool) -> Markup {
    let class = if is_main { "button button-main" } else { "button" };
    html! { button type="submit" class=(class) name="deed" value=(deed) { (words) } }
}
