//! What a person writes: its kinds, who is to see it, and what may become of it.
//!
//! Everything written is its author's alone until the author adds somebody, after seeing exactly what and who. Adding
//! the partner sends a copy on its way (see `safety::pacing`); until it is withdrawn, that text stays as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::limits;
use crate::people::{CoupleId, InvalidPersonal, ItemId, PersonId};
use crate::practice::Slug;

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ItemKind {
    /// What the breach did to its author.
    ImpactStatement,
    /// An account of what happened, by component.
    Account,
    /// An entry of the journal.
    Journal,
    /// Answers to the safety screening.
    Screening,
    /// Answers to the weekly check-in, with the scores of the day.
    CheckIn,
    /// What was written at an exercise of the programme, step by step.
    Exercise,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::ImpactStatement, Self::Account, Self::Journal, Self::Screening, Self::CheckIn, Self::Exercise];

    /// As addresses and content files name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ImpactStatement => "impact-statement",
            Self::Account => "account",
            Self::Journal => "journal",
            Self::Screening => "screening",
            Self::CheckIn => "check-in",
            Self::Exercise => "exercise",
        }
    }

    /// The kind of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether its author decides who sees it. Screening has its audience named before it starts: its author and their
    /// therapist.
    pub fn has_chosen_audience(self) -> bool {
        self != Self::Screening
    }

    /// Whether it can be shared with the partner, or offered to them. Screening never is; an exercise may hold an account,
    /// which has a way of its own.
    pub fn may_reach_partner(self) -> bool {
        self.comes_whole() || self == Self::Account
    }

    /// Whether its words come to the partner when it is shared. An account is offered: its words come when the partner, who
    /// has spoken, asks for them (see [`receiving`](crate::receiving)).
    pub fn comes_whole(self) -> bool {
        matches!(self, Self::ImpactStatement | Self::Journal | Self::CheckIn)
    }

    /// Whether its words can be changed once it is kept. Answers are of their day.
    pub fn may_be_changed(self) -> bool {
        !matches!(self, Self::Screening | Self::CheckIn)
    }
}

/// A text that a person wrote: at most [`WRITING_CHARACTERS_MAX`](limits::WRITING_CHARACTERS_MAX) characters. Line breaks
/// stay; other control characters are refused.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateText(String);

impl PrivateText {
    /// Takes what was typed, with line breaks made alike.
    ///
    /// # Errors
    /// [`InvalidPersonal::Empty`], [`InvalidPersonal::TooLong`], [`InvalidPersonal::Character`].
    pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
        lines(text, limits::WRITING_CHARACTERS_MAX).map(Self)
    }

    /// The text itself: never to a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What was typed with line breaks made alike and nothing at its end: not empty, at most `characters_max` characters, no
/// control character but line breaks and tabs.
pub(crate) fn lines(text: &str, characters_max: usize) -> Result<String, InvalidPersonal> {
    // Most texts have none, and each is looked through whenever it is read.
    let text = match text.contains('\r') {
        true => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
        false => Cow::Borrowed(text),
    };
    let text = text.trim_end();
    if text.trim_start().is_empty() {
        return Err(InvalidPersonal::Empty);
    }
    if text.len() > characters_max && text.chars().count() > characters_max {
        return Err(InvalidPersonal::TooLong(characters_max));
    }
    let forbidden = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    if may_hold_control_characters(text) && text.chars().any(forbidden) {
        return Err(InvalidPersonal::Character);
    }
    Ok(text.to_owned())
}

/// Whether `text` has a byte that a control character other than a line break or a tab has: those below a space, the one
/// of 0x7F, and 0xC2, which the others and some harmless ones begin with. All bytes are looked at, many at a time.
fn may_hold_control_characters(text: &str) -> bool {
    let of_control = |byte: u8| (byte < b' ') & (byte != b'\n') & (byte != b'\t') | (byte == 0x7F) | (byte == 0xC2);
    text.bytes().fold(false, |found, byte| found | of_control(byte))
}

impl fmt::Debug for PrivateText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateText(private)")
    }
}

/// The part of an [`Exercise`](ItemKind::Exercise) that names which exercise it is.
pub const EXERCISE_PART: &str = "exercise";

/// What was written, by the parts that the prompts name. Parts that were skipped are not there.
pub type Writing = BTreeMap<Slug, PrivateText>;

/// Who is to see an item beside its author.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Audience {
    /// The author's therapist.
    pub therapist: bool,
    /// The author's partner.
    pub partner: bool,
}

/// How far along it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Being written: its author's alone.
    Draft,
    /// Finished.
    Finished {
        /// When.
        at: Timestamp,
    },
}

/// A copy for the partner, on its way or there; of an account, that there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// In which couple.
    pub couple: CoupleId,
    /// For whom.
    pub reader: PersonId,
    /// When it is there; none while it is held, or when it never will be.
    pub deliver_at: Option<Timestamp>,
    /// When its author took it back, if they did.
    pub withdrawn_at: Option<Timestamp>,
}

/// An item without its text: all that decides who sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Who wrote it.
    pub author: PersonId,
    /// The author's therapist.
    pub clinician: Slug,
    /// What it is.
    pub kind: ItemKind,
    /// How far along it is.
    pub stage: Stage,
    /// Counts its changes: whoever saves says which one they had before them.
    pub version: u32,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Since when the therapist may see it, if they may.
    pub therapist_since: Option<Timestamp>,
    /// Copies for partners, of this couple and of earlier ones.
    pub deliveries: Vec<Delivery>,
}

/// An item with its text. Only `store` makes one, for a viewer who may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenItem {
    /// The item.
    pub item: Item,
    /// What was written.
    pub writing: Writing,
}

impl Item {
    /// The copy for the partner of `couple` that was not taken back.
    pub fn shared_in(&self, couple: CoupleId) -> Option<&Delivery> {
        self.deliveries.iter().find(|delivery| delivery.couple == couple && delivery.withdrawn_at.is_none())
    }

    /// Who sees it, as far as `couple` goes.
    pub fn audience(&self, couple: Option<CoupleId>) -> Audience {
        let partner = couple.is_some_and(|couple| self.shared_in(couple).is_some());
        Audience { therapist: self.therapist_since.is_some(), partner }
    }

    /// Whether a partner, of now or of before, has a copy that was not taken back: then the text stays as it is.
    pub fn is_fixed(&self) -> bool {
        self.kind == ItemKind::Screening || self.deliveries.iter().any(|delivery| delivery.withdrawn_at.is_none())
    }
}

/// What an author has to have in place before somebody is added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// They signed the present version of the practice's secrets policy.
    pub policy_signed: bool,
    /// They are linked, as far as they know.
    pub linked: bool,
    /// Joint work is open, as far as they know.
    pub joint_work_open: bool,
    /// Both agreed to rules for two that speak of accounts that are offered.
    pub offers_agreed: bool,
    /// How many accounts of theirs are offered there and were not taken back; what became of them they do not know.
    pub accounts_offered: usize,
}

/// Why an audience was not changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AudienceRefusal {
    /// No such item of theirs.
    NotFound,
    /// It is still a draft.
    StillDraft,
    /// Its audience was named before it started, and stays.
    FixedAudience,
    /// The secrets policy has to be signed first.
    PolicyNotSigned,
    /// This kind does not go to a partner.
    NotForPartner,
    /// There is no partner here.
    NotLinked,
    /// An account is offered once both agreed to rules for two that speak of it.
    RulesNotAgreed,
    /// Joint work is closed.
    JointWorkClosed,
    /// As many accounts are offered as there may be.
    ManyOffered,
}

/// Whether `wanted` may be the audience of `item`. Taking somebody out is always allowed.
///
/// # Errors
/// [`AudienceRefusal`], the first that stands in the way.
pub fn audience_allowed(
    item: &Item,
    now: Audience,
    wanted: Audience,
    standing: Standing,
) -> Result<(), AudienceRefusal> {
    if !item.kind.has_chosen_audience() {
        return Err(AudienceRefusal::FixedAudience);
    }
    let adds_therapist = wanted.therapist && !now.therapist;
    let adds_partner = wanted.partner && !now.partner;
    if (adds_therapist || adds_partner) && item.stage == Stage::Draft {
        return Err(AudienceRefusal::StillDraft);
    }
    if adds_therapist && !standing.policy_signed {
        return Err(AudienceRefusal::PolicyNotSigned);
    }
    if adds_partner && !item.kind.may_reach_partner() {
        return Err(AudienceRefusal::NotForPartner);
    }
    if adds_partner && !standing.linked {
        return Err(AudienceRefusal::NotLinked);
    }
    if adds_partner && !item.kind.comes_whole() && !standing.offers_agreed {
        return Err(AudienceRefusal::RulesNotAgreed);
    }
    if adds_partner && !standing.joint_work_open {
        return Err(AudienceRefusal::JointWorkClosed);
    }
    if adds_partner && item.kind == ItemKind::Account && standing.accounts_offered >= limits::ACCOUNTS_OFFERED_MAX {
        return Err(AudienceRefusal::ManyOffered);
    }
    Ok(())
}
