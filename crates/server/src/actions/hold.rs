//! Keeping a time while someone types.

use jiff::Timestamp;
use troth_domain::booking::{BookingId, Request, Slot};

use super::{ActionError, Caller};
use crate::app::App;

/// A hold as its holder sees it.
#[derive(Clone, Debug)]
pub struct HoldView {
    /// Its id: whoever has it holds the time.
    pub id: BookingId,
    /// Until when it blocks others.
    pub lapses_at: Timestamp,
    /// What it keeps.
    pub slot: Slot,
}

/// Holds the time of `request`. An earlier hold that it `replaces` is given back in the same moment.
///
/// # Errors
/// [`ActionError`].
pub async fn hold(
    app: &App,
    caller: &Caller,
    request: &Request,
    replaces: Option<BookingId>,
) -> Result<HoldView, ActionError> {
    let _ = (app, caller, request, replaces);
    todo!()
}

/// Renews a hold for ten minutes more, at most thirty in all; later renewals leave it as it is.
///
/// # Errors
/// [`ActionError`]: not found when it has lapsed, was given back or became a booking.
pub async fn renew(app: &App, id: BookingId) -> Result<HoldView, ActionError> {
    let _ = (app, id);
    todo!()
}

/// Gives a hold back. Giving back what is no hold any more is fine and does nothing.
///
/// # Errors
/// [`ActionError`].
pub async fn release(app: &App, id: BookingId) -> Result<(), ActionError> {
    let _ = (app, id);
    todo!()
}

/// The hold, if it is still good.
///
/// # Errors
/// [`ActionError`].
pub async fn see(app: &App, id: BookingId) -> Result<Option<HoldView>, ActionError> {
    let _ = (app, id);
    todo!()
}
