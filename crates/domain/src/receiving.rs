//! How an account comes to the one whom it is for: offered, then received in the parts that they ask for.
//!
//! Whoever wrote an account offers it. That it is there comes at a delivery hour, as any text does; none of its words do.
//! Its reader can ask for all of it or for some parts, once they have spoken themselves, or leave it, for now or for good.
//! What they asked for comes at the next delivery hour, always. Nobody is told which of these they did.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::people::{ItemId, PersonId};
use crate::safety::joint_work::PartnerView;
use crate::safety::pacing::{DeliveryHour, Pace, Passage, deliver_at};
use crate::writing::Writing;

/// A part of an account. Content words each of them; these are their names, and there are no others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccountPart {
    /// What its author did.
    WhatIDid,
    /// That it was theirs to choose.
    Responsibility,
    /// What it did to the other.
    Effect,
    /// What they regret.
    Regret,
    /// What they would repair.
    Repair,
    /// What they do differently.
    Differently,
}

impl AccountPart {
    /// Each of them, in the order in which they are asked.
    pub const ALL: [Self; 6] =
        [Self::WhatIDid, Self::Responsibility, Self::Effect, Self::Regret, Self::Repair, Self::Differently];

    /// As content and forms name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhatIDid => "what-i-did",
            Self::Responsibility => "responsibility",
            Self::Effect => "effect",
            Self::Regret => "regret",
            Self::Repair => "repair",
            Self::Differently => "differently",
        }
    }

    /// The part of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }

    fn bit(self) -> u8 {
        match self {
            Self::WhatIDid => 1,
            Self::Responsibility => 2,
            Self::Effect => 4,
            Self::Regret => 8,
            Self::Repair => 16,
            Self::Differently => 32,
        }
    }
}

/// Some parts of an account: none, some or all. As a byte it is as long whichever they are.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Parts(u8);

impl Parts {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// All of them.
    pub const WHOLE: Self = Self(0b11_1111);

    /// These.
    pub fn of(parts: impl IntoIterator<Item = AccountPart>) -> Self {
        parts.into_iter().fold(Self::NONE, |all, part| Self(all.0 | part.bit()))
    }

    /// As they are written down.
    pub fn to_byte(self) -> u8 {
        self.0
    }

    /// As they were written down; `None` for what is none of them.
    pub fn from_byte(byte: u8) -> Option<Self> {
        (byte & !Self::WHOLE.0 == 0).then_some(Self(byte))
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether `part` is one of them.
    pub fn has(self, part: AccountPart) -> bool {
        self.0 & part.bit() != 0
    }

    /// These and those.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without those.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Each of them, in order.
    pub fn each(self) -> impl Iterator<Item = AccountPart> {
        AccountPart::ALL.into_iter().filter(move |part| self.has(*part))
    }

    /// What stands in these parts of `writing`. What has another name than the six goes with all of them only.
    pub fn taken_of(self, writing: Writing) -> Writing {
        let is_asked = |name: &str| AccountPart::parse(name).map_or(self == Self::WHOLE, |part| self.has(part));
        writing.into_iter().filter(|(name, _)| is_asked(name.as_str())).collect()
    }
}

/// What a reader asked for, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asking {
    /// Which parts, each of them not asked for before.
    pub parts: Parts,
    /// When they come.
    pub comes_at: Timestamp,
}

/// All that was asked for, come or not.
pub fn asked(askings: &[Asking]) -> Parts {
    askings.iter().fold(Parts::NONE, |all, asking| all.with(asking.parts))
}

/// Whether a reader has spoken, by what they know themselves. That their words have come to the other plays no part: it
/// could tell of a pause.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Spoken {
    /// They sent this partner a statement of what it did to them, and did not take it back.
    pub sent: bool,
    /// They marked for themselves that they said it, aloud or in a session.
    pub said: bool,
}

impl Spoken {
    /// Whether they have, in one way or the other.
    pub fn is_so(self) -> bool {
        self.sent || self.said
    }
}

/// Why nothing was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskRefusal {
    /// No part was chosen.
    NothingChosen,
    /// Joint work is closed, for both to see.
    JointWorkClosed,
    /// They have not spoken yet.
    NotSpoken,
}

/// What `wanted` comes to now, where `before` was asked for already; `None` where all of it was.
///
/// What holds joint work is no argument here, so nothing that is asked for can depend on it.
///
/// # Errors
/// [`AskRefusal`], the first that stands in the way.
pub fn ask(
    wanted: Parts,
    before: &[Asking],
    (spoken, work): (Spoken, PartnerView),
    delivery: &DeliveryHour,
    now: Timestamp,
) -> Result<Option<Asking>, AskRefusal> {
    if wanted.is_empty() {
        return Err(AskRefusal::NothingChosen);
    }
    if !spoken.is_so() {
        return Err(AskRefusal::NotSpoken);
    }
    let passage = if work.open { Passage::Flows } else { Passage::Stopped };
    // What was asked for comes at the next hour, whatever is drawn.
    let comes_at =
        deliver_at(delivery, passage, Pace::AskedToReceive, now, [0; 8]).ok_or(AskRefusal::JointWorkClosed)?;
    let parts = wanted.without(asked(before));
    Ok((!parts.is_empty()).then_some(Asking { parts, comes_at }))
}

/// What a reader keeps for themselves about what one partner offers: a document that nobody else reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnChoices {
    /// Whose it is.
    pub by: PersonId,
    /// Whether they marked that they said what it did to them.
    pub said: bool,
    /// What they would rather not have, and can take up again at any time.
    pub aside: BTreeSet<ItemId>,
}

impl OwnChoices {
    /// Before the first.
    pub fn none(by: PersonId) -> Self {
        Self { by, said: false, aside: BTreeSet::new() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        !self.said && self.aside.is_empty()
    }

    /// With the mark that they said it.
    #[must_use]
    pub fn mark_said(self) -> Self {
        Self { said: true, ..self }
    }

    /// With `item` set aside, or taken up. Only what is offered now stays in the list, so it has an end.
    #[must_use]
    pub fn set_aside(mut self, item: ItemId, is_aside: bool, offered: &[ItemId]) -> Self {
        self.aside.retain(|one| offered.contains(one));
        if is_aside {
            self.aside.insert(item);
        } else {
            self.aside.remove(&item);
        }
        self
    }
}
