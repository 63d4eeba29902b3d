//! Seeing what can be booked.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Calendar, Opening, Openings, Search, Wanted};
use troth_domain::practice::Slug;

use super::{ActionError, hold};
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
    /// What is their own, and never blocks them.
    pub own: Option<Own>,
}

/// What never blocks whoever it belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Own {
    /// A hold, while it is one: once it has become a booking, its time is taken.
    Hold(BookingId),
    /// A booking that is to be moved.
    Booking(BookingId),
}

impl Wish {
    /// The same, as the domain takes it.
    async fn wanted(&self, app: &App) -> Result<Wanted<'_>, ActionError> {
        let own = match self.own {
            None => None,
            Some(Own::Booking(id)) => Some(id),
            Some(Own::Hold(id)) => hold::see(app, id).await?.map(|view| view.id),
        };
        let (therapist, location) = (self.therapist.as_ref(), self.location.as_ref());
        Ok(Wanted { offering: &self.offering, therapist, location, own })
    }
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
    let wanted = wish.wanted(app).await?;
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    let from = from.unwrap_or_else(|| zone.to_datetime(now).date());
    Ok(calendar.search(&Search { wanted, zone, from, days })?)
}

/// The soonest opening, if there is one.
///
/// # Errors
/// As [`search`].
pub async fn soonest(app: &App, wish: &Wish) -> Result<Option<Opening>, ActionError> {
    let wanted = wish.wanted(app).await?;
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    Ok(calendar.soonest(&wanted)?)
}

/// Up to three openings closest to `start`.
///
/// # Errors
/// As [`search`].
pub async fn nearest(app: &App, wish: &Wish, start: Timestamp) -> Result<Vec<Opening>, ActionError> {
    let wanted = wish.wanted(app).await?;
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    calendar.check_wanted(&wanted)?;
    Ok(calendar.nearest(&wanted, start))
}
