//! Texts of a TOML file with the lines that they stand on, so that they are looked at like those of a page.

use toml::Spanned;

use super::markdown::{Block, Rendered};
use super::quotes::typeset;
use super::reading::Measure;
use super::text::Source;

/// Gathers what people read out of a file, in its order.
#[derive(Debug)]
pub struct Gathering<'a> {
    source: &'a Source,
    body: Rendered,
}

impl<'a> Gathering<'a> {
    /// Nothing yet.
    pub fn new(source: &'a Source) -> Self {
        Self { source, body: Rendered::default() }
    }

    /// Takes a text that is read as a sentence.
    pub fn sentence(&mut self, text: &Spanned<String>) -> String {
        self.take(text, false)
    }

    /// Takes a heading or the words of a button, which no reading level counts.
    pub fn label(&mut self, text: &Spanned<String>) -> String {
        self.take(text, true)
    }

    /// Takes an example, which may hold words that nothing else says and which no reading level counts.
    pub fn example(&mut self, text: &Spanned<String>) -> String {
        typeset(text.get_ref().trim())
    }

    /// Takes each of several sentences.
    pub fn sentences(&mut self, texts: &[Spanned<String>]) -> Vec<String> {
        texts.iter().map(|text| self.sentence(text)).collect()
    }

    /// What was taken, and how hard it is to read.
    pub fn finish(self) -> (Rendered, Measure) {
        let mut measure = Measure::default();
        self.body.blocks.iter().filter(|block| !block.is_heading).for_each(|block| measure.add(&block.text));
        (self.body, measure)
    }

    fn take(&mut self, text: &Spanned<String>, is_heading: bool) -> String {
        let line = self.source.line(text.span().start);
        let words = text.get_ref().trim().to_owned();
        let set = typeset(&words);
        self.body.blocks.push(Block { line, is_heading, text: words });
        set
    }
}
