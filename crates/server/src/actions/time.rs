//! Taking up time: what holding, booking and moving have in common.
//!
//! A slot is chosen from a snapshot of all diaries, which costs no lock. Then only the chosen therapist and room are
//! locked, their diaries are read again, and the same rule decides once more. What was taken in between is decided
//! anew, a named number of times; whatever this code believes, the schema refuses a cell that is taken.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::booking::{self, BookingId, Refusal, Request, Slot};
use troth_domain::calendar::{Calendar, Diaries, Resource};
use troth_domain::limits;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::openings::{self, Own, Wish};
use crate::app::App;

/// How one attempt inside a transaction ended without success.
#[derive(Debug)]
pub enum Attempt {
    /// Something changed between snapshot and lock, such as that the time went to somebody else: decide anew.
    Again,
    /// The caller's key was used before: nothing of this attempt stays, the earlier answer is given again.
    Repeated,
    /// The whole action ends with this.
    Ended(ActionError),
}

impl From<StoreError> for Attempt {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::CellTaken | StoreError::Changed | StoreError::Duplicate(_) => Self::Again,
            other => Self::Ended(other.into()),
        }
    }
}

impl From<Refusal> for Attempt {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Taken { .. } => Self::Again,
            other => Self::Ended(ActionError::Refused(other)),
        }
    }
}

/// A refusal decided on a fresh snapshot, which deciding again would not change.
pub fn final_refusal(refusal: Refusal) -> Attempt {
    Attempt::Ended(ActionError::Refused(refusal))
}

/// What an attempt at a slot needs to know inside its transaction.
#[derive(Clone)]
pub struct Claim {
    /// Practice, clock and randomness.
    pub app: App,
    /// What was asked.
    pub request: Request,
    /// The slot chosen from the snapshot.
    pub chosen: Slot,
    /// A hold or booking of their own, which does not block.
    pub own: Option<BookingId>,
    /// When notice is judged.
    pub notice_at: Timestamp,
    /// The moment of the action.
    pub now: Timestamp,
}

impl Claim {
    /// Locks the chosen resources and those `also` named, and decides again on their fresh diaries.
    pub async fn take(&self, transaction: &mut WriteTransaction, also: Option<&Slot>) -> Result<Slot, Attempt> {
        let chosen = resources_of(&self.chosen);
        let mut locked = chosen.clone();
        locked.extend(also.map(resources_of).unwrap_or_default());
        transaction.lock(&locked, self.now).await?;
        let mut diaries = Diaries::default();
        for resource in chosen {
            let diary = transaction.diary(&resource, self.request.start).await?;
            diaries.insert(resource, Arc::new(diary));
        }
        let calendar = Calendar { practice: self.app.practice(), diaries: &diaries, now: self.now };
        Ok(booking::assign(&calendar, &self.request, &self.chosen, self.own, self.notice_at)?)
    }
}

/// The therapist and the room, if any, of a slot.
pub fn resources_of(slot: &Slot) -> Vec<Resource> {
    let therapist = Resource::Therapist(slot.therapist.clone());
    std::iter::once(therapist).chain(slot.room.clone().map(Resource::Room)).collect()
}

/// Counts the decisions about one request, at most [`limits::DECISIONS_MAX`].
#[derive(Default)]
pub struct Decisions(u32);

impl Decisions {
    /// What came of it, or `None` to decide anew. When that was done too often, the time is taken.
    pub fn settle<T>(&mut self, attempted: Result<T, Attempt>) -> Option<Result<T, ActionError>> {
        match attempted {
            Ok(done) => return Some(Ok(done)),
            Err(Attempt::Ended(error)) => return Some(Err(error)),
            Err(Attempt::Again | Attempt::Repeated) => {}
        }
        self.0 += 1;
        let taken = || Err(ActionError::Refused(Refusal::Taken { nearest: Vec::new() }));
        (self.0 >= limits::DECISIONS_MAX).then(taken)
    }
}

/// The same error; a taken time names the openings that are nearest now.
pub async fn with_nearest(app: &App, request: &Request, own: Option<Own>, error: ActionError) -> ActionError {
    let ActionError::Refused(Refusal::Taken { nearest }) = &error else { return error };
    if !nearest.is_empty() {
        return error;
    }
    let wish = Wish {
        offering: request.offering.clone(),
        therapist: request.therapist.clone(),
        location: request.location.clone(),
        own,
    };
    match openings::nearest(app, &wish, request.start).await {
        Ok(nearest) => ActionError::Refused(Refusal::Taken { nearest }),
        Err(_) => error,
    }
}
