//! What someone has chosen so far, carried in addresses and forms: therapist, location, zone, first day, own hold.

use jiff::civil::Date;
use troth_domain::booking::BookingId;
use troth_domain::people::ClientZone;
use troth_domain::practice::{Mode, Offering, Practice, Slug};
use url::form_urlencoded::Serializer;

use crate::actions::openings::{Own, Wish};
use crate::web::components::field::{FieldError, hidden};
use crate::web::input::{Fields, hold_id, hold_text};
use crate::web::zones;

/// What someone has chosen so far.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The offering.
    pub offering: Slug,
    /// One therapist; none: any.
    pub therapist: Option<Slug>,
    /// One location; none: any.
    pub location: Option<Slug>,
    /// The zone that was chosen; none: the practice's.
    pub zone: Option<ClientZone>,
    /// The first day to show; none: today.
    pub from: Option<Date>,
    /// A hold of their own, which the next one replaces.
    pub replaces: Option<BookingId>,
}

impl Choice {
    /// Nothing chosen yet but `offering`.
    pub fn of(offering: &Offering) -> Self {
        let offering = offering.slug.clone();
        Self { offering, therapist: None, location: None, zone: None, from: None, replaces: None }
    }

    /// What `fields` say, as far as it can be used, and what is wrong with the rest.
    pub fn read(fields: &Fields, practice: &Practice, offering: &Offering) -> (Self, Vec<FieldError>) {
        let mut choice = Self::of(offering);
        let mut errors = Vec::new();
        if let Some(text) = fields.given("therapist").filter(|text| *text != "any") {
            let gives = |slug: &Slug| practice.therapists_of(&offering.slug).any(|therapist| therapist.slug == *slug);
            choice.therapist = Slug::new(text).ok().filter(gives);
            if choice.therapist.is_none() {
                errors.push(FieldError::new("therapist", "Choose a therapist from the list"));
            }
        }
        if let Some(text) = fields.given("location").filter(|text| *text != "any") {
            choice.location = Slug::new(text).ok().filter(|slug| practice.location(slug).is_some());
            if choice.location.is_none() {
                errors.push(FieldError::new("location", "Choose a place from the list"));
            }
        }
        if let Some(text) = fields.given("zone") {
            choice.zone = ClientZone::new(text);
            if choice.zone.is_none() {
                errors.push(FieldError::new("zone", "Choose a time zone from the list"));
            }
        }
        if let Some(text) = fields.given("from") {
            choice.from = text.parse().ok();
            if choice.from.is_none() {
                errors.push(FieldError::new("from", "Enter a day that exists, like 2026-12-24"));
            }
        }
        choice.replaces = fields.given("replaces").and_then(hold_id);
        (choice, errors)
    }

    /// The zone in which times are shown.
    pub fn shown_zone(&self, practice: &Practice) -> ClientZone {
        self.zone.clone().unwrap_or_else(|| zones::own(practice))
    }

    /// What to search for.
    pub fn wish(&self) -> Wish {
        Wish {
            offering: self.offering.clone(),
            therapist: self.therapist.clone(),
            location: self.location.clone(),
            own: self.replaces.map(Own::Hold),
        }
    }

    /// Names and values of what was chosen, but for the day and the hold.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let slug = |slug: &Option<Slug>| slug.as_ref().map(ToString::to_string);
        let zone = self.zone.as_ref().map(|zone| zone.name().to_owned());
        [("therapist", slug(&self.therapist)), ("location", slug(&self.location)), ("zone", zone)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The page of times, from `from` on.
    pub fn times_address(&self, from: Option<Date>) -> String {
        let mut pairs = self.pairs();
        pairs.extend(from.map(|from| ("from", from.to_string())));
        pairs.extend(self.replaces.map(|hold| ("replaces", hold_text(hold))));
        address(&format!("/book/{}", self.offering), &pairs)
    }

    /// The page of details for `start`, with the hold on it.
    pub fn details_address(&self, start: jiff::Timestamp, hold: Option<BookingId>) -> String {
        let mut pairs = vec![("start", start.to_string())];
        pairs.extend(hold.map(|hold| ("hold", hold_text(hold))));
        pairs.extend(self.pairs());
        address(&format!("/book/{}/details", self.offering), &pairs)
    }

    /// What was chosen, to travel with a form.
    pub fn hidden(&self) -> maud::Markup {
        maud::html! {
            @for (name, value) in self.pairs() { (hidden(name, &value)) }
        }
    }

    /// Whether it matters where: there are several places, and the offering takes place at one.
    pub fn has_places(practice: &Practice, offering: &Offering) -> bool {
        offering.mode == Mode::InPerson && practice.locations.len() > 1
    }
}

/// `path` with a query.
pub fn address(path: &str, pairs: &[(&str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
