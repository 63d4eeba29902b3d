//! The plan that is proposed from a person's own answers.

use std::collections::BTreeSet;

use troth_domain::limits;
use troth_domain::plan::proposal::{Area, Breach, Entry, Goal, Whose};
use troth_domain::safety::screening::Concern;

use super::{Content, folder};

const PLAN: &str = include_str!("../../../../../content/en/plan.toml");

fn some_of<T: Ord + Copy>(every: &[T], bits: usize) -> BTreeSet<T> {
    every.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1).map(|(_, one)| *one).collect()
}

/// Every combination of what decides most, with the rest drawn by turns.
fn entries() -> impl Iterator<Item = Entry> {
    let whose = Whose::ALL.iter().copied().map(Some).chain([None]);
    let goals: Vec<Option<Goal>> = Goal::ALL.iter().copied().map(Some).chain([None]).collect();
    let of = move |whose: Option<Whose>| {
        let goals = goals.clone();
        (0..goals.len() * 64 * 32).map(move |number| Entry {
            stated: some_of(Breach::ALL, number * 7 % 32).into_iter().zip(whose.into_iter().cycle()).collect(),
            goal: goals[number / (64 * 32)],
            hard: some_of(Area::ALL, number % 64),
            concerns: some_of(&Concern::ALL, number / 64 % 32),
        })
    };
    whose.flat_map(of)
}

#[test]
fn whatever_is_answered_there_is_a_plan_for_one_alone() {
    let content = Content::load(None);
    let plan = content.plan.as_ref().unwrap();
    for entry in entries() {
        let proposed = plan.propose(&entry);
        assert!((4..=limits::PLAN_PROPOSED_MAX).contains(&proposed.len()), "{proposed:?}");
        let names: BTreeSet<&str> = proposed.iter().map(|line| line.exercise.as_str()).collect();
        assert_eq!(names.len(), proposed.len(), "each once");
        for line in &proposed {
            let exercise = &content.programme[line.exercise.as_str()];
            assert!(exercise.needs.is_empty(), "{}: opens later, or is for two", exercise.name);
            assert!(!entry.may_be_afraid() || exercise.is_for_anyone(), "{}: leads to the partner", exercise.name);
            assert!(plan.why(&line.rule).is_some());
        }
        let dark = entry.concerns.contains(&Concern::SelfHarm);
        assert_eq!(proposed[0].exercise.as_str() == "through-a-bad-night", dark, "what helps at once comes first");
        assert!(names.contains("who-stands-by-me"), "the same for everybody");
    }
}

#[test]
fn a_plan_says_nothing_over_a_shoulder() {
    let content = Content::load(None);
    let plan = content.plan.as_ref().unwrap();
    for rule in &plan.rules {
        let why = rule.why.to_lowercase();
        for word in ["afraid", "fear", "hurt you", "safe", "danger", "violen", "control", "affair", "die", "suicid"] {
            assert!(!why.contains(word), "{}: {word}", rule.name);
        }
        let asked = content.programme.keys().filter(|name| rule.exercises.iter().any(|one| one.as_str() == *name));
        assert_eq!(asked.count(), rule.exercises.len());
    }
}

#[track_caller]
fn check(entry: &Entry, first: &[&str]) {
    let proposed = Content::load(None).plan.unwrap().propose(entry);
    let names: Vec<&str> = proposed.iter().map(|line| line.exercise.as_str()).collect();
    assert_eq!(&names[..first.len()], first, "{names:?}");
}

#[test]
fn the_rules_say_what_comes_first() {
    let stating = |breach: Breach, whose: Whose, goal: Option<Goal>| Entry {
        stated: [(breach, whose)].into(),
        goal,
        ..Entry::default()
    };
    let with = |whose: Whose, goal: Goal| stating(Breach::Other, whose, Some(goal));
    check(&Entry::default(), &["who-stands-by-me", "words-for-feelings", "what-calms-my-body"]);
    check(
        &with(Whose::Theirs, Goal::Rebuild),
        &["who-stands-by-me", "three-sentences", "where-it-shows", "four-ways-to-answer"],
    );
    check(
        &with(Whose::Mine, Goal::Rebuild),
        &["who-stands-by-me", "take-out-the-but", "the-whole-list", "six-parts", "small-enough"],
    );
    check(&with(Whose::Both, Goal::Rebuild), &["who-stands-by-me", "each-on-its-own-day", "three-sentences"]);
    check(&with(Whose::Mine, Goal::Part), &["who-stands-by-me", "parting-with-care"]);
    check(&with(Whose::Theirs, Goal::Decide), &["who-stands-by-me", "what-i-know-so-far", "three-sentences"]);
    let money = stating(Breach::Money, Whose::Mine, Some(Goal::Rebuild));
    check(&money, &["who-stands-by-me", "money-written-down", "take-out-the-but"]);
    let heavy = Entry { hard: [Area::Distress].into(), ..with(Whose::Theirs, Goal::Rebuild) };
    check(&heavy, &["who-stands-by-me", "what-calms-my-body", "is-it-time-for-more-help", "three-sentences"]);
    let unmet = stating(Breach::UnmetExpectations, Whose::Mine, None);
    check(&unmet, &["who-stands-by-me", "what-i-expected"]);
    let mut apart = with(Whose::Mine, Goal::Rebuild);
    apart.stated.insert((Breach::Money, Whose::Theirs));
    check(&apart, &["who-stands-by-me", "each-on-its-own-day", "three-sentences"]);
    let names = Content::load(None).plan.unwrap().propose(&apart);
    let asked = names.iter().any(|line| line.exercise.as_str() == "money-written-down");
    assert!(!asked, "whoever was hurt over money owes no list of it");
    let afraid = Entry { concerns: [Concern::Watched].into(), ..money };
    check(&afraid, &["who-stands-by-me", "a-place-for-my-words", "listening-to-my-body"]);
}

#[test]
fn rules_that_cannot_be_used_are_named_by_line() {
    for (old, new, said) in [
        (
            "concern = [\"self-harm\"]",
            "concern = [\"sadness\"]",
            "plan.toml:15: \"sadness\" is no answer that is asked for here; write one of fear, injury",
        ),
        (
            "goal = [\"part\"]",
            "goal = [\"win\"]",
            "\"win\" is no answer that is asked for here; write one of rebuild, decide, part",
        ),
        ("\"through-a-bad-night\"", "\"through-a-night\"", ":16: the exercise \"through-a-night\" is not there"),
        ("\"through-a-bad-night\"", "\"say-it-back\"", ":16: the exercise \"say-it-back\" is for two or opens later"),
        ("\"through-a-bad-night\"", "\"what-forgiving-could-mean\"", "is for two or opens later"),
        ("name = \"parting\"", "name = \"deciding\"", "two rules are called deciding"),
        ("name = \"parting\"", "name = \"P arting\"", "which is no slug"),
        ("when = { goal", "when = { aim", "unknown field `aim`"),
    ] {
        assert!(PLAN.contains(old), "{old}");
        let content = Content::load(Some(folder(&[("plan.toml", &PLAN.replacen(old, new, 1))]).path()));
        let found: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|fault| fault.contains(said)), "{said}\n{found:#?}");
        assert!(content.plan.is_some(), "ours serves meanwhile");
    }
}
