//! Moves of a doubt that was asked, and of the times of check-ins, as rows hold them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::plan::asked::DoubtMove;
use troth_domain::plan::check_in_times::CheckInMove;
use troth_domain::plan::doubt::Answer;
use troth_domain::plan::{PlanLine, PlanText};

use super::LoggedKind;
use super::codes::KeptMoveId;
use super::recurrences::KeptRecurrence;

/// A move of a doubt.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMove {
    /// Asks it.
    Asked {
        /// The question.
        question: String,
        /// The check-in, in microseconds since 1970.
        at: i64,
    },
    /// The other says something to it.
    Answered(KeptAnswer),
    /// Its author takes it back.
    TakenBack,
}

/// What the other says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptAnswer {
    /// In words.
    Words(String),
    /// In the check-in itself.
    Spoken,
    /// They do not know.
    DoNotKnow,
    /// Rather in a session.
    InASession,
}

impl LoggedKind for DoubtMove {
    const CODE: i64 = 7;
    type Kept = KeptMove;

    fn kept(&self) -> KeptMove {
        match self {
            Self::Asked { question, at } => {
                KeptMove::Asked { question: question.reveal().to_owned(), at: at.as_microsecond() }
            }
            Self::Answered(answer) => KeptMove::Answered(match answer {
                Answer::Words(words) => KeptAnswer::Words(words.reveal().to_owned()),
                Answer::Spoken => KeptAnswer::Spoken,
                Answer::DoNotKnow => KeptAnswer::DoNotKnow,
                Answer::InASession => KeptAnswer::InASession,
            }),
            Self::TakenBack => KeptMove::TakenBack,
        }
    }

    fn restored(kept: KeptMove) -> Option<Self> {
        Some(match kept {
            KeptMove::Asked { question, at } => {
                Self::Asked { question: PlanLine::new(&question).ok()?, at: Timestamp::from_microsecond(at).ok()? }
            }
            KeptMove::Answered(answer) => Self::Answered(match answer {
                KeptAnswer::Words(words) => Answer::Words(PlanText::new(&words).ok()?),
                KeptAnswer::Spoken => Answer::Spoken,
                KeptAnswer::DoNotKnow => Answer::DoNotKnow,
                KeptAnswer::InASession => Answer::InASession,
            }),
            KeptMove::TakenBack => Self::TakenBack,
        })
    }
}

/// A move about the times of check-ins.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptTimes {
    /// Proposes times.
    Proposed(KeptRecurrence),
    /// Agrees to the other's.
    Agreed(KeptMoveId),
    /// Ends what was agreed.
    Ended,
}

impl LoggedKind for CheckInMove {
    const CODE: i64 = 6;
    type Kept = KeptTimes;

    fn kept(&self) -> KeptTimes {
        match self {
            Self::Proposed(times) => KeptTimes::Proposed(KeptRecurrence::of(times)),
            Self::Agreed(id) => KeptTimes::Agreed(KeptMoveId::of(*id)),
            Self::Ended => KeptTimes::Ended,
        }
    }

    fn restored(kept: KeptTimes) -> Option<Self> {
        Some(match kept {
            KeptTimes::Proposed(times) => Self::Proposed(times.restored()?),
            KeptTimes::Agreed(id) => Self::Agreed(id.restored()?),
            KeptTimes::Ended => Self::Ended,
        })
    }
}
