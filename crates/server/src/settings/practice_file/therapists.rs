//! `[[therapist]]`, with their hours and overrides.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use troth_domain::limits;
use troth_domain::practice::{CivilWindow, Slug, Therapist, WeeklyHours};

use super::offerings::Offerings;
use super::places::{Declared, Places};
use super::practice::About;
use super::reader::{Item, Place, Section, Tables, quoted};
use super::values::Edge;

/// The days that a week's hours may name, in order.
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The people who can be booked, as far as they could be read.
#[derive(Default)]
pub(super) struct Therapists {
    pub(super) list: Vec<Therapist>,
    /// Every offering that somebody gives; none when a list of them could not be read.
    pub(super) given: Option<BTreeSet<Slug>>,
    /// Whether each entry could be read.
    complete: bool,
}

impl Therapists {
    /// The longest working window of those who give `offering`; none when that is not known.
    pub(super) fn longest_window_minutes(&self, offering: &Slug) -> Option<u32> {
        let givers = self.list.iter().filter(|therapist| therapist.offerings.contains(offering));
        let weekly = |therapist: &Therapist| WEEK.map(|day| longest_minutes(therapist.hours.on(day))).into_iter().max();
        let dated = |therapist: &Therapist| therapist.overrides.values().map(|windows| longest_minutes(windows)).max();
        let longest = givers.filter_map(|therapist| weekly(therapist).max(dated(therapist))).max();
        longest.filter(|minutes| self.complete && *minutes > 0)
    }
}

/// The longest of these windows. Those that touch are still two: a session lies inside one.
fn longest_minutes(windows: &[CivilWindow]) -> u32 {
    let length = |window: &CivilWindow| u32::from(window.to().minutes() - window.from().minutes());
    windows.iter().map(length).max().unwrap_or(0)
}

/// What the rest of the file says, for one therapist.
struct Around<'a> {
    about: &'a About,
    offerings: &'a Offerings,
    places: &'a Places,
}

pub(super) fn read(root: &mut Section<'_, '_>, about: &About, offerings: &Offerings, places: &Places) -> Therapists {
    let Tables { written, sections } = root.take_tables("therapist", limits::THERAPISTS_MAX);
    if written == 0 {
        root.miss("[[therapist]]", "slug, name, offerings and hours");
        return Therapists::default();
    }
    let around = Around { about, offerings, places };
    let mut slugs = Declared::default();
    let mut given = (sections.len() == written).then(BTreeSet::new);
    let mut list = Vec::new();
    for section in sections {
        list.extend(read_one(section, &around, &mut slugs, &mut given));
    }
    let complete = list.len() == written;
    Therapists { list, given, complete }
}

fn read_one(
    mut section: Section<'_, '_>,
    around: &Around<'_>,
    slugs: &mut Declared,
    given: &mut Option<BTreeSet<Slug>>,
) -> Option<Therapist> {
    let slug = slugs.declare(&mut section);
    let name = section.require("name", "\"…\"").and_then(|item| item.line(limits::NAME_CHARACTERS_MAX));
    let about = section.take("about").map_or(Some(String::new()), |item| item.prose(limits::ABOUT_CHARACTERS_MAX));
    let email = section.take("email").and_then(Item::email);
    let locations = read_locations(&mut section, &around.places.known);
    let offerings = read_offerings(&mut section, around, locations.as_deref(), given);
    let hours = section.take("hours").map(read_hours).unwrap_or_default();
    let overrides = section.take("overrides").map(read_overrides).unwrap_or_default();
    let time_zone = match section.take("time_zone") {
        Some(item) => item.time_zone(),
        None => around.about.time_zone.clone(),
    };
    let per_day = section.take("bookings_per_day_max");
    let bookings_per_day_max = per_day.and_then(|item| item.number(1..=limits::BOOKINGS_PER_DAY_MAX, 1));
    let per_week = section.take("bookings_per_week_max");
    let bookings_per_week_max = per_week.and_then(|item| item.number(1..=limits::BOOKINGS_PER_WEEK_MAX, 1));
    if hours == WeeklyHours::default() && overrides.values().all(Vec::is_empty) {
        let problem = "[[therapist]] has no working hours, so nobody can book them";
        let mend = "add hours = [{ days = [\"mon\"], from = \"09:00\", to = \"17:00\" }]";
        section.sheet.warn(&section.place, problem, mend);
    }
    section.finish();
    Some(Therapist {
        slug: slug?,
        name: name?,
        about: about?,
        offerings: offerings?,
        email,
        locations: locations?,
        hours,
        overrides,
        time_zone: time_zone?,
        bookings_per_day_max,
        bookings_per_week_max,
    })
}

/// Where they work; nothing said is every location.
fn read_locations(section: &mut Section<'_, '_>, known: &Declared) -> Option<Vec<Slug>> {
    let Some(item) = section.take("locations") else { return Some(Vec::new()) };
    let (sheet, place) = (section.sheet, item.place.clone());
    let items = item.list(limits::LOCATIONS_MAX)?;
    if items.is_empty() {
        sheet.fault(&place, "locations is empty", "name one, or take the line out: then it is every location");
    }
    let read: Vec<Option<Slug>> = items.into_iter().map(|item| known.refer(item, "[[location]]").ok()).collect();
    let slugs: Vec<Slug> = read.into_iter().collect::<Option<_>>()?;
    report_repeated(section, &place, &slugs, "locations");
    Some(slugs)
}

/// What they give; nothing said is every offering.
fn read_offerings(
    section: &mut Section<'_, '_>,
    around: &Around<'_>,
    locations: Option<&[Slug]>,
    given: &mut Option<BTreeSet<Slug>>,
) -> Option<Vec<Slug>> {
    let known = &around.offerings.known;
    let item = section.take("offerings");
    let place = item.as_ref().map_or_else(|| section.place.clone(), |item| item.place.clone());
    let mut slugs = Vec::new();
    let mut all_read = true;
    match item {
        None => slugs.extend(around.offerings.list.iter().map(|offering| offering.slug.clone())),
        Some(item) => {
            let Some(items) = item.list(limits::OFFERINGS_MAX) else {
                *given = None;
                return None;
            };
            for item in items {
                match known.refer(item, "[[offering]]") {
                    Ok(slug) => slugs.push(slug),
                    // A slip of the pen means an offering too: it is not one that nobody gives.
                    Err(meant) => {
                        all_read = false;
                        if let Some(given) = given.as_mut() {
                            given.extend(meant);
                        }
                    }
                }
            }
        }
    }
    report_repeated(section, &place, &slugs, "offerings");
    report_roomless(section, &place, around, locations, &slugs);
    if let Some(given) = given.as_mut() {
        given.extend(slugs.iter().cloned());
    }
    all_read.then_some(slugs)
}

fn report_repeated(section: &Section<'_, '_>, place: &Place, slugs: &[Slug], key: &str) {
    let mut seen = BTreeSet::new();
    for slug in slugs.iter().filter(|slug| !seen.insert(*slug)) {
        section.sheet.fault(place, format!("{key} names {} twice", quoted(slug.as_str())), "keep one of the two");
    }
}

/// An offering that needs a room can only be given where there is one.
fn report_roomless(
    section: &Section<'_, '_>,
    place: &Place,
    around: &Around<'_>,
    locations: Option<&[Slug]>,
    offerings: &[Slug],
) {
    if locations.is_none_or(|locations| around.places.may_have_room(locations)) {
        return;
    }
    for slug in offerings.iter().filter(|slug| around.offerings.needs_room(slug)) {
        let problem = format!("{} needs a room, and no location of this therapist has one", quoted(slug.as_str()));
        section.sheet.fault(place, problem, "add a [[room]] there, or take the offering out here");
    }
}

/// The usual week.
fn read_hours(item: Item<'_, '_>) -> WeeklyHours {
    let mut hours = WeeklyHours::default();
    let mut taken: Vec<(Weekday, CivilWindow, usize)> = Vec::new();
    for item in item.list(limits::WINDOWS_MAX).unwrap_or_default() {
        let Some(mut section) = item.table("an entry of hours") else { continue };
        let days = read_days(&mut section);
        let window = read_window(&mut section);
        let (sheet, place) = (section.sheet, section.place.clone());
        section.finish();
        let Some(window) = window else { continue };
        let clash = taken.iter().find(|(day, other, _)| days.contains(day) && other.overlaps(window));
        if let Some((day, _, line)) = clash {
            let problem = format!("these hours overlap those of line {line} on {day:?}");
            sheet.fault(&place, problem, "make them follow one another; they may touch");
            continue;
        }
        for day in days {
            hours.add(day, window);
            taken.push((day, window, sheet.line(&place)));
        }
    }
    hours
}

fn read_days(section: &mut Section<'_, '_>) -> Vec<Weekday> {
    let mut days = Vec::new();
    let Some(item) = section.require("days", "[\"mon\", \"tue\"]") else { return days };
    let (sheet, place) = (section.sheet, item.place.clone());
    let Some(items) = item.list(limits::WINDOWS_MAX) else { return days };
    if items.is_empty() {
        sheet.fault(&place, "days names no day", "write days = [\"mon\", \"tue\"], or take these hours out");
    }
    for day in items.into_iter().filter_map(Item::weekday) {
        if days.contains(&day) {
            sheet.fault(&place, format!("days names {day:?} twice"), "keep one of the two");
        } else {
            days.push(day);
        }
    }
    days
}

fn read_window(section: &mut Section<'_, '_>) -> Option<CivilWindow> {
    let from = section.require("from", "\"09:00\"").and_then(|item| item.civil_minute(Edge::From));
    let to = section.require("to", "\"17:00\"").and_then(|item| item.civil_minute(Edge::To));
    let window = CivilWindow::new(from?, to?);
    if window.is_none() {
        let mend = "make from the earlier one; hours past midnight are two windows, to \"24:00\" and from \"00:00\"";
        section.sheet.fault(&section.place, "from is not before to", mend);
    }
    window
}

/// Single dates with other hours.
fn read_overrides(item: Item<'_, '_>) -> BTreeMap<Date, Vec<CivilWindow>> {
    let mut overrides = BTreeMap::new();
    let mut lines: BTreeMap<Date, usize> = BTreeMap::new();
    for item in item.list(limits::DATES_MAX).unwrap_or_default() {
        let Some(mut section) = item.table("an entry of overrides") else { continue };
        let (sheet, place) = (section.sheet, section.place.clone());
        let date = section.require("date", "\"2026-12-24\"").and_then(Item::date);
        let hours = section.require("hours", "[] for a day off");
        let windows = hours.map(read_day).unwrap_or_default();
        section.finish();
        let Some(date) = date else { continue };
        if let Some(line) = lines.insert(date, sheet.line(&place)) {
            let problem = format!("{date} has an override already, in line {line}");
            sheet.fault(&place, problem, "put all hours of the date into one");
        }
        overrides.insert(date, windows);
    }
    overrides
}

/// The windows of one date.
fn read_day(item: Item<'_, '_>) -> Vec<CivilWindow> {
    let mut windows: Vec<CivilWindow> = Vec::new();
    for item in item.list(limits::WINDOWS_MAX).unwrap_or_default() {
        let Some(mut section) = item.table("an entry of hours") else { continue };
        let window = read_window(&mut section);
        let (sheet, place) = (section.sheet, section.place.clone());
        section.finish();
        let Some(window) = window else { continue };
        if windows.iter().any(|other| other.overlaps(window)) {
            sheet.fault(
                &place,
                "these hours overlap others of the date",
                "make them follow one another; they may touch",
            );
            continue;
        }
        windows.push(window);
    }
    windows.sort();
    windows
}
