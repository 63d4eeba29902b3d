//! How to reach the practice, and ways on from a page that could not do what was asked.

use maud::{Markup, html};
use troth_domain::practice::Practice;

use crate::web::gallery::{Sample, Stage};
use crate::web::words::dial;

/// The practice's number as a link.
pub fn phone(number: &str) -> Markup {
    html! { a class="number" href=(dial(number)) { (number) } }
}

/// "call us at …", or how else to reach the practice.
pub fn call_us(practice: &Practice) -> Markup {
    match (&practice.phone, &practice.email) {
        (Some(number), _) => html! { "call us at " (phone(number)) },
        (None, Some(email)) => {
            html! { "write to us at " a href={ "mailto:" (email.reveal()) } { (email.reveal()) } }
        }
        (None, None) => html! { "reach us the way you usually do" },
    }
}

/// Ways on from an error on somebody's own pages. The first leads whoever is signed in to where they start.
pub fn own_ways_out(practice: &Practice) -> Markup {
    html! {
        ul class="ways" {
            li { a href="/sign-in" { "Go to your own pages" } }
            li { a href="/help-now" { "Help now" } }
            @if let Some(number) = &practice.phone {
                li { "Call us: " (phone(number)) }
            }
        }
    }
}

/// Ways on from an error.
pub fn ways_out(practice: &Practice) -> Markup {
    html! {
        ul class="ways" {
            li { a href="/book" { "See free times" } }
            li { a href="/guide" { "Read the guide" } }
            li { a href="/" { "Go to the home page" } }
            @if let Some(number) = &practice.phone {
                li { "Call us: " (phone(number)) }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let by_mail = Practice { phone: None, ..stage.practice.clone() };
    let by_neither = Practice { phone: None, email: None, ..stage.practice.clone() };
    vec![
        Sample::new("by phone", html! { p { "You can " (call_us(stage.practice)) "." } }),
        Sample::new("by mail", html! { p { "You can " (call_us(&by_mail)) "." } }),
        Sample::new("by neither", html! { p { "You can " (call_us(&by_neither)) "." } }),
        Sample::new("ways out", ways_out(stage.practice)),
        Sample::new("own ways out", own_ways_out(stage.practice)),
    ]
}
