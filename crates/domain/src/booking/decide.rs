//! The decisions: may this be held, booked, moved, cancelled?

use jiff::Timestamp;

use super::{Actor, Booking, Refusal, Slot};
use crate::booking::BookingId;
use crate::calendar::{Calendar, CellRange};
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
    let _ = (offering, start);
    todo!()
}

/// Decides about `request`. `hold` is the hold or booking that it names, if it exists: it never blocks its own
/// holder; one for the same time fixes the notice at the moment it was made.
///
/// # Errors
/// The refusal, with the nearest openings where the time is taken.
pub fn decide(calendar: &Calendar<'_>, request: &Request, hold: Option<&Booking>) -> Result<Decision, Refusal> {
    let _ = (calendar, request, hold);
    todo!()
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
    let _ = (calendar, request, chosen, own, notice_at);
    todo!()
}

/// When a hold made at `made_at` lapses if it is made or renewed at `now`; `None` when its time is used up.
pub fn hold_lapses_at(made_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let _ = (made_at, now);
    todo!()
}

/// Whether `booking` is a hold that is still good at `now`.
pub fn may_hold(booking: &Booking, now: Timestamp) -> bool {
    let _ = (booking, now);
    todo!()
}

/// Whether the client may make `change` to `booking` by link at `now`. The offering may have left the practice's file.
///
/// # Errors
/// [`Refusal::NotActive`] or [`Refusal::TooLate`].
pub fn change_allowed(practice: &Practice, booking: &Booking, change: Change, now: Timestamp) -> Result<(), Refusal> {
    let _ = (practice, booking, change, now);
    todo!()
}

/// The booking, cancelled.
///
/// # Errors
/// As [`change_allowed`].
pub fn cancel(practice: &Practice, booking: Booking, by: Actor, now: Timestamp) -> Result<Booking, Refusal> {
    let _ = (practice, booking, by, now);
    todo!()
}

/// The booking at another time: same id, reference and link; the therapist stays unless `any_therapist`. Asking for
/// the time it already has is a move that changes nothing.
///
/// # Errors
/// As [`change_allowed`] and [`decide`].
pub fn move_to(
    calendar: &Calendar<'_>,
    booking: Booking,
    start: Timestamp,
    any_therapist: bool,
) -> Result<Booking, Refusal> {
    let _ = (calendar, booking, start, any_therapist);
    todo!()
}
