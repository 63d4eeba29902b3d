//! Who of the staff opened something of a person's, for that person; and the newest notes of the audit, for the owner.

use jiff::Timestamp;
use jiff::civil::Date;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::people::{AccountId, PersonId, Role, Staff};
pub use troth_store::AuditEntry;
use troth_store::WriteTransaction;

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

/// The newest notes of the audit, ids only. `None` for anyone but an owner.
///
/// # Errors
/// [`ActionError`].
pub async fn newest(app: &App, staff: &Staff) -> Result<Option<Vec<AuditEntry>>, ActionError> {
    if staff.role != Role::Owner {
        return Ok(None);
    }
    Ok(Some(app.store().newest_audit().await?))
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
