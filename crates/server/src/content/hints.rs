//! Hints on wording for whoever writes an account: `hints.toml`.

use serde::Deserialize;
use toml::Spanned;
use troth_domain::hints::{Hint, HintRule};
use troth_domain::phrases::Phrase;
use troth_domain::practice::Slug;

use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// The rules, and what is said where one applies.
#[derive(Clone, Debug)]
pub struct Hints {
    /// The file it was read from.
    pub file: String,
    /// The heading above hints.
    pub title: String,
    /// What they are, said before the first.
    pub intro: String,
    /// What is said for each rule, in the order of the file.
    pub words: Vec<HintWords>,
    /// The rules.
    rules: Vec<HintRule>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

/// What is said where a rule applies.
#[derive(Clone, Debug)]
pub struct HintWords {
    /// The rule.
    pub rule: Slug,
    /// A heading.
    pub title: String,
    /// What such words may do, kindly.
    pub why: String,
    /// An example of them.
    pub before: String,
    /// Another way to say that.
    pub after: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    intro: Spanned<String>,
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    name: Spanned<String>,
    title: Spanned<String>,
    why: Spanned<String>,
    before: Spanned<String>,
    after: Spanned<String>,
    phrases: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

impl Hints {
    /// Reads `hints.toml`.
    ///
    /// # Errors
    /// What is not TOML, a name that is no slug or there twice, a phrase that cannot be looked for, an example that its own
    /// rule does not find, another way that it does.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut faults = Vec::new();
        let mut said = Gathering::new(source);
        let (title, intro) = (said.label(&file.title), said.sentence(&file.intro));
        let mut hints = Self {
            file: source.file.clone(),
            title,
            intro,
            words: Vec::new(),
            rules: Vec::new(),
            body: Rendered::default(),
            measure: Measure::default(),
        };
        for raw in &file.rule {
            let Some(rule) = raw.rule(source, &mut faults) else { continue };
            if hints.rules.iter().any(|other| other.name == rule.name) {
                let problem = format!("two rules are called {}", rule.name);
                faults.push(source.fault(source.line(raw.name.span().start), problem, "give one another name"));
            }
            hints.words.push(raw.words(&rule, &mut said));
            hints.rules.push(rule);
        }
        for raw in &file.rule {
            faults.extend(raw.look_at_examples(&hints, source));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        (hints.body, hints.measure) = said.finish();
        Ok(hints)
    }

    /// What the rules find in a text, for the eyes of whoever writes it.
    pub fn of(&self, text: &str) -> Vec<Hint> {
        troth_domain::hints::hints(&self.rules, text)
    }

    /// What is said where a rule applies.
    pub fn words_for(&self, rule: &Slug) -> Option<&HintWords> {
        self.words.iter().find(|words| words.rule == *rule)
    }
}

impl RawRule {
    fn rule(&self, source: &Source, faults: &mut Vec<Fault>) -> Option<HintRule> {
        let name = Slug::new(self.name.get_ref());
        if name.is_err() {
            let problem = format!("name is {:?}, which is no slug", self.name.get_ref());
            let mend = "write 1 to 64 of a-z, 0-9 and -, starting with a letter or digit";
            faults.push(source.fault(source.line(self.name.span().start), problem, mend));
        }
        let phrases = phrases(&self.phrases, source, faults);
        let unless = phrases_or_none(&self.unless, source, faults);
        Some(HintRule { name: name.ok()?, phrases, unless })
    }

    fn words(&self, rule: &HintRule, said: &mut Gathering<'_>) -> HintWords {
        HintWords {
            rule: rule.name.clone(),
            title: said.label(&self.title),
            why: said.sentence(&self.why),
            before: said.example(&self.before),
            after: said.example(&self.after),
        }
    }

    /// The example is one that its rule finds, and the other way is one that no rule finds: else the two would mislead.
    fn look_at_examples(&self, hints: &Hints, source: &Source) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |at: &Spanned<String>, problem: String, mend: &str| {
            faults.push(source.fault(source.line(at.span().start), problem, mend));
        };
        let (before, after) = (hints.of(self.before.get_ref()), hints.of(self.after.get_ref()));
        if !before.iter().any(|hint| hint.rule.as_str() == self.name.get_ref()) {
            let problem = format!("the rule {} does not find its own example", self.name.get_ref());
            wrong(&self.before, problem, "write another example under before, or a phrase that finds this one");
        }
        if let Some(hint) = after.first() {
            let problem = format!("the rule {} finds the other way to say it", hint.rule);
            wrong(&self.after, problem, "write a sentence under after that no rule finds");
        }
        faults
    }
}

fn phrases(texts: &[Spanned<String>], source: &Source, faults: &mut Vec<Fault>) -> Vec<Phrase> {
    if texts.is_empty() {
        faults.push(source.fault(1, "a rule has no phrase", "add phrases = [\"…\"], or take the rule out"));
    }
    phrases_or_none(texts, source, faults)
}

/// Reads phrases; what cannot be looked for is named by line.
fn phrases_or_none(texts: &[Spanned<String>], source: &Source, faults: &mut Vec<Fault>) -> Vec<Phrase> {
    let read = |text: &Spanned<String>| {
        let phrase = Phrase::new(text.get_ref());
        if let Err(why) = &phrase {
            let problem = format!("the phrase {:?} cannot be looked for: {why}", text.get_ref());
            let mend = "write words with spaces between, as the head of the file explains";
            faults.push(source.fault(source.line(text.span().start), problem, mend));
        }
        phrase.ok()
    };
    texts.iter().filter_map(read).collect()
}
