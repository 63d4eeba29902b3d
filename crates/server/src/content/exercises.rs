//! Exercises: those on paper, which anybody can read, and those of the programme, behind the sign-in.
//!
//! Both are files of one form. Which of the two a file is, its folder says: `exercises` is public, `programme` is not.
//! One that two do together needs joint work, whatever its file says, and is never for someone who is afraid.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use troth_domain::plan::exercise::Asks;
use troth_domain::practice::Slug;
use troth_domain::writing::ItemKind;

use super::front;
use super::markdown::{Rendered, render};
use super::pages::measure;
use super::quotes::typeset;
use super::reading::Measure;
use super::steps::Step;
use super::text::Source;
use super::writing::{Part, Piece};
use crate::settings::Fault;

/// The folder of the exercises of the programme.
pub const PROGRAMME: &str = "programme";

/// Something to do, in small steps.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its name: the file's, which is its address.
    pub name: String,
    /// The file it was read from.
    pub file: String,
    /// Its heading. It gives nothing away over a shoulder.
    pub title: String,
    /// What it belongs to.
    pub place: Place,
    /// Its place among those of the same step or obstacle.
    pub order: u32,
    /// Minutes it takes.
    pub minutes: u32,
    /// Who does it.
    pub who: Who,
    /// Whose side it is written from.
    pub side: Side,
    /// Whether it is not for someone who is afraid.
    pub not_if_afraid: bool,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// Whether its content is hard; then it has a warning.
    pub hard: bool,
    /// What is said first where it is hard.
    pub warning: Option<String>,
    /// The words of the choice to leave it, which stands beside the other as its equal.
    pub skip: String,
    /// What has to be so before it opens.
    pub needs: BTreeSet<Need>,
    /// Whether what is written at it is a letter.
    pub letter: Option<Letter>,
    /// What is known of it; none on paper, where the page of its step says it.
    pub evidence: Option<Evidence>,
    /// The text. Its course holds the steps one by one.
    pub body: Rendered,
    /// How long and how hard it is.
    pub measure: Measure,
}

/// What an exercise belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// One of the five steps, by number.
    Step(u8),
    /// Something that often stands in the way.
    Obstacle(Obstacle),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(number) => write!(formatter, "Step {number}"),
            Self::Obstacle(Obstacle::Doubts) => formatter.write_str("Doubts"),
            Self::Obstacle(Obstacle::Openness) => formatter.write_str("Being open"),
            Self::Obstacle(Obstacle::Time) => formatter.write_str("Time"),
        }
    }
}

/// What often stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// Doubts that linger.
    Doubts,
    /// Fear of being open again.
    Openness,
    /// Expectations of how long it takes.
    Time,
}

/// Who does an exercise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// One, for themselves.
    Alone,
    /// Both.
    Together,
}

impl Who {
    /// As files write it, and as a sentence can say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Together => "together",
        }
    }
}

/// Whose side an exercise is written from. Who was hurt is for each to say; someone may be both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Someone who was hurt.
    Hurt,
    /// Someone who broke trust.
    BrokeTrust,
    /// Anyone.
    #[default]
    Either,
}

/// What has to be so before an exercise opens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A clinician opened joint work, and this exercise in it.
    JointWork,
    /// The person who was hurt marked for themselves that amends were made.
    Amends,
}

/// What may become of a letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letter {
    /// It stays with its author, who can show it to their therapist.
    Kept,
    /// Its author can share it with their partner too, as any text of their own.
    Sendable,
}

/// What is known of an exercise, and the sources of that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// In a few sentences: what was studied, and how far it carries.
    pub text: String,
    /// Keys of the sources.
    pub references: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    step: Option<u8>,
    obstacle: Option<Obstacle>,
    #[serde(default)]
    order: u32,
    minutes: u32,
    who: Who,
    #[serde(default)]
    side: Side,
    not_if_afraid: bool,
    purpose: String,
    #[serde(default)]
    hard: bool,
    warning: Option<String>,
    skip: Option<String>,
    #[serde(default)]
    needs: BTreeSet<Need>,
    letter: Option<Letter>,
    evidence: Option<String>,
    #[serde(default)]
    references: Vec<String>,
}

impl Exercise {
    /// Reads an exercise that may name the sources `known`.
    ///
    /// # Errors
    /// What keeps it from being shown, by line.
    pub fn read(source: &Source, known: &[String]) -> Result<Self, Vec<Fault>> {
        let (head, body_at) = front::read::<Head>(source)?;
        let faults = head.faults(source, known);
        if !faults.is_empty() {
            return Err(faults);
        }
        let Some(place) = head.place() else { return Err(faults) };
        let body = render(source, body_at, known, &[])?;
        let mut needs = head.needs;
        if head.who == Who::Together {
            needs.insert(Need::JointWork);
        }
        Ok(Self {
            name: source.name.clone(),
            file: source.file.clone(),
            title: typeset(&head.title),
            place,
            order: head.order,
            minutes: head.minutes,
            who: head.who,
            side: head.side,
            not_if_afraid: head.not_if_afraid,
            purpose: typeset(&head.purpose),
            hard: head.hard,
            warning: head.warning.as_deref().map(typeset),
            skip: typeset(head.skip.as_deref().unwrap_or(SKIP)),
            needs,
            letter: head.letter,
            evidence: head.evidence.map(|text| Evidence { text: typeset(text.trim()), references: head.references }),
            measure: measure(&body.blocks),
            body,
        })
    }

    /// Its address, for one on paper.
    pub fn address(&self) -> String {
        format!("/guide/exercises/{}", self.name)
    }

    /// The places to write in that its steps leave; none where nothing is to be written.
    pub fn piece(&self) -> Piece {
        let written = self.body.course.steps.iter().enumerate().filter(|(_, step)| step.write_lines > 0);
        let part = |(place, step): (usize, &Step)| {
            let name = Slug::new(&format!("step-{}", place + 1)).ok()?;
            Some(Part { name, prompt: typeset(&step.text), hint: None })
        };
        Piece {
            kind: self.kind(),
            title: self.title.clone(),
            purpose: self.purpose.clone(),
            minutes: self.minutes,
            warning: self.warning.clone(),
            skip: self.skip.clone(),
            parts: written.filter_map(part).collect(),
        }
    }

    /// What an item that is written at it becomes. An exercise reaches no partner; a letter can.
    pub fn kind(&self) -> ItemKind {
        if self.letter == Some(Letter::Sendable) { ItemKind::Journal } else { ItemKind::Exercise }
    }

    /// What has to be so before it is there.
    pub fn asks(&self) -> Asks {
        Asks { both: self.who == Who::Together, amends: self.needs.contains(&Need::Amends) }
    }

    /// Whether it can be shown to someone who may be afraid of their partner: one alone, that asks nothing of the two.
    pub fn is_for_anyone(&self) -> bool {
        !self.not_if_afraid && self.who == Who::Alone
    }
}

/// What the choice to leave an exercise says unless its file says it in other words.
const SKIP: &str = "Not now";

impl Head {
    fn place(&self) -> Option<Place> {
        match (self.step, self.obstacle) {
            (Some(step @ 1..=5), None) => Some(Place::Step(step)),
            (None, Some(obstacle)) => Some(Place::Obstacle(obstacle)),
            _ => None,
        }
    }

    fn faults(&self, source: &Source, known: &[String]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut wrong = |key: &str, problem: &str, mend: &str| {
            faults.push(source.fault(source.line_of_key(key), problem, mend));
        };
        if self.place().is_none() {
            let mend = "write step = 1 to 5, or obstacle = \"doubts\", \"openness\" or \"time\", and not both";
            wrong("step", "the exercise belongs to no step and no obstacle, or to both", mend);
        }
        if self.who == Who::Together && !self.not_if_afraid {
            let mend = "set not_if_afraid = true: what two do together is not for someone who is afraid";
            wrong("not_if_afraid", "it is for two, and does not leave out who is afraid", mend);
        }
        if self.letter.is_some() && self.who == Who::Together {
            wrong("letter", "it is a letter, and for two", "take letter out, or set who = \"alone\"");
        }
        if self.letter == Some(Letter::Sendable) && !self.not_if_afraid {
            let mend = "set not_if_afraid = true: what can be sent is not for someone who is afraid";
            wrong("letter", "it can be sent, and does not leave out who is afraid", mend);
        }
        let is_own = self.who == Who::Alone && self.side == Side::Hurt;
        if self.needs.contains(&Need::Amends) && !is_own {
            let mend = "take amends out: to open it would tell of a mark that is one person's own";
            wrong("needs", "it needs amends, and is not for the person who was hurt alone", mend);
        }
        if self.hard && self.warning.as_ref().is_none_or(|text| text.trim().is_empty()) {
            wrong("hard", "its content is hard and it has no warning", "add warning = \"…\", one or two sentences");
        }
        if self.skip.as_ref().is_some_and(|text| text.trim().is_empty()) {
            wrong("skip", "the choice to leave it has no words", "write skip = \"Not now\", or take skip out");
        }
        for key in self.references.iter().filter(|key| !known.contains(key)) {
            let problem = format!("references names {key:?}, and references.toml has no such key");
            wrong("references", &problem, "add a [[reference]] with this key, or take it out");
        }
        faults
    }
}
