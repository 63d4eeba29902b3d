//! Commitments: offered by whoever does them, agreed to by the other, few at once, and the same prompt at each.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use troth_domain::people::PersonId;
use troth_domain::plan::commitment::{
    ActiveMax, Commitment, CommitmentMove, CommitmentRefusal, NextTalkPrompt, Stage, Terms,
};
use troth_domain::plan::recurrence::{Recurrence, Rule, Until};
use troth_domain::plan::surveillance::{Watchword, Watchwords};
use troth_domain::plan::{Log, Moment, PlanLine, Refusal};

use crate::people::{ANA, BO, cases, noon, partners};
use crate::recurrence::{at, zone};
use crate::shared::{act, check, stays_closed, steps};

pub fn hours(count: i64) -> Timestamp {
    noon() + SignedDuration::from_hours(count)
}

/// Every day at six in the evening, so many times, from the day of [`noon`] on.
pub fn daily(times: u16) -> Recurrence {
    let first = "2027-03-01".parse().unwrap();
    Recurrence::new(first, at("18:00"), zone("UTC"), Rule::Daily, Until::Times(times)).unwrap()
}

pub fn terms(times: u16) -> Terms {
    let (when, will) = (PlanLine::new("When I am late").unwrap(), PlanLine::new("I will call").unwrap());
    Terms::kept(when, will, daily(times), None)
}

/// A commitment of Bo's to which Ana agreed; both pages have it two hours after noon.
pub fn agreed(times: u16) -> Log<CommitmentMove> {
    let mut log = Log::new(partners());
    act(&mut log, BO, CommitmentMove::Proposed(terms(times)), hours(0)).unwrap();
    act(&mut log, ANA, CommitmentMove::Accepted, hours(1)).unwrap();
    log
}

pub fn page(log: &Log<CommitmentMove>, person: PersonId, now: Timestamp) -> Commitment {
    log.page(person, now).unwrap().state
}

#[test]
fn the_doer_offers_and_the_other_agrees() {
    let mut log = Log::new(partners());
    act(&mut log, BO, CommitmentMove::Proposed(terms(5)), hours(0)).unwrap();
    assert_eq!(
        act(&mut log, BO, CommitmentMove::Accepted, hours(1)),
        Err(Refusal::Own(CommitmentRefusal::ForTheOther))
    );
    assert_eq!(
        act(&mut log, ANA, CommitmentMove::TakenBack, hours(1)),
        Err(Refusal::Own(CommitmentRefusal::ForTheOther))
    );
    assert_eq!(act(&mut log, ANA, CommitmentMove::Accepted, hours(1)), Ok(true));
    assert_eq!(page(&log, ANA, hours(1)).stage, Stage::Agreed { since: hours(1) });
    assert_eq!(page(&log, BO, hours(1)).stage, Stage::Proposed, "the acceptance is on its way");
    assert_eq!(page(&log, BO, hours(2)).stage, Stage::Agreed { since: hours(2) });
    let late = act(&mut Log::new(partners()), BO, CommitmentMove::Proposed(terms(1)), hours(7));
    assert_eq!(late, Err(Refusal::Own(CommitmentRefusal::NeverDue)));
}

#[test]
fn declining_looks_like_not_having_answered_and_can_be_thought_over() {
    let mut log = Log::new(partners());
    act(&mut log, BO, CommitmentMove::Proposed(terms(5)), hours(0)).unwrap();
    let unanswered = log.page(BO, hours(99));
    assert_eq!(act(&mut log, ANA, CommitmentMove::Declined, hours(1)), Ok(true));
    assert_eq!(log.page(BO, hours(99)), unanswered);
    assert_eq!(page(&log, ANA, hours(1)).stage, Stage::Declined);
    assert_eq!(act(&mut log, ANA, CommitmentMove::Accepted, hours(3)), Ok(true));
    assert!(matches!(page(&log, BO, hours(4)).stage, Stage::Agreed { .. }));
}

#[test]
fn either_ends_it_alone() {
    for person in [ANA, BO] {
        let mut log = agreed(5);
        assert_eq!(act(&mut log, person, CommitmentMove::Ended, hours(9)), Ok(true));
        assert!(matches!(page(&log, ANA, hours(10)).stage, Stage::Over { held: Some(_) }));
        assert!(matches!(page(&log, BO, hours(10)).stage, Stage::Over { held: Some(_) }));
    }
}

#[test]
fn few_at_once_and_an_acceptance_under_way_changes_nothing() {
    let three = ActiveMax::default();
    assert_eq!((three.count(), ActiveMax::new(0), ActiveMax::new(11)), (3, None, None));
    let offered = |log: &Log<CommitmentMove>| page(log, BO, hours(2));
    let mut waiting = Log::new(partners());
    act(&mut waiting, BO, CommitmentMove::Proposed(terms(5)), hours(0)).unwrap();
    for log in [&waiting, &agreed(5)] {
        let own = [offered(log), offered(log)];
        assert!(three.has_place(&own, BO, hours(2)));
        let own = [offered(log), offered(log), offered(log)];
        assert!(!three.has_place(&own, BO, hours(2)));
        assert!(three.has_place(&own, ANA, hours(2)), "the doer's places, not the other's");
        assert!(three.has_place(&own, BO, hours(24 * 6)), "what is never due again takes none");
    }
    let mut over = agreed(5);
    act(&mut over, BO, CommitmentMove::Ended, hours(3)).unwrap();
    assert!(!page(&over, BO, hours(3)).takes_place_of(BO, hours(3)));
}

#[test]
fn a_promise_to_be_watched_is_refused_by_its_kind() {
    let watchwords = Watchwords::parse("device: my phone\nlocation: where i am").unwrap();
    let line = |text: &str| PlanLine::new(text).unwrap();
    let refused = |when: &str, will: &str| Terms::new(line(when), line(will), daily(2), None, &watchwords).err();
    assert_eq!(refused("When I am out", "I will show where I am"), Some(Watchword::Location));
    assert_eq!(refused("When you want my phone", "I will sigh"), Some(Watchword::Device));
    assert_eq!(refused("When I am late", "I will call"), None);
}

#[test]
fn the_prompt_for_the_next_talk_is_the_same_for_both_and_only_the_doer_drafts_from_it() {
    let log = agreed(5);
    let [ana, bo] = [ANA, BO].map(|person| page(&log, person, hours(2)));
    let prompt = NextTalkPrompt::of(&ana).unwrap();
    assert_eq!(Some(prompt), NextTalkPrompt::of(&bo));
    assert!(prompt.is_drafted_by(BO) && !prompt.is_drafted_by(ANA));
    assert_eq!(NextTalkPrompt::of(&page(&log, BO, hours(0))), None, "none before both agreed");
}

#[test]
fn the_commitment_has_no_way_to_see_a_report() {
    let source = include_str!("../../src/plan/commitment.rs");
    let names = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    for line in names {
        assert!(!line.contains("follow_through") && !line.contains("Report") && !line.contains("Said"), "{line}");
    }
}

fn offer(_state: &Commitment, _person: PersonId, choice: usize, _moment: Moment) -> CommitmentMove {
    match choice % 10 {
        0..=2 => CommitmentMove::Proposed(terms(60)),
        3..=5 => CommitmentMove::Accepted,
        6 | 7 => CommitmentMove::Declined,
        8 => CommitmentMove::TakenBack,
        _ => CommitmentMove::Ended,
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn commitments_tell_nothing_lose_nothing_and_agree_in_the_end(steps in steps()) {
        let shared = |state: &Commitment| {
            let stage = match state.stage {
                Stage::Nothing => "nothing",
                Stage::Proposed | Stage::Declined => "proposed",
                Stage::Agreed { .. } => "agreed",
                Stage::Over { .. } => "over",
            };
            (state.offer.clone(), stage)
        };
        check::<CommitmentMove, _>(&steps, offer, shared)?;
    }

    /// Each begins with one offer, by whoever gave it its name.
    #[test]
    fn a_commitment_that_is_over_on_a_page_stays_so(steps in steps()) {
        let by_bo = |state: &Commitment, person: PersonId, choice: usize, moment: Moment| {
            match offer(state, person, choice, moment) {
                CommitmentMove::Proposed(_) if person == ANA => CommitmentMove::Accepted,
                kind => kind,
            }
        };
        let log = check::<CommitmentMove, _>(&steps, by_bo, |_| ())?;
        stays_closed(&log, |state| matches!(state.stage, Stage::Over { .. }))?;
    }
}
