//! A person's own plan, as its row holds it.

use serde::{Deserialize, Serialize};
use troth_domain::people::PersonId;
use troth_domain::plan::own_plan::{Origin, OwnItem, OwnPlan, Progress};
use troth_domain::practice::Slug;

use super::{Document, DocumentKind};

/// One item.
#[derive(Serialize, Deserialize)]
pub struct KeptItem {
    exercise: String,
    origin: KeptOrigin,
    progress: KeptProgress,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptOrigin {
    Rules { rule: String },
    Own,
    Therapist,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KeptProgress {
    Open,
    Done,
    SetAside,
}

impl KeptItem {
    fn of(item: &OwnItem) -> Self {
        Self {
            exercise: item.exercise.as_str().to_owned(),
            origin: match &item.origin {
                Origin::Rules { rule } => KeptOrigin::Rules { rule: rule.as_str().to_owned() },
                Origin::Own => KeptOrigin::Own,
                Origin::Therapist => KeptOrigin::Therapist,
            },
            progress: match item.progress {
                Progress::Open => KeptProgress::Open,
                Progress::Done => KeptProgress::Done,
                Progress::SetAside => KeptProgress::SetAside,
            },
        }
    }

    fn restored(self) -> Option<OwnItem> {
        let origin = match self.origin {
            KeptOrigin::Rules { rule } => Origin::Rules { rule: Slug::new(&rule).ok()? },
            KeptOrigin::Own => Origin::Own,
            KeptOrigin::Therapist => Origin::Therapist,
        };
        let progress = match self.progress {
            KeptProgress::Open => Progress::Open,
            KeptProgress::Done => Progress::Done,
            KeptProgress::SetAside => Progress::SetAside,
        };
        Some(OwnItem { exercise: Slug::new(&self.exercise).ok()?, origin, progress })
    }
}

impl Document for OwnPlan {
    const KIND: DocumentKind = DocumentKind::OwnPlan;
    type Kept = Vec<KeptItem>;

    fn kept(&self) -> Vec<KeptItem> {
        self.items.iter().map(KeptItem::of).collect()
    }

    fn restored(kept: Vec<KeptItem>, owner: PersonId) -> Option<Self> {
        let items = kept.into_iter().map(KeptItem::restored).collect::<Option<Vec<_>>>()?;
        Some(Self { by: owner, items })
    }
}
