//! A short list of facts: what, when, who, where.

use maud::{Markup, html};

/// Name and value, one under the other.
pub fn list(facts: &[(&str, Markup)]) -> Markup {
    html! {
        dl class="facts" {
            @for (name, value) in facts {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}
