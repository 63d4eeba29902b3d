//! A time zone as people say it.

use jiff::tz::TimeZone;

/// The zone in words: "Mountain Time" for the zones of the United States, else the city's name, as in "Lisbon time".
///
/// ```
/// use jiff::tz::TimeZone;
/// use troth_server::zone_words::zone_in_words;
/// assert_eq!(zone_in_words(&TimeZone::get("America/Denver").unwrap()), "Mountain Time");
/// assert_eq!(zone_in_words(&TimeZone::get("America/Argentina/Buenos_Aires").unwrap()), "Buenos Aires time");
/// ```
pub fn zone_in_words(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    let known = match name {
        "America/New_York" | "America/Detroit" | "US/Eastern" => "Eastern Time",
        "America/Chicago" | "US/Central" => "Central Time",
        "America/Denver" | "America/Boise" | "US/Mountain" => "Mountain Time",
        "America/Phoenix" | "US/Arizona" => "Arizona time",
        "America/Los_Angeles" | "US/Pacific" => "Pacific Time",
        "America/Anchorage" | "US/Alaska" => "Alaska time",
        "Pacific/Honolulu" | "US/Hawaii" => "Hawaii time",
        "UTC" | "Etc/UTC" | "Etc/GMT" | "GMT" => "UTC",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    format!("{city} time")
}
