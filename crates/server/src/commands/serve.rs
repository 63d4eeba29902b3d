//! `troth serve`: opens everything, says where it listens, and stops in order.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use troth_domain::calendar::Resource;
use troth_domain::practice::Practice;
use troth_store::{ClockKind, Store};

use super::{World, records};
use crate::app::{App, Parts};
use crate::clock::Clock;
use crate::content::Library;
use crate::links::Links;
use crate::mail::Mailer;
use crate::person_links::PersonLinks;
use crate::settings::{PracticeFile, ServeArgs, Stop};
use crate::tokens::Tokens;
use crate::{jobs, serve, telemetry};

/// Runs the practice's site until it is told to stop.
pub async fn run(serve: ServeArgs, world: World) -> Result<(), Stop> {
    let file = serve.read_practice()?;
    telemetry::start_logs();
    for warning in &file.warnings {
        tracing::warn!("{warning}");
    }
    let clock = match serve.clock {
        Some(start) => world.clock.started_at(start),
        None => world.clock.clone(),
    };
    let listener = listen(serve.listen).await?;
    let site = Site::open(file, &serve, &world, clock, listener, false).await?;
    site.run_until_told_to_stop(|_| Ok(())).await
}

/// Everything open, nothing answered yet.
pub struct Site {
    /// What every page and action is given.
    pub app: App,
    listener: TcpListener,
    metrics: Option<(TcpListener, telemetry::Metrics)>,
    mailer: Mailer,
}

impl Site {
    /// Opens the records and the addresses. When anything cannot be opened, nothing stays half-started.
    pub async fn open(
        file: PracticeFile,
        serve: &ServeArgs,
        world: &World,
        clock: Clock,
        listener: TcpListener,
        has_gallery: bool,
    ) -> Result<Self, Stop> {
        let metrics = match serve.metrics_listen {
            Some(address) => Some((listen(address).await?, telemetry::start_metrics().map_err(telemetry_failed)?)),
            None => None,
        };
        let clock_kind = if serve.clock.is_some() { ClockKind::Shifted } else { ClockKind::Real };
        let store = records::open_or_make(&serve.records, world, clock_kind).await?;
        let registered = store.register_resources(&file.practice).await;
        registered.map_err(|error| Stop::fault(format!("the practice cannot be written to the database: {error}")))?;
        warn_of_bookings_left(&file.practice, &store, clock.now()).await?;
        let mailer = Mailer::open(&file.mail, &serve.records.mail_folder());
        let mailer = mailer.map_err(|fault| Stop::settings(fault.to_string()))?;
        let links = Links::with_keys(&file.practice.public_url, store.derived_keys("manage-link"));
        let person_links = PersonLinks::new(&file.practice.public_url, store.practice_key().derive("person-link"));
        let tokens = Tokens::new(store.practice_key().derive("accounts' tokens, version 1"));
        let PracticeFile { practice, mail, limits, content, .. } = file;
        let library = Arc::new(Library::open(content, clock.now()));
        let random = world.random.clone();
        let app = App::new(Parts {
            practice,
            mail,
            limits,
            store,
            clock,
            random,
            links,
            person_links,
            tokens,
            library,
            has_gallery,
        });
        Ok(Self { app, listener, metrics, mailer })
    }

    /// Answers, sends and tidies until the process is told to stop; then finishes what is under way.
    pub async fn run_until_told_to_stop(self, ready: impl FnOnce(&str) -> Result<(), Stop>) -> Result<(), Stop> {
        let url = url_of(&self.listener)?;
        let (stopper, stopped) = watch::channel(false);
        let told = until_told_to_stop()?;
        let jobs = jobs::start(&self.app, self.mailer, &stopped);
        if let Some((listener, metrics)) = self.metrics {
            tokio::spawn(telemetry::serve_metrics(listener, metrics, serve::until(stopped.clone())));
        }
        tokio::spawn(async move {
            told.await;
            let _ = stopper.send(true);
        });
        tracing::info!(url, "listening");
        ready(&url)?;
        serve::serve(self.listener, serve::router(self.app.clone()), stopped).await;
        jobs.finished().await;
        tracing::info!("stopped");
        Ok(())
    }
}

/// A therapist or room taken out of the practice's file keeps its bookings, which somebody has to give or move.
async fn warn_of_bookings_left(practice: &Practice, store: &Store, now: Timestamp) -> Result<(), Stop> {
    let diaries = store.diaries(now).await;
    let diaries = diaries.map_err(|error| Stop::fault(format!("the diaries cannot be read: {error}")))?;
    for (resource, diary) in diaries.iter() {
        let (kind, slug, known) = match resource {
            Resource::Therapist(slug) => ("therapist", slug, practice.therapist(slug).is_some()),
            Resource::Room(slug) => ("room", slug, practice.rooms.iter().any(|room| room.slug == *slug)),
        };
        let bookings = diary.count_starting(now, Timestamp::MAX, now, None);
        if !known && bookings > 0 {
            tracing::warn!(kind, %slug, bookings, "no longer in the practice's file, and has coming bookings");
        }
    }
    Ok(())
}

/// Where a listener is reached.
pub fn url_of(listener: &TcpListener) -> Result<String, Stop> {
    let address = listener.local_addr();
    let address = address.map_err(|error| Stop::fault(format!("the address is not known: {error}")))?;
    Ok(format!("http://{address}"))
}

/// Takes an address for ourselves.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Stop> {
    let bound = TcpListener::bind(address).await;
    bound.map_err(|error| Stop::settings(format!("cannot listen on {address}: {error}; choose another with --listen")))
}

fn telemetry_failed(error: telemetry::BuildError) -> Stop {
    Stop::fault(format!("counting cannot start: {error}"))
}

/// Ends when the process is told to stop: SIGTERM, or an interrupt from the keyboard.
fn until_told_to_stop() -> Result<impl Future<Output = ()>, Stop> {
    let failed = |error| Stop::fault(format!("cannot listen for signals: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
