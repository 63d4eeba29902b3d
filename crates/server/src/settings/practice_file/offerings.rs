//! `[[offering]]`.

use std::collections::BTreeMap;

use troth_domain::calendar::CELL_MINUTES;
use troth_domain::limits;
use troth_domain::practice::{Audience, Mode, Offering, Slug};

use super::places::Declared;
use super::reader::{Item, Place, Section, Sheet, quoted};
use super::therapists::Therapists;

const STEP_MINUTES: u32 = 15;
const NOTICE_MINUTES: u32 = 120;
const HORIZON_DAYS: u32 = 60;

const MODES: [(&str, Mode); 3] = [("phone", Mode::Phone), ("in_person", Mode::InPerson), ("video", Mode::Video)];
const AUDIENCES: [(&str, Audience); 2] = [("person", Audience::Person), ("couple", Audience::Couple)];

/// What can be booked, as far as it could be read.
#[derive(Default)]
pub(super) struct Offerings {
    pub(super) list: Vec<Offering>,
    pub(super) known: Declared,
    /// Where each is written.
    places: BTreeMap<Slug, Place>,
}

impl Offerings {
    /// Whether the offering of this slug could be read and needs a room.
    pub(super) fn needs_room(&self, slug: &Slug) -> bool {
        self.list.iter().any(|offering| offering.slug == *slug && offering.needs_room)
    }
}

pub(super) fn read(root: &mut Section<'_, '_>) -> Offerings {
    let mut offerings = Offerings::default();
    let tables = root.take_tables("offering", limits::OFFERINGS_MAX);
    if tables.written == 0 {
        root.miss("[[offering]]", "slug, name and minutes");
    }
    for section in tables.sections {
        let place = section.place.clone();
        let (slug, offering) = read_one(section, &mut offerings.known);
        if let Some(slug) = slug {
            offerings.places.insert(slug, place);
        }
        offerings.list.extend(offering);
    }
    offerings
}

fn read_one(mut section: Section<'_, '_>, known: &mut Declared) -> (Option<Slug>, Option<Offering>) {
    let slug = known.declare(&mut section);
    let name = section.require("name", "\"…\"").and_then(|item| item.line(limits::NAME_CHARACTERS_MAX));
    let minutes = section.require("minutes", "50");
    let minutes = minutes.and_then(|item| item.number(CELL_MINUTES..=limits::SESSION_MINUTES_MAX, CELL_MINUTES));
    let price_cents = read_price(&mut section);
    let mode = read_mode(&mut section);
    let step_minutes = number(&mut section, "step_minutes", CELL_MINUTES..=limits::STEP_MINUTES_MAX, CELL_MINUTES);
    let buffer = 0..=limits::BUFFER_MINUTES_MAX;
    let buffer_before_minutes = number(&mut section, "buffer_before_minutes", buffer.clone(), CELL_MINUTES);
    let buffer_after_minutes = number(&mut section, "buffer_after_minutes", buffer, CELL_MINUTES);
    let notice_minutes = number(&mut section, "notice_minutes", 0..=limits::NOTICE_MINUTES_MAX, 1);
    let horizon_days = number(&mut section, "horizon_days", 1..=limits::HORIZON_DAYS_MAX, 1);
    let needs_room = section.take("needs_room").and_then(Item::boolean).unwrap_or(false);
    let audience = section.take("for").map_or(Some(Audience::Person), |item| item.one_of(&AUDIENCES));
    let cancel_until_minutes = number(&mut section, "cancel_until_minutes", 0..=limits::CANCEL_UNTIL_MINUTES_MAX, 1);
    section.finish();
    let offering = || {
        Some(Offering {
            slug: slug.clone()?,
            name: name?,
            minutes: minutes?,
            price_cents: price_cents?,
            mode: mode?,
            step_minutes: step_minutes.unwrap_or(STEP_MINUTES),
            buffer_before_minutes: buffer_before_minutes.unwrap_or(0),
            buffer_after_minutes: buffer_after_minutes.unwrap_or(0),
            notice_minutes: notice_minutes.unwrap_or(NOTICE_MINUTES),
            horizon_days: horizon_days.unwrap_or(HORIZON_DAYS),
            needs_room,
            audience: audience?,
            cancel_until_minutes,
        })
    };
    let offering = offering();
    (slug, offering)
}

fn number(
    section: &mut Section<'_, '_>,
    key: &'static str,
    range: std::ops::RangeInclusive<u32>,
    multiple: u32,
) -> Option<u32> {
    section.take(key)?.number(range, multiple)
}

/// A forgotten price would give sessions away, so it is at least said.
fn read_price(section: &mut Section<'_, '_>) -> Option<u32> {
    let Some(item) = section.take("price_cents") else {
        let problem = "[[offering]] has no price_cents, so it is shown as free";
        section.sheet.warn(&section.place, problem, "add price_cents = 0 if that is so");
        return Some(0);
    };
    item.number(0..=limits::PRICE_CENTS_MAX, 1)
}

fn read_mode(section: &mut Section<'_, '_>) -> Option<Mode> {
    let Some(item) = section.take("mode") else {
        let problem = "[[offering]] has no mode, so it is by phone";
        section.sheet.warn(&section.place, problem, "add mode = \"phone\", \"in_person\" or \"video\"");
        return Some(Mode::Phone);
    };
    item.one_of(&MODES)
}

/// Reports each offering that no therapist gives, and warns of one that no working window is long enough for.
pub(super) fn check_given(sheet: &Sheet, offerings: &Offerings, therapists: &Therapists) {
    let Some(given) = &therapists.given else { return };
    for (slug, place) in &offerings.places {
        if !given.contains(slug) {
            let problem = format!("no therapist gives {}", quoted(slug.as_str()));
            sheet.fault(place, problem, "add it to the offerings of a [[therapist]], or take it out");
        }
    }
    for offering in &offerings.list {
        let Some(place) = offerings.places.get(&offering.slug) else { continue };
        let longest = therapists.longest_window_minutes(&offering.slug);
        if longest.is_some_and(|longest| longest < offering.minutes) {
            let problem = format!("{} is longer than any working window", quoted(offering.slug.as_str()));
            sheet.warn(place, problem, "shorten it, or lengthen the hours of a [[therapist]] who gives it");
        }
    }
}
