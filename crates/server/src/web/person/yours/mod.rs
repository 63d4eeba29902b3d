//! A person's own settings: how they are reached, taking what is theirs, erasing it, and who of the staff opened it.

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

mod access_log;
mod contact;
mod erase;
mod take;
mod taken;

/// The addresses under `/settings` that clients have to themselves.
pub fn router() -> Router<App> {
    Router::new()
        .route("/settings/contact", get(contact::show).post(contact::keep))
        .route("/settings/contact/verification", post(contact::verify))
        .route("/settings/contact/test-message", post(contact::test))
        .route("/settings/take-with-you", get(take::ask).post(take::take))
        .route("/settings/erase", get(erase::ask).post(erase::erase))
        .route("/settings/access-log", get(access_log::show))
}
