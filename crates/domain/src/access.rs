//! Who may see or do what. The one place that decides: pages, programs and messages all ask here.
//!
//! What a person wrote leaves the store only through a [`Viewer`].
//!
//! # What a partner can learn
//!
//! The closed list, all that one partner can learn of the other through Troth ([`Disclosure`]): nothing else that one does
//! changes a byte of what the other can fetch. Each line marked `guard` below, and each comparison and refusal in the
//! questions of [`Viewer`], is one condition; `scripts/prove guards` takes each away and shows that somebody would then
//! see what they must not.

use jiff::Timestamp;

use crate::booking::BookingId;
use crate::people::{Couple, LinkView, PersonId, Role, Staff};
use crate::practice::Slug;
use crate::safety::joint_work::PartnerView;
use crate::writing::{Delivery, Item, Stage};

/// On whose behalf something private is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Viewer {
    /// Whoever holds the link of one booking. Made only after its code was checked.
    LinkHolder(BookingId),
    /// The practice's front desk: bookings and call-backs, nothing clinical.
    FrontDesk,
    /// The outbox, writing a message to the client of one booking.
    Messenger(BookingId),
    /// A signed-in client.
    Person(PersonId),
    /// A signed-in therapist or coach, by their slug in the practice's file.
    Clinician(Slug),
    /// The practice's owner: people and settings, nothing clinical.
    Owner,
    /// The outbox, writing a message to one person.
    PersonMessenger(PersonId),
}

/// All that one partner can learn of the other. `docs/security/closed-list.md` says where each one shows, and each function
/// of the store that reads what passes between two says in its documentation which of these it discloses; a test of the
/// architecture keeps the three the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Disclosure {
    /// That they are linked, the name that the other chose for it, and from when on both agreed to newer rules.
    Link,
    /// An item that was shared and has come; of an account, the parts that they asked for.
    DeliveredItem,
    /// That there is an account that they may ask for.
    OfferedAccount,
    /// That an item which had come was taken back.
    WithdrawnItem,
    /// That joint work is open or closed, and which exercises of it.
    JointWork,
    /// That the other left, from the day on that they picked, and which of one's own items never came.
    AnnouncedLeaving,
    /// What they did in something that two work at together (a proposal, a signature, a promise, a turn), once it has come.
    ArrivedMove,
}

impl Disclosure {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Link,
        Self::DeliveredItem,
        Self::OfferedAccount,
        Self::WithdrawnItem,
        Self::JointWork,
        Self::AnnouncedLeaving,
        Self::ArrivedMove,
    ];
}

impl Viewer {
    /// On whose behalf a member of staff reads; `None` for a therapist whom the practice's file does not name.
    pub fn of(staff: &Staff) -> Option<Self> {
        match staff.role {
            Role::Owner => Some(Self::Owner),
            Role::Therapist => staff.therapist.clone().map(Self::Clinician),
            Role::FrontDesk => Some(Self::FrontDesk),
        }
    }

    /// Whether the client's own description of themselves (name, contact, what is safe) may be read.
    pub fn may_see_client_of(&self, booking: BookingId) -> bool {
        match self {
            Self::LinkHolder(own) | Self::Messenger(own) => *own == booking,
            Self::FrontDesk => true,
            Self::Person(_) | Self::Clinician(_) | Self::Owner | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether the private reason of a cancellation or move may be read.
    pub fn may_see_reason_of(&self, booking: BookingId) -> bool {
        match self {
            Self::LinkHolder(own) => *own == booking,
            Self::FrontDesk => true,
            Self::Messenger(_) | Self::Person(_) | Self::Clinician(_) | Self::Owner | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether a person's own description of themselves may be read: by themselves, by their therapist, and by the desk,
    /// which calls them.
    pub fn may_see_profile_of(&self, person: PersonId, clinician: &Slug) -> bool {
        match self {
            Self::Person(own) | Self::PersonMessenger(own) => *own == person,
            Self::Clinician(own) => own == clinician,
            Self::FrontDesk => true,
            Self::LinkHolder(_) | Self::Messenger(_) | Self::Owner => false,
        }
    }

    /// Whether the name that one of `couple` is called by on the other's pages may be read: by both, for good, and by the
    /// therapist of either.
    pub fn may_see_names_of(&self, couple: &Couple, is_therapist_of_either: bool) -> bool {
        match self {
            Self::Person(person) => couple.partner_of(*person).is_some(),
            Self::Clinician(_) => is_therapist_of_either,
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }

    /// Whether it may be read who of the staff opened something of this person's: by themselves alone. What the partner
    /// shared is the partner's.
    pub fn may_see_who_opened(&self, person: PersonId) -> bool {
        matches!(self, Self::Person(own) if *own == person)
    }

    /// Whether it may be read which appointments are a person's own, and until when a code that they made for a partner can
    /// be used: by themselves alone.
    pub fn may_see_arrangements_of(&self, person: PersonId) -> bool {
        matches!(self, Self::Person(own) if *own == person)
    }

    /// Whether joint work of `couple` may be seen to be open or closed: by both, as long as they are linked as far as they
    /// know, and by the therapist of either.
    pub fn may_see_joint_work_of(&self, couple: &Couple, is_therapist_of_either: bool, now: Timestamp) -> bool {
        match self {
            Self::Person(person) => couple.is_linked_for(*person, now),
            Self::Clinician(_) => is_therapist_of_either,
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }

    /// Whether an exercise that was opened to a couple may be seen by one who may see their joint work, which looks like
    /// `work` to both: by either from its hour on, by a therapist at once.
    pub fn may_see_exercise(&self, work: PartnerView, shows_at: Timestamp, now: Timestamp) -> bool {
        let is_there = work.shows_exercise(shows_at, now); // guard: exercise
        is_there || matches!(self, Self::Clinician(_))
    }

    /// Whether what holds joint work of a couple may be seen, and changed: by the therapist of either, and by nobody else.
    /// A partner sees only whether it is open.
    pub fn may_see_what_holds(&self, is_therapist_of_either: bool) -> bool {
        match self {
            Self::Clinician(_) => is_therapist_of_either,
            Self::Person(_)
            | Self::FrontDesk
            | Self::Owner
            | Self::LinkHolder(_)
            | Self::Messenger(_)
            | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether the reason of a rest or a pause may be read: by the therapist of that person, `clinician`, and not by the
    /// partner's, where that is another.
    pub fn may_see_reason_of_hold(&self, clinician: &Slug) -> bool {
        matches!(self, Self::Clinician(own) if own == clinician)
    }

    /// Whether the rests that `person` asked for, and in which words, may be taken along: by themselves alone.
    pub fn may_take_rests_of(&self, person: PersonId) -> bool {
        matches!(self, Self::Person(own) if *own == person)
    }

    /// Whether it may be seen that `person` asks to be called: by themselves, by their therapist, and by the desk.
    pub fn may_see_call_back_of(&self, person: PersonId, clinician: &Slug) -> bool {
        match self {
            Self::Person(own) => *own == person,
            Self::Clinician(own) => own == clinician,
            Self::FrontDesk => true,
            Self::LinkHolder(_) | Self::Messenger(_) | Self::Owner | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether it may be asked if something came to a person at a delivery hour: by themselves, and by the outbox, which
    /// tells them no more than that.
    pub fn may_see_news_of(&self, person: PersonId) -> bool {
        match self {
            Self::Person(own) | Self::PersonMessenger(own) => *own == person,
            Self::LinkHolder(_) | Self::FrontDesk | Self::Messenger(_) | Self::Clinician(_) | Self::Owner => false,
        }
    }

    /// Whether it may be read which rules the two of `couple` agreed to: by both, for rules to decide on.
    pub fn may_see_rules_of(&self, couple: &Couple) -> bool {
        self.may_read_logs_of(couple)
    }

    /// Whether what two do together may be read: by both, each what reached them, and by nobody else.
    pub fn may_read_logs_of(&self, couple: &Couple) -> bool {
        match self {
            Self::Person(person) => couple.partner_of(*person).is_some(),
            Self::Clinician(_)
            | Self::FrontDesk
            | Self::Owner
            | Self::LinkHolder(_)
            | Self::Messenger(_)
            | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether the lines that two wrote for a session with their therapist may be read as each was sent: by the therapist of
    /// either, whom they are for. The two read what came to them, as all that they do together.
    pub fn may_read_agenda_as_sent(&self, is_therapist_of_either: bool) -> bool {
        match self {
            Self::Clinician(_) => is_therapist_of_either,
            Self::Person(_)
            | Self::FrontDesk
            | Self::Owner
            | Self::LinkHolder(_)
            | Self::Messenger(_)
            | Self::PersonMessenger(_) => false,
        }
    }

    /// Whether a line that a therapist put on the list of `couple` may be seen: by either from its hour on, as long as they are
    /// linked as far as they know; by the therapist of either at once.
    pub fn may_see_agenda_note_of(
        &self,
        couple: &Couple,
        is_therapist_of_either: bool,
        shows_at: Timestamp,
        now: Timestamp,
    ) -> bool {
        let is_time = shows_at <= now; // guard: hour of a therapist's line
        match self {
            Self::Person(person) => couple.is_linked_for(*person, now) && is_time,
            Self::Clinician(_) => is_therapist_of_either,
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }

    /// Whether what `person` keeps for themselves in their plan may be read at `now`: by themselves, and by their
    /// therapist, `clinician`, from the moment on from which they added them.
    pub fn may_read_document_of(
        &self,
        person: PersonId,
        clinician: &Slug,
        therapist_since: Option<Timestamp>,
        now: Timestamp,
    ) -> bool {
        let added = therapist_since.is_some_and(|since| since <= now); // guard: audience of a document
        match self {
            Self::Person(own) => *own == person,
            Self::Clinician(own) => own == clinician && added,
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }

    /// Whether it may be seen which exercises were assigned to `person`, and what was released for them: by themselves, and by
    /// their therapist, `clinician`.
    pub fn may_see_assigned_to(&self, person: PersonId, clinician: &Slug) -> bool {
        match self {
            Self::Person(own) => *own == person,
            Self::Clinician(own) => own == clinician,
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }

    /// Whether `item` may be read at `now`. `ended_at` says, for each couple that it was shared in, from when on nothing
    /// passed there any more.
    pub fn may_read(&self, item: &Item, ended_at: impl Fn(&Delivery) -> Option<Timestamp>, now: Timestamp) -> bool {
        match self {
            Self::Person(person) if *person == item.author => true,
            Self::Person(person) => {
                let comes_whole = item.kind.comes_whole(); // guard: offer
                let come = |delivery: &Delivery| has_come(delivery, *person, ended_at(delivery), now);
                comes_whole && item.deliveries.iter().any(come)
            }
            Self::Clinician(clinician) => clinician_may_read(item, clinician, now),
            Self::FrontDesk | Self::Owner | Self::LinkHolder(_) | Self::Messenger(_) | Self::PersonMessenger(_) => {
                false
            }
        }
    }
}

/// Whether `reader` sees that an account was offered to them in `couple`: once that has come, and as long as the two are
/// linked as far as they know.
pub fn sees_offer(couple: &Couple, delivery: &Delivery, reader: PersonId, now: Timestamp) -> bool {
    let in_couple = delivery.couple == couple.id; // guard: couple of an offer
    let linked = couple.is_linked_for(reader, now); // guard: link of an offer
    in_couple && linked && has_come(delivery, reader, couple.ended_at(), now)
}

/// Whether what a reader asked for at `comes_at` has come. `ended_at` is when the link ended as far as they know: by their
/// own leaving, or from when on they were told of the other's. Until then it comes always, since they wait for it.
pub fn asking_has_come(comes_at: Timestamp, ended_at: Option<Timestamp>, now: Timestamp) -> bool {
    let in_time = comes_at <= now; // guard: hour of what was asked for
    let before_the_end = ended_at.is_none_or(|ended_at| comes_at <= ended_at); // guard: end of what was asked for
    in_time && before_the_end
}

/// Whether a copy has come to `reader`.
pub fn has_come(delivery: &Delivery, reader: PersonId, ended_at: Option<Timestamp>, now: Timestamp) -> bool {
    let Some(deliver_at) = delivery.deliver_at else { return false };
    let for_them = delivery.reader == reader; // guard: reader
    let in_time = deliver_at <= now; // guard: delivery hour
    let kept = delivery.withdrawn_at.is_none(); // guard: withdrawal
    let before_the_end = ended_at.is_none_or(|ended_at| deliver_at <= ended_at); // guard: leaving
    for_them && in_time && kept && before_the_end
}

fn clinician_may_read(item: &Item, clinician: &Slug, now: Timestamp) -> bool {
    let own_client = item.clinician == *clinician; // guard: clinician
    let added = item.therapist_since.is_some_and(|since| since <= now); // guard: audience
    let finished = item.stage != Stage::Draft; // guard: draft
    own_client && added && finished
}

/// A person who has been told that the other left: only then do they learn which of their own items never came. Before
/// that an author never learns whether something came, or when.
#[derive(Clone, Copy, Debug)]
pub struct ToldOfLeaving<'a> {
    couple: &'a Couple,
    person: PersonId,
    ended_at: Timestamp,
}

impl<'a> ToldOfLeaving<'a> {
    /// `None` for whoever has not been told, or is none of the two.
    pub fn new(couple: &'a Couple, person: PersonId, now: Timestamp) -> Option<Self> {
        let told = matches!(couple.seen_by(person, now), Some(LinkView::OtherLeft { .. })); // guard: told
        let ended_at = couple.ended_at().filter(|_| told)?;
        Some(Self { couple, person, ended_at })
    }

    /// Whether their own `item` was on its way when the other left, and never came.
    pub fn never_came(&self, item: &Item) -> bool {
        let own = item.author == self.person; // guard: author
        let on_its_way = |delivery: &Delivery| {
            let too_late = delivery.deliver_at.is_none_or(|deliver_at| deliver_at > self.ended_at);
            delivery.couple == self.couple.id && delivery.withdrawn_at.is_none() && too_late
        };
        own && item.deliveries.iter().any(on_its_way)
    }
}
