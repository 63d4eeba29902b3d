//! That a therapist released what is about forgiving for a person. Whether that person marked amends is in their own
//! document, and not here.

use troth_domain::people::{PersonId, StaffId};
use troth_domain::plan::forgiveness::Release;
use troth_domain::safety::joint_work::Hearing;

use crate::error::StoreError;
use crate::joint_work::hearing_code;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

impl Store {
    /// The release for `person`, if there is one.
    ///
    /// # Errors
    /// As any statement.
    pub async fn forgiveness_release(&self, person: PersonId) -> Result<Option<Release>, StoreError> {
        let statement = "SELECT released_by, released_at FROM forgiveness_release WHERE person = $1";
        let row = self.readers.fetch(statement, &[(&person.0).into()]).await?.pop();
        row.map(|mut row| Ok(Release::kept(StaffId(row.id()?), person, instant(row.integer()?)?))).transpose()
    }
}

impl WriteTransaction {
    /// Keeps a release for `person`, who was heard alone. The first one stays.
    ///
    /// # Errors
    /// As any statement.
    pub async fn release_forgiveness(
        &mut self,
        person: PersonId,
        release: Release,
        how: Hearing,
    ) -> Result<(), StoreError> {
        let (by, at) = release.by();
        let statement = "INSERT INTO forgiveness_release (person, released_by, released_at, heard) \
                         VALUES ($1, $2, $3, $4) ON CONFLICT (person) DO NOTHING";
        let values = [(&person.0).into(), (&by.0).into(), at.as_microsecond().into(), hearing_code(how).into()];
        self.execute(statement, &values).await.map(drop)
    }
}
