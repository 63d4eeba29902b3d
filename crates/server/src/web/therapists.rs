//! Who works here, and what they give.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use troth_domain::practice::Practice;

use super::page::Page;
use super::words::offering_facts;
use crate::app::App;

/// `GET /therapists`
pub async fn show(State(app): State<App>) -> Response {
    page(app.practice()).into_response()
}

fn page(practice: &Practice) -> Page<'_> {
    let body = html! {
        h1 { "Who you would talk to" }
        @for therapist in &practice.therapists {
            section aria-labelledby={ "therapist-" (therapist.slug) } {
                h2 id={ "therapist-" (therapist.slug) } { (therapist.name) }
                @if !therapist.about.is_empty() { p { (therapist.about) } }
                ul class="cards" {
                    @for offering in practice.offerings.iter().filter(|offering| therapist.offerings.contains(&offering.slug)) {
                        li {
                            a href={ "/book/" (offering.slug) "?therapist=" (therapist.slug) } {
                                (offering.name) span class="visually-hidden" { " with " (therapist.name) }
                            }
                            p { (offering_facts(offering)) }
                        }
                    }
                }
            }
        }
    };
    Page::new(practice, "Who you would talk to", body)
}
