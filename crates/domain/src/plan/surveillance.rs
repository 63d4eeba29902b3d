//! Promises to be watched: passwords, the phone, the place where somebody is, their messages.
//!
//! They are refused as commitments, with a reason and something to promise instead: being watched is no deed that shows
//! care, and a tool for it can be turned on either. Which phrases count is data, one file for a language
//! ([`Watchwords::parse`]), written as any [`Phrase`]. It goes by words, so it errs both ways: a test measures how often, on
//! labelled sentences.

use std::fmt;

use crate::limits::WATCHWORD_LINES_MAX;
use crate::phrases::{InvalidPhrase, Phrase, Sentence, Words};

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
    phrase: Phrase,
}

/// As phrases write a gap.
const GAP: &str = "...";

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
    /// A phrase begins or ends with a gap.
    #[error("a phrase begins and ends with a word")]
    Gap,
    /// It cannot be looked for.
    #[error(transparent)]
    Phrase(#[from] InvalidPhrase),
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
    /// empty lines and such that begin with `#` count for nothing. Accents and apostrophes make no difference.
    ///
    /// ```
    /// use troth_domain::plan::surveillance::{Watchword, Watchwords};
    /// let words = Watchwords::parse("passwords: give|share ... password*").unwrap();
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
        let text = plain(text);
        // A clause is what stands between two signs, so more than a sentence is taken apart.
        let clauses = text.split([',', ':']).map(Words::of).collect::<Vec<_>>();
        let clauses = clauses.iter().flat_map(Words::sentences).collect::<Vec<_>>();
        let is_met = |kind: Watchword, is_exception: bool, clause: Sentence<'_>| {
            let mut rules = self.rules.iter().filter(|rule| rule.kind == kind && rule.is_exception == is_exception);
            rules.any(|rule| rule.phrase.is_in(clause))
        };
        let kinds = self.rules.iter().map(|rule| rule.kind);
        let mut kinds = kinds
            .filter(|kind| clauses.iter().any(|clause| is_met(*kind, false, *clause) && !is_met(*kind, true, *clause)));
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
        let phrase = phrase.trim();
        if phrase.is_empty() {
            return Err(FaultKind::Form);
        }
        if phrase.starts_with(GAP) || phrase.ends_with(GAP) {
            return Err(FaultKind::Gap);
        }
        Ok(Self { kind, is_exception, phrase: Phrase::new(&plain(phrase))? })
    }
}

/// Small letters without accents; what stands inside a word, such as an apostrophe, goes.
fn plain(text: &str) -> String {
    let text = text.chars().flat_map(char::to_lowercase);
    text.filter(|character| !matches!(character, '\'' | '\u{2019}' | '\u{2018}')).map(without_accent).collect()
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
