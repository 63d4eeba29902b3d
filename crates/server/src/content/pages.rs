//! Pages of the guide: a head and Markdown below it.

use serde::Deserialize;

use super::markdown::{Block, Rendered, render};
use super::quotes::typeset;
use super::reading::Measure;
use super::text::Source;
use super::{REFERENCES, front};
use crate::settings::Fault;

/// A page of the guide.
#[derive(Clone, Debug)]
pub struct GuidePage {
    /// Its name, which is its address below `/guide`.
    pub name: String,
    /// The file it was read from.
    pub file: String,
    /// Its heading.
    pub title: String,
    /// What to call it in a list.
    pub short_title: String,
    /// One sentence that says what it says.
    pub summary: String,
    /// What a search engine shows.
    pub description: String,
    /// Its place among the others.
    pub order: u32,
    /// What it is for.
    pub kind: Kind,
    /// The exercise that belongs to it.
    pub exercise: Option<String>,
    /// What to say before hard content.
    pub warning: Option<String>,
    /// The text.
    pub body: Rendered,
    /// Keys of the sources that its head says it marks.
    pub declared: Vec<String>,
    /// How long and how hard it is.
    pub measure: Measure,
}

/// What a page is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Something to know.
    Page,
    /// One of the steps, by number.
    Step(u8),
    /// Something that often stands in the way.
    Obstacle,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageHead {
    title: String,
    short_title: Option<String>,
    summary: String,
    description: String,
    order: u32,
    kind: KindName,
    step: Option<u8>,
    exercise: Option<String>,
    warning: Option<String>,
    #[serde(default)]
    references: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Page,
    Step,
    Obstacle,
}

impl GuidePage {
    /// Reads a page that may mark the sources `known`.
    ///
    /// # Errors
    /// What keeps it from being shown, by line.
    pub fn read(source: &Source, known: &[String]) -> Result<Self, Vec<Fault>> {
        let (head, body_at) = front::read::<PageHead>(source)?;
        let kind = match (head.kind, head.step) {
            (KindName::Page, None) => Kind::Page,
            (KindName::Obstacle, None) => Kind::Obstacle,
            (KindName::Step, Some(number)) => Kind::Step(number),
            (KindName::Step, None) => {
                return Err(vec![source.fault(
                    1,
                    "the page is a step without a number",
                    "add step = 1, or another number",
                )]);
            }
            (_, Some(_)) => {
                return Err(vec![source.fault(
                    1,
                    "only a step has a number",
                    "write kind = \"step\", or take step out",
                )]);
            }
        };
        if let Some(key) = head.references.iter().find(|key| !known.contains(key)) {
            let problem = format!("references names {key:?}, and references.toml has no such key");
            return Err(vec![source.fault(1, problem, "add a [[reference]] with this key, or take it out")]);
        }
        // The page of sources numbers all of them, so that a number means the same above and below.
        let numbered = if source.name == REFERENCES { known } else { &[] };
        let body = render(source, body_at, known, numbered)?;
        Ok(Self {
            name: source.name.clone(),
            file: source.file.clone(),
            short_title: typeset(head.short_title.as_ref().unwrap_or(&head.title)),
            title: typeset(&head.title),
            summary: typeset(&head.summary),
            description: typeset(&head.description),
            order: head.order,
            kind,
            exercise: head.exercise,
            warning: head.warning.as_deref().map(typeset),
            measure: measure(&body.blocks),
            body,
            declared: head.references,
        })
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("/guide/{}", self.name)
    }
}

/// Counts what is read of a text: its headings would make it look easier than it is.
pub fn measure(blocks: &[Block]) -> Measure {
    let mut measure = Measure::default();
    for block in blocks.iter().filter(|block| !block.is_heading) {
        measure.add(&block.text);
    }
    measure
}
