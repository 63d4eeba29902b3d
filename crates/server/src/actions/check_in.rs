//! The weekly check-in: answered alone, kept with what else a person wrote, and drawn for nobody but them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use troth_domain::access::Viewer;
use troth_domain::limits;
use troth_domain::measures::questionnaire::{Answers, Refusal};
use troth_domain::measures::trajectory::{Point, Series};
use troth_domain::measures::{Kept, scoring::Scale};
use troth_domain::people::{ItemId, PersonId};
use troth_domain::writing::{ItemKind, Stage};

use super::ActionError;
use super::writing::{self, SaveRequest, WritingError};
use crate::app::App;
use crate::content::measures::Measure;

/// Why a check-in was not kept.
#[derive(Debug, thiserror::Error)]
pub enum CheckInError {
    /// What was sent are no answers to it.
    #[error("these are no answers to the check-in")]
    Refused(Vec<Refusal>),
    /// Nothing was answered.
    #[error("nothing was answered")]
    Empty,
    /// Anything else.
    #[error(transparent)]
    Writing(#[from] WritingError),
}

/// Keeps the answers of today, with their scores, for their author alone; answers the item's id.
///
/// # Errors
/// [`CheckInError`]; nothing is kept then.
pub async fn answer<'a>(
    app: &App,
    person: PersonId,
    measure: &Measure,
    sent: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<ItemId, CheckInError> {
    let answers = Answers::new(&measure.questionnaire, sent).map_err(CheckInError::Refused)?;
    if answers.count() == 0 {
        return Err(CheckInError::Empty);
    }
    let kept = Kept::of(&measure.questionnaire, &measure.scoring, &answers);
    let writing = kept.to_writing(&measure.questionnaire).map_err(|_| WritingError::from(ActionError::Internal))?;
    let request = SaveRequest { replaces: None, kind: ItemKind::CheckIn, writing, finish: true };
    Ok(writing::save(app, person, request).await?)
}

/// One of the weeks.
#[derive(Clone, Debug)]
pub struct Week {
    /// The check-in.
    pub id: ItemId,
    /// When it was answered.
    pub at: Timestamp,
    /// What was answered; none where it cannot be read.
    pub kept: Option<Kept>,
}

/// A person's own check-ins, the last first; at most [`CHECK_INS_SHOWN_MAX`](limits::CHECK_INS_SHOWN_MAX).
///
/// # Errors
/// [`ActionError`].
pub async fn weeks(app: &App, person: PersonId) -> Result<Vec<Week>, ActionError> {
    let wanted = (ItemKind::CheckIn, limits::CHECK_INS_SHOWN_MAX);
    let listed = app.store().items_of_kind(&Viewer::Person(person), person, wanted, app.now()).await?;
    let week = |listed: writing::ListedItem| Week {
        id: listed.item.id,
        at: match listed.item.stage {
            Stage::Finished { at } => at,
            Stage::Draft => listed.item.changed_at,
        },
        kept: listed.writing.ok().and_then(|writing| Kept::from_writing(&writing).ok()),
    };
    Ok(listed.into_iter().map(week).collect())
}

/// One scale over the weeks, on the civil days of `zone`.
pub fn series(scale: &Scale, range: (f64, f64), weeks: &[Week], zone: &TimeZone) -> Series {
    let point = |week: &Week| {
        let score = week.kept.as_ref()?.score(&scale.name)?.value?;
        Some(Point { date: week.at.to_zoned(zone.clone()).date(), score })
    };
    Series::new(scale, range, weeks.iter().filter_map(point))
}
