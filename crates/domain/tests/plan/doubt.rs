//! A doubt is asked once, and answered when both said that they would.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::check_in_times::{CheckInMove, CheckInRefusal, CheckInTimes};
use troth_domain::plan::doubt::{Answer, Answered, Doubt, DoubtRefusal, Standing};
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

/// With an answer to the last asking, which its author has from `comes_at` on.
fn answered(mut doubt: Doubt, answer: Answer, comes_at: Timestamp) -> Doubt {
    doubt.asked.last_mut().unwrap().answer = Some(Answered { answer, comes_at });
    doubt
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
fn it_is_asked_at_the_next_check_in_and_only_where_there_is_one() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    assert_eq!((asked.asked[0].at, asked.standing), (evening(0), Standing::Asked));
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
        let second = answered(asked.clone(), answer, evening(1)).ask(&agreed(), &[], evening(1)).unwrap();
        let second = answered(second, Answer::Spoken, evening(2));
        assert_eq!(second.clone().ask(&agreed(), &[], evening(3)), Err(DoubtRefusal::AskedOften));
        assert_eq!(second.settle(evening(2)).unwrap().standing, Standing::Settled);
    }
}

#[test]
fn an_answer_in_words_comes_at_its_hour_and_until_then_changes_nothing_for_who_asked() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    let words = Answer::Words(PlanText::new("At work").unwrap());
    let answered = answered(asked.clone(), words.clone(), evening(1));
    let before = evening(1) - SignedDuration::from_secs(1);
    for doubt in [&asked, &answered] {
        assert_eq!(doubt.answer_for_author(before), None);
        assert_eq!(doubt.clone().settle(before), Err(DoubtRefusal::NotNow));
        assert_eq!(doubt.clone().ask(&agreed(), &[], before), Err(DoubtRefusal::AskedAlready));
    }
    assert_eq!(answered.answer_for_author(evening(1)), Some(&words));
}

#[test]
fn what_is_settled_or_let_go_is_not_asked_again() {
    let asked = doubt("Where were you in May").ask(&agreed(), &[], hours(2)).unwrap();
    let answered = answered(asked, Answer::DoNotKnow, evening(0));
    let settled = answered.clone().settle(evening(0)).unwrap();
    let with_therapist = answered.clone().take_to_therapist().unwrap();
    assert_eq!(settled.clone().take_to_therapist(), Err(DoubtRefusal::NotNow));
    assert_eq!(with_therapist.clone().settle(evening(0)), Err(DoubtRefusal::NotNow));
    assert_eq!(doubt("When").settle(noon()), Err(DoubtRefusal::NotNow));
    for ended in [settled, Doubt { standing: Standing::LetGo, ..answered }] {
        assert_eq!(ended.ask(&agreed(), &[], evening(1)), Err(DoubtRefusal::NotNow));
    }
    assert!(with_therapist.ask(&agreed(), &[], evening(1)).is_ok());
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
