//! Sources: who found what, and how far it carries. Each leads on as a plain link; nothing is fetched from there.

use maud::{Markup, html};

use crate::content::REFERENCES;
use crate::content::pages::GuidePage;
use crate::content::references::Reference;
use crate::web::gallery::{Sample, Stage};

/// The sources of a page, in the order of their numbers.
pub fn list(sources: &[&Reference]) -> Markup {
    html! {
        ol class="sources" {
            @for source in sources {
                li id={ "source-" (source.key) } { (named(source)) (weighed(source)) }
            }
        }
    }
}

/// All sources, each with the pages that mark it and weigh it. One that only the page of sources marks is weighed here.
pub fn all(sources: &[&Reference], pages: &[&GuidePage]) -> Markup {
    html! {
        ol class="sources" {
            @for source in sources {
                @let marking = pages.iter().filter(|page| page.body.mentioned.contains(&source.key)).collect::<Vec<_>>();
                li id={ "source-" (source.key) } {
                    (named(source))
                    @if marking.is_empty() { (weighed(source)) } @else {
                        p {
                            "In: "
                            @for (place, page) in marking.iter().enumerate() {
                                @if place > 0 { ", " }
                                a href={ (page.address()) "#source-" (source.key) } { (page.short_title) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who wrote it, when, and where it is.
fn named(source: &Reference) -> Markup {
    html! {
        (source.authors) " (" (source.year) "). " cite { (source.title) } @if !source.title.ends_with('?') { "." } " "
        @if !source.journal.is_empty() { (source.journal) ". " }
        @if let Some((address, words)) = source.link() { a href=(address) rel="noreferrer" { (words) } }
    }
}

/// What it found, how far that carries, and what of it was read.
fn weighed(source: &Reference) -> Markup {
    html! {
        p { "What it found: " (source.found) }
        p { "How far that carries: " (source.limits) " " (source.checked.words()) }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let every: Vec<&Reference> = stage.content.references.iter().collect();
    let pages: Vec<&GuidePage> = stage.content.pages.iter().filter(|page| page.name != REFERENCES).collect();
    let two = every.get(..2).unwrap_or(&every);
    vec![Sample::new("two", list(two)), Sample::new("all", all(&every, &pages))]
}
