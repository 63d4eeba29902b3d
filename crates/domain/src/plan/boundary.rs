//! A boundary: what one person needs so as to be safe and themselves. It is stated, and needs nobody's consent.
//!
//! Its author alone changes it or withdraws it. Either may note privately that it was crossed; nobody else sees such a note,
//! and no page counts them for the other. By choice, and in words chosen for it, a crossing is brought to the next talk.
//!
//! | standing | what leads on |
//! |---|---|
//! | not stated | whoever states it is its author |
//! | stated | its author changes or withdraws it; either notes a crossing, or brings one up |
//! | withdrawn | notes and what was brought up stay |

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::moves::{Kind, Move, MoveId, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanText;
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
    /// Notes that it was crossed. Theirs alone.
    CrossingNoted {
        /// On which day.
        on: Date,
        /// What happened.
        note: PlanText,
    },
    /// Brings a crossing to the next talk.
    BroughtUp {
        /// What the other is to read: never the note by itself.
        words: PlanText,
    },
}

/// A crossing that this person noted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossing {
    /// On which day.
    pub on: Date,
    /// What happened.
    pub note: PlanText,
}

/// Something for the next talk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BroughtUp {
    /// By whom.
    pub by: PersonId,
    /// When it was on this page.
    pub came_at: Timestamp,
    /// In their words.
    pub words: PlanText,
}

/// A boundary as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boundary {
    /// Where it stands.
    pub standing: Standing,
    /// What this person noted, and nobody else.
    pub crossings: BTreeMap<MoveId, Crossing>,
    /// What either brought to the next talk, in order.
    pub brought_up: Vec<BroughtUp>,
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
    /// The day lies ahead.
    #[error("the day lies ahead")]
    DayAhead,
}

impl Kind for BoundaryMove {
    fn ends(&self) -> bool {
        false
    }
}

impl Machine for BoundaryMove {
    type State = Boundary;
    type Refusal = BoundaryRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> Boundary {
        Boundary { standing: Standing::NotStated, crossings: BTreeMap::new(), brought_up: Vec::new() }
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
            (BoundaryMove::CrossingNoted { on, note }, _) => {
                state.crossings.insert(id, Crossing { on: *on, note: note.clone() });
            }
            (BoundaryMove::BroughtUp { words }, _) => {
                state.brought_up.push(BroughtUp { by, came_at, words: words.clone() });
            }
            _ => {}
        }
    }

    fn check(&self, state: &Boundary, by: PersonId, moment: Moment) -> Result<Effect, BoundaryRefusal> {
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
            (Self::CrossingNoted { on, .. }, _) if *on > moment.today => Err(BoundaryRefusal::DayAhead),
            _ => Ok(Effect::New),
        }
    }

    fn route(&self) -> Route {
        match self {
            Self::CrossingNoted { .. } => Route::Private,
            Self::Stated(_) | Self::Changed(_) | Self::Withdrawn | Self::BroughtUp { .. } => Route::Delivered,
        }
    }

    fn is_way_out(&self) -> bool {
        *self == Self::Withdrawn
    }
}
