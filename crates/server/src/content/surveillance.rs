//! Promises that are not taken, because by them one would watch the other: `surveillance.toml`.

use serde::Deserialize;
use toml::Spanned;
use troth_domain::plan::surveillance::{Watchword, Watchwords};

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
    /// The phrases that give such a promise away.
    pub watchwords: Watchwords,
    /// What is said of each kind.
    pub kinds: Vec<RefusedPromise>,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

/// One kind, and what is said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedPromise {
    /// What would be watched.
    pub kind: Watchword,
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
    except: Vec<Spanned<String>>,
}

impl Surveillance {
    /// Reads `surveillance.toml`.
    ///
    /// # Errors
    /// What is not TOML, a kind that is missing, unknown or there twice, a phrase that cannot be looked for, an
    /// alternative that is refused itself.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        let mut faults = Vec::new();
        let mut said = Gathering::new(source);
        let mut kinds: Vec<RefusedPromise> = Vec::new();
        let mut lines = Vec::new();
        for raw in &file.kind {
            let kind = Watchword::parse(raw.name.get_ref());
            let Some(kind) = kind.filter(|kind| kinds.iter().all(|other| other.kind != *kind)) else {
                let problem = format!("{:?} is no kind, or is there twice", raw.name.get_ref());
                let mend = format!("write each of these once: {}", Watchword::ALL.map(Watchword::as_str).join(", "));
                faults.push(source.fault(source.line(raw.name.span().start), problem, mend));
                continue;
            };
            lines.extend(raw.lines(kind, source, &mut faults));
            let (title, reason) = (said.label(&raw.title), said.sentence(&raw.reason));
            kinds.push(RefusedPromise { kind, title, reason, instead: said.sentence(&raw.instead) });
        }
        for missing in Watchword::ALL.iter().filter(|kind| kinds.iter().all(|one| one.kind != **kind)) {
            let problem = format!("nothing is said of the kind {}", missing.as_str());
            faults.push(source.fault(1, problem, "add a [[kind]] of this name: someone may be refused by it"));
        }
        let watchwords = Watchwords::parse(&lines.join("\n")).map_err(|why| {
            let said = why.first().map(ToString::to_string).unwrap_or_default();
            vec![source.fault(1, format!("the phrases cannot be used ({said})"), "write fewer of them")]
        })?;
        for raw in file.kind.iter().filter(|raw| watchwords.find(raw.instead.get_ref()).is_some()) {
            let line = source.line(raw.instead.span().start);
            faults.push(source.fault(line, "the promise under instead is refused itself", "write one that is not"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), watchwords, kinds, body, measure })
    }

    /// What is said of a kind. Every kind is there.
    pub fn words_for(&self, kind: Watchword) -> Option<&RefusedPromise> {
        self.kinds.iter().find(|one| one.kind == kind)
    }
}

impl RawKind {
    /// Its phrases as lines; one that cannot be looked for is named, and left out.
    fn lines(&self, kind: Watchword, source: &Source, faults: &mut Vec<Fault>) -> Vec<String> {
        let phrases = self.phrases.iter().map(|phrase| ("", phrase));
        let all = phrases.chain(self.except.iter().map(|phrase| (" except", phrase)));
        let mut lines = Vec::new();
        for (except, phrase) in all {
            let line = format!("{}{except}: {}", kind.as_str(), phrase.get_ref());
            match Watchwords::parse(&line).map_err(|why| why.first().map(|fault| fault.what)) {
                Ok(_) => lines.push(line),
                Err(why) => {
                    let why = why.map(|why| why.to_string()).unwrap_or_default();
                    let problem = format!("the phrase {:?} cannot be looked for ({why})", phrase.get_ref());
                    let mend = "write words with spaces between, as the head of the file explains";
                    faults.push(source.fault(source.line(phrase.span().start), problem, mend));
                }
            }
        }
        lines
    }
}
