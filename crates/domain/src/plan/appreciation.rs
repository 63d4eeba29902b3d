//! An appreciation: what one saw of the other and was glad of, in their own words.
//!
//! It may cite a commitment that the *other* kept. Citing tells the other that its author saw this kept, and that is its
//! author's choice each time: nothing proposes a citation, nothing counts what is not cited, and no report is read or
//! changed by it. One's own commitments are not cited: that would ask the other to confirm them. It is shared as any text
//! is, at a delivery hour.

use jiff::Timestamp;
use jiff::civil::Date;

use super::commitment::{Commitment, Stage};
use super::follow_through::due;
use super::ids::CommitmentId;
use super::words::PlanText;
use crate::people::PersonId;

/// What is cited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Citation {
    /// Which commitment.
    pub commitment: CommitmentId,
    /// Which time, if one is meant.
    pub on: Option<Date>,
}

/// An appreciation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Appreciation {
    author: PersonId,
    text: PlanText,
    cites: Option<Citation>,
}

/// Why it cannot be cited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppreciationRefusal {
    /// It is the author's own.
    #[error("what the other kept is cited, not one's own")]
    OwnCommitment,
    /// The two did not agree to it, as far as the author knows.
    #[error("not a commitment that both agreed to")]
    NotAgreed,
    /// It was not due then.
    #[error("it was not due then")]
    NotDue,
}

impl Appreciation {
    /// One without a citation.
    pub fn new(author: PersonId, text: PlanText) -> Self {
        Self { author, text, cites: None }
    }

    /// With a citation of `own`, the commitment as it stands on the author's page.
    ///
    /// # Errors
    /// [`AppreciationRefusal`].
    pub fn citing(self, cites: Citation, own: &Commitment, now: Timestamp) -> Result<Self, AppreciationRefusal> {
        let doer = own.offer.as_ref().map(|(doer, _)| *doer);
        let was_agreed = matches!(own.stage, Stage::Agreed { .. } | Stage::Over { held: Some(_) });
        let is_others = doer != Some(self.author); // guard: the other's
        if !is_others {
            return Err(AppreciationRefusal::OwnCommitment);
        }
        if !was_agreed {
            return Err(AppreciationRefusal::NotAgreed);
        }
        let was_due = due(own, now).any(|once| cites.on.is_none_or(|on| on == once.on)); // guard: due
        if !was_due {
            return Err(AppreciationRefusal::NotDue);
        }
        Ok(Self { cites: Some(cites), ..self })
    }

    /// As it was kept.
    pub fn kept(author: PersonId, text: PlanText, cites: Option<Citation>) -> Self {
        Self { author, text, cites }
    }

    /// Who wrote it.
    pub fn author(&self) -> PersonId {
        self.author
    }

    /// The words.
    pub fn text(&self) -> &PlanText {
        &self.text
    }

    /// What it cites.
    pub fn cites(&self) -> Option<Citation> {
        self.cites
    }
}
