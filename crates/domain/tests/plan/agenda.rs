//! What two want to talk about in a session, and what one of them alone would like to bring.

use jiff::Timestamp;
use proptest::prelude::*;
use troth_domain::limits::OWN_AGENDA_LINES_MAX;
use troth_domain::people::PersonId;
use troth_domain::plan::agenda::{AgendaLine, AgendaMove, AgendaRefusal, OwnAgenda, OwnAgendaFull, Standing, as_sent};
use troth_domain::plan::{CommandId, Log, Move, PlanLine, Reach, Refusal};

use crate::commitment::hours;
use crate::people::{ANA, BO, cases, id, noon, partners};
use crate::shared::{act, check, steps};

fn line(words: &str) -> PlanLine {
    PlanLine::new(words).unwrap()
}

fn added(words: &str) -> AgendaMove {
    AgendaMove::Added(line(words))
}

fn stands(log: &Log<AgendaMove>, person: PersonId, at: Timestamp) -> AgendaLine {
    log.page(person, at).unwrap().state
}

fn one() -> Log<AgendaMove> {
    let mut log = Log::new(partners());
    act(&mut log, ANA, added("How we talk about money"), noon()).unwrap();
    log
}

#[test]
fn a_line_is_its_authors_to_mark_and_to_take_back_and_the_other_takes_it_off_no_list() {
    let mut log = one();
    let own = stands(&log, ANA, noon());
    assert!(own.is_open() && own.is_own());
    assert_eq!(stands(&log, BO, noon()).standing, Standing::NotAdded, "it is under way");
    assert_eq!(act(&mut log, BO, AgendaMove::TalkedAbout, noon()), Err(Refusal::Own(AgendaRefusal::NotThere)));
    let came = stands(&log, BO, hours(2));
    assert!(came.is_open() && !came.is_own());
    for not_his in [AgendaMove::TakenBack, AgendaMove::TalkedAbout] {
        let no = act(&mut log, BO, not_his, hours(2));
        assert_eq!(no, Err(Refusal::Own(AgendaRefusal::NotTheAuthor)));
    }
    assert!(as_sent(&log).is_open(), "nor is it off their therapist's");
    assert_eq!(act(&mut log, BO, added("Another"), hours(2)), Err(Refusal::Own(AgendaRefusal::Added)));
    act(&mut log, ANA, AgendaMove::TalkedAbout, hours(2)).unwrap();
    assert!(stands(&log, BO, hours(2)).is_open(), "not yet");
    for person in [ANA, BO] {
        assert!(matches!(stands(&log, person, hours(4)).standing, Standing::TalkedAbout(_)));
    }
    assert_eq!(act(&mut log, ANA, AgendaMove::TalkedAbout, hours(4)), Ok(false), "it is so already");
    act(&mut log, ANA, AgendaMove::TakenBack, hours(5)).unwrap();
    assert_eq!(stands(&log, BO, hours(7)).standing, Standing::TakenBack { author: ANA });
    assert!(stands(&log, BO, hours(7)).line().is_none(), "nothing of it is left");
}

#[test]
fn setting_the_others_line_aside_is_for_oneself() {
    let mut log = one();
    assert_eq!(act(&mut log, ANA, AgendaMove::SetAside, noon()), Err(Refusal::Own(AgendaRefusal::OwnLine)));
    let before = stands(&log, ANA, hours(9));
    act(&mut log, BO, AgendaMove::SetAside, hours(2)).unwrap();
    assert_eq!(act(&mut log, BO, AgendaMove::SetAside, hours(2)), Ok(false));
    assert!(stands(&log, BO, hours(2)).is_set_aside);
    assert_eq!(stands(&log, ANA, hours(9)), before);
    assert!(!as_sent(&log).is_set_aside || log.moves().len() == 2, "their therapist is not sent it");
    act(&mut log, BO, AgendaMove::PutBack, hours(3)).unwrap();
    assert!(!stands(&log, BO, hours(3)).is_set_aside);
}

#[test]
fn a_therapist_has_a_line_as_it_was_sent_and_marks_it_without_a_word_to_whom_it_did_not_reach() {
    let mut log = one();
    assert!(as_sent(&log).is_open(), "before it comes to the other");
    let marked = Move {
        number: log.next_number(),
        author: None,
        command: id(77),
        at: hours(0),
        reach: Reach::AtOnce,
        kind: AgendaMove::TalkedAbout,
    };
    log = log.with(marked).unwrap();
    assert!(matches!(as_sent(&log).standing, Standing::TalkedAbout(_)));
    assert!(matches!(stands(&log, ANA, hours(0)).standing, Standing::TalkedAbout(_)));
    assert_eq!(stands(&log, BO, hours(0)).standing, Standing::NotAdded);
    assert!(matches!(stands(&log, BO, hours(2)).standing, Standing::TalkedAbout(_)));
}

#[test]
fn ones_own_list_is_added_to_reworded_and_shortened() {
    let mut own = OwnAgenda::none(ANA);
    for number in 0..OWN_AGENDA_LINES_MAX {
        own = own.add(id(u32::try_from(number).unwrap()), line(&format!("Line {number}"))).unwrap();
    }
    let again = own.clone().add(id(0), line("Line 0"));
    assert_eq!(again, Ok(own.clone()), "sent twice, there once");
    assert_eq!(own.clone().add(CommandId([9; 16]), line("One more")), Err(OwnAgendaFull));
    let own = own.reword(id(1), line("In other words")).unwrap();
    assert!(own.says(&line("In other words")) && !own.says(&line("Line 1")));
    assert_eq!(own.clone().reword(CommandId([9; 16]), line("Nothing")), None);
    let own = own.without(id(1));
    assert_eq!(own.clone().without(id(1)), own);
    assert_eq!(own.lines.len(), OWN_AGENDA_LINES_MAX - 1);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn answers_tell_nothing_and_both_pages_agree_in_the_end(steps in steps()) {
        // Whoever begins a log gives it its name, so nobody else can.
        let offer = |_: &AgendaLine, person: PersonId, choice: usize, _| match choice % 7 {
            0 | 1 if person == ANA => added("How we talk about money"),
            0 | 1 => AgendaMove::TalkedAbout,
            2 | 3 => AgendaMove::TalkedAbout,
            4 => AgendaMove::SetAside,
            5 => AgendaMove::PutBack,
            _ => AgendaMove::TakenBack,
        };
        let shared = |state: &AgendaLine| (state.author(), state.is_open(), state.line().map(|line| line.words.clone()));
        check::<AgendaMove, _>(&steps, offer, shared)?;
    }
}
