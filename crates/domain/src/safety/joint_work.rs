//! Joint work of a couple: closed for every couple until a clinician opens it, and what may quietly hold it.
//!
//! While joint work is open, a clinician's pause and a person's rest hold what one partner wrote for the other. The
//! partners see [`PartnerView`], which has no place for a hold: whoever looks sees the same, held or not. The reasons are
//! kept elsewhere, for the person and the therapist only.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::people::{PersonId, Role, Staff, StaffId};

/// A therapist or coach: whoever may open, pause, release and close.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Clinician(StaffId);

impl Clinician {
    /// `None` unless their role is the therapist's, which a coach has too.
    pub fn new(staff: &Staff) -> Option<Self> {
        (staff.role == Role::Therapist).then_some(Self(staff.id))
    }

    /// Who they are.
    pub fn id(self) -> StaffId {
        self.0
    }
}

/// How a clinician heard a person alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Hearing {
    /// By the answers to the screening here.
    Screened,
    /// On the phone.
    ByPhone,
    /// Face to face, without the partner.
    InPerson,
}

/// The clinician's word that they heard this person alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HeardAlone {
    /// Who was heard.
    pub person: PersonId,
    /// How.
    pub how: Hearing,
}

/// Why joint work is held.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// The person asked to stop for a while.
    Rest,
    /// The clinician paused for this person.
    Pause,
}

/// Something that holds joint work: each partner's rest and each partner's pause stand apart, so that the end of one
/// ends no other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hold {
    /// For whom.
    pub person: PersonId,
    /// Why.
    pub cause: Cause,
}

/// Joint work of one couple.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JointWork {
    partners: [PersonId; 2],
    state: State,
}

/// Whether joint work is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// As every couple begins.
    Closed,
    /// A clinician opened it.
    Open {
        /// Who.
        by: StaffId,
        /// When.
        at: Timestamp,
        /// What holds it, and since when. Nothing of this reaches a partner.
        holds: BTreeMap<Hold, Timestamp>,
    },
}

/// All that a partner sees of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartnerView {
    /// Whether a clinician opened it.
    pub open: bool,
}

impl PartnerView {
    /// Whether an exercise that was opened is there at `now`: from its delivery hour on, as long as joint work is open.
    /// What is held changes nothing here: what is open goes on.
    pub fn shows_exercise(self, shows_at: Timestamp, now: Timestamp) -> bool {
        self.open && shows_at <= now
    }
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// A clinician opened it before.
    #[error("joint work is open already")]
    Open,
    /// It is closed, so there is nothing to hold, to release or to close.
    #[error("joint work is closed")]
    Closed,
    /// A partner has not been heard alone.
    #[error("each partner has to be heard alone before")]
    NotHeard,
    /// The person is none of the two.
    #[error("the person is not one of the two")]
    NotAPartner,
    /// Nothing of the kind holds it.
    #[error("nothing of the kind holds it")]
    NotHeld,
}

impl JointWork {
    /// Joint work of two who have just become a couple.
    pub fn new(partners: [PersonId; 2]) -> Self {
        Self { partners, state: State::Closed }
    }

    /// As it was kept.
    pub fn kept(partners: [PersonId; 2], state: State) -> Self {
        Self { partners, state }
    }

    /// Whether it is open, and what holds it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What either partner sees.
    pub fn partner_view(&self) -> PartnerView {
        PartnerView { open: matches!(self.state, State::Open { .. }) }
    }

    /// Whether a rest or a pause holds what one wrote for the other.
    pub fn is_holding(&self) -> bool {
        matches!(&self.state, State::Open { holds, .. } if !holds.is_empty())
    }

    /// A clinician opens it, and says how they heard each partner alone.
    ///
    /// # Errors
    /// [`Refusal::Open`], or [`Refusal::NotHeard`] unless `heard` names both.
    pub fn open(self, clinician: Clinician, heard: &[HeardAlone], at: Timestamp) -> Result<Self, Refusal> {
        if self.partner_view().open {
            return Err(Refusal::Open);
        }
        if !self.partners.iter().all(|partner| heard.iter().any(|one| one.person == *partner)) {
            return Err(Refusal::NotHeard);
        }
        let state = State::Open { by: clinician.id(), at, holds: BTreeMap::new() };
        Ok(Self { state, ..self })
    }

    /// A clinician closes it, for both to see, and without a reason. What held it is gone: both have to be heard alone
    /// before it opens again.
    ///
    /// # Errors
    /// [`Refusal::Closed`].
    pub fn close(self, _clinician: Clinician) -> Result<Self, Refusal> {
        match self.state {
            State::Closed => Err(Refusal::Closed),
            State::Open { .. } => Ok(Self { state: State::Closed, ..self }),
        }
    }

    /// A person asks to stop for a while. Asked twice it is one rest, from the first time on.
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::NotAPartner`].
    pub fn rest(self, person: PersonId, at: Timestamp) -> Result<Self, Refusal> {
        self.hold(Hold { person, cause: Cause::Rest }, at)
    }

    /// A clinician pauses for a person. Paused twice it is one pause, from the first time on.
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::NotAPartner`].
    pub fn pause(self, person: PersonId, _clinician: Clinician, at: Timestamp) -> Result<Self, Refusal> {
        self.hold(Hold { person, cause: Cause::Pause }, at)
    }

    /// A clinician ends a rest or a pause after they heard that person alone. Nobody else can: who can be made to ask
    /// for something can be made to take it back.
    ///
    /// # Errors
    /// [`Refusal::Closed`], [`Refusal::NotHeld`], or [`Refusal::NotHeard`] where `heard` is someone else.
    pub fn release(self, hold: Hold, _clinician: Clinician, heard: HeardAlone) -> Result<Self, Refusal> {
        let Self { partners, state } = self;
        let State::Open { by, at, mut holds } = state else { return Err(Refusal::Closed) };
        if heard.person != hold.person {
            return Err(Refusal::NotHeard);
        }
        holds.remove(&hold).ok_or(Refusal::NotHeld)?;
        Ok(Self { partners, state: State::Open { by, at, holds } })
    }

    fn hold(self, hold: Hold, since: Timestamp) -> Result<Self, Refusal> {
        let Self { partners, state } = self;
        if !partners.contains(&hold.person) {
            return Err(Refusal::NotAPartner);
        }
        let State::Open { by, at, mut holds } = state else { return Err(Refusal::Closed) };
        holds.entry(hold).or_insert(since);
        Ok(Self { partners, state: State::Open { by, at, holds } })
    }
}
