//! Answers as a text that is kept with its author's other writing.
//!
//! One line for each question, with the words that were shown: a set may have others next year. Answers are filled up
//! to the longest that their question offers, so that not even the length of the sealed text tells one from another.

use super::{Answers, Concern, Entry, ScreeningSet};
use crate::people::InvalidPersonal;
use crate::practice::Slug;
use crate::writing::{PrivateText, Writing};

/// The only part of the writing.
const PART: &str = "answers";
/// Begins the last line, so that what fills the one before is not trimmed.
const END: &str = "end";
const RAISES: &str = "+";
const CALM: &str = "-";
const SKIPPED: &str = "0";

/// The writing holds no answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the writing holds no answers to a screening")]
pub struct Unreadable;

impl Answers {
    /// As a text to keep.
    ///
    /// # Errors
    /// [`InvalidPersonal`], which the limits of a set leave no room for.
    pub fn to_writing(&self, set: &ScreeningSet) -> Result<Writing, InvalidPersonal> {
        let mut lines = vec![format!("{}\t{}", self.set, self.version)];
        for entry in &self.entries {
            let choices = set.questions().find(|question| question.name == entry.question);
            let longest = choices.into_iter().flat_map(|question| &question.choices).map(|choice| choice.text.len());
            let answer = entry.answer.as_deref().unwrap_or_default();
            let filling = " ".repeat(longest.max().unwrap_or(0).saturating_sub(answer.len()));
            let mark = match (&entry.answer, entry.raises) {
                (None, _) => SKIPPED,
                (Some(_), true) => RAISES,
                (Some(_), false) => CALM,
            };
            let concern = entry.concern.as_str();
            lines.push(format!("{}\t{concern}\t{mark}\t{}\t{answer}{filling}", entry.question, entry.text));
        }
        lines.push(END.to_owned());
        let part = Slug::new(PART).map_err(|_| InvalidPersonal::Form)?;
        Ok(Writing::from([(part, PrivateText::new(&lines.join("\n"))?)]))
    }

    /// Out of a text that was kept.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn from_writing(writing: &Writing) -> Result<Self, Unreadable> {
        let mut parts = writing.iter().filter(|(part, _)| part.as_str() == PART).map(|(_, text)| text.reveal());
        let text = parts.next().ok_or(Unreadable)?;
        read(text).ok_or(Unreadable)
    }
}

fn read(text: &str) -> Option<Answers> {
    let (head, rest) = text.split_once('\n')?;
    let (set, version) = head.split_once('\t')?;
    let lines = rest.strip_suffix(END)?.lines();
    Some(Answers {
        set: Slug::new(set).ok()?,
        version: version.parse().ok()?,
        entries: lines.map(entry).collect::<Option<_>>()?,
    })
}

fn entry(line: &str) -> Option<Entry> {
    let mut fields = line.splitn(5, '\t');
    let question = Slug::new(fields.next()?).ok()?;
    let concern = Concern::parse(fields.next()?)?;
    let (mark, text, answer) = (fields.next()?, fields.next()?.to_owned(), fields.next()?.trim_end());
    let answer = match (mark, answer) {
        (SKIPPED, "") => None,
        (RAISES | CALM, answer) if !answer.is_empty() => Some(answer.to_owned()),
        _ => return None,
    };
    Some(Entry { question, text, concern, answer, raises: mark == RAISES })
}
