//! Therapists: a name, a few words, what they give. Names and words may be long, short, or in any script.

use maud::{Markup, html};
use troth_domain::practice::{Offering, Practice, Therapist};

use super::cards::{self, Card};
use crate::web::gallery::{Sample, Stage};

/// One therapist.
pub fn person(practice: &Practice, therapist: &Therapist) -> Markup {
    let given = practice.offerings.iter().filter(|offering| therapist.offerings.contains(&offering.slug));
    let card = |offering: &Offering| Card {
        // Said to a screen reader, which may go from link to link.
        name: html! { (offering.name) span class="visually-hidden" { " with " bdi { (therapist.name) } } },
        ..Card::offering(offering, format!("/book/{}?therapist={}", offering.slug, therapist.slug))
    };
    let offerings: Vec<Card> = given.map(card).collect();
    html! {
        div class="person" {
            h2 dir="auto" { (therapist.name) }
            @if !therapist.about.is_empty() { p dir="auto" { (therapist.about) } }
            (cards::list(&offerings))
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let Some(one) = stage.practice.therapists.first() else { return Vec::new() };
    let show = |name: &str, about: &str| {
        person(stage.practice, &Therapist { name: name.to_owned(), about: about.to_owned(), ..one.clone() })
    };
    let long_name = "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley von Hohenzollern-Sigmaringen, PhD, LMFT";
    let long_about = "Works slowly and explains each step. ".repeat(25);
    vec![
        Sample::new("as usual", person(stage.practice, one)),
        Sample::new("without words", show("Ana Li", "")),
        Sample::new("with much to say", show(long_name, &long_about)),
        Sample::new("in one unbroken word", show(&"Lang".repeat(25), "")),
        Sample::new(
            "from right to left",
            show(
                "\u{5d3}\u{5d9}\u{5e0}\u{5d4} \u{5db}\u{5d4}\u{5df}",
                "\u{5de}\u{5d8}\u{5e4}\u{5dc}\u{5ea} \u{5d6}\u{5d5}\u{5d2}\u{5d9}\u{5ea}.",
            ),
        ),
    ]
}
