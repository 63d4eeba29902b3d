//! Who of the staff opened something of a person's, for that person; and the newest notes of the audit, for the owner.

use jiff::Timestamp;
use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId, Role, Staff};
use troth_store::WriteTransaction;
pub use troth_store::{AuditEntry, AuditPlace};

use super::ActionError;
use super::sessions::own_note;
use crate::app::App;

/// When something was opened, as far as the person is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OpenedWhen {
    /// On this day of the practice, once or more often.
    OnDay(Date),
    /// At this moment.
    At(Timestamp),
}

/// Something that staff opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// When.
    pub when: OpenedWhen,
    /// What was opened; [`AuditEvent::is_opening`] holds.
    pub event: AuditEvent,
    /// What they are there for.
    pub role: Role,
    /// A therapist's name as the practice's pages show it; `None` for the desk and the owner, and for a therapist who has
    /// left the practice's file.
    pub therapist: Option<String>,
}

/// When staff opened something of `person`'s, the newest day first: for that person alone. What is told by the day alone
/// stands once, at the end of its day.
///
/// # Errors
/// [`ActionError`].
pub async fn openings(app: &App, person: PersonId) -> Result<Vec<Opening>, ActionError> {
    let zone = &app.practice().time_zone;
    let mut openings: Vec<(Date, Opening)> = Vec::new();
    for found in app.store().who_opened(&Viewer::Person(person), person).await? {
        let day = zone.to_datetime(found.at).date();
        let by_day = found.event.is_told_by_the_day();
        let when = if by_day { OpenedWhen::OnDay(day) } else { OpenedWhen::At(found.at) };
        let therapist = name_of(app, &found.by);
        let opening = (day, Opening { when, event: found.event, role: found.by.role, therapist });
        if !by_day || !openings.contains(&opening) {
            openings.push(opening);
        }
    }
    openings.sort_by(|(day, one), (other_day, other)| {
        other_day.cmp(day).then(other.when.cmp(&one.when)).then(one.event.cmp(&other.event))
    });
    Ok(openings.into_iter().map(|(_, opening)| opening).collect())
}

fn name_of(app: &App, staff: &Staff) -> Option<String> {
    let slug = staff.therapist.as_ref()?;
    app.practice().therapist(slug).map(|therapist| therapist.name.clone())
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
