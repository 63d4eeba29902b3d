//! The quiet home page: who, where, what it costs, and the door.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::calendar::Opening;
use troth_domain::practice::{Offering, Practice};

use super::booking::{Choice, default_offering};
use super::components::contact;
use super::page::Page;
use super::words::{When, offering_facts};
use super::{meeting, zones};
use crate::actions::openings;
use crate::app::App;

/// `GET /`
pub async fn show(State(app): State<App>) -> Response {
    let practice = app.practice();
    let offering = default_offering(practice);
    let soonest = match offering {
        // Without the database this page still says whom to call.
        Some(offering) => openings::soonest(&app, &Choice::of(offering).wish()).await.ok().flatten(),
        None => None,
    };
    let when = When { zone: &practice.time_zone, now: app.now() };
    page(practice, offering, soonest.as_ref(), &when).into_response()
}

fn page<'a>(
    practice: &'a Practice,
    offering: Option<&Offering>,
    soonest: Option<&Opening>,
    when: &When<'_>,
) -> Page<'a> {
    let body = html! {
        h1 { "Talk to someone about what happened" }
        p class="lede" {
            "For couples, and for one person alone, when trust has been broken. You can come as you are."
        }
        @if let Some(offering) = offering { (door(practice, offering, soonest, when)) }
        (prices(practice))
        (places(practice))
    };
    Page::new(practice, "Talk to someone", body)
}

fn door(practice: &Practice, offering: &Offering, soonest: Option<&Opening>, when: &When<'_>) -> Markup {
    html! {
        section class="door" aria-labelledby="door" {
            h2 id="door" { (offering.name) }
            p { (offering_facts(offering)) ". No account, no card." }
            @if let Some(opening) = soonest {
                p { "Soonest: " strong { (when.marked(opening.start)) } ", " (zones::words(practice, when.zone)) "." }
            }
            a class="button button-main" href="/book" { "Book: see all times" }
        }
    }
}

fn prices(practice: &Practice) -> Markup {
    html! {
        section aria-labelledby="prices" {
            h2 id="prices" { "What you can book, and what it costs" }
            ul class="cards" {
                @for offering in &practice.offerings {
                    li {
                        a href={ "/book/" (offering.slug) } { (offering.name) }
                        p { (offering_facts(offering)) }
                    }
                }
            }
            p { a href="/therapists" { "Who you would talk to" } }
        }
    }
}

fn places(practice: &Practice) -> Markup {
    html! {
        section aria-labelledby="where" {
            h2 id="where" { "Where we are" }
            @if practice.locations.is_empty() {
                @if !practice.address.is_empty() { p { (practice.address.join(", ")) } }
            } @else {
                ul class="plain" { @for location in &practice.locations { li { (meeting::place(location)) } } }
            }
            p { "You can also " (contact::call_us(practice)) "." }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::tests::samples;

    #[test]
    fn names_place_price_and_soonest() {
        let practice = samples::practice();
        let zone = samples::zone();
        let when = When { zone: &zone, now: samples::now() };
        let opening = samples::opening("2026-11-23T16:15:00Z");
        let text = page(&practice, default_offering(&practice), Some(&opening), &when);
        let text = super::super::page::text_of(text);
        for part in
            ["Monday, November 23 at 9:15 am", "Mountain Time, Orem", "free", "$150", "801-555-0100", "href=\"/book\""]
        {
            assert!(text.contains(part), "{part}");
        }
    }
}
