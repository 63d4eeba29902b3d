//! What came of commitments, as each of the two sees it for themselves.
//!
//! Each reports privately, each time it was due: kept, partly, not, or unsure. Each sees a summary of their own reports and
//! of nobody else's: [`OwnReports`] belong to one person, and nothing here takes two people's. There are no streaks and no
//! score; a report that was not made counts for nothing.
//!
//! # How the range is worked out
//!
//! A report counts 1 (kept), ½ (partly) or 0 (not), and half as much for every
//! [`FOLLOW_THROUGH_HALF_LIFE_DAYS`] that have passed since the day. The share is the weighted mean. Unequal weights tell less
//! than as many equal ones: by Kish (1965, Survey Sampling), n reports with the weights w tell as much as
//! m = (Σw)² / Σw² equal ones. The range is the Jeffreys interval (see [`super::uncertainty`]) for m times the share out of
//! m, so *partly* is half a success and half a failure, which makes the range a little wider than it need be. Below
//! [`FOLLOW_THROUGH_REPORTS_MIN`] reports it is too early to tell, and there is neither share nor range.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::commitment::{Commitment, Stage};
use super::ids::CommitmentId;
use super::recurrence::Occurrence;
use super::uncertainty::{Range, jeffreys};
use crate::limits::{FOLLOW_THROUGH_HALF_LIFE_DAYS, FOLLOW_THROUGH_LEVEL_PERCENT, FOLLOW_THROUGH_REPORTS_MIN};
use crate::people::PersonId;

/// What one person says of one time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Said {
    /// It was kept.
    Kept,
    /// In part.
    Partly,
    /// It was not.
    Not,
    /// They cannot tell.
    Unsure,
}

/// All that one person reported. Nobody else's page is made of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnReports {
    by: PersonId,
    said: BTreeMap<(CommitmentId, Date), Said>,
}

/// Why a report was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReportRefusal {
    /// It was not due on that day, or not yet, or not while both agreed.
    #[error("it was not due then")]
    NotDue,
}

/// What one person's own reports come to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Summary {
    /// Times that something was due.
    pub due: u32,
    /// Of them kept.
    pub kept: u32,
    /// In part.
    pub partly: u32,
    /// Not.
    pub not: u32,
    /// They could not tell.
    pub unsure: u32,
    /// The share, with more weight on recent days; none while it is too early to tell.
    pub recent: Option<Share>,
}

/// A share and the range that it lies in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// From 0 to 1.
    pub share: f64,
    /// Nine times in ten it is in here.
    pub range: Range,
}

impl OwnReports {
    /// Of somebody who reported nothing yet.
    pub fn new(by: PersonId) -> Self {
        Self { by, said: BTreeMap::new() }
    }

    /// As they were kept.
    pub fn kept(by: PersonId, said: impl IntoIterator<Item = ((CommitmentId, Date), Said)>) -> Self {
        Self { by, said: said.into_iter().collect() }
    }

    /// Whose they are.
    pub fn by(&self) -> PersonId {
        self.by
    }

    /// What they said of one time.
    pub fn said(&self, commitment: CommitmentId, on: Date) -> Option<Said> {
        self.said.get(&(commitment, on)).copied()
    }

    /// Every report, by commitment and day.
    pub fn all(&self) -> impl Iterator<Item = ((CommitmentId, Date), Said)> {
        self.said.iter().map(|(when, said)| (*when, *said))
    }

    /// Without what was said of one time. Where nothing was, nothing changes.
    #[must_use]
    pub fn take_back(mut self, commitment: CommitmentId, on: Date) -> Self {
        self.said.remove(&(commitment, on));
        self
    }

    /// With one more report, or another answer to the same time. `own` is the commitment on this person's own page.
    ///
    /// # Errors
    /// [`ReportRefusal::NotDue`].
    pub fn report(
        mut self,
        id: CommitmentId,
        own: &Commitment,
        on: Date,
        said: Said,
        now: Timestamp,
    ) -> Result<Self, ReportRefusal> {
        if !due(own, now).any(|once| once.on == on) {
            return Err(ReportRefusal::NotDue);
        }
        self.said.insert((id, on), said);
        Ok(self)
    }

    /// What they come to by `now`, over the commitments `own` as they stand on this person's own pages.
    pub fn summary<'a>(
        &self,
        own: impl IntoIterator<Item = (CommitmentId, &'a Commitment)>,
        now: Timestamp,
    ) -> Summary {
        let mut summary = Summary { due: 0, kept: 0, partly: 0, not: 0, unsure: 0, recent: None };
        let mut weighed = Weighed::default();
        for (id, commitment) in own {
            for once in due(commitment, now) {
                summary.due = summary.due.saturating_add(1);
                let Some(said) = self.said(id, once.on) else { continue };
                summary.count(said);
                weighed.add(said, once.at, now);
            }
        }
        let told = summary.kept.saturating_add(summary.partly).saturating_add(summary.not);
        summary.recent = (told >= FOLLOW_THROUGH_REPORTS_MIN).then(|| weighed.share());
        summary
    }
}

/// Each time that `commitment` was due by `now` while both agreed, as its page has it.
pub fn due(commitment: &Commitment, now: Timestamp) -> impl Iterator<Item = Occurrence> {
    let held = match commitment.stage {
        Stage::Agreed { since } => Some((since, now)),
        Stage::Over { held } => held,
        Stage::Nothing | Stage::Proposed | Stage::Declined => None,
    };
    let recurrence = commitment.offer.as_ref().map(|(_, terms)| terms.recurrence()).zip(held);
    recurrence.into_iter().flat_map(move |(recurrence, (since, until))| recurrence.due(since, until.min(now)))
}

impl Summary {
    fn count(&mut self, said: Said) {
        let count = match said {
            Said::Kept => &mut self.kept,
            Said::Partly => &mut self.partly,
            Said::Not => &mut self.not,
            Said::Unsure => &mut self.unsure,
        };
        *count = count.saturating_add(1);
    }
}

#[derive(Default)]
struct Weighed {
    weights: f64,
    squares: f64,
    kept: f64,
}

impl Weighed {
    fn add(&mut self, said: Said, at: Timestamp, now: Timestamp) {
        let value = match said {
            Said::Kept => 1.0,
            Said::Partly => 0.5,
            Said::Not => 0.0,
            Said::Unsure => return,
        };
        let days = now.duration_since(at).as_secs_f64() / 86_400.0;
        let weight = 0.5_f64.powf(days / f64::from(FOLLOW_THROUGH_HALF_LIFE_DAYS));
        self.weights += weight;
        self.squares += weight * weight;
        self.kept += weight * value;
    }

    fn share(&self) -> Share {
        let share = self.kept / self.weights;
        let as_many = self.weights * self.weights / self.squares;
        let level = f64::from(FOLLOW_THROUGH_LEVEL_PERCENT) / 100.0;
        Share { share, range: jeffreys(as_many * share, as_many * (1.0 - share), level) }
    }
}
