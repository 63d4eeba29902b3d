//! A client of the practice, as they describe themselves.

use super::{ClientZone, Contact, EmailAddress, PersonId, PersonName, SafeContact};
use crate::practice::Slug;

/// A person, without what is private in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The therapist who is named to them: "my therapist" in every audience.
    pub clinician: Slug,
}

/// What a person says of themselves. Theirs alone, and the practice's, which has to reach them; a partner sees nothing of
/// it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// Their name.
    pub name: PersonName,
    /// How to reach them, if they said so.
    pub contact: Option<Contact>,
    /// What is safe.
    pub safe_contact: SafeContact,
    /// Whether a neutral message may say that something new is there.
    pub notices: bool,
    /// The address that they proved to be theirs, if they did.
    pub verified_email: Option<EmailAddress>,
    /// The zone that their times are shown in.
    pub time_zone: ClientZone,
}

impl Profile {
    /// The address that a message to this person may go to: verified, still theirs, and called safe.
    pub fn safe_email(&self) -> Option<&EmailAddress> {
        let own = self.contact.as_ref().and_then(Contact::email).filter(|_| self.safe_contact.email);
        own.filter(|own| self.verified_email.as_ref() == Some(*own))
    }
}
