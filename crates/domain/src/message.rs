//! Which messages a booking calls for, to whom, and when each may be sent.
//!
//! A message is kept as what it is about, never as text: its words, address and link are made when it is sent, from
//! the sealed booking. So nothing that opens a booking and no address waits in the outbox.

use jiff::Timestamp;

use crate::booking::{Booking, BookingId};
use crate::people::Client;
use crate::practice::{Policy, Practice, Slug};

/// Names a message; random. Its Message-ID is made of it, so that a message sent twice is seen once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId(pub [u8; 16]);

/// What a message says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// To the client: it is booked.
    Confirmation,
    /// To the client: it has another time.
    Change,
    /// To the client: it will not take place.
    Cancellation,
    /// To the client: it is soon. Keeps quiet hours.
    Reminder,
    /// To staff: booked.
    NoticeBooked,
    /// To staff: another time.
    NoticeMoved,
    /// To staff: will not take place, or no longer with this therapist.
    NoticeCancelled,
}

/// Who gets a message.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Recipient {
    /// Whoever booked, by the channel they called safe.
    Client,
    /// The practice's own address.
    Practice,
    /// One therapist's address.
    Therapist(Slug),
}

/// A message that a change of a booking calls for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The booking it is about.
    pub booking: BookingId,
    /// What it says.
    pub kind: Kind,
    /// Who gets it.
    pub recipient: Recipient,
    /// The start of the session that it speaks of (the booking may have moved since).
    pub session_start: Timestamp,
    /// The booking's sequence that it speaks of.
    pub sequence: u32,
    /// Not to be sent before this.
    pub due_at: Timestamp,
}

/// What happened to a booking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// It was confirmed.
    Booked,
    /// It got another time, and maybe another therapist.
    Moved {
        /// Who gave it before.
        therapist_before: Slug,
        /// When it was to start.
        start_before: Timestamp,
    },
    /// It was cancelled.
    Cancelled,
}

/// The messages that `event` calls for, given the booking as it is now. `id` gives each a fresh random id. The caller
/// drops every unsent message to the client about this booking first, so that a cancellation is the last one.
pub fn messages_for(
    practice: &Practice,
    booking: &Booking,
    client: &Client,
    event: &Event,
    now: Timestamp,
    id: &mut dyn FnMut() -> MessageId,
) -> Vec<Message> {
    let _ = (practice, booking, client, event, now, id);
    todo!()
}

/// When a message may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SendTime {
    /// Now.
    Now,
    /// Not before this.
    Later(Timestamp),
    /// No more: it would come after the session began, or inside quiet hours until then.
    Never,
}

/// Whether `message` may be sent at `now`: a late reminder keeps quiet hours too.
pub fn send_time(policy: &Policy, client: &Client, message: &Message, now: Timestamp) -> SendTime {
    let _ = (policy, client, message, now);
    todo!()
}
