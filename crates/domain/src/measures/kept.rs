//! Answers and their scores as a text that is kept with their author's other writing.
//!
//! The scores stand there as they were worked out on the day: a file of rules may be another next year. Choices are
//! filled up to the longest that their question offers, so that not even the length of the sealed text tells one from
//! another.

use std::fmt;

use super::questionnaire::{Answer, Answers, Kind, LinkId, Question, Questionnaire};
use super::scoring::{Direction, Scoring};
use crate::people::InvalidPersonal;
use crate::practice::Slug;
use crate::writing::{PrivateText, Writing};

/// The part with the choices, numbers and scores; answers in words are parts of their own.
const PART: &str = "measure";
/// How the parts begin that hold answers in words; a number follows, the question's place.
const WORDS: &str = "words-";
/// Begins the last line, so that what fills the one before is not trimmed.
const END: &str = "end";
/// Characters that a score or a number takes.
const NUMBER_CHARACTERS: usize = 24;

/// The writing holds no answers to a measure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the writing holds no answers to a measure")]
pub struct Unreadable;

/// One score as it was worked out, with what is needed to read it.
#[derive(Clone, PartialEq)]
pub struct KeptScore {
    /// The scale.
    pub scale: Slug,
    /// Its title then.
    pub title: String,
    /// Its least and most then.
    pub range: (f64, f64),
    /// Which way was better then.
    pub direction: Direction,
    /// The score; none where too little was answered.
    pub value: Option<f64>,
}

/// One answer as it was given.
#[derive(Clone, PartialEq)]
pub struct KeptAnswer {
    /// The question.
    pub link_id: LinkId,
    /// The question's words then.
    pub text: String,
    /// The answer's words; none where it was skipped.
    pub answer: Option<String>,
}

/// A measure as it was answered: what is kept, shown and shared. It never prints.
#[derive(Clone, PartialEq)]
pub struct Kept {
    /// Which questionnaire.
    pub questionnaire: Slug,
    /// Which version of it.
    pub version: String,
    /// Every question with its answer.
    pub answers: Vec<KeptAnswer>,
    /// Every scale with its score.
    pub scores: Vec<KeptScore>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Kept(private)")
    }
}

impl fmt::Debug for KeptScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeptScore(private)")
    }
}

impl fmt::Debug for KeptAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("KeptAnswer(private)")
    }
}

impl Kept {
    /// Answers to a measure, with the words that were shown and the scores of the day.
    pub fn of(questionnaire: &Questionnaire, scoring: &Scoring, answers: &Answers) -> Self {
        let scored = scoring.score(answers);
        let score = |scale: &super::scoring::Scale| KeptScore {
            scale: scale.name.clone(),
            title: scale.title.clone(),
            range: scoring.range(&scale.name).unwrap_or_default(),
            direction: scale.direction,
            value: scored.get(&scale.name).map(|score| score.value),
        };
        let answer = |question: &Question| KeptAnswer {
            link_id: question.link_id.clone(),
            text: question.text.clone(),
            answer: answers.get(&question.link_id).map(words),
        };
        Self {
            questionnaire: questionnaire.name().clone(),
            version: questionnaire.version().to_owned(),
            answers: questionnaire.questions().map(answer).collect(),
            scores: scoring.scales().map(score).collect(),
        }
    }

    /// The score of the scale of this name.
    pub fn score(&self, scale: &Slug) -> Option<&KeptScore> {
        self.scores.iter().find(|score| score.scale == *scale)
    }

    /// As a text to keep.
    ///
    /// # Errors
    /// [`InvalidPersonal`], which the limits of a measure leave no room for.
    pub fn to_writing(&self, questionnaire: &Questionnaire) -> Result<Writing, InvalidPersonal> {
        let mut writing = Writing::new();
        let mut lines = vec![format!("{}\t{}", self.questionnaire, self.version)];
        for (place, answer) in self.answers.iter().enumerate() {
            let question = questionnaire.question(&answer.link_id).map(|question| &question.kind);
            let given = answer.answer.as_deref().unwrap_or_default();
            if matches!(question, Some(Kind::Text)) {
                if answer.answer.is_some() {
                    writing.insert(part(&format!("{WORDS}{place}"))?, PrivateText::new(given)?);
                }
                lines.push(format!("w\t{}\t{}", answer.link_id, answer.text));
                continue;
            }
            let longest = match question {
                Some(Kind::Choice(choices)) => choices.iter().map(|choice| choice.text.len()).max().unwrap_or(0),
                _ => NUMBER_CHARACTERS,
            };
            let filling = " ".repeat(longest.saturating_sub(given.len()));
            lines.push(format!("a\t{}\t{}\t{given}{filling}", answer.link_id, answer.text));
        }
        lines.extend(self.scores.iter().map(KeptScore::line));
        lines.push(END.to_owned());
        writing.insert(part(PART)?, PrivateText::new(&lines.join("\n"))?);
        Ok(writing)
    }

    /// Out of a text that was kept.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn from_writing(writing: &Writing) -> Result<Self, Unreadable> {
        let of = |name: &str| writing.iter().find(|(part, _)| part.as_str() == name).map(|(_, text)| text.reveal());
        read(of(PART).ok_or(Unreadable)?, of).ok_or(Unreadable)
    }
}

fn part(name: &str) -> Result<Slug, InvalidPersonal> {
    Slug::new(name).map_err(|_| InvalidPersonal::Form)
}

fn words(answer: &Answer) -> String {
    match answer {
        Answer::Choice { text, .. } => text.clone(),
        Answer::Number(number) => number.to_string(),
        Answer::YesNo(true) => "Yes".to_owned(),
        Answer::YesNo(false) => "No".to_owned(),
        Answer::Text(text) => text.reveal().to_owned(),
    }
}

impl KeptScore {
    fn line(&self) -> String {
        let Self { scale, title, range: (least, most), direction, value } = self;
        let better = match direction {
            Direction::HigherIsBetter => "higher",
            Direction::HigherIsWorse => "lower",
        };
        let value = value.map(|value| value.to_string()).unwrap_or_default();
        format!("s\t{scale}\t{least}\t{most}\t{better}\t{title}\t{value:NUMBER_CHARACTERS$}")
    }

    fn read(fields: &[&str]) -> Option<Self> {
        let [scale, least, most, better, title, value] = fields else { return None };
        let direction = match *better {
            "higher" => Direction::HigherIsBetter,
            "lower" => Direction::HigherIsWorse,
            _ => return None,
        };
        let value = match value.trim_end() {
            "" => None,
            value => Some(value.parse::<f64>().ok().filter(|value| value.is_finite())?),
        };
        let range = (least.parse().ok()?, most.parse().ok()?);
        Some(Self { scale: Slug::new(scale).ok()?, title: (*title).to_owned(), range, direction, value })
    }
}

fn read<'a>(text: &str, of: impl Fn(&str) -> Option<&'a str>) -> Option<Kept> {
    let (head, rest) = text.split_once('\n')?;
    let (questionnaire, version) = head.split_once('\t')?;
    let mut kept = Kept {
        questionnaire: Slug::new(questionnaire).ok()?,
        version: version.to_owned(),
        answers: Vec::new(),
        scores: Vec::new(),
    };
    for line in rest.strip_suffix(END)?.lines() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["w", link_id, text] => {
                let answer = of(&format!("{WORDS}{}", kept.answers.len())).map(str::to_owned);
                kept.answers.push(KeptAnswer { link_id: LinkId::new(link_id).ok()?, text: (*text).to_owned(), answer });
            }
            ["a", link_id, text, answer] => {
                let answer = Some(answer.trim_end()).filter(|answer| !answer.is_empty()).map(str::to_owned);
                kept.answers.push(KeptAnswer { link_id: LinkId::new(link_id).ok()?, text: (*text).to_owned(), answer });
            }
            ["s", fields @ ..] => kept.scores.push(KeptScore::read(fields)?),
            _ => return None,
        }
    }
    Some(kept)
}
