//! Telling a little of oneself, from easy to hard, on a ladder of [`DISCLOSURE_RUNGS`] rungs. One's own: nobody else sees
//! which rung, or that there is a ladder, but for one's therapist once one shows it. How it felt is shown to nobody.
//!
//! After each telling its author says how it felt. Safe: the next rung is offered beside the same one. Unsure: the same.
//! Too much: one lower, and a rest. Every offer can be declined, and no rung has to be reached.

use super::words::PlanText;
use crate::limits::DISCLOSURE_RUNGS;
use crate::people::PersonId;

/// A rung, from 1 (easy) on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rung(u8);

impl Rung {
    /// The lowest.
    pub const LOWEST: Self = Self(1);

    /// `None` unless it is on the ladder.
    pub fn new(rung: u8) -> Option<Self> {
        (1..=DISCLOSURE_RUNGS).contains(&rung).then_some(Self(rung))
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// How a telling felt.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Felt {
    /// Safe.
    Safe,
    /// Not sure.
    Unsure,
    /// Too much.
    TooMuch,
}

/// Where somebody is on their ladder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ladder {
    by: PersonId,
    state: LadderState,
}

/// What comes next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LadderState {
    /// These rungs are offered, the one to stay on first.
    Offered {
        /// The rung to stay on.
        rung: Rung,
        /// One higher, if that is offered too.
        higher: Option<Rung>,
    },
    /// Something is to be told.
    Planned {
        /// How hard it is.
        rung: Rung,
        /// What.
        what: PlanText,
    },
    /// A rest: it goes on from this rung whenever its author likes.
    Resting {
        /// The rung to go on from.
        rung: Rung,
    },
}

/// Not in this state, or not a rung that is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not now, or not this rung")]
pub struct LadderRefusal;

impl Ladder {
    /// At the foot of it.
    pub fn new(by: PersonId) -> Self {
        Self { by, state: LadderState::Offered { rung: Rung::LOWEST, higher: None } }
    }

    /// As it was kept.
    pub fn kept(by: PersonId, state: LadderState) -> Self {
        Self { by, state }
    }

    /// Whose it is.
    pub fn by(&self) -> PersonId {
        self.by
    }

    /// What comes next.
    pub fn state(&self) -> &LadderState {
        &self.state
    }

    /// Chooses a rung, up to the highest that is offered, and what to tell.
    ///
    /// # Errors
    /// [`LadderRefusal`].
    pub fn plan(self, rung: Rung, what: PlanText) -> Result<Self, LadderRefusal> {
        match self.state {
            LadderState::Offered { rung: offered, higher } if rung <= higher.unwrap_or(offered) => {
                Ok(Self { state: LadderState::Planned { rung, what }, ..self })
            }
            _ => Err(LadderRefusal),
        }
    }

    /// It was told, and felt like this.
    ///
    /// # Errors
    /// [`LadderRefusal`].
    pub fn told(self, felt: Felt) -> Result<Self, LadderRefusal> {
        let LadderState::Planned { rung, .. } = self.state else { return Err(LadderRefusal) };
        let state = match felt {
            Felt::Safe => LadderState::Offered { rung, higher: Rung::new(rung.0.saturating_add(1)) },
            Felt::Unsure => LadderState::Offered { rung, higher: None },
            Felt::TooMuch => LadderState::Resting { rung: Rung::new(rung.0.saturating_sub(1)).unwrap_or(Rung::LOWEST) },
        };
        Ok(Self { state, ..self })
    }

    /// Rests, from every state: what was planned is dropped.
    #[must_use]
    pub fn rest(self) -> Self {
        let rung = match self.state {
            LadderState::Offered { rung, .. } | LadderState::Planned { rung, .. } | LadderState::Resting { rung } => {
                rung
            }
        };
        Self { state: LadderState::Resting { rung }, ..self }
    }

    /// Goes on after a rest.
    ///
    /// # Errors
    /// [`LadderRefusal`].
    pub fn go_on(self) -> Result<Self, LadderRefusal> {
        let LadderState::Resting { rung } = self.state else { return Err(LadderRefusal) };
        Ok(Self { state: LadderState::Offered { rung, higher: None }, ..self })
    }
}
