//! Promises to be watched: passwords, the phone, the place where somebody is, their messages.
//!
//! They are refused as commitments, with a reason and something to promise instead: being watched is no deed that shows
//! care, and a tool for it can be turned on either. Which phrases count is data, one file for a language
//! ([`Watchwords::parse`]); this is only the matcher. It goes by words, so it errs both ways: a test measures how often, on
//! labelled sentences.

use std::fmt;

use crate::limits::WATCHWORD_LINES_MAX;

/// What would be watched.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Watchword {
    /// Passwords and codes.
    Passwords,
    /// A phone or another device.
    Device,
    /// Where somebody is.
    Location,
    /// What somebody writes and with whom.
    Messages,
    /// Cameras, recordings and being followed.
    Watching,
}

impl Watchword {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Passwords, Self::Device, Self::Location, Self::Messages, Self::Watching];

    /// As files name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passwords => "passwords",
            Self::Device => "device",
            Self::Location => "location",
            Self::Messages => "messages",
            Self::Watching => "watching",
        }
    }

    /// The one of this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|watchword| watchword.as_str() == text)
    }
}

/// The phrases of one language.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Watchwords {
    rules: Vec<Rule>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    kind: Watchword,
    /// Whether what matches is harmless.
    is_exception: bool,
    phrase: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    /// One of these words, each whole or the beginning of one.
    Word(Vec<(String, Ending)>),
    /// Up to [`GAP_WORDS_MAX`] words of any kind.
    Gap,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ending {
    Whole,
    Any,
}

const GAP_WORDS_MAX: usize = 4;

/// What is wrong with a line of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Which, from 1 on.
    pub line: usize,
    /// What.
    pub what: FaultKind,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FaultKind {
    /// There is no colon, or no phrase behind it.
    #[error("write `kind: phrase` or `kind except: phrase`")]
    Form,
    /// No such kind.
    #[error("the kind is passwords, device, location, messages or watching")]
    Kind,
    /// A phrase begins or ends with a gap, or has no word.
    #[error("a phrase begins and ends with a word")]
    Gap,
    /// The file is too long.
    #[error("too many lines")]
    TooLong,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.what)
    }
}

impl Watchwords {
    /// Reads a file of phrases. A line is `kind: phrase`, or `kind except: phrase` for what is harmless in the same clause;
    /// empty lines and such that begin with `#` count for nothing. In a phrase, `a|b` is either word, `a*` any word that
    /// begins so, and `..` up to four words of any kind.
    ///
    /// ```
    /// use troth_domain::plan::surveillance::{Watchword, Watchwords};
    /// let words = Watchwords::parse("passwords: give|share .. password*").unwrap();
    /// assert_eq!(words.find("I'll share all of my passwords."), Some(Watchword::Passwords));
    /// assert_eq!(words.find("I'll share the cooking."), None);
    /// ```
    ///
    /// # Errors
    /// Every [`Fault`].
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        let mut rules = Vec::new();
        let mut faults = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match Rule::parse(line) {
                Ok(rule) if index < WATCHWORD_LINES_MAX => rules.push(rule),
                Ok(_) => {
                    faults.push(Fault { line: index + 1, what: FaultKind::TooLong });
                    break;
                }
                Err(what) => faults.push(Fault { line: index + 1, what }),
            }
        }
        if faults.is_empty() { Ok(Self { rules }) } else { Err(faults) }
    }

    /// What `text` promises to have watched, if anything: the first kind, in the file's order, of which a phrase stands in a
    /// clause without one of its exceptions.
    pub fn find(&self, text: &str) -> Option<Watchword> {
        let clauses: Vec<Vec<String>> = text.split(['.', ',', ';', ':', '!', '?', '\n']).map(words).collect();
        let is_met = |kind: Watchword, is_exception: bool, clause: &[String]| {
            self.rules.iter().any(|rule| rule.kind == kind && rule.is_exception == is_exception && rule.is_in(clause))
        };
        let kinds = self.rules.iter().map(|rule| rule.kind);
        let mut kinds = kinds
            .filter(|kind| clauses.iter().any(|clause| is_met(*kind, false, clause) && !is_met(*kind, true, clause)));
        kinds.next()
    }
}

impl Rule {
    fn parse(line: &str) -> Result<Self, FaultKind> {
        let (head, phrase) = line.split_once(':').ok_or(FaultKind::Form)?;
        let (kind, is_exception) = match head.trim().strip_suffix(" except") {
            Some(kind) => (kind, true),
            None => (head, false),
        };
        let kind = Watchword::parse(kind.trim()).ok_or(FaultKind::Kind)?;
        let phrase: Vec<Part> = phrase.split_whitespace().map(Part::parse).collect::<Result<_, _>>()?;
        match (phrase.first(), phrase.last()) {
            (None, _) | (_, None) => Err(FaultKind::Form),
            (Some(Part::Gap), _) | (_, Some(Part::Gap)) => Err(FaultKind::Gap),
            (Some(Part::Word(_)), Some(Part::Word(_))) => Ok(Self { kind, is_exception, phrase }),
        }
    }

    fn is_in(&self, clause: &[String]) -> bool {
        (0..clause.len()).any(|start| matches(&self.phrase, clause.get(start..).unwrap_or_default()))
    }
}

impl Part {
    fn parse(text: &str) -> Result<Self, FaultKind> {
        if text == ".." {
            return Ok(Self::Gap);
        }
        let choices = text.split('|').map(|choice| {
            let (choice, ending) = match choice.strip_suffix('*') {
                Some(choice) => (choice, Ending::Any),
                None => (choice, Ending::Whole),
            };
            let mut words = words(choice);
            match (words.pop(), words.is_empty()) {
                (Some(word), true) => Ok((word, ending)),
                _ => Err(FaultKind::Form),
            }
        });
        choices.collect::<Result<_, _>>().map(Self::Word)
    }
}

/// Whether `words` begin with what `phrase` says.
fn matches(phrase: &[Part], words: &[String]) -> bool {
    match phrase.split_first() {
        None => true,
        Some((Part::Word(choices), rest)) => words.split_first().is_some_and(|(word, after)| {
            let fits = |(choice, ending): &(String, Ending)| match ending {
                Ending::Whole => word == choice,
                Ending::Any => word.starts_with(choice.as_str()),
            };
            choices.iter().any(fits) && matches(rest, after)
        }),
        Some((Part::Gap, rest)) => {
            (0..=GAP_WORDS_MAX).any(|skipped| words.get(skipped..).is_some_and(|after| matches(rest, after)))
        }
    }
}

/// The words of a text: small letters and digits, without accents; what stands inside a word, such as an apostrophe, goes.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let text = text.replace(['\'', '\u{2019}', '\u{2018}'], "");
    let plain: String = text.chars().map(without_accent).collect();
    plain
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn without_accent(character: char) -> char {
    match character {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}
