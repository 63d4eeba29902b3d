//! A ladder of telling: a person's own, of which nobody else learns that there is one, but for their therapist once they showed
//! it.

use troth_domain::access::Viewer;
use troth_domain::people::PersonId;
use troth_domain::plan::PlanText;
use troth_domain::plan::disclosure::{Felt, Ladder, LadderRefusal, LadderState, Rung};
pub use troth_store::Versioned;
use troth_store::{ALONE, StoreError, WriteTransaction};

use super::{ActionError, own_document};
use crate::app::App;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum TellingError {
    /// It was changed on another device since the page was made.
    #[error("it was changed elsewhere in between")]
    ChangedElsewhere,
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] LadderRefusal),
    /// Anything else.
    #[error(transparent)]
    Action(#[from] ActionError),
}

impl From<StoreError> for TellingError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed | StoreError::Duplicate(_) => Self::ChangedElsewhere,
            other => Self::Action(other.into()),
        }
    }
}

/// The ladder of `person`, if they ever stood on it.
///
/// # Errors
/// [`ActionError`].
pub async fn ladder(app: &App, person: PersonId) -> Result<Option<Versioned<Ladder>>, ActionError> {
    Ok(app.store().document(&Viewer::Person(person), person, ALONE, app.now()).await?)
}

/// What somebody does on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Chooses a rung and what to tell.
    Plan(Rung, PlanText),
    /// Told it, and it felt like this.
    Told(Felt),
    /// Rests; what was planned is dropped.
    Rest,
    /// Goes on after a rest.
    GoOn,
}

/// Takes a step on the ladder as it was in version `before`.
///
/// # Errors
/// [`TellingError::ChangedElsewhere`] for another version, unless it is as asked already; [`TellingError::Refused`].
pub async fn take(app: &App, person: PersonId, before: Option<u32>, step: Step) -> Result<(), TellingError> {
    let now = app.now();
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            let step = step.clone();
            Box::pin(async move {
                let (version, ladder) = own_document(transaction, (person, ALONE), Ladder::new, now).await?;
                if is_so(&step, ladder.state()) {
                    return Ok(());
                }
                if version != before {
                    return Err(TellingError::ChangedElsewhere);
                }
                let taken = match step {
                    Step::Plan(rung, what) => ladder.plan(rung, what)?,
                    Step::Told(felt) => ladder.told(felt)?,
                    Step::Rest => ladder.rest(),
                    Step::GoOn => ladder.go_on()?,
                };
                Ok(transaction.keep_document(person, ALONE, (version, &taken), now).await?)
            })
        })
        .await
}

/// Whether it is so already, as after a button that was pressed twice.
fn is_so(step: &Step, state: &LadderState) -> bool {
    match (step, state) {
        (Step::Plan(rung, what), LadderState::Planned { rung: planned, what: words }) => {
            rung == planned && what == words
        }
        (Step::Told(_), LadderState::Offered { .. } | LadderState::Resting { .. })
        | (Step::Rest, LadderState::Resting { .. })
        | (Step::GoOn, LadderState::Offered { .. }) => true,
        _ => false,
    }
}

/// Leaves the ladder, and nothing is left of it. One that is not there is no error.
///
/// # Errors
/// [`ActionError`].
pub async fn leave(app: &App, person: PersonId) -> Result<(), ActionError> {
    app.store()
        .write(move |transaction: &mut WriteTransaction| {
            Box::pin(async move { Ok(transaction.delete_document::<Ladder>(person, ALONE).await?) })
        })
        .await
}
