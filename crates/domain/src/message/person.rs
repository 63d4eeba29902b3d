//! Messages to a person with an account: what calls for one, where it may go, and when.
//!
//! A mailbox may be shared with the very partner who must learn nothing. So a message to a person says no name and
//! nothing of what it is about, and its hour is a function of the person's own settings and of the delivery hour alone.

use jiff::{SignedDuration, Timestamp};

use super::{Allowed, MessageId};
use crate::limits;
use crate::people::{Contact, EmailAddress, PersonId, Profile};
use crate::practice::Policy;

/// A message to a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonMessage {
    /// Its id.
    pub id: MessageId,
    /// Who gets it.
    pub person: PersonId,
    /// What it says.
    pub kind: PersonKind,
    /// When it was asked for or happened; of [`PersonKind::SomethingNew`], the delivery hour, and of [`PersonKind::Due`] the
    /// time that has come.
    pub speaks_of: Timestamp,
    /// Not to be sent before this.
    pub due_at: Timestamp,
}

/// What a message to a person says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PersonKind {
    /// A link that proves an address. Goes to the address that is to be proved.
    Verify {
        /// Of the link; a newer or used one makes it useless.
        generation: u32,
    },
    /// A link that begins a reset of what the person signs in with. Opens nothing by itself.
    Reset {
        /// Of the link; a newer or used one makes it useless.
        generation: u32,
    },
    /// What messages look like, for whoever wants to know before they rely on them.
    Test,
    /// There is something new. Says nothing of what, from whom, or how much.
    SomethingNew,
    /// A time has come that the person is to be reminded of. It looks as if something were new, so that whoever sees a
    /// mailbox cannot tell what anybody promised.
    Due,
    /// What opens the account has changed, or was used up.
    Account(AccountEvent),
}

/// What a link in a message to a person begins.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PersonLinkPurpose {
    /// Proves the address that it was sent to.
    Verify,
    /// Begins a reset of what the person signs in with, which asks for a second proof.
    Reset,
}

impl PersonLinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Verify, Self::Reset];

    /// Hours that such a link is good for, from when it is sent.
    pub fn hours(self) -> i64 {
        match self {
            Self::Verify => limits::VERIFY_LINK_HOURS,
            Self::Reset => limits::RESET_LINK_HOURS,
        }
    }
}

impl PersonKind {
    /// The link that a message of this kind has, and its generation.
    pub fn link(self) -> Option<(PersonLinkPurpose, u32)> {
        match self {
            Self::Verify { generation } => Some((PersonLinkPurpose::Verify, generation)),
            Self::Reset { generation } => Some((PersonLinkPurpose::Reset, generation)),
            Self::Test | Self::SomethingNew | Self::Due | Self::Account(_) => None,
        }
    }
}

/// What happened to what a person signs in with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AccountEvent {
    /// It has a new passphrase.
    NewPassphrase,
    /// It has a new passkey.
    NewPasskey,
    /// Somebody signed in with a recovery code.
    RecoveryCodeUsed,
}

/// When a message to a person may be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PersonSendTime<'p> {
    /// Now, to this address.
    Now(&'p EmailAddress),
    /// Not before this.
    Later(Timestamp),
    /// No more: it would come too late to be of use.
    TooLate,
    /// The person does not want it, or has no address that is safe for it.
    Unwanted,
}

impl PersonMessage {
    /// A message that is promised at `now`, to be sent as soon as its rules allow.
    pub fn new(id: MessageId, person: PersonId, kind: PersonKind, now: Timestamp) -> Self {
        Self { id, person, kind, speaks_of: now, due_at: now }
    }

    /// That something is there since the delivery hour `deliver_at`. Nothing of the person's settings is asked for it
    /// here: whoever shares something causes the same whatever the reader chose.
    pub fn something_new(id: MessageId, person: PersonId, deliver_at: Timestamp) -> Self {
        Self { id, person, kind: PersonKind::SomethingNew, speaks_of: deliver_at, due_at: deliver_at }
    }

    /// The address that it may go to: one that is verified and called safe. A link that proves an address goes to the
    /// one that the person has just given, if they call it safe.
    pub fn address<'p>(&self, profile: &'p Profile) -> Option<&'p EmailAddress> {
        match self.kind {
            PersonKind::Verify { .. } => {
                profile.contact.as_ref().and_then(Contact::email).filter(|_| profile.safe_contact.email)
            }
            PersonKind::SomethingNew | PersonKind::Due => profile.safe_email().filter(|_| profile.notices),
            PersonKind::Reset { .. } | PersonKind::Test | PersonKind::Account(_) => profile.safe_email(),
        }
    }
}

/// Whether `message` may be sent at `now`, and where to.
///
/// What the person asks for while signed in (a link that proves an address, a test) comes at once. A reset, which anyone
/// can ask for, and news of the account wait for the person's safe hours. That something is new waits for those and for
/// the end of quiet hours, from the delivery hour on, and a reminder from the time on that it is of.
pub fn person_send_time<'p>(
    policy: &Policy,
    profile: &'p Profile,
    message: &PersonMessage,
    now: Timestamp,
) -> PersonSendTime<'p> {
    let Some(address) = message.address(profile) else { return PersonSendTime::Unwanted };
    if now < message.due_at {
        return PersonSendTime::Later(message.due_at);
    }
    if now.duration_since(message.speaks_of) >= SignedDuration::from_hours(hours_max(message.kind)) {
        return PersonSendTime::TooLate;
    }
    let allowed = match message.kind {
        PersonKind::Verify { .. } | PersonKind::Test => return PersonSendTime::Now(address),
        PersonKind::Reset { .. } | PersonKind::Account(_) => Allowed::safe_hours(profile),
        PersonKind::SomethingNew | PersonKind::Due => Allowed::notices(policy, profile),
    };
    if allowed.at(now) {
        return PersonSendTime::Now(address);
    }
    allowed.next_after(now).map_or(PersonSendTime::TooLate, PersonSendTime::Later)
}

/// Whether somebody is told of a text that comes at `comes_at`, or an offer of it, of which they were told before at
/// `told_at`: always the first time, and when it is taken back and shared again at most once in
/// [`SHARED_AGAIN_DAYS`](limits::SHARED_AGAIN_DAYS). It is there all the same.
pub fn is_told(told_at: Option<Timestamp>, comes_at: Timestamp) -> bool {
    let again_after = SignedDuration::from_hours(24 * limits::SHARED_AGAIN_DAYS);
    told_at.is_none_or(|told_at| comes_at.duration_since(told_at) >= again_after)
}

/// When they were told of it last, once it is taken back: `came_at`, where it had come and they were, or as before.
pub fn last_told(told_at: Option<Timestamp>, came_at: Option<Timestamp>) -> Option<Timestamp> {
    came_at.filter(|came_at| is_told(told_at, *came_at)).or(told_at)
}

/// Hours after which a message of this kind is of no use any more.
fn hours_max(kind: PersonKind) -> i64 {
    match kind {
        PersonKind::Verify { .. } => limits::VERIFY_LINK_HOURS,
        PersonKind::Reset { .. } => limits::RESET_ASKED_HOURS,
        PersonKind::Test => limits::TEST_MESSAGE_HOURS,
        PersonKind::Due => limits::REMINDER_HOURS,
        PersonKind::SomethingNew | PersonKind::Account(_) => limits::NOTICE_HOURS,
    }
}
