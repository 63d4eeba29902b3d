//! A person's own plan once it was proposed: theirs to change, and their therapist's where they have one. No partner sees it.
//!
//! What the rules propose (`proposal`) goes to its end; what is there stays, and what was set aside stays aside. Nothing in it
//! is ever late.
//!
//! The couple's plan is another thing: what a clinician opened for both, and what both agreed to. A plan made of private
//! answers would tell them.

use super::proposal::{Candidate, Entry, Proposed};
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

impl OwnItem {
    /// Whether it is shown to whoever answered `entry` by now, where `exercise` is what is known of its exercise. What the rules
    /// once proposed leads to no partner of whom they may be afraid since; what they or their therapist put there stays.
    pub fn is_shown(&self, exercise: &Candidate, is_assigned: bool, entry: &Entry) -> bool {
        let is_by_rules = matches!(self.origin, Origin::Rules { .. }) && !is_assigned;
        if is_by_rules { exercise.may_be_proposed(entry) } else { exercise.is_open_alone }
    }
}

/// One person's own plan: theirs, and their therapist's where they have one. No partner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnPlan {
    /// Whose it is.
    pub by: PersonId,
    /// In their order.
    pub items: Vec<OwnItem>,
}

/// Which way an item is moved.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Way {
    /// Nearer to the beginning.
    Earlier,
    /// Nearer to the end.
    Later,
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

    /// With `exercise` in the place of the next one that way that stands as it does and that `is_shown`, so that a step is
    /// one that its owner sees. At the end of the way it stays.
    ///
    /// # Errors
    /// [`OwnPlanRefusal::NotThere`].
    pub fn step(self, exercise: &Slug, way: Way, is_shown: impl Fn(&OwnItem) -> bool) -> Result<Self, OwnPlanRefusal> {
        let from = self.place(exercise)?;
        let progress = self.items.get(from).map(|item| item.progress);
        let beside = |(place, item): &(usize, &OwnItem)| {
            let lies_that_way = match way {
                Way::Earlier => *place < from,
                Way::Later => *place > from,
            };
            lies_that_way && Some(item.progress) == progress && is_shown(item)
        };
        let mut along = self.items.iter().enumerate().filter(beside).map(|(place, _)| place);
        let to = match way {
            Way::Earlier => along.next_back(),
            Way::Later => along.next(),
        };
        match to {
            Some(to) => self.put(exercise, to),
            None => Ok(self),
        }
    }

    /// With what their therapist assigned, the latest first, where it is not there yet. It is the practice's record and
    /// their own plan's line: theirs to put anywhere, to set aside, or to call done.
    #[must_use]
    pub fn with_assigned<'a>(mut self, assigned: impl IntoIterator<Item = &'a Slug>) -> Self {
        for exercise in assigned {
            if self.place(exercise).is_err() {
                let item = OwnItem { exercise: exercise.clone(), origin: Origin::Therapist, progress: Progress::Open };
                self.items.insert(0, item);
            }
        }
        self
    }

    fn place(&self, exercise: &Slug) -> Result<usize, OwnPlanRefusal> {
        self.items.iter().position(|item| item.exercise == *exercise).ok_or(OwnPlanRefusal::NotThere)
    }
}
