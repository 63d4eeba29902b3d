//! What is written down about who looked at, or changed, what: ids only, never a word of anybody's.
//!
//! A note is made in the same transaction as the deed, so neither is ever kept without the other. How notes are kept
//! from being changed afterwards is the store's (docs/decisions/0008).

use crate::people::{AccountId, CoupleId, ItemId, PersonId, Role, StaffId};

macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $code:literal, $name:literal;)+) => {
        /// What was done. Codes and names never change their meaning; new ones are added at the end.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum AuditEvent {
            $($(#[$doc])* $event,)+
        }

        impl AuditEvent {
            /// Every one, by code.
            pub const ALL: &[Self] = &[$(Self::$event),+];

            /// As the records keep it.
            pub fn code(self) -> u16 {
                match self {
                    $(Self::$event => $code,)+
                }
            }

            /// As lists show it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$event => $name,)+
                }
            }
        }
    };
}

events! {
    /// Staff read something that a person wrote and shared with them.
    ItemRead = 1, "item-read";
    /// Staff read the answers to a safety screening.
    ScreeningRead = 2, "screening-read";
    /// Staff read a person's own description: name, contact, what is safe.
    ProfileRead = 3, "profile-read";
    /// Staff read a list of people by name. One note for each person in it lets each of them know.
    ListRead = 4, "list-read";
    /// All that a person authored or may see was put into a file.
    Exported = 5, "exported";
    /// Staff read a person's own plan, which that person showed them.
    PlanRead = 6, "plan-read";
    /// Staff read what a person wants to talk about in a session: lines that are for them too, or that this person showed.
    AgendaRead = 7, "agenda-read";
    /// Somebody was added to who may see an item.
    AudienceWidened = 10, "audience-widened";
    /// Somebody was taken from who may see an item.
    AudienceNarrowed = 11, "audience-narrowed";
    /// An item was erased by its author.
    ItemErased = 12, "item-erased";
    /// A member of staff was given another role, or another therapist's name in the practice's file.
    RoleChanged = 20, "role-changed";
    /// An account was made.
    AccountMade = 21, "account-made";
    /// The ways in to an account were reset.
    AccountReset = 22, "account-reset";
    /// A person was erased: what has to be kept stays.
    AccountErased = 23, "account-erased";
    /// A member of staff left: they may not sign in any more.
    StaffLeft = 24, "staff-left";
    /// A way in (passkey, passphrase, second factor, recovery codes) was added or changed.
    CredentialAdded = 25, "credential-added";
    /// A way in was taken away.
    CredentialRemoved = 26, "credential-removed";
    /// Another clinician is named to a person.
    ClinicianChanged = 27, "clinician-changed";
    /// A code was made that begins a new client's account.
    StartCodeMade = 28, "start-code-made";
    /// Two persons became a couple.
    CoupleLinked = 30, "couple-linked";
    /// One of the two left.
    CoupleUnlinked = 31, "couple-unlinked";
    /// One of the two agreed to newer rules for two.
    RulesAgreed = 32, "rules-agreed";
    /// A clinician opened joint work.
    JointWorkOpened = 40, "joint-work-opened";
    /// A clinician closed joint work, openly.
    JointWorkClosed = 41, "joint-work-closed";
    /// Joint work was paused: the clinician's doing, or a person's rest.
    JointWorkPaused = 42, "joint-work-paused";
    /// A pause ended.
    JointWorkReleased = 43, "joint-work-released";
    /// A screening was taken on by a clinician, or put aside.
    ScreeningHandled = 44, "screening-handled";
    /// A clinician opened an exercise to a couple.
    ExerciseOpened = 45, "exercise-opened";
    /// A clinician released what is about forgiving for a person.
    ForgivenessReleased = 46, "forgiveness-released";
    /// A clinician assigned an exercise to a person.
    ExerciseAssigned = 47, "exercise-assigned";
    /// A clinician put a line on a couple's list for a session, took one away, or noted that one was talked about.
    AgendaChanged = 48, "agenda-changed";
    /// A set of questions was signed for use.
    AnswersSigned = 50, "answers-signed";
    /// A person signed the practice's policy on secrets.
    PolicySigned = 51, "policy-signed";
    /// The practice's key was changed for a new one.
    KeyRotated = 60, "key-rotated";
    /// Somebody signed in.
    SignedIn = 70, "signed-in";
    /// Something was shown that does not open the account, or belongs to none. Of whom the name is known, it says about
    /// whom; never by whom, for that is not known.
    SignInFailed = 71, "sign-in-failed";
    /// Too many tries in an hour: from here on they are refused unseen. Noted once for each hour and count.
    TriesRefused = 72, "tries-refused";
    /// A session was ended by its owner, on that device or from another.
    SignedOut = 73, "signed-out";
    /// Somebody who was signed in showed again what opens the account.
    Confirmed = 74, "confirmed";
    /// A signed-in account asked for a page of staff that is not theirs to see, or that is not there.
    AccessRefused = 75, "access-refused";
    /// Staff read a person's plan for a setback, which that person showed them.
    SetbacksRead = 76, "setbacks-read";
    /// Staff read the dates that a person looks forward to and back on, which that person showed them.
    DatesRead = 77, "dates-read";
    /// Staff read where a person stands in telling a little at a time, which that person showed them.
    LadderRead = 78, "ladder-read";
}

impl AuditEvent {
    /// The event of this code.
    ///
    /// ```
    /// use troth_domain::audit::AuditEvent;
    /// assert_eq!(AuditEvent::from_code(1), Some(AuditEvent::ItemRead));
    /// assert_eq!(AuditEvent::from_code(0), None);
    /// ```
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.code() == code)
    }

    /// Whether something of a person's was opened. When staff do that, the person is told who, what and on which day: how
    /// often, and at which minute, would give away that something was done for their partner, a pause say.
    pub fn is_opening(self) -> bool {
        matches!(
            self,
            Self::ItemRead
                | Self::ScreeningRead
                | Self::ProfileRead
                | Self::ListRead
                | Self::Exported
                | Self::PlanRead
                | Self::AgendaRead
                | Self::SetbacksRead
                | Self::DatesRead
                | Self::LadderRead
        )
    }
}

/// Who of the staff opened something, as far as the person whose it is is told. Two of the practice's other therapists are
/// one here: a name could be that of the partner's therapist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ToldAs {
    /// The therapist who is named to them.
    OwnTherapist,
    /// A therapist of the practice, whichever.
    OtherTherapist,
    /// The front desk, whoever sat there.
    FrontDesk,
    /// The owner.
    Owner,
}

impl ToldAs {
    /// As whom a member of staff is told to a person whose own therapist they are, or not.
    pub fn of(role: Role, is_own_therapist: bool) -> Self {
        match role {
            Role::Therapist if is_own_therapist => Self::OwnTherapist,
            Role::Therapist => Self::OtherTherapist,
            Role::FrontDesk => Self::FrontDesk,
            Role::Owner => Self::Owner,
        }
    }
}

/// On whose behalf something was done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuditActor {
    /// Whoever was signed in.
    Account(AccountId),
    /// The program itself, someone at the machine's command line, or someone who was not signed in.
    System,
}

/// One thing that was done: what, by whom, and whom or what it was about.
///
/// ```
/// use troth_domain::audit::{AuditActor, AuditEvent, AuditNote};
/// use troth_domain::people::{AccountId, ItemId, PersonId, StaffId};
/// let note = AuditNote::new(AuditEvent::ItemRead, AuditActor::Account(AccountId::Staff(StaffId([1; 16]))))
///     .person(PersonId([2; 16]))
///     .item(ItemId([3; 16]));
/// assert_eq!(note.item, Some(ItemId([3; 16])));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AuditNote {
    /// What was done.
    pub event: AuditEvent,
    /// By whom.
    pub by: AuditActor,
    /// The person whose it is, or who it happened to.
    pub person: Option<PersonId>,
    /// The item.
    pub item: Option<ItemId>,
    /// The couple.
    pub couple: Option<CoupleId>,
    /// The member of staff it happened to.
    pub staff: Option<StaffId>,
}

impl AuditNote {
    /// A note about nobody yet.
    pub fn new(event: AuditEvent, by: AuditActor) -> Self {
        Self { event, by, person: None, item: None, couple: None, staff: None }
    }

    /// Done by a signed-in account.
    pub fn by(event: AuditEvent, account: AccountId) -> Self {
        Self::new(event, AuditActor::Account(account))
    }

    /// About this person.
    pub fn person(self, person: PersonId) -> Self {
        Self { person: Some(person), ..self }
    }

    /// About whose account it is.
    pub fn about(self, account: AccountId) -> Self {
        match account {
            AccountId::Person(person) => self.person(person),
            AccountId::Staff(staff) => self.staff(staff),
        }
    }

    /// About this item.
    pub fn item(self, item: ItemId) -> Self {
        Self { item: Some(item), ..self }
    }

    /// About this couple.
    pub fn couple(self, couple: CoupleId) -> Self {
        Self { couple: Some(couple), ..self }
    }

    /// About this member of staff.
    pub fn staff(self, staff: StaffId) -> Self {
        Self { staff: Some(staff), ..self }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_and_names_are_each_one_events_own() {
        let codes: BTreeSet<_> = AuditEvent::ALL.iter().map(|event| event.code()).collect();
        let names: BTreeSet<_> = AuditEvent::ALL.iter().map(|event| event.name()).collect();
        assert_eq!((codes.len(), names.len()), (AuditEvent::ALL.len(), AuditEvent::ALL.len()));
        assert!(AuditEvent::ALL.iter().all(|event| AuditEvent::from_code(event.code()) == Some(*event)));
    }
}
