//! That a therapist released what is about forgiving for a person. Whether that person marked amends is in their own
//! document, and not here.

use troth_domain::access::Viewer;
use troth_domain::people::{PersonId, StaffId};
use troth_domain::plan::forgiveness::Release;
use troth_domain::practice::Slug;
use troth_domain::safety::joint_work::Hearing;

use crate::error::StoreError;
use crate::joint_work::hearing_code;
use crate::rows::instant;
use crate::store::Store;
use crate::transaction::WriteTransaction;

impl Store {
    /// The release for `person`, if there is one that `viewer` may see.
    ///
    /// # Errors
    /// As any statement.
    pub async fn forgiveness_release(&self, viewer: &Viewer, person: PersonId) -> Result<Option<Release>, StoreError> {
        let statement = "SELECT forgiveness_release.released_by, forgiveness_release.released_at, person.clinician \
                         FROM forgiveness_release JOIN person ON person.id = forgiveness_release.person \
                         WHERE forgiveness_release.person = $1";
        let row = self.readers.fetch(statement, &[(&person.0).into()]).await?.pop();
        let Some(mut row) = row else { return Ok(None) };
        let (by, at) = (StaffId(row.id()?), instant(row.integer()?)?);
        let clinician = Slug::new(&row.text()?).map_err(|_| StoreError::corrupt("forgiveness_release", &person.0))?;
        Ok(viewer.may_see_assigned_to(person, &clinician).then(|| Release::kept(by, person, at)))
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
