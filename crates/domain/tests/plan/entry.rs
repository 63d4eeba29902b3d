//! What a person says happened, and the plan that is theirs to change.

use troth_domain::limits;
use troth_domain::people::PersonId;
use troth_domain::plan::BreachId;
use troth_domain::plan::entry::{EntryRefusal, OwnEntry, StatedBreach, Statements};
use troth_domain::plan::own_plan::{Origin, OwnItem, OwnPlan, OwnPlanRefusal, Progress, Way};
use troth_domain::plan::proposal::{Area, Breach, Candidate, Entry, Goal, PlanRule, Proposed, When, Whose, propose};
use troth_domain::practice::Slug;
use troth_domain::safety::screening::Concern;

use crate::people::{ANA, BO};

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn breach(number: u8, kind: Breach, whose: Whose) -> StatedBreach {
    StatedBreach { id: BreachId([number; 16]), kind, whose, stated_by: ANA }
}

#[test]
fn everybody_states_for_themselves_who_was_hurt() {
    let others = StatedBreach { stated_by: BO, ..breach(1, Breach::Other, Whose::Mine) };
    assert_eq!(Statements::new(ANA).state(others), Err(EntryRefusal::AnotherPerson));
    for (whose, hurt) in [(Whose::Mine, false), (Whose::Theirs, true), (Whose::Both, true)] {
        assert_eq!(breach(1, Breach::Other, whose).hurt_its_author(), hurt);
    }
    let own = Statements::new(ANA).state(breach(1, Breach::Other, Whose::Mine)).unwrap();
    let own = own.state(breach(1, Breach::Money, Whose::Both)).unwrap();
    assert_eq!(own.stated(), [breach(1, Breach::Money, Whose::Both)], "stated otherwise, it is one");
    assert_eq!(own.of_kind(Breach::Money), Some(&breach(1, Breach::Money, Whose::Both)));
    assert!(own.of_kind(Breach::Other).is_none() && own.take_back(BreachId([1; 16])).stated().is_empty());
    let most = u8::try_from(limits::BREACHES_PER_PERSON_MAX).unwrap();
    let states = |own: Statements, number| own.state(breach(number, Breach::Other, Whose::Mine));
    let many = (0..most).try_fold(Statements::new(ANA), states).unwrap();
    assert_eq!(states(many, 99), Err(EntryRefusal::TooMany));
}

fn proposed(exercises: &[&str]) -> Vec<Proposed> {
    exercises.iter().map(|name| Proposed { exercise: slug(name), rule: slug("a-rule") }).collect()
}

fn order(plan: &OwnPlan) -> Vec<&str> {
    plan.items.iter().map(|item| item.exercise.as_str()).collect()
}

#[test]
fn a_plan_is_its_owners_to_change() {
    let plan = OwnPlan::proposed(ANA, proposed(&["what-i-know-so-far"]));
    let plan = plan.add(slug("six-parts"), Origin::Therapist).unwrap();
    let plan = plan.add(slug("words-for-feelings"), Origin::Own).unwrap();
    let plan = plan.put(&slug("words-for-feelings"), 0).unwrap();
    let plan = plan.mark(&slug("what-i-know-so-far"), Progress::SetAside).unwrap();
    assert_eq!(order(&plan), ["words-for-feelings", "what-i-know-so-far", "six-parts"]);
    let anew = plan.clone().proposed_anew(proposed(&["where-it-shows", "what-i-know-so-far"]));
    assert_eq!(order(&anew), ["words-for-feelings", "what-i-know-so-far", "six-parts", "where-it-shows"]);
    assert_eq!(anew.items[1].progress, Progress::SetAside, "what was set aside stays aside");
    assert_eq!(plan.clone().mark(&slug("none"), Progress::Done), Err(OwnPlanRefusal::NotThere));
    let again = plan.add(slug("what-i-know-so-far"), Origin::Own).unwrap();
    assert_eq!((again.items.len(), again.items[1].progress), (3, Progress::Open));
    let many = (0..limits::OWN_PLAN_ITEMS_MAX)
        .try_fold(OwnPlan::proposed(PersonId([9; 16]), Vec::new()), |plan, number| {
            plan.add(slug(&format!("e-{number}")), Origin::Own)
        });
    assert_eq!(many.unwrap().add(slug("one-more"), Origin::Own), Err(OwnPlanRefusal::Full));
}

#[test]
fn a_plan_is_proposed_from_each_answer_and_ones_own_concerns() {
    let statements = Statements::new(ANA).state(breach(1, Breach::Money, Whose::Theirs)).unwrap();
    let own = OwnEntry { statements, goal: Some(Goal::Decide), hard: [Area::Hope].into() };
    let entry = own.answers([Concern::Watched].into());
    assert_eq!(entry.stated, [(Breach::Money, Whose::Theirs)].into());
    assert_eq!(
        (entry.goal, entry.hard.clone(), entry.may_be_afraid()),
        (Some(Goal::Decide), [Area::Hope].into(), true)
    );
    assert_eq!(format!("{own:?}"), "OwnEntry(private)", "answers do not print");
    assert!(!OwnEntry::new(ANA).answers([Concern::SelfHarm].into()).may_be_afraid());
}

#[test]
fn a_step_in_a_plan_is_one_that_its_owner_sees() {
    let plan = OwnPlan::proposed(ANA, proposed(&["a", "b", "hidden", "c"])).mark(&slug("b"), Progress::Done).unwrap();
    let shown = |item: &OwnItem| item.exercise.as_str() != "hidden";
    let step = |plan: OwnPlan, name: &str, way| plan.step(&slug(name), way, shown);
    let up = step(plan.clone(), "c", Way::Earlier).unwrap();
    assert_eq!(order(&up), ["c", "a", "b", "hidden"], "past what is done and what is not shown");
    let down = step(plan.clone(), "a", Way::Later).unwrap();
    assert_eq!(order(&down), ["b", "hidden", "c", "a"]);
    assert_eq!(step(plan.clone(), "a", Way::Earlier), Ok(plan.clone()), "the first stays the first");
    assert_eq!(step(plan.clone(), "b", Way::Later), Ok(plan.clone()), "the only one that is done");
    assert_eq!(step(plan, "none", Way::Later), Err(OwnPlanRefusal::NotThere));
}

#[test]
fn what_a_therapist_assigned_comes_first_until_its_owner_says_otherwise() {
    let plan = OwnPlan::proposed(ANA, proposed(&["a", "b"])).mark(&slug("b"), Progress::SetAside).unwrap();
    let assigned = [slug("b"), slug("c"), slug("d")];
    let merged = plan.with_assigned(&assigned);
    assert_eq!(order(&merged), ["d", "c", "a", "b"]);
    assert_eq!((&merged.items[0].origin, merged.items[3].progress), (&Origin::Therapist, Progress::SetAside));
    let moved = merged.put(&slug("d"), 3).unwrap();
    assert_eq!(moved.clone().with_assigned(&assigned), moved);
}

#[test]
fn the_rules_lead_nobody_to_a_partner_whom_they_may_fear_not_even_with_an_earlier_plan() {
    let exercise = |is_open_alone, is_for_anyone| Candidate { name: slug("six-parts"), is_open_alone, is_for_anyone };
    let calm = Entry::default();
    let afraid = Entry { concerns: [Concern::Control].into(), ..Entry::default() };
    let by_rules = Origin::Rules { rule: slug("a-rule") };
    // Who sees it: origin, assigned by now, exercise, calm, afraid.
    let rows = [
        (by_rules.clone(), false, exercise(true, true), true, true),
        (by_rules.clone(), false, exercise(true, false), true, false),
        (by_rules.clone(), true, exercise(true, false), true, true),
        (Origin::Own, false, exercise(true, false), true, true),
        (Origin::Therapist, false, exercise(true, false), true, true),
        (by_rules, false, exercise(false, true), false, false),
        (Origin::Own, false, exercise(false, true), false, false),
    ];
    for (origin, is_assigned, exercise, to_calm, to_afraid) in rows {
        let item = OwnItem { exercise: slug("six-parts"), origin, progress: Progress::Open };
        let shown = [&calm, &afraid].map(|entry| item.is_shown(&exercise, is_assigned, entry));
        assert_eq!(shown, [to_calm, to_afraid], "{:?}, assigned: {is_assigned}, {exercise:?}", item.origin);
        if matches!(item.origin, Origin::Rules { .. }) && !is_assigned {
            let rule = PlanRule {
                name: slug("a-rule"),
                when: When::default(),
                exercises: vec![slug("six-parts")],
                why: String::new(),
                is_last: false,
            };
            let is_proposed =
                |entry| !propose(std::slice::from_ref(&rule), std::slice::from_ref(&exercise), entry).is_empty();
            assert_eq!([is_proposed(&calm), is_proposed(&afraid)], shown, "proposed and shown by the same rule");
        }
    }
}
