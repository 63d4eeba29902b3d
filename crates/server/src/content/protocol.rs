//! What a therapist does at signs of danger: `protocol.toml`.

use serde::Deserialize;
use toml::Spanned;

use super::markdown::Rendered;
use super::reading::Measure;
use super::said::Gathering;
use super::text::Source;
use crate::settings::Fault;

/// The protocol.
#[derive(Clone, Debug)]
pub struct Protocol {
    /// The file it was read from.
    pub file: String,
    /// Its heading.
    pub title: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// The heading of what not to do.
    pub never_title: String,
    /// What not to do.
    pub never: Vec<String>,
    /// The words of the link to where help is now.
    pub numbers: String,
    /// Everything that people read, by line.
    pub body: Rendered,
    /// How hard it is to read.
    pub measure: Measure,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    steps: Vec<Spanned<String>>,
    never_title: Spanned<String>,
    never: Vec<Spanned<String>>,
    numbers: Spanned<String>,
}

impl Protocol {
    /// Reads `protocol.toml`.
    ///
    /// # Errors
    /// What is not TOML, or a protocol that says nothing to do.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
        if file.steps.is_empty() || file.never.is_empty() {
            let mend = "write one sentence or more under steps, and under never";
            return Err(vec![source.fault(1, "the protocol does not say what to do, or what not to", mend)]);
        }
        let mut said = Gathering::new(source);
        let title = said.label(&file.title);
        let steps = said.sentences(&file.steps);
        let never_title = said.label(&file.never_title);
        let never = said.sentences(&file.never);
        let numbers = said.label(&file.numbers);
        let (body, measure) = said.finish();
        Ok(Self { file: source.file.clone(), title, steps, never_title, never, numbers, body, measure })
    }
}
