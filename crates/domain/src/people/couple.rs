//! Two persons who each agreed to be a couple here, and how either of them leaves.
//!
//! Leaving is at once for whoever leaves: from that moment nothing passes either way. The other's pages stay as they were
//! until a day that the leaver picked; then they say so, and what never arrived. Both agreed to that beforehand.

use jiff::{SignedDuration, Timestamp};

use super::{CoupleId, PersonId, PersonName};
use crate::limits;
use crate::safety::secrets_policy::TextVersion;

/// How one of the two left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// When nothing passed any more.
    pub at: Timestamp,
    /// From when on the other is told.
    pub told_at: Timestamp,
    /// Whether bookings made for both stay.
    pub bookings_stay: bool,
}

/// One of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// How they left, if they did.
    pub left: Option<Leaving>,
}

/// Two persons who each agreed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Couple {
    /// Its id.
    pub id: CoupleId,
    /// Since when.
    pub linked_at: Timestamp,
    /// The shared rules that both agreed to.
    pub rules: TextVersion,
    /// The one who passed on the code, then the one who used it.
    pub members: [Member; 2],
}

/// What the two are called on each other's pages, in the order of [`Couple::members`].
pub type CoupleNames = [PersonName; 2];

/// How the link looks to one of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkView {
    /// They are a couple here.
    Linked,
    /// This person left.
    Left {
        /// When.
        at: Timestamp,
    },
    /// The other left, and this person has been told.
    OtherLeft {
        /// Since when they were told.
        told_at: Timestamp,
    },
}

/// Why somebody cannot be linked, or cannot leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkRefusal {
    /// No such code, or no longer: the same answer for a wrong, an old and a used one.
    NoSuchCode,
    /// The code is their own.
    OwnCode,
    /// They are in a couple already.
    AlreadyLinked,
    /// They are in no couple.
    NotLinked,
    /// The day lies before today or too far ahead.
    DayOutOfReach,
}

impl Couple {
    /// Who the other one is, for a person who belongs to it.
    pub fn partner_of(&self, person: PersonId) -> Option<PersonId> {
        let [first, second] = self.members;
        match person {
            person if person == first.person => Some(second.person),
            person if person == second.person => Some(first.person),
            _ => None,
        }
    }

    /// From when on nothing passes between the two, if either left.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.members.iter().filter_map(|member| member.left.map(|left| left.at)).min()
    }

    /// How it looks to `person`; `None` for whoever does not belong to it.
    pub fn seen_by(&self, person: PersonId, now: Timestamp) -> Option<LinkView> {
        let partner = self.partner_of(person)?;
        if let Some(left) = self.left(person) {
            return Some(LinkView::Left { at: left.at });
        }
        let told = self.left(partner).map(|left| left.told_at).filter(|told_at| *told_at <= now);
        Some(told.map_or(LinkView::Linked, |told_at| LinkView::OtherLeft { told_at }))
    }

    /// Whether the two are linked as far as `person` knows: neither left, or the other did and they are not told yet.
    pub fn is_linked_for(&self, person: PersonId, now: Timestamp) -> bool {
        self.seen_by(person, now) == Some(LinkView::Linked)
    }

    /// How `person` left, if they did.
    pub fn left(&self, person: PersonId) -> Option<Leaving> {
        self.members.iter().find(|member| member.person == person)?.left
    }

    /// The couple after `person` left at `now`; the other is told from `told_at` on, which lies at most
    /// [`LEAVING_TOLD_DAYS_MAX`](limits::LEAVING_TOLD_DAYS_MAX) days ahead.
    ///
    /// # Errors
    /// [`LinkRefusal::NotLinked`] for whoever is not in it any more, [`LinkRefusal::DayOutOfReach`].
    pub fn leave(
        mut self,
        person: PersonId,
        told_at: Timestamp,
        bookings_stay: bool,
        now: Timestamp,
    ) -> Result<Self, LinkRefusal> {
        if self.seen_by(person, now) != Some(LinkView::Linked) {
            return Err(LinkRefusal::NotLinked);
        }
        let furthest = SignedDuration::from_hours(24 * limits::LEAVING_TOLD_DAYS_MAX);
        if told_at < now || told_at.duration_since(now) > furthest {
            return Err(LinkRefusal::DayOutOfReach);
        }
        for member in self.members.iter_mut().filter(|member| member.person == person) {
            member.left = Some(Leaving { at: now, told_at, bookings_stay });
        }
        Ok(self)
    }
}

/// Whether `accepter`, whose own link looks like `own`, may use a code of `inviter`, whose link looks like `theirs`.
///
/// # Errors
/// [`LinkRefusal`]. That the inviter is linked by now reads as a code that is no more.
pub fn may_link(
    inviter: PersonId,
    theirs: Option<LinkView>,
    accepter: PersonId,
    own: Option<LinkView>,
) -> Result<(), LinkRefusal> {
    if own == Some(LinkView::Linked) {
        return Err(LinkRefusal::AlreadyLinked);
    }
    if inviter == accepter {
        return Err(LinkRefusal::OwnCode);
    }
    if theirs == Some(LinkView::Linked) {
        return Err(LinkRefusal::NoSuchCode);
    }
    Ok(())
}
