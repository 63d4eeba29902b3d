//! Booking a time.

use jiff::Timestamp;
use troth_domain::booking::{BookingId, Reference, Request};
use troth_domain::people::Client;
use troth_domain::practice::Slug;

use super::{ActionError, Caller};
use crate::app::App;

/// What is booked, for whom.
#[derive(Clone, Debug)]
pub struct BookRequest {
    /// The time.
    pub request: Request,
    /// The person.
    pub client: Client,
    /// Their hold, if they have one.
    pub hold: Option<BookingId>,
    /// The key under which the answer is remembered.
    pub idempotency: Option<Idempotency>,
}

/// A caller's own name for one attempt: the same again gets the same answer.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The key.
    pub key: String,
    /// The request in a canonical form, so that the order of its fields does not matter. Kept as a code only.
    pub body: Vec<u8>,
}

/// A confirmed booking, as its answer says it. Whoever repeats a request gets the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Booked {
    /// The booking.
    pub id: BookingId,
    /// Part of its link.
    pub link_generation: u32,
    /// What people call it by.
    pub reference: Reference,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Who gives it.
    pub therapist: Slug,
}

/// Books, and puts the messages about it into the outbox in the same transaction.
///
/// # Errors
/// [`ActionError`]; nothing is stored then, but a hold that was named is renewed.
pub async fn book(app: &App, caller: &Caller, request: &BookRequest) -> Result<Booked, ActionError> {
    let _ = (app, caller, request);
    todo!()
}
