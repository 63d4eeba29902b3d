//! A talk of two as a protocol that neither side can break: one speaks, the other says it back, the first says whether
//! that was it, and the floor passes.
//!
//! # States
//!
//! | phase | who acts | leads to |
//! |---|---|---|
//! | gathering (live, and on one device) | each enters | speaking, once both are in |
//! | speaking | the speaker | reflecting; or they pass or set the topic aside, and the other speaks |
//! | reflecting | the listener | confirming; or they pass or set it aside, and speak themselves |
//! | confirming | the speaker | heard, passed or set aside: the other speaks; not quite: reflecting once more |
//! | stopped | nobody | a break ends when all who took it are back, a cooling-off by itself after 20 minutes |
//! | ended | nobody | |
//!
//! From every state and at once: either ends it. From speaking, reflecting and confirming: either takes a break or asks
//! for a cooling-off. Only whoever has the floor is ever heard: no other turn is taken, whatever a device sends.
//!
//! # Three ways to talk
//!
//! [`Mode::Live`], on two devices: each move reaches the other at once. [`Mode::OneDevice`]: the same, on a device on which
//! the second person unlocked a session for this room only. [`Mode::ByTurns`], over days: each turn reaches the other at a
//! delivery hour, which `safety::pacing` says; nobody gathers, and there is no break and no cooling-off, because not
//! answering is one, and looks like nothing.
//!
//! # What does not belong here
//!
//! A draft is no move: it is its author's alone, and no state has a place for it. A pause of joint work is no move either:
//! an open room runs on, and a turn that is held looks like one that comes late. Nobody learns who ended a room, or why:
//! [`Phase::Ended`] carries nothing.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::moves::{Kind, Move, Ticket};
use super::words::TurnText;
use crate::limits::{LIVE_TALK_HOURS_MAX, TALK_BY_TURNS_DAYS_MAX};
use crate::people::PersonId;

mod kept;
mod room;
mod state;
#[cfg(test)]
mod tests;

pub use kept::{Draft, Entry, Talk};
pub use room::{Answer, Opening, Room};

/// How the two talk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mode {
    /// At the same time, on two devices.
    Live,
    /// Turn by turn, over days.
    ByTurns,
    /// At the same time, on one device.
    OneDevice,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Live, Self::ByTurns, Self::OneDevice];

    /// Whether both are there at the same time.
    pub fn is_together(self) -> bool {
        self != Self::ByTurns
    }

    /// When a talk that began `at` and that nobody ends is over.
    pub fn over_at(self, at: Timestamp) -> Timestamp {
        let hours = if self.is_together() { LIVE_TALK_HOURS_MAX } else { 24 * TALK_BY_TURNS_DAYS_MAX };
        at.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
    }
}

/// A topic of one talk, from 1 on. What it is called is kept with the turn that began it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Topic(pub u16);

/// What a person does in a room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Deed {
    /// Comes in.
    Enter,
    /// Speaks: on the topic at hand, or on one that was set aside.
    Speak {
        /// The topic to take up again, if any.
        on: Option<Topic>,
    },
    /// Says back what they heard.
    Reflect,
    /// Says that they were heard.
    Heard,
    /// Says that it was not quite that, in words or without.
    NotQuite,
    /// Rather not, and the talk goes on: always equal to the other choices.
    Pass,
    /// Sets the topic aside for another time.
    Park,
    /// Takes a break.
    TakeBreak,
    /// Is back from it.
    ComeBack,
    /// Asks for twenty minutes in which nobody speaks.
    CoolOff,
    /// Ends the talk.
    End,
}

/// A command as it arrives: it may be lost, come twice, late, or out of order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Command {
    /// Its id, and what its sender's page showed.
    pub ticket: Ticket,
    /// What to do.
    pub deed: Deed,
    /// What was typed, if anything was. It comes back in every answer that does not take it.
    pub text: Option<TurnText>,
}

/// What happened in a room, as the log has it. The words of a turn are kept beside the move, sealed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TalkMove {
    /// Somebody came in and is the first: theirs alone, for nobody learns who waits.
    Entered,
    /// The second came in, and the talk begins.
    Begun,
    /// The speaker spoke.
    Spoke {
        /// The topic that they took up again.
        on: Option<Topic>,
    },
    /// The listener said it back.
    Reflected,
    /// The speaker was heard.
    Heard,
    /// It was not quite that.
    NotQuite,
    /// Whoever had the floor rather did not.
    Passed,
    /// Whoever had the floor set the topic aside.
    Parked,
    /// Somebody took a break.
    BreakTaken,
    /// And was back.
    CameBack,
    /// Nobody speaks for a while.
    CooledOff {
        /// When it ends.
        until: Timestamp,
    },
    /// The talk is over. Why is for the records: no page shows it.
    Ended(Cause),
}

/// Why a talk ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Cause {
    /// One of the two ended it.
    Chosen,
    /// One of the two left the couple.
    Left,
    /// Joint work was closed, for both to see.
    JointWorkClosed,
}

impl Kind for TalkMove {
    fn ends(&self) -> bool {
        matches!(self, Self::Ended(_))
    }
}

impl TalkMove {
    /// Whether words are kept with it.
    pub fn has_words(self) -> bool {
        matches!(self, Self::Spoke { .. } | Self::Reflected | Self::NotQuite)
    }
}

/// Where a talk stands, as one of the two sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// Not both have entered. Whether the other has is not said.
    Gathering {
        /// Whether this person has.
        entered: bool,
    },
    /// Somebody speaks.
    Speaking {
        /// Who.
        speaker: PersonId,
    },
    /// The other says it back.
    Reflecting {
        /// Who spoke.
        speaker: PersonId,
    },
    /// The speaker says whether that was it.
    Confirming {
        /// Who spoke.
        speaker: PersonId,
    },
    /// A break, a cooling-off or both.
    Stopped {
        /// Whether this person took a break and is not back.
        on_break: bool,
        /// Until when nobody speaks in any case: shown as a time, never counted down.
        cooling_until: Option<Timestamp>,
    },
    /// Over.
    Ended,
}

/// A room as one of the two sees it: what the moves that reached them come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View<'a> {
    /// How many moves that are: the next command says so.
    pub seen: u32,
    /// Where the talk stands.
    pub phase: Phase,
    /// The topic at hand.
    pub topic: Topic,
    /// Topics set aside.
    pub parked: BTreeSet<Topic>,
    /// The moves that count, in order: what the page tells of the talk. An ending is told by the phase alone.
    pub told: Vec<&'a Move<TalkMove>>,
    /// What this person may do now.
    pub may: Vec<Deed>,
}

/// Why a deed was not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// They are none of the two.
    #[error("not one of the two")]
    NotAPartner,
    /// The talk is over.
    #[error("the talk is over")]
    Ended,
    /// Something came that the sender's page did not show.
    #[error("the page was not up to date")]
    Stale,
    /// Not both have entered.
    #[error("not both have entered")]
    Gathering,
    /// Somebody is on a break, or the two cool off.
    #[error("the talk is stopped for now")]
    Stopped,
    /// The other has the floor, or it is another step's turn.
    #[error("not theirs to do now")]
    NotNow,
    /// A talk by turns has no such thing.
    #[error("not in this way of talking")]
    NotInThisMode,
    /// A turn has words.
    #[error("nothing was said")]
    NoWords,
    /// No such topic was set aside.
    #[error("no such topic was set aside")]
    NoSuchTopic,
    /// The talk has as many topics as it may.
    #[error("the talk has as many topics as it may")]
    TooManyTopics,
}

/// A refusal, with what to show instead and what was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused<'a> {
    /// Why.
    pub why: Refusal,
    /// The room as the sender sees it now; none for whoever is none of the two.
    pub view: Option<View<'a>>,
    /// What was typed: it stays their draft.
    pub text: Option<TurnText>,
}
