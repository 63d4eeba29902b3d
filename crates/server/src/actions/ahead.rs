//! What lies ahead: a plan for a setback, and dates in the long term. Each is one person's own, and nobody else
//! reads it, but for their therapist once they showed it.

use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, SetbackPart, SetbackPlan, SetbackStage};
use troth_domain::plan::{PlanLine, PlanText};
pub use troth_store::Versioned;
use troth_store::{LONG_TERM, SETBACKS, StoreError, WriteTransaction};

use super::{ActionError, own_document};
use crate::app::App;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum AheadError {
    /// It was changed on another device since the page was made.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] AheadRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for AheadError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// The plan of `person` for a setback, if there is one.
///
/// # Errors
/// [`ActionError`].
pub async fn setbacks(app: &App, person: PersonId) -> Result<Option<Versioned<SetbackPlan>>, ActionError> {
    Ok(app.store().document(&Viewer::Person(person), person, SETBACKS, app.now()).await?)
}

/// What is written in each part of it; none leaves the part out.
pub type Parts = Vec<(SetbackPart, Option<PlanText>)>;

/// Keeps what is written, in place of the version that the person had before them.
///
/// # Errors
/// [`AheadRefusal::Empty`] where nothing is; [`AheadError::ChangedElsewhere`].
pub async fn write_setbacks(app: &App, person: PersonId, before: Option<u32>, parts: Parts) -> Result<(), AheadError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let parts = parts.clone();
            Box::pin(async move {
                let (version, plan) = own_document(transaction, (person, SETBACKS), SetbackPlan::new, now).await?;
                let is_kept = version.is_some();
                let written = parts.into_iter().fold(plan.clone(), |plan, (part, text)| plan.write(part, text));
                if is_kept && written == plan {
                    return Ok(());
                }
                if version != before {
                    return Err(AheadError::ChangedElsewhere);
                }
                let written = match written.stage() {
                    SetbackStage::InUse { .. } if !written.parts().is_empty() => written,
                    _ => written.ready()?,
                };
                Ok(transaction.keep_document(person, SETBACKS, (version, &written), now).await?)
            })
        })
        .await
}

/// What a person does with their plan for a setback.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// A setback came.
    To,
    /// It is over, and the plan is there for another time.
    Back,
}

/// Turns to the plan, or lays it by. As it is already is no error.
///
/// # Errors
/// [`AheadRefusal::Empty`] where there is none.
pub async fn turn(app: &App, person: PersonId, turn: Turn) -> Result<(), AheadError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move {
                let (version, plan) = own_document(transaction, (person, SETBACKS), SetbackPlan::new, now).await?;
                let is_in_use = matches!(plan.stage(), SetbackStage::InUse { .. });
                let turned = match (turn, is_in_use) {
                    (Turn::To, true) | (Turn::Back, false) => return Ok(()),
                    (Turn::To, false) => plan.turn_to(now)?,
                    (Turn::Back, true) => plan.over()?,
                };
                Ok(transaction.keep_document(person, SETBACKS, (version, &turned), now).await?)
            })
        })
        .await
}

/// Deletes the plan for a setback. One that is not there is no error.
///
/// # Errors
/// [`ActionError`].
pub async fn delete_setbacks(app: &App, person: PersonId) -> Result<(), ActionError> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move { Ok(transaction.delete_document::<SetbackPlan>(person, SETBACKS).await?) })
        })
        .await
}

/// The dates of `person`, if there are any.
///
/// # Errors
/// [`ActionError`].
pub async fn long_term(app: &App, person: PersonId) -> Result<Option<Versioned<LongTermPlan>>, ActionError> {
    Ok(app.store().document(&Viewer::Person(person), person, LONG_TERM, app.now()).await?)
}

/// Adds something on day `on`, for whom it is `today`. What is there is not touched, so it needs no version.
///
/// # Errors
/// [`AheadError::Refused`].
pub async fn add(app: &App, person: PersonId, on: Date, what: PlanLine, today: Date) -> Result<(), AheadError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let what = what.clone();
            Box::pin(async move {
                // One device after the other.
                transaction.lock_persons(&[person]).await?;
                let (version, plan) = own_document(transaction, (person, LONG_TERM), LongTermPlan::new, now).await?;
                let with = plan.clone().set(on, what, today)?;
                if with == plan {
                    return Ok(());
                }
                Ok(transaction.keep_document(person, LONG_TERM, (version, &with), now).await?)
            })
        })
        .await
}

/// What a person does with a date of theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DateChange {
    /// Looks back at it.
    LookBack(PlanText),
    /// Puts it on another day.
    MoveTo(Date),
    /// Takes it out.
    TakeOut,
}

/// Changes what is on day `on`, in the plan as it was in version `before`.
///
/// # Errors
/// [`AheadError::ChangedElsewhere`] for another version, unless it is as asked already; [`AheadError::Refused`].
pub async fn change(
    app: &App,
    person: PersonId,
    (before, today): (Option<u32>, Date),
    on: Date,
    change: DateChange,
) -> Result<(), AheadError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let change = change.clone();
            Box::pin(async move {
                let (version, plan) = own_document(transaction, (person, LONG_TERM), LongTermPlan::new, now).await?;
                let changed = match change {
                    DateChange::LookBack(words) => plan.clone().look_back(on, words, today)?,
                    DateChange::MoveTo(to) => plan.clone().change(on, Some(to), today)?,
                    DateChange::TakeOut => plan.clone().change(on, None, today)?,
                };
                if changed == plan {
                    return Ok(());
                }
                if version != before {
                    return Err(AheadError::ChangedElsewhere);
                }
                if changed.points().is_empty() {
                    return Ok(transaction.delete_document::<LongTermPlan>(person, LONG_TERM).await?);
                }
                Ok(transaction.keep_document(person, LONG_TERM, (version, &changed), now).await?)
            })
        })
        .await
}
