//! The sources that the guide's claims stand on: `references.toml`.

use serde::Deserialize;

use super::quotes::{ranges, typeset};
use super::text::Source;
use crate::settings::Fault;

/// One source, and how far it carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What a text marks it with.
    pub key: String,
    /// Who wrote it.
    pub authors: String,
    /// When it came out.
    pub year: u16,
    /// Its title.
    pub title: String,
    /// Journal, volume and pages, or publisher.
    #[serde(default)]
    pub journal: String,
    /// Its digital object identifier.
    pub doi: Option<String>,
    /// Its number in PubMed.
    pub pmid: Option<String>,
    /// Where else it is.
    pub url: Option<String>,
    /// What it found, in a sentence.
    pub found: String,
    /// How far that carries.
    pub limits: String,
    /// What of it was read before it was printed.
    pub checked: Checked,
    /// Where it was read.
    #[serde(default)]
    pub how: String,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: usize,
    /// The file.
    #[serde(skip)]
    pub file: String,
}

/// What of a source was read before it was printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum Checked {
    /// Its abstract.
    #[serde(rename = "abstract")]
    Abstract,
    /// All of it.
    #[serde(rename = "full text")]
    FullText,
    /// Nothing yet: the claim may not be made.
    #[serde(rename = "not checked")]
    NotChecked,
}

impl Checked {
    /// In words, for readers.
    pub fn words(self) -> &'static str {
        match self {
            Self::Abstract => "We read its abstract.",
            Self::FullText => "We read it in full.",
            Self::NotChecked => "We have not read it yet.",
        }
    }
}

impl Reference {
    /// Where it leads, and what to call that.
    pub fn link(&self) -> Option<(String, String)> {
        if let Some(doi) = &self.doi {
            return Some((format!("https://doi.org/{doi}"), format!("doi:{doi}")));
        }
        if let Some(number) = &self.pmid {
            return Some((format!("https://pubmed.ncbi.nlm.nih.gov/{number}/"), format!("PubMed {number}")));
        }
        let url = self.url.as_ref()?;
        let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        Some((url.clone(), host.unwrap_or_else(|| url.clone())))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    reference: Vec<toml::Spanned<Reference>>,
}

/// Reads `references.toml`.
///
/// # Errors
/// What is not TOML, a key that is there twice, an address that is none.
pub fn read(source: &Source) -> Result<Vec<Reference>, Vec<Fault>> {
    let file: File = toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])?;
    let mut list: Vec<Reference> = Vec::new();
    let mut faults = Vec::new();
    for spanned in file.reference {
        let line = source.line(spanned.span().start);
        let one = Reference { line, file: source.file.clone(), ..set(spanned.into_inner()) };
        if list.iter().any(|earlier| earlier.key == one.key) {
            faults.push(source.fault(line, format!("the key {:?} is there twice", one.key), "keep one of the two"));
        }
        if one.url.as_deref().is_some_and(|url| !url.starts_with("https://")) {
            faults.push(source.fault(line, format!("the url of {:?} is not https://", one.key), "write https://…"));
        }
        if one.link().is_none() {
            let problem = format!("{:?} leads nowhere", one.key);
            faults.push(source.fault(line, problem, "add doi = \"…\", pmid = \"…\" or url = \"https://…\""));
        }
        list.push(one);
    }
    if faults.is_empty() { Ok(list) } else { Err(faults) }
}

/// As a book sets it.
fn set(one: Reference) -> Reference {
    Reference {
        title: typeset(&one.title),
        journal: ranges(&typeset(&one.journal)),
        found: typeset(&one.found),
        limits: typeset(&one.limits),
        ..one
    }
}
