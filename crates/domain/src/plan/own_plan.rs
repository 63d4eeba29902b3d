//! A person's own plan once it was proposed: theirs to change, and their therapist's where they have one. No partner sees it.
//!
//! What the rules propose (`proposal`) goes to its end; what is there stays, and what was set aside stays aside. Nothing in it
//! is ever late.
//!
//! The couple's plan is another thing: what a clinician opened for both, and what both agreed to. A plan made of private
//! answers would tell them.

use super::ids::CommitmentId;
use super::moves::MoveId;
use super::proposal::Proposed;
use crate::limits::OWN_PLAN_ITEMS_MAX;
use crate::people::PersonId;
use crate::practice::Slug;

/// Where an item of a person's own plan comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The rules proposed it.
    Rules {
        /// The rule whose words say why.
        rule: Slug,
    },
    /// The person added it.
    Own,
    /// Their therapist did.
    Therapist,
}

/// How it stands with the person. Nothing is ever late.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Progress {
    /// To do, some day.
    Open,
    /// Done.
    Done,
    /// Set aside: as good as the others.
    SetAside,
}

/// One item of a person's own plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnItem {
    /// The exercise.
    pub exercise: Slug,
    /// Where it comes from.
    pub origin: Origin,
    /// How it stands.
    pub progress: Progress,
}

/// One person's own plan: theirs, and their therapist's where they have one. No partner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnPlan {
    /// Whose it is.
    pub by: PersonId,
    /// In their order.
    pub items: Vec<OwnItem>,
}

/// Why a plan was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OwnPlanRefusal {
    /// It has no such exercise.
    #[error("no such exercise in the plan")]
    NotThere,
    /// As many as there may be.
    #[error("as many as there may be")]
    Full,
}

impl OwnPlan {
    /// The plan that was proposed to `by`.
    pub fn proposed(by: PersonId, lines: Vec<Proposed>) -> Self {
        Self { by, items: Vec::new() }.proposed_anew(lines)
    }

    /// With what is proposed by now at the end, where it is new.
    #[must_use]
    pub fn proposed_anew(mut self, lines: Vec<Proposed>) -> Self {
        for Proposed { exercise, rule } in lines {
            let is_new = self.place(&exercise).is_err();
            if is_new && self.items.len() < OWN_PLAN_ITEMS_MAX {
                self.items.push(OwnItem { exercise, origin: Origin::Rules { rule }, progress: Progress::Open });
            }
        }
        self
    }

    /// With `exercise` added, by the person or by their therapist. One that is there is opened again.
    ///
    /// # Errors
    /// [`OwnPlanRefusal::Full`].
    pub fn add(mut self, exercise: Slug, origin: Origin) -> Result<Self, OwnPlanRefusal> {
        if let Ok(place) = self.place(&exercise) {
            if let Some(item) = self.items.get_mut(place) {
                item.progress = Progress::Open;
            }
            return Ok(self);
        }
        if self.items.len() >= OWN_PLAN_ITEMS_MAX {
            return Err(OwnPlanRefusal::Full);
        }
        self.items.push(OwnItem { exercise, origin, progress: Progress::Open });
        Ok(self)
    }

    /// With another progress of `exercise`.
    ///
    /// # Errors
    /// [`OwnPlanRefusal::NotThere`].
    pub fn mark(mut self, exercise: &Slug, progress: Progress) -> Result<Self, OwnPlanRefusal> {
        let place = self.place(exercise)?;
        if let Some(item) = self.items.get_mut(place) {
            item.progress = progress;
        }
        Ok(self)
    }

    /// With `exercise` at place `to`, counted from 0; past the end is the end.
    ///
    /// # Errors
    /// [`OwnPlanRefusal::NotThere`].
    pub fn put(mut self, exercise: &Slug, to: usize) -> Result<Self, OwnPlanRefusal> {
        let item = self.items.remove(self.place(exercise)?);
        let to = to.min(self.items.len());
        self.items.insert(to, item);
        Ok(self)
    }

    fn place(&self, exercise: &Slug) -> Result<usize, OwnPlanRefusal> {
        self.items.iter().position(|item| item.exercise == *exercise).ok_or(OwnPlanRefusal::NotThere)
    }
}

/// What the two have in common: the same for both, and made of nothing private.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CouplePlan {
    /// Joint exercises that a clinician opened, in the order in which they were.
    pub opened: Vec<Slug>,
    /// Agreements in force, by the move that proposed their words.
    pub agreements: Vec<MoveId>,
    /// Commitments that both agreed to.
    pub commitments: Vec<CommitmentId>,
}
