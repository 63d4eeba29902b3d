//! Which exercises of the programme are open to a couple.

use jiff::Timestamp;
use troth_domain::people::{CoupleId, StaffId};
use troth_domain::practice::Slug;

use crate::error::StoreError;
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

async fn opened(records: &mut impl Ask, couple: CoupleId) -> Result<Vec<OpenedExercise>, StoreError> {
    let statement = "SELECT exercise, shows_at FROM exercise_opening WHERE couple = $1 ORDER BY opened_at, exercise";
    let rows = records.ask(statement, &[(&couple.0).into()]).await?;
    let opened = rows.into_iter().map(|mut row| {
        let name = row.text()?;
        let exercise = Slug::new(&name).map_err(|_| StoreError::corrupt("exercise_opening", name.as_bytes()))?;
        Ok(OpenedExercise { exercise, shows_at: instant(row.integer()?)? })
    });
    opened.collect()
}

impl Store {
    /// What was opened to `couple`, the first opened first; also what does not show yet.
    ///
    /// # Errors
    /// As any statement.
    pub async fn opened_exercises(&self, couple: CoupleId) -> Result<Vec<OpenedExercise>, StoreError> {
        opened(&mut &*self.readers, couple).await
    }
}

impl WriteTransaction {
    /// As [`Store::opened_exercises`], inside the transaction.
    ///
    /// # Errors
    /// As any statement.
    pub async fn opened_exercises(&mut self, couple: CoupleId) -> Result<Vec<OpenedExercise>, StoreError> {
        opened(self, couple).await
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
