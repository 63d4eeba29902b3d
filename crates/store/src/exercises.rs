//! Which exercises of the programme are open to a couple.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::people::{Couple, CoupleId, StaffId};
use troth_domain::practice::Slug;

use crate::error::StoreError;
use crate::joint_work;
use crate::keys::Ask;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

/// An exercise that was opened to a couple.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenedExercise {
    /// Which.
    pub exercise: Slug,
    /// From when on both see it.
    pub shows_at: Timestamp,
}

/// Discloses `JointWork`.
async fn opened(
    records: &mut impl Ask,
    viewer: &Viewer,
    couple: &Couple,
    now: Timestamp,
) -> Result<Vec<OpenedExercise>, StoreError> {
    let Some(work) = joint_work::view(records, viewer, couple, now).await? else { return Ok(Vec::new()) };
    let statement = "SELECT exercise, shows_at FROM exercise_opening WHERE couple = $1 ORDER BY opened_at, exercise";
    let rows = records.ask(statement, &[(&couple.id.0).into()]).await?;
    let opened = rows.into_iter().map(|mut row| {
        let name = row.text()?;
        let exercise = Slug::new(&name).map_err(|_| StoreError::corrupt("exercise_opening", name.as_bytes()))?;
        Ok(OpenedExercise { exercise, shows_at: instant(row.integer()?)? })
    });
    let may_see = |opened: &OpenedExercise| viewer.may_see_exercise(work, opened.shows_at, now);
    Ok(opened.collect::<Result<Vec<_>, StoreError>>()?.into_iter().filter(may_see).collect())
}

impl Store {
    /// What was opened to `couple` and `viewer` may see, the first opened first: what does not show yet, to a therapist
    /// alone.
    ///
    /// # Errors
    /// As any statement.
    pub async fn opened_exercises(
        &self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<OpenedExercise>, StoreError> {
        opened(&mut &*self.readers, viewer, couple, now).await
    }
}

impl WriteTransaction {
    /// As [`Store::opened_exercises`], inside the transaction.
    ///
    /// # Errors
    /// As any statement.
    pub async fn opened_exercises(
        &mut self,
        viewer: &Viewer,
        couple: &Couple,
        now: Timestamp,
    ) -> Result<Vec<OpenedExercise>, StoreError> {
        opened(self, viewer, couple, now).await
    }

    /// Opens `exercise` to `couple` from `shows_at` on. One that is open stays as it was.
    ///
    /// # Errors
    /// As any statement.
    pub async fn open_exercise(
        &mut self,
        couple: CoupleId,
        exercise: &Slug,
        shows_at: Timestamp,
        by: StaffId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "INSERT INTO exercise_opening (couple, exercise, opened_by, opened_at, shows_at) \
                         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (couple, exercise) DO NOTHING";
        let values = [
            (&couple.0).into(),
            exercise.as_str().into(),
            (&by.0).into(),
            now.as_microsecond().into(),
            shows_at.as_microsecond().into(),
        ];
        self.execute_soon(statement, &values).await
    }
}
