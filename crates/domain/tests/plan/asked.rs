//! A doubt that was asked: the question from its check-in on, and answers.

use jiff::{SignedDuration, Timestamp};
use troth_domain::limits::DOUBTS_PER_PERSON_MAX;
use troth_domain::plan::asked::{AskedDoubt, DoubtMove, Doubts, TooManyDoubts};
use troth_domain::plan::doubt::{Answer, DoubtRefusal, Standing};
use troth_domain::plan::{Log, LogId, PlanLine, Reach, Refusal};

use crate::people::{ANA, BO, noon, partners};
use crate::shared::act;

fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

fn question() -> PlanLine {
    PlanLine::new("Where were you in May").unwrap()
}

/// Asked for ten hours after noon.
fn asked() -> Log<DoubtMove> {
    let mut log = Log::new(partners());
    let kind = DoubtMove::Asked { question: question(), at: hours(10) };
    assert_eq!(act(&mut log, ANA, kind, noon()), Ok(true));
    log
}

fn state(log: &Log<DoubtMove>, now: Timestamp) -> AskedDoubt {
    log.page(BO, now).unwrap().state
}

#[test]
fn the_other_sees_it_from_the_check_in_on_even_where_it_came_before() {
    let log = asked();
    assert_eq!(state(&log, hours(9)).for_other(BO, hours(9)), None);
    assert!(state(&log, hours(10)).for_other(BO, hours(10)).is_some());
    assert_eq!(state(&log, hours(10)).for_other(ANA, hours(10)), None, "its author has a page of their own");
}

#[test]
fn what_was_held_past_its_check_in_was_asked_for_the_one_at_which_it_came() {
    let mut one = asked().moves()[0].clone();
    one.reach = Reach::At(hours(34));
    let log = Log::kept(partners(), vec![one]).unwrap();
    assert_eq!(state(&log, hours(33)).for_other(BO, hours(33)), None);
    assert_eq!(state(&log, hours(34)).for_other(BO, hours(34)).map(|(_, asking)| asking.at), Some(hours(34)));
    assert_eq!(log.page(ANA, hours(34)).unwrap().state.asked[0].at, hours(10), "its author learns nothing of it");
}

#[test]
fn only_the_other_answers_and_not_before_the_check_in() {
    let mut log = asked();
    let answer = |answer| DoubtMove::Answered(answer);
    let refused = |refusal| Err(Refusal::Own(refusal));
    assert_eq!(act(&mut log, BO, answer(Answer::Spoken), hours(9)), refused(DoubtRefusal::NotNow));
    assert_eq!(act(&mut log, ANA, answer(Answer::Spoken), hours(11)), refused(DoubtRefusal::OwnQuestion));
    assert_eq!(act(&mut log, BO, answer(Answer::DoNotKnow), hours(11)), Ok(true));
    assert_eq!(act(&mut log, BO, answer(Answer::DoNotKnow), hours(12)), Ok(false), "it is so already");
    assert_eq!(act(&mut log, BO, answer(Answer::InASession), hours(12)), Ok(true), "the later answer stands");
    let said = log.page(ANA, hours(20)).unwrap().state.asked[0].answer.clone().unwrap();
    assert_eq!(said.answer, Answer::InASession);
}

#[test]
fn asked_once_more_the_other_sees_the_answer_of_before_until_the_next_check_in() {
    let mut log = asked();
    act(&mut log, BO, DoubtMove::Answered(Answer::Spoken), hours(11)).unwrap();
    act(&mut log, ANA, DoubtMove::Asked { question: question(), at: hours(34) }, hours(13)).unwrap();
    let answer = |now| {
        let seen = state(&log, now);
        let (_, asking) = seen.for_other(BO, now).unwrap();
        asking.answer.as_ref().map(|said| said.answer.clone())
    };
    assert_eq!((answer(hours(33)), answer(hours(34))), (Some(Answer::Spoken), None));
}

#[test]
fn its_author_alone_takes_it_back_and_then_it_is_gone() {
    let mut log = asked();
    assert_eq!(act(&mut log, BO, DoubtMove::TakenBack, hours(11)), Err(Refusal::Own(DoubtRefusal::NotNow)));
    assert_eq!(act(&mut log, ANA, DoubtMove::TakenBack, hours(12)), Ok(true));
    assert_eq!(state(&log, hours(30)).question, None);
    let again = DoubtMove::Asked { question: question(), at: hours(40) };
    assert_eq!(act(&mut log, ANA, again, hours(30)), Err(Refusal::Own(DoubtRefusal::NotNow)));
}

#[test]
fn doubts_are_written_down_once_each_and_have_a_bound() {
    let id = |number: usize| LogId([u8::try_from(number).unwrap(); 16]);
    let all = (0..DOUBTS_PER_PERSON_MAX).try_fold(Doubts::none(ANA), |all, number| all.hold(id(number), question()));
    let all = all.unwrap();
    assert_eq!(all.clone().hold(id(1), question()), Ok(all.clone()));
    assert_eq!(all.clone().hold(id(200), question()), Err(TooManyDoubts));
    let fewer = all.stand(id(1), Standing::LetGo).stand(id(2), Standing::Settled);
    assert_eq!((fewer.get(id(1)), fewer.get(id(2)).unwrap().standing), (None, Standing::Settled));
}
