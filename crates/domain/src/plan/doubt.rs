//! A doubt that lingers: asked once, answered in an open check-in that both agreed to, and not in between.
//!
//! | standing, for its author | what leads on |
//! |---|---|
//! | held | ask it at the next open check-in, take it to the therapist, let it go |
//! | asked | it is there for the other from that check-in on; answered, it may be asked once more, or settled |
//! | settled, with the therapist, let go | ask, from with the therapist; else nothing |
//!
//! The other sees the questions whose check-in has come, and their own answers; never how it stands with its author. They
//! may answer, say that they do not know, or say that they would rather answer in a session: equal choices, and all three
//! answer it ([`asked`](super::asked) says how). That nobody answered is nothing that a page counts. A question taken back is
//! gone from the other's page, as any shared text is.

use jiff::Timestamp;

use super::check_in_times::CheckInTimes;
use super::words::{PlanLine, PlanText};
use crate::limits::{DOUBT_ROUNDS_MAX, DOUBTS_PER_CHECK_IN_MAX};
use crate::people::PersonId;

/// A doubt of one person, as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubt {
    /// Whose it is.
    pub by: PersonId,
    /// The question.
    pub question: PlanLine,
    /// How it stands with its author: theirs alone.
    pub standing: Standing,
    /// Each time that it was asked, in order.
    pub asked: Vec<Asking>,
}

/// How a doubt stands with its author.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// They keep it to themselves.
    Held,
    /// It is asked.
    Asked,
    /// For them that is enough.
    Settled,
    /// It goes on in a session. The therapist sees it where its author adds them.
    WithTherapist,
    /// They let it go.
    LetGo,
}

/// One time that a doubt was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asking {
    /// The check-in, from which on the other sees it.
    pub at: Timestamp,
    /// What the other said, once they did.
    pub answer: Option<Answered>,
}

/// What the other said, and when its author has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// What.
    pub answer: Answer,
    /// At once for what was spoken, at the next delivery hour for what was written.
    pub comes_at: Timestamp,
}

/// What the other says: equal choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// In words.
    Words(PlanText),
    /// They said it in the check-in itself.
    Spoken,
    /// They do not know.
    DoNotKnow,
    /// They would rather answer with the therapist there.
    InASession,
}

/// Why it cannot be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DoubtRefusal {
    /// The two have no check-in ahead of them.
    #[error("no open check-in is agreed")]
    NoCheckIn,
    /// As many questions as one check-in takes.
    #[error("as many questions as one check-in takes")]
    CheckInFull,
    /// These words are asked already, and wait for their check-in.
    #[error("asked already")]
    AskedAlready,
    /// It was asked as often as it may be: it goes on in a session.
    #[error("asked as often as it may be")]
    AskedOften,
    /// Not as it stands.
    #[error("not as it stands")]
    NotNow,
    /// Only the other answers.
    #[error("only the other answers")]
    OwnQuestion,
}

impl Doubt {
    /// A doubt that its author keeps to themselves.
    pub fn hold(by: PersonId, question: PlanLine) -> Self {
        Self { by, question, standing: Standing::Held, asked: Vec::new() }
    }

    /// Asks it at the next open check-in on its author's page. `others` are all other doubts of the same person.
    ///
    /// # Errors
    /// [`DoubtRefusal`].
    pub fn ask(mut self, times: &CheckInTimes, others: &[Self], now: Timestamp) -> Result<Self, DoubtRefusal> {
        if matches!(self.standing, Standing::Settled | Standing::LetGo) {
            return Err(DoubtRefusal::NotNow);
        }
        let waits_alike = |other: &Self| other.waiting(now).is_some() && alike(&self.question, &other.question);
        if self.waiting(now).is_some() || others.iter().any(waits_alike) {
            return Err(DoubtRefusal::AskedAlready);
        }
        let may_ask = self.asked.len() < usize::from(DOUBT_ROUNDS_MAX); // guard: rounds
        if !may_ask {
            return Err(DoubtRefusal::AskedOften);
        }
        let at = times.next_after(now).ok_or(DoubtRefusal::NoCheckIn)?.at;
        let then = |other: &&Self| other.waiting(now).is_some_and(|asking| asking.at == at);
        if others.iter().filter(then).count() >= DOUBTS_PER_CHECK_IN_MAX {
            return Err(DoubtRefusal::CheckInFull);
        }
        self.asked.push(Asking { at, answer: None });
        Ok(Self { standing: Standing::Asked, ..self })
    }

    /// The answer to the last asking that its author has by `now`.
    pub fn answer_for_author(&self, now: Timestamp) -> Option<&Answer> {
        let answered = self.asked.last()?.answer.as_ref().filter(|answered| answered.comes_at <= now)?;
        Some(&answered.answer)
    }

    /// Its author says that it is enough. The other sees no difference.
    ///
    /// # Errors
    /// [`DoubtRefusal::NotNow`].
    pub fn settle(self, now: Timestamp) -> Result<Self, DoubtRefusal> {
        match self.standing {
            Standing::Asked if self.waiting(now).is_none() => Ok(Self { standing: Standing::Settled, ..self }),
            _ => Err(DoubtRefusal::NotNow),
        }
    }

    /// Its author takes it to a session. The other sees no difference.
    ///
    /// # Errors
    /// [`DoubtRefusal::NotNow`].
    pub fn take_to_therapist(self) -> Result<Self, DoubtRefusal> {
        match self.standing {
            Standing::Held | Standing::Asked => Ok(Self { standing: Standing::WithTherapist, ..self }),
            Standing::Settled | Standing::WithTherapist | Standing::LetGo => Err(DoubtRefusal::NotNow),
        }
    }

    /// The asking whose answer its author does not have yet.
    fn waiting(&self, now: Timestamp) -> Option<&Asking> {
        self.asked.last().filter(|_| self.answer_for_author(now).is_none())
    }
}

/// Whether two questions have the same words, whatever their case and signs.
fn alike(one: &PlanLine, other: &PlanLine) -> bool {
    let words = |line: &PlanLine| {
        let text = line.reveal().to_lowercase();
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    words(one) == words(other)
}
