//! What can be booked, with whom, where.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use troth_domain::practice::{Audience, Location, Mode, Offering, Practice, Slug, Therapist};
use utoipa::ToSchema;

use super::schemas;
use crate::app::App;

/// Everything that can be booked, in the practice's order.
#[derive(Serialize, ToSchema)]
pub struct OfferingList {
    offerings: Vec<OfferingEntry>,
}

/// Something that can be booked.
#[derive(Serialize, ToSchema)]
pub struct OfferingEntry {
    #[schema(schema_with = schemas::offering)]
    slug: String,
    name: String,
    /// Length of the session.
    minutes: u32,
    /// In hundredths of a US dollar; 0 is free.
    price_cents: u32,
    mode: ModeName,
    #[serde(rename = "for")]
    audience: AudienceName,
    /// A start is at least this long from now.
    notice_minutes: u32,
    /// A start is at most this many days from today.
    horizon_days: u32,
    /// Until how long before the start it can be moved or cancelled by link.
    cancel_until_minutes: u32,
    /// Who gives it.
    #[schema(value_type = Vec<String>)]
    therapists: Vec<String>,
    /// Where it can take place; empty unless it takes place in person.
    #[schema(value_type = Vec<String>)]
    locations: Vec<String>,
}

/// How the two sides meet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModeName {
    /// The therapist calls.
    Phone,
    /// At a location.
    InPerson,
    /// By a video link that the practice sends.
    Video,
}

/// Whom it is for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AudienceName {
    /// One person.
    Person,
    /// Two partners together.
    Couple,
}

/// Everybody who can be booked, in the practice's order.
#[derive(Serialize, ToSchema)]
pub struct TherapistList {
    therapists: Vec<TherapistEntry>,
}

/// Somebody who can be booked.
#[derive(Serialize, ToSchema)]
pub struct TherapistEntry {
    #[schema(schema_with = schemas::therapist)]
    slug: String,
    name: String,
    /// A few sentences about them.
    about: String,
    /// What they give.
    #[schema(value_type = Vec<String>)]
    offerings: Vec<String>,
    /// Where they work.
    #[schema(value_type = Vec<String>)]
    locations: Vec<String>,
}

/// Every place of work, in the practice's order.
#[derive(Serialize, ToSchema)]
pub struct LocationList {
    locations: Vec<LocationEntry>,
}

/// A place of work.
#[derive(Serialize, ToSchema)]
pub struct LocationEntry {
    #[schema(schema_with = schemas::location)]
    slug: String,
    name: String,
    /// Lines of the postal address.
    address: Vec<String>,
    /// The zone that its visitors live by.
    #[schema(schema_with = schemas::zone)]
    zone: String,
}

/// What can be booked.
#[utoipa::path(
    get,
    path = "/api/v1/offerings",
    tag = "booking",
    operation_id = "listOfferings",
    responses((status = 200, description = "Everything that can be booked.", body = OfferingList)),
)]
pub async fn offerings(State(app): State<App>) -> Json<OfferingList> {
    let practice = app.practice();
    Json(OfferingList {
        offerings: practice.offerings.iter().map(|offering| offering_entry(practice, offering)).collect(),
    })
}

/// Who can be booked.
#[utoipa::path(
    get,
    path = "/api/v1/therapists",
    tag = "booking",
    operation_id = "listTherapists",
    responses((status = 200, description = "Everybody who can be booked.", body = TherapistList)),
)]
pub async fn therapists(State(app): State<App>) -> Json<TherapistList> {
    let practice = app.practice();
    let entries = practice.therapists.iter().map(|therapist| therapist_entry(practice, therapist));
    Json(TherapistList { therapists: entries.collect() })
}

/// Where sessions take place.
#[utoipa::path(
    get,
    path = "/api/v1/locations",
    tag = "booking",
    operation_id = "listLocations",
    responses((status = 200, description = "Every place of work.", body = LocationList)),
)]
pub async fn locations(State(app): State<App>) -> Json<LocationList> {
    Json(LocationList { locations: app.practice().locations.iter().map(location_entry).collect() })
}

fn offering_entry(practice: &Practice, offering: &Offering) -> OfferingEntry {
    OfferingEntry {
        slug: offering.slug.to_string(),
        name: offering.name.clone(),
        minutes: offering.minutes,
        price_cents: offering.price_cents,
        mode: match offering.mode {
            Mode::Phone => ModeName::Phone,
            Mode::InPerson => ModeName::InPerson,
            Mode::Video => ModeName::Video,
        },
        audience: match offering.audience {
            Audience::Person => AudienceName::Person,
            Audience::Couple => AudienceName::Couple,
        },
        notice_minutes: offering.notice_minutes,
        horizon_days: offering.horizon_days,
        cancel_until_minutes: practice.cancel_until_minutes(offering),
        therapists: practice.therapists_of(&offering.slug).map(|therapist| therapist.slug.to_string()).collect(),
        locations: slugs(locations_of(practice, offering)),
    }
}

/// Where `offering` can take place, in the practice's order.
fn locations_of<'a>(practice: &'a Practice, offering: &'a Offering) -> impl Iterator<Item = &'a Slug> {
    let given_at = |location: &Location| {
        let room = !offering.needs_room || practice.rooms_at(&location.slug).next().is_some();
        let mut therapists = practice.therapists_of(&offering.slug);
        room && therapists.any(|one| practice.locations_of(one).any(|place| place.slug == location.slug))
    };
    let in_person = offering.mode == Mode::InPerson;
    practice.locations.iter().filter(move |location| in_person && given_at(location)).map(|location| &location.slug)
}

fn therapist_entry(practice: &Practice, therapist: &Therapist) -> TherapistEntry {
    TherapistEntry {
        slug: therapist.slug.to_string(),
        name: therapist.name.clone(),
        about: therapist.about.clone(),
        offerings: slugs(therapist.offerings.iter()),
        locations: slugs(practice.locations_of(therapist).map(|location| &location.slug)),
    }
}

fn location_entry(location: &Location) -> LocationEntry {
    LocationEntry {
        slug: location.slug.to_string(),
        name: location.name.clone(),
        address: location.address.clone(),
        zone: location.time_zone.iana_name().unwrap_or("UTC").to_owned(),
    }
}

fn slugs<'a>(slugs: impl Iterator<Item = &'a Slug>) -> Vec<String> {
    slugs.map(Slug::to_string).collect()
}
