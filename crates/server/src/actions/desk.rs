//! What the front desk sees: coming bookings, and nothing clinical.

use jiff::Timestamp;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::Staff;
pub use troth_store::DeskBooking;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::caseload::note_shown;
use crate::app::App;

/// What the desk works from.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Coming bookings, the soonest first.
    pub bookings: Vec<DeskBooking>,
    /// Whether there are more than are listed.
    pub has_more: bool,
}

/// What the desk works from. Everybody who has an account and is named is told that they were.
///
/// # Errors
/// As any statement.
pub async fn desk(app: &App, staff: &Staff) -> Result<Desk, ActionError> {
    let Some(viewer) = Viewer::of(staff) else { return Ok(Desk::default()) };
    let (by, now) = (staff.id, app.now());
    let from = start_of_day(app, now);
    let read = app.store().write(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let mut bookings = transaction.desk_bookings(&viewer, from, limits::DESK_PAGE_BOOKINGS_MAX + 1).await?;
            let most = usize::try_from(limits::DESK_PAGE_BOOKINGS_MAX).unwrap_or(usize::MAX);
            let has_more = bookings.len() > most;
            bookings.truncate(most);
            let shown = bookings.iter().filter_map(|listed| listed.person).collect::<Vec<_>>();
            note_shown(transaction, AuditEvent::ListRead, by, shown, now).await?;
            Ok::<_, StoreError>(Desk { bookings, has_more })
        })
    });
    Ok(read.await?)
}

/// The practice's midnight: who came this morning is still on the list.
fn start_of_day(app: &App, now: Timestamp) -> Timestamp {
    let today = app.practice().time_zone.to_datetime(now).date();
    today.to_zoned(app.practice().time_zone.clone()).map_or(now, |midnight| midnight.timestamp())
}
