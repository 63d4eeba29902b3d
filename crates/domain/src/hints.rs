//! Hints on wording: sentences of an account that slip away from what was done, found by rules that are data.
//!
//! A hint is offered to the person who writes, while they write, and to nobody else. It holds nothing up, counts nothing
//! and is not kept. Rules miss much and err at times, so no hint ever says that a text is good.

use std::ops::Range;

use crate::limits;
use crate::phrases::{Phrase, Sentence, Words};
use crate::practice::Slug;

/// A kind of wording, by the phrases that give it away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HintRule {
    /// Its name.
    pub name: Slug,
    /// What gives it away.
    pub phrases: Vec<Phrase>,
    /// What stands in the same sentence where it is meant in another way.
    pub unless: Vec<Phrase>,
}

/// A place in a text that one rule would say differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The rule.
    pub rule: Slug,
    /// Where, in bytes of the text; it begins and ends between two characters.
    pub at: Range<usize>,
}

/// What the rules find in a text: in its order, of one rule no two places that overlap, and at most
/// [`HINTS_MAX`](limits::HINTS_MAX), so that nobody who writes one hard page is met by a wall.
pub fn hints(rules: &[HintRule], text: &str) -> Vec<Hint> {
    let words = Words::of(text);
    let of_sentence = |sentence| {
        let mut found: Vec<Hint> = rules.iter().flat_map(|rule| rule.hints(sentence)).collect();
        found.sort_by_key(|hint| (hint.at.start, hint.at.end));
        found
    };
    words.sentences().flat_map(of_sentence).take(limits::HINTS_MAX).collect()
}

impl HintRule {
    fn hints(&self, sentence: Sentence<'_>) -> Vec<Hint> {
        let mut places: Vec<Range<usize>> = self.phrases.iter().flat_map(|phrase| phrase.find_in(sentence)).collect();
        if places.is_empty() || self.unless.iter().any(|phrase| phrase.is_in(sentence)) {
            return Vec::new();
        }
        places.sort_by_key(|at| (at.start, at.end));
        let mut kept: Vec<Range<usize>> = Vec::new();
        for at in places {
            match kept.last_mut() {
                Some(last) if at.start < last.end => last.end = last.end.max(at.end),
                _ => kept.push(at),
            }
        }
        kept.into_iter().map(|at| Hint { rule: self.name.clone(), at }).collect()
    }
}
