//! Keeps what is being typed, for its author alone. A page with script asks for it now and then.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use troth_domain::writing::PrivateText;

use crate::actions::talks::{self, DraftError};
use crate::app::App;
use crate::web::actor::PersonActor;
use crate::web::errors::WebError;
use crate::web::input::{FormFields, LogNamed};

/// `POST /plan/talks/{talk}/draft`: answers the version that the draft is now.
pub async fn keep(
    State(app): State<App>,
    actor: PersonActor,
    LogNamed(id): LogNamed,
    FormFields(fields): FormFields,
) -> Result<Response, WebError> {
    let text = match PrivateText::new(fields.get("words")) {
        Ok(text) => Some(text),
        Err(troth_domain::people::InvalidPersonal::Empty) => None,
        Err(_) => return Err(WebError::Unprocessable("This cannot be kept as a draft.")),
    };
    let before = fields.given("draft").and_then(|version| version.parse().ok());
    match talks::keep_draft(&app, actor.person, id, text, before).await {
        Ok(version) => Ok(version.map_or(String::new(), |version| version.to_string()).into_response()),
        Err(DraftError::NotFound) => Err(WebError::NotFound),
        Err(DraftError::ChangedElsewhere) => Ok(StatusCode::CONFLICT.into_response()),
        Err(DraftError::Action(error)) => Err(error.into()),
    }
}
