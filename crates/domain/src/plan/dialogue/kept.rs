//! A talk as it is kept: how it began, and each move with its words.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Mode, Opening, Room, TalkMove, Topic, View};
use crate::people::PersonId;
use crate::plan::moves::{BrokenLog, CommandId, Kind, Log, Move, Reach};
use crate::plan::words::{PlanLine, TurnText};
use crate::writing::PrivateText;

/// One entry in the log of a talk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// Somebody began it.
    Opened {
        /// How the two talk.
        mode: Mode,
        /// Who speaks first.
        first_speaker: PersonId,
        /// What it is about.
        topic: PlanLine,
    },
    /// Somebody did something.
    Did {
        /// What.
        kind: TalkMove,
        /// Its words, where it has any.
        words: Option<TurnText>,
    },
}

impl Kind for Entry {
    fn ends(&self) -> bool {
        matches!(self, Self::Did { kind, .. } if kind.ends())
    }

    fn over_at(&self, at: Timestamp) -> Option<Timestamp> {
        let Self::Opened { mode, .. } = self else { return None };
        Some(mode.over_at(at))
    }
}

impl Entry {
    /// The entry of a move with its words.
    pub fn of(one: Move<TalkMove>, words: Option<TurnText>) -> Move<Self> {
        let Move { number, author, command, at, reach, kind } = one;
        Move { number, author, command, at, reach, kind: Self::Did { kind, words } }
    }
}

/// What somebody typed for their next turn and did not send. Nobody else ever sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// What they typed: it may be longer than a turn.
    pub text: PrivateText,
}

/// A talk, out of what has reached one of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Talk {
    /// Names what began it.
    pub opened_by: Option<PersonId>,
    /// When it came to this person.
    pub came_at: Timestamp,
    /// What it is about at first.
    pub topic: PlanLine,
    room: Room,
    words: BTreeMap<u32, TurnText>,
}

impl Talk {
    /// The talk in `log` as far as it has reached `person` by `now`; `None` where its beginning has not. `other_is_in` says
    /// whether the other has entered, which no page of theirs tells: their coming in begins it.
    ///
    /// # Errors
    /// [`BrokenLog`].
    pub fn of(
        log: &Log<Entry>,
        person: PersonId,
        now: Timestamp,
        other_is_in: bool,
    ) -> Result<Option<Self>, BrokenLog> {
        let mut seen = log.seen_by(person, now).into_iter();
        let Some(first) = seen.next() else { return Ok(None) };
        let Entry::Opened { mode, first_speaker, topic } = &first.kind else { return Ok(None) };
        let opening = Opening::new(log.partners(), *first_speaker, *mode, first.at).ok_or(BrokenLog)?;
        let (mut moves, mut words) = (Vec::new(), BTreeMap::new());
        if other_is_in && let Some(other) = log.partners().other(person) {
            moves.push(entered(other, first.at));
        }
        for one in seen {
            let Entry::Did { kind, words: said } = &one.kind else { return Err(BrokenLog) };
            let number = u32::try_from(moves.len()).unwrap_or(u32::MAX).saturating_add(1);
            let Move { author, command, at, reach, .. } = *one;
            moves.push(Move { number, author, command, at, reach, kind: *kind });
            if let Some(said) = said {
                words.insert(number, said.clone());
            }
        }
        let (opened_by, came_at) = (first.author, first.came_to(person));
        Ok(Some(Self { opened_by, came_at, topic: topic.clone(), room: Room::kept(opening, moves)?, words }))
    }

    /// The room.
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// The words of a move of the room, by its number.
    pub fn words(&self, number: u32) -> Option<&TurnText> {
        self.words.get(&number)
    }

    /// The words that began a topic, on the page `view`; none for the first, which has a name, and for one that nobody
    /// spoke on.
    pub fn words_of_topic(&self, view: &View<'_>, topic: Topic) -> Option<&TurnText> {
        let (mut current, mut last) = (1, 1);
        for one in &view.told {
            match one.kind {
                TalkMove::Parked => {
                    last += 1;
                    current = last;
                }
                TalkMove::Spoke { on } => {
                    current = on.map_or(current, Topic::number);
                    if current == topic.number() && topic.number() > 1 {
                        return self.words(one.number);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// That the other came in first: on no page, and what the second one's coming in is decided on.
fn entered(other: PersonId, at: Timestamp) -> Move<TalkMove> {
    let command = CommandId([0; 16]);
    Move { number: 1, author: Some(other), command, at, reach: Reach::Never, kind: TalkMove::Entered }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dialogue::{Answer, Command, Deed, Phase};
    use crate::plan::moves::{Partners, Ticket};

    const ANA: PersonId = PersonId([1; 16]);
    const BO: PersonId = PersonId([2; 16]);

    fn now() -> Timestamp {
        "2027-03-01T12:00:00Z".parse().unwrap()
    }

    fn opened(log: Log<Entry>, reach: Reach) -> Log<Entry> {
        let topic = PlanLine::new("Evenings").unwrap();
        let kind = Entry::Opened { mode: Mode::Live, first_speaker: ANA, topic };
        let command = CommandId([9; 16]);
        log.with(Move { number: 1, author: Some(ANA), command, at: now(), reach, kind }).unwrap()
    }

    fn begun() -> Log<Entry> {
        opened(Log::new(Partners::new([ANA, BO]).unwrap()), Reach::AtOnce)
    }

    /// What `deed` of `person` adds to the log, as the records keep it.
    fn after(log: Log<Entry>, person: PersonId, deed: Deed, text: Option<&str>, other_is_in: bool) -> Log<Entry> {
        let talk = Talk::of(&log, person, now(), other_is_in).unwrap().unwrap();
        let seen = talk.room().view(person, now()).unwrap().seen;
        let number = log.next_number();
        let ticket = Ticket { command: CommandId([u8::try_from(number).unwrap(); 16]), seen };
        let command = Command { ticket, deed, text: text.map(|text| TurnText::new(text).unwrap()) };
        let answer = talk.room().decide(person, command, now(), None).unwrap();
        let Answer::Taken { next, words, .. } = answer else { panic!("it is taken: {answer:?}") };
        log.with(Move { number, ..Entry::of(next, words) }).unwrap()
    }

    #[test]
    fn the_second_who_comes_in_begins_it_and_the_first_is_on_no_page() {
        let log = after(begun(), BO, Deed::Enter, None, false);
        let anas = Talk::of(&log, ANA, now(), true).unwrap().unwrap();
        let view = anas.room().view(ANA, now()).unwrap();
        assert_eq!((view.seen, view.phase), (0, Phase::Gathering { entered: false }));
        let log = after(log, ANA, Deed::Enter, None, true);
        for person in [ANA, BO] {
            let talk = Talk::of(&log, person, now(), true).unwrap().unwrap();
            assert_eq!(talk.room().view(person, now()).unwrap().phase, Phase::Speaking { speaker: ANA });
        }
    }

    #[test]
    fn each_turn_has_its_words_and_each_topic_what_began_it() {
        let mut log = after(begun(), BO, Deed::Enter, None, false);
        log = after(log, ANA, Deed::Enter, None, true);
        log = after(log, ANA, Deed::Speak { on: None }, Some("It is late."), true);
        log = after(log, BO, Deed::Park, None, true);
        log = after(log, BO, Deed::Speak { on: None }, Some("The weekend."), true);
        let talk = Talk::of(&log, ANA, now(), true).unwrap().unwrap();
        let view = talk.room().view(ANA, now()).unwrap();
        let said = view.told.iter().filter_map(|one| talk.words(one.number)).map(TurnText::reveal).collect::<Vec<_>>();
        assert_eq!(said, ["It is late.", "The weekend."]);
        assert_eq!(talk.words_of_topic(&view, view.topic).map(TurnText::reveal), Some("The weekend."));
        assert_eq!(talk.words_of_topic(&view, Topic(1)), None);
    }

    #[test]
    fn a_talk_whose_beginning_has_not_come_is_not_there() {
        let log = opened(Log::new(Partners::new([ANA, BO]).unwrap()), Reach::Waits);
        assert_eq!(Talk::of(&log, BO, now(), false), Ok(None));
        let ended = after(log, ANA, Deed::End, None, false);
        assert_eq!(Talk::of(&ended, BO, now(), false), Ok(None), "its end alone tells nothing");
    }
}
