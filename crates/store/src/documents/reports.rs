//! What a person reported of one commitment, as its row holds it: one row for each commitment, so that whoever copies the
//! records cannot count the reports.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::CommitmentId;
use troth_domain::plan::follow_through::{OwnReports, Said};

use super::{Document, DocumentKind};

/// One report.
#[derive(Serialize, Deserialize)]
pub struct KeptReport {
    commitment: [u8; 16],
    /// The day, as `YYYY-MM-DD`.
    on: String,
    said: KeptSaid,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptSaid {
    Kept,
    Partly,
    Not,
    Unsure,
}

impl KeptReport {
    fn of(((commitment, on), said): ((CommitmentId, Date), Said)) -> Self {
        let said = match said {
            Said::Kept => KeptSaid::Kept,
            Said::Partly => KeptSaid::Partly,
            Said::Not => KeptSaid::Not,
            Said::Unsure => KeptSaid::Unsure,
        };
        Self { commitment: commitment.0, on: on.to_string(), said }
    }

    fn restored(self) -> Option<((CommitmentId, Date), Said)> {
        let said = match self.said {
            KeptSaid::Kept => Said::Kept,
            KeptSaid::Partly => Said::Partly,
            KeptSaid::Not => Said::Not,
            KeptSaid::Unsure => Said::Unsure,
        };
        Some(((CommitmentId(self.commitment), self.on.parse().ok()?), said))
    }
}

impl Document for OwnReports {
    const KIND: DocumentKind = DocumentKind::Reports;
    type Kept = Vec<KeptReport>;

    fn kept(&self) -> Vec<KeptReport> {
        self.all().map(KeptReport::of).collect()
    }

    fn restored(kept: Vec<KeptReport>, owner: PersonId) -> Option<Self> {
        let said = kept.into_iter().map(KeptReport::restored).collect::<Option<Vec<_>>>()?;
        Some(Self::kept(owner, said))
    }
}
