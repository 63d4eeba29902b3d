//! Phrases looked for in what somebody writes: patterns of words, found locally and by rule.
//!
//! Case, kinds of apostrophe, hyphens, accents of punctuation and invisible marks of direction make no difference. A phrase
//! never reaches over the end of a sentence. Where it was found is told in bytes of the text as it was written, always
//! between two characters.

use std::ops::Range;

use crate::limits;

/// A phrase: words with alternatives, some of them optional, and gaps.
///
/// | written | means |
/// |---|---|
/// | `sorry` | this word |
/// | `sorry\|apologize` | one of these |
/// | `apolog*` | a word that begins so |
/// | `?really\|so` | one of these, or nothing |
/// | `...` | up to four words of any kind |
/// | `^` | the beginning of a sentence |
/// | `$` | its end |
///
/// ```
/// use troth_domain::phrases::{Phrase, Words};
/// let phrase = Phrase::new("sorry ... if ?you|it")?;
/// let text = "I'm so sorry – truly – IF you felt hurt.";
/// assert_eq!(phrase.find(&Words::of(text)).map(|at| &text[at]), Some("sorry – truly – IF you"));
/// # Ok::<(), troth_domain::phrases::InvalidPhrase>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase(Vec<Piece>);

#[derive(Clone, PartialEq, Eq, Debug)]
enum Piece {
    Word { choices: Vec<Choice>, optional: bool },
    Gap,
    Start,
    End,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Choice {
    text: String,
    begins_only: bool,
}

/// The text is no [`Phrase`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPhrase {
    /// No word that has to be there.
    #[error("it has no word that has to be there")]
    Nothing,
    /// More pieces than [`PHRASE_PIECES_MAX`](limits::PHRASE_PIECES_MAX).
    #[error("it has more than {} pieces", limits::PHRASE_PIECES_MAX)]
    TooLong,
    /// More gaps than [`PHRASE_GAPS_MAX`](limits::PHRASE_GAPS_MAX).
    #[error("it has more than {} gaps", limits::PHRASE_GAPS_MAX)]
    Gaps,
    /// A piece that is none of those that can be written.
    #[error("it has a piece that is no word, no gap and no end")]
    Piece,
}

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// [`InvalidPhrase`].
    pub fn new(text: &str) -> Result<Self, InvalidPhrase> {
        let pieces: Vec<Piece> = text.split_whitespace().map(Piece::new).collect::<Result<_, _>>()?;
        if pieces.len() > limits::PHRASE_PIECES_MAX {
            return Err(InvalidPhrase::TooLong);
        }
        if pieces.iter().filter(|piece| **piece == Piece::Gap).count() > limits::PHRASE_GAPS_MAX {
            return Err(InvalidPhrase::Gaps);
        }
        let has_word = pieces.iter().any(|piece| matches!(piece, Piece::Word { optional: false, .. }));
        if has_word { Ok(Self(pieces)) } else { Err(InvalidPhrase::Nothing) }
    }

    /// The first place where it stands.
    pub fn find(&self, words: &Words<'_>) -> Option<Range<usize>> {
        self.find_all(words).into_iter().next()
    }

    /// Every place where it stands, in order; of two that begin at one word, the shorter.
    pub fn find_all(&self, words: &Words<'_>) -> Vec<Range<usize>> {
        words.sentences().flat_map(|sentence| self.find_in(sentence)).collect()
    }

    /// Every place where it stands in one sentence.
    pub fn find_in(&self, sentence: Sentence<'_>) -> Vec<Range<usize>> {
        let Sentence(words) = sentence;
        let place = |from: usize| {
            let last = stands(&self.0, words, from)?.checked_sub(1)?;
            let (first, last) = (words.get(from)?, words.get(last)?);
            (first.at.start < last.at.end).then_some(first.at.start..last.at.end)
        };
        (0..words.len()).filter_map(place).collect()
    }

    /// Whether it stands in a sentence.
    pub fn is_in(&self, sentence: Sentence<'_>) -> bool {
        let Sentence(words) = sentence;
        (0..words.len()).any(|from| stands(&self.0, words, from).is_some_and(|end| end > from))
    }
}

/// Where the pieces end that begin at this word, if they stand there.
fn stands(pieces: &[Piece], sentence: &[Word], at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
    match piece {
        Piece::Start => (at == 0).then(|| stands(rest, sentence, at)).flatten(),
        Piece::End => (at == sentence.len()).then(|| stands(rest, sentence, at)).flatten(),
        Piece::Gap => {
            (at..=sentence.len()).take(limits::PHRASE_GAP_WORDS_MAX + 1).find_map(|at| stands(rest, sentence, at))
        }
        Piece::Word { choices, optional } => {
            let fits = sentence.get(at).is_some_and(|word| choices.iter().any(|choice| choice.fits(&word.text)));
            let with = fits.then(|| stands(rest, sentence, at + 1)).flatten();
            with.or_else(|| optional.then(|| stands(rest, sentence, at)).flatten())
        }
    }
}

impl Piece {
    fn new(text: &str) -> Result<Self, InvalidPhrase> {
        match text {
            "..." => return Ok(Self::Gap),
            "^" => return Ok(Self::Start),
            "$" => return Ok(Self::End),
            _ => {}
        }
        let (optional, words) = text.strip_prefix('?').map_or((false, text), |words| (true, words));
        let choices: Option<Vec<Choice>> = words.split('|').map(Choice::new).collect();
        Ok(Self::Word { choices: choices.ok_or(InvalidPhrase::Piece)?, optional })
    }
}

impl Choice {
    fn new(text: &str) -> Option<Self> {
        let (word, begins_only) = text.strip_suffix('*').map_or((text, false), |word| (word, true));
        let mut words = Words::of(word).sentences.into_iter().flatten();
        let first = words.next()?;
        // What the reader of texts would take apart could never be found.
        let whole = first.at == (0..word.len()) && words.next().is_none();
        whole.then_some(Self { text: first.text, begins_only })
    }

    fn fits(&self, word: &str) -> bool {
        if self.begins_only { word.starts_with(&self.text) } else { word == self.text }
    }
}

/// The words of a text, sentence by sentence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words<'a> {
    text: &'a str,
    sentences: Vec<Vec<Word>>,
}

/// The words of one sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sentence<'a>(&'a [Word]);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Word {
    /// In small letters, with straight apostrophes, without what cannot be seen.
    text: String,
    at: Range<usize>,
}

impl<'a> Words<'a> {
    /// Takes a text apart.
    pub fn of(text: &'a str) -> Self {
        let mut words = Self { text, sentences: vec![Vec::new()] };
        let mut word: Option<Word> = None;
        for (at, character) in text.char_indices() {
            match Sign::of(character) {
                Sign::Letter => {
                    let word = word.get_or_insert_with(|| Word { text: String::new(), at: at..at });
                    word.text.extend(character.to_lowercase());
                    word.at.end = at + character.len_utf8();
                }
                // An apostrophe belongs to a word that has begun and goes on.
                Sign::Apostrophe => {
                    if let Some(word) = &mut word {
                        word.text.push('\'');
                    }
                }
                Sign::Unseen => {}
                // An accent belongs to the letter before it.
                Sign::Accent => {
                    if let Some(word) = &mut word {
                        word.at.end = at + character.len_utf8();
                    }
                }
                Sign::Other => words.take(word.take()),
                Sign::End => {
                    words.take(word.take());
                    words.sentences.push(Vec::new());
                }
            }
        }
        words.take(word);
        words.sentences.retain(|sentence| !sentence.is_empty());
        words
    }

    /// Its sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = Sentence<'_>> {
        self.sentences.iter().map(|words| Sentence(words))
    }

    /// The text that was taken apart.
    pub fn text(&self) -> &'a str {
        self.text
    }

    fn take(&mut self, word: Option<Word>) {
        let Some(mut word) = word else { return };
        word.text.truncate(word.text.trim_end_matches('\'').len());
        if let Some(sentence) = self.sentences.last_mut() {
            sentence.push(word);
        }
    }
}

enum Sign {
    Letter,
    Apostrophe,
    /// Marks of direction, joiners, soft hyphens.
    Unseen,
    /// An accent that follows its letter.
    Accent,
    /// What ends a sentence.
    End,
    Other,
}

impl Sign {
    fn of(character: char) -> Self {
        match character {
            '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}' => Self::Apostrophe,
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' => Self::Unseen,
            '\u{300}'..='\u{36f}' => Self::Accent,
            '.' | '?' | '!' | ';' | '\n' | '\u{2026}' | '\u{3002}' | '\u{61f}' => Self::End,
            _ if character.is_alphanumeric() => Self::Letter,
            _ => Self::Other,
        }
    }
}
