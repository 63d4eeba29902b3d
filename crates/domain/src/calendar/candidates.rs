//! Who could give what is wanted, and where: the part of a search that no diary changes.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{CELL_MINUTES, Calendar, Cell, CellRange, Diary, Resource, Wanted, hours};
use crate::booking::Refusal;
use crate::practice::{Location, Mode, Offering, Room, Slug, Therapist};

/// The lengths of an offering, in cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) before: i64,
    pub(super) session: i64,
    pub(super) step: i64,
    /// Buffers included.
    pub(super) occupied: i64,
}

impl Shape {
    fn of(offering: &Offering) -> Self {
        let cells = |minutes: u32| i64::from(minutes / CELL_MINUTES);
        let before = cells(offering.buffer_before_minutes);
        let session = cells(offering.minutes);
        let occupied = before + session + cells(offering.buffer_after_minutes);
        Self { before, session, step: cells(offering.step_minutes).max(1), occupied }
    }

    /// The cells that a session from `start` takes up.
    pub(super) fn occupied_from(self, start: Cell) -> CellRange {
        let first = Cell(start.0.saturating_sub(self.before));
        CellRange::new(first, Cell(first.0.saturating_add(self.occupied)))
    }
}

/// One therapist who gives the offering.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) therapist: &'a Therapist,
    pub(super) diary: Option<&'a Diary>,
    /// Where they could give it, by place in the practice's list, in its order; empty if it has no place.
    pub(super) locations: Vec<usize>,
    /// Their place in [`Candidates::horizons`].
    pub(super) horizon: usize,
}

/// How far ahead may be booked, in one zone.
#[derive(Debug)]
pub(super) struct Horizon<'a> {
    pub(super) zone: &'a TimeZone,
    /// The last start is before this.
    pub(super) end: Timestamp,
}

/// A room with what is in its diary.
#[derive(Debug)]
pub(super) struct RoomDiary<'a> {
    pub(super) room: &'a Room,
    pub(super) diary: Option<&'a Diary>,
}

/// What is wanted, looked up in the practice's file.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    pub(super) offering: &'a Offering,
    pub(super) shape: Shape,
    /// In the practice's order.
    pub(super) therapists: Vec<Candidate<'a>>,
    /// One for each zone of the therapists: few zones, many therapists.
    pub(super) horizons: Vec<Horizon<'a>>,
    /// The rooms of each of the practice's locations, if the offering takes one up.
    pub(super) rooms: Option<Vec<Vec<RoomDiary<'a>>>>,
}

/// Whether a session of `offering` has a place that people are told.
pub(crate) fn has_place(offering: &Offering) -> bool {
    offering.mode == Mode::InPerson || offering.needs_room
}

impl<'a> Candidates<'a> {
    /// Where the horizon of `candidate` ends.
    pub(super) fn horizon_end(&self, candidate: &Candidate<'_>) -> Timestamp {
        self.horizons.get(candidate.horizon).map_or(Timestamp::MIN, |horizon| horizon.end)
    }

    /// Looks up what is wanted.
    pub(super) fn of(calendar: &Calendar<'a>, wanted: &Wanted<'a>) -> Result<Self, Refusal> {
        let practice = calendar.practice;
        let offering = practice.offering(wanted.offering).ok_or(Refusal::UnknownOffering)?;
        let place_known = |slug: &Slug| has_place(offering) && practice.location(slug).is_some();
        if !wanted.location.is_none_or(place_known) {
            return Err(Refusal::UnknownLocation);
        }
        let mut horizons = Vec::new();
        let mut given = false;
        let mut therapists = Vec::new();
        for therapist in practice.therapists_of(wanted.offering) {
            if wanted.therapist.is_some_and(|slug| *slug != therapist.slug) {
                continue;
            }
            given = true;
            let Some(locations) = places(calendar, offering, therapist, wanted.location) else { continue };
            let horizon = horizon_in(&therapist.time_zone, &mut horizons, calendar.now, offering);
            let diary = calendar.diaries.get(&Resource::Therapist(therapist.slug.clone()));
            therapists.push(Candidate { therapist, diary, locations, horizon });
        }
        if !given && wanted.therapist.is_some() {
            return Err(Refusal::UnknownTherapist);
        }
        if therapists.is_empty() && wanted.location.is_some() {
            return Err(Refusal::UnknownLocation);
        }
        let rooms_of = |location: &'a Location| practice.rooms_at(&location.slug).map(|room| calendar.room(room));
        let rooms =
            offering.needs_room.then(|| practice.locations.iter().map(|place| rooms_of(place).collect()).collect());
        Ok(Self { offering, shape: Shape::of(offering), therapists, horizons, rooms })
    }
}

/// The place of `zone` in `horizons`, added if it is not there yet.
fn horizon_in<'a>(zone: &'a TimeZone, horizons: &mut Vec<Horizon<'a>>, now: Timestamp, offering: &Offering) -> usize {
    if let Some(known) = horizons.iter().position(|horizon| horizon.zone == zone) {
        return known;
    }
    let today = hours::date_of(now, zone);
    let (_, end) = hours::days_between(today, i64::from(offering.horizon_days) + 1, zone);
    horizons.push(Horizon { zone, end });
    horizons.len() - 1
}

impl<'a> Calendar<'a> {
    fn room(&self, room: &'a Room) -> RoomDiary<'a> {
        RoomDiary { room, diary: self.diaries.get(&Resource::Room(room.slug.clone())) }
    }
}

/// Where `therapist` could give `offering`: `None` if nowhere that is wanted.
fn places(
    calendar: &Calendar<'_>,
    offering: &Offering,
    therapist: &Therapist,
    wanted: Option<&Slug>,
) -> Option<Vec<usize>> {
    if !has_place(offering) {
        return Some(Vec::new());
    }
    let works_at = |place: &Location| therapist.locations.is_empty() || therapist.locations.contains(&place.slug);
    let is_wanted = |place: &Location| wanted.is_none_or(|slug| *slug == place.slug);
    let locations = calendar.practice.locations.iter().enumerate();
    let fitting: Vec<usize> =
        locations.filter(|(_, place)| works_at(place) && is_wanted(place)).map(|(index, _)| index).collect();
    // A practice that names no location still meets people somewhere, as long as nobody asks where.
    let somewhere = !fitting.is_empty() || (wanted.is_none() && !offering.needs_room);
    somewhere.then_some(fitting)
}
