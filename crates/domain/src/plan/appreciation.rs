//! An appreciation: what one saw of the other and was glad of, in their own words.
//!
//! It may cite a commitment that the *other* kept. Citing tells the other that its author saw this kept, and that is its
//! author's choice each time: nothing proposes a citation, nothing counts what is not cited, and no report is read or
//! changed by it. One's own commitments are not cited: that would ask the other to confirm them. It is shared as any text
//! is, at a delivery hour.
//!
//! | standing | what leads on |
//! |---|---|
//! | not given | whoever gives it is its author |
//! | given | its author takes it back: at once where it had come, and otherwise it never comes |
//! | taken back | nothing |

use jiff::Timestamp;

use super::commitment::Commitment;
use super::follow_through::due;
use super::ids::CommitmentId;
use super::moves::{Kind, Move, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanText;
use crate::people::PersonId;

/// What somebody does about an appreciation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AppreciationMove {
    /// Gives it.
    Given {
        /// The words.
        words: PlanText,
        /// The commitment of the other's that it cites ([`may_cite`]).
        about: Option<CommitmentId>,
    },
    /// Its author takes it back.
    TakenBack,
}

/// An appreciation as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Appreciation {
    /// Where it stands.
    pub standing: Standing,
    viewer: PersonId,
}

/// Where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nobody gave one.
    NotGiven,
    /// It was given.
    Given {
        /// By whom.
        author: PersonId,
        /// The words.
        words: PlanText,
        /// What it cites.
        about: Option<CommitmentId>,
        /// Since when it is on this page.
        since: Timestamp,
    },
    /// Its author took it back, and nothing of it is left.
    TakenBack {
        /// Whose it was.
        author: PersonId,
    },
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppreciationRefusal {
    /// This one was given already.
    #[error("the appreciation was given already")]
    Given,
    /// There is none.
    #[error("there is no such appreciation")]
    NotGiven,
    /// It is the other's.
    #[error("only its author takes an appreciation back")]
    NotTheAuthor,
}

/// Why a commitment cannot be cited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CitationRefusal {
    /// It is the author's own.
    #[error("what the other kept is cited, not one's own")]
    OwnCommitment,
    /// The two did not agree to it, as far as the author knows.
    #[error("not a commitment that both agreed to")]
    NotAgreed,
    /// It was not due yet.
    #[error("it was not due yet")]
    NotDue,
}

/// Whether `author` may cite `own`, the commitment as it stands on their own page.
///
/// # Errors
/// [`CitationRefusal`].
pub fn may_cite(author: PersonId, own: &Commitment, now: Timestamp) -> Result<(), CitationRefusal> {
    let doer = own.offer.as_ref().map(|(doer, _)| *doer);
    let is_others = doer != Some(author); // guard: the other's
    if !is_others {
        return Err(CitationRefusal::OwnCommitment);
    }
    if !own.was_agreed() {
        return Err(CitationRefusal::NotAgreed);
    }
    let was_due = due(own, now).next().is_some(); // guard: due
    if was_due { Ok(()) } else { Err(CitationRefusal::NotDue) }
}

impl Appreciation {
    /// Whose it is; none before it was given.
    pub fn author(&self) -> Option<PersonId> {
        match &self.standing {
            Standing::Given { author, .. } | Standing::TakenBack { author } => Some(*author),
            Standing::NotGiven => None,
        }
    }

    /// Whether the one whose page it is wrote it.
    pub fn is_own(&self) -> bool {
        self.author() == Some(self.viewer)
    }

    /// Whether it stands.
    pub fn is_given(&self) -> bool {
        matches!(self.standing, Standing::Given { .. })
    }
}

impl Kind for AppreciationMove {
    fn ends(&self) -> bool {
        *self == Self::TakenBack
    }
}

impl Machine for AppreciationMove {
    type State = Appreciation;
    type Refusal = AppreciationRefusal;

    fn begin(_partners: Partners, viewer: PersonId) -> Appreciation {
        Appreciation { standing: Standing::NotGiven, viewer }
    }

    fn apply(state: &mut Appreciation, one: &Move<Self>, came_at: Timestamp) {
        let Some(id) = one.id() else { return };
        let by = id.author;
        match (&one.kind, &state.standing) {
            (Self::Given { words, about }, Standing::NotGiven) => {
                let (words, about) = (words.clone(), *about);
                state.standing = Standing::Given { author: by, words, about, since: came_at };
            }
            (Self::TakenBack, Standing::Given { author, .. }) if *author == by => {
                state.standing = Standing::TakenBack { author: by };
            }
            _ => {}
        }
    }

    fn check(&self, state: &Appreciation, by: PersonId, _moment: Moment) -> Result<Effect, AppreciationRefusal> {
        match (self, &state.standing) {
            (Self::Given { .. }, Standing::NotGiven) => Ok(Effect::New),
            (Self::Given { .. }, _) => Err(AppreciationRefusal::Given),
            (Self::TakenBack, Standing::NotGiven) => Err(AppreciationRefusal::NotGiven),
            (Self::TakenBack, _) if state.author() != Some(by) => Err(AppreciationRefusal::NotTheAuthor),
            (Self::TakenBack, Standing::TakenBack { .. }) => Ok(Effect::Unchanged),
            (Self::TakenBack, Standing::Given { .. }) => Ok(Effect::New),
        }
    }

    fn route(&self) -> Route {
        Route::Delivered
    }

    fn is_way_out(&self) -> bool {
        *self == Self::TakenBack
    }
}
