//! The safety line, in the same place on every page.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// One line that leads to help.
pub fn line() -> Markup {
    html! {
        aside class="safety" aria-label="Help now" {
            p {
                "In danger or thinking of ending your life? "
                a href="/help-now" { "Help now" }
            }
        }
    }
}

/// For pages on which someone writes a few words.
pub fn not_read_now() -> Markup {
    html! {
        p class="hint" { "Nobody reads this right away. If you need help now: " a href="/help-now" { "Help now" } "." }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("not read now", not_read_now())]
}
