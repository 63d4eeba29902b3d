//! Words that people's pages keep out, and what to write in their place: `words.toml`.

use serde::Deserialize;

use super::text::Source;
use crate::settings::Fault;

/// The list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// Words, matched whole and without regard to case.
    #[serde(default)]
    word: Vec<Word>,
    /// Signs, looked for anywhere.
    #[serde(default)]
    sign: Vec<Word>,
}

/// A word or sign to keep out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    avoid: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    say: String,
    why: String,
}

impl WordList {
    /// Reads `words.toml`.
    ///
    /// # Errors
    /// What is not TOML.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        toml::from_str(&source.text).map_err(|error| vec![source.toml_fault(0, &error)])
    }

    /// Problem and mend for each word of `text` that is to be kept out.
    pub fn look(&self, text: &str) -> Vec<(String, String)> {
        let plain = format!(" {} ", plain(text));
        let words = self.word.iter().flat_map(|word| {
            let forms = std::iter::once(&word.avoid).chain(&word.also);
            let found = forms.filter(|form| plain.contains(&format!(" {} ", self::plain(form))));
            found.map(move |form| (form, word)).collect::<Vec<_>>()
        });
        let signs = self.sign.iter().filter(|sign| text.contains(&sign.avoid)).map(|sign| (&sign.avoid, sign));
        words.chain(signs).map(|(form, word)| (format!("it says {form:?}"), word.mend())).collect()
    }
}

impl Word {
    fn mend(&self) -> String {
        let say = if self.say.is_empty() { "leave it out" } else { self.say.as_str() };
        format!("write instead: {say} ({})", self.why.trim_end_matches('.'))
    }
}

/// Words in small letters with one space between, straight apostrophes kept.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let fits = |character: char| character.is_alphanumeric() || character == '\'' || character == '-';
    text.split(|character: char| !fits(character)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
