//! A person's own marks that amends were made, as their row holds them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::BreachId;
use troth_domain::plan::forgiveness::Amends;

use super::{Document, DocumentKind};

/// The marks.
#[derive(Serialize, Deserialize)]
pub struct KeptAmends {
    marks: Vec<KeptMark>,
}

#[derive(Serialize, Deserialize)]
struct KeptMark {
    breach: [u8; 16],
    /// Microseconds since 1970.
    at: i64,
}

impl Document for Amends {
    const KIND: DocumentKind = DocumentKind::Forgiveness;
    type Kept = KeptAmends;

    fn kept(&self) -> KeptAmends {
        let marks = self.marked().map(|(breach, at)| KeptMark { breach: breach.0, at: at.as_microsecond() });
        KeptAmends { marks: marks.collect() }
    }

    fn restored(kept: KeptAmends, owner: PersonId) -> Option<Self> {
        let mark = |mark: KeptMark| Some((BreachId(mark.breach), Timestamp::from_microsecond(mark.at).ok()?));
        let marks = kept.marks.into_iter().map(mark).collect::<Option<Vec<_>>>()?;
        Some(Self::kept(owner, marks))
    }
}
