//! A commitment: when this happens, I will do that. Small, dated, proposed by whoever does it, agreed to by the other.
//!
//! | stage | what leads on |
//! |---|---|
//! | nothing | whoever proposes is the doer |
//! | proposed | the other accepts; the doer takes it back |
//! | declined | on the page of the other only: the doer's page stays at proposed; the other may accept after all |
//! | agreed | it is due when its recurrence says; either ends it alone |
//! | over | nothing; a smaller or another one begins anew |
//!
//! The doer learns of an acceptance and nothing else, and learns it at a delivery hour: a decline is never told apart from
//! not having answered.
//!
//! Each agreed commitment has the same [prompt for the next talk](NextTalkPrompt), whatever anybody reported. The prompt is
//! drawn from the commitment alone: this module has no way to see a report.

use std::fmt::Debug;

use jiff::Timestamp;

use super::ids::CommitmentId;
use super::moves::{Kind, Move, Partners};
use super::recurrence::Recurrence;
use super::shared::{Effect, Machine, Moment, Route};
use super::surveillance::{Watchword, Watchwords};
use super::words::PlanLine;
use crate::limits::COMMITMENTS_ACTIVE_MAX;
use crate::people::PersonId;

/// What is promised.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    when: PlanLine,
    will: PlanLine,
    recurrence: Recurrence,
    instead_of: Option<CommitmentId>,
}

impl Terms {
    /// Takes what was typed, unless it promises to be watched.
    ///
    /// # Errors
    /// The [`Watchword`] that it met: what to say, and what to promise instead, goes by its kind.
    pub fn new(
        when: PlanLine,
        will: PlanLine,
        recurrence: Recurrence,
        instead_of: Option<CommitmentId>,
        watchwords: &Watchwords,
    ) -> Result<Self, Watchword> {
        match watchwords.find(when.reveal()).or_else(|| watchwords.find(will.reveal())) {
            Some(found) => Err(found),
            None => Ok(Self::kept(when, will, recurrence, instead_of)),
        }
    }

    /// As they were kept.
    pub fn kept(when: PlanLine, will: PlanLine, recurrence: Recurrence, instead_of: Option<CommitmentId>) -> Self {
        Self { when, will, recurrence, instead_of }
    }

    /// When…
    pub fn when(&self) -> &PlanLine {
        &self.when
    }

    /// …I will.
    pub fn will(&self) -> &PlanLine {
        &self.will
    }

    /// When it is due.
    pub fn recurrence(&self) -> &Recurrence {
        &self.recurrence
    }

    /// The commitment that it takes the place of, as a smaller version does.
    pub fn instead_of(&self) -> Option<CommitmentId> {
        self.instead_of
    }
}

/// What somebody does about a commitment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CommitmentMove {
    /// Offers to do it.
    Proposed(Terms),
    /// Agrees that the other does it.
    Accepted,
    /// Rather not. Theirs alone.
    Declined,
    /// The doer takes the offer back.
    TakenBack,
    /// Either ends it.
    Ended,
}

/// Where it stands, on the page of one of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nothing is proposed.
    Nothing,
    /// Offered.
    Proposed,
    /// This person declined. Their own page only.
    Declined,
    /// Both agreed.
    Agreed {
        /// Since when on this page: what was due before counts for nothing here.
        since: Timestamp,
    },
    /// Taken back or ended.
    Over {
        /// From when to when both had agreed, as this page had it; none if it never came to that.
        held: Option<(Timestamp, Timestamp)>,
    },
}

/// A commitment as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commitment {
    /// Who does it, and what; none before it is proposed.
    pub offer: Option<(PersonId, Terms)>,
    /// Where it stands.
    pub stage: Stage,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommitmentRefusal {
    /// Something was proposed before.
    #[error("something is proposed already")]
    Proposed,
    /// Only the other accepts or declines, and only the doer takes back.
    #[error("for the other to do")]
    ForTheOther,
    /// Not at this stage.
    #[error("not at this stage")]
    NotNow,
    /// Every day that it would be due on has passed.
    #[error("it would never be due")]
    NeverDue,
}

/// The same words at each agreed commitment, for both and whatever came of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextTalkPrompt<'a> {
    /// Whose commitment it is: the only one who drafts from the prompt.
    pub doer: PersonId,
    /// What was promised.
    pub terms: &'a Terms,
}

impl<'a> NextTalkPrompt<'a> {
    /// The prompt of `commitment`; none before both agreed. There is no other way to one.
    pub fn of(commitment: &'a Commitment) -> Option<Self> {
        let (doer, terms) = commitment.offer.as_ref()?;
        matches!(commitment.stage, Stage::Agreed { .. }).then_some(Self { doer: *doer, terms })
    }

    /// Whether `person` may begin a draft for the next talk from it.
    pub fn is_drafted_by(self, person: PersonId) -> bool {
        self.doer == person
    }
}

/// How many commitments one person may have at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ActiveMax(u8);

impl ActiveMax {
    /// `None` unless it is 1 to [`COMMITMENTS_ACTIVE_MAX`].
    pub fn new(count: u8) -> Option<Self> {
        (1..=COMMITMENTS_ACTIVE_MAX).contains(&count).then_some(Self(count))
    }

    /// The number.
    pub fn count(self) -> u8 {
        self.0
    }

    /// Whether `doer`, on whose pages `own` stand, may propose one more. An offer that waits takes a place like one that
    /// was accepted, so an acceptance that is under way changes nothing.
    pub fn has_place<'a>(self, own: impl IntoIterator<Item = &'a Commitment>, doer: PersonId, now: Timestamp) -> bool {
        own.into_iter().filter(|commitment| commitment.takes_place_of(doer, now)).count() < usize::from(self.0)
    }
}

impl Default for ActiveMax {
    fn default() -> Self {
        Self(crate::limits::COMMITMENTS_ACTIVE_DEFAULT)
    }
}

impl Commitment {
    /// Whether it is one that `doer` has to keep in mind: offered or agreed, and still to come.
    pub fn takes_place_of(&self, doer: PersonId, now: Timestamp) -> bool {
        let Some((whose, terms)) = &self.offer else { return false };
        let is_open = matches!(self.stage, Stage::Proposed | Stage::Declined | Stage::Agreed { .. });
        *whose == doer && is_open && terms.recurrence.next_after(now).is_some()
    }

    /// Whether both agreed to it, now or until it was over.
    pub fn was_agreed(&self) -> bool {
        matches!(self.stage, Stage::Agreed { .. } | Stage::Over { held: Some(_) })
    }

    fn doer(&self) -> Option<PersonId> {
        self.offer.as_ref().map(|(doer, _)| *doer)
    }
}

impl Kind for CommitmentMove {
    fn ends(&self) -> bool {
        false
    }

    fn closes(&self) -> bool {
        matches!(self, Self::TakenBack | Self::Ended)
    }

    fn over_at(&self, _at: Timestamp) -> Option<Timestamp> {
        let Self::Proposed(terms) = self else { return None };
        terms.recurrence.occurrences().last().map(|once| once.at)
    }
}

impl Machine for CommitmentMove {
    type State = Commitment;
    type Refusal = CommitmentRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> Commitment {
        Commitment { offer: None, stage: Stage::Nothing }
    }

    fn apply(state: &mut Commitment, one: &Move<Self>, came_at: Timestamp) {
        let Some(by) = one.author else { return };
        let is_doer = state.doer() == Some(by);
        state.stage = match (&one.kind, &state.stage) {
            (Self::Proposed(terms), Stage::Nothing) => {
                state.offer = Some((by, terms.clone()));
                Stage::Proposed
            }
            (Self::Accepted, Stage::Proposed | Stage::Declined) if !is_doer => Stage::Agreed { since: came_at },
            (Self::Declined, Stage::Proposed) if !is_doer => Stage::Declined,
            (Self::TakenBack | Self::Ended, Stage::Proposed | Stage::Declined) if is_doer => Stage::Over { held: None },
            (Self::Ended | Self::TakenBack, Stage::Agreed { since }) => Stage::Over { held: Some((*since, came_at)) },
            _ => return,
        };
    }

    fn check(&self, state: &Commitment, by: PersonId, moment: Moment) -> Result<Effect, CommitmentRefusal> {
        let is_doer = state.doer() == Some(by);
        match (self, &state.stage) {
            (Self::Proposed(terms), Stage::Nothing) => {
                let next = terms.recurrence.next_after(moment.now);
                next.map(|_| Effect::New).ok_or(CommitmentRefusal::NeverDue)
            }
            (Self::Proposed(_), _) => Err(CommitmentRefusal::Proposed),
            (Self::TakenBack | Self::Ended, Stage::Over { .. }) => Ok(Effect::Unchanged),
            (Self::Accepted, Stage::Agreed { .. }) | (Self::Declined, Stage::Declined) => Ok(Effect::Unchanged),
            (Self::Accepted | Self::Declined, Stage::Proposed | Stage::Declined) if is_doer => {
                Err(CommitmentRefusal::ForTheOther)
            }
            (Self::Accepted | Self::Declined, Stage::Proposed | Stage::Declined) => Ok(Effect::New),
            (Self::TakenBack, Stage::Proposed | Stage::Declined) if is_doer => Ok(Effect::New),
            (Self::TakenBack, Stage::Proposed | Stage::Declined) => Err(CommitmentRefusal::ForTheOther),
            (Self::Ended, Stage::Agreed { .. }) => Ok(Effect::New),
            _ => Err(CommitmentRefusal::NotNow),
        }
    }

    fn route(&self) -> Route {
        match self {
            Self::Declined => Route::Private,
            Self::Proposed(_) | Self::Accepted | Self::TakenBack | Self::Ended => Route::Delivered,
        }
    }

    fn is_way_out(&self) -> bool {
        matches!(self, Self::TakenBack | Self::Ended)
    }
}
