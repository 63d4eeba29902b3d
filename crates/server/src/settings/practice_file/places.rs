//! `[[location]]` and `[[room]]`.

use std::collections::{BTreeMap, BTreeSet};

use troth_domain::limits;
use troth_domain::practice::{Location, Room, Slug};

use super::practice::{About, read_address};
use super::reader::{Item, Place, Section, Sheet, Tables, nearest, quoted};

/// The slug of the one location of a practice that names none: the practice itself.
const ONLY_LOCATION: &str = "practice";

/// Slugs of one kind, with the line of each. Counts those of faulty entries too, so that one fault does not make more.
#[derive(Default)]
pub(super) struct Declared {
    lines: BTreeMap<Slug, usize>,
}

impl Declared {
    /// Reads the slug of `section` and notes it; a second one of the same kind is a fault.
    pub(super) fn declare(&mut self, section: &mut Section<'_, '_>) -> Option<Slug> {
        let item = section.require("slug", "\"a-short-name\"")?;
        let (sheet, place) = (section.sheet, item.place.clone());
        let slug = item.slug()?;
        if let Some(line) = self.lines.get(&slug) {
            let problem =
                format!("the slug {} is taken by the {} of line {line}", quoted(slug.as_str()), section.title);
            sheet.fault(&place, problem, "choose another");
            return None;
        }
        self.lines.insert(slug.clone(), sheet.line(&section.place));
        Some(slug)
    }

    /// Reads a slug that must be one of these.
    pub(super) fn refer(&self, item: Item<'_, '_>, title: &str) -> Result<Slug, Option<Slug>> {
        let (sheet, place, name) = (item.sheet, item.place.clone(), item.name.clone());
        let Some(slug) = item.slug() else { return Err(None) };
        if self.lines.contains_key(&slug) {
            return Ok(slug);
        }
        let meant = nearest(slug.as_str(), self.lines.keys().map(Slug::as_str));
        let mend = match meant {
            Some(known) => format!("did you mean {}?", quoted(known)),
            None => format!("add a {title} with this slug, or take it out here"),
        };
        sheet.fault(&place, format!("{name} has {}, and no {title} has this slug", quoted(slug.as_str())), mend);
        Err(meant.and_then(|known| Slug::new(known).ok()))
    }

    pub(super) fn slugs(&self) -> impl Iterator<Item = &Slug> {
        self.lines.keys()
    }
}

/// Locations and rooms.
pub(super) struct Places {
    pub(super) locations: Vec<Location>,
    pub(super) rooms: Vec<Room>,
    pub(super) known: Declared,
    /// Locations with a room; none when a room could not be read, so that nothing is concluded from its absence.
    with_room: Option<BTreeSet<Slug>>,
}

impl Places {
    /// Whether one of `locations` (none named: any at all) has a room, as far as the file could be read.
    pub(super) fn may_have_room(&self, locations: &[Slug]) -> bool {
        let Some(with_room) = &self.with_room else { return true };
        if locations.is_empty() { !with_room.is_empty() } else { locations.iter().any(|one| with_room.contains(one)) }
    }
}

/// Reads both lists. A practice that names no location has one: itself.
pub(super) fn read(root: &mut Section<'_, '_>, about: &About) -> Places {
    let mut known = Declared::default();
    let named = root.take_tables("location", limits::LOCATIONS_MAX);
    let locations = match named.written {
        0 => only_location(&mut known, about).into_iter().collect(),
        _ => named.sections.into_iter().filter_map(|section| read_location(section, &mut known, about)).collect(),
    };
    let mut slugs = Declared::default();
    let Tables { written, sections } = root.take_tables("room", limits::ROOMS_MAX);
    let rooms: Vec<Room> = sections.into_iter().filter_map(|section| read_room(section, &mut slugs, &known)).collect();
    let all_read = rooms.len() == written;
    let with_room = all_read.then(|| rooms.iter().map(|room| room.location.clone()).collect());
    Places { locations, rooms, known, with_room }
}

fn only_location(known: &mut Declared, about: &About) -> Option<Location> {
    let slug = Slug::new(ONLY_LOCATION).ok()?;
    known.lines.insert(slug.clone(), 1);
    let (name, time_zone) = (about.name.clone()?, about.time_zone.clone()?);
    Some(Location { slug, name, address: about.address.clone(), time_zone })
}

fn read_location(mut section: Section<'_, '_>, known: &mut Declared, about: &About) -> Option<Location> {
    let slug = known.declare(&mut section);
    let name = section.require("name", "\"…\"").and_then(|item| item.line(limits::NAME_CHARACTERS_MAX));
    let address = section.take("address").map_or_else(|| about.address.clone(), read_address);
    let time_zone = match section.take("time_zone") {
        Some(item) => item.time_zone(),
        None => about.time_zone.clone(),
    };
    section.finish();
    Some(Location { slug: slug?, name: name?, address, time_zone: time_zone? })
}

fn read_room(mut section: Section<'_, '_>, slugs: &mut Declared, locations: &Declared) -> Option<Room> {
    let slug = slugs.declare(&mut section);
    let name = section.require("name", "\"…\"").and_then(|item| item.line(limits::NAME_CHARACTERS_MAX));
    let location = read_room_location(&mut section, locations);
    section.finish();
    Some(Room { slug: slug?, location: location?, name: name? })
}

/// Where a room is; with one location there is nothing to say.
fn read_room_location(section: &mut Section<'_, '_>, locations: &Declared) -> Option<Slug> {
    let mut slugs = locations.slugs();
    let only = slugs.next().filter(|_| locations.lines.len() == 1);
    match (section.take("location"), only) {
        (Some(item), _) => locations.refer(item, "[[location]]").ok(),
        (None, Some(only)) => Some(only.clone()),
        (None, None) => {
            say_location_missing(section.sheet, &section.place);
            None
        }
    }
}

fn say_location_missing(sheet: &Sheet, place: &Place) {
    sheet.fault(place, "[[room]] has no location, and there are several", "add location = \"…\" with the slug of one");
}
