//! An agreement: what both expect of each other, in words that both signed.
//!
//! | standing | what leads on |
//! |---|---|
//! | nothing | either proposes |
//! | discussed | either proposes other words (a new version), takes their own back, or signs the latest version |
//! | in force: one version has both signatures | either proposes a change, which stands beside it until both signed it; either retires it alone |
//! | retired | nothing; a new agreement begins anew |
//!
//! Proposals, signatures and their withdrawal reach the other at a delivery hour. Setting a proposal aside is private, and
//! not signing looks the same. When the day comes on which the two meant to look at it again, it still holds.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::moves::{Kind, Move, MoveId, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanText;
use crate::limits::REVIEW_DAYS_MAX;
use crate::people::PersonId;

/// What is agreed, and when the two look at it again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// The words.
    pub text: PlanText,
    /// The day on which they look at it again, if they named one.
    pub review_on: Option<Date>,
}

/// What somebody does about an agreement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgreementMove {
    /// Proposes words: the first, other ones, or a change.
    Proposed(Terms),
    /// Signs a version.
    Signed(MoveId),
    /// Takes back a version of theirs, or their signature under the other's, while it is not in force.
    TakenBack(MoveId),
    /// Hides a version from their own list. Theirs alone.
    SetAside(MoveId),
    /// Ends what is in force.
    Retired,
}

/// One version of the words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Its name: the move that proposed it.
    pub id: MoveId,
    /// The words.
    pub terms: Terms,
    /// When it was on this page.
    pub came_at: Timestamp,
    /// Who signed it.
    pub signed: BTreeSet<PersonId>,
    /// Whether its author took it back.
    pub is_taken_back: bool,
}

/// An agreement as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agreement {
    /// Every version that there was, in order.
    pub versions: Vec<Version>,
    /// Versions that this person hid from their own list.
    pub set_aside: BTreeSet<MoveId>,
    /// Those that both had signed, in the order in which they had.
    completed: Vec<MoveId>,
    retired: bool,
}

/// Where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing<'a> {
    /// Nothing is proposed.
    Nothing,
    /// Words are proposed, and not both have signed.
    Discussed {
        /// The latest.
        latest: &'a Version,
    },
    /// Both signed.
    InForce {
        /// The version that holds.
        version: &'a Version,
        /// A later one that is proposed.
        change: Option<&'a Version>,
    },
    /// One of the two ended it.
    Retired,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AgreementRefusal {
    /// It is retired.
    #[error("the agreement is retired")]
    Retired,
    /// There is a later version, or no such one.
    #[error("not the latest version")]
    NotTheLatest,
    /// The version is in force: retiring it is the way.
    #[error("the version is in force")]
    InForce,
    /// Nothing is in force that could be retired.
    #[error("nothing is in force")]
    NotInForce,
    /// The day to look at it again lies before tomorrow or too far ahead.
    #[error("the day is out of reach")]
    DayOutOfReach,
}

impl Agreement {
    /// Where it stands.
    pub fn standing(&self) -> Standing<'_> {
        if self.retired {
            return Standing::Retired;
        }
        let latest = self.versions.iter().rev().find(|version| !version.is_taken_back);
        match (self.in_force(), latest) {
            (Some(version), latest) => {
                let change = latest.filter(|latest| latest.id != version.id && self.is_after(latest, version));
                Standing::InForce { version, change }
            }
            (None, Some(latest)) => Standing::Discussed { latest },
            (None, None) => Standing::Nothing,
        }
    }

    /// Whether the day has come on which the two meant to look at it again.
    pub fn is_to_review(&self, today: Date) -> bool {
        let on = self.in_force().filter(|_| !self.retired).and_then(|version| version.terms.review_on);
        on.is_some_and(|on| on <= today)
    }

    fn in_force(&self) -> Option<&Version> {
        let stands = |id: &&MoveId| self.version(**id).is_some_and(|version| !version.is_taken_back);
        self.version(*self.completed.iter().rev().find(stands)?)
    }

    fn version(&self, id: MoveId) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }

    fn is_after(&self, one: &Version, other: &Version) -> bool {
        let place = |id: MoveId| self.versions.iter().position(|version| version.id == id);
        place(one.id) > place(other.id)
    }

    fn sign(&mut self, id: MoveId, by: PersonId) {
        let Some(version) = self.versions.iter_mut().find(|version| version.id == id) else { return };
        version.signed.insert(by);
        if version.signed.len() == 2 && !self.completed.contains(&id) {
            self.completed.push(id);
        }
    }

    fn take_back(&mut self, id: MoveId, by: PersonId) {
        let is_complete = self.completed.contains(&id);
        let Some(version) = self.versions.iter_mut().find(|version| version.id == id) else { return };
        if id.author == by {
            version.is_taken_back = true;
        } else if is_complete {
            // The other's signature was under way when this one was taken back: then nobody is held to it.
            self.completed.retain(|completed| *completed != id);
            version.signed.remove(&by);
        } else {
            version.signed.remove(&by);
        }
    }
}

impl Kind for AgreementMove {
    fn ends(&self) -> bool {
        false
    }

    fn closes(&self) -> bool {
        *self == Self::Retired
    }
}

impl Machine for AgreementMove {
    type State = Agreement;
    type Refusal = AgreementRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> Agreement {
        Agreement { versions: Vec::new(), set_aside: BTreeSet::new(), completed: Vec::new(), retired: false }
    }

    fn apply(state: &mut Agreement, one: &Move<Self>, came_at: Timestamp) {
        let (Some(id), false) = (one.id(), state.retired) else { return };
        match &one.kind {
            Self::Proposed(terms) => {
                let (terms, signed) = (terms.clone(), BTreeSet::new());
                state.versions.push(Version { id, terms, came_at, signed, is_taken_back: false });
            }
            Self::Signed(version) => state.sign(*version, id.author),
            Self::TakenBack(version) => state.take_back(*version, id.author),
            Self::SetAside(version) => {
                state.set_aside.insert(*version);
            }
            Self::Retired => state.retired = true,
        }
    }

    fn check(&self, state: &Agreement, by: PersonId, moment: Moment) -> Result<Effect, AgreementRefusal> {
        let standing = state.standing();
        if standing == Standing::Retired {
            return if *self == Self::Retired { Ok(Effect::Unchanged) } else { Err(AgreementRefusal::Retired) };
        }
        let to_sign = match standing {
            Standing::Discussed { latest } | Standing::InForce { change: Some(latest), .. } => Some(latest),
            Standing::Nothing | Standing::InForce { change: None, .. } | Standing::Retired => None,
        };
        match self {
            Self::Proposed(terms) => match terms.review_on {
                Some(on) if !is_within(on, moment.today, REVIEW_DAYS_MAX) => Err(AgreementRefusal::DayOutOfReach),
                _ => Ok(Effect::New),
            },
            Self::Signed(id) => {
                let version = to_sign.filter(|version| version.id == *id);
                let version = version.ok_or(AgreementRefusal::NotTheLatest)?;
                Ok(if version.signed.contains(&by) { Effect::Unchanged } else { Effect::New })
            }
            Self::TakenBack(id) => {
                let version = state.version(*id).ok_or(AgreementRefusal::NotTheLatest)?;
                match standing {
                    Standing::InForce { version: holding, .. } if holding.id == *id => Err(AgreementRefusal::InForce),
                    _ if version.is_taken_back => Ok(Effect::Unchanged),
                    _ if id.author == by || version.signed.contains(&by) => Ok(Effect::New),
                    _ => Ok(Effect::Unchanged),
                }
            }
            Self::SetAside(id) if state.version(*id).is_none() => Err(AgreementRefusal::NotTheLatest),
            Self::SetAside(id) if state.set_aside.contains(id) => Ok(Effect::Unchanged),
            Self::SetAside(_) => Ok(Effect::New),
            Self::Retired if matches!(standing, Standing::InForce { .. }) => Ok(Effect::New),
            Self::Retired => Err(AgreementRefusal::NotInForce),
        }
    }

    fn route(&self) -> Route {
        match self {
            Self::SetAside(_) => Route::Private,
            Self::Proposed(_) | Self::Signed(_) | Self::TakenBack(_) | Self::Retired => Route::Delivered,
        }
    }

    fn is_way_out(&self) -> bool {
        matches!(self, Self::TakenBack(_) | Self::Retired)
    }
}

/// Whether `day` lies after `today` and at most `days` later.
pub(super) fn is_within(day: Date, today: Date, days: i32) -> bool {
    let ahead = today.until(day).map_or(0, |span| span.get_days());
    (1..=days).contains(&ahead)
}
