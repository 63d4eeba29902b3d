//! How a person's own plan is proposed: `plan.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;
use troth_domain::limits;
use troth_domain::plan::proposal::{Area, Breach, Candidate, Entry, Goal, PlanRule, Proposed, When, Whose, propose};
use troth_domain::practice::Slug;
use troth_domain::safety::screening::Concern;

use super::exercises::{Exercise, Who};
use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// The rules, and the exercises that they choose from.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file it was read from.
    pub file: String,
    /// The rules in their order.
    pub rules: Vec<PlanRule>,
    candidates: Vec<Candidate>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: Spanned<String>,
    #[serde(default)]
    when: RawWhen,
    exercises: Vec<Spanned<String>>,
    why: Spanned<String>,
    #[serde(default)]
    last: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen {
    #[serde(default)]
    breach: Vec<Spanned<String>>,
    #[serde(default)]
    whose: Vec<Spanned<String>>,
    #[serde(default)]
    goal: Vec<Spanned<String>>,
    #[serde(default)]
    hard: Vec<Spanned<String>>,
    #[serde(default)]
    concern: Vec<Spanned<String>>,
}

impl Plan {
    /// Reads `plan.toml`, whose rules may name exercises of `programme`.
    ///
    /// # Errors
    /// What is not TOML, and each name that is none, by line.
    pub fn read(source: &Source, programme: &BTreeMap<String, Exercise>) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut faults = Vec::new();
        if file.rule.len() > limits::CONTENT_RULES_MAX {
            let problem = format!("there are {} rules", file.rule.len());
            faults.push(source.fault(1, problem, format!("keep at most {}", limits::CONTENT_RULES_MAX)));
        }
        let mut said = Gathering::new(source);
        let mut rules: Vec<PlanRule> = Vec::new();
        for raw in &file.rule {
            let Some(rule) = raw.read(source, programme, &mut said, &mut faults) else { continue };
            if rules.iter().any(|other| other.name == rule.name) {
                let problem = format!("two rules are called {}", rule.name);
                faults.push(source.fault(source.line(raw.name.span().start), problem, "give one another name"));
            }
            rules.push(rule);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (body, measure) = said.finish();
        let candidates = programme.values().filter_map(candidate).collect();
        Ok(Self { file: source.file.clone(), rules, candidates, body, measure })
    }

    /// What the rules propose to whoever gave these answers.
    pub fn propose(&self, entry: &Entry) -> Vec<Proposed> {
        propose(&self.rules, &self.candidates, entry)
    }

    /// Why a rule proposes what it does.
    pub fn why(&self, rule: &Slug) -> Option<&str> {
        self.rules.iter().find(|one| one.name == *rule).map(|one| one.why.as_str())
    }
}

/// What the rules have to know of an exercise.
pub fn candidate(exercise: &Exercise) -> Option<Candidate> {
    Some(Candidate {
        name: Slug::new(&exercise.name).ok()?,
        is_open_alone: exercise.who == Who::Alone && exercise.needs.is_empty(),
        is_for_anyone: exercise.is_for_anyone(),
    })
}

impl RawRule {
    fn read(
        &self,
        source: &Source,
        programme: &BTreeMap<String, Exercise>,
        said: &mut Gathering<'_>,
        faults: &mut Vec<Fault>,
    ) -> Option<PlanRule> {
        for named in &self.exercises {
            let known = programme.get(named.get_ref()).and_then(candidate);
            let (problem, mend) = match known {
                Some(one) if one.is_open_alone => continue,
                Some(_) => {
                    ("is for two or opens later", "name one that a person does alone, and that waits for nothing")
                }
                None => ("is not there", "write programme/….md, or name another exercise"),
            };
            let problem = format!("the exercise {:?} {problem}", named.get_ref());
            faults.push(source.fault(source.line(named.span().start), problem, mend));
        }
        let when = When {
            breaches: names(&self.when.breach, Breach::parse, &all(Breach::ALL, Breach::as_str), source, faults),
            whose: names(&self.when.whose, Whose::parse, &all(Whose::ALL, Whose::as_str), source, faults),
            goals: names(&self.when.goal, Goal::parse, &all(Goal::ALL, Goal::as_str), source, faults),
            hard: names(&self.when.hard, Area::parse, &all(Area::ALL, Area::as_str), source, faults),
            concerns: names(&self.when.concern, Concern::parse, &all(&Concern::ALL, Concern::as_str), source, faults),
        };
        let name = Slug::new(self.name.get_ref());
        if name.is_err() {
            let problem = format!("name is {:?}, which is no slug", self.name.get_ref());
            let mend = "write 1 to 64 of a-z, 0-9 and -, starting with a letter or digit";
            faults.push(source.fault(source.line(self.name.span().start), problem, mend));
        }
        let exercises = self.exercises.iter().filter_map(|named| Slug::new(named.get_ref()).ok()).collect();
        Some(PlanRule { name: name.ok()?, when, exercises, why: said.sentence(&self.why), is_last: self.last })
    }
}

fn all<T: Copy>(every: &[T], name: fn(T) -> &'static str) -> String {
    every.iter().map(|one| name(*one)).collect::<Vec<_>>().join(", ")
}

/// Names of answers; what is none is said by line, with those that there are.
fn names<T: Ord>(
    named: &[Spanned<String>],
    parse: fn(&str) -> Option<T>,
    known: &str,
    source: &Source,
    faults: &mut Vec<Fault>,
) -> BTreeSet<T> {
    let mut read = BTreeSet::new();
    for one in named {
        match parse(one.get_ref()) {
            Some(answer) => drop(read.insert(answer)),
            None => {
                let problem = format!("{:?} is no answer that is asked for here", one.get_ref());
                faults.push(source.fault(source.line(one.span().start), problem, format!("write one of {known}")));
            }
        }
    }
    read
}
