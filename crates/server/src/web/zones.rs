//! Time zones in words.

use jiff::tz::TimeZone;
use troth_domain::people::ClientZone;
use troth_domain::practice::Practice;

use crate::zone_words::zone_in_words;

/// Zones that can be picked from a list. Any other works by its IANA name.
const ZONES: &[&str] = &[
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "America/Mexico_City",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
];

/// A zone that someone can choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Its IANA name.
    pub name: String,
    /// What people call it.
    pub words: String,
}

/// What to call the time of `zone`: `Mountain Time, Orem` where the practice is, `Eastern Time, New York` elsewhere.
pub fn words(practice: &Practice, zone: &TimeZone) -> String {
    let family = zone_in_words(zone);
    let place = own_place(practice, zone).unwrap_or_else(|| city(zone.iana_name().unwrap_or("UTC")));
    if family.contains(&place) { family } else { format!("{family}, {place}") }
}

/// The practice's zone, `chosen`, and the list, each once, the practice's own first.
pub fn choices(practice: &Practice, chosen: &TimeZone) -> Vec<Choice> {
    let listed = ZONES.iter().filter_map(|name| TimeZone::get(name).ok());
    let mut choices: Vec<Choice> = Vec::new();
    for zone in [practice.time_zone.clone(), chosen.clone()].into_iter().chain(listed) {
        let name = zone.iana_name().unwrap_or("UTC").to_owned();
        if choices.iter().all(|earlier| earlier.name != name) {
            choices.push(Choice { name, words: words(practice, &zone) });
        }
    }
    choices
}

/// The practice's own zone.
pub fn own(practice: &Practice) -> ClientZone {
    ClientZone::from_zone(practice.time_zone.clone())
}

/// The town of the practice or of a location of it that keeps this time.
fn own_place(practice: &Practice, zone: &TimeZone) -> Option<String> {
    let location = practice.locations.iter().find(|location| location.time_zone.iana_name() == zone.iana_name());
    let located = location.and_then(|location| town(&location.address));
    let is_own = practice.time_zone.iana_name() == zone.iana_name();
    located.or_else(|| is_own.then(|| town(&practice.address)).flatten())
}

/// The town in the last line of an address: what stands before its comma.
pub fn town(address: &[String]) -> Option<String> {
    let (town, _) = address.last()?.split_once(',')?;
    Some(town.trim().to_owned()).filter(|town| !town.is_empty())
}

fn city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::tests::samples;

    #[test]
    fn every_listed_zone_exists() {
        for name in ZONES {
            assert!(ClientZone::new(name).is_some(), "{name}");
        }
    }

    #[test]
    fn names_time_by_what_people_call_it() {
        let practice = samples::practice();
        let check = |name: &str, expected: &str| {
            assert_eq!(words(&practice, &TimeZone::get(name).unwrap()), expected, "{name}");
        };
        check("America/Denver", "Mountain Time, Orem");
        check("America/New_York", "Eastern Time, New York");
        check("Australia/Sydney", "Sydney Time");
        check("Asia/Kathmandu", "Kathmandu Time");
    }

    #[test]
    fn offers_each_zone_once_with_the_chosen_one() {
        let practice = samples::practice();
        let names: Vec<_> = choices(&practice, &TimeZone::get("Asia/Kathmandu").unwrap())
            .into_iter()
            .map(|choice| choice.name)
            .collect();
        assert_eq!(names[..3], ["America/Denver", "Asia/Kathmandu", "America/New_York"]);
        assert_eq!(names.iter().filter(|name| *name == "America/Denver").count(), 1);
    }
}
