//! Texts that people agree to: the practice's secrets policy and the rules for two.

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use troth_domain::safety::secrets_policy::TextVersion;

use super::front;
use super::markdown::{Rendered, render};
use super::quotes::typeset;
use super::reading::Measure;
use super::text::Source;
use crate::settings::Fault;

/// A text with a version.
#[derive(Clone, Debug)]
pub struct SignedText {
    /// The file it was read from.
    pub file: String,
    /// Its heading.
    pub title: String,
    /// What is signed: the number, and a digest of the words.
    pub version: TextVersion,
    /// The text.
    pub body: Rendered,
    /// How long and how hard it is.
    pub measure: Measure,
}

/// The rules that both agree to before they are linked.
#[derive(Clone, Debug)]
pub struct CoupleRules {
    /// The rules.
    pub text: SignedText,
    /// The one sentence on when things come that both see wherever it matters. It stands in the rules, too.
    pub pacing: String,
    /// What is new in this version, for those who agreed to an earlier one.
    pub new: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    version: u32,
    pacing: Option<String>,
    #[serde(default)]
    new: Vec<String>,
}

impl SignedText {
    /// Reads `secrets-policy.md`.
    ///
    /// # Errors
    /// What keeps it from being shown, by line.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let (text, Head { pacing, new, .. }) = read(source)?;
        if !new.is_empty() {
            return Err(vec![source.fault(1, "it has new", "take it out: only the rules for two have it")]);
        }
        if pacing.is_some() {
            return Err(vec![source.fault(1, "it has pacing", "take it out: only the rules for two have it")]);
        }
        Ok(text)
    }

    /// The version as a form carries it, so that what was read is what is signed.
    pub fn mark(&self) -> String {
        format!("{}-{}", self.version.number, HEXLOWER.encode(&self.version.digest))
    }
}

impl CoupleRules {
    /// Reads `couple-rules.md`.
    ///
    /// # Errors
    /// What keeps it from being shown, by line; a sentence on when things come that is missing or stands elsewhere only.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let (mut text, Head { pacing, new, .. }) = read(source)?;
        let Some(pacing) = pacing else {
            let mend = "add pacing = \"…\", one sentence that is in the text as well";
            return Err(vec![source.fault(1, "the head has no pacing", mend)]);
        };
        if !text.body.blocks.iter().any(|block| block.text.contains(&pacing)) {
            let mend = "write the same sentence in the text: both agree to it there";
            return Err(vec![source.fault(1, "the sentence under pacing is not in the text", mend)]);
        }
        new.iter().for_each(|line| text.measure.add(line));
        Ok(Self { text, pacing, new })
    }
}

fn read(source: &Source) -> Result<(SignedText, Head), Vec<Fault>> {
    let (mut head, body_at) = front::read::<Head>(source)?;
    let body = render(source, body_at, &[], &[])?;
    let mut measure = Measure::default();
    body.blocks.iter().filter(|block| !block.is_heading).for_each(|block| measure.add(&block.text));
    let version = TextVersion { number: head.version, digest: digest(&head.title, &body.html) };
    let text = SignedText { file: source.file.clone(), title: head.title.clone(), version, body, measure };
    // As the text below it is set, so that the two can be compared.
    head.pacing = head.pacing.as_deref().map(typeset);
    head.new = head.new.iter().map(|line| typeset(line)).collect();
    Ok((text, head))
}

/// The words and how they are set, without how the lines of the file are broken.
fn digest(title: &str, html: &str) -> [u8; 32] {
    let words: Vec<&str> = title.split_whitespace().chain(["\n"]).chain(html.split_whitespace()).collect();
    Sha256::digest(words.join(" ").as_bytes()).into()
}
