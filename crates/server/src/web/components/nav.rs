//! The pages of one part of the site as a line of links; the one that is open is marked, in words too.

use maud::{Markup, html};

use crate::web::gallery::Sample;

/// Pages by address and name, and the address of the one that is open.
pub fn pages(label: &str, pages: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav class="nav" aria-label=(label) {
            ul role="list" {
                @for (address, name) in pages {
                    li { a href=(address) aria-current=[(*address == here).then_some("page")] { (name) } }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples() -> Vec<Sample> {
    let three = [("/home", "Today"), ("/plan", "Plan"), ("/settings", "Settings")];
    let many = [
        ("/home", "Today"),
        ("/plan", "Plan"),
        ("/talks", "Talks"),
        ("/commitments", "Commitments"),
        ("/check-ins", "Check-ins"),
        ("/appointments", "Appointments"),
        ("/settings", "Settings and safety"),
    ];
    vec![
        Sample::new("the first is open", pages("Your pages", &three, "/home")),
        Sample::new("none is open", pages("Your pages", &three, "")),
        Sample::new("many", pages("Your pages", &many, "/check-ins")),
    ]
}
