//! A doubt is asked once, and answered when both said that they would.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::check_in_times::{CheckInMove, CheckInRefusal, CheckInTimes};
use troth_domain::plan::doubt::{Answer, Doubt, DoubtRefusal, Standing};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::{Log, Moment, PlanLine, PlanText, Refusal};

use crate::commitment::hours;
use crate::people::{ANA, BO, cases, noon, partners};
use crate::recurrence::{at, zone};
use crate::shared::{act, check, steps};

fn evenings() -> Recurrence {
    let first = "2027-03-02".parse().unwrap();
    Recurrence::new(first, at("20:00"), zone("UTC"), Rule::Daily, Until::Times(200)).unwrap()
}

/// The evening of the first check-in, and of those after it.
fn evening(number: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(32 + 24 * number)
}

fn times() -> Log<CheckInMove> {
    let mut log = Log::new(partners());
    act(&mut log, ANA, CheckInMove::Proposed(evenings()), noon()).unwrap();
    let id = log.page(BO, hours(1)).unwrap().state.proposed.unwrap().0;
    act(&mut log, BO, CheckInMove::Agreed(id), hours(1)).unwrap();
    log
}

fn agreed() -> CheckInTimes {
    times().page(ANA, hours(2)).unwrap().state
}

fn doubt(question: &str) -> Doubt {
    Doubt::hold(ANA, PlanLine::new(question).unwrap())
}

#[test]
fn a_question_comes_at_its_check_in_or_after_a_long_hold_at_the_next() {
    let (times, minute) = (agreed(), SignedDuration::from_mins(1));
    let comes_at = |now: Timestamp| times.comes_at(evening(1), now);
    assert_eq!(comes_at(noon()), Some(evening(1)), "not at an earlier one");
    assert_eq!(comes_at(evening(1) - minute), Some(evening(1)));
    assert_eq!(comes_at(evening(1)), Some(evening(2)));
    assert_eq!(comes_at(evening(3) + minute), Some(evening(4)));
    let ended = CheckInTimes { proposed: None, agreed: None };
    assert_eq!(ended.comes_at(evening(1), evening(1) - minute), Some(evening(1)), "it was agreed then");
    assert_eq!(ended.comes_at(evening(1), evening(1)), None);
}

#[test]
fn both_agree_on_when_check_ins_are() {
    let mut log = times();
    assert_eq!(log.page(ANA, hours(1)).unwrap().state.agreed, None, "on its way");
    assert_eq!(agreed().next_after(noon()).map(|once| once.at), Some(evening(0)));
    act(&mut log, BO, CheckInMove::Proposed(evenings()), hours(3)).unwrap();
    let id = log.page(BO, hours(3)).unwrap().state.proposed.unwrap().0;
    assert_eq!(act(&mut log, BO, CheckInMove::Agreed(id), hours(4)), Err(Refusal::Own(CheckInRefusal::OwnProposal)));
    assert_eq!(act(&mut log, BO, CheckInMove::Ended, hours(4)), Ok(true));
    assert_eq!(log.page(ANA, hours(5)).unwrap().state.agreed, None);
}

#[test]
fn it_is_there_for_the_other_from_the_check_in_on() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    assert_eq!(asked.seen_by_other(BO, evening(0) - SignedDuration::from_secs(1)), None);
    assert!(asked.seen_by_other(BO, evening(0)).is_some() && asked.seen_by_other(ANA, evening(0)).is_none());
    assert_eq!(asked.clone().answer(BO, Answer::Spoken, hours(3), hours(9)), Err(DoubtRefusal::NotNow));
    assert_eq!(asked.clone().answer(ANA, Answer::Spoken, evening(0), evening(0)), Err(DoubtRefusal::OwnQuestion));
    assert_eq!(asked.let_go().seen_by_other(BO, evening(9)), None, "taken back, it never came");
    let none = CheckInTimes { proposed: None, agreed: None };
    assert_eq!(doubt("When").ask(&none, &[], hours(2)), Err(DoubtRefusal::NoCheckIn));
}

#[test]
fn it_is_asked_once_and_once_more_after_an_answer() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    let again = doubt("where were you, in may?").ask(&agreed(), std::slice::from_ref(&asked), hours(2));
    assert_eq!(again, Err(DoubtRefusal::AskedAlready));
    assert_eq!(asked.clone().ask(&agreed(), &[], evening(0)), Err(DoubtRefusal::AskedAlready));
    for answer in [Answer::Spoken, Answer::DoNotKnow, Answer::InASession] {
        let answered = asked.clone().answer(BO, answer.clone(), evening(0), evening(1)).unwrap();
        let second = answered.clone().ask(&agreed(), &[], evening(1)).unwrap();
        let view = second.seen_by_other(BO, evening(1)).unwrap();
        assert_eq!(
            view.asking.answer.as_ref().map(|answered| &answered.answer),
            Some(&answer),
            "until the next check-in the other sees what was"
        );
        let second = second.answer(BO, Answer::Spoken, evening(2), evening(3)).unwrap();
        assert_eq!(second.clone().ask(&agreed(), &[], evening(3)), Err(DoubtRefusal::AskedOften));
        assert_eq!(second.settle(evening(2)).unwrap().standing, Standing::Settled);
    }
}

#[test]
fn an_answer_in_words_comes_at_its_hour_and_until_then_changes_nothing_for_who_asked() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    let words = Answer::Words(PlanText::new("At work").unwrap());
    let answered = asked.clone().answer(BO, words.clone(), evening(0), evening(1)).unwrap();
    let before = evening(1) - SignedDuration::from_secs(1);
    for doubt in [&asked, &answered] {
        assert_eq!(doubt.answer_for_author(before), None);
        assert_eq!(doubt.clone().settle(before), Err(DoubtRefusal::NotNow));
        assert_eq!(doubt.clone().ask(&agreed(), &[], before), Err(DoubtRefusal::AskedAlready));
    }
    assert_eq!(answered.answer_for_author(evening(1)), Some(&words));
}

#[test]
fn how_it_stands_with_its_author_shows_nowhere() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    let answered = asked.answer(BO, Answer::DoNotKnow, evening(0), evening(0)).unwrap();
    for private in [answered.clone().settle(evening(0)).unwrap(), answered.clone().take_to_therapist().unwrap()] {
        assert_eq!(private.seen_by_other(BO, evening(5)), answered.seen_by_other(BO, evening(5)));
    }
    assert_eq!(doubt("When").settle(noon()), Err(DoubtRefusal::NotNow));
    assert_eq!(answered.let_go().ask(&agreed(), &[], evening(1)), Err(DoubtRefusal::NotNow));
}

#[test]
fn a_check_in_is_no_hearing() {
    let others: Vec<Doubt> =
        ["One", "Two", "Three"].map(|question| doubt(question).ask(&agreed(), &[], hours(2)).unwrap()).into();
    assert_eq!(doubt("Four").ask(&agreed(), &others, hours(2)), Err(DoubtRefusal::CheckInFull));
    let next = doubt("Four").ask(&agreed(), &others, evening(0)).unwrap();
    assert_eq!(next.asked[0].at, evening(1));
}

fn offer(state: &CheckInTimes, _person: PersonId, choice: usize, _moment: Moment) -> CheckInMove {
    match (choice % 5, &state.proposed) {
        (0, _) | (_, None) => CheckInMove::Proposed(evenings()),
        (1..=3, Some((id, _))) => CheckInMove::Agreed(*id),
        _ => CheckInMove::Ended,
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn times_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        check::<CheckInMove, _>(&steps, offer, Clone::clone)?;
    }
}
