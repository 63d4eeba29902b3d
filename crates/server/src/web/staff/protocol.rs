//! What to do at danger signs, beside the person it is about. Its words are `protocol.toml`.

use maud::{Markup, html};

use crate::content::Content;

/// For every client, whatever they answered.
pub fn protocol(content: &Content) -> Markup {
    html! {
        @if let Some(protocol) = &content.protocol {
            details class="protocol" {
                summary { h2 { (protocol.title) } }
                ol { @for step in &protocol.steps { li { (step) } } }
                p { strong { (protocol.never_title) } }
                ul { @for one in &protocol.never { li { (one) } } }
                p { a href="/help-now" { (protocol.numbers) } }
            }
        }
    }
}
