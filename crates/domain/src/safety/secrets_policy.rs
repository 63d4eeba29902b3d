//! The practice's secrets policy: what a therapist keeps from the partner, and what cannot be kept.
//!
//! It is a text with a version. Each partner signs it alone, and shares nothing with the therapist before: who tells a
//! secret knows beforehand what becomes of it.

use jiff::Timestamp;

use crate::people::PersonId;

/// A text that people sign. Other words are another version, whatever number they have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TextVersion {
    /// The number that its head gives.
    pub number: u32,
    /// A digest of its words.
    pub digest: [u8; 32],
}

/// A person's signature under one version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Signature {
    /// Which version.
    pub version: TextVersion,
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The person has not signed the policy as it is now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the secrets policy as it is now is not signed")]
pub struct NotSigned;

/// Whether `person` may share with a therapist: after signing the version `current`. An older one does not count.
///
/// # Errors
/// [`NotSigned`].
pub fn may_share_with_therapist(
    current: TextVersion,
    person: PersonId,
    signatures: &[Signature],
) -> Result<(), NotSigned> {
    let signed = |one: &Signature| one.person == person && one.version == current;
    if signatures.iter().any(signed) { Ok(()) } else { Err(NotSigned) }
}
