//! The seam: one hairline of gold, as on a bowl that was mended. It is the only ornament. It measures nothing, and a page
//! has one: here, or between the steps, or under the days.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// The seam under a heading. Nobody who cannot see it misses anything.
pub fn under_heading() -> Markup {
    html! { div class="seam" aria-hidden="true" {} }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("under a heading", html! { h2 { "It is booked" } (under_heading()) p { "Then it goes on." } })]
}
