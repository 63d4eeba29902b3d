//! Closeness, telling, doubts, what lies ahead, appreciations: each by choice, and nothing ever late.

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;
use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, SetbackPart, SetbackPlan, SetbackStage};
use troth_domain::plan::appreciation::{AppreciationMove, CitationRefusal, may_cite};
use troth_domain::plan::closeness::{Choice, Choices, Marks, Step, on};
use troth_domain::plan::commitment::CommitmentMove;
use troth_domain::plan::disclosure::{Felt, Ladder, LadderState, Rung};
use troth_domain::plan::{Log, PlanLine, PlanText};

use crate::commitment::{agreed, hours, page, terms};
use crate::people::{ANA, BO, cases, noon, partners};
use crate::shared::act;

fn text(words: &str) -> PlanText {
    PlanText::new(words).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_step_of_closeness_is_on_for_both_at_once_when_both_said_yes() {
    let evening = hours(6);
    let marks = |choice: Choice| Marks::from([(Step::Walk, choice)]);
    let marked = |choice: Choice, at: Option<Timestamp>| Choices::new().mark(marks(choice), at, noon());
    let is_on = |one: &Choices, other: &Choices, at: Timestamp| !on([one, other], at, None).is_empty();
    let yes = marked(Choice::Yes, Some(evening));
    for choice in [Choice::NotNow, Choice::SomethingElse] {
        assert!(!is_on(&yes, &marked(choice, Some(evening)), hours(99)), "declining looks like nothing");
    }
    assert!(!is_on(&yes, &Choices::new(), hours(99)));
    let late = marked(Choice::Yes, Some(hours(30)));
    for (one, other) in [(&yes, &late), (&late, &yes)] {
        assert!(!is_on(one, other, hours(29)), "neither learns who was first");
        assert!(is_on(one, other, hours(30)));
    }
    let ended = yes.clone().mark(marks(Choice::NotNow), Some(hours(80)), hours(40));
    assert!(!is_on(&ended, &late, hours(40)), "a yes that is taken back ends it at once");
    let kept =
        yes.clone().mark([(Step::Walk, Choice::Yes), (Step::Hug, Choice::Yes)].into(), Some(hours(80)), hours(40));
    assert!(is_on(&kept, &late, hours(40)), "what counted goes on");
    assert_eq!(kept.counted(), &[Step::Walk].into());
    let again = ended.mark(marks(Choice::Yes), Some(hours(80)), hours(41));
    assert!(!is_on(&again, &late, hours(79)) && is_on(&again, &late, hours(80)), "a new yes has an hour of its own");
    let held = marked(Choice::Yes, None);
    assert!(!is_on(&held, &yes, hours(999)));
    assert!(on([&late, &yes], hours(99), Some(hours(29))).is_empty(), "after a leaving nothing more comes");
    assert_eq!(on([&late, &yes], hours(99), Some(hours(31))), [Step::Walk].into());
    for choice in Choice::ALL {
        assert_eq!(Choice::parse(choice.as_str()), Some(choice));
    }
}

#[test]
fn the_ladder_goes_up_only_when_it_felt_safe_and_never_has_to() {
    let rung = |number: u8| Rung::new(number).unwrap();
    let ladder = Ladder::new(ANA);
    assert!(ladder.clone().plan(rung(2), text("a fear")).is_err(), "no rung is skipped");
    let told =
        |ladder: Ladder, number: u8, felt: Felt| ladder.plan(rung(number), text("a wish")).unwrap().told(felt).unwrap();
    let safe = told(ladder, 1, Felt::Safe);
    assert_eq!(safe.state(), &LadderState::Offered { rung: rung(1), higher: Some(rung(2)) });
    let unsure = told(safe.clone(), 2, Felt::Unsure);
    assert_eq!(unsure.state(), &LadderState::Offered { rung: rung(2), higher: None });
    let much = told(safe, 2, Felt::TooMuch);
    assert_eq!(much.state(), &LadderState::Resting { rung: rung(1) });
    assert!(much.clone().plan(rung(1), text("a wish")).is_err());
    assert_eq!(much.go_on().unwrap().state(), &LadderState::Offered { rung: rung(1), higher: None });
    assert_eq!(unsure.rest().state(), &LadderState::Resting { rung: rung(2) });
    assert_eq!((Rung::new(0), Rung::new(limits::DISCLOSURE_RUNGS + 1)), (None, None));
}

#[test]
fn a_plan_for_a_setback_is_there_when_it_is_needed() {
    let plan = SetbackPlan::new(ANA);
    assert_eq!(plan.clone().ready(), Err(AheadRefusal::Empty));
    assert_eq!(plan.clone().turn_to(noon()), Err(AheadRefusal::Empty));
    let plan = plan.write(SetbackPart::WhoITurnTo, Some(text("my sister")));
    let in_use = plan.clone().turn_to(noon()).unwrap();
    assert_eq!(in_use.stage(), SetbackStage::InUse { since: noon() }, "from a draft too");
    assert_eq!(in_use.clone().turn_to(hours(4)).unwrap().stage(), SetbackStage::InUse { since: noon() });
    assert_eq!(in_use.over().unwrap().stage(), SetbackStage::Ready);
    assert_eq!(plan.clone().over(), Err(AheadRefusal::NotNow));
    assert!(plan.write(SetbackPart::WhoITurnTo, None).parts().is_empty());
    for part in SetbackPart::ALL {
        assert_eq!(SetbackPart::parse(part.as_str()), Some(part));
    }
}

#[test]
fn a_date_that_has_passed_is_one_to_look_back_on() {
    let line = |words: &str| PlanLine::new(words).unwrap();
    let today = day("2027-03-01");
    let plan = LongTermPlan::new(ANA).set(day("2027-06-01"), line("Summer"), today).unwrap();
    let plan = plan.set(day("2027-12-24"), line("The first winter"), today).unwrap();
    assert_eq!(plan.next(today).map(|(on, _)| on), Some(day("2027-06-01")));
    assert_eq!(plan.clone().look_back(day("2027-06-01"), text("good"), today), Err(AheadRefusal::NotNow));
    let later = day("2027-07-01");
    assert_eq!(plan.to_look_back_on(later).map(|(on, _)| on).collect::<Vec<_>>(), [day("2027-06-01")]);
    let looked = plan.clone().look_back(day("2027-06-01"), text("good"), later).unwrap();
    assert_eq!(looked.to_look_back_on(later).count(), 0);
    let moved = plan.clone().change(day("2027-06-01"), Some(day("2027-08-01")), later).unwrap();
    assert_eq!(moved.next(later).map(|(on, _)| on), Some(day("2027-08-01")));
    assert_eq!(plan.clone().change(day("2027-06-01"), None, later).unwrap().points().len(), 1);
    assert_eq!(plan.clone().change(day("2027-06-02"), None, later), Err(AheadRefusal::NotThere));
    let again = plan.clone().set(day("2027-06-01"), line("Summer"), today);
    assert_eq!(again, Ok(plan.clone()), "sent twice, it is there once");
    assert_eq!(plan.clone().set(day("2027-06-01"), line("A fair"), today), Err(AheadRefusal::DayTaken));
    assert_eq!(
        plan.clone().change(day("2027-06-01"), Some(day("2027-12-24")), today),
        Err(AheadRefusal::DayTaken),
        "nothing is written over"
    );
    let looked = plan.clone().look_back(day("2027-06-01"), text("good"), later).unwrap();
    let moved = looked.change(day("2027-06-01"), Some(day("2027-08-01")), later).unwrap();
    assert_eq!(moved.points()[&day("2027-08-01")].looked_back, Some(text("good")), "what was written goes with it");
    for (on, fits) in [("2027-02-28", false), ("2027-03-01", true), ("2037-12-31", true), ("2038-01-01", false)] {
        assert_eq!(plan.clone().set(day(on), line("then"), today).is_ok(), fits, "{on}");
    }
}

#[test]
fn an_appreciation_cites_what_the_other_kept_by_choice_and_never_ones_own() {
    let log = agreed(5);
    let cite = |person: PersonId, now: Timestamp| may_cite(person, &page(&log, person, now), now);
    assert_eq!(cite(ANA, hours(30)), Ok(()));
    assert_eq!(cite(ANA, hours(3)), Err(CitationRefusal::NotDue));
    assert_eq!(cite(BO, hours(30)), Err(CitationRefusal::OwnCommitment));
    let mut offered = Log::new(partners());
    act(&mut offered, BO, CommitmentMove::Proposed(terms(5)), noon()).unwrap();
    let refused = may_cite(ANA, &page(&offered, ANA, hours(30)), hours(30));
    assert_eq!(refused, Err(CitationRefusal::NotAgreed));
}

#[test]
fn an_appreciation_is_its_authors_to_take_back_at_any_time() {
    let given = || AppreciationMove::Given { words: text("You called, and I could sleep"), about: None };
    let mut log = Log::new(partners());
    assert!(act(&mut log, ANA, AppreciationMove::TakenBack, noon()).is_err(), "there is none");
    act(&mut log, ANA, given(), noon()).unwrap();
    let stands = |log: &Log<AppreciationMove>, person: PersonId, at: Timestamp| log.page(person, at).unwrap().state;
    let own = stands(&log, ANA, noon());
    assert!(own.is_given() && own.is_own());
    let came = stands(&log, BO, hours(24 * 8));
    assert!(came.is_given() && !came.is_own(), "it came to the other");
    assert!(act(&mut log, BO, AppreciationMove::TakenBack, hours(24 * 8)).is_err(), "it is not theirs");
    assert!(act(&mut log, ANA, given(), hours(24 * 8)).is_err(), "one log holds one");
    act(&mut log, ANA, AppreciationMove::TakenBack, hours(24 * 9)).unwrap();
    let back = stands(&log, ANA, hours(24 * 9));
    assert!(!back.is_given() && back.is_own());
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_step_shows_nothing_of_the_other_until_both_said_yes(
        chosen in prop::collection::vec((any::<bool>(), prop::collection::vec(0_usize..4, 3), prop::option::of(0_i64..40)), 0..12),
    ) {
        let mut both = [Choices::new(), Choices::new()];
        for (number, (first, marks, comes)) in (0..).zip(chosen) {
            let (now, comes) = (hours(number), comes.map(|later| hours(number + later)));
            let before = on(both.each_ref(), now, None);
            let marks = Step::ALL.into_iter().zip(marks).filter_map(|(step, choice)| Some((step, *Choice::ALL.get(choice)?)));
            let mine = usize::from(first);
            both[mine] = both[mine].clone().mark(marks.collect(), comes, now);
            let after = on(both.each_ref(), now, None);
            let own = &both[mine];
            for step in Step::ALL {
                let yes = both.each_ref().map(|one| one.marks().get(&step) == Some(&Choice::Yes));
                prop_assert!(yes == [true, true] || !after.contains(&step), "only what both said is on");
                let comes_now = comes == Some(now);
                prop_assert!(before.contains(&step) || !after.contains(&step) || comes_now, "nothing begins by a mark alone");
                prop_assert!(!before.contains(&step) || after.contains(&step) == (own.marks().get(&step) == Some(&Choice::Yes)));
            }
            prop_assert_eq!(&after, &on([&both[1], &both[0]], now, None), "it is the same for both");
        }
    }

    #[test]
    fn the_ladder_never_goes_up_by_more_than_one(tellings in prop::collection::vec((1_u8..=5, 0_usize..4), 0..30)) {
        let mut ladder = Ladder::new(ANA);
        let mut highest_safe = 0;
        for (number, felt) in tellings {
            let rung = Rung::new(number).unwrap();
            ladder = match ladder.clone().plan(rung, text("a wish")) {
                Ok(planned) if felt < 3 => {
                    prop_assert!(number <= highest_safe + 1);
                    let felt = [Felt::Safe, Felt::Unsure, Felt::TooMuch][felt];
                    highest_safe = if felt == Felt::Safe { highest_safe.max(number) } else { highest_safe };
                    planned.told(felt).unwrap()
                }
                Ok(planned) => planned.rest(),
                Err(_) => ladder.clone().go_on().unwrap_or(ladder),
            };
        }
    }
}
