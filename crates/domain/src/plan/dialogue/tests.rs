//! Every talk of two, up to a bound, against a second and simpler telling of the rules.
//!
//! # What is explored
//!
//! A command that arrives was made on some page that its sender was shown at some time. So whatever two devices and the
//! network between do, losing, doubling, delaying and reordering messages as often as they like, what reaches the room is
//! a row of commands, each with a deed, a sender and a count of moves that may be any number up to the present one. The
//! exploration tries *every* deed of *either* sender with *every* such count, and one too high, in *every* state that up
//! to [`MOVES_MAX`] accepted moves lead to, and every accepted command once more. That takes in all honest devices and
//! all dishonest ones. States are one where both pages, the log's length and what is under way are the same.
//!
//! `tests/plan/network.rs` explores devices and network one by one, to a lower bound.

use std::collections::{BTreeSet, HashSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::state::State;
use super::*;
use crate::plan::moves::{CommandId, Partners, Reach};

/// Accepted moves up to which every talk is explored.
const MOVES_MAX: u32 = 6;

const ANA: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);

/// The rules once more, as short as can be: who may do what.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Model {
    mode: Mode,
    entered: Vec<PersonId>,
    /// Whoever spoke, and what comes next: 0 speaking, 1 reflecting, 2 confirming.
    speaker: PersonId,
    step: u8,
    reflections: u8,
    topics: u16,
    on_break: BTreeSet<PersonId>,
    cooling_until: Option<Timestamp>,
    parked: BTreeSet<Topic>,
    topic: (Topic, bool),
    is_ended: bool,
}

fn other(person: PersonId) -> PersonId {
    if person == ANA { BO } else { ANA }
}

impl Model {
    fn new(mode: Mode) -> Self {
        Self {
            mode,
            entered: if mode == Mode::ByTurns { vec![ANA, BO] } else { Vec::new() },
            speaker: ANA,
            step: 0,
            reflections: 0,
            topics: 1,
            on_break: BTreeSet::new(),
            cooling_until: None,
            parked: BTreeSet::new(),
            topic: (Topic(1), false),
            is_ended: false,
        }
    }

    /// Whether `deed` of `person`, from a page that is up to date or not, changes anything.
    fn accepts(&self, person: PersonId, deed: Deed, is_fresh: bool, now: Timestamp) -> bool {
        let both = self.entered.len() == 2;
        let together = self.mode != Mode::ByTurns;
        let cooling = self.cooling_until.is_some_and(|until| now < until);
        let holder = if self.step == 1 { other(self.speaker) } else { self.speaker };
        let floor = both && is_fresh && !cooling && self.on_break.is_empty() && person == holder;
        !self.is_ended
            && match deed {
                Deed::End => true,
                Deed::Enter => !both && !self.entered.contains(&person),
                Deed::TakeBreak => both && together && !self.on_break.contains(&person),
                Deed::ComeBack => both && is_fresh && self.on_break.contains(&person),
                Deed::CoolOff => both && together && !cooling,
                Deed::Pass => floor,
                Deed::Park => floor && self.topics < crate::limits::TALK_TOPICS_MAX,
                Deed::Speak { on } => floor && self.step == 0 && on.is_none_or(|topic| self.parked.contains(&topic)),
                Deed::Reflect => floor && self.step == 1,
                Deed::Heard | Deed::NotQuite => floor && self.step == 2,
            }
    }

    fn apply(&mut self, person: PersonId, deed: Deed, now: Timestamp) {
        let passes = match deed {
            Deed::End => {
                self.is_ended = true;
                false
            }
            Deed::Enter => {
                self.entered.push(person);
                false
            }
            Deed::TakeBreak => !self.on_break.insert(person),
            Deed::ComeBack => !self.on_break.remove(&person),
            Deed::CoolOff => {
                self.cooling_until = now.checked_add(SignedDuration::from_mins(20)).ok();
                false
            }
            Deed::Speak { on } => {
                self.speak(on);
                false
            }
            Deed::Reflect => {
                self.step = 2;
                self.reflections += 1;
                false
            }
            Deed::NotQuite => {
                self.step = 1;
                self.reflections == 3
            }
            Deed::Park => {
                self.parked.extend(Some(self.topic.0).filter(|_| self.topic.1));
                self.topics += 1;
                self.topic = (Topic(self.topics), false);
                true
            }
            Deed::Heard | Deed::Pass => true,
        };
        if passes {
            (self.speaker, self.step) = (other(self.speaker), 0);
        }
    }

    fn speak(&mut self, on: Option<Topic>) {
        if let Some(topic) = on {
            self.parked.remove(&topic);
            self.parked.extend(Some(self.topic.0).filter(|_| self.topic.1));
            self.topic.0 = topic;
        }
        self.topic.1 = true;
        (self.step, self.reflections) = (1, 0);
    }
}

/// A way in which a room could be wrong. The exploration has to notice each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    None,
    /// Believes every page to be up to date.
    TrustsAnyPage,
    /// Takes a command that it knows for a new one.
    ForgetsCommands,
    /// Lets whoever sends speak for whoever has the floor.
    HearsAnybody,
    /// Says that it took a turn, and keeps another deed.
    LosesTurns,
    /// Does not end while the talk is stopped.
    EndsOnlyWhileTalking,
    /// Keeps what was typed with a command that it refused.
    SwallowsWords,
}

#[derive(Clone, Debug)]
struct World {
    room: Room,
    model: Model,
    now: Timestamp,
}

/// What came of one command: the move, if there is one, and whatever text is left.
struct Outcome {
    next: Option<Move<TalkMove>>,
    words: Option<TurnText>,
    draft: Option<TurnText>,
    is_known: bool,
}

fn start() -> Timestamp {
    "2027-03-01T12:00:00Z".parse().expect("an instant")
}

fn words() -> TurnText {
    TurnText::new("words").expect("a text")
}

fn opening(mode: Mode) -> Opening {
    Opening::new(Partners::new([ANA, BO]).expect("two"), ANA, mode, start()).expect("one of the two")
}

impl World {
    fn new(mode: Mode) -> Self {
        Self { room: Room::open(opening(mode)), model: Model::new(mode), now: start() }
    }

    /// A turn by turns takes an hour to arrive.
    fn arrives(&self) -> Option<Timestamp> {
        self.now.checked_add(SignedDuration::from_hours(1)).ok()
    }

    fn send(&self, fault: Fault, person: PersonId, deed: Deed, seen: u32, id: u32) -> Outcome {
        let page_seen = self.room.page(person, self.now).seen;
        let seen = match fault {
            Fault::TrustsAnyPage => page_seen,
            _ => seen,
        };
        let id = if fault == Fault::ForgetsCommands { 1000 + self.room.log().next_number() } else { id };
        let holder = match self.room.page(person, self.now).state.phase(person, self.now) {
            Phase::Speaking { speaker } | Phase::Confirming { speaker } => speaker,
            Phase::Reflecting { speaker } => other(speaker),
            Phase::Gathering { .. } | Phase::Stopped { .. } | Phase::Ended => person,
        };
        let sender = if fault == Fault::HearsAnybody { holder } else { person };
        let is_stopped = matches!(self.room.page(ANA, self.now).state.phase(ANA, self.now), Phase::Stopped { .. });
        if fault == Fault::EndsOnlyWhileTalking && is_stopped && deed == Deed::End {
            return Outcome { next: None, words: None, draft: Some(words()), is_known: false };
        }
        let command = Command { ticket: Ticket { command: command_id(id), seen }, deed, text: Some(words()) };
        let none = Outcome { next: None, words: None, draft: None, is_known: false };
        match self.room.decide(sender, command, self.now, self.arrives()) {
            Ok(Answer::Taken { mut next, words, draft }) => {
                if fault == Fault::LosesTurns && deed == Deed::Reflect {
                    next.kind = TalkMove::Passed;
                }
                Outcome { next: Some(next), words, draft, is_known: false }
            }
            Ok(Answer::Known { draft, .. }) => Outcome { draft, is_known: true, ..none },
            Ok(Answer::Unchanged { draft }) => Outcome { draft, ..none },
            Err(_) if fault == Fault::SwallowsWords => none,
            Err(refused) => Outcome { draft: refused.text, ..none },
        }
    }

    /// When time by itself changes something: a turn arrives, or a cooling-off ends.
    fn time_leads_to(&self) -> Option<Timestamp> {
        let arrivals = self.room.log().moves().iter().filter_map(|one| match one.reach {
            Reach::At(at) => Some(at),
            Reach::AtOnce | Reach::Waits | Reach::Never => None,
        });
        arrivals.chain(self.model.cooling_until).filter(|at| *at > self.now && !self.model.is_ended).min()
    }

    fn key(&self) -> (State, u32, State, u32, u32, bool) {
        let [ana, bo] = [ANA, BO].map(|person| self.room.page(person, self.now));
        let cooling = self.model.cooling_until.is_some_and(|until| self.now < until);
        (ana.state, ana.seen, bo.state, bo.seen, self.room.log().next_number(), cooling)
    }
}

fn command_id(number: u32) -> CommandId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    CommandId(bytes)
}

const DEEDS: [Deed; 13] = [
    Deed::Enter,
    Deed::Speak { on: None },
    Deed::Speak { on: Some(Topic(1)) },
    Deed::Speak { on: Some(Topic(2)) },
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

/// Explores every talk in `mode`; the number of states, or what went wrong first.
fn explore(mode: Mode, fault: Fault, moves_max: u32) -> Result<(usize, usize), String> {
    let mut found = HashSet::from([World::new(mode).key()]);
    let mut to_do = VecDeque::from([World::new(mode)]);
    let mut tried = 0;
    while let Some(world) = to_do.pop_front() {
        let mut nexts = Vec::new();
        let mut leads_on = world.time_leads_to().is_some();
        for person in [ANA, BO] {
            let page_seen = world.room.page(person, world.now).seen;
            for deed in DEEDS {
                for seen in 0..=page_seen + 1 {
                    tried += 1;
                    let next = check(&world, fault, person, deed, seen)?;
                    leads_on |= next.is_some() && deed != Deed::End;
                    nexts.extend(next);
                }
            }
        }
        check_pages(&world)?;
        if !leads_on && !world.model.is_ended {
            return Err(format!("nothing leads on from {world:?}"));
        }
        nexts.extend(world.time_leads_to().map(|now| World { now, ..world.clone() }));
        for next in nexts {
            if next.room.log().next_number() <= moves_max + 1 && found.insert(next.key()) {
                to_do.push_back(next);
            }
        }
    }
    Ok((found.len(), tried))
}

/// Sends one command, and the same once more. Answers the world after it where it was taken.
fn check(world: &World, fault: Fault, person: PersonId, deed: Deed, seen: u32) -> Result<Option<World>, String> {
    let page = world.room.page(person, world.now);
    let is_fresh = seen == page.seen;
    let id = world.room.log().next_number();
    let outcome = world.send(fault, person, deed, seen, id);
    let told = || format!("{person:?} {deed:?} from {seen} of {} in {world:?}", page.seen);
    // By turns a person acts on what has come to them: the model holds what they made, and the other cannot.
    let in_flight = world.room.log().moves().len() > page.told_len();
    let expected =
        world.model.accepts(person, deed, is_fresh, world.now) && !(in_flight && needs_floor(deed, person, world));
    if outcome.next.is_some() != expected {
        return Err(format!("taken: {}, expected: {expected}: {}", outcome.next.is_some(), told()));
    }
    if outcome.words.is_none() && outcome.draft.is_none() {
        return Err(format!("words are lost: {}", told()));
    }
    let Some(next) = outcome.next else { return Ok(None) };
    if next.kind.has_words() != outcome.words.is_some() || next.author != Some(person) {
        return Err(format!("a turn is lost, or another's: {}", told()));
    }
    let Ok(room) = world.room.clone().with(next.clone()) else { return Err(format!("no log: {}", told())) };
    let mut after = World { room, ..world.clone() };
    after.model.apply(person, deed, world.now);
    let again = after.send(fault, person, deed, seen, id);
    if again.next.is_some() || !again.is_known || again.draft.is_none() {
        return Err(format!("done twice: {}", told()));
    }
    if after.room.log().moves().iter().filter(|one| one.command == next.command).count() != 1 {
        return Err(format!("not there once: {}", told()));
    }
    Ok(Some(after))
}

/// Whether it takes the floor, and the floor is on its way to `person`.
fn needs_floor(deed: Deed, person: PersonId, world: &World) -> bool {
    let theirs = world.room.log().moves().last().is_some_and(|last| last.author == Some(other(person)));
    let stops = matches!(deed, Deed::End | Deed::Enter | Deed::TakeBreak | Deed::ComeBack | Deed::CoolOff);
    theirs && !stops && world.model.mode == Mode::ByTurns
}

/// Both pages show the same once everything has arrived, and neither offers what would be refused.
fn check_pages(world: &World) -> Result<(), String> {
    let later = world.arrives().unwrap_or(world.now);
    let [ana, bo] = [ANA, BO].map(|person| world.room.page(person, later));
    let has_begun = !matches!(ana.state, State::Gathering { .. });
    if has_begun && ana.state != bo.state {
        return Err(format!("the pages part: {world:?}"));
    }
    for person in [ANA, BO] {
        let Some(view) = world.room.view(person, world.now) else { return Err("no page".to_owned()) };
        let can_end = view.phase == Phase::Ended || view.may.contains(&Deed::End);
        let holds_drafts = view.told.iter().any(|one| matches!(one.kind, TalkMove::Ended(_)));
        if !can_end || holds_drafts {
            return Err(format!("no way out: {world:?}"));
        }
    }
    Ok(())
}

impl room::Page<'_> {
    fn told_len(&self) -> usize {
        usize::try_from(self.seen).unwrap_or(usize::MAX)
    }
}

#[test]
fn no_talk_of_two_is_ever_broken() {
    for mode in Mode::ALL {
        let (states, tried) = explore(mode, Fault::None, MOVES_MAX).unwrap_or_else(|fault| panic!("{mode:?}: {fault}"));
        println!("{mode:?}: {states} states with up to {MOVES_MAX} moves, {tried} commands tried, each twice");
        assert!(states > 100, "{mode:?} had only {states}");
    }
}

#[test]
#[ignore = "minutes: scripts/prove runs it"]
fn no_longer_talk_is_ever_broken_either() {
    for mode in Mode::ALL {
        let (states, tried) = explore(mode, Fault::None, 10).unwrap_or_else(|fault| panic!("{mode:?}: {fault}"));
        println!("{mode:?}: {states} states with up to 10 moves, {tried} commands tried, each twice");
    }
}

#[test]
fn each_way_to_break_it_is_noticed() {
    for fault in [
        Fault::TrustsAnyPage,
        Fault::ForgetsCommands,
        Fault::HearsAnybody,
        Fault::LosesTurns,
        Fault::EndsOnlyWhileTalking,
        Fault::SwallowsWords,
    ] {
        assert!(explore(Mode::Live, fault, 6).is_err(), "{fault:?} went unnoticed");
    }
    assert!(explore(Mode::ByTurns, Fault::TrustsAnyPage, 6).is_err());
}
