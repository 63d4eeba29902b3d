//! Seeing what can be booked.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Opening, Openings};
use troth_domain::practice::Slug;

use super::ActionError;
use crate::app::App;

/// What someone wants to book.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The offering.
    pub offering: Slug,
    /// One therapist; none: any.
    pub therapist: Option<Slug>,
    /// One location; none: any.
    pub location: Option<Slug>,
    /// A hold or booking of their own, which never blocks them.
    pub own: Option<BookingId>,
}

/// The openings of `days` civil days in `zone`, from `from` or today.
///
/// # Errors
/// [`ActionError`]: an unknown offering, therapist or location, or the database is away.
pub async fn search(
    app: &App,
    wish: &Wish,
    zone: &TimeZone,
    from: Option<Date>,
    days: u32,
) -> Result<Openings, ActionError> {
    let _ = (app, wish, zone, from, days);
    todo!()
}

/// The soonest opening, if there is one.
///
/// # Errors
/// As [`search`].
pub async fn soonest(app: &App, wish: &Wish) -> Result<Option<Opening>, ActionError> {
    let _ = (app, wish);
    todo!()
}

/// Up to three openings closest to `start`.
///
/// # Errors
/// As [`search`].
pub async fn nearest(app: &App, wish: &Wish, start: jiff::Timestamp) -> Result<Vec<Opening>, ActionError> {
    let _ = (app, wish, start);
    todo!()
}
