//! Booking: choose a time, say who you are, done.

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

mod book;
mod choice;
mod details;
pub mod form;
mod hold;
mod kept;
mod settings;
mod times;

pub use choice::{Choice, address};
pub use times::{default_offering, find};

/// The addresses under `/book`.
pub fn router() -> Router<App> {
    Router::new()
        .route("/book", get(times::show_default))
        .route("/book/{offering}", get(times::show).post(book::book))
        .route("/book/{offering}/hold", post(hold::hold))
        .route("/book/{offering}/details", get(details::show))
        .route("/book/hold/{hold}/renewal", post(hold::renew))
}
