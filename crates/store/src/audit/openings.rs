//! Who of the staff opened something of a person's: for that person.

use std::sync::LazyLock;

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::{PersonId, Role, Staff, StaffId};
use troth_domain::practice::Slug;

use super::row::{AuditRow, STAFF, audit_columns};
use crate::error::StoreError;
use crate::rows::instant;
use crate::store::Store;

/// One time that a member of staff opened something of a person's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StaffOpening {
    /// When.
    pub at: Timestamp,
    /// What was opened.
    pub event: AuditEvent,
    /// Who it was, as they work here today.
    pub by: Staff,
}

/// What is told each time, and what is told by the day, the newest first.
static STATEMENTS: LazyLock<[String; 2]> = LazyLock::new(|| {
    let by_the_day = AuditEvent::ALL.iter().filter(|event| event.is_told_by_the_day());
    let codes = by_the_day.map(|event| event.code().to_string()).collect::<Vec<_>>().join(", ");
    ["NOT IN", "IN"].map(|which| {
        format!(
            "SELECT staff.role, staff.therapist, {} FROM audit JOIN staff ON staff.id = audit.actor \
             WHERE audit.person = $1 AND audit.actor_kind = $2 AND audit.event {which} ({codes}) \
             ORDER BY audit.at DESC, audit.id LIMIT $3",
            audit_columns!()
        )
    })
});

impl Store {
    /// When staff opened something of `person`'s, the newest first, at most [`limits::AUDIT_LIST_MAX`]; then what is told by
    /// the day, at most [`limits::AUDIT_DAYS_ROWS_MAX`], which leaves room for the rest however often lists are opened.
    /// Nothing for who may not see it.
    ///
    /// # Errors
    /// As any statement.
    pub async fn who_opened(&self, viewer: &Viewer, person: PersonId) -> Result<Vec<StaffOpening>, StoreError> {
        if !viewer.may_see_who_opened(person) {
            return Ok(Vec::new());
        }
        let mut openings = Vec::new();
        for (statement, rows_max) in STATEMENTS.iter().zip([limits::AUDIT_LIST_MAX, limits::AUDIT_DAYS_ROWS_MAX]) {
            self.add_openings(statement, person, rows_max, &mut openings).await?;
        }
        Ok(openings)
    }

    async fn add_openings(
        &self,
        statement: &'static str,
        person: PersonId,
        rows_max: u32,
        openings: &mut Vec<StaffOpening>,
    ) -> Result<(), StoreError> {
        let values = [(&person.0).into(), STAFF.into(), rows_max.into()];
        for mut row in self.readers.fetch(statement, &values).await? {
            let (role, therapist) = (row.integer()?, row.optional_text()?);
            let audit = AuditRow::read(&mut row)?;
            let corrupt = || StoreError::corrupt("staff", audit.actor.as_deref().unwrap_or_default());
            let id = audit.actor.as_deref().and_then(|id| id.try_into().ok()).map(StaffId).ok_or_else(corrupt)?;
            let role = [Role::Owner, Role::Therapist, Role::FrontDesk]
                .into_iter()
                .zip(1..)
                .find_map(|(known, code)| (code == role).then_some(known));
            let therapist = therapist.map(|slug| Slug::new(&slug)).transpose().map_err(|_| corrupt())?;
            let by = Staff { id, role: role.ok_or_else(corrupt)?, therapist };
            let entry = self.entry(&audit)?;
            if let Some(note) = entry.note.filter(|note| note.event.is_opening()) {
                openings.push(StaffOpening { at: instant(audit.at)?, event: note.event, by });
            }
        }
        Ok(())
    }
}
