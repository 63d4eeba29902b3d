//! What a person plans for a setback and for the long term, as their rows hold it: two documents of one kind.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::ahead::{LongTermPlan, Point, SetbackPart, SetbackPlan, SetbackStage};
use troth_domain::plan::{PlanLine, PlanText};

use super::{About, Document, DocumentKind};

/// What the document of a plan for a setback is about.
pub const SETBACKS: About = [1; 16];
/// The same for dates in the long term.
pub const LONG_TERM: About = [2; 16];

/// A plan for a setback.
#[derive(Serialize, Deserialize)]
pub struct KeptSetbacks {
    parts: Vec<(String, String)>,
    stage: KeptStage,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptStage {
    Draft,
    Ready,
    /// Microseconds since 1970.
    InUse {
        since: i64,
    },
}

impl Document for SetbackPlan {
    const KIND: DocumentKind = DocumentKind::Ahead;
    type Kept = KeptSetbacks;

    fn kept(&self) -> KeptSetbacks {
        let parts = self.parts().iter().map(|(part, text)| (part.as_str().to_owned(), text.reveal().to_owned()));
        let stage = match self.stage() {
            SetbackStage::Draft => KeptStage::Draft,
            SetbackStage::Ready => KeptStage::Ready,
            SetbackStage::InUse { since } => KeptStage::InUse { since: since.as_microsecond() },
        };
        KeptSetbacks { parts: parts.collect(), stage }
    }

    fn restored(kept: KeptSetbacks, owner: PersonId) -> Option<Self> {
        let part = |(name, text): (String, String)| Some((SetbackPart::parse(&name)?, PlanText::new(&text).ok()?));
        let parts = kept.parts.into_iter().map(part).collect::<Option<_>>()?;
        let stage = match kept.stage {
            KeptStage::Draft => SetbackStage::Draft,
            KeptStage::Ready => SetbackStage::Ready,
            KeptStage::InUse { since } => SetbackStage::InUse { since: Timestamp::from_microsecond(since).ok()? },
        };
        Some(Self::kept(owner, parts, stage))
    }
}

/// One date.
#[derive(Serialize, Deserialize)]
pub struct KeptPoint {
    /// The day, as `YYYY-MM-DD`.
    on: String,
    what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    looked_back: Option<String>,
}

impl Document for LongTermPlan {
    const KIND: DocumentKind = DocumentKind::Ahead;
    type Kept = Vec<KeptPoint>;

    fn kept(&self) -> Vec<KeptPoint> {
        let point = |(on, point): (&jiff::civil::Date, &Point)| KeptPoint {
            on: on.to_string(),
            what: point.what.reveal().to_owned(),
            looked_back: point.looked_back.as_ref().map(|words| words.reveal().to_owned()),
        };
        self.points().iter().map(point).collect()
    }

    fn restored(kept: Vec<KeptPoint>, owner: PersonId) -> Option<Self> {
        let point = |kept: KeptPoint| {
            let looked_back = kept.looked_back.map(|words| PlanText::new(&words)).transpose().ok()?;
            Some((kept.on.parse().ok()?, Point { what: PlanLine::new(&kept.what).ok()?, looked_back }))
        };
        Some(Self::kept(owner, kept.into_iter().map(point).collect::<Option<_>>()?))
    }
}
