//! Closeness in graded steps, each of which either declines as easily as they choose it.
//!
//! Each of the two chooses for themselves: yes, not now, or something else. Nothing of a choice shows to the other, but that
//! a step is on: when both chose yes, at one delivery hour, for both at the same time, so that neither learns who was first.
//! A yes that is taken back ends it at once, for both. Not now and something else look like not having chosen.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::moves::Partners;
use crate::people::PersonId;

/// What somebody chooses: three equal answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Choice {
    /// Yes.
    Yes,
    /// Not now.
    NotNow,
    /// Something else, or something smaller.
    SomethingElse,
}

/// One step of two people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClosenessStep {
    partners: Partners,
    chosen: BTreeMap<PersonId, Choice>,
    agreed: Agreed,
}

/// Whether both chose yes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Agreed {
    /// They did not.
    No,
    /// They did, and it shows from then on.
    From(Timestamp),
    /// They did, and a rest or a pause holds it until it is given an hour.
    Waits,
}

/// A step as one of the two sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StepView {
    /// What they chose themselves.
    pub own: Option<Choice>,
    /// Whether both chose it, and it has shown.
    pub is_on: bool,
}

/// Whoever is none of the two chooses nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not one of the two")]
pub struct NotAPartner;

impl ClosenessStep {
    /// A step that nobody chose anything about.
    pub fn new(partners: Partners) -> Self {
        Self { partners, chosen: BTreeMap::new(), agreed: Agreed::No }
    }

    /// As it was kept.
    pub fn kept(partners: Partners, chosen: BTreeMap<PersonId, Choice>, agreed: Agreed) -> Self {
        Self { partners, chosen, agreed }
    }

    /// What is kept of it.
    pub fn agreed(&self) -> Agreed {
        self.agreed
    }

    /// The step after `person` chose. `deliver_at` is what `safety::pacing` answers for something shared now.
    ///
    /// # Errors
    /// [`NotAPartner`].
    pub fn choose(
        mut self,
        person: PersonId,
        choice: Choice,
        deliver_at: Option<Timestamp>,
    ) -> Result<Self, NotAPartner> {
        let other = self.partners.other(person).ok_or(NotAPartner)?;
        self.chosen.insert(person, choice);
        let both = choice == Choice::Yes && self.chosen.get(&other) == Some(&Choice::Yes); // guard: both
        self.agreed = match (both, self.agreed) {
            (false, _) => Agreed::No,
            (true, Agreed::No) => deliver_at.map_or(Agreed::Waits, Agreed::From),
            (true, agreed) => agreed,
        };
        Ok(self)
    }

    /// Gives an hour to what waited.
    #[must_use]
    pub fn schedule(self, at: Timestamp) -> Self {
        let agreed = if self.agreed == Agreed::Waits { Agreed::From(at) } else { self.agreed };
        Self { agreed, ..self }
    }

    /// How it looks to `person`; `None` for whoever is none of the two.
    pub fn seen_by(&self, person: PersonId, now: Timestamp) -> Option<StepView> {
        let is_on = matches!(self.agreed, Agreed::From(at) if at <= now);
        self.partners.contains(person).then(|| StepView { own: self.chosen.get(&person).copied(), is_on })
    }
}
