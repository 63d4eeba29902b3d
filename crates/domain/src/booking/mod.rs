//! Holds and bookings: what they are, which states they pass through, and the decisions about them.
//!
//! A hold is a booking that lapses by itself; it takes up time like one. A booking keeps its id, its reference and
//! its link through every move.

use std::fmt;

use jiff::Timestamp;

use crate::calendar::{CellRange, Opening};
use crate::people::Client;
use crate::practice::Slug;

mod decide;
pub use decide::{
    Change, Decision, Request, assign, cancel, change_allowed, decide, hold_lapses_at, may_hold, move_to, notice_at,
    occupied, wanted_to_move,
};

/// Names a booking or hold. Random, so that it tells nothing, and known only to who made it and to the practice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingId(pub [u8; 16]);

impl fmt::Debug for BookingId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BookingId(")?;
        for byte in self.0 {
            write!(formatter, "{byte:02x}")?;
        }
        formatter.write_str(")")
    }
}

/// What a person says on the phone to name their booking: eight of `0-9A-HJKMNP-TV-Z`, without letters that look or
/// sound alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Reference(String);

impl Reference {
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Makes a reference out of five random bytes.
    ///
    /// ```
    /// use troth_domain::booking::Reference;
    /// assert_eq!(Reference::from_random([0; 5]).as_str(), "00000000");
    /// ```
    pub fn from_random(bytes: [u8; 5]) -> Self {
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let letter = |place: u32| {
            let index = (number >> (35 - 5 * place)) & 31;
            char::from(Self::ALPHABET.get(usize::try_from(index).unwrap_or(0)).copied().unwrap_or(b'0'))
        };
        Self((0..8).map(letter).collect())
    }

    /// Takes a stored or typed reference.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        (text.len() == 8 && text.bytes().all(|byte| Self::ALPHABET.contains(&byte))).then_some(Self(text))
    }

    /// The reference as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a booking stands. The facts of each state travel with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Kept for whoever is typing; lapses by itself.
    Held {
        /// From when it blocks nothing.
        lapses_at: Timestamp,
        /// When the hold was first made: its renewals end [`HOLD_MINUTES_MAX`](crate::limits::HOLD_MINUTES_MAX) later,
        /// and it fixes the notice.
        made_at: Timestamp,
    },
    /// It will take place.
    Confirmed,
    /// It will not take place.
    Cancelled {
        /// When it was cancelled.
        at: Timestamp,
        /// Who cancelled it.
        by: Actor,
    },
    /// A hold that ended without a booking.
    Lapsed,
}

/// Who changed a booking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// Whoever has the booking's link.
    Client,
    /// The practice's front desk.
    FrontDesk,
    /// Time passing.
    System,
}

/// The time and people that a booking takes up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// What was booked.
    pub offering: Slug,
    /// Who gives it.
    pub therapist: Slug,
    /// Where, if it has a place.
    pub location: Option<Slug>,
    /// In which room, if it takes one up.
    pub room: Option<Slug>,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The cells it takes up, buffers included.
    pub occupied: CellRange,
}

/// A booking, without what is private in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// What people call it by.
    pub reference: Reference,
    /// Where it stands.
    pub state: State,
    /// The time and people it takes up.
    pub slot: Slot,
    /// Counts what the calendar file's readers must see as newer: 0 at first, one more at each move or cancellation.
    pub sequence: u32,
    /// Part of the link: a new one makes the old link useless.
    pub link_generation: u32,
    /// When it was made (a hold: first held).
    pub made_at: Timestamp,
}

/// A booking with the person who made it. Only `store` makes one, for a viewer who may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientBooking {
    /// The booking.
    pub booking: Booking,
    /// Whose it is.
    pub client: Client,
}

/// Why something about a booking was refused. Each has its own words on the page and its own problem type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// No such offering.
    UnknownOffering,
    /// No such therapist, or they do not give this offering.
    UnknownTherapist,
    /// No such location, or nobody gives this offering there.
    UnknownLocation,
    /// The time never was an opening.
    NeverOpen(Never),
    /// It was an opening and is taken, or a limit is reached.
    Taken {
        /// Up to [`NEAREST_OPENINGS_MAX`](crate::limits::NEAREST_OPENINGS_MAX) openings closest to it, soonest first.
        nearest: Vec<Opening>,
    },
    /// No such booking or hold, or no longer.
    NotFound,
    /// Too late to change by link; the practice must be called.
    TooLate {
        /// Until when it could be changed.
        until: Timestamp,
    },
    /// The booking is over or cancelled, so it cannot be changed.
    NotActive,
    /// The key was used for something else.
    KeyReused,
}

/// Why a time never was an opening.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Never {
    /// It has passed.
    Past,
    /// Too soon: shorter than the notice.
    Notice,
    /// Too far ahead.
    Horizon,
    /// Not a start time of anybody's working hours.
    OutsideHours,
}
