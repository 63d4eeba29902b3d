//! Exercises that a clinician assigned to one person: part of the clinical record.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{PersonId, StaffId};
use troth_domain::practice::Slug;

use crate::error::StoreError;
use crate::keys::Ask;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// An exercise that was assigned to somebody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssignedExercise {
    /// Which.
    pub exercise: Slug,
    /// When.
    pub assigned_at: Timestamp,
}

async fn assigned(
    records: &mut impl Ask,
    viewer: &Viewer,
    person: PersonId,
) -> Result<Vec<AssignedExercise>, StoreError> {
    let statement = "SELECT assigned_exercise.exercise, assigned_exercise.assigned_at, person.clinician \
                     FROM assigned_exercise JOIN person ON person.id = assigned_exercise.person \
                     WHERE assigned_exercise.person = $1 \
                     ORDER BY assigned_exercise.assigned_at, assigned_exercise.exercise";
    let mut found = Vec::new();
    for mut row in records.ask(statement, &[(&person.0).into()]).await? {
        let corrupt = |name: &str| StoreError::corrupt("assigned_exercise", name.as_bytes());
        let name = row.text()?;
        let exercise = Slug::new(&name).map_err(|_| corrupt(&name))?;
        let assigned_at = instant(row.integer()?)?;
        let clinician = row.text()?;
        let clinician = Slug::new(&clinician).map_err(|_| corrupt(&name))?;
        if viewer.may_see_assigned_to(person, &clinician) {
            found.push(AssignedExercise { exercise, assigned_at });
        }
    }
    Ok(found)
}

impl Store {
    /// What was assigned to `person`, the first first, if `viewer` may see it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn assigned_exercises(
        &self,
        viewer: &Viewer,
        person: PersonId,
    ) -> Result<Vec<AssignedExercise>, StoreError> {
        assigned(&mut &*self.readers, viewer, person).await
    }
}

impl WriteTransaction {
    /// As [`Store::assigned_exercises`], inside the transaction.
    ///
    /// # Errors
    /// As any statement.
    pub async fn assigned_exercises(
        &mut self,
        viewer: &Viewer,
        person: PersonId,
    ) -> Result<Vec<AssignedExercise>, StoreError> {
        assigned(self, viewer, person).await
    }

    /// Assigns `exercise` to `person`. One that was assigned before stays as it was.
    ///
    /// # Errors
    /// As any statement.
    pub async fn assign_exercise(
        &mut self,
        person: PersonId,
        exercise: &Slug,
        by: StaffId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "INSERT INTO assigned_exercise (person, exercise, assigned_by, assigned_at) \
                         VALUES ($1, $2, $3, $4) ON CONFLICT (person, exercise) DO NOTHING";
        let values = [(&person.0).into(), exercise.as_str().into(), (&by.0).into(), now.as_microsecond().into()];
        self.execute(statement, &values).await.map(drop)
    }
}
