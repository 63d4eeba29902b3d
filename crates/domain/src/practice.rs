//! The practice as its owner describes it: people, places, what can be booked, when, and under which policy.
//!
//! These are facts that hold for every booking. They come from the practice's file, checked completely before
//! anything starts, so the rest of the domain takes them as consistent: every slug that is named exists, windows of
//! one day do not overlap, and lengths are multiples of [`CELL_MINUTES`](crate::calendar::CELL_MINUTES).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::people::EmailAddress;
use crate::plan::commitment::ActiveMax;

/// A short name in addresses and files: one to 64 of `a-z`, `0-9` and `-`, starting with a letter or digit.
/// Cheap to clone: a search names the same few again and again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slug(Arc<str>);

/// The text is no [`Slug`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a slug is 1 to 64 of a-z, 0-9 and -, and starts with a letter or digit")]
pub struct InvalidSlug;

impl Slug {
    /// Takes `text` as a slug.
    ///
    /// ```
    /// use troth_domain::practice::Slug;
    /// assert!(Slug::new("phone-consult").is_ok());
    /// assert!(Slug::new("Phone consult").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidSlug> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let starts = text.bytes().next().is_some_and(|byte| byte != b'-');
        if text.len() > 64 || !starts || !text.bytes().all(fits) {
            return Err(InvalidSlug);
        }
        Ok(Self(text.into()))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The whole practice. Order in the lists is the owner's order and is what pages show.
#[derive(Clone, Debug)]
pub struct Practice {
    /// Shown everywhere but in messages, which are neutral.
    pub name: String,
    /// The zone that times are in where nothing narrower is said.
    pub time_zone: TimeZone,
    /// BCP 47 tags, the first is the default.
    pub languages: Vec<String>,
    /// Where people reach the site, without a trailing slash.
    pub public_url: String,
    /// The number that people call and are called from.
    pub phone: Option<String>,
    /// Where the practice learns of bookings, and what the site shows.
    pub email: Option<EmailAddress>,
    /// Lines of the postal address.
    pub address: Vec<String>,
    /// Days on which nobody works, unless a therapist's own override says otherwise.
    pub closed_dates: BTreeSet<Date>,
    /// What clients may change by themselves, and when reminders go out.
    pub policy: Policy,
    /// Places of work.
    pub locations: Vec<Location>,
    /// Rooms, each in one location.
    pub rooms: Vec<Room>,
    /// The people who can be booked.
    pub therapists: Vec<Therapist>,
    /// Which of them is named to a client who has no therapist yet; none: the first.
    pub intake: Option<Slug>,
    /// What can be booked.
    pub offerings: Vec<Offering>,
}

impl Practice {
    /// The offering of this slug.
    pub fn offering(&self, slug: &Slug) -> Option<&Offering> {
        self.offerings.iter().find(|offering| offering.slug == *slug)
    }

    /// The therapist of this slug.
    pub fn therapist(&self, slug: &Slug) -> Option<&Therapist> {
        self.therapists.iter().find(|therapist| therapist.slug == *slug)
    }

    /// The therapist who is named to a client who has none yet.
    pub fn intake(&self) -> Option<&Therapist> {
        let named = self.intake.as_ref().and_then(|slug| self.therapist(slug));
        named.or_else(|| self.therapists.first())
    }

    /// The location of this slug.
    pub fn location(&self, slug: &Slug) -> Option<&Location> {
        self.locations.iter().find(|location| location.slug == *slug)
    }

    /// The therapists who give `offering`, in the practice's order.
    pub fn therapists_of<'a>(&'a self, offering: &'a Slug) -> impl Iterator<Item = &'a Therapist> {
        self.therapists.iter().filter(move |therapist| therapist.offerings.contains(offering))
    }

    /// The rooms at `location`, in the practice's order.
    pub fn rooms_at<'a>(&'a self, location: &'a Slug) -> impl Iterator<Item = &'a Room> {
        self.rooms.iter().filter(move |room| room.location == *location)
    }

    /// Where `therapist` works: what the file says, or every location.
    pub fn locations_of<'a>(&'a self, therapist: &'a Therapist) -> impl Iterator<Item = &'a Location> {
        self.locations
            .iter()
            .filter(|location| therapist.locations.is_empty() || therapist.locations.contains(&location.slug))
    }

    /// How long before the start of `offering` a client may still cancel or move by link.
    pub fn cancel_until_minutes(&self, offering: &Offering) -> u32 {
        let default = if offering.price_cents == 0 { 0 } else { self.policy.cancel_until_minutes };
        offering.cancel_until_minutes.unwrap_or(default)
    }
}

/// What clients may do by themselves, and how messages behave.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Minutes before the start until which a client may cancel or move; free offerings default to 0.
    pub cancel_until_minutes: u32,
    /// Minutes before the start at which the reminder is due.
    pub reminder_minutes: u32,
    /// Civil time from which no reminder is sent, in the client's zone.
    pub quiet_from: CivilMinute,
    /// Civil time until which no reminder is sent, in the client's zone.
    pub quiet_until: CivilMinute,
    /// Civil time in the practice's zone at which what one partner wrote reaches the other.
    pub delivery_hour: CivilMinute,
    /// How many commitments one partner may have at once.
    pub commitments_max: ActiveMax,
}

/// A place of work.
#[derive(Clone, Debug)]
pub struct Location {
    /// Its short name.
    pub slug: Slug,
    /// Its name on pages.
    pub name: String,
    /// Lines of its postal address.
    pub address: Vec<String>,
    /// The zone that its visitors live by.
    pub time_zone: TimeZone,
}

/// A room at a location.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its short name.
    pub slug: Slug,
    /// Where it is.
    pub location: Slug,
    /// Its name on pages.
    pub name: String,
}

/// A person who can be booked.
#[derive(Clone, Debug)]
pub struct Therapist {
    /// Their short name; breaks ties in assignment.
    pub slug: Slug,
    /// Their name on pages.
    pub name: String,
    /// A few sentences on pages.
    pub about: String,
    /// What they give.
    pub offerings: Vec<Slug>,
    /// Where they learn of their bookings; none: no mail.
    pub email: Option<EmailAddress>,
    /// Where they work; empty: every location.
    pub locations: Vec<Slug>,
    /// Usual working windows by day of the week, sorted, not overlapping.
    pub hours: WeeklyHours,
    /// Windows of single dates, instead of the usual ones; an empty list is a day off.
    pub overrides: BTreeMap<Date, Vec<CivilWindow>>,
    /// The zone of their hours and limits.
    pub time_zone: TimeZone,
    /// At most this many bookings that start on one civil day.
    pub bookings_per_day_max: Option<u32>,
    /// At most this many bookings that start in one civil week from Monday.
    pub bookings_per_week_max: Option<u32>,
}

/// Usual working windows for each day of the week.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct WeeklyHours([Vec<CivilWindow>; 7]);

impl WeeklyHours {
    /// The windows of `day`, in order.
    pub fn on(&self, day: Weekday) -> &[CivilWindow] {
        self.0.get(Self::index(day)).map_or(&[], Vec::as_slice)
    }

    /// Adds a window to `day`, keeping them in order.
    pub fn add(&mut self, day: Weekday, window: CivilWindow) {
        if let Some(windows) = self.0.get_mut(Self::index(day)) {
            windows.push(window);
            windows.sort();
        }
    }

    fn index(day: Weekday) -> usize {
        usize::from(day.to_monday_zero_offset().unsigned_abs())
    }
}

/// A civil time of day in minutes since midnight: 0 to 1440, a multiple of five. 1440 is the end of the day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CivilMinute(u16);

impl CivilMinute {
    /// Takes minutes since midnight; `None` unless 0 to 1440 and a multiple of five.
    pub fn new(minutes: u16) -> Option<Self> {
        (minutes <= 1440 && minutes.is_multiple_of(5)).then_some(Self(minutes))
    }

    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

/// A working window within one civil date: `from` is before `to`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CivilWindow {
    from: CivilMinute,
    to: CivilMinute,
}

impl CivilWindow {
    /// `None` unless `from` is before `to`.
    pub fn new(from: CivilMinute, to: CivilMinute) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// When it begins.
    pub fn from(self) -> CivilMinute {
        self.from
    }

    /// When it ends; not part of it.
    pub fn to(self) -> CivilMinute {
        self.to
    }

    /// Whether the two share any time; touching is not sharing.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// Something that can be booked.
#[derive(Clone, Debug)]
pub struct Offering {
    /// Its short name.
    pub slug: Slug,
    /// Its name on pages.
    pub name: String,
    /// Length of the session, a multiple of five.
    pub minutes: u32,
    /// Price in hundredths of a US dollar; 0 is free.
    pub price_cents: u32,
    /// How the two sides meet.
    pub mode: Mode,
    /// Distance between starts, from the start of the working window; a multiple of five.
    pub step_minutes: u32,
    /// Time kept free before; a multiple of five.
    pub buffer_before_minutes: u32,
    /// Time kept free after; a multiple of five.
    pub buffer_after_minutes: u32,
    /// A start must be at least this long after now.
    pub notice_minutes: u32,
    /// A start must be at most this many of the therapist's civil days after today.
    pub horizon_days: u32,
    /// Whether it takes up a room.
    pub needs_room: bool,
    /// Whom it is for.
    pub audience: Audience,
    /// Its own window for cancelling and moving, instead of the practice's.
    pub cancel_until_minutes: Option<u32>,
}

/// How the two sides of an offering meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The therapist calls.
    Phone,
    /// At a location.
    InPerson,
    /// By a video link that the practice sends.
    Video,
}

/// Whom an offering is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Audience {
    /// One person.
    Person,
    /// Two partners together.
    Couple,
}
