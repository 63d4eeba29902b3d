//! When the two have an open check-in: times that both agreed to. Doubts are answered then, and not in between.
//!
//! | standing | what leads on |
//! |---|---|
//! | none | either proposes times |
//! | proposed | the other agrees; either proposes others |
//! | agreed | it takes place when its recurrence says; either proposes others beside it; either ends it |

use jiff::Timestamp;

use super::moves::{Kind, Move, MoveId, Partners};
use super::recurrence::{Occurrence, Recurrence};
use super::shared::{Effect, Machine, Moment, Route};
use crate::people::PersonId;

/// What somebody does about the times.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckInMove {
    /// Proposes times.
    Proposed(Recurrence),
    /// Agrees to the other's.
    Agreed(MoveId),
    /// Ends the times that were agreed.
    Ended,
}

/// The times as one of the two sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckInTimes {
    /// The latest proposal that is not agreed.
    pub proposed: Option<(MoveId, Recurrence)>,
    /// What both agreed to.
    pub agreed: Option<Recurrence>,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CheckInRefusal {
    /// There is a later proposal, or no such one.
    #[error("not the latest proposal")]
    NotTheLatest,
    /// The other agrees to it.
    #[error("the other agrees to it")]
    OwnProposal,
    /// Every time has passed.
    #[error("it would never take place")]
    Never,
}

impl CheckInTimes {
    /// The next check-in after `now`.
    pub fn next_after(&self, now: Timestamp) -> Option<Occurrence> {
        self.agreed.as_ref()?.next_after(now)
    }

    /// The check-in at which a question comes that was asked for the one at `asked_for`: that one while it lies ahead, and the
    /// next one where something held the question for longer; none where there is no other.
    pub fn comes_at(&self, asked_for: Timestamp, now: Timestamp) -> Option<Timestamp> {
        if asked_for > now { Some(asked_for) } else { self.next_after(now).map(|next| next.at) }
    }
}

impl Kind for CheckInMove {
    fn ends(&self) -> bool {
        false
    }
}

impl Machine for CheckInMove {
    type State = CheckInTimes;
    type Refusal = CheckInRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> CheckInTimes {
        CheckInTimes { proposed: None, agreed: None }
    }

    fn apply(state: &mut CheckInTimes, one: &Move<Self>, _came_at: Timestamp) {
        let Some(id) = one.id() else { return };
        match &one.kind {
            Self::Proposed(times) => state.proposed = Some((id, times.clone())),
            Self::Agreed(agreed) => {
                let fits = |(proposed, _): &(MoveId, Recurrence)| *proposed == *agreed && agreed.author != id.author;
                if let Some((_, times)) = state.proposed.take_if(|proposed| fits(proposed)) {
                    state.agreed = Some(times);
                }
            }
            Self::Ended => state.agreed = None,
        }
    }

    fn check(&self, state: &CheckInTimes, by: PersonId, moment: Moment) -> Result<Effect, CheckInRefusal> {
        match self {
            Self::Proposed(times) if times.next_after(moment.now).is_none() => Err(CheckInRefusal::Never),
            Self::Proposed(_) => Ok(Effect::New),
            Self::Agreed(id) if id.author == by => Err(CheckInRefusal::OwnProposal),
            Self::Agreed(id) if state.proposed.as_ref().is_some_and(|(proposed, _)| proposed == id) => Ok(Effect::New),
            Self::Agreed(_) => Err(CheckInRefusal::NotTheLatest),
            Self::Ended if state.agreed.is_some() => Ok(Effect::New),
            Self::Ended => Ok(Effect::Unchanged),
        }
    }

    fn route(&self) -> Route {
        Route::Delivered
    }

    fn is_way_out(&self) -> bool {
        *self == Self::Ended
    }
}
