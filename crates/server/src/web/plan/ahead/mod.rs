//! What lies ahead: a plan for a setback, and dates in the long term. Both are one person's own, and theirs to
//! show to their therapist. Nothing is ever late.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use troth_domain::limits;
use troth_domain::plan::ahead::{AheadRefusal, LongTermPlan, SetbackPlan};

use super::showing;
use crate::actions::ahead::AheadError;
use crate::app::App;
use crate::web::errors::WebError;

mod long_term;
mod setbacks;
pub mod words;

/// The addresses of both.
pub fn router() -> Router<App> {
    Router::new()
        .route("/plan/setbacks", get(setbacks::show))
        .route("/plan/setbacks/text", get(setbacks::write).post(setbacks::keep))
        .route("/plan/setbacks/use", post(setbacks::turn))
        .route("/plan/setbacks/therapist", get(showing::show::<SetbackPlan>).post(showing::act::<SetbackPlan>))
        .route("/plan/setbacks/deletion", get(setbacks::ask_to_delete).post(setbacks::delete))
        .route("/plan/long-term", get(long_term::show).post(long_term::add))
        .route("/plan/long-term/therapist", get(showing::show::<LongTermPlan>).post(showing::act::<LongTermPlan>))
        .route("/plan/long-term/{day}", get(long_term::day::show).post(long_term::day::change))
        .layer(DefaultBodyLimit::max(limits::WRITING_BODY_BYTES_MAX))
}

impl From<AheadError> for WebError {
    fn from(error: AheadError) -> Self {
        match error {
            AheadError::ChangedElsewhere => Self::Unprocessable("It was changed elsewhere in between."),
            AheadError::Refused(refusal) => Self::Unprocessable(words::refusal(refusal)),
            AheadError::Action(error) => error.into(),
        }
    }
}

/// Whether `error` is of a day that is not in the plan any more.
fn is_gone(error: &AheadError) -> bool {
    matches!(error, AheadError::Refused(AheadRefusal::NotThere))
}
