//! The OpenAPI document: written beside each handler, completed here with what holds for all of them.

use axum::http::StatusCode;
use troth_domain::practice::Practice;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Components, ContentBuilder, HeaderBuilder, OpenApi, Ref};
use utoipa::{IntoParams, OpenApi as _};

use super::manage::ManagePath;
use super::problem::{Document, PROBLEM_JSON};
use super::{manage, schemas};

const PAGE: &str = "text/html; charset=utf-8";
const MANAGE_PATH: &str = "/manage/";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Troth",
        description = "Booking for programs. Every error is a problem document (RFC 9457). Times are RFC 3339 with an \
            offset; a time without one is refused.",
    ),
    tags(
        (name = "booking", description = "Seeing what can be booked, keeping a time, booking it."),
        (name = "managing", description = "Seeing, moving and cancelling one booking by its link."),
        (name = "problems", description = "What the types of problem documents mean."),
        (name = "health", description = "Whether the server is well."),
    ),
    paths(manage::see_json, manage::cancel_json, manage::move_json),
    components(schemas(Document)),
)]
struct Base;

/// What is described beside no handler of its own router.
pub fn base() -> OpenApi {
    let mut api = Base::openapi();
    let calendar = operation("seeCalendarFile", "managing", "A booking as a calendar file (RFC 5545).")
        .parameters(Some(ManagePath::into_params(|| None)))
        .response("200", text("The booking.", "text/calendar; charset=utf-8"));
    let page = |id, summary| {
        let operation = operation(id, "managing", summary).parameters(Some(ManagePath::into_params(|| None)));
        operation.response("200", text("The page.", PAGE))
    };
    let ask = page("showCancellation", "The page that cancels a booking, for people.");
    let choose = page("showMove", "The page that moves a booking, for people.");
    let alive = operation("alive", "health", "Whether the process runs.").response("200", text("It runs.", PLAIN));
    let ready = operation("ready", "health", "Whether the database answers.")
        .response("200", text("It answers.", PLAIN))
        .response("503", text("It does not.", PLAIN));
    for (path, operation) in [
        ("/manage/{token}/appointment.ics", calendar),
        ("/manage/{token}/cancellation", ask),
        ("/manage/{token}/move", choose),
        ("/livez", alive),
        ("/readyz", ready),
    ] {
        api.paths.add_path_operation(path, vec![HttpMethod::Get], operation);
    }
    api
}

const PLAIN: &str = "text/plain; charset=utf-8";

fn operation(id: &str, tag: &str, summary: &str) -> OperationBuilder {
    OperationBuilder::new().operation_id(Some(id)).tag(tag).summary(Some(summary))
}

fn text(description: &str, media_type: &str) -> Response {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let content = ContentBuilder::new().schema(Some(text)).build();
    ResponseBuilder::new().description(description).content(media_type, content).build()
}

/// `api` for this practice: its slugs, and the problems that every operation may answer.
pub fn complete(mut api: OpenApi, practice: &Practice) -> OpenApi {
    let components = api.components.get_or_insert_with(Components::new);
    for (name, schema) in schemas::components(practice) {
        components.schemas.insert(name.to_owned(), schema);
    }
    for (path, item) in &mut api.paths.paths {
        if path == "/livez" || path == "/readyz" {
            continue;
        }
        let operations = [(&mut item.get, false), (&mut item.post, true), (&mut item.delete, true)];
        for (operation, changes) in operations {
            if let Some(operation) = operation {
                add_problems(path, changes, operation);
            }
        }
    }
    api
}

fn add_problems(path: &str, changes: bool, operation: &mut Operation) {
    let has_body = operation.request_body.is_some();
    let has_query = operation.operation_id.as_deref() == Some("listOpenings");
    for (status, applies, meaning) in [
        (StatusCode::BAD_REQUEST, has_body, "The body is not JSON, or a header is missing or unusable."),
        (StatusCode::FORBIDDEN, changes, "A browser on another site may not change anything here."),
        (StatusCode::NOT_FOUND, path.contains('{'), "There is nothing here, or no longer."),
        (StatusCode::CONFLICT, has_body, "The time is no longer free, or the booking can no longer be changed."),
        (StatusCode::PAYLOAD_TOO_LARGE, has_body, "The body is too large."),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, has_body, "The body is of another media type."),
        (StatusCode::UNPROCESSABLE_ENTITY, has_body || has_query, "Fields have to change; every one is named."),
        (StatusCode::TOO_MANY_REQUESTS, true, "Too many requests from one network address."),
        (StatusCode::INTERNAL_SERVER_ERROR, true, "A fault of the server; nothing was changed."),
        (StatusCode::SERVICE_UNAVAILABLE, true, "The records cannot be reached just now; nothing was changed."),
    ] {
        if applies {
            let response = problem(meaning, status, path.starts_with(MANAGE_PATH));
            operation.responses.responses.insert(status.as_str().to_owned(), response.into());
        }
    }
}

fn problem(meaning: &str, status: StatusCode, also_as_page: bool) -> Response {
    let document = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut response = ResponseBuilder::new().description(meaning).content(PROBLEM_JSON, document);
    if also_as_page {
        let page = ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build();
        response = response.content(PAGE, page);
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).build();
        let header = HeaderBuilder::new().schema(Some(seconds)).description(Some("Seconds to wait."));
        response = response.header("Retry-After", header.build());
    }
    response.build()
}
