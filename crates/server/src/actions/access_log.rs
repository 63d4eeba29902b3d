//! Who of the staff opened something of a person's, for that person; and the newest notes of the audit, for the owner.

use jiff::tz::TimeZone;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId, Role, Staff};
use troth_store::WriteTransaction;
pub use troth_store::{AuditEntry, AuditPlace, StaffOpening};

use super::ActionError;
use super::sessions::own_note;
use crate::app::App;

/// What staff opened of `person`'s, a line for each day, the newest first: for that person alone.
///
/// # Errors
/// [`ActionError`].
pub async fn openings(app: &App, person: PersonId, zone: &TimeZone) -> Result<Vec<StaffOpening>, ActionError> {
    Ok(app.store().who_opened(&Viewer::Person(person), person, zone, app.now()).await?)
}

/// Some notes of the audit, the newest first, ids only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    /// The notes.
    pub entries: Vec<AuditEntry>,
    /// Where the older ones begin, if there are any.
    pub older: Option<AuditPlace>,
}

/// The newest notes of the audit, or those after `after`. `None` for anyone but an owner.
///
/// # Errors
/// [`ActionError`].
pub async fn audit(app: &App, staff: &Staff, after: Option<AuditPlace>) -> Result<Option<AuditPage>, ActionError> {
    if staff.role != Role::Owner {
        return Ok(None);
    }
    let mut entries = app.store().audit(after).await?;
    let most = usize::try_from(limits::AUDIT_PAGE_ROWS_MAX).unwrap_or(usize::MAX);
    let has_more = entries.len() > most;
    entries.truncate(most);
    let older = entries.last().map(|entry| entry.place).filter(|_| has_more);
    Ok(Some(AuditPage { entries, older }))
}

/// Notes that an account asked for something of staff's that it was refused.
///
/// # Errors
/// [`ActionError`].
pub async fn refused(app: &App, account: AccountId) -> Result<(), ActionError> {
    let now = app.now();
    let noted = app.store().write(move |transaction: &mut WriteTransaction| {
        Box::pin(async move { transaction.note_audit(&own_note(AuditEvent::AccessRefused, account), now).await })
    });
    Ok(noted.await?)
}
