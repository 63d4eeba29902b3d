//! The people who work at the practice.

use super::StaffId;
use crate::practice::Slug;

/// What a member of staff is there for. A coach has the therapist's role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Runs the practice: people, settings, audit. Sees no clinical content.
    Owner,
    /// Sees clients, and what they share. Therapists are told apart by their slug in the practice's file.
    Therapist,
    /// Bookings and call-backs. Sees no clinical content.
    FrontDesk,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Therapist, Self::FrontDesk];

    /// As it is written on the command line and in the database: `owner`, `therapist`, `front-desk`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Therapist => "therapist",
            Self::FrontDesk => "front-desk",
        }
    }

    /// The role of this name.
    ///
    /// ```
    /// use troth_domain::people::Role;
    /// assert_eq!(Role::parse("front-desk"), Some(Role::FrontDesk));
    /// assert_eq!(Role::parse("admin"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// A member of staff as rules see them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// What they are there for.
    pub role: Role,
    /// Which therapist of the practice's file they are; always there for [`Role::Therapist`].
    pub therapist: Option<Slug>,
}

/// Why a member of staff was not added or changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StaffRefusal {
    /// Nobody would be left who can add and change people.
    #[error("the practice needs an owner")]
    LastOwner,
    /// A therapist has to be one of those whom the practice's file names.
    #[error("a therapist is one of those in the practice's file")]
    WhichTherapist,
    /// Somebody signs in as that therapist, and hands their clients over one by one.
    #[error("somebody signs in as that therapist")]
    StillHere,
    /// Nobody of the kind works here.
    #[error("nobody of the kind works here")]
    NotFound,
}

/// Whether `one` may become `wanted`, or leave where that is `None`, while `owners` own the practice.
///
/// # Errors
/// [`StaffRefusal::LastOwner`].
///
/// ```
/// use troth_domain::people::{Role, Staff, StaffId, StaffRefusal, may_become};
/// let owner = Staff { id: StaffId([1; 16]), role: Role::Owner, therapist: None };
/// assert_eq!(may_become(&owner, None, &[owner.id]), Err(StaffRefusal::LastOwner));
/// assert_eq!(may_become(&owner, None, &[owner.id, StaffId([2; 16])]), Ok(()));
/// assert_eq!(may_become(&owner, Some(Role::Owner), &[owner.id]), Ok(()));
/// ```
pub fn may_become(one: &Staff, wanted: Option<Role>, owners: &[StaffId]) -> Result<(), StaffRefusal> {
    let stays_owner = wanted == Some(Role::Owner);
    let is_last = owners.iter().all(|owner| *owner == one.id);
    if one.role == Role::Owner && !stays_owner && is_last { Err(StaffRefusal::LastOwner) } else { Ok(()) }
}

/// Whether all clients of the therapist `from` may be given to `to` without `from`, where somebody signs in as each of
/// `at_work`. Only those whom no therapist sees: as long as somebody signs in as `from`, it is for them to talk with their
/// clients and to hand them over.
///
/// # Errors
/// [`StaffRefusal::StillHere`]; [`StaffRefusal::WhichTherapist`] when nobody signs in as `to`.
///
/// ```
/// use troth_domain::people::{StaffRefusal, may_hand_over_all};
/// use troth_domain::practice::Slug;
/// let [ada, ben] = ["ada", "ben"].map(|slug| Slug::new(slug).unwrap());
/// assert_eq!(may_hand_over_all(&ada, &ben, &[ben.clone()]), Ok(()));
/// assert_eq!(may_hand_over_all(&ada, &ben, &[ada.clone(), ben.clone()]), Err(StaffRefusal::StillHere));
/// assert_eq!(may_hand_over_all(&ada, &ben, &[]), Err(StaffRefusal::WhichTherapist));
/// ```
pub fn may_hand_over_all(from: &Slug, to: &Slug, at_work: &[Slug]) -> Result<(), StaffRefusal> {
    if at_work.contains(from) {
        return Err(StaffRefusal::StillHere);
    }
    if at_work.contains(to) { Ok(()) } else { Err(StaffRefusal::WhichTherapist) }
}
