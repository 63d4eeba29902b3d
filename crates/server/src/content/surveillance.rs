//! Promises that are not taken, because by them one would watch the other: `surveillance.toml`.

use serde::Deserialize;
use toml::Spanned;
use troth_domain::hints::{HintRule, hints};
use troth_domain::practice::Slug;

use super::hints::phrases_or_none;
use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// The kinds of promise that are refused.
#[derive(Clone, Debug)]
pub struct Surveillance {
    /// The file it was read from.
    pub file: String,
    /// The kinds, in the order of the file.
    pub kinds: Vec<RefusedPromise>,
    rules: Vec<HintRule>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

/// One kind, and what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedPromise {
    /// Its name.
    pub name: Slug,
    /// A heading.
    pub title: String,
    /// Why it is not taken, kindly.
    pub reason: String,
    /// What could be promised in its place.
    pub instead: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<RawKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    name: Spanned<String>,
    title: Spanned<String>,
    reason: Spanned<String>,
    instead: Spanned<String>,
    phrases: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
}

impl Surveillance {
    /// Reads `surveillance.toml`.
    ///
    /// # Errors
    /// What is not TOML, no kind at all, a name that is no slug, a phrase that cannot be looked for, an alternative that is
    /// refused itself.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut faults = Vec::new();
        let mut said = Gathering::new(source);
        let (mut kinds, mut rules) = (Vec::new(), Vec::new());
        for raw in &file.kind {
            let Ok(name) = Slug::new(raw.name.get_ref()) else {
                let problem = format!("name is {:?}, which is no slug", raw.name.get_ref());
                let mend = "write 1 to 64 of a-z, 0-9 and -, starting with a letter or digit";
                faults.push(source.fault(source.line(raw.name.span().start), problem, mend));
                continue;
            };
            rules.push(HintRule {
                name: name.clone(),
                phrases: phrases_or_none(&raw.phrases, source, &mut faults),
                unless: phrases_or_none(&raw.unless, source, &mut faults),
            });
            let (title, reason) = (said.label(&raw.title), said.sentence(&raw.reason));
            kinds.push(RefusedPromise { name, title, reason, instead: said.sentence(&raw.instead) });
        }
        for raw in file.kind.iter().filter(|raw| !hints(&rules, raw.instead.get_ref()).is_empty()) {
            let line = source.line(raw.instead.span().start);
            faults.push(source.fault(line, "the promise under instead is refused itself", "write one that is not"));
        }
        if kinds.is_empty() {
            faults.push(source.fault(1, "no kind of promise is refused", "keep at least one [[kind]]"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), kinds, rules, body, measure })
    }

    /// Why a promise in these words is not taken; none where it can be.
    pub fn refuses(&self, promise: &str) -> Option<&RefusedPromise> {
        let hint = hints(&self.rules, promise).into_iter().next()?;
        self.kinds.iter().find(|kind| kind.name == hint.rule)
    }
}
