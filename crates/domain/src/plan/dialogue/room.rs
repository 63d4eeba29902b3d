//! A room: its opening and its log. Every question is answered on the asker's own page.

use jiff::Timestamp;

use super::state::State;
use super::{Cause, Command, Deed, Mode, Phase, Refusal, Refused, TalkMove, Topic, View};
use crate::limits::TALK_MOVES_MAX;
use crate::people::PersonId;
use crate::plan::moves::{BrokenLog, CommandId, Log, Move, Partners, Reach};
use crate::plan::words::TurnText;

/// What is settled when a room opens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Opening {
    partners: Partners,
    first_speaker: PersonId,
    /// How the two talk.
    pub mode: Mode,
    /// When it opened.
    pub at: Timestamp,
}

impl Opening {
    /// `None` where whoever speaks first is neither of the two.
    pub fn new(partners: Partners, first_speaker: PersonId, mode: Mode, at: Timestamp) -> Option<Self> {
        partners.contains(first_speaker).then_some(Self { partners, first_speaker, mode, at })
    }

    /// The two.
    pub fn partners(&self) -> Partners {
        self.partners
    }

    /// Who speaks first.
    pub fn first_speaker(&self) -> PersonId {
        self.first_speaker
    }

    /// When a talk that nobody ends is over.
    pub fn over_at(&self) -> Timestamp {
        self.mode.over_at(self.at)
    }
}

/// A room, rebuilt from its log.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Room {
    opening: Opening,
    log: Log<TalkMove>,
}

/// What became of a command that was not refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It is a move: to be kept, with its words, in one step.
    Taken {
        /// The move, for [`Room::with`].
        next: Move<TalkMove>,
        /// Its words.
        words: Option<TurnText>,
        /// What was typed and is no part of it: it stays a draft.
        draft: Option<TurnText>,
    },
    /// This very command came before, and did what it should then.
    Known {
        /// The number of its move: where the words differ from those kept there, they stay a draft.
        number: u32,
        /// What came with it this time.
        draft: Option<TurnText>,
    },
    /// It is so already.
    Unchanged {
        /// What was typed: it stays a draft.
        draft: Option<TurnText>,
    },
}

impl Room {
    /// A room that has just opened.
    pub fn open(opening: Opening) -> Self {
        Self { opening, log: Log::new(opening.partners) }
    }

    /// As it was kept.
    ///
    /// # Errors
    /// [`BrokenLog`].
    pub fn kept(opening: Opening, moves: Vec<Move<TalkMove>>) -> Result<Self, BrokenLog> {
        Ok(Self { opening, log: Log::kept(opening.partners, moves)? })
    }

    /// The room after `next`.
    ///
    /// # Errors
    /// [`BrokenLog`] unless it is the next move.
    pub fn with(self, next: Move<TalkMove>) -> Result<Self, BrokenLog> {
        Ok(Self { log: self.log.with(next)?, ..self })
    }

    /// What is settled.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// All moves, for the records.
    pub fn log(&self) -> &Log<TalkMove> {
        &self.log
    }

    /// Whether `person` may be shown that the other is connected: in a room that both entered, and that is not over.
    pub fn may_see_presence(&self, person: PersonId, now: Timestamp) -> bool {
        let phase = self.view(person, now).map(|view| view.phase);
        self.opening.mode == Mode::Live && !matches!(phase, None | Some(Phase::Gathering { .. } | Phase::Ended))
    }

    /// The room as `person` sees it; `None` for whoever is none of the two.
    pub fn view(&self, person: PersonId, now: Timestamp) -> Option<View<'_>> {
        self.opening.partners.contains(person).then(|| self.page(person, now).view(person, now))
    }

    /// What `command` of `person` comes to. `deliver_at` is what `safety::pacing` answers for a turn made now; only a talk
    /// by turns asks for it.
    ///
    /// Ending, a break and a cooling-off are taken from a page of any age: a stop always works. Coming back is not, lest an
    /// old command end a break that began since.
    ///
    /// # Errors
    /// [`Refused`], with what to show and what was typed.
    pub fn decide(
        &self,
        person: PersonId,
        command: Command,
        now: Timestamp,
        deliver_at: Option<Timestamp>,
    ) -> Result<Answer, Box<Refused<'_>>> {
        let Command { ticket, deed, text } = command;
        if !self.opening.partners.contains(person) {
            return Err(Box::new(Refused { why: Refusal::NotAPartner, view: None, text }));
        }
        if let Some(known) = self.log.known(person, ticket.command) {
            return Ok(Answer::Known { number: known.number, draft: text });
        }
        let page = self.page(person, now);
        match page.decide(person, deed, ticket.seen, text.is_some(), now) {
            Err(why) => Err(Box::new(Refused { why, view: Some(page.view(person, now)), text })),
            Ok(None) => Ok(Answer::Unchanged { draft: text }),
            Ok(Some(kind)) => {
                let kind = if kind == TalkMove::Entered { self.entering(person) } else { kind };
                let (words, draft) = if kind.has_words() { (text, None) } else { (None, text) };
                let next = self.next(Some(person), ticket.command, kind, now, self.reach(kind, deliver_at));
                Ok(Answer::Taken { next, words, draft })
            }
        }
    }

    /// The move by which a person who leaves the couple ends the room; `None` where they see it over already. Live, it is
    /// over for both at once. By turns, the other's page stays as it is until they are told, as everything else does.
    pub fn leave(&self, person: PersonId, id: CommandId, now: Timestamp, told_at: Timestamp) -> Option<Move<TalkMove>> {
        self.view(person, now).filter(|view| view.phase != Phase::Ended)?;
        let reach = if self.opening.mode.is_together() { Reach::AtOnce } else { Reach::At(told_at) };
        Some(self.next(Some(person), id, TalkMove::Ended(Cause::Left), now, reach))
    }

    /// The move by which the practice closes joint work, and the room with it, for both at once; `None` where it is over
    /// for both.
    pub fn close(&self, id: CommandId, now: Timestamp) -> Option<Move<TalkMove>> {
        let is_over = |person| self.view(person, now).is_some_and(|view| view.phase == Phase::Ended);
        if self.opening.partners.both().into_iter().all(is_over) {
            return None;
        }
        Some(self.next(None, id, TalkMove::Ended(Cause::JointWorkClosed), now, Reach::AtOnce))
    }

    /// What it is that `person` comes in, given whether the other has.
    fn entering(&self, person: PersonId) -> TalkMove {
        let other_waits = |one: &Move<TalkMove>| one.kind == TalkMove::Entered && one.author != Some(person);
        if self.log.moves().iter().any(other_waits) { TalkMove::Begun } else { TalkMove::Entered }
    }

    fn next(
        &self,
        author: Option<PersonId>,
        command: CommandId,
        kind: TalkMove,
        at: Timestamp,
        reach: Reach,
    ) -> Move<TalkMove> {
        Move { number: self.log.next_number(), author, command, at, reach, kind }
    }

    fn reach(&self, kind: TalkMove, deliver_at: Option<Timestamp>) -> Reach {
        let at_once = self.opening.mode.is_together() || matches!(kind, TalkMove::Ended(_));
        match kind {
            TalkMove::Entered => Reach::Never,
            _ if at_once => Reach::AtOnce,
            _ => Reach::paced(deliver_at),
        }
    }

    /// What the moves that reached `person` come to.
    pub(super) fn page(&self, person: PersonId, now: Timestamp) -> Page<'_> {
        let moves = self.log.seen_by(person, now);
        let seen = u32::try_from(moves.len()).unwrap_or(u32::MAX);
        // Coming in first is on one page only, and the end of a talk comes for both at the same move.
        let in_common = moves.iter().filter(|one| one.kind != TalkMove::Entered).count();
        let is_full = u32::try_from(in_common).unwrap_or(u32::MAX) >= TALK_MOVES_MAX;
        let mut page = Page { mode: self.opening.mode, seen, state: State::begin(&self.opening), told: Vec::new() };
        for one in moves {
            if let Some(state) = page.state.after(&self.opening, one.author, one.kind) {
                page.state = state;
                page.told.push(one);
            }
        }
        if now >= self.opening.over_at() || is_full {
            page.state = State::Ended;
        }
        page
    }
}

/// A person's page: nothing that is under way to them is in it.
pub(super) struct Page<'a> {
    mode: Mode,
    pub(super) seen: u32,
    pub(super) state: State,
    told: Vec<&'a Move<TalkMove>>,
}

impl<'a> Page<'a> {
    fn decide(
        &self,
        person: PersonId,
        deed: Deed,
        seen: u32,
        has_words: bool,
        now: Timestamp,
    ) -> Result<Option<TalkMove>, Refusal> {
        let from_any_page = matches!(deed, Deed::End | Deed::TakeBreak | Deed::CoolOff | Deed::Enter);
        let is_fresh = seen == self.seen; // guard: stale
        if self.state != State::Ended && !from_any_page && !is_fresh {
            return Err(Refusal::Stale);
        }
        let kind = self.state.decide(self.mode, person, deed, now)?;
        let needs_words = matches!(kind, Some(TalkMove::Spoke { .. } | TalkMove::Reflected));
        if needs_words && !has_words { Err(Refusal::NoWords) } else { Ok(kind) }
    }

    fn view(self, person: PersonId, now: Timestamp) -> View<'a> {
        let (topic, parked) = self.state.topics();
        let speak_again = parked.iter().map(|topic| Deed::Speak { on: Some(*topic) });
        let deeds = ALWAYS_POSSIBLE.into_iter().chain(speak_again);
        let may =
            deeds.filter(|deed| matches!(self.decide(person, *deed, self.seen, true, now), Ok(Some(_)))).collect();
        let told = self.told.into_iter().filter(|one| !matches!(one.kind, TalkMove::Ended(_))).collect();
        View { seen: self.seen, phase: self.state.phase(person, now), topic, parked, told, may }
    }
}

/// Deeds that a page may offer, in the order in which it shows them.
const ALWAYS_POSSIBLE: [Deed; 11] = [
    Deed::Enter,
    Deed::Speak { on: None },
    Deed::Reflect,
    Deed::Heard,
    Deed::NotQuite,
    Deed::Pass,
    Deed::Park,
    Deed::TakeBreak,
    Deed::ComeBack,
    Deed::CoolOff,
    Deed::End,
];

impl Topic {
    /// Its number.
    pub fn number(self) -> u16 {
        self.0
    }
}
