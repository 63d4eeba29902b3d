//! The questions of a measure, and what a person answers to them.
//!
//! This is the part of a FHIR (R4) Questionnaire that is asked here: groups, words to read, and questions with one
//! choice, a whole number, yes or no, or a text. Everything is asked at once, since a page must be whole without script,
//! and everything can be skipped, whatever the file calls required: how many answers a score needs is said with the
//! scoring.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::limits;
use crate::people::InvalidPersonal;
use crate::practice::Slug;
use crate::writing::PrivateText;

/// What is sent for a question that a person would rather not answer. No choice has this code.
pub const SKIP: &str = "skip";
/// What is sent for yes.
pub const YES: &str = "yes";
/// What is sent for no.
pub const NO: &str = "no";

/// Characters of questions and answers that one kept text has room for, beside the scores.
const KEPT_MAX: usize = limits::WRITING_CHARACTERS_MAX - limits::MEASURE_SCALES_MAX * 300;

/// The name of a question in its questionnaire, as FHIR calls it: one to 64 characters, none of them blank.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LinkId(String);

/// The text is no [`LinkId`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a linkId is 1 to {max} characters without blanks", max = limits::LINK_ID_CHARACTERS_MAX)]
pub struct InvalidLinkId;

impl LinkId {
    /// Takes `text` as a name.
    ///
    /// ```
    /// use troth_domain::measures::questionnaire::LinkId;
    /// assert!(LinkId::new("/44250-9").is_ok());
    /// assert!(LinkId::new("my sleep").is_err());
    /// ```
    ///
    /// # Errors
    /// [`InvalidLinkId`].
    pub fn new(text: &str) -> Result<Self, InvalidLinkId> {
        let fits = |character: char| !character.is_whitespace() && !character.is_control();
        if !(1..=limits::LINK_ID_CHARACTERS_MAX).contains(&text.chars().count()) || !text.chars().all(fits) {
            return Err(InvalidLinkId);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// One of the answers that a question offers.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Its code, never [`SKIP`].
    pub code: String,
    /// What people read.
    pub text: String,
    /// What it counts; none where the file gives no number.
    pub value: Option<f64>,
}

/// How a question is answered.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// With one of several choices.
    Choice(Vec<Choice>),
    /// With a whole number.
    Number {
        /// The least.
        min: i32,
        /// The most.
        max: i32,
    },
    /// With yes or no, which count 1 and 0.
    YesNo,
    /// With one's own words, which count nothing.
    Text,
}

/// A question.
#[derive(Clone, PartialEq, Debug)]
pub struct Question {
    /// Its name.
    pub link_id: LinkId,
    /// What people read.
    pub text: String,
    /// How it is answered.
    pub kind: Kind,
}

/// What stands in a questionnaire, one below the other.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// The heading of a group.
    Heading(String),
    /// Words to read.
    Words(String),
    /// Something to answer.
    Question(Question),
}

/// A whole questionnaire.
#[derive(Clone, PartialEq, Debug)]
pub struct Questionnaire {
    name: Slug,
    version: String,
    title: String,
    entries: Vec<Entry>,
}

/// Why entries make no questionnaire.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidQuestionnaire {
    /// No question, or more than [`MEASURE_QUESTIONS_MAX`](limits::MEASURE_QUESTIONS_MAX).
    #[error("there are {0} questions, and there can be 1 to {max}", max = limits::MEASURE_QUESTIONS_MAX)]
    Questions(usize),
    /// More headings and words than [`MEASURE_QUESTIONS_MAX`](limits::MEASURE_QUESTIONS_MAX).
    #[error("there are {0} headings and texts, and there can be {max}", max = limits::MEASURE_QUESTIONS_MAX)]
    Headings(usize),
    /// Two questions of one name.
    #[error("two questions have the linkId {0}")]
    Twice(LinkId),
    /// Fewer than two choices, more than [`MEASURE_CHOICES_MAX`](limits::MEASURE_CHOICES_MAX), two of one code, or one
    /// whose code is empty, too long, blank or [`SKIP`].
    #[error("the choices of {0} are fewer than two, too many, or two of one code")]
    Choices(LinkId),
    /// A choice's number that is no number or too large.
    #[error("a choice of {0} counts what cannot be counted with")]
    Value(LinkId),
    /// Bounds of a number that are the wrong way round or too far away.
    #[error("the least and the most of {0} leave no number, or are too large")]
    Bounds(LinkId),
    /// Words of a question or of its choices that are empty, too long or cannot be shown.
    #[error("the words of {0} or of its choices are empty, too long, or have a character that cannot be shown")]
    Words(LinkId),
    /// A title, heading or text, or the version, that is empty, too long or cannot be shown.
    #[error("the title, the version, a heading or a text is empty, too long, or has a character that cannot be shown")]
    Heading,
    /// Together the questions and their longest choices are more than one kept text can hold.
    #[error("the questions and their choices are too long together: {0} characters, and there is room for {max}", max = KEPT_MAX)]
    Long(usize),
}

impl Questionnaire {
    /// Takes a questionnaire; blanks in its words become single ones.
    ///
    /// # Errors
    /// The first [`InvalidQuestionnaire`].
    pub fn new(name: Slug, version: &str, title: &str, mut entries: Vec<Entry>) -> Result<Self, InvalidQuestionnaire> {
        entries.iter_mut().for_each(Entry::tidy);
        let all = Self { name, version: version.trim().to_owned(), title: one_line(title), entries };
        let count = all.questions().count();
        if !(1..=limits::MEASURE_QUESTIONS_MAX).contains(&count) {
            return Err(InvalidQuestionnaire::Questions(count));
        }
        if all.entries.len() - count > limits::MEASURE_QUESTIONS_MAX {
            return Err(InvalidQuestionnaire::Headings(all.entries.len() - count));
        }
        let others = all.entries.iter().filter_map(|entry| match entry {
            Entry::Heading(text) | Entry::Words(text) => Some(text.as_str()),
            Entry::Question(_) => None,
        });
        let texts_fit = others.chain([all.title.as_str()]).all(|text| fits(text, limits::MEASURE_TEXT_CHARACTERS_MAX));
        if !texts_fit || !fits(&all.version, limits::LINK_ID_CHARACTERS_MAX) {
            return Err(InvalidQuestionnaire::Heading);
        }
        let mut names = BTreeSet::new();
        for question in all.questions() {
            if !names.insert(&question.link_id) {
                return Err(InvalidQuestionnaire::Twice(question.link_id.clone()));
            }
            question.check()?;
        }
        let kept = all.questions().map(Question::kept_characters).sum();
        if kept > KEPT_MAX { Err(InvalidQuestionnaire::Long(kept)) } else { Ok(all) }
    }

    /// Its short name, which is its address.
    pub fn name(&self) -> &Slug {
        &self.name
    }

    /// Its version, as the file has it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its heading.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands in it, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Question(question) => Some(question),
            Entry::Heading(_) | Entry::Words(_) => None,
        })
    }

    /// The question of this name.
    pub fn question(&self, link_id: &LinkId) -> Option<&Question> {
        self.questions().find(|question| question.link_id == *link_id)
    }
}

impl Entry {
    fn tidy(&mut self) {
        match self {
            Self::Heading(text) | Self::Words(text) => *text = one_line(text),
            Self::Question(question) => {
                question.text = one_line(&question.text);
                if let Kind::Choice(choices) = &mut question.kind {
                    choices.iter_mut().for_each(|choice| choice.text = one_line(&choice.text));
                }
            }
        }
    }
}

/// Words with one space between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fits(text: &str, max: usize) -> bool {
    !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
}

impl Question {
    /// The least and the most that an answer counts; none for a text, or where a choice counts nothing.
    pub fn range(&self) -> Option<(f64, f64)> {
        match &self.kind {
            Kind::Choice(choices) => {
                let values = choices.iter().map(|choice| choice.value).collect::<Option<Vec<f64>>>()?;
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (least < most).then_some((least, most))
            }
            Kind::Number { min, max } => Some((f64::from(*min), f64::from(*max))),
            Kind::YesNo => Some((0.0, 1.0)),
            Kind::Text => None,
        }
    }

    /// Characters that it takes when it is kept, with its longest answer (a choice's filling is counted in bytes).
    fn kept_characters(&self) -> usize {
        let answer = match &self.kind {
            Kind::Choice(choices) => choices.iter().map(|choice| choice.text.len()).max().unwrap_or(0),
            Kind::Number { .. } | Kind::YesNo | Kind::Text => limits::LINK_ID_CHARACTERS_MAX,
        };
        self.text.chars().count() + limits::LINK_ID_CHARACTERS_MAX + answer + 8
    }

    fn check(&self) -> Result<(), InvalidQuestionnaire> {
        let name = || self.link_id.clone();
        if !fits(&self.text, limits::MEASURE_TEXT_CHARACTERS_MAX) {
            return Err(InvalidQuestionnaire::Words(name()));
        }
        match &self.kind {
            Kind::Choice(choices) => self.check_choices(choices),
            Kind::Number { min, max } => {
                let near = |bound: &i32| bound.unsigned_abs() <= limits::MEASURE_VALUE_MAX;
                let fine = min < max && near(min) && near(max);
                if fine { Ok(()) } else { Err(InvalidQuestionnaire::Bounds(name())) }
            }
            Kind::YesNo | Kind::Text => Ok(()),
        }
    }

    fn check_choices(&self, choices: &[Choice]) -> Result<(), InvalidQuestionnaire> {
        let name = || self.link_id.clone();
        let codes: BTreeSet<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
        let several = (2..=limits::MEASURE_CHOICES_MAX).contains(&choices.len());
        let codes_fit = choices.iter().all(|choice| LinkId::new(&choice.code).is_ok());
        if !several || !codes_fit || codes.len() < choices.len() || codes.contains(SKIP) {
            return Err(InvalidQuestionnaire::Choices(name()));
        }
        let counts = |value: f64| value.is_finite() && value.abs() <= f64::from(limits::MEASURE_VALUE_MAX);
        if !choices.iter().filter_map(|choice| choice.value).all(counts) {
            return Err(InvalidQuestionnaire::Value(name()));
        }
        let words_fit = choices.iter().all(|choice| fits(&choice.text, limits::MEASURE_CHOICE_CHARACTERS_MAX));
        if words_fit { Ok(()) } else { Err(InvalidQuestionnaire::Words(name())) }
    }

    fn answer(&self, sent: &str) -> Result<Option<Answer>, Refusal> {
        let sent = sent.trim();
        if sent.is_empty() || sent == SKIP {
            return Ok(None);
        }
        let wrong = || Refusal::NoSuchAnswer(self.link_id.clone());
        match &self.kind {
            Kind::Choice(choices) => {
                let found = choices.iter().find(|choice| choice.code == sent).ok_or_else(wrong)?;
                Ok(Some(Answer::Choice { code: found.code.clone(), text: found.text.clone(), value: found.value }))
            }
            Kind::Number { min, max } => {
                let number = sent.parse::<i32>().ok().filter(|number| (min..=max).contains(&number));
                let number = number.ok_or_else(|| Refusal::NoSuchNumber(self.link_id.clone(), *min, *max))?;
                Ok(Some(Answer::Number(number)))
            }
            Kind::YesNo => match sent {
                YES => Ok(Some(Answer::YesNo(true))),
                NO => Ok(Some(Answer::YesNo(false))),
                _ => Err(wrong()),
            },
            Kind::Text => match PrivateText::new(sent) {
                Ok(text) if text.reveal().chars().count() <= limits::MEASURE_ANSWER_CHARACTERS_MAX => {
                    Ok(Some(Answer::Text(text)))
                }
                Ok(_) => {
                    let why = InvalidPersonal::TooLong(limits::MEASURE_ANSWER_CHARACTERS_MAX);
                    Err(Refusal::Text(self.link_id.clone(), why))
                }
                Err(why) => Err(Refusal::Text(self.link_id.clone(), why)),
            },
        }
    }
}

/// What a person answered to one question. It never prints.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// One of the choices, with the words that were shown.
    Choice {
        /// Its code.
        code: String,
        /// Its words.
        text: String,
        /// What it counts.
        value: Option<f64>,
    },
    /// A number.
    Number(i32),
    /// Yes or no.
    YesNo(bool),
    /// Words.
    Text(PrivateText),
}

impl Answer {
    /// What it counts.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Choice { value, .. } => *value,
            Self::Number(number) => Some(f64::from(*number)),
            Self::YesNo(yes) => Some(f64::from(u8::from(*yes))),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answer(private)")
    }
}

/// A person's answers, by question. What was skipped is not there. They never print.
#[derive(Clone, PartialEq)]
pub struct Answers {
    pub(super) by_question: BTreeMap<LinkId, Answer>,
}

impl fmt::Debug for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answers(private)")
    }
}

/// Why something that was sent is no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// The questionnaire has no such question. No form of ours sends it.
    #[error("there is no such question")]
    NoSuchQuestion,
    /// A question was answered twice. No form of ours sends it.
    #[error("a question was answered twice")]
    Twice,
    /// The question has no such answer. No form of ours sends it.
    #[error("{0} has no such answer")]
    NoSuchAnswer(LinkId),
    /// No whole number, or one that is out of bounds.
    #[error("{0} takes a whole number from {1} to {2}")]
    NoSuchNumber(LinkId, i32, i32),
    /// Words that are too long or cannot be kept.
    #[error("the words for {0} cannot be kept: {1}")]
    Text(LinkId, InvalidPersonal),
}

impl Answers {
    /// Takes what was sent: pairs of a question's name and an answer: a choice's code, a number, [`YES`] or [`NO`],
    /// words, or [`SKIP`]. A question that nothing was sent for is skipped.
    ///
    /// # Errors
    /// Every [`Refusal`], so that a page can name them all at once.
    pub fn new<'a>(
        questionnaire: &Questionnaire,
        sent: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Refusal>> {
        let mut seen = BTreeSet::new();
        let mut by_question = BTreeMap::new();
        let mut refusals = Vec::new();
        for (name, answer) in sent {
            let found = questionnaire.questions().find(|question| question.link_id.as_str() == name);
            match found.ok_or(Refusal::NoSuchQuestion) {
                Ok(question) if !seen.insert(&question.link_id) => refusals.push(Refusal::Twice),
                Ok(question) => match question.answer(answer) {
                    Ok(None) => {}
                    Ok(Some(answer)) => drop(by_question.insert(question.link_id.clone(), answer)),
                    Err(refusal) => refusals.push(refusal),
                },
                Err(refusal) => refusals.push(refusal),
            }
        }
        if refusals.is_empty() { Ok(Self { by_question }) } else { Err(refusals) }
    }

    /// The answer to a question; none where it was skipped.
    pub fn get(&self, link_id: &LinkId) -> Option<&Answer> {
        self.by_question.get(link_id)
    }

    /// What the answer to a question counts.
    pub fn value(&self, link_id: &LinkId) -> Option<f64> {
        self.get(link_id).and_then(Answer::value)
    }

    /// How many questions were answered.
    pub fn count(&self) -> usize {
        self.by_question.len()
    }
}
