//! Something to know before reading on, and word that something was done. For what stands in the way there is the summary.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// A quiet note beside the text.
pub fn aside(text: &Markup) -> Markup {
    html! { div class="aside" { (text) } }
}

/// Says that what someone did is done. A screen reader reads it out without being interrupted.
pub fn done(heading: &str, text: &Markup) -> Markup {
    html! {
        div class="aside aside-done" role="status" {
            p { strong { (heading) } }
            (text)
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let ways = html! {
        p { "The next part speaks of violence. You can skip it." }
        ul class="actions" { li { a href="/guide" { "Skip this page" } } li { a href="/help-now" { "Help now" } } }
    };
    vec![
        Sample::new("aside", aside(&html! { p { "Nobody but you can read this." } })),
        Sample::new("aside with ways on", aside(&ways)),
        Sample::new("done", done("It is saved", &html! { p { "You can come back to it whenever you want." } })),
        Sample::new("done in a word", done("Saved", &html! {})),
    ]
}
