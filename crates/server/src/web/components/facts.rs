//! A short list of facts: what, when, who, where.

use maud::{Markup, html};

use crate::web::gallery::Sample;

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

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let what = ("What", html! { "Free phone consult: 15 minutes, by phone, free" });
    let long = "A name that goes on for much longer than anyone expected it to, and then a little further";
    vec![
        Sample::new("short", list(std::slice::from_ref(&what))),
        Sample::new("long", list(&[what, ("With", html! { (long) })])),
    ]
}
