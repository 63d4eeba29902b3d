//! Seeing, moving and cancelling a booking by its link.

use jiff::Timestamp;
use troth_domain::booking::{ClientBooking, Refusal};
use troth_domain::people::Reason;

use super::ActionError;
use crate::app::App;

/// A booking as whoever holds its link sees it.
#[derive(Clone, Debug)]
pub struct Managed {
    /// The booking and its own client.
    pub found: ClientBooking,
    /// Whether it may still be moved or cancelled by link, and if not, why.
    pub changeable: Result<(), Refusal>,
}

/// The booking that `token` opens.
///
/// # Errors
/// [`Refusal::NotFound`] for any token that opens nothing.
pub async fn see(app: &App, token: &str) -> Result<Managed, ActionError> {
    let _ = (app, token);
    todo!()
}

/// Cancels the booking that `token` opens. Cancelling what is cancelled answers the same again.
///
/// # Errors
/// [`ActionError`].
pub async fn cancel(app: &App, token: &str, reason: Option<Reason>) -> Result<Managed, ActionError> {
    let _ = (app, token, reason);
    todo!()
}

/// Moves the booking that `token` opens to `start`, with the same therapist unless `any_therapist`.
///
/// # Errors
/// [`ActionError`].
pub async fn move_booking(
    app: &App,
    token: &str,
    start: Timestamp,
    any_therapist: bool,
    reason: Option<Reason>,
) -> Result<Managed, ActionError> {
    let _ = (app, token, start, any_therapist, reason);
    todo!()
}
