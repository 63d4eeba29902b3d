//! Keeping a time while someone types.

use jiff::Timestamp;
use troth_domain::booking::{self, Booking, BookingId, Decision, Reference, Refusal, Request, Slot, State};
use troth_domain::calendar::Calendar;
use troth_store::WriteTransaction;

use super::openings::Own;
use super::time::{Attempt, Claim, Decisions, final_refusal, resources_of, with_nearest};
use super::{ActionError, Caller};
use crate::app::App;

/// A hold as its holder sees it.
#[derive(Clone, Debug)]
pub struct HoldView {
    /// Its id: whoever has it holds the time.
    pub id: BookingId,
    /// Until when it blocks others.
    pub lapses_at: Timestamp,
    /// What it keeps.
    pub slot: Slot,
}

/// Holds the time of `request`. An earlier hold that it `replaces` is given back in the same moment; if that one keeps
/// this very time, it is renewed instead.
///
/// # Errors
/// [`ActionError`].
pub async fn hold(
    app: &App,
    caller: &Caller,
    request: &Request,
    replaces: Option<BookingId>,
) -> Result<HoldView, ActionError> {
    if let Err(error) = app.limiter().count_hold(caller.address) {
        keep(app, replaces).await;
        return Err(error);
    }
    let mut decisions = Decisions::default();
    loop {
        match decisions.settle(attempt(app, request, replaces).await) {
            Some(Ok(view)) => return Ok(view),
            Some(Err(error)) => {
                keep(app, replaces).await;
                return Err(with_nearest(app, request, replaces.map(Own::Hold), error).await);
            }
            None => {}
        }
    }
}

async fn attempt(app: &App, request: &Request, replaces: Option<BookingId>) -> Result<HoldView, Attempt> {
    let now = app.now();
    let before = live_hold(app, replaces, now).await.map_err(Attempt::Ended)?;
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    let chosen = match booking::decide(&calendar, request, before.as_ref()).map_err(final_refusal)? {
        Decision::KeepHold(_) => {
            let id = replaces.ok_or(Attempt::Again)?;
            return renew(app, id).await.map_err(Attempt::Ended);
        }
        Decision::Take(slot) => slot,
    };
    let id = BookingId(app.random_bytes());
    let reference = Reference::from_random(app.random_bytes());
    let own = before.as_ref().map(|hold| hold.id);
    let claim = Claim { app: app.clone(), request: request.clone(), chosen, own, notice_at: now, now };
    let holding = Holding { claim, before, id, reference };
    let held = app.store().write(move |transaction| {
        let holding = holding.clone();
        Box::pin(async move { holding.run(transaction).await })
    });
    held.await
}

/// One attempt inside a transaction.
#[derive(Clone)]
struct Holding {
    claim: Claim,
    before: Option<Booking>,
    id: BookingId,
    reference: Reference,
}

impl Holding {
    async fn run(&self, transaction: &mut WriteTransaction) -> Result<HoldView, Attempt> {
        let now = self.claim.now;
        let slot = self.claim.take(transaction, self.before.as_ref().map(|hold| &hold.slot)).await?;
        if let Some(before) = &self.before {
            transaction.end_hold(before.id, now).await?;
        }
        let lapses_at = booking::hold_lapses_at(now, now).ok_or(Attempt::Again)?;
        let state = State::Held { lapses_at, made_at: now };
        let (id, reference) = (self.id, self.reference.clone());
        let hold = Booking { id, reference, state, slot, sequence: 0, link_generation: 0, made_at: now };
        transaction.insert_hold(&hold).await?;
        Ok(HoldView { id, lapses_at, slot: hold.slot })
    }
}

/// Renews a hold for ten minutes more, at most thirty in all; later renewals leave it as it is.
///
/// # Errors
/// [`ActionError`]: not found when it has lapsed, was given back or became a booking.
pub async fn renew(app: &App, id: BookingId) -> Result<HoldView, ActionError> {
    let now = app.now();
    let Some(hold) = live_hold(app, Some(id), now).await? else { return Err(Refusal::NotFound.into()) };
    let State::Held { made_at, lapses_at } = hold.state else { return Err(Refusal::NotFound.into()) };
    let lapses_at = booking::hold_lapses_at(made_at, now).map_or(lapses_at, |renewed| renewed.max(lapses_at));
    let resources = resources_of(&hold.slot);
    let renewed = app.store().write(move |transaction| {
        let resources = resources.clone();
        Box::pin(async move {
            transaction.lock(&resources, now).await?;
            let still = transaction.booking(id).await?.is_some_and(|hold| booking::may_hold(&hold, now));
            if still {
                transaction.renew_hold(id, lapses_at).await?;
            }
            Ok::<bool, Attempt>(still)
        })
    });
    match renewed.await {
        Ok(true) => Ok(HoldView { id, lapses_at, slot: hold.slot }),
        Ok(false) | Err(Attempt::Again | Attempt::Repeated) => Err(Refusal::NotFound.into()),
        Err(Attempt::Ended(error)) => Err(error),
    }
}

/// Renews the hold that a request named which comes to nothing, so that its holder has time to mend the request. There
/// may be nothing to renew, and that changes nothing.
pub async fn keep(app: &App, named: Option<BookingId>) {
    if let Some(id) = named {
        let _ = renew(app, id).await;
    }
}

/// Gives a hold back. Giving back what is no hold any more is fine and does nothing.
///
/// # Errors
/// [`ActionError`].
pub async fn release(app: &App, id: BookingId) -> Result<(), ActionError> {
    let now = app.now();
    let Some(hold) = live_hold(app, Some(id), now).await? else { return Ok(()) };
    let resources = resources_of(&hold.slot);
    let released = app.store().write(move |transaction| {
        let resources = resources.clone();
        Box::pin(async move {
            transaction.lock(&resources, now).await?;
            if transaction.booking(id).await?.is_some_and(|hold| booking::may_hold(&hold, now)) {
                transaction.end_hold(id, now).await?;
            }
            Ok::<(), Attempt>(())
        })
    });
    match released.await {
        Ok(()) | Err(Attempt::Again | Attempt::Repeated) => Ok(()),
        Err(Attempt::Ended(error)) => Err(error),
    }
}

/// The hold, if it is still good.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, id: BookingId) -> Result<Option<HoldView>, ActionError> {
    let hold = live_hold(app, Some(id), app.now()).await?;
    Ok(hold.and_then(|hold| match hold.state {
        State::Held { lapses_at, .. } => Some(HoldView { id, lapses_at, slot: hold.slot }),
        State::Confirmed | State::Cancelled { .. } | State::Lapsed => None,
    }))
}

/// The hold named, unless it has lapsed, was given back, became a booking, or never was.
async fn live_hold(app: &App, id: Option<BookingId>, now: Timestamp) -> Result<Option<Booking>, ActionError> {
    let Some(id) = id else { return Ok(None) };
    let found = app.store().booking(id).await?;
    Ok(found.filter(|hold| booking::may_hold(hold, now)))
}
