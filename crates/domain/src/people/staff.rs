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
