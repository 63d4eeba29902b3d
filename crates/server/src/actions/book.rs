//! Booking a time.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use troth_domain::booking::{self, Booking, BookingId, Decision, Reference, Refusal, Request, Slot, State};
use troth_domain::calendar::{Calendar, Diaries};
use troth_domain::limits;
use troth_domain::message::{self, Event};
use troth_domain::people::Client;
use troth_domain::practice::Slug;
use troth_store::{IdempotencyClaim, Remembered, WriteTransaction};

use super::openings::Own;
use super::time::{Attempt, Claim, Decisions, final_refusal, resources_of, with_nearest};
use super::{ActionError, Caller, hold};
use crate::app::App;
use crate::caller::network_of;

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
#[derive(Clone)]
pub struct Idempotency {
    /// The key.
    pub key: String,
    /// The request in a canonical form, so that the order of its fields does not matter. Kept as a code only.
    pub body: Vec<u8>,
}

impl fmt::Debug for Idempotency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body holds what the client typed.
        formatter.write_str("Idempotency(private)")
    }
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
    let shared = Arc::new(request.clone());
    let mut decisions = Decisions::default();
    let error = loop {
        match decisions.settle(attempt(app, caller, &shared).await) {
            Some(Ok(booked)) => {
                app.outbox_filled();
                return Ok(booked);
            }
            Some(Err(error)) => break error,
            None => {}
        }
    };
    if let (ActionError::Refused(_) | ActionError::TooMany { .. }, Some(named)) = (&error, &request.idempotency)
        && let Some(answered) = recall(app, named).await?
    {
        return answer_again(answered);
    }
    if matches!(error, ActionError::Refused(_) | ActionError::TooMany { .. }) {
        hold::keep(app, request.hold).await;
    }
    Err(with_nearest(app, &request.request, request.hold.map(Own::Hold), error).await)
}

async fn attempt(app: &App, caller: &Caller, wish: &Arc<BookRequest>) -> Result<Booked, Attempt> {
    let now = app.now();
    let hold = match wish.hold {
        Some(id) => app.store().booking(id).await?,
        None => None,
    };
    let diaries = app.store().diaries(now).await?;
    let id = BookingId(app.random_bytes());
    let decide = |diaries: &Diaries| {
        let calendar = Calendar { practice: app.practice(), diaries, now };
        booking::decide(&calendar, &wish.request, hold.as_ref())
    };
    let slot_of = |decision: &Decision| match decision {
        Decision::KeepHold(slot) | Decision::Take(slot) => slot.clone(),
    };
    let named = hold.as_ref().map_or(id, |hold| hold.id);
    let (decision, _begun) = app.underway().decide(named, &diaries, decide, slot_of).map_err(final_refusal)?;
    let writing = Writing {
        app: app.clone(),
        wish: Arc::clone(wish),
        caller: *caller,
        id,
        reference: Reference::from_random(app.random_bytes()),
        hold,
        decision,
        now,
    };
    let written = app.store().write(move |transaction| {
        let writing = writing.clone();
        Box::pin(async move { writing.run(transaction).await })
    });
    match (written.await, &wish.idempotency) {
        (Err(Attempt::Repeated), Some(named)) => {
            let answered = recall(app, named).await.map_err(Attempt::Ended)?;
            answered.map_or(Err(Attempt::Again), |answered| answer_again(answered).map_err(Attempt::Ended))
        }
        (written, _) => written,
    }
}

/// What is known of a key.
async fn recall(app: &App, named: &Idempotency) -> Result<Option<Remembered>, ActionError> {
    let (named, now) = (Arc::new(named.clone()), app.now());
    let recalled = app.store().write(move |transaction| {
        let named = Arc::clone(&named);
        Box::pin(async move { transaction.recall(&named.key, &named.body, now).await })
    });
    Ok(recalled.await?)
}

/// One attempt inside a transaction; cloned because the store may have to run it again.
#[derive(Clone)]
struct Writing {
    app: App,
    wish: Arc<BookRequest>,
    caller: Caller,
    id: BookingId,
    reference: Reference,
    hold: Option<Booking>,
    decision: Decision,
    now: Timestamp,
}

impl Writing {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<Booked, Attempt> {
        let (id, reference, chosen, keeps) = match (&self.decision, &self.hold) {
            (Decision::KeepHold(slot), Some(hold)) => (hold.id, &hold.reference, slot, true),
            (Decision::KeepHold(slot) | Decision::Take(slot), _) => (self.id, &self.reference, slot, false),
        };
        let booked = Booked {
            id,
            link_generation: 0,
            reference: reference.clone(),
            start: chosen.start,
            end: chosen.end,
            therapist: chosen.therapist.clone(),
        };
        let slot =
            if keeps { self.keep(transaction, id, chosen).await? } else { self.take(transaction, chosen).await? };
        let made_at = self.now;
        let reference = booked.reference.clone();
        let booking =
            Booking { id, reference, state: State::Confirmed, slot, sequence: 0, link_generation: 0, made_at };
        if keeps {
            transaction.confirm_hold(&booking, &self.wish.client, self.now).await?;
        } else {
            transaction.insert_booking(&booking, &self.wish.client).await?;
        }
        let mut fresh = || self.app.message_id();
        let client = &self.wish.client;
        let messages =
            message::messages_for(self.app.practice(), &booking, client, &Event::Booked, self.now, &mut fresh);
        transaction.enqueue(&messages).await?;
        // Last, because these ask: what was only to be written goes out with them.
        self.remember(transaction, &booked).await?;
        self.count(transaction).await?;
        Ok(booked)
    }
}

impl Writing {
    /// The hold becomes the booking, if it is still good once its therapist is locked.
    async fn keep(&self, transaction: &mut WriteTransaction, id: BookingId, slot: &Slot) -> Result<Slot, Attempt> {
        transaction.lock(&resources_of(slot), self.now).await?;
        let still = transaction.booking(id).await?.is_some_and(|hold| booking::may_hold(&hold, self.now));
        if still { Ok(slot.clone()) } else { Err(Attempt::Again) }
    }

    /// A new slot; a hold of another time is given back.
    async fn take(&self, transaction: &mut WriteTransaction, chosen: &Slot) -> Result<Slot, Attempt> {
        let hold = self.hold.as_ref().filter(|hold| booking::may_hold(hold, self.now));
        let claim = Claim {
            app: self.app.clone(),
            request: self.wish.request.clone(),
            chosen: chosen.clone(),
            own: hold.map(|hold| hold.id),
            notice_at: booking::notice_at(&self.wish.request, self.hold.as_ref(), self.now),
            now: self.now,
        };
        let slot = claim.take(transaction, hold.map(|hold| &hold.slot)).await?;
        if let Some(hold) = hold {
            transaction.end_hold(hold.id, self.now).await?;
        }
        Ok(slot)
    }

    /// Remembers the answer under the caller's key; a key that was used before undoes this attempt.
    async fn remember(&self, transaction: &mut WriteTransaction, booked: &Booked) -> Result<(), Attempt> {
        let Some(named) = &self.wish.idempotency else { return Ok(()) };
        let claim = IdempotencyClaim {
            key: &named.key,
            body: &named.body,
            booking: booked.id,
            answer: &Answer::encode(booked),
            now: self.now,
            expires_at: self.now + SignedDuration::from_hours(limits::IDEMPOTENCY_HOURS),
        };
        match transaction.remember(&claim).await? {
            Remembered::New => Ok(()),
            Remembered::Same { .. } | Remembered::Different => Err(Attempt::Repeated),
        }
    }

    async fn count(&self, transaction: &mut WriteTransaction) -> Result<(), Attempt> {
        let limits = self.app.limits();
        if !limits.enabled {
            return Ok(());
        }
        let subject = format!("booking {}", network_of(self.caller.address));
        let counted = transaction.count_address(&subject, self.now).await?;
        if counted.times > limits.bookings_per_hour_per_address {
            return Err(Attempt::Ended(ActionError::TooMany { retry_after_seconds: counted.anew_in_seconds }));
        }
        Ok(())
    }
}

/// [`Booked`] as it is remembered, sealed, under an idempotency key.
#[derive(Serialize, Deserialize)]
struct Answer {
    id: [u8; 16],
    link_generation: u32,
    reference: String,
    /// Microseconds since 1970.
    start: i64,
    /// Microseconds since 1970.
    end: i64,
    therapist: String,
}

impl Answer {
    fn encode(booked: &Booked) -> Vec<u8> {
        let answer = Self {
            id: booked.id.0,
            link_generation: booked.link_generation,
            reference: booked.reference.as_str().to_owned(),
            start: booked.start.as_microsecond(),
            end: booked.end.as_microsecond(),
            therapist: booked.therapist.as_str().to_owned(),
        };
        serde_json::to_vec(&answer).unwrap_or_default()
    }

    fn decode(bytes: &[u8]) -> Option<Booked> {
        let answer: Self = serde_json::from_slice(bytes).ok()?;
        Some(Booked {
            id: BookingId(answer.id),
            link_generation: answer.link_generation,
            reference: Reference::parse(&answer.reference)?,
            start: Timestamp::from_microsecond(answer.start).ok()?,
            end: Timestamp::from_microsecond(answer.end).ok()?,
            therapist: Slug::new(&answer.therapist).ok()?,
        })
    }
}

fn answer_again(remembered: Remembered) -> Result<Booked, ActionError> {
    match remembered {
        Remembered::Same { answer } => Answer::decode(&answer).ok_or_else(|| {
            tracing::error!("a remembered answer cannot be read");
            ActionError::Internal
        }),
        Remembered::Different | Remembered::New => Err(Refusal::KeyReused.into()),
    }
}
