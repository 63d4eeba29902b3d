//! A person's own plan: whatever the rules say, it holds what is theirs to do alone.

use troth_domain::limits;
use troth_domain::plan::proposal::{Breach, Candidate, Entry, Goal, PlanRule, Proposed, When, Whose, propose};
use troth_domain::practice::Slug;
use troth_domain::safety::screening::Concern;

fn slug(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn rule(name: &str, when: When, exercises: &[&str], is_last: bool) -> PlanRule {
    let exercises = exercises.iter().map(|name| slug(name)).collect();
    PlanRule { name: slug(name), when, exercises, why: "Why.".to_owned(), is_last }
}

fn candidates() -> Vec<Candidate> {
    let one = |(name, is_open_alone, is_for_anyone): (&str, bool, bool)| Candidate {
        name: slug(name),
        is_open_alone,
        is_for_anyone,
    };
    [("calm", true, true), ("account", true, false), ("talk", false, false), ("forgive", false, false)].map(one).into()
}

#[track_caller]
fn check(rules: &[PlanRule], entry: &Entry, expected: &[(&str, &str)]) {
    let found: Vec<(String, String)> = propose(rules, &candidates(), entry)
        .iter()
        .map(|Proposed { exercise, rule }| (exercise.to_string(), rule.to_string()))
        .collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(exercise, rule)| ((*exercise).into(), (*rule).into())).collect();
    assert_eq!(found, expected);
}

#[test]
fn only_what_one_does_alone_is_proposed_and_each_once() {
    let rules = [
        rule("greedy", When::default(), &["talk", "account", "forgive", "nowhere"], false),
        rule("again", When::default(), &["account", "calm"], false),
    ];
    check(&rules, &Entry::default(), &[("account", "greedy"), ("calm", "again")]);
}

#[test]
fn who_may_be_afraid_is_offered_nothing_that_leads_to_the_partner() {
    let rules = [rule("greedy", When::default(), &["account", "talk", "calm"], false)];
    for concern in Concern::ALL {
        let entry = Entry { concerns: [concern].into(), ..Entry::default() };
        let expected: &[(&str, &str)] = match concern {
            Concern::SelfHarm => &[("account", "greedy"), ("calm", "greedy")],
            _ => &[("calm", "greedy")],
        };
        check(&rules, &entry, expected);
    }
}

#[test]
fn a_rule_applies_where_each_of_its_keys_names_an_answer() {
    let when = When { breaches: [Breach::Money, Breach::Other].into(), whose: [Whose::Mine].into(), ..When::default() };
    let rules = [rule("money", when, &["account"], true), rule("all", When::default(), &["calm"], false)];
    let entry = |stated: &[(Breach, Whose)]| Entry { stated: stated.iter().copied().collect(), ..Entry::default() };
    check(&rules, &entry(&[(Breach::Money, Whose::Mine)]), &[("account", "money")]);
    check(
        &rules,
        &entry(&[(Breach::Infidelity, Whose::Theirs), (Breach::Other, Whose::Mine)]),
        &[("account", "money")],
    );
    check(&rules, &entry(&[(Breach::Money, Whose::Theirs)]), &[("calm", "all")]);
    check(&rules, &entry(&[]), &[("calm", "all")]);
}

#[test]
fn who_was_hurt_is_asked_of_each_breach_by_itself() {
    let mine = [Whose::Mine, Whose::Both];
    let when = When { breaches: [Breach::Money].into(), whose: mine.into(), ..When::default() };
    let both = When { whose: [Whose::Both].into(), ..When::default() };
    let rules = [rule("money", when, &["account"], false), rule("both", both, &["calm"], false)];
    let entry = |stated: &[(Breach, Whose)]| Entry { stated: stated.iter().copied().collect(), ..Entry::default() };
    let apart = [(Breach::Infidelity, Whose::Mine), (Breach::Money, Whose::Theirs)];
    check(&rules, &entry(&apart), &[("calm", "both")]);
    check(&rules, &entry(&[(Breach::Money, Whose::Both)]), &[("account", "money"), ("calm", "both")]);
    check(&rules, &entry(&[(Breach::Infidelity, Whose::Theirs)]), &[]);
}

#[test]
fn a_plan_is_no_wall_and_answers_do_not_print() {
    let names: Vec<String> = (0..20).map(|number| format!("calm-{number}")).collect();
    let many: Vec<Candidate> =
        names.iter().map(|name| Candidate { name: slug(name), is_open_alone: true, is_for_anyone: true }).collect();
    let all = rule("all", When::default(), &names.iter().map(String::as_str).collect::<Vec<_>>(), false);
    assert_eq!(propose(&[all], &many, &Entry::default()).len(), limits::PLAN_PROPOSED_MAX);
    assert_eq!(format!("{:?}", Entry { goal: Some(Goal::Part), ..Entry::default() }), "Entry(private)");
    assert_eq!(Goal::ALL.iter().filter(|goal| Goal::parse(goal.as_str()) != Some(**goal)).count(), 0);
}
