//! The safety screening: what each person is asked, alone, before any joint work.
//!
//! The answers decide one thing, how soon a clinician looks at them, and nothing that the person sees: the page after
//! the last question is the same for everyone. To skip is a choice like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Span, Timestamp};

use crate::calendar::hours;
use crate::limits;
use crate::practice::{Practice, Slug};

mod kept;

pub use kept::Unreadable;

/// What is sent for a question that a person would rather not answer. No choice of a set is called so.
pub const SKIP: &str = "skip";

/// Days in which working days are looked for before plain days are counted: a practice can close for a while.
const DAYS_LOOKED_AT: i64 = 60;

/// What a question asks about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Concern {
    /// Being afraid of the partner.
    Fear,
    /// Being hurt.
    Injury,
    /// Having to ask before one lives one's life.
    Control,
    /// Being watched, followed or read.
    Watched,
    /// Thoughts of harming oneself.
    SelfHarm,
}

impl Concern {
    /// Every concern.
    pub const ALL: [Self; 5] = [Self::Fear, Self::Injury, Self::Control, Self::Watched, Self::SelfHarm];

    /// As it is written in files: `fear`, `injury`, `control`, `watched`, `self-harm`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fear => "fear",
            Self::Injury => "injury",
            Self::Control => "control",
            Self::Watched => "watched",
            Self::SelfHarm => "self-harm",
        }
    }

    /// The concern of this name.
    ///
    /// ```
    /// use troth_domain::safety::screening::Concern;
    /// assert_eq!(Concern::parse("self-harm"), Some(Concern::SelfHarm));
    /// assert_eq!(Concern::parse("score"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|concern| concern.as_str() == text)
    }
}

/// One of the answers that a question offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Its short name, never [`SKIP`].
    pub name: Slug,
    /// What people read.
    pub text: String,
    /// Whether it raises the question's concern.
    pub raises: bool,
}

/// A question with its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Its short name, once in a set.
    pub name: Slug,
    /// What people read.
    pub text: String,
    /// What it asks about.
    pub concern: Concern,
    /// What can be answered, beside skipping.
    pub choices: Vec<Choice>,
}

/// Questions that are shown together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// A heading that gives nothing away over a shoulder.
    pub title: String,
    /// What is said before the questions, such as a warning.
    pub before: Option<String>,
    /// The questions, in order.
    pub questions: Vec<Question>,
}

/// A whole screening, as the practice asks it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScreeningSet {
    name: Slug,
    version: u32,
    sections: Vec<Section>,
}

/// Why questions make no set.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidSet {
    /// No question, or more than [`SCREENING_QUESTIONS_MAX`](limits::SCREENING_QUESTIONS_MAX).
    #[error("there are {0} questions, and there can be 1 to {max}", max = limits::SCREENING_QUESTIONS_MAX)]
    Questions(usize),
    /// A question's name that another one has.
    #[error("two questions are called {0}")]
    Twice(Slug),
    /// Fewer than two choices, more than [`SCREENING_CHOICES_MAX`](limits::SCREENING_CHOICES_MAX), two of one name, or
    /// one that is called [`SKIP`].
    #[error("the choices of {0} are fewer than two, too many, or two of one name")]
    Choices(Slug),
    /// Words of a question or of its choices that are empty, longer than
    /// [`SCREENING_TEXT_CHARACTERS_MAX`](limits::SCREENING_TEXT_CHARACTERS_MAX) or
    /// [`SCREENING_CHOICE_CHARACTERS_MAX`](limits::SCREENING_CHOICE_CHARACTERS_MAX), or with a control character.
    #[error("the words of {0} or of its choices are empty, too long, or have a character that cannot be shown")]
    Words(Slug),
    /// No choice raises the concern, or each does, so that the answer tells nothing.
    #[error("the choices of {0} do not tell: some must raise the concern, and some must not")]
    TellsNothing(Slug),
}

impl ScreeningSet {
    /// Takes a set.
    ///
    /// # Errors
    /// The first [`InvalidSet`].
    pub fn new(name: Slug, version: u32, mut sections: Vec<Section>) -> Result<Self, InvalidSet> {
        for question in sections.iter_mut().flat_map(|section| &mut section.questions) {
            question.text = one_line(&question.text);
            question.choices.iter_mut().for_each(|choice| choice.text = one_line(&choice.text));
        }
        let set = Self { name, version, sections };
        let count = set.questions().count();
        if !(1..=limits::SCREENING_QUESTIONS_MAX).contains(&count) {
            return Err(InvalidSet::Questions(count));
        }
        let mut names = BTreeSet::new();
        for question in set.questions() {
            if !names.insert(&question.name) {
                return Err(InvalidSet::Twice(question.name.clone()));
            }
            question.check()?;
        }
        Ok(set)
    }

    /// Its short name.
    pub fn name(&self) -> &Slug {
        &self.name
    }

    /// Its version; a new one for each change of its words.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Its sections, in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// What no question asks about.
    pub fn not_asked(&self) -> Vec<Concern> {
        let asked: BTreeSet<Concern> = self.questions().map(|question| question.concern).collect();
        Concern::ALL.into_iter().filter(|concern| !asked.contains(concern)).collect()
    }
}

/// Words with one space between them.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Question {
    fn check(&self) -> Result<(), InvalidSet> {
        let names: BTreeSet<&str> = self.choices.iter().map(|choice| choice.name.as_str()).collect();
        let several = (2..=limits::SCREENING_CHOICES_MAX).contains(&self.choices.len());
        if !several || names.len() < self.choices.len() || names.contains(SKIP) {
            return Err(InvalidSet::Choices(self.name.clone()));
        }
        let fits = |text: &str, max: usize| {
            !text.is_empty() && text.chars().count() <= max && !text.chars().any(char::is_control)
        };
        let choices_fit = self.choices.iter().all(|choice| fits(&choice.text, limits::SCREENING_CHOICE_CHARACTERS_MAX));
        if !choices_fit || !fits(&self.text, limits::SCREENING_TEXT_CHARACTERS_MAX) {
            return Err(InvalidSet::Words(self.name.clone()));
        }
        let raising = self.choices.iter().filter(|choice| choice.raises).count();
        if raising == 0 || raising == self.choices.len() {
            return Err(InvalidSet::TellsNothing(self.name.clone()));
        }
        Ok(())
    }
}

/// What came back for one question, with the words that were shown: they may be others next year.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// The question's short name.
    pub question: Slug,
    /// The question's words.
    pub text: String,
    /// What it asks about.
    pub concern: Concern,
    /// The words of the answer; `None` where the person skipped.
    pub answer: Option<String>,
    /// Whether the answer raises the concern. Skipping raises none.
    pub raises: bool,
}

/// A person's answers to a set: one entry for each question, in its order. They never print.
#[derive(Clone, PartialEq, Eq)]
pub struct Answers {
    /// Which set was asked.
    pub set: Slug,
    /// Which version of it.
    pub version: u32,
    /// One for each question.
    pub entries: Vec<Entry>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entry(private)")
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answers(private)")
    }
}

/// Why something that was sent is no answer. No person's own form can send it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// The set has no such question.
    #[error("there is no such question")]
    NoSuchQuestion,
    /// The question has no such choice.
    #[error("the question has no such answer")]
    NoSuchChoice,
    /// The question was answered twice.
    #[error("a question was answered twice")]
    Twice,
}

impl Answers {
    /// Takes what was sent: pairs of a question's name and a choice's name, or [`SKIP`]. A question that nothing was
    /// sent for is skipped.
    ///
    /// # Errors
    /// The first [`Refusal`].
    pub fn new<'a>(set: &ScreeningSet, sent: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Refusal> {
        let mut by_question: BTreeMap<&str, &str> = BTreeMap::new();
        for (question, choice) in sent {
            if by_question.insert(question, choice).is_some() {
                return Err(Refusal::Twice);
            }
        }
        let entry = |question: &Question| {
            let choice = by_question.remove(question.name.as_str()).filter(|choice| *choice != SKIP);
            question.entry(choice)
        };
        let entries = set.questions().map(entry).collect::<Result<Vec<_>, _>>()?;
        if !by_question.is_empty() {
            return Err(Refusal::NoSuchQuestion);
        }
        Ok(Self { set: set.name.clone(), version: set.version, entries })
    }

    /// What they mean for the clinician's queue.
    pub fn outcome(&self) -> Outcome {
        let raised = self.entries.iter().filter(|entry| entry.raises).map(|entry| entry.concern);
        Outcome { concerns: raised.collect() }
    }
}

impl Question {
    fn entry(&self, choice: Option<&str>) -> Result<Entry, Refusal> {
        let chosen = match choice {
            None => None,
            Some(name) => {
                let found = self.choices.iter().find(|choice| choice.name.as_str() == name);
                Some(found.ok_or(Refusal::NoSuchChoice)?)
            }
        };
        Ok(Entry {
            question: self.name.clone(),
            text: self.text.clone(),
            concern: self.concern,
            answer: chosen.map(|choice| choice.text.clone()),
            raises: chosen.is_some_and(|choice| choice.raises),
        })
    }
}

/// What answers mean for the clinician's queue, and for nothing else. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the answers raise.
    pub concerns: BTreeSet<Concern>,
}

impl fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Outcome(private)")
    }
}

impl Outcome {
    /// By when a clinician looks at answers that came at `now`: by the end of the next working day of the practice if
    /// they raise any concern, else by the end of the fifth. It tells what the answers were, so it is as private.
    pub fn due_at(&self, practice: &Practice, now: Timestamp) -> Timestamp {
        let days = match self.concerns.is_empty() {
            true => limits::SCREENING_DUE_DAYS,
            false => limits::SCREENING_CONCERN_DUE_DAYS,
        };
        end_of_working_day(practice, now, days)
    }
}

/// When work ends on the `count`th working day that begins after `now`. On a working day somebody at the practice
/// works: another therapist answers for one who is away. A practice that works on none of the next days is given plain
/// days, so that nothing waits for ever.
fn end_of_working_day(practice: &Practice, now: Timestamp, count: usize) -> Timestamp {
    let first = hours::date_of(now, &practice.time_zone);
    let dates = (0..=DAYS_LOOKED_AT).filter_map(|days| first.checked_add(Span::new().days(days)).ok());
    let work = dates.filter_map(|date| {
        let windows = practice.therapists.iter().flat_map(|one| hours::windows(practice, one, date, date));
        windows.map(|window| (window.start, window.end)).reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
    });
    let after = work.filter(|(start, _)| *start > now).map(|(_, end)| end);
    let plain_hours = i64::try_from(count).unwrap_or(1).saturating_mul(24);
    let plain = || now.saturating_add(SignedDuration::from_hours(plain_hours)).unwrap_or(Timestamp::MAX);
    after.take(count).collect::<Vec<_>>().get(count - 1).copied().unwrap_or_else(plain)
}
