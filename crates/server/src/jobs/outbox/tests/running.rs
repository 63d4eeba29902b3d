//! The loop itself: waking, stopping, starting again, and what it says of itself.

use std::io::Write;
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::sync::watch;

use super::*;

/// Longest wait for something that happens in milliseconds on a quiet machine.
const WAIT_MAX: Duration = Duration::from_secs(20);

async fn until(what: &str, done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < WAIT_MAX, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_new_message_wakes_the_node_and_a_stop_ends_it() {
    let (world, sink) = (World::new().await, Sink::start().await);
    let (stopper, stopped) = watch::channel(false);
    let running = tokio::spawn(world.outbox(&sink.url).run(stopped));
    world.book(1).await;
    world.app.outbox_filled();
    until("three letters", || sink.received().len() == 3).await;
    // Due by its clock, with nobody to wake it.
    world.set(at("2026-10-29T14:30:00-06:00"));
    until("the reminder", || sink.received().len() == 4).await;
    stopper.send(true).unwrap();
    tokio::time::timeout(WAIT_MAX, running).await.expect("it stops").unwrap();
}

#[tokio::test]
async fn a_mail_server_that_hangs_does_not_hold_up_a_stop_and_costs_no_message() {
    let world = World::new().await;
    world.book(1).await;
    let hangs = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", hangs.local_addr().unwrap());
    let (stopper, stopped) = watch::channel(false);
    let running = tokio::spawn(world.outbox(&url).run(stopped));
    let (_silent, _) = tokio::time::timeout(WAIT_MAX, hangs.accept()).await.expect("a connection").unwrap();
    let told = Instant::now();
    stopper.send(true).unwrap();
    tokio::time::timeout(WAIT_MAX, running).await.expect("it stops").unwrap();
    assert!(told.elapsed() < Duration::from_secs(limits::MAIL_SEND_SECONDS_MAX / 3), "{:?}", told.elapsed());

    let sink = Sink::start().await;
    world.drain(&sink.url).await;
    assert_eq!(sink.received().len(), 3, "given back at once, not when the lease runs out");
}

#[tokio::test]
async fn all_jobs_run_and_end_together() {
    let (world, sink) = (World::new().await, Sink::start().await);
    let lapses_at = world.app.now() + 10.minutes();
    let hold = world.hold(9, lapses_at).await;
    world.set(lapses_at);
    world.book(1).await;
    let mailer = Mailer::open(&world::mail(&sink.url), std::path::Path::new("unused")).unwrap();
    let (stopper, stopped) = watch::channel(false);
    let jobs = crate::jobs::start(&world.app, mailer, &stopped);
    until("three letters", || sink.received().len() == 3).await;
    let started = Instant::now();
    while world.app.store().booking(hold.id).await.unwrap().is_some_and(|found| found.state != State::Lapsed) {
        assert!(started.elapsed() < WAIT_MAX, "the hold is swept");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    stopper.send(true).unwrap();
    tokio::time::timeout(WAIT_MAX, jobs.finished()).await.expect("they stop");
}

#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn logs_say_what_happened_and_nothing_personal() {
    let lines = Lines::default();
    let kept = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || kept.clone())
        .with_ansi(false)
        .without_time()
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    // Lines that other tests' threads came by first were judged without this subscriber: alone, it is not even asked.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let world = World::new().await;
    world.book(1).await;
    world.book(2).await;
    tracing::callsite::rebuild_interest_cache();
    let sink = Sink::replying(|command| {
        let unknown = command.contains("ana1@").then(|| "550 5.1.1 <ana1@example.org> unknown".to_owned());
        unknown.or_else(|| command.contains("desk@").then(|| "450 4.2.0 <desk@clinic.example> later".to_owned()))
    })
    .await;
    world.drain(&sink.url).await;
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("sent a message kind=\"confirmation\""), "{text}");
    assert!(text.contains("dropped a message that cannot be sent"), "{text}");
    assert!(text.contains("could not send a message yet"), "{text}");
    for private in ["@", "Ana", "Quillfeather", "/manage/", "555"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}
