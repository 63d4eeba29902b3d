//! Seeing, moving and cancelling a booking by its link.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::booking::{self, Actor, Booking, Change, ClientBooking, Refusal, Request, State};
use troth_domain::calendar::Calendar;
use troth_domain::message::{self, Event};
use troth_domain::people::Reason;
use troth_domain::practice::Practice;
use troth_store::WriteTransaction;

use super::ActionError;
use super::openings::Own;
use super::time::{Attempt, Claim, Decisions, final_refusal, resources_of, with_nearest};
use crate::app::App;

/// A booking as whoever holds its link sees it.
#[derive(Clone, Debug)]
pub struct Managed {
    /// The booking and its own client.
    pub found: ClientBooking,
    /// Whether it may still be moved or cancelled by link, and if not, why.
    pub changeable: Result<(), Refusal>,
}

/// The booking that `token` opens.
///
/// # Errors
/// [`Refusal::NotFound`] for any token that opens nothing.
pub async fn see(app: &App, token: &str) -> Result<Managed, ActionError> {
    let Some((id, link_generation)) = app.links().open(token) else { return Err(Refusal::NotFound.into()) };
    let found = app.store().client_booking(&Viewer::LinkHolder(id), id).await?;
    let Some(found) = found.filter(|found| found.booking.link_generation == link_generation) else {
        return Err(Refusal::NotFound.into());
    };
    let changeable = booking::change_allowed(app.practice(), &found.booking, Change::Cancel, app.now());
    Ok(Managed { found, changeable })
}

/// Cancels the booking that `token` opens. Cancelling what is cancelled answers the same again.
///
/// # Errors
/// [`ActionError`].
pub async fn cancel(app: &App, token: &str, reason: Option<Reason>) -> Result<Managed, ActionError> {
    let mut decisions = Decisions::default();
    loop {
        if let Some(settled) = decisions.settle(cancel_once(app, token, reason.as_ref()).await) {
            settled?;
            app.outbox_filled();
            return see(app, token).await;
        }
    }
}

async fn cancel_once(app: &App, token: &str, reason: Option<&Reason>) -> Result<(), Attempt> {
    let before = see(app, token).await.map_err(Attempt::Ended)?.found.booking;
    if matches!(before.state, State::Cancelled { .. }) {
        return Ok(());
    }
    let cancelling = Cancelling { app: app.clone(), before, reason: reason.cloned(), now: app.now() };
    let cancelled = app.store().write(move |transaction| {
        let cancelling = cancelling.clone();
        Box::pin(async move { cancelling.run(transaction).await })
    });
    cancelled.await
}

/// A cancellation inside a transaction.
#[derive(Clone)]
struct Cancelling {
    app: App,
    before: Booking,
    reason: Option<Reason>,
    now: Timestamp,
}

impl Cancelling {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), Attempt> {
        let (practice, now) = (self.app.practice(), self.now);
        transaction.lock(&resources_of(&self.before.slot), now).await?;
        let ClientBooking { booking, client } = unchanged(transaction, &self.before).await?;
        let cancelled = booking::cancel(practice, booking, Actor::Client, now).map_err(final_refusal)?;
        transaction.cancel_booking(&cancelled, Actor::Client, self.reason.as_ref(), now).await?;
        transaction.drop_unsent_to_client(cancelled.id, now).await?;
        let mut fresh = || self.app.message_id();
        let messages = message::messages_for(practice, &cancelled, &client, &Event::Cancelled, now, &mut fresh);
        Ok(transaction.enqueue(&messages).await?)
    }
}

/// Moves the booking that `token` opens to `start`, with the same therapist unless `any_therapist`.
///
/// # Errors
/// [`ActionError`].
pub async fn move_booking(
    app: &App,
    token: &str,
    start: Timestamp,
    any_therapist: bool,
    reason: Option<Reason>,
) -> Result<Managed, ActionError> {
    let wish = Move { start, any_therapist, reason };
    let mut decisions = Decisions::default();
    let error = loop {
        match decisions.settle(move_once(app, token, &wish).await) {
            Some(Ok(())) => {
                app.outbox_filled();
                return see(app, token).await;
            }
            Some(Err(error)) => break error,
            None => {}
        }
    };
    let booking = see(app, token).await?.found.booking;
    let request = wish.request_for(app.practice(), &booking);
    Err(with_nearest(app, &request, Some(Own::Booking(booking.id)), error).await)
}

/// What is asked of a move.
#[derive(Clone)]
struct Move {
    start: Timestamp,
    any_therapist: bool,
    reason: Option<Reason>,
}

impl Move {
    fn request_for(&self, practice: &Practice, booking: &Booking) -> Request {
        let wanted = booking::wanted_to_move(practice, booking, self.any_therapist);
        Request {
            offering: wanted.offering.clone(),
            therapist: wanted.therapist.cloned(),
            location: wanted.location.cloned(),
            start: self.start,
        }
    }
}

async fn move_once(app: &App, token: &str, wish: &Move) -> Result<(), Attempt> {
    let now = app.now();
    let before = see(app, token).await.map_err(Attempt::Ended)?.found.booking;
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    let planned = booking::move_to(&calendar, before.clone(), wish.start, wish.any_therapist).map_err(final_refusal)?;
    if planned == before {
        return Ok(());
    }
    let request = wish.request_for(app.practice(), &before);
    let own = Some(before.id);
    let claim = Claim { app: app.clone(), request, chosen: planned.slot.clone(), own, notice_at: now, now };
    let moving = Moving { claim, before, planned, reason: wish.reason.clone() };
    let moved = app.store().write(move |transaction| {
        let moving = moving.clone();
        Box::pin(async move { moving.run(transaction).await })
    });
    moved.await
}

/// A move inside a transaction.
#[derive(Clone)]
struct Moving {
    claim: Claim,
    before: Booking,
    planned: Booking,
    reason: Option<Reason>,
}

impl Moving {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<(), Attempt> {
        let Claim { app, now, .. } = &self.claim;
        let slot = self.claim.take(transaction, Some(&self.before.slot)).await?;
        let ClientBooking { client, .. } = unchanged(transaction, &self.before).await?;
        let moved = Booking { slot, ..self.planned.clone() };
        transaction.move_booking(&moved, Actor::Client, self.reason.as_ref(), *now).await?;
        transaction.drop_unsent_to_client(moved.id, *now).await?;
        let before = &self.before.slot;
        let event = Event::Moved { therapist_before: before.therapist.clone(), start_before: before.start };
        let mut fresh = || app.message_id();
        let messages = message::messages_for(app.practice(), &moved, &client, &event, *now, &mut fresh);
        Ok(transaction.enqueue(&messages).await?)
    }
}

/// The booking again, once its therapist is locked; decided anew if it changed in between.
async fn unchanged(transaction: &mut WriteTransaction, before: &Booking) -> Result<ClientBooking, Attempt> {
    let viewer = Viewer::Messenger(before.id);
    let found = transaction.client_booking(&viewer, before.id).await?;
    found.filter(|found| found.booking == *before).ok_or(Attempt::Again)
}
