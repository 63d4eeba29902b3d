//! A field of several lines.

use maud::{Markup, html};

use super::field::{FieldError, described_by, error_line, error_of};
use crate::web::gallery::Sample;

/// A field for a few sentences or many.
#[derive(Clone, Copy, Debug)]
pub struct Area<'a> {
    /// Its name and id.
    pub name: &'static str,
    /// What it asks for.
    pub label: &'a str,
    /// How to fill it in, and who may read it; empty for none.
    pub hint: &'a str,
    /// Lines shown before it scrolls.
    pub rows: u8,
    /// The most characters it takes.
    pub characters_max: usize,
}

impl Area<'_> {
    /// The field with what was typed and what is wrong with it. A browser is asked to keep nothing of it.
    pub fn render(&self, typed: &str, errors: &[FieldError]) -> Markup {
        let is_wrong = error_of(errors, self.name).is_some();
        let described = described_by(self.name, !self.hint.is_empty(), is_wrong);
        html! {
            div class="field" {
                label for=(self.name) { (self.label) }
                @if !self.hint.is_empty() { p class="hint" id={ (self.name) "-hint" } { (self.hint) } }
                (error_line(errors, self.name))
                textarea id=(self.name) name=(self.name) rows=(self.rows) maxlength=(self.characters_max) autocomplete="off"
                    aria-describedby=[described] aria-invalid=[is_wrong.then_some("true")] {
                    // The first line break in it is the browser's own, so that one which was typed stays.
                    "\n" (typed)
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let area = Area { name: "words", label: "What happened?", hint: "", rows: 5, characters_max: 4000 };
    let hinted = Area { hint: "Only you can read this. You can skip it.", ..area };
    let wrong = [FieldError::new("words", "Please shorten this to 4000 characters.")];
    vec![
        Sample::new("empty", area.render("", &[])),
        Sample::new("with a hint", hinted.render("We talked on Sunday.\nIt went better than I thought.", &[])),
        Sample::new("with an error", hinted.render(&"Long. ".repeat(60), &wrong)),
        Sample::new("from right to left", area.render("\u{5e9}\u{5dc}\u{5d5}\u{5dd}", &[])),
    ]
}
