//! Forgiveness as one's own process. Never demanded, never a step that blocks another, never measured to the other.
//!
//! Its pages open for one person and one breach, once that person marked privately that amends were made, and, where they
//! have a therapist here, once the therapist heard them alone and released it. A mark is taken back at any time. No other
//! module of the rules names what is here, so nothing can wait for it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::entry::StatedBreach;
use super::ids::BreachId;
use super::proposal::{Breach, Whose};
use crate::people::{PersonId, StaffId};
use crate::safety::joint_work::{Clinician, HeardAlone};

/// One person's own marks that amends were made for what they were hurt by. Theirs alone; a therapist sees them only where
/// the person adds them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amends {
    by: PersonId,
    marked: BTreeMap<BreachId, Timestamp>,
}

/// A therapist's word that the forgiveness pages may open for this person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Release {
    by: StaffId,
    person: PersonId,
    at: Timestamp,
}

/// Whether a therapist has a say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TherapistSay {
    /// The person works without one.
    None,
    /// They have one, who has not released it.
    NotYet,
    /// Who has.
    Released(Release),
}

/// Whether the pages are open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Gate {
    /// They are.
    Open,
    /// This person has recorded no amends for this breach. That is all right for good.
    NoAmends,
    /// It opens with their therapist.
    WithTherapist,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ForgivenessRefusal {
    /// Amends are marked by whoever was hurt, as they stated themselves.
    #[error("only for what one was hurt by oneself")]
    NotTheirs,
    /// Another person was heard.
    #[error("this person was not heard alone")]
    NotHeard,
}

/// What somebody was hurt by, as a whole: for whoever marks amends without saying first what happened.
pub fn as_a_whole(by: PersonId) -> StatedBreach {
    StatedBreach { id: BreachId([0; 16]), kind: Breach::Other, whose: Whose::Theirs, stated_by: by }
}

impl Amends {
    /// Of somebody who marked nothing.
    pub fn new(by: PersonId) -> Self {
        Self { by, marked: BTreeMap::new() }
    }

    /// As they were kept.
    pub fn kept(by: PersonId, marked: impl IntoIterator<Item = (BreachId, Timestamp)>) -> Self {
        Self { by, marked: marked.into_iter().collect() }
    }

    /// What is marked, and since when.
    pub fn marked(&self) -> impl Iterator<Item = (BreachId, Timestamp)> {
        self.marked.iter().map(|(breach, at)| (*breach, *at))
    }

    /// With a mark for `breach`. Marked twice, it stands from the first time on.
    ///
    /// # Errors
    /// [`ForgivenessRefusal::NotTheirs`].
    pub fn mark(mut self, breach: &StatedBreach, at: Timestamp) -> Result<Self, ForgivenessRefusal> {
        let states_it = breach.stated_by == self.by; // guard: own statement
        let was_hurt = breach.hurt_its_author(); // guard: hurt
        if !(states_it && was_hurt) {
            return Err(ForgivenessRefusal::NotTheirs);
        }
        self.marked.entry(breach.id).or_insert(at);
        Ok(self)
    }

    /// Without the mark.
    #[must_use]
    pub fn take_back(mut self, breach: BreachId) -> Self {
        self.marked.remove(&breach);
        self
    }

    /// Whether the pages of `breach` are open for the person whose marks these are.
    pub fn gate(&self, breach: BreachId, say: TherapistSay) -> Gate {
        let has_amends = self.marked.contains_key(&breach); // guard: amends
        if !has_amends {
            return Gate::NoAmends;
        }
        match say {
            TherapistSay::None => Gate::Open,
            TherapistSay::Released(release) if release.person == self.by => Gate::Open,
            TherapistSay::NotYet | TherapistSay::Released(_) => Gate::WithTherapist,
        }
    }
}

impl Release {
    /// A clinician releases it for `person`, after hearing them alone.
    ///
    /// # Errors
    /// [`ForgivenessRefusal::NotHeard`].
    pub fn new(
        clinician: Clinician,
        person: PersonId,
        heard: HeardAlone,
        at: Timestamp,
    ) -> Result<Self, ForgivenessRefusal> {
        let was_heard = heard.person == person; // guard: heard
        if was_heard { Ok(Self { by: clinician.id(), person, at }) } else { Err(ForgivenessRefusal::NotHeard) }
    }

    /// As it was kept.
    pub fn kept(by: StaffId, person: PersonId, at: Timestamp) -> Self {
        Self { by, person, at }
    }

    /// Who released it, and when: for the therapist's pages.
    pub fn by(&self) -> (StaffId, Timestamp) {
        (self.by, self.at)
    }
}
