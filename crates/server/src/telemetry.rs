//! Log lines and counts for whoever runs the server. Neither ever holds a personal value, a path or an address: a path
//! may carry a booking's code, so requests are named by the pattern of their route.

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
pub use metrics_exporter_prometheus::BuildError;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::time::Instant;
use tracing_subscriber::EnvFilter;

/// Upper edges of the request histogram, in seconds.
const REQUEST_SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// How often the metrics are tidied, so that memory stays bounded between scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts structured logs on standard error: one JSON object a line. Libraries speak up only when something is wrong,
/// because what they say of a request may hold a path or an address.
pub fn start_logs() {
    let filter = EnvFilter::new("error,troth_server=info,troth_store=info");
    let logs = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // Only a second start in one process can fail, and then the first one goes on.
    let _ = logs.try_init();
}

/// What was counted so far, to be shown.
pub type Metrics = PrometheusHandle;

/// Starts counting. Where nobody starts it, counting costs next to nothing.
///
/// # Errors
/// When the process counts already.
pub fn start_metrics() -> Result<Metrics, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("troth_request_seconds".to_owned()), &REQUEST_SECONDS)?
        .install_recorder()
}

/// Serves `/metrics` on `listener` until `stop` ends.
///
/// # Errors
/// When the listener fails.
pub async fn serve_metrics(
    listener: TcpListener,
    handle: Metrics,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let tidied = handle.clone();
    let upkeep = tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            tidied.run_upkeep();
        }
    });
    let router = Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop).await;
    upkeep.abort();
    served
}

/// Writes one line and counts one request.
pub async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    metrics::counter!("troth_requests_total", "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("troth_request_seconds", "route" => route.clone()).record(seconds);
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, seconds, "could not answer a request");
    } else {
        tracing::debug!(%method, route, status, seconds, "answered a request");
    }
    response
}
