//! Things to choose from, one under the other: a link, what it is, and what it costs or how it stands at its right.

use maud::{Markup, html};

use crate::web::gallery::{Sample, Stage};
use crate::web::words;
use troth_domain::practice::Offering;

/// One thing to choose.
#[derive(Clone, Debug)]
pub struct Card {
    /// Where it leads.
    pub address: String,
    /// Its name.
    pub name: Markup,
    /// A few words under it; empty for none.
    pub about: String,
    /// A word at its right, such as a price; empty for none.
    pub mark: String,
}

impl Card {
    /// An offering with its length and price, at `address`.
    pub fn offering(offering: &Offering, address: String) -> Self {
        let about = format!("{} minutes, {}", offering.minutes, words::mode(offering.mode));
        Self { address, name: html! { (offering.name) }, about, mark: words::price(offering.price_cents) }
    }
}

/// All of them.
pub fn list(cards: &[Card]) -> Markup {
    html! {
        // Said again, because some browsers drop the list where its style is none.
        ul class="cards" role="list" {
            @for card in cards {
                li {
                    a href=(card.address) { (card.name) }
                    @if !card.mark.is_empty() { span class="card-mark" { (card.mark) } }
                    @if !card.about.is_empty() { p { (card.about) } }
                }
            }
        }
    }
}

/// How it looks in each of its states.
pub fn samples(stage: &Stage<'_>) -> Vec<Sample> {
    let offerings = stage.practice.offerings.iter();
    let priced: Vec<Card> = offerings.map(|one| Card::offering(one, format!("/book/{}", one.slug))).collect();
    let card = |name: &str, about: &str, mark: &str| Card {
        address: "/guide".to_owned(),
        name: html! { (name) },
        about: about.to_owned(),
        mark: mark.to_owned(),
    };
    let long = "An unusually long name for something that someone may want to choose one day";
    vec![
        Sample::new("offerings", list(&priced)),
        Sample::new("without a mark", list(&[card("A letter to keep", "About 20 minutes, alone.", "")])),
        Sample::new("a name alone", list(&[card("A letter to keep", "", ""), card("Say it plainly", "", "")])),
        Sample::new("long", list(&[card(long, long, "$1,200 for the two"), card(&"Wort".repeat(20), "", "free")])),
    ]
}
