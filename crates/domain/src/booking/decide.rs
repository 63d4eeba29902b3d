//! The decisions: may this be held, booked, moved, cancelled?

use jiff::{SignedDuration, Timestamp};

use super::{Actor, Booking, Refusal, Slot, State};
use crate::booking::{BookingId, Never};
use crate::calendar::{Calendar, Cell, CellRange, NotOpen, Wanted, has_place};
use crate::limits::{HOLD_MINUTES, HOLD_MINUTES_MAX};
use crate::practice::{Offering, Practice, Slug};

/// What someone asks to hold or book.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// The offering.
    pub offering: Slug,
    /// One therapist; none: any.
    pub therapist: Option<Slug>,
    /// One location; none: any.
    pub location: Option<Slug>,
    /// When it starts.
    pub start: Timestamp,
}

/// What came of a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The hold named has exactly this time, and is still good: it becomes the booking, with the slot it has.
    KeepHold(Slot),
    /// A new slot has to be taken up.
    Take(Slot),
}

/// A change that a person asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Another time.
    Move,
    /// It will not take place.
    Cancel,
}

/// The cells that a session of `offering` from `start` takes up, buffers included.
pub fn occupied(offering: &Offering, start: Timestamp) -> CellRange {
    let first = Cell::containing(start).plus_minutes(-i64::from(offering.buffer_before_minutes));
    let after = i64::from(offering.minutes) + i64::from(offering.buffer_after_minutes);
    CellRange::new(first, Cell::containing(start).plus_minutes(after))
}

impl Request {
    /// What is wanted, with `own` never in its way.
    pub fn wanted(&self, own: Option<BookingId>) -> Wanted<'_> {
        let (therapist, location) = (self.therapist.as_ref(), self.location.as_ref());
        Wanted { offering: &self.offering, therapist, location, own }
    }
}

/// The moment at which the notice of `request` is judged: when `hold` was made, if it was for the same offering and
/// start and not longer ago than any hold lasts; else now. So nobody loses a time to the notice while typing, not
/// even when the hold has just lapsed.
pub fn notice_at(request: &Request, hold: Option<&Booking>, now: Timestamp) -> Timestamp {
    let Some(hold) = hold else { return now };
    let made_at = match hold.state {
        State::Held { made_at, .. } => made_at,
        State::Lapsed => hold.made_at,
        State::Confirmed | State::Cancelled { .. } => return now,
    };
    let same = hold.slot.offering == request.offering && hold.slot.start == request.start;
    let recent = now.duration_since(made_at) <= SignedDuration::from_mins(HOLD_MINUTES_MAX);
    if same && recent { made_at.min(now) } else { now }
}

/// Decides about `request`. `hold` is the hold or booking that it names, if it exists: while it is a hold, it never
/// blocks its own holder; one for the same time fixes the notice at the moment it was made.
///
/// # Errors
/// The refusal, with the nearest openings where the time is taken.
pub fn decide(calendar: &Calendar<'_>, request: &Request, hold: Option<&Booking>) -> Result<Decision, Refusal> {
    let good = hold.filter(|hold| may_hold(hold, calendar.now));
    let wanted = request.wanted(good.map(|hold| hold.id));
    calendar.check_wanted(&wanted)?;
    if let Some(hold) = good.filter(|hold| fits(calendar.practice, hold, request)) {
        if request.start < calendar.now {
            return Err(Refusal::NeverOpen(Never::Past));
        }
        return Ok(Decision::KeepHold(hold.slot.clone()));
    }
    let notice_at = notice_at(request, hold, calendar.now);
    first_slot(calendar, &wanted, request.start, notice_at, None).map(Decision::Take)
}

/// Whether the slot of `hold` is what is asked for, and its therapist still gives it.
fn fits(practice: &Practice, hold: &Booking, request: &Request) -> bool {
    let slot = &hold.slot;
    slot.offering == request.offering
        && slot.start == request.start
        && request.therapist.as_ref().is_none_or(|therapist| *therapist == slot.therapist)
        && (request.location.is_none() || request.location == slot.location)
        && practice.therapists_of(&slot.offering).any(|therapist| therapist.slug == slot.therapist)
}

/// The fairest slot, or that of the therapist `rather` if they have one.
fn first_slot(
    calendar: &Calendar<'_>,
    wanted: &Wanted<'_>,
    start: Timestamp,
    notice_at: Timestamp,
    rather: Option<&Slug>,
) -> Result<Slot, Refusal> {
    let taken = || Refusal::Taken { nearest: calendar.nearest(wanted, start) };
    let mut slots = calendar.slots_at(wanted, start, notice_at).map_err(|not_open| match not_open {
        NotOpen::Never(never) => Refusal::NeverOpen(never),
        NotOpen::Taken => taken(),
    })?;
    let preferred = slots.iter().position(|slot| Some(&slot.therapist) == rather).unwrap_or(0);
    if preferred < slots.len() { Ok(slots.swap_remove(preferred)) } else { Err(taken()) }
}

/// As [`decide`], but only for the therapist, location and room of `chosen`: what is asked again once their diaries
/// are locked and fresh.
///
/// # Errors
/// [`Refusal::Taken`] (without nearest openings) or [`Refusal::NeverOpen`].
pub fn assign(
    calendar: &Calendar<'_>,
    request: &Request,
    chosen: &Slot,
    own: Option<BookingId>,
    notice_at: Timestamp,
) -> Result<Slot, Refusal> {
    let chosen = Slot { offering: request.offering.clone(), start: request.start, ..chosen.clone() };
    match calendar.slot_again(&chosen, own, notice_at) {
        Ok(Some(slot)) => Ok(slot),
        Ok(None) | Err(NotOpen::Taken) => Err(Refusal::Taken { nearest: Vec::new() }),
        Err(NotOpen::Never(never)) => Err(Refusal::NeverOpen(never)),
    }
}

/// When a hold made at `made_at` lapses if it is made or renewed at `now`; `None` when its time is used up.
///
/// ```
/// use jiff::Timestamp;
/// use troth_domain::booking::hold_lapses_at;
/// let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
/// assert_eq!(hold_lapses_at(at(0), at(0)), Some(at(10)));
/// assert_eq!(hold_lapses_at(at(0), at(25)), Some(at(30)));
/// assert_eq!(hold_lapses_at(at(0), at(30)), None);
/// ```
pub fn hold_lapses_at(made_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let renewed = now.checked_add(SignedDuration::from_mins(HOLD_MINUTES)).ok()?;
    let last = made_at.checked_add(SignedDuration::from_mins(HOLD_MINUTES_MAX)).ok()?;
    (now < last).then(|| renewed.min(last))
}

/// Whether `booking` is a hold that is still good at `now`.
pub fn may_hold(booking: &Booking, now: Timestamp) -> bool {
    matches!(booking.state, State::Held { lapses_at, .. } if now < lapses_at)
}

/// Whether the client may make `change` to `booking` by link at `now`. The offering may have left the practice's file:
/// then it can still be cancelled, under the practice's own window, but not moved.
///
/// # Errors
/// [`Refusal::NotActive`], [`Refusal::TooLate`], or for a move [`Refusal::UnknownOffering`].
pub fn change_allowed(practice: &Practice, booking: &Booking, change: Change, now: Timestamp) -> Result<(), Refusal> {
    if booking.state != State::Confirmed || now > booking.slot.start {
        return Err(Refusal::NotActive);
    }
    let offering = practice.offering(&booking.slot.offering);
    let minutes =
        offering.map_or(practice.policy.cancel_until_minutes, |offering| practice.cancel_until_minutes(offering));
    let until = booking.slot.start.checked_sub(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MIN);
    if now > until {
        return Err(Refusal::TooLate { until });
    }
    match change {
        Change::Move if offering.is_none() => Err(Refusal::UnknownOffering),
        Change::Move | Change::Cancel => Ok(()),
    }
}

/// The booking, cancelled.
///
/// # Errors
/// As [`change_allowed`].
pub fn cancel(practice: &Practice, booking: Booking, by: Actor, now: Timestamp) -> Result<Booking, Refusal> {
    change_allowed(practice, &booking, Change::Cancel, now)?;
    let sequence = booking.sequence.saturating_add(1);
    Ok(Booking { state: State::Cancelled { at: now, by }, sequence, ..booking })
}

/// What is wanted when `booking` is moved: the same offering, the same therapist unless any will do, and the same
/// location as long as the practice still has it. Its own time is never in its way.
pub fn wanted_to_move<'a>(practice: &Practice, booking: &'a Booking, any_therapist: bool) -> Wanted<'a> {
    let slot = &booking.slot;
    let has_place = practice.offering(&slot.offering).is_some_and(has_place);
    let location = slot.location.as_ref().filter(|slug| has_place && practice.location(slug).is_some());
    let therapist = (!any_therapist).then_some(&slot.therapist);
    Wanted { offering: &slot.offering, therapist, location, own: Some(booking.id) }
}

/// The booking at another time: same id, reference and link; the therapist stays unless `any_therapist`, and stays
/// then too if they are free. Asking for the time it already has is a move that changes nothing.
///
/// # Errors
/// As [`change_allowed`] and [`decide`].
pub fn move_to(
    calendar: &Calendar<'_>,
    booking: Booking,
    start: Timestamp,
    any_therapist: bool,
) -> Result<Booking, Refusal> {
    change_allowed(calendar.practice, &booking, Change::Move, calendar.now)?;
    if start == booking.slot.start {
        return Ok(booking);
    }
    let wanted = wanted_to_move(calendar.practice, &booking, any_therapist);
    calendar.check_wanted(&wanted)?;
    let slot = first_slot(calendar, &wanted, start, calendar.now, Some(&booking.slot.therapist))?;
    let sequence = booking.sequence.saturating_add(1);
    Ok(Booking { slot, sequence, ..booking })
}
