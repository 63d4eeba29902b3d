//! What a row of moves comes to. Total: a move that does not fit is passed over.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::room::Opening;
use super::{Deed, Mode, Phase, Refusal, TalkMove, Topic};
use crate::limits::{COOLING_OFF_MINUTES, REFLECTIONS_PER_TURN_MAX, TALK_TOPICS_MAX, TALK_TURNS_MAX};
use crate::people::PersonId;

/// Where a talk stands, before the clock is looked at.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum State {
    Gathering { entered: BTreeSet<PersonId> },
    Talking(Talk),
    Ended,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Talk {
    speaker: PersonId,
    listener: PersonId,
    step: Step,
    /// Turns spoken.
    turns: u16,
    /// How often the present turn was said back.
    reflections: u8,
    topics: Topics,
    on_break: BTreeSet<PersonId>,
    cooling_until: Option<Timestamp>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Step {
    Speaking,
    Reflecting,
    Confirming,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Topics {
    current: Topic,
    /// Whether anybody has spoken on it.
    is_begun: bool,
    parked: BTreeSet<Topic>,
    /// The highest number given.
    last: u16,
}

impl State {
    /// As a room begins.
    pub(super) fn begin(opening: &Opening) -> Self {
        match opening.mode.is_together() {
            true => Self::Gathering { entered: BTreeSet::new() },
            false => Self::Talking(Talk::begin(opening)),
        }
    }

    /// The state after `next`; `None` if it does not fit.
    pub(super) fn after(&self, opening: &Opening, author: Option<PersonId>, next: TalkMove) -> Option<Self> {
        match (self, next) {
            (Self::Ended, _) => None,
            (_, TalkMove::Ended(_)) => Some(Self::Ended),
            (Self::Gathering { entered }, TalkMove::Entered) => {
                let mut entered = entered.clone();
                entered.insert(author?).then_some(Self::Gathering { entered })
            }
            (Self::Gathering { .. }, TalkMove::Begun) => Some(Self::Talking(Talk::begin(opening))),
            (Self::Gathering { .. }, _) => None,
            (Self::Talking(talk), _) => talk.clone().after(author?, next),
        }
    }

    /// How it looks to `person` at `now`.
    pub(super) fn phase(&self, person: PersonId, now: Timestamp) -> Phase {
        match self {
            Self::Ended => Phase::Ended,
            Self::Gathering { entered } => Phase::Gathering { entered: entered.contains(&person) },
            Self::Talking(talk) => talk.phase(person, now),
        }
    }

    /// The topic at hand, and those set aside.
    pub(super) fn topics(&self) -> (Topic, BTreeSet<Topic>) {
        match self {
            Self::Talking(Talk { topics, .. }) => (topics.current, topics.parked.clone()),
            Self::Gathering { .. } | Self::Ended => (Topic(1), BTreeSet::new()),
        }
    }

    /// What `deed` of `person` comes to; `Ok(None)` where it is so already.
    pub(super) fn decide(
        &self,
        mode: Mode,
        person: PersonId,
        deed: Deed,
        now: Timestamp,
    ) -> Result<Option<TalkMove>, Refusal> {
        match (self, deed) {
            (Self::Ended, Deed::End) => Ok(None),
            (Self::Ended, _) => Err(Refusal::Ended),
            (_, Deed::End) => Ok(Some(TalkMove::Ended(super::Cause::Chosen))),
            (_, Deed::Enter | Deed::TakeBreak | Deed::ComeBack | Deed::CoolOff) if !mode.is_together() => {
                Err(Refusal::NotInThisMode)
            }
            (Self::Gathering { entered }, Deed::Enter) => Ok((!entered.contains(&person)).then_some(TalkMove::Entered)),
            (Self::Gathering { .. }, _) => Err(Refusal::Gathering),
            (Self::Talking(_), Deed::Enter) => Ok(None),
            (Self::Talking(talk), deed) => talk.decide(person, deed, now),
        }
    }
}

impl Talk {
    fn begin(opening: &Opening) -> Self {
        let speaker = opening.first_speaker();
        Self {
            speaker,
            listener: opening.partners().other(speaker).unwrap_or(speaker),
            step: Step::Speaking,
            turns: 0,
            reflections: 0,
            topics: Topics { current: Topic(1), is_begun: false, parked: BTreeSet::new(), last: 1 },
            on_break: BTreeSet::new(),
            cooling_until: None,
        }
    }

    /// Who has the floor.
    fn holder(&self) -> PersonId {
        match self.step {
            Step::Speaking | Step::Confirming => self.speaker,
            Step::Reflecting => self.listener,
        }
    }

    fn phase(&self, person: PersonId, now: Timestamp) -> Phase {
        let cooling_until = self.cooling_until.filter(|until| now < *until);
        if !self.on_break.is_empty() || cooling_until.is_some() {
            return Phase::Stopped { on_break: self.on_break.contains(&person), cooling_until };
        }
        let speaker = self.speaker;
        match self.step {
            Step::Speaking => Phase::Speaking { speaker },
            Step::Reflecting => Phase::Reflecting { speaker },
            Step::Confirming => Phase::Confirming { speaker },
        }
    }

    fn decide(&self, person: PersonId, deed: Deed, now: Timestamp) -> Result<Option<TalkMove>, Refusal> {
        let cooling = self.cooling_until.is_some_and(|until| now < until);
        let has_floor = person == self.holder(); // guard: floor
        let nobody_stopped = !cooling && self.on_break.is_empty(); // guard: stopped
        match deed {
            Deed::TakeBreak => return Ok((!self.on_break.contains(&person)).then_some(TalkMove::BreakTaken)),
            Deed::ComeBack => return Ok(self.on_break.contains(&person).then_some(TalkMove::CameBack)),
            Deed::CoolOff if cooling => return Ok(None),
            Deed::CoolOff => return Ok(Some(TalkMove::CooledOff { until: cooled_off_at(now) })),
            _ if !nobody_stopped => return Err(Refusal::Stopped),
            _ if !has_floor => return Err(Refusal::NotNow),
            _ => {}
        }
        match (self.step, deed) {
            (_, Deed::Pass) => Ok(Some(TalkMove::Passed)),
            (_, Deed::Park) if self.topics.last >= TALK_TOPICS_MAX => Err(Refusal::TooManyTopics),
            (_, Deed::Park) => Ok(Some(TalkMove::Parked)),
            (Step::Speaking, Deed::Speak { on: Some(topic) }) if !self.topics.parked.contains(&topic) => {
                Err(Refusal::NoSuchTopic)
            }
            (Step::Speaking, Deed::Speak { on }) => Ok(Some(TalkMove::Spoke { on })),
            (Step::Reflecting, Deed::Reflect) => Ok(Some(TalkMove::Reflected)),
            (Step::Confirming, Deed::Heard) => Ok(Some(TalkMove::Heard)),
            (Step::Confirming, Deed::NotQuite) => Ok(Some(TalkMove::NotQuite)),
            _ => Err(Refusal::NotNow),
        }
    }

    fn after(mut self, author: PersonId, next: TalkMove) -> Option<State> {
        match next {
            TalkMove::BreakTaken => self.on_break.insert(author).then_some(State::Talking(self)),
            TalkMove::CameBack => self.on_break.remove(&author).then_some(State::Talking(self)),
            TalkMove::CooledOff { until } => {
                self.cooling_until = self.cooling_until.max(Some(until));
                Some(State::Talking(self))
            }
            _ if author != self.holder() => None,
            _ => self.floor_after(next),
        }
    }

    /// After a move of whoever has the floor.
    fn floor_after(mut self, next: TalkMove) -> Option<State> {
        match (self.step, next) {
            (_, TalkMove::Passed) | (Step::Confirming, TalkMove::Heard) => return Some(self.pass_floor()),
            (_, TalkMove::Parked) => {
                self.topics.set_aside();
                return Some(self.pass_floor());
            }
            (Step::Speaking, TalkMove::Spoke { on }) => {
                self.topics.speak(on);
                self.turns = self.turns.saturating_add(1);
                self.reflections = 0;
                self.step = Step::Reflecting;
            }
            (Step::Reflecting, TalkMove::Reflected) => {
                self.reflections = self.reflections.saturating_add(1);
                self.step = Step::Confirming;
            }
            (Step::Confirming, TalkMove::NotQuite) if self.reflections >= REFLECTIONS_PER_TURN_MAX => {
                return Some(self.pass_floor());
            }
            (Step::Confirming, TalkMove::NotQuite) => self.step = Step::Reflecting,
            _ => return None,
        }
        Some(State::Talking(self))
    }

    /// The listener speaks next, unless the talk has had its turns.
    fn pass_floor(self) -> State {
        if self.turns >= TALK_TURNS_MAX {
            return State::Ended;
        }
        let Self { speaker, listener, .. } = self;
        State::Talking(Self { speaker: listener, listener: speaker, step: Step::Speaking, reflections: 0, ..self })
    }
}

impl Topics {
    /// The topic at hand is set aside for a new one. One that nobody spoke on is gone.
    fn set_aside(&mut self) {
        if self.is_begun {
            self.parked.insert(self.current);
        }
        self.last = self.last.saturating_add(1);
        self.current = Topic(self.last);
        self.is_begun = false;
    }

    fn speak(&mut self, on: Option<Topic>) {
        if let Some(topic) = on.filter(|topic| self.parked.remove(topic)) {
            if self.is_begun {
                self.parked.insert(self.current);
            }
            self.current = topic;
        }
        self.is_begun = true;
    }
}

fn cooled_off_at(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_mins(COOLING_OFF_MINUTES)).unwrap_or(Timestamp::MAX)
}
