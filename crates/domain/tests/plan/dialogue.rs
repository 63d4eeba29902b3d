//! A talk of two: what a person could notice, and long random runs.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::dialogue::{
    Answer, Cause, Command, Deed, Mode, Opening, Phase, Refusal, Room, TalkMove, Topic, View,
};
use troth_domain::plan::{BrokenLog, Log, Move, Partners, Reach, Ticket, TurnText};

use crate::people::{ANA, BO, CLEO, cases, id, noon, partners};

fn words(text: &str) -> Option<TurnText> {
    Some(TurnText::new(text).unwrap())
}

fn open(mode: Mode) -> Room {
    Room::open(Opening::new(partners(), ANA, mode, noon()).unwrap())
}

fn minutes(count: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(count)
}

fn seen(room: &Room, person: PersonId, now: Timestamp) -> u32 {
    room.view(person, now).unwrap().seen
}

/// Does what is asked from an up-to-date page, and says what stands in the way.
fn act(room: &mut Room, person: PersonId, deed: Deed, now: Timestamp, comes: Option<Timestamp>) -> Result<(), Refusal> {
    let number = room.log().next_number();
    let ticket = Ticket { command: id(number), seen: seen(room, person, now) };
    let answer = room.decide(person, Command { ticket, deed, text: words("words") }, now, comes);
    let answer = answer.map_err(|refused| refused.why)?;
    if let Answer::Taken { next, .. } = answer {
        *room = room.clone().with(next).unwrap();
    }
    Ok(())
}

#[track_caller]
fn run(room: &mut Room, deeds: &[(PersonId, Deed)]) {
    for (person, deed) in deeds {
        assert_eq!(act(room, *person, *deed, noon(), None), Ok(()), "{person:?} {deed:?}");
    }
}

fn phase(room: &Room, person: PersonId, now: Timestamp) -> Phase {
    room.view(person, now).unwrap().phase
}

const SPEAK: Deed = Deed::Speak { on: None };
const BOTH_ENTER: [(PersonId, Deed); 2] = [(ANA, Deed::Enter), (BO, Deed::Enter)];

#[test]
fn one_speaks_the_other_says_it_back_and_the_floor_passes() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    assert_eq!(phase(&room, BO, noon()), Phase::Speaking { speaker: ANA });
    run(&mut room, &[(ANA, SPEAK), (BO, Deed::Reflect), (ANA, Deed::NotQuite), (BO, Deed::Reflect)]);
    assert_eq!(phase(&room, BO, noon()), Phase::Confirming { speaker: ANA });
    run(&mut room, &[(ANA, Deed::Heard)]);
    assert_eq!(phase(&room, ANA, noon()), Phase::Speaking { speaker: BO });
    assert_eq!(act(&mut room, ANA, SPEAK, noon(), None), Err(Refusal::NotNow));
    assert_eq!(
        room.view(BO, noon()).unwrap().told.len(),
        6,
        "beginning, turn, reflection, not quite, reflection, heard"
    );
}

#[test]
fn nobody_learns_that_the_other_waits() {
    let mut room = open(Mode::Live);
    run(&mut room, &[(ANA, Deed::Enter)]);
    assert_eq!(room.view(BO, noon()), open(Mode::Live).view(BO, noon()));
    assert!(!room.may_see_presence(ANA, noon()));
    run(&mut room, &[(BO, Deed::Enter)]);
    assert!(room.may_see_presence(ANA, noon()) && room.may_see_presence(BO, noon()));
    assert!(!room.may_see_presence(CLEO, noon()));
    run(&mut room, &[(BO, Deed::End)]);
    assert!(!room.may_see_presence(ANA, noon()));
}

#[test]
fn whoever_is_not_heard_three_times_passes_the_floor_all_the_same() {
    let mut room = open(Mode::OneDevice);
    run(&mut room, &BOTH_ENTER);
    run(&mut room, &[(ANA, SPEAK)]);
    for _ in 0..limits::REFLECTIONS_PER_TURN_MAX {
        run(&mut room, &[(BO, Deed::Reflect), (ANA, Deed::NotQuite)]);
    }
    assert_eq!(phase(&room, ANA, noon()), Phase::Speaking { speaker: BO });
}

#[test]
fn a_break_ends_when_all_who_took_it_are_back_and_a_cooling_off_at_its_time() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    run(&mut room, &[(BO, Deed::TakeBreak), (ANA, Deed::TakeBreak), (ANA, Deed::ComeBack)]);
    assert_eq!(phase(&room, ANA, noon()), Phase::Stopped { on_break: false, cooling_until: None });
    assert_eq!(act(&mut room, ANA, SPEAK, noon(), None), Err(Refusal::Stopped));
    run(&mut room, &[(BO, Deed::ComeBack), (BO, Deed::CoolOff)]);
    let until = minutes(20);
    assert_eq!(phase(&room, ANA, noon()), Phase::Stopped { on_break: false, cooling_until: Some(until) });
    assert_eq!(act(&mut room, ANA, SPEAK, minutes(19), None), Err(Refusal::Stopped));
    assert_eq!(act(&mut room, ANA, SPEAK, until, None), Ok(()));
    assert_eq!(act(&mut room, BO, Deed::End, until, None), Ok(()));
    assert_eq!(phase(&room, ANA, until), Phase::Ended);
}

#[test]
fn an_old_return_does_not_end_a_new_break() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    run(&mut room, &[(BO, Deed::TakeBreak)]);
    let late = Ticket { command: id(900), seen: seen(&room, BO, noon()) };
    run(&mut room, &[(BO, Deed::ComeBack), (BO, Deed::TakeBreak)]);
    let refused =
        room.decide(BO, Command { ticket: late, deed: Deed::ComeBack, text: None }, noon(), None).unwrap_err();
    assert_eq!(refused.why, Refusal::Stale);
}

#[test]
fn a_topic_is_set_aside_and_taken_up_again() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    run(&mut room, &[(ANA, SPEAK), (BO, Deed::Park)]);
    let view = room.view(BO, noon()).unwrap();
    assert_eq!((view.phase, view.topic), (Phase::Speaking { speaker: BO }, Topic(2)));
    assert!(view.parked.contains(&Topic(1)) && view.may.contains(&Deed::Speak { on: Some(Topic(1)) }));
    assert_eq!(act(&mut room, BO, Deed::Speak { on: Some(Topic(7)) }, noon(), None), Err(Refusal::NoSuchTopic));
    run(&mut room, &[(BO, Deed::Speak { on: Some(Topic(1)) })]);
    let view = room.view(ANA, noon()).unwrap();
    assert_eq!((view.topic, view.parked.len()), (Topic(1), 0));
}

#[test]
fn a_stale_command_gives_back_the_words_and_shows_the_room() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    let stale = Ticket { command: id(900), seen: seen(&room, ANA, noon()) };
    run(&mut room, &[(ANA, SPEAK), (BO, Deed::Pass), (BO, Deed::Pass)]);
    let refused =
        room.decide(ANA, Command { ticket: stale, deed: SPEAK, text: words("mine") }, noon(), None).unwrap_err();
    assert_eq!((refused.why, refused.text), (Refusal::Stale, words("mine")));
    assert_eq!(refused.view, room.view(ANA, noon()));
}

#[test]
fn a_turn_over_days_comes_at_its_hour_and_an_ending_at_once() {
    let evening = minutes(6 * 60);
    let mut room = open(Mode::ByTurns);
    assert_eq!(act(&mut room, ANA, SPEAK, noon(), Some(evening)), Ok(()));
    assert_eq!(phase(&room, ANA, noon()), Phase::Reflecting { speaker: ANA });
    assert_eq!(room.view(BO, minutes(359)), open(Mode::ByTurns).view(BO, minutes(359)));
    assert_eq!(phase(&room, BO, evening), Phase::Reflecting { speaker: ANA });
    for deed in [Deed::Enter, Deed::TakeBreak, Deed::CoolOff] {
        assert_eq!(act(&mut room, BO, deed, evening, None), Err(Refusal::NotInThisMode));
    }
    assert_eq!(act(&mut room, ANA, Deed::End, minutes(1), None), Ok(()));
    assert_eq!(phase(&room, BO, minutes(1)), Phase::Ended);
    assert_eq!(room.view(BO, evening).unwrap().told, Vec::<&Move<TalkMove>>::new(), "what was under way never comes");
}

#[test]
fn what_one_made_comes_in_the_order_in_which_it_was_made() {
    let mut room = open(Mode::ByTurns);
    assert_eq!(act(&mut room, ANA, SPEAK, noon(), Some(minutes(1))), Ok(()));
    assert_eq!(act(&mut room, BO, Deed::Pass, minutes(2), Some(minutes(60 * 48))), Ok(()));
    assert_eq!(act(&mut room, BO, SPEAK, minutes(3), Some(minutes(60 * 24))), Ok(()));
    assert_eq!(room.view(ANA, minutes(60 * 30)).unwrap().seen, 1, "the later move does not overtake the earlier one");
    assert_eq!(phase(&room, ANA, minutes(60 * 48)), Phase::Reflecting { speaker: BO });
}

#[test]
fn whoever_leaves_ends_it_and_by_turns_the_other_sees_it_when_they_are_told() {
    let told_at = minutes(60 * 24 * 3);
    let mut live = open(Mode::Live);
    run(&mut live, &BOTH_ENTER);
    let left = live.leave(ANA, id(50), noon(), told_at).unwrap();
    let live = live.with(left).unwrap();
    assert_eq!(phase(&live, BO, noon()), Phase::Ended);
    assert_eq!(live.leave(ANA, id(51), noon(), told_at), None);
    let mut turns = open(Mode::ByTurns);
    run(&mut turns, &[(ANA, Deed::Pass)]);
    let turns = Room::kept(*turns.opening(), arrived(turns.log())).unwrap();
    let left = turns.leave(ANA, id(50), noon(), told_at).unwrap();
    let mut turns = turns.with(left).unwrap();
    assert_eq!(phase(&turns, ANA, noon()), Phase::Ended);
    assert_eq!(act(&mut turns, BO, SPEAK, minutes(60), Some(minutes(120))), Ok(()), "the other notices nothing");
    assert_eq!(phase(&turns, BO, told_at), Phase::Ended);
    assert_eq!(turns.view(ANA, told_at).unwrap().told.len(), 1, "and what they wrote since never comes");
}

/// The moves as they are once everything has come.
fn arrived(log: &Log<TalkMove>) -> Vec<Move<TalkMove>> {
    log.moves().iter().map(|one| Move { reach: Reach::AtOnce, ..one.clone() }).collect()
}

#[test]
fn closing_joint_work_ends_it_for_both_and_nobody_is_told_why() {
    let mut ended = open(Mode::Live);
    run(&mut ended, &BOTH_ENTER);
    let closed = ended.clone().with(ended.close(id(50), noon()).unwrap()).unwrap();
    let chosen = ended.clone().with(Move {
        kind: TalkMove::Ended(Cause::Chosen),
        author: Some(ANA),
        ..closed.log().moves()[2].clone()
    });
    let left = ended.leave(ANA, id(50), noon(), noon()).unwrap();
    let left = ended.with(left).unwrap();
    let chosen = chosen.unwrap();
    let views: Vec<View<'_>> = [&closed, &chosen, &left].map(|room| room.view(BO, noon()).unwrap()).into();
    assert!(views.iter().all(|view| *view == views[0]), "{views:?}");
    assert_eq!(closed.close(id(51), noon()), None);
}

#[test]
fn a_talk_is_over_after_its_turns_and_after_its_time() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    for turn in 0..limits::TALK_TURNS_MAX {
        let (speaker, listener) = if turn % 2 == 0 { (ANA, BO) } else { (BO, ANA) };
        run(&mut room, &[(speaker, SPEAK), (listener, Deed::Reflect), (speaker, Deed::Heard)]);
    }
    assert_eq!(phase(&room, ANA, noon()), Phase::Ended);
    let turns = open(Mode::ByTurns);
    assert_eq!(phase(&turns, ANA, turns.opening().over_at()), Phase::Ended);
    let mut passing = open(Mode::Live);
    run(&mut passing, &BOTH_ENTER);
    let mut moves = 1;
    while phase(&passing, ANA, noon()) != Phase::Ended {
        assert_eq!(phase(&passing, ANA, noon()), phase(&passing, BO, noon()), "after {moves} moves");
        let Phase::Speaking { speaker } = phase(&passing, ANA, noon()) else { panic!("only speaking") };
        run(&mut passing, &[(speaker, Deed::Pass)]);
        moves += 1;
    }
    assert_eq!((moves, phase(&passing, BO, noon())), (limits::TALK_MOVES_MAX, Phase::Ended));
}

#[test]
fn strangers_find_nothing_and_a_broken_log_is_noticed() {
    let mut room = open(Mode::Live);
    run(&mut room, &BOTH_ENTER);
    assert_eq!(room.view(CLEO, noon()), None);
    let command = Command { ticket: Ticket { command: id(9), seen: 0 }, deed: Deed::End, text: words("mine") };
    let refused = room.decide(CLEO, command, noon(), None).unwrap_err();
    assert_eq!((refused.why, refused.text), (Refusal::NotAPartner, words("mine")));
    let moves = room.log().moves().to_vec();
    let opening = *room.opening();
    let doubled = [moves[0].clone(), Move { number: 2, ..moves[0].clone() }].to_vec();
    let strange = vec![Move { author: Some(CLEO), ..moves[0].clone() }];
    for broken in [moves[1..].to_vec(), doubled, strange] {
        assert_eq!(Room::kept(opening, broken), Err(BrokenLog));
    }
    assert_eq!(Room::kept(opening, moves), Ok(room));
    assert_eq!(Partners::new([ANA, ANA]), None);
    assert_eq!(Opening::new(partners(), CLEO, Mode::Live, noon()), None);
    assert!(TurnText::new(&"ä".repeat(limits::TURN_CHARACTERS_MAX + 1)).is_err());
    assert_eq!(format!("{:?}", words("mine")), "Some(TurnText(private))");
}

#[derive(Clone, Debug)]
struct Step {
    person: bool,
    deed: usize,
    stale: bool,
    repeat: bool,
    minutes: i64,
    comes: Option<i64>,
}

fn step() -> impl Strategy<Value = Step> {
    let comes = prop_oneof![4 => (1_i64..600).prop_map(Some), 1 => Just(None)];
    (any::<bool>(), 0_usize..40, prop::bool::weighted(0.1), prop::bool::weighted(0.1), 0_i64..30, comes)
        .prop_map(|(person, deed, stale, repeat, minutes, comes)| Step { person, deed, stale, repeat, minutes, comes })
}

/// Mostly what the page offers, and not the ending, so that talks become long.
fn choose(view: &View<'_>, chosen: usize) -> Deed {
    let offered: Vec<Deed> = view.may.iter().copied().filter(|deed| *deed != Deed::End || chosen == 39).collect();
    offered.get(chosen % offered.len().max(1)).copied().unwrap_or(SPEAK)
}

/// The room as somebody would know it who was told only what reached `person`.
fn as_reached(room: &Room, person: PersonId, now: Timestamp) -> Room {
    let reached = room.log().seen_by(person, now).into_iter().cloned();
    let renumbered = reached.zip(1..).map(|(one, number)| Move { number, ..one });
    Room::kept(*room.opening(), renumbered.collect()).unwrap()
}

fn check_run(mode: Mode, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut room = open(mode);
    let mut now = noon();
    let mut counted = [0; 2];
    for (number, step) in steps.iter().enumerate() {
        now = now.saturating_add(SignedDuration::from_mins(step.minutes)).unwrap();
        let person = if step.person { ANA } else { BO };
        let view = room.view(person, now).unwrap();
        let index = usize::from(step.person);
        prop_assert!(view.seen >= counted[index], "a page never shows less than before");
        counted[index] = view.seen;
        prop_assert!(view.phase == Phase::Ended || view.may.contains(&Deed::End));
        let number = if step.repeat { number / 2 } else { number };
        let ticket = Ticket {
            command: id(u32::try_from(number).unwrap()),
            seen: view.seen - u32::from(step.stale && view.seen > 0),
        };
        let command = Command { ticket, deed: choose(&view, step.deed), text: words("words") };
        let comes = step.comes.map(|minutes| now + SignedDuration::from_mins(minutes));
        let known = as_reached(&room, person, now);
        prop_assert_eq!(
            known.view(person, now).map(|view| (view.seen, view.phase, view.may)),
            Some((view.seen, view.phase, view.may))
        );
        let answer = room.decide(person, command.clone(), now, comes);
        let entering = command.deed == Deed::Enter;
        let blind = known.decide(person, command, now, comes);
        prop_assert_eq!(answer.is_ok(), blind.is_ok(), "an answer tells nothing of what is under way");
        let kept = match answer {
            Ok(Answer::Taken { next, words, draft }) => {
                let alike = matches!(&blind, Ok(Answer::Taken { next: other, .. }) if other.kind == next.kind);
                prop_assert!(entering || alike, "what is taken is what the page offered");
                room = room.clone().with(next).unwrap();
                words.or(draft)
            }
            Ok(Answer::Known { draft, .. } | Answer::Unchanged { draft }) => draft,
            Err(refused) => refused.text,
        };
        prop_assert_eq!(kept, words("words"), "words are never lost");
    }
    let all = Room::kept(*room.opening(), arrived(room.log())).unwrap();
    let [ana, bo] = [ANA, BO].map(|person| all.view(person, now).unwrap());
    let is_gathering = matches!(ana.phase, Phase::Gathering { .. } | Phase::Stopped { .. });
    prop_assert!(is_gathering || ana.phase == bo.phase, "once all has come, both see the same");
    Ok(())
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn long_talks_hold_too(mode in 0_usize..3, steps in prop::collection::vec(step(), 1..120)) {
        check_run(Mode::ALL[mode], &steps)?;
    }
}
