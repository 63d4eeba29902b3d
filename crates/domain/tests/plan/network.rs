//! Two honest devices and a network that loses, doubles, delays and reorders what it likes, one step at a time.
//!
//! Every interleaving of [`COMMANDS_MAX`] commands of the two devices is explored, once both have entered. A step is one of:
//! a device sends what its page (which may be out of date) offers; the network hands over anything that was ever sent, so
//! also the same once more, later, or in another order; a device is shown any of the pages that there have been since the
//! one it has. What is never handed over is lost.

use std::collections::{BTreeSet, HashSet, VecDeque};

use troth_domain::people::PersonId;
use troth_domain::plan::dialogue::{Answer, Command, Deed, Mode, Opening, Phase, Room};
use troth_domain::plan::{Ticket, TurnText};

use crate::people::{ANA, BO, id, noon, partners};

const COMMANDS_MAX: usize = 3;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct World {
    room: Room,
    /// How long the log was whose page each device shows.
    shown: [usize; 2],
    /// All that was ever sent: by whom, which deed, from a page that had seen how many moves.
    sent: BTreeSet<(u32, PersonId, Deed, u32)>,
}

fn text(number: u32) -> TurnText {
    TurnText::new(&format!("words of command {number}")).unwrap()
}

fn command((number, _, deed, seen): (u32, PersonId, Deed, u32)) -> Command {
    Command { ticket: Ticket { command: id(number), seen }, deed, text: Some(text(number)) }
}

/// The room after one command, and the same room where nothing was taken. Words are never lost.
fn hand_over(room: &Room, sent: (u32, PersonId, Deed, u32)) -> Room {
    let answer = room.decide(sent.1, command(sent), noon(), None);
    let (next, kept) = match answer {
        Ok(Answer::Taken { next, words, draft }) => (Some(next), words.or(draft)),
        Ok(Answer::Known { draft, .. } | Answer::Unchanged { draft }) => (None, draft),
        Err(refused) => (None, refused.text),
    };
    assert_eq!(kept, Some(text(sent.0)), "words are lost: {sent:?} in {room:?}");
    match next {
        Some(next) => room.clone().with(next).unwrap(),
        None => room.clone(),
    }
}

fn begun() -> World {
    let opening = Opening::new(partners(), ANA, Mode::Live, noon()).unwrap();
    let room = hand_over(&Room::open(opening), (100, ANA, Deed::Enter, 0));
    let room = hand_over(&room, (101, BO, Deed::Enter, 0));
    World { room, shown: [2, 2], sent: BTreeSet::new() }
}

/// The page that a device was shown when the log had `length` moves: what it offers, and how many moves it says it saw.
fn page(world: &World, person: PersonId, length: usize) -> (Vec<Deed>, u32) {
    let moves = world.room.log().moves()[..length].to_vec();
    let room = Room::kept(*world.room.opening(), moves).unwrap();
    let view = room.view(person, noon()).unwrap();
    (view.may.clone(), view.seen)
}

fn steps(world: &World) -> Vec<World> {
    let mut next = Vec::new();
    for (index, person) in [ANA, BO].into_iter().enumerate() {
        let length = world.room.log().moves().len();
        for shown in world.shown[index] + 1..=length {
            let mut later = world.clone();
            later.shown[index] = shown;
            next.push(later);
        }
        if world.sent.len() < COMMANDS_MAX {
            let (may, seen) = page(world, person, world.shown[index]);
            let number = u32::try_from(world.sent.len()).unwrap();
            next.extend(may.into_iter().map(|deed| {
                let sent = world.sent.iter().copied().chain([(number, person, deed, seen)]).collect();
                World { sent, ..world.clone() }
            }));
        }
    }
    let handed = world.sent.iter().map(|sent| World { room: hand_over(&world.room, *sent), ..world.clone() });
    next.extend(handed);
    next
}

/// What has to hold at every step.
fn check(world: &World) {
    let moves = world.room.log().moves();
    for (index, one) in moves.iter().enumerate() {
        let ids = moves.iter().filter(|other| other.command == one.command).count();
        assert_eq!(ids, 1, "a command was done twice: {world:?}");
        if one.kind.has_words() {
            let before = Room::kept(*world.room.opening(), moves[..index].to_vec()).unwrap();
            let holder = match before.view(ANA, noon()).unwrap().phase {
                Phase::Speaking { speaker } | Phase::Confirming { speaker } => Some(speaker),
                Phase::Reflecting { speaker } => partners().other(speaker),
                Phase::Gathering { .. } | Phase::Stopped { .. } | Phase::Ended => None,
            };
            assert_eq!(holder, one.author, "somebody interrupted: {world:?}");
        }
    }
    let [ana, bo] = [ANA, BO].map(|person| world.room.view(person, noon()).unwrap());
    match (ana.phase, bo.phase) {
        (Phase::Stopped { cooling_until: one, .. }, Phase::Stopped { cooling_until: other, .. }) => {
            assert_eq!(one, other)
        }
        (one, other) => assert_eq!(one, other, "the pages part: {world:?}"),
    }
}

#[test]
fn no_network_breaks_a_talk() {
    let mut found = HashSet::from([begun()]);
    let mut to_do = VecDeque::from([begun()]);
    while let Some(world) = to_do.pop_front() {
        check(&world);
        for next in steps(&world) {
            if found.insert(next.clone()) {
                to_do.push_back(next);
            }
        }
    }
    println!("{} states of two devices, a network and a room, with {COMMANDS_MAX} commands", found.len());
    assert!(found.len() > 1_000);
}
