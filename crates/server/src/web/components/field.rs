//! Fields of a form, each with its label, hint and error beside it.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// What is wrong with one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// The field's id, which is its name too.
    pub field: Cow<'static, str>,
    /// What to do.
    pub message: String,
}

impl FieldError {
    /// What to do about `field`.
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The error of `field`, if it has one.
pub fn error_of<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
}

/// The error of `field` as a line with an id that the field names.
pub fn error_line(errors: &[FieldError], field: &str) -> Markup {
    html! {
        @if let Some(message) = error_of(errors, field) {
            p class="error" id={ (field) "-error" } { span class="visually-hidden" { "Error: " } (message) }
        }
    }
}

/// A field of one line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its name and id.
    pub name: &'static str,
    /// What it asks for.
    pub label: &'a str,
    /// How to fill it in; empty for none.
    pub hint: &'a str,
    /// `text`, `tel` or `email`: which keyboard a phone shows.
    pub kind: &'static str,
    /// What a browser may fill it in with.
    pub autocomplete: &'static str,
    /// The most characters it takes.
    pub characters_max: usize,
}

impl Line<'_> {
    /// The field with what was typed and what is wrong with it.
    pub fn render(&self, typed: &str, errors: &[FieldError]) -> Markup {
        let is_wrong = error_of(errors, self.name).is_some();
        let described = described_by(self.name, !self.hint.is_empty(), is_wrong);
        html! {
            div class="field" {
                label for=(self.name) { (self.label) }
                @if !self.hint.is_empty() { p class="hint" id={ (self.name) "-hint" } { (self.hint) } }
                (error_line(errors, self.name))
                input id=(self.name) name=(self.name) type=(self.kind) value=(typed) autocomplete=(self.autocomplete)
                    maxlength=(self.characters_max) aria-describedby=[described] aria-invalid=[is_wrong.then_some("true")];
            }
        }
    }
}

/// Ids of the lines that explain a field, for `aria-describedby`.
pub fn described_by(name: &str, has_hint: bool, is_wrong: bool) -> Option<String> {
    match (has_hint, is_wrong) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (true, true) => Some(format!("{name}-hint {name}-error")),
    }
}

/// A box to tick.
pub fn checkbox(name: &'static str, label: &str, is_ticked: bool) -> Markup {
    html! {
        label class="choice" for=(name) {
            input type="checkbox" id=(name) name=(name) value="yes" checked[is_ticked];
            span { (label) }
        }
    }
}

/// A few choices of the same weight, of which one is taken; none is taken for anyone.
pub fn radios(
    name: &'static str,
    question: &str,
    options: &[(&str, &str)],
    chosen: &str,
    errors: &[FieldError],
) -> Markup {
    let is_wrong = error_of(errors, name).is_some();
    html! {
        fieldset class="one-of" aria-describedby=[described_by(name, false, is_wrong)] {
            legend { (question) }
            (error_line(errors, name))
            @for (place, (value, words)) in options.iter().enumerate() {
                // The first one has the name as its id, so that the error summary leads to it.
                @let id = if place == 0 { name.to_owned() } else { format!("{name}-{value}") };
                label class="choice" for=(id) {
                    input type="radio" id=(id) name=(name) value=(value) checked[*value == chosen];
                    span { (words) }
                }
            }
        }
    }
}

/// A list to choose one from: value and words of each.
pub fn select(name: &str, label: &str, options: &[(String, String)], chosen: &str, errors: &[FieldError]) -> Markup {
    let is_wrong = error_of(errors, name).is_some();
    html! {
        div class="field" {
            label for=(name) { (label) }
            (error_line(errors, name))
            select id=(name) name=(name) aria-describedby=[described_by(name, false, is_wrong)] aria-invalid=[is_wrong.then_some("true")] {
                @for (value, words) in options {
                    option value=(value) selected[value == chosen] { (words) }
                }
            }
        }
    }
}

/// A value that travels with a form; nothing when it is empty.
pub fn hidden(name: &str, value: &str) -> Markup {
    html! {
        @if !value.is_empty() { input type="hidden" name=(name) value=(value); }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let line =
        Line { name: "name", label: "Your name", hint: "", kind: "text", autocomplete: "name", characters_max: 120 };
    let hinted = Line { hint: "Any name that you want to be called by.", ..line };
    let wrong = [FieldError::new("name", "Please write a name.")];
    let options = [("any".to_owned(), "Any therapist".to_owned()), ("one".to_owned(), "Someone".to_owned())];
    vec![
        Sample::new("empty", line.render("", &[])),
        Sample::new("with a hint", hinted.render("Robin", &[])),
        Sample::new("with an error", hinted.render("", &wrong)),
        Sample::new("checkbox", checkbox("voicemail", "You may leave a voicemail", false)),
        Sample::new("checkbox ticked", checkbox("voicemail", "You may leave a voicemail", true)),
        Sample::new(
            "one of",
            radios("shared", "What you shared", &[("a", "Take it back"), ("b", "Leave it")], "", &[]),
        ),
        Sample::new(
            "one of with an error",
            radios(
                "shared",
                "What you shared",
                &[("a", "Take it back"), ("b", "Leave it")],
                "b",
                &[FieldError::new("shared", "Choose one.")],
            ),
        ),
        Sample::new("list", select("therapist", "Therapist", &options, "any", &[])),
        Sample::new(
            "list with an error",
            select("therapist", "Therapist", &options, "", &[FieldError::new("therapist", "Please choose one.")]),
        ),
    ]
}
