//! The quiet home page: who, where, what it costs, and the door.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use troth_domain::practice::{Location, Practice};
use url::form_urlencoded::byte_serialize;

use super::components::cards::{self, Card};
use super::components::door::Door;
use super::components::{contact, seam};
use super::discovery;
use super::page::Page;
use super::zones::town;
use crate::app::App;

/// Where an address is shown on a map.
const MAP: &str = "https://www.openstreetmap.org/search?query=";

/// Names of therapists on the page.
const NAMES_MAX: usize = 6;

/// `GET /`
pub async fn show(State(app): State<App>) -> Response {
    page(&Door::of(&app).await).into_response()
}

fn page<'a>(door: &Door<'a>) -> Page<'a> {
    let practice = door.practice;
    let body = html! {
        h1 { "Talk to someone about what happened" }
        p class="lede" {
            "For couples, and for one person alone, when trust has been broken. You can come as you are."
        }
        (seam::under_heading())
        div class="doors" {
            (door.render("Book a talk"))
            (guide())
        }
        (prices(practice))
        (people(practice))
        (places(practice))
    };
    let where_it_is = town(&practice.address).map(|town| format!(" in {town}")).unwrap_or_default();
    Page::new(practice, "Talk to someone", body).at("/").about(discovery::about(practice)).describe(&format!(
        "{}{where_it_is}: help for couples, and for one person alone, when trust has been broken. Real times, booked at once, without an account.",
        practice.name
    ))
}

fn guide() -> Markup {
    html! {
        section class="door" aria-labelledby="read" {
            h2 id="read" { "Read first" }
            p { "Can trust be rebuilt? What may help, step by step, and what studies can and cannot say. Short pages, no account." }
            a class="button" href="/guide" { "Read the guide" }
        }
    }
}

fn prices(practice: &Practice) -> Markup {
    let offerings = practice.offerings.iter();
    let offerings: Vec<Card> = offerings.map(|one| Card::offering(one, format!("/book/{}", one.slug))).collect();
    html! {
        section aria-labelledby="prices" {
            h2 id="prices" { "What you can book, and what it costs" }
            (cards::list(&offerings))
        }
    }
}

/// A few names, so that the page says who; all of them stand on a page of their own.
fn people(practice: &Practice) -> Markup {
    let named = practice.therapists.get(..NAMES_MAX).unwrap_or(&practice.therapists);
    let others = practice.therapists.len().saturating_sub(named.len());
    html! {
        section aria-labelledby="who" {
            h2 id="who" { "Who you would talk to" }
            ul class="names" role="list" {
                @for therapist in named { li { bdi { (therapist.name) } } }
                @if others > 0 { li { "and " (others) " more" } }
            }
            p { a href="/therapists" { "What each of them offers" } }
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
                ul class="plain" {
                    @for location in &practice.locations {
                        li {
                            strong { (location.name) }
                            @for line in &location.address { br; (line) }
                            @if !location.address.is_empty() {
                                br;
                                a href=(map_address(location)) rel="noreferrer" { "See " (location.name) " on a map" }
                            }
                        }
                    }
                }
            }
            p { "You can also " (contact::call_us(practice)) "." }
        }
    }
}

/// A map of the place, on another site: nothing of it is loaded until someone goes there.
fn map_address(location: &Location) -> String {
    let query: String = byte_serialize(location.address.join(", ").as_bytes()).collect();
    format!("{MAP}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::booking::default_offering;
    use crate::web::tests::samples;
    use crate::web::words::When;

    #[test]
    fn names_place_price_and_soonest() {
        let practice = samples::practice();
        let zone = samples::zone();
        let when = When { zone: &zone, now: samples::now() };
        let soonest = Some(samples::opening("2026-11-23T16:15:00Z"));
        let door = Door { practice: &practice, offering: default_offering(&practice), soonest, when };
        let text = super::super::page::text_of(page(&door));
        for part in [
            "Monday, November 23 at 9:15 am",
            "Mountain Time, Orem",
            "free",
            "$150",
            "801-555-0100",
            "href=\"/book\"",
            "href=\"/guide\"",
            "application/ld+json",
            "MedicalBusiness",
            "openstreetmap.org",
        ] {
            assert!(text.contains(part), "{part}");
        }
    }
}
