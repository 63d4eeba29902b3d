//! The five steps, joined by the seam, and other pages of the guide as plain lists.

use maud::{Markup, html};

use crate::content::pages::{GuidePage, Kind};
use crate::web::gallery::{Sample, Stage};

/// The steps in their order.
pub fn steps(pages: &[&GuidePage]) -> Markup {
    html! {
        // Said again, because some browsers drop the list where its style is none.
        ol class="steps" role="list" {
            @for page in pages {
                li {
                    @if let Kind::Step(number) = page.kind {
                        span class="step-number" aria-hidden="true" { (number) }
                        span class="visually-hidden" { "Step " (number) ": " }
                    }
                    a href=(page.address()) { (page.short_title) }
                    p { (page.summary) }
                }
            }
        }
    }
}

/// Pages, one under the other.
pub fn pages(pages: &[&GuidePage]) -> Markup {
    html! {
        ul class="pages" {
            @for page in pages {
                li { a href=(page.address()) { (page.short_title) } p { (page.summary) } }
            }
        }
    }
}

/// The page before and the page after.
pub fn onward(before: Option<&GuidePage>, after: Option<&GuidePage>) -> Markup {
    html! {
        nav class="onward" aria-label="Other pages of the guide" {
            @if let Some(page) = before { a href=(page.address()) { span { "Before this" } (page.short_title) } }
            @if let Some(page) = after { a class="next" href=(page.address()) { span { "After this" } (page.short_title) } }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let all: Vec<&GuidePage> = stage.content.pages.iter().collect();
    let five: Vec<&GuidePage> = all.iter().copied().filter(|page| matches!(page.kind, Kind::Step(_))).collect();
    let (first, second) = (all.first().copied(), all.get(1).copied());
    vec![
        Sample::new("five steps", steps(&five)),
        Sample::new("pages", pages(&all)),
        Sample::new("onward from the middle", onward(first, second)),
        Sample::new("onward from the first", onward(None, second)),
        Sample::new("onward from the last", onward(first, None)),
    ]
}
