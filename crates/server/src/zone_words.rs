//! A time zone as people say it.

use jiff::tz::TimeZone;

/// Zones whose time has a name of its own.
pub const NAMED_ZONES: &[(&str, &str)] = &[
    ("America/New_York", "Eastern Time"),
    ("America/Chicago", "Central Time"),
    ("America/Denver", "Mountain Time"),
    ("America/Phoenix", "Arizona Time"),
    ("America/Los_Angeles", "Pacific Time"),
    ("America/Anchorage", "Alaska Time"),
    ("Pacific/Honolulu", "Hawaii Time"),
    ("America/Puerto_Rico", "Atlantic Time"),
    ("Pacific/Guam", "Guam Time"),
    ("America/Mexico_City", "Mexico Time"),
    ("America/Sao_Paulo", "Brazil Time"),
    ("Europe/London", "UK Time"),
    ("Europe/Berlin", "Central European Time"),
    ("Africa/Johannesburg", "South Africa Time"),
    ("Asia/Kolkata", "India Time"),
    ("Asia/Manila", "Philippine Time"),
    ("Asia/Tokyo", "Japan Time"),
    ("Australia/Sydney", "Sydney Time"),
    ("Pacific/Auckland", "New Zealand Time"),
    ("UTC", "UTC"),
    ("Etc/UTC", "UTC"),
];

/// The zone in words: a name that people use for its time, or else its city's. Never where a practice is.
///
/// ```
/// use jiff::tz::TimeZone;
/// use troth_server::zone_words::zone_in_words;
/// assert_eq!(zone_in_words(&TimeZone::get("America/Denver").unwrap()), "Mountain Time");
/// assert_eq!(zone_in_words(&TimeZone::get("America/Argentina/Buenos_Aires").unwrap()), "Buenos Aires Time");
/// ```
pub fn zone_in_words(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    if let Some((_, words)) = NAMED_ZONES.iter().find(|(named, _)| *named == name) {
        return (*words).to_owned();
    }
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    format!("{city} Time")
}
