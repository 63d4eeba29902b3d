//! Sources: who found what, and how far it carries. Each leads on as a plain link; nothing is fetched from there.

use maud::{Markup, html};

use crate::content::references::Reference;
use crate::web::gallery::{Sample, Stage};

/// The sources of a page, in the order of their numbers.
pub fn list(sources: &[&Reference]) -> Markup {
    html! {
        ol class="sources" {
            @for source in sources {
                li id={ "source-" (source.key) } {
                    (source.authors) " (" (source.year) "). " cite { (source.title) } ". "
                    @if !source.journal.is_empty() { (source.journal) ". " }
                    @if let Some((address, words)) = source.link() { a href=(address) rel="noreferrer" { (words) } }
                    p { "What it found: " (source.found) }
                    p { "How far that carries: " (source.limits) " " (source.checked.words()) }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let all: Vec<&Reference> = stage.content.references.iter().collect();
    let two = all.get(..2).unwrap_or(&all);
    vec![Sample::new("two", list(two)), Sample::new("all", list(&all))]
}
