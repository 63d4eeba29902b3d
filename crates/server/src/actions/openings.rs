//! Seeing what can be booked.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use troth_domain::booking::BookingId;
use troth_domain::calendar::{Calendar, Opening, Openings, Search, Wanted};
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

impl Wish {
    /// The same, as the domain takes it.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted {
            offering: &self.offering,
            therapist: self.therapist.as_ref(),
            location: self.location.as_ref(),
            own: self.own,
        }
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
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    let from = from.unwrap_or_else(|| zone.to_datetime(now).date());
    Ok(calendar.search(&Search { wanted: wish.wanted(), zone, from, days })?)
}

/// The soonest opening, if there is one.
///
/// # Errors
/// As [`search`].
pub async fn soonest(app: &App, wish: &Wish) -> Result<Option<Opening>, ActionError> {
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    Ok(calendar.soonest(&wish.wanted())?)
}

/// Up to three openings closest to `start`.
///
/// # Errors
/// As [`search`].
pub async fn nearest(app: &App, wish: &Wish, start: Timestamp) -> Result<Vec<Opening>, ActionError> {
    let now = app.now();
    let diaries = app.store().diaries(now).await?;
    let calendar = Calendar { practice: app.practice(), diaries: &diaries, now };
    calendar.check_wanted(&wish.wanted())?;
    Ok(calendar.nearest(&wish.wanted(), start))
}
