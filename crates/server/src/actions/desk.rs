//! What the front desk sees: coming bookings, and nothing clinical.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use troth_domain::access::Viewer;
use troth_domain::audit::AuditEvent;
use troth_domain::limits;
use troth_domain::people::Staff;
pub use troth_store::DeskBooking;
use troth_store::{StoreError, WriteTransaction};

use super::ActionError;
use super::call_back::{self, Waiting};
use super::caseload::note_shown;
use crate::app::App;

/// What the desk works from: one day, and which days come.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The day that is shown.
    pub day: Date,
    /// Its bookings, the soonest first.
    pub bookings: Vec<DeskBooking>,
    /// Whether there are more than are listed.
    pub has_more: bool,
    /// The next days on which something is booked, with how many.
    pub coming: Vec<(Date, usize)>,
    /// Who waits to be called.
    pub calls: Vec<Waiting>,
}

/// The bookings of `day`, or of today, and which days come. Everybody who has an account and is named is told that they
/// were.
///
/// # Errors
/// As any statement.
pub async fn desk(app: &App, staff: &Staff, day: Option<Date>) -> Result<Desk, ActionError> {
    let zone = &app.practice().time_zone;
    let (by, now) = (staff.id, app.now());
    let today = zone.to_datetime(now).date();
    let day = day.filter(|day| *day > today).unwrap_or(today);
    let from = start_of(zone, day).unwrap_or(now);
    let until = day.tomorrow().ok().and_then(|next| start_of(zone, next)).unwrap_or(Timestamp::MAX);
    let Some(viewer) = Viewer::of(staff) else {
        return Ok(Desk { day, bookings: Vec::new(), has_more: false, coming: Vec::new(), calls: Vec::new() });
    };
    let read = app.store().look(move |transaction: &mut WriteTransaction| {
        let viewer = viewer.clone();
        Box::pin(async move {
            let mut bookings =
                transaction.desk_bookings(&viewer, from, until, limits::DESK_PAGE_BOOKINGS_MAX + 1).await?;
            let starts = transaction.desk_starts(&viewer, until, limits::DESK_PAGE_STARTS_MAX).await?;
            let most = usize::try_from(limits::DESK_PAGE_BOOKINGS_MAX).unwrap_or(usize::MAX);
            let has_more = bookings.len() > most;
            bookings.truncate(most);
            let calls = call_back::waiting(transaction, &viewer).await?;
            let called = calls.iter().map(|one| one.call_back.person.id);
            let shown = bookings.iter().filter_map(|listed| listed.person).chain(called).collect::<Vec<_>>();
            note_shown(transaction, AuditEvent::ListRead, by, shown, now).await?;
            Ok::<_, StoreError>((bookings, has_more, starts, calls))
        })
    });
    let (bookings, has_more, starts, calls) = read.await?;
    Ok(Desk { day, bookings, has_more, coming: days_of(zone, &starts), calls })
}

/// The days of `starts`, with how many each has.
fn days_of(zone: &TimeZone, starts: &[Timestamp]) -> Vec<(Date, usize)> {
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    for start in starts {
        *days.entry(zone.to_datetime(*start).date()).or_default() += 1;
    }
    days.into_iter().take(limits::DESK_PAGE_DAYS_MAX).collect()
}

/// The practice's midnight: who came this morning is still on the list of today.
fn start_of(zone: &TimeZone, day: Date) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
}
