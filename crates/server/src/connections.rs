//! Takes connections and answers what is asked over them, within bounds that a slow or silent client cannot stretch.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;
use troth_domain::limits;

/// How long nothing is taken after the system refused a connection, as when too many files are open.
const REFUSED_PAUSE: Duration = Duration::from_secs(1);

/// What clients may take of the server.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Connections at once. Further ones wait until one ends.
    pub connections_max: usize,
    /// Longest time until a client has said what it asks for, and longest time between two questions.
    pub head_time_max: Duration,
    /// Longest time that answers under way are waited for at the end.
    pub drain_time_max: Duration,
}

/// Asks the system for as many open files as are wanted; answers how many connections there is room for.
pub fn room() -> usize {
    let beside = u64::try_from(limits::FILES_BESIDE_CONNECTIONS).unwrap_or(0);
    let wanted = u64::try_from(limits::CONNECTIONS_MAX).unwrap_or(u64::MAX).saturating_add(beside);
    let before = getrlimit(Resource::Nofile);
    let allowed = before.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if before.current.is_some_and(|current| current < allowed)
        && setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), ..before }).is_err()
    {
        tracing::warn!("the system lets this process open no more files");
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted).min(wanted);
    usize::try_from(files.saturating_sub(beside)).unwrap_or(1).max(1)
}

/// Answers with `router` until `stop` ends; then takes no more and finishes what is under way.
pub async fn answer(listener: TcpListener, router: Router, bounds: Bounds, stop: impl Future<Output = ()>) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(bounds.head_time_max)
        .max_buf_size(limits::REQUEST_HEAD_BYTES_MAX);
    let places = Arc::new(Semaphore::new(bounds.connections_max));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            Some(taken) = take(&listener, &places) => taken,
        };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A client that hangs up in the middle, or takes too long, is no fault of ours.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(bounds.drain_time_max, open.shutdown()).await;
}

/// The next connection and its place among those at once; `None` when the system or the client refused it.
async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            let by_client = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
            if !by_client.contains(&error.kind()) {
                tracing::warn!(cause = %error.kind(), "a connection could not be taken");
                tokio::time::sleep(REFUSED_PAUSE).await;
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;

    /// Longest time that a test waits for what must happen.
    const PATIENCE: Duration = Duration::from_secs(30);
    const TIGHT: Bounds =
        Bounds { connections_max: 1, head_time_max: Duration::from_millis(50), drain_time_max: PATIENCE };

    async fn start(router: Router, bounds: Bounds) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stopper, stopped) = oneshot::channel();
        let stop = async move { drop(stopped.await) };
        (address, stopper, tokio::spawn(answer(listener, router, bounds, stop)))
    }

    /// What comes back over a connection of its own, until the server ends it.
    async fn said(address: SocketAddr, sent: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let ended = timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
        ended.expect("the server ends the connection").unwrap();
        answer
    }

    #[tokio::test]
    async fn who_says_nothing_keeps_nobody_out() {
        let router = Router::new().route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()));
        let (address, _stopper, _serving) = start(router, TIGHT).await;
        // One that says nothing, and one that never comes to an end, each in the only place there is.
        let _silent = TcpStream::connect(address).await.unwrap();
        let slow = said(address, "GET / HTTP/1.1\r\nhost: x\r\n").await;
        assert!(!slow.contains("200 OK"), "{slow}");
        let answer = said(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("127.0.0.1:"), "{answer}");
        // One that was answered, and asks no more, was ended too: that is how its answer came to an end.
        assert!(!answer.contains("connection: close"), "{answer}");
    }

    #[tokio::test]
    async fn a_head_without_end_is_refused() {
        let router = Router::new().route("/", get(async || "found"));
        let (address, _stopper, _serving) = start(router, Bounds { head_time_max: PATIENCE, ..TIGHT }).await;
        let long = "x".repeat(limits::REQUEST_HEAD_BYTES_MAX);
        let answer = said(address, &format!("GET / HTTP/1.1\r\nhost: x\r\nlong: {long}")).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }

    #[tokio::test]
    async fn an_answer_under_way_is_finished_before_the_end() {
        let (begun, mut asked) = tokio::sync::mpsc::channel::<()>(1);
        let (finish, finished) = tokio::sync::watch::channel(false);
        let slow = move || {
            let (begun, mut finished) = (begun.clone(), finished.clone());
            async move {
                begun.send(()).await.unwrap();
                finished.wait_for(|finished| *finished).await.unwrap();
                "done"
            }
        };
        let bounds = Bounds { head_time_max: PATIENCE, ..TIGHT };
        let (address, stopper, serving) = start(Router::new().route("/", get(slow)), bounds).await;
        let asking = tokio::spawn(said(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
        asked.recv().await.unwrap();
        stopper.send(()).unwrap();
        finish.send(true).unwrap();
        assert!(asking.await.unwrap().ends_with("done"));
        timeout(PATIENCE, serving).await.expect("it ends").unwrap();
    }
}
