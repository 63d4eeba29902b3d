//! Something that the two keep meeting: the issue, what each needs beneath it, options, one small trial, a look back.
//!
//! | stage | what leads on |
//! |---|---|
//! | not named | either names the issue |
//! | open | each says what they need (their own only), either adds options, either proposes a trial with its days |
//! | trial proposed | the other agrees to it; either proposes another |
//! | on trial | each says how it went: keep, change or drop |
//! | settled | kept, when both keep it; dropped, as soon as one drops it; else it is open again for a changed trial |
//! | stopped | either stops at any time, without a reason |
//!
//! All of it reaches the other at a delivery hour, but for stopping, which is then told like everything else: both see that
//! it was stopped, and not by whom.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::agreement::is_within;
use super::moves::{Kind, Move, MoveId, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::{PlanLine, PlanText};
use crate::limits::{CONFLICT_OPTIONS_MAX, TRIAL_DAYS_MAX};
use crate::people::PersonId;

/// How a trial went, as one of the two says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Outcome {
    /// It stays.
    Keep,
    /// Something else is tried.
    Change,
    /// It does not go on.
    Drop,
}

/// Something small to try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trial {
    /// What.
    pub what: PlanText,
    /// From which day on.
    pub from: Date,
    /// The day on which the two look back: at most [`TRIAL_DAYS_MAX`] days after the first.
    pub until: Date,
}

/// What somebody does about a conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ConflictMove {
    /// Names the issue.
    Named(PlanLine),
    /// Says what they themselves need beneath it. Said again, it replaces what they said before.
    Needed(PlanText),
    /// Adds an option.
    Optioned(PlanText),
    /// Proposes a trial.
    TrialProposed(Trial),
    /// Agrees to the other's.
    TrialAgreed(MoveId),
    /// Says how it went.
    LookedBack(Outcome),
    /// Stops.
    Stopped,
}

/// Where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Nobody named an issue.
    NotNamed,
    /// Needs and options are collected.
    Open,
    /// A trial is proposed.
    TrialProposed {
        /// The proposal.
        id: MoveId,
        /// What it is.
        trial: Trial,
    },
    /// Both agreed to a trial.
    OnTrial {
        /// What it is.
        trial: Trial,
        /// How it went, as far as anybody said.
        outcomes: BTreeMap<PersonId, Outcome>,
    },
    /// Both keep it.
    Kept {
        /// What is kept.
        trial: Trial,
    },
    /// It does not go on.
    Dropped,
    /// One of the two stopped.
    Stopped,
}

/// A conflict as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The issue, once it was named.
    pub issue: Option<PlanLine>,
    /// What each needs, as they say themselves.
    pub needs: BTreeMap<PersonId, PlanText>,
    /// Options, in the order in which they came.
    pub options: Vec<PlanText>,
    /// Where it stands.
    pub stage: Stage,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConflictRefusal {
    /// It has a name already.
    #[error("the issue is named already")]
    Named,
    /// Not at this stage.
    #[error("not at this stage")]
    NotNow,
    /// A trial is agreed to by the one who did not propose it.
    #[error("the other agrees to it")]
    OwnProposal,
    /// The days lie in the past, are out of order, or too many.
    #[error("the days are out of reach")]
    DaysOutOfReach,
    /// As many options as there may be.
    #[error("as many options as there may be")]
    TooManyOptions,
}

impl Conflict {
    /// Whether the day has come on which the two look back.
    pub fn is_to_look_back(&self, today: Date) -> bool {
        matches!(&self.stage, Stage::OnTrial { trial, .. } if trial.until <= today)
    }

    fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::TrialProposed { .. } | Stage::OnTrial { .. })
    }

    fn look_back(&mut self, by: PersonId, outcome: Outcome) {
        let Stage::OnTrial { trial, outcomes } = &mut self.stage else { return };
        outcomes.insert(by, outcome);
        let said = |wanted: Outcome| outcomes.values().filter(|outcome| **outcome == wanted).count();
        self.stage = match (said(Outcome::Drop), said(Outcome::Keep), outcomes.len()) {
            (1.., _, _) => Stage::Dropped,
            (0, 2, _) => Stage::Kept { trial: trial.clone() },
            (0, _, 2) => Stage::Open,
            _ => return,
        };
    }
}

impl Kind for ConflictMove {
    fn ends(&self) -> bool {
        false
    }

    fn closes(&self) -> bool {
        *self == Self::Stopped
    }
}

impl Machine for ConflictMove {
    type State = Conflict;
    type Refusal = ConflictRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> Conflict {
        Conflict { issue: None, needs: BTreeMap::new(), options: Vec::new(), stage: Stage::NotNamed }
    }

    fn apply(state: &mut Conflict, one: &Move<Self>, _came_at: Timestamp) {
        let Some(id) = one.id() else { return };
        match (&one.kind, &state.stage) {
            (_, Stage::Stopped) => {}
            (Self::Named(issue), Stage::NotNamed) => {
                state.issue = Some(issue.clone());
                state.stage = Stage::Open;
            }
            (Self::Needed(need), _) => {
                state.needs.insert(id.author, need.clone());
            }
            (Self::Optioned(option), _) if state.options.len() < 2 * CONFLICT_OPTIONS_MAX => {
                state.options.push(option.clone());
            }
            (Self::TrialProposed(trial), Stage::Open | Stage::TrialProposed { .. }) => {
                state.stage = Stage::TrialProposed { id, trial: trial.clone() };
            }
            (Self::TrialAgreed(agreed), Stage::TrialProposed { id: proposed, trial })
                if agreed == proposed && agreed.author != id.author =>
            {
                state.stage = Stage::OnTrial { trial: trial.clone(), outcomes: BTreeMap::new() };
            }
            (Self::LookedBack(outcome), Stage::OnTrial { .. }) => state.look_back(id.author, *outcome),
            (Self::Stopped, _) => state.stage = Stage::Stopped,
            _ => {}
        }
    }

    fn check(&self, state: &Conflict, by: PersonId, moment: Moment) -> Result<Effect, ConflictRefusal> {
        match (self, &state.stage) {
            (Self::Stopped, Stage::Stopped) => Ok(Effect::Unchanged),
            (Self::Stopped, _) => Ok(Effect::New),
            (Self::Named(_), Stage::NotNamed) => Ok(Effect::New),
            (Self::Named(_), _) => Err(ConflictRefusal::Named),
            _ if !state.is_open() => Err(ConflictRefusal::NotNow),
            (Self::Needed(need), _) if state.needs.get(&by) == Some(need) => Ok(Effect::Unchanged),
            (Self::Needed(_), _) => Ok(Effect::New),
            (Self::Optioned(_), _) if state.options.len() >= CONFLICT_OPTIONS_MAX => {
                Err(ConflictRefusal::TooManyOptions)
            }
            (Self::Optioned(_), _) => Ok(Effect::New),
            (Self::TrialProposed(trial), Stage::Open | Stage::TrialProposed { .. }) => {
                let starts_soon = is_within(trial.from, moment.today, TRIAL_DAYS_MAX);
                let is_short = is_within(trial.until, trial.from, TRIAL_DAYS_MAX);
                if starts_soon && is_short { Ok(Effect::New) } else { Err(ConflictRefusal::DaysOutOfReach) }
            }
            (Self::TrialAgreed(id), _) if id.author == by => Err(ConflictRefusal::OwnProposal),
            (Self::TrialAgreed(id), Stage::TrialProposed { id: proposed, .. }) if id == proposed => Ok(Effect::New),
            (Self::LookedBack(outcome), Stage::OnTrial { outcomes, .. }) => match outcomes.get(&by) {
                Some(said) if said == outcome => Ok(Effect::Unchanged),
                _ => Ok(Effect::New),
            },
            _ => Err(ConflictRefusal::NotNow),
        }
    }

    fn route(&self) -> Route {
        Route::Delivered
    }

    fn is_way_out(&self) -> bool {
        *self == Self::Stopped
    }
}
