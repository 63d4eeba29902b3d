//! A booking by its link: see, move, cancel, add to a calendar.
//!
//! Whoever has the link sees this booking and nobody else's. A GET changes nothing, since mail scanners open links.

use axum::Router;
use axum::routing::get;
use jiff::Timestamp;
use maud::{Markup, html};
use troth_domain::booking::{Refusal, State};
use troth_domain::practice::{Offering, Practice};

use super::components::contact;
use super::errors::WebError;
use super::meeting;
use super::words::When;
use crate::actions::manage::Managed;
use crate::actions::{ActionError, manage};
use crate::app::App;

mod cancel;
mod change;
mod show;

/// The addresses under `/manage`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/manage/{token}", get(show::show))
        .route("/manage/{token}/appointment.ics", get(show::calendar))
        .route("/manage/{token}/cancellation", get(cancel::ask).post(cancel::cancel))
        .route("/manage/{token}/move", get(change::show).post(change::change))
}

/// The booking that `token` opens, or the page that says kindly that it opens none.
async fn opened(app: &App, token: &str) -> Result<Managed, WebError> {
    manage::see(app, token).await.map_err(of_booking)
}

/// The same error, in words about a link.
pub fn of_booking(error: ActionError) -> WebError {
    match error {
        ActionError::Refused(Refusal::NotFound) => WebError::NoSuchBooking,
        other => other.into(),
    }
}

/// A booking with what pages about it need.
struct Subject<'a> {
    practice: &'a Practice,
    managed: &'a Managed,
    token: &'a str,
    now: Timestamp,
}

impl<'a> Subject<'a> {
    fn when(&self) -> When<'a> {
        When { zone: self.managed.found.client.time_zone.zone(), now: self.now }
    }

    /// What was booked; it may have left the practice's file.
    fn offering(&self) -> Option<&'a Offering> {
        self.practice.offering(&self.managed.found.booking.slot.offering)
    }

    fn offering_name(&self) -> &'a str {
        meeting::offering_name(self.practice, &self.managed.found)
    }

    fn is_cancelled(&self) -> bool {
        matches!(self.managed.found.booking.state, State::Cancelled { .. })
    }

    fn when_words(&self) -> Markup {
        meeting::when_words(self.practice, &self.managed.found, self.now)
    }

    /// The page of this booking, or one below it.
    fn address(&self, below: &str) -> String {
        format!("/manage/{}{below}", self.token)
    }

    /// Why it cannot be changed here, and what to do instead.
    fn unchangeable(&self, refusal: &Refusal) -> Markup {
        html! {
            @match refusal {
                Refusal::TooLate { until } => {
                    p {
                        "It could be changed here until " (self.when().marked(*until)) ". Now please "
                        (contact::call_us(self.practice)) "."
                    }
                }
                _ if self.is_cancelled() => p { "It is cancelled. There is nothing else to do." },
                _ => p { "It is over, so it cannot be changed any more." },
            }
        }
    }
}
