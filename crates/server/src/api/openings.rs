//! When something can be booked.

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};
use troth_domain::booking::Refusal;
use troth_domain::calendar::{Opening, Openings};
use troth_domain::limits;
use troth_domain::people::ClientZone;
use troth_domain::practice::{Practice, Slug};
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::{IntoParams, ToSchema};

use super::fields::Fields;
use super::kind::Kind;
use super::problem::Problem;
use super::schemas;
use super::wall::{Shown, Wall};
use super::wishes;
use crate::actions::ActionError;
use crate::actions::openings::{Wish, search};
use crate::app::App;

/// Bytes that one opening takes in an answer, rounded up.
const OPENING_BYTES: usize = 128;

/// The openings in some civil days.
#[derive(Serialize, ToSchema)]
pub struct OpeningList {
    /// The zone whose civil days were searched and whose offsets the times have.
    #[schema(schema_with = schemas::zone)]
    zone: String,
    /// Sorted by start, each start once.
    openings: Vec<OpeningEntry>,
    /// The next civil day after those searched that has an opening; null if none has.
    #[schema(schema_with = schemas::date_or_null, required = true)]
    next_from: Option<String>,
}

/// A time that can be booked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpeningEntry {
    /// When the session starts.
    #[schema(schema_with = schemas::instant)]
    start: Shown,
    /// When it ends.
    #[schema(schema_with = schemas::instant)]
    end: Shown,
    /// How many therapists could give it.
    #[schema(minimum = 1)]
    therapists: u32,
    /// Where it would take place, if nothing else is asked for. Told where the practice has several locations.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schemas::location, required = false)]
    location: Option<String>,
    /// Everywhere it could take place, in the practice's order. Told where the practice has several locations.
    #[serde(skip_serializing_if = "SlugList::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    locations: SlugList,
}

/// What is asked for.
pub struct OpeningsQuery {
    offering: Slug,
    therapist: Option<Slug>,
    location: Option<Slug>,
    from: Option<Date>,
    days: u32,
    zone: ClientZone,
}

impl IntoParams for OpeningsQuery {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name: &str, schema, description: &str| {
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query).schema(Some(schema));
            parameter.required(Required::False).description(Some(description))
        };
        vec![
            parameter("offering", schemas::offering(), "The offering.").required(Required::True).build(),
            parameter("therapist", schemas::therapist(), "Only this therapist; any unless given.").build(),
            parameter("location", schemas::location(), "Only this location; any unless given.").build(),
            parameter("from", schemas::date(), "The first civil day; today unless given.").build(),
            parameter("days", schemas::search_days(), "How many civil days.").build(),
            parameter("zone", schemas::zone(), "The time zone of days and times; the practice's unless given.").build(),
        ]
    }
}

/// When an offering can be booked.
#[utoipa::path(
    get,
    path = "/api/v1/openings",
    tag = "booking",
    operation_id = "listOpenings",
    params(OpeningsQuery),
    responses((status = 200, description = "The openings in those days.", body = OpeningList)),
)]
pub async fn openings(State(app): State<App>, RawQuery(query): RawQuery) -> Result<OpeningList, Problem> {
    let query = OpeningsQuery::read(app.practice(), query.as_deref().unwrap_or_default())?;
    let zone = query.zone.zone();
    let found = find(&app, &query).await.map_err(|error| Problem::of(&app, error, zone))?;
    Ok(OpeningList {
        zone: query.zone.name().to_owned(),
        openings: entries(app.practice(), found.openings, zone),
        next_from: found.next_from.map(|date| date.to_string()),
    })
}

impl IntoResponse for OpeningList {
    fn into_response(self) -> Response {
        // This is the largest answer and the one asked for most: written once, into memory taken once.
        let mut json = Vec::with_capacity(OPENING_BYTES.saturating_mul(self.openings.len() + 1));
        if serde_json::to_writer(&mut json, &self).is_err() {
            return Problem::new(Kind::Internal).into_response();
        }
        ([(CONTENT_TYPE, "application/json")], json).into_response()
    }
}

/// A therapist who does not give the offering, or not at that location, has no openings for it.
async fn find(app: &App, query: &OpeningsQuery) -> Result<Openings, ActionError> {
    let none = Openings { openings: Vec::new(), next_from: None };
    let today = app.now().to_zoned(query.zone.zone().clone()).date();
    let last = today.saturating_add(i64::from(limits::HORIZON_DAYS_MAX + 2).days());
    if query.from.is_some_and(|from| from > last) {
        return Ok(none);
    }
    let wish = Wish {
        offering: query.offering.clone(),
        therapist: query.therapist.clone(),
        location: query.location.clone(),
        own: None,
    };
    match search(app, &wish, query.zone.zone(), query.from, query.days).await {
        Err(ActionError::Refused(Refusal::UnknownTherapist | Refusal::UnknownLocation)) => Ok(none),
        found => found,
    }
}

impl OpeningsQuery {
    fn read(practice: &Practice, query: &str) -> Result<Self, Problem> {
        let mut fields = Fields::of_form(query.as_bytes());
        let offering = fields.needed("offering", |text| wishes::known_offering(practice, text));
        let therapist = fields.optional("therapist", |text| wishes::known_therapist(practice, text));
        let location = fields.optional("location", |text| wishes::known_location(practice, text));
        let from = fields.optional("from", date);
        let days = fields.optional("days", days).unwrap_or(limits::SEARCH_DAYS_DEFAULT);
        let zone = fields.optional("zone", wishes::zone);
        let zone = zone.unwrap_or_else(|| ClientZone::from_zone(practice.time_zone.clone()));
        match (offering, fields.errors()) {
            (Some(offering), errors) if errors.is_empty() => {
                Ok(Self { offering, therapist, location, from, days, zone })
            }
            (_, errors) => Err(Problem::of_fields(errors)),
        }
    }
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Result<Date, &'static str> {
    let dashes = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = if dashes { text.parse().ok() } else { None };
    date.ok_or("This must be a date such as 2026-11-24.")
}

/// 1 to [`SEARCH_DAYS_MAX`](limits::SEARCH_DAYS_MAX).
fn days(text: &str) -> Result<u32, String> {
    let digits = text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let days: Option<u32> = if digits { text.parse().ok() } else { None };
    days.filter(|days| (1..=limits::SEARCH_DAYS_MAX).contains(days))
        .ok_or_else(|| format!("This must be a whole number from 1 to {}.", limits::SEARCH_DAYS_MAX))
}

/// `openings` as an answer tells them, in `zone`.
pub fn entries(practice: &Practice, openings: Vec<Opening>, zone: &TimeZone) -> Vec<OpeningEntry> {
    let mut wall = Wall::new(zone);
    let tell_where = practice.locations.len() > 1;
    let entry = |opening: Opening| {
        let locations = if tell_where { opening.locations } else { Vec::new() };
        OpeningEntry {
            start: wall.show(opening.start),
            end: wall.show(opening.end),
            therapists: opening.therapists,
            location: locations.first().map(Slug::to_string),
            locations: SlugList(locations),
        }
    };
    openings.into_iter().map(entry).collect()
}

/// Slugs, written as an array of text.
#[derive(Clone, Debug)]
pub struct SlugList(Vec<Slug>);

impl SlugList {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for SlugList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Slug::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_full() {
        assert_eq!(date("2026-11-24"), Ok(jiff::civil::date(2026, 11, 24)));
        for text in ["", "2026-11-31", "2026-1-1", "20261124", "-002026-11", "2026-11-24T", "٢٠٢٦-11-24", "today"] {
            assert!(date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_bounded() {
        assert_eq!(days("1"), Ok(1));
        assert_eq!(days("92"), Ok(92));
        for text in ["", "0", "93", "+5", "-1", "1.5", "4294967297", "١"] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
