//! After a commitment was not kept: a plan of its doer, for themselves. Nobody else sees that there is one.
//!
//! | step | what leads on |
//! |---|---|
//! | begun | what got in the way, or skip |
//! | got in the way | what I do next, or skip |
//! | next | a smaller version to propose, or none |
//! | done | nothing |
//!
//! It begins from the doer's own report. It can be laid down at each step, and nothing follows from that.

use jiff::civil::Date;

use super::commitment::{Commitment, Terms};
use super::follow_through::{OwnReports, Said};
use super::ids::CommitmentId;
use super::words::PlanText;
use crate::people::PersonId;

/// A repair plan: of one person, for one time that was missed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repair {
    doer: PersonId,
    commitment: CommitmentId,
    on: Date,
    step: Step,
}

/// How far it has come. What was skipped is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Nothing is said yet.
    Begun,
    /// What got in the way was asked.
    GotInTheWay {
        /// What did.
        obstacle: Option<PlanText>,
    },
    /// What comes next was asked.
    Next {
        /// What got in the way.
        obstacle: Option<PlanText>,
        /// What they do next.
        next: Option<PlanText>,
    },
    /// Done.
    Done {
        /// What got in the way.
        obstacle: Option<PlanText>,
        /// What they do next.
        next: Option<PlanText>,
        /// A smaller version, to be proposed like any commitment.
        smaller: Option<Box<Terms>>,
    },
    /// Laid down.
    LaidDown,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RepairRefusal {
    /// It is for whoever promised, and after they said themselves that it was not kept, or in part.
    #[error("a repair plan begins with the doer's own report")]
    NotTheirs,
    /// Another step comes first, or it is done.
    #[error("not at this step")]
    NotNow,
    /// The smaller version is of another commitment.
    #[error("the smaller version takes the place of another commitment")]
    AnotherCommitment,
}

impl Repair {
    /// Begins one for the time that was due `on`.
    ///
    /// # Errors
    /// [`RepairRefusal::NotTheirs`].
    pub fn begin(id: CommitmentId, own: &Commitment, reports: &OwnReports, on: Date) -> Result<Self, RepairRefusal> {
        let doer = own.offer.as_ref().map(|(doer, _)| *doer);
        let is_doer = doer == Some(reports.by()); // guard: doer
        let is_missed = matches!(reports.said(id, on), Some(Said::Not | Said::Partly)); // guard: own report
        if !(is_doer && is_missed) {
            return Err(RepairRefusal::NotTheirs);
        }
        Ok(Self { doer: reports.by(), commitment: id, on, step: Step::Begun })
    }

    /// As it was kept.
    pub fn kept(doer: PersonId, commitment: CommitmentId, on: Date, step: Step) -> Self {
        Self { doer, commitment, on, step }
    }

    /// Whose it is: the only one who sees it.
    pub fn doer(&self) -> PersonId {
        self.doer
    }

    /// For which commitment, and which day.
    pub fn about(&self) -> (CommitmentId, Date) {
        (self.commitment, self.on)
    }

    /// How far it has come.
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// Whether a step is still to come.
    pub fn is_open(&self) -> bool {
        !matches!(self.step, Step::Done { .. } | Step::LaidDown)
    }

    /// What got in the way; none to skip.
    ///
    /// # Errors
    /// [`RepairRefusal::NotNow`].
    pub fn got_in_the_way(self, obstacle: Option<PlanText>) -> Result<Self, RepairRefusal> {
        match self.step {
            Step::Begun => Ok(Self { step: Step::GotInTheWay { obstacle }, ..self }),
            _ => Err(RepairRefusal::NotNow),
        }
    }

    /// What I do next; none to skip.
    ///
    /// # Errors
    /// [`RepairRefusal::NotNow`].
    pub fn next(self, next: Option<PlanText>) -> Result<Self, RepairRefusal> {
        match self.step {
            Step::GotInTheWay { obstacle } => Ok(Self { step: Step::Next { obstacle, next }, ..self }),
            _ => Err(RepairRefusal::NotNow),
        }
    }

    /// A smaller version, or none.
    ///
    /// # Errors
    /// [`RepairRefusal::NotNow`], [`RepairRefusal::AnotherCommitment`].
    pub fn finish(self, smaller: Option<Terms>) -> Result<Self, RepairRefusal> {
        if smaller.as_ref().is_some_and(|smaller| smaller.instead_of() != Some(self.commitment)) {
            return Err(RepairRefusal::AnotherCommitment);
        }
        match self.step {
            Step::Next { obstacle, next } => {
                Ok(Self { step: Step::Done { obstacle, next, smaller: smaller.map(Box::new) }, ..self })
            }
            _ => Err(RepairRefusal::NotNow),
        }
    }

    /// Laid down, at any step.
    #[must_use]
    pub fn lay_down(self) -> Self {
        Self { step: Step::LaidDown, ..self }
    }
}
