//! Keeping a time while someone decides.

use std::borrow::Cow;

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use troth_domain::booking::{BookingId, Request};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::body::JsonFields;
use super::fields::Fields;
use super::kind::Kind;
use super::problem::Problem;
use super::schemas;
use super::wall::{Shown, shown};
use super::wishes::{self, Asked};
use crate::actions::{Caller, hold};
use crate::app::App;

/// The time to keep.
pub struct HoldBody {
    request: Request,
    /// An earlier hold of the same person.
    earlier: Option<BookingId>,
}

impl HoldBody {
    fn read(app: &App, mut fields: Fields) -> Result<Self, Problem> {
        let asked = Asked::read(&mut fields);
        let earlier = fields.optional("hold", wishes::hold);
        match (asked.complete(), fields.errors()) {
            (Some(request), errors) if errors.is_empty() => Ok(Self { request, earlier }),
            (_, mut errors) => {
                errors.extend(asked.unknown(app.practice(), app.now()));
                Err(Problem::of_fields(errors))
            }
        }
    }
}

impl PartialSchema for HoldBody {
    fn schema() -> RefOr<Schema> {
        schemas::asked()
            .property("hold", schemas::hold_or_null())
            .description(Some("A time to keep. `hold` is an earlier hold of the same person."))
            .build()
            .into()
    }
}

impl ToSchema for HoldBody {
    fn name() -> Cow<'static, str> {
        "HoldRequest".into()
    }
}

/// A time that is kept.
#[derive(Serialize, ToSchema)]
pub struct HoldAnswer {
    /// Names the hold; whoever has it holds the time.
    #[schema(schema_with = schemas::hold)]
    hold: String,
    /// Until when the time is kept. Ten minutes, renewed by asking again with `hold`, at most thirty in all.
    #[schema(schema_with = schemas::instant)]
    expires_at: Shown,
}

/// Keeps a time for ten minutes.
///
/// It blocks everybody but whoever has the hold. A hold that is named in `hold` is renewed if it keeps this very time,
/// at most thirty minutes in all; otherwise it is given back in the same moment.
#[utoipa::path(
    post,
    path = "/api/v1/holds",
    tag = "booking",
    operation_id = "holdOpening",
    request_body = HoldBody,
    responses((status = 201, description = "It is kept.", body = HoldAnswer)),
)]
pub async fn hold(
    State(app): State<App>,
    caller: Caller,
    JsonFields(fields): JsonFields,
) -> Result<(StatusCode, Json<HoldAnswer>), Problem> {
    let body = HoldBody::read(&app, fields)?;
    let zone = &app.practice().time_zone;
    let held = hold::hold(&app, &caller, &body.request, body.earlier)
        .await
        .map_err(|error| wishes::refused(&app, &body.request, error, zone))?;
    let answer = HoldAnswer { hold: wishes::hold_text(held.id), expires_at: shown(held.lapses_at, zone) };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Gives a time back.
///
/// Giving back what is no hold any more is fine.
#[utoipa::path(
    delete,
    path = "/api/v1/holds/{hold}",
    tag = "booking",
    operation_id = "releaseHold",
    params(("hold" = String, Path, description = "The hold.", pattern = "^[0-9a-f]{32}$")),
    responses((status = 204, description = "It is not kept any more.")),
)]
pub async fn release(State(app): State<App>, path: Result<Path<String>, PathRejection>) -> Result<StatusCode, Problem> {
    let id = path.ok().and_then(|Path(text)| wishes::hold(&text).ok());
    let Some(id) = id else { return Err(Problem::new(Kind::NotFound)) };
    hold::release(&app, id).await.map_err(|error| Problem::of(&app, error, &app.practice().time_zone))?;
    Ok(StatusCode::NO_CONTENT)
}
