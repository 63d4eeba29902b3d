//! What a person says happened, breach by breach. Each privately.
//!
//! Who was hurt is what its author states of each breach, and is never worked out from anything else. The partner's own
//! statement may differ, and neither is told. A plan is proposed from these among others ([`OwnEntry::answers`]).

use std::collections::BTreeSet;
use std::fmt;

use super::ids::BreachId;
use super::proposal::{Area, Breach, Entry, Goal, Whose};
use crate::limits::BREACHES_PER_PERSON_MAX;
use crate::people::PersonId;
use crate::safety::screening::Concern;

/// One breach, as one person states it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StatedBreach {
    /// Its name.
    pub id: BreachId,
    /// What happened.
    pub kind: Breach,
    /// Whose it was.
    pub whose: Whose,
    /// Who states it.
    pub stated_by: PersonId,
}

impl StatedBreach {
    /// Whether its author says that they were hurt themselves.
    pub fn hurt_its_author(&self) -> bool {
        matches!(self.whose, Whose::Theirs | Whose::Both)
    }
}

/// All that one person states, and nobody else sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statements {
    by: PersonId,
    stated: Vec<StatedBreach>,
}

/// Why a breach was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EntryRefusal {
    /// It is stated by somebody else.
    #[error("everybody states for themselves")]
    AnotherPerson,
    /// As many as there may be.
    #[error("as many as there may be")]
    TooMany,
}

impl Statements {
    /// Of somebody who stated nothing yet.
    pub fn new(by: PersonId) -> Self {
        Self { by, stated: Vec::new() }
    }

    /// Whose they are.
    pub fn by(&self) -> PersonId {
        self.by
    }

    /// With `breach` stated, or stated otherwise than before.
    ///
    /// # Errors
    /// [`EntryRefusal`].
    pub fn state(mut self, breach: StatedBreach) -> Result<Self, EntryRefusal> {
        let states_own = breach.stated_by == self.by; // guard: own statement of a breach
        if !states_own {
            return Err(EntryRefusal::AnotherPerson);
        }
        self.stated.retain(|stated| stated.id != breach.id);
        if self.stated.len() >= BREACHES_PER_PERSON_MAX {
            return Err(EntryRefusal::TooMany);
        }
        self.stated.push(breach);
        Ok(self)
    }

    /// Without it.
    #[must_use]
    pub fn take_back(mut self, id: BreachId) -> Self {
        self.stated.retain(|stated| stated.id != id);
        self
    }

    /// Every one, in the order in which they were stated.
    pub fn stated(&self) -> &[StatedBreach] {
        &self.stated
    }

    /// Whose a breach of this kind is, where one is stated.
    pub fn of_kind(&self, kind: Breach) -> Option<&StatedBreach> {
        self.stated.iter().find(|stated| stated.kind == kind)
    }
}

/// All that one person answers at the beginning, each by itself and each to be left out. Nobody else sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnEntry {
    /// What happened.
    pub statements: Statements,
    /// What they want.
    pub goal: Option<Goal>,
    /// Areas that are hard at the moment.
    pub hard: BTreeSet<Area>,
}

impl fmt::Debug for OwnEntry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnEntry(private)")
    }
}

impl OwnEntry {
    /// Of somebody who answered nothing yet.
    pub fn new(by: PersonId) -> Self {
        Self { statements: Statements::new(by), goal: None, hard: BTreeSet::new() }
    }

    /// What a plan is proposed from: these answers, and the concerns that their own screening raised.
    pub fn answers(&self, concerns: BTreeSet<Concern>) -> Entry {
        let stated = self.statements.stated().iter().map(|stated| (stated.kind, stated.whose)).collect();
        Entry { stated, goal: self.goal, hard: self.hard.clone(), concerns }
    }
}
