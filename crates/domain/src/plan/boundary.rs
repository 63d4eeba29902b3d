//! A boundary: what one person needs so as to be safe and themselves. It is stated, and needs nobody's consent.
//!
//! Its author alone changes it or withdraws it. Either may note for themselves that it was crossed ([`Crossings`]): a
//! document of theirs alone, which is no part of the log that two share, so that neither its size nor its hour tells of
//! one. By choice, and in words chosen for it, either brings a boundary to the next talk.
//!
//! | standing | what leads on |
//! |---|---|
//! | not stated | whoever states it is its author |
//! | stated | its author changes or withdraws it |
//! | withdrawn | what either noted stays with them |

use jiff::Timestamp;
use jiff::civil::Date;

use super::moves::{CommandId, Kind, Move, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanText;
use crate::limits::CROSSINGS_MAX;
use crate::people::PersonId;

/// What somebody does about a boundary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BoundaryMove {
    /// States it.
    Stated(PlanText),
    /// Puts it in other words.
    Changed(PlanText),
    /// Takes it back.
    Withdrawn,
}

/// A crossing that somebody noted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossing {
    /// Names it: the command that it came of.
    pub id: CommandId,
    /// On which day.
    pub on: Date,
    /// What happened.
    pub note: PlanText,
}

/// What one of the two noted of a boundary: theirs alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossings {
    /// Whose they are.
    pub by: PersonId,
    /// Each of them, by day.
    pub notes: Vec<Crossing>,
}

/// Why it is not noted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CrossingRefusal {
    /// The day lies ahead.
    #[error("the day lies ahead")]
    DayAhead,
    /// As many notes as there may be.
    #[error("as many notes as there may be")]
    Full,
}

impl Crossings {
    /// Before the first.
    pub fn none(by: PersonId) -> Self {
        Self { by, notes: Vec::new() }
    }

    /// With one more, on the civil day `today` of whoever notes it. The same command sent again is noted once.
    ///
    /// # Errors
    /// [`CrossingRefusal`].
    pub fn note(mut self, crossing: Crossing, today: Date) -> Result<Self, CrossingRefusal> {
        if self.notes.iter().any(|noted| noted.id == crossing.id) {
            return Ok(self);
        }
        if crossing.on > today {
            return Err(CrossingRefusal::DayAhead);
        }
        if self.notes.len() >= CROSSINGS_MAX {
            return Err(CrossingRefusal::Full);
        }
        self.notes.push(crossing);
        self.notes.sort_by_key(|noted| noted.on);
        Ok(self)
    }

    /// Without the one of this name, if there is one.
    #[must_use]
    pub fn without(mut self, id: CommandId) -> Self {
        self.notes.retain(|noted| noted.id != id);
        self
    }
}

/// A boundary as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boundary {
    /// Where it stands.
    pub standing: Standing,
}

/// Where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Nobody stated one.
    NotStated,
    /// It holds, because its author says so.
    Stated {
        /// Whose it is.
        author: PersonId,
        /// The words.
        text: PlanText,
        /// Since when these words are on this page.
        since: Timestamp,
    },
    /// Its author took it back.
    Withdrawn {
        /// Whose it was.
        author: PersonId,
    },
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BoundaryRefusal {
    /// It is stated already.
    #[error("the boundary is stated already")]
    Stated,
    /// There is none, or it was withdrawn.
    #[error("there is no such boundary")]
    NotStated,
    /// It is the other's.
    #[error("only its author changes a boundary")]
    NotTheAuthor,
}

impl Kind for BoundaryMove {
    fn ends(&self) -> bool {
        false
    }

    fn closes(&self) -> bool {
        *self == Self::Withdrawn
    }
}

impl Machine for BoundaryMove {
    type State = Boundary;
    type Refusal = BoundaryRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> Boundary {
        Boundary { standing: Standing::NotStated }
    }

    fn apply(state: &mut Boundary, one: &Move<Self>, came_at: Timestamp) {
        let Some(id) = one.id() else { return };
        let by = id.author;
        match (&one.kind, &state.standing) {
            (BoundaryMove::Stated(text), Standing::NotStated) => {
                state.standing = Standing::Stated { author: by, text: text.clone(), since: came_at };
            }
            (BoundaryMove::Changed(text), Standing::Stated { author, .. }) if *author == by => {
                state.standing = Standing::Stated { author: by, text: text.clone(), since: came_at };
            }
            (BoundaryMove::Withdrawn, Standing::Stated { author, .. }) if *author == by => {
                state.standing = Standing::Withdrawn { author: by };
            }
            _ => {}
        }
    }

    fn check(&self, state: &Boundary, by: PersonId, _moment: Moment) -> Result<Effect, BoundaryRefusal> {
        match (self, &state.standing) {
            (Self::Stated(_), Standing::NotStated) => Ok(Effect::New),
            (Self::Stated(_), _) => Err(BoundaryRefusal::Stated),
            (_, Standing::NotStated) => Err(BoundaryRefusal::NotStated),
            (Self::Changed(_) | Self::Withdrawn, Standing::Stated { author, .. } | Standing::Withdrawn { author })
                if *author != by =>
            {
                Err(BoundaryRefusal::NotTheAuthor)
            }
            (Self::Withdrawn, Standing::Withdrawn { .. }) => Ok(Effect::Unchanged),
            (Self::Changed(_), Standing::Withdrawn { .. }) => Err(BoundaryRefusal::NotStated),
            (Self::Changed(text), Standing::Stated { text: present, .. }) if text == present => Ok(Effect::Unchanged),
            _ => Ok(Effect::New),
        }
    }

    fn route(&self) -> Route {
        Route::Delivered
    }

    fn is_way_out(&self) -> bool {
        *self == Self::Withdrawn
    }
}
