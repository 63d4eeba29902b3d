//! Puts the routes together, wraps them in what holds for every answer, and serves them until told to stop.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Extensions, HeaderMap, StatusCode, Version};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::FutureExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use troth_domain::limits;

use crate::actions::{ActionError, Caller};
use crate::app::App;
use crate::connections::{self, Bounds};
use crate::{api, telemetry, web};

const ANSWER_TIME_MAX: Duration = Duration::from_secs(limits::ANSWER_SECONDS_MAX);

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()";

/// Everything that is answered, as a service that tests can call without a socket.
pub fn router(app: App) -> Router {
    let answers = Router::new()
        .merge(web::router().layer(CompressionLayer::new().compress_when(is_page)))
        .merge(api::router())
        .layer(from_fn_with_state(app.clone(), web::note_refusals))
        .layer(CsrfLayer::new())
        .layer(from_fn(bound))
        .layer(from_fn_with_state(app.clone(), limit))
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX))
        .layer(from_fn(take_plain_bodies))
        .layer(from_fn_with_state(app.clone(), explain))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    Router::new()
        .merge(answers)
        .route("/livez", get(|| std::future::ready("alive\n")))
        .route("/readyz", get(ready))
        .layer(from_fn_with_state(app.clone(), protect))
        .layer(from_fn(telemetry::observe))
        .with_state(app)
}

/// Pages are packed closer than other answers: they are read on slow lines, and the first of them decides whether someone
/// stays. What is refused without a page becomes one further out, so it is left as it is here.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Serves `router` on `listener` until `stopped` says so, then finishes what is under way.
pub async fn serve(listener: TcpListener, router: Router, stopped: watch::Receiver<bool>) {
    let bounds = Bounds {
        connections_max: connections::room(),
        head_time_max: Duration::from_secs(limits::REQUEST_HEAD_SECONDS_MAX),
        drain_time_max: Duration::from_secs(limits::DRAIN_SECONDS_MAX),
    };
    connections::answer(listener, router, bounds, until(stopped)).await;
}

/// Ends when `stopped` says so.
pub async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn ready(State(app): State<App>) -> Response {
    match app.store().ping().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// Says in a page, or to a program in a problem document, what the layers below say with a bare status.
async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let for_program = request.uri().path().starts_with("/api/") || api::wants_json(request.headers());
    if for_program {
        api::problem::explain(request, next).await
    } else {
        web::kind_pages(State(app), request, next).await
    }
}

/// Counts the request against its network address; health checks are not counted.
async fn limit(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await;
    let ActionError::TooMany { retry_after_seconds } = (match app.limiter().count_request(caller.address) {
        Ok(()) => return next.run(Request::from_parts(parts, body)).await,
        Err(error) => error,
    }) else {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    };
    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, HeaderValue::from(retry_after_seconds))]).into_response()
}

/// Refuses a body that is packed: what it unpacks to could be of any size, and to read it as it stands would be a guess.
async fn take_plain_bodies(request: Request, next: Next) -> Response {
    let mut codings = request.headers().get_all(CONTENT_ENCODING).iter();
    if codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        next.run(request).await
    } else {
        StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()
    }
}

/// Bounds the time of an answer, and survives a panic.
async fn bound(request: Request, next: Next) -> Response {
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(ANSWER_TIME_MAX, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => {
            tracing::error!("a handler panicked");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Err(_elapsed) => {
            tracing::warn!("an answer took too long");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What holds for every answer: nothing is framed, sniffed, or fetched from elsewhere; nothing is kept unless the
/// answer says so itself.
async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(CONTENT_SECURITY_POLICY, POLICY);
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(X_FRAME_OPTIONS, "DENY");
    default(REFERRER_POLICY, "same-origin");
    default(CACHE_CONTROL, "no-store");
    default(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if app.links().base_url().starts_with("https://") {
        default(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
