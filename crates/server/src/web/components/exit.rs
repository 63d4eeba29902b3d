//! "Leave this page": a real link to an ordinary page, made quicker by script. The pattern is GOV.UK's.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// Where it leads: a page that anyone may have been looking at.
const ELSEWHERE: &str = "https://www.weather.gov/";

/// The link, in the same place on every page.
pub fn button() -> Markup {
    html! {
        a class="exit" href=(ELSEWHERE) rel="noreferrer nofollow" data-exit="" { "Leave this page" }
    }
}

/// What it does and does not do.
pub fn note() -> Markup {
    html! {
        p class="exit-note" {
            "\u{201c}Leave this page\u{201d} opens a weather site. It does not clear your browser\u{2019}s history. "
            a href="/help-now#history" { "How to clear it" }
        }
        // What only script can do is said by script: a browser without either shows even what is hidden.
        p class="exit-note exit-keys" hidden data-exit-keys="With a keyboard: press Shift three times." {}
    }
}

/// Covers the page at once while the other one loads. Shown by script only.
pub fn cover() -> Markup {
    html! {
        div class="exit-cover" hidden data-exit-cover="" {}
        p class="visually-hidden" role="status" data-exit-status="" {}
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("button", button()), Sample::new("note", note())]
}
