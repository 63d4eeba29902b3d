//! The plan of one client, for their therapist: what was assigned, and the plan itself once its owner showed it.

use troth_domain::access::Viewer;
use troth_domain::audit::{AuditEvent, AuditNote};
use troth_domain::booking::Refusal;
use troth_domain::people::{AccountId, PersonId, Staff};
use troth_domain::plan::own_plan::OwnPlan;
use troth_domain::practice::Slug;
pub use troth_store::AssignedExercise;
use troth_store::WriteTransaction;

use super::own_plan::may_be_planned;
use super::{ActionError, showing};
use crate::app::App;

fn not_found() -> ActionError {
    ActionError::Refused(Refusal::NotFound)
}

/// Assigns an exercise to a client of `staff`; whether there is one of this name that one does alone. Assigned twice it is
/// once, from the first time on.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody else's client as for nobody's.
pub async fn assign(app: &App, staff: &Staff, person: PersonId, name: &str) -> Result<bool, ActionError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let content = app.content().await;
    let found = content.programme.get(name).filter(|exercise| may_be_planned(exercise));
    let exercise = found.and_then(|exercise| Slug::new(&exercise.name).ok());
    let (by, now) = (staff.id, app.now());
    let assigned = app.store().write(move |transaction: &mut WriteTransaction| {
        let (viewer, exercise) = (viewer.clone(), exercise.clone());
        Box::pin(async move {
            if transaction.listed_person(&viewer, person).await?.is_none() {
                return Err(not_found());
            }
            let Some(exercise) = exercise else { return Ok(false) };
            transaction.assign_exercise(person, &exercise, by, now).await?;
            let note = AuditNote::by(AuditEvent::ExerciseAssigned, AccountId::Staff(by)).person(person);
            transaction.note_audit(&note, now).await?;
            Ok(true)
        })
    });
    assigned.await
}

/// The plan that a client of `staff` showed them, with what was assigned, noted as read.
///
/// # Errors
/// [`Refusal::NotFound`] for one that was not shown, or taken back, as for none.
pub async fn see(app: &App, staff: &Staff, person: PersonId) -> Result<OwnPlan, ActionError> {
    let viewer = Viewer::of(staff).ok_or_else(not_found)?;
    let plan = showing::see::<OwnPlan>(app, staff, person).await?;
    let assigned = app.store().assigned_exercises(&viewer, person).await?;
    Ok(plan.with_assigned(assigned.iter().map(|one| &one.exercise)))
}
