//! What of a doubt passes between two, as a log: the question from its check-in on, and what the other says to it. What its
//! author holds back is a document of theirs alone ([`Doubts`]).

use jiff::Timestamp;

use super::doubt::{Answer, Answered, Asking, Doubt, DoubtRefusal, Standing};
use super::ids::LogId;
use super::moves::{Kind, Move, Partners};
use super::shared::{Effect, Machine, Moment, Route};
use super::words::PlanLine;
use crate::limits::DOUBTS_PER_PERSON_MAX;
use crate::people::PersonId;

/// What somebody does about a doubt that was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DoubtMove {
    /// Asks it.
    Asked {
        /// The question.
        question: PlanLine,
        /// The check-in, before which nobody else sees it.
        at: Timestamp,
    },
    /// The other says something to it.
    Answered(Answer),
    /// Its author takes it back.
    TakenBack,
}

/// A doubt that was asked, as one of the two sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedDoubt {
    /// Whose it is, and the question; none once it was taken back.
    pub question: Option<(PersonId, PlanLine)>,
    /// Each time that it was asked, with the answers that are on this page.
    pub asked: Vec<Asking>,
    is_taken_back: bool,
}

impl Kind for DoubtMove {
    fn ends(&self) -> bool {
        *self == Self::TakenBack
    }

    fn appointed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Asked { at, .. } => Some(*at),
            Self::Answered(_) | Self::TakenBack => None,
        }
    }
}

impl Machine for DoubtMove {
    type State = AskedDoubt;
    type Refusal = DoubtRefusal;

    fn begin(_partners: Partners, _viewer: PersonId) -> AskedDoubt {
        AskedDoubt { question: None, asked: Vec::new(), is_taken_back: false }
    }

    fn apply(state: &mut AskedDoubt, one: &Move<Self>, came_at: Timestamp) {
        let (Some(id), false) = (one.id(), state.is_taken_back) else { return };
        let author = state.question.as_ref().map(|(author, _)| *author);
        match (&one.kind, author) {
            (Self::Asked { question, at }, by) if by.is_none_or(|by| by == id.author) => {
                state.question = Some((id.author, question.clone()));
                // What was held past its check-in came at a later one.
                state.asked.push(Asking { at: came_at.max(*at), answer: None });
            }
            (Self::Answered(answer), Some(by)) if by != id.author => {
                if let Some(asking) = state.asked.last_mut() {
                    asking.answer = Some(Answered { answer: answer.clone(), comes_at: came_at });
                }
            }
            (Self::TakenBack, by) if by.is_none_or(|by| by == id.author) => {
                *state = AskedDoubt { question: None, asked: Vec::new(), is_taken_back: true };
            }
            _ => {}
        }
    }

    fn check(&self, state: &AskedDoubt, by: PersonId, moment: Moment) -> Result<Effect, DoubtRefusal> {
        let author = state.question.as_ref().map(|(author, _)| *author);
        match (self, author) {
            (Self::TakenBack, None) => Ok(Effect::Unchanged),
            (Self::TakenBack | Self::Asked { .. }, Some(author)) if author != by => Err(DoubtRefusal::NotNow),
            (Self::Asked { .. }, _) if state.is_taken_back => Err(DoubtRefusal::NotNow),
            (Self::TakenBack | Self::Asked { .. }, _) => Ok(Effect::New),
            (Self::Answered(_), Some(author)) if author == by => Err(DoubtRefusal::OwnQuestion),
            (Self::Answered(answer), _) => match state.asked.last().filter(|asking| asking.at <= moment.now) {
                None => Err(DoubtRefusal::NotNow),
                Some(asking) if asking.answer.as_ref().is_some_and(|said| said.answer == *answer) => {
                    Ok(Effect::Unchanged)
                }
                Some(_) => Ok(Effect::New),
            },
        }
    }

    fn route(&self) -> Route {
        Route::Delivered
    }

    fn is_way_out(&self) -> bool {
        *self == Self::TakenBack
    }
}

impl AskedDoubt {
    /// The question and its last asking, for the one who is to answer, once its check-in has come.
    pub fn for_other(&self, person: PersonId, now: Timestamp) -> Option<(&PlanLine, &Asking)> {
        let (author, question) = self.question.as_ref()?;
        let asking = self.asked.iter().rev().find(|asking| asking.at <= now)?;
        (*author != person).then_some((question, asking))
    }
}

/// A doubt as its author keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldDoubt {
    /// Its name, and that of its log once it is asked.
    pub id: LogId,
    /// The question.
    pub question: PlanLine,
    /// How it stands with them.
    pub standing: Standing,
}

impl HeldDoubt {
    /// The doubt, with what of it passed between the two.
    pub fn with(&self, by: PersonId, asked: Option<&AskedDoubt>) -> Doubt {
        let asked = asked.map_or_else(Vec::new, |asked| asked.asked.clone());
        Doubt { by, question: self.question.clone(), standing: self.standing, asked }
    }
}

/// All that one person holds back: theirs alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubts {
    /// Whose they are.
    pub by: PersonId,
    /// Each of them, in the order in which they were written down.
    pub held: Vec<HeldDoubt>,
}

/// There is room for no more: [`DOUBTS_PER_PERSON_MAX`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("as many doubts as there may be")]
pub struct TooManyDoubts;

impl Doubts {
    /// Before the first.
    pub fn none(by: PersonId) -> Self {
        Self { by, held: Vec::new() }
    }

    /// With one more, which its author keeps to themselves. One of this name that is there already stays as it is.
    ///
    /// # Errors
    /// [`TooManyDoubts`].
    pub fn hold(mut self, id: LogId, question: PlanLine) -> Result<Self, TooManyDoubts> {
        if self.get(id).is_some() {
            return Ok(self);
        }
        if self.held.len() >= DOUBTS_PER_PERSON_MAX {
            return Err(TooManyDoubts);
        }
        self.held.push(HeldDoubt { id, question, standing: Standing::Held });
        Ok(self)
    }

    /// The one of this name.
    pub fn get(&self, id: LogId) -> Option<&HeldDoubt> {
        self.held.iter().find(|one| one.id == id)
    }

    /// With another standing of one. Of one that was let go nothing is kept.
    #[must_use]
    pub fn stand(mut self, id: LogId, standing: Standing) -> Self {
        self.held.retain(|one| one.id != id || standing != Standing::LetGo);
        self.held.iter_mut().filter(|one| one.id == id).for_each(|one| one.standing = standing);
        self
    }
}
