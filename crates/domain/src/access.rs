//! Who may see or do what. The one place that decides: pages, programs and messages all ask here.
//!
//! What a person wrote leaves the store only through a [`Viewer`].

use crate::booking::BookingId;

/// On whose behalf something private is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Viewer {
    /// Whoever holds the link of one booking. Made only after its code was checked.
    LinkHolder(BookingId),
    /// The practice's front desk: bookings and call-backs, nothing clinical.
    FrontDesk,
    /// The outbox, writing a message to the client of one booking.
    Messenger(BookingId),
}

impl Viewer {
    /// Whether the client's own description of themselves (name, contact, what is safe) may be read.
    pub fn may_see_client_of(self, booking: BookingId) -> bool {
        match self {
            Self::LinkHolder(own) | Self::Messenger(own) => own == booking,
            Self::FrontDesk => true,
        }
    }

    /// Whether the private reason of a cancellation or move may be read.
    pub fn may_see_reason_of(self, booking: BookingId) -> bool {
        match self {
            Self::LinkHolder(own) => own == booking,
            Self::FrontDesk => true,
            Self::Messenger(_) => false,
        }
    }
}
