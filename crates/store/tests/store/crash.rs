//! A process that ends in the middle, a disk that is full, a database that goes away.
//!
//! The process is this test's own program, started anew to run one test that only works as such a child.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use troth_domain::booking::Booking;
use troth_domain::message::{Kind, Recipient};
use troth_store::{Claimed, ClockKind, Engine, Place, SQLITE_FILE, Store, StoreError, Waiting};

use crate::on_both_engines;
use crate::samples::{Books, MARCH, at, booking, client, message, minutes, resources, write};
use crate::support::{Records, psql};

on_both_engines!(what_was_answered_outlives_the_process);

const NOON: &str = "2027-03-02T12:00:00Z";
const CHILDREN: u32 = 3;
const KEPT_BEFORE_THE_END: usize = 40;

fn numbered(number: u32) -> Booking {
    booking(number, at(NOON) + minutes(30 * i64::from(number)))
}

/// A booking with a message, as the server would make it.
async fn book(store: &Store, number: u32) -> Result<(), StoreError> {
    write!(store, transaction, [wanted = numbered(number)], {
        transaction.lock(&resources(wanted), at(MARCH)).await?;
        transaction.insert_booking(wanted, &client("Ana", "ana@example.org")).await?;
        let mut promised = message(0, wanted, Kind::Confirmation, Recipient::Client, at(MARCH));
        promised.id.0 = wanted.id.0;
        transaction.enqueue(&[promised]).await
    })
}

/// The child: tells of each booking as soon as it is answered, and goes on until it is ended or refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs as the child of another test"]
async fn child() {
    let place = std::fs::read_to_string("place").expect("the parent wrote it");
    let (first, place) = place.split_once(' ').expect("two words");
    let place = if place.starts_with('/') { Place::Folder(place.into()) } else { Place::Postgres(place.to_owned()) };
    let store = crate::samples::open_at(place, 1, ClockKind::Real).await.expect("it opens");
    store.register_resources(&crate::samples::practice()).await.expect("resources are registered");
    let next = Arc::new(AtomicU32::new(first.parse().expect("a number")));
    let workers = (0..4).map(|_| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                match book(&store, number).await {
                    Ok(()) => println!("\nkept {number}"),
                    Err(error) => return println!("\nrefused {number} {error}"),
                }
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("it ends");
    }
    let found = store.booking(numbered(first.parse().expect("a number")).id).await;
    println!("\nread {}", matches!(found, Ok(Some(_))));
}

/// Starts the child in `folder`, through `limit`, a piece of shell that sets limits first.
fn start(folder: &Path, place: &str, first: u32, limit: &str) -> Child {
    std::fs::write(folder.join("place"), format!("{first} {place}")).expect("it is written");
    let program = std::env::current_exe().expect("the test knows itself");
    Command::new("sh")
        .arg("-c")
        .arg(format!("{limit} exec \"$0\" --exact crash::child --ignored --nocapture --test-threads=1"))
        .arg(program)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts")
}

fn place_of(books: &Books) -> String {
    books.records.address().unwrap_or_else(|| books.records.folder().display().to_string())
}

fn kept(line: &str) -> Option<u32> {
    line.strip_prefix("kept ").and_then(|number| number.trim().parse().ok())
}

async fn what_was_answered_outlives_the_process(books: Books) {
    let Books { store, records } = books;
    drop(store);
    let mut answered = Vec::new();
    for round in 0..CHILDREN {
        let place = records.address().unwrap_or_else(|| records.folder().display().to_string());
        let mut child = start(records.folder(), &place, round * 10_000, "");
        let output = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut lines = output.lines().map_while(Result::ok);
        let mut count = 0;
        for number in lines.by_ref().filter_map(|line| kept(&line)) {
            answered.push(number);
            count += 1;
            if count == KEPT_BEFORE_THE_END {
                // SIGKILL: no chance to tidy up.
                child.kill().expect("it is ended");
            }
        }
        assert!(count >= KEPT_BEFORE_THE_END, "the child kept only {count}");
        child.wait().expect("it has ended");
    }
    let store = crate::samples::open(&records, 1, ClockKind::Real).await.expect("it opens after a crash");
    for number in &answered {
        let found = store.booking(numbered(*number).id).await.expect("it reads");
        assert_eq!(found, Some(numbered(*number)), "an answered booking is lost");
    }
    assert_eq!(store.verify().await, Ok(Vec::new()));
    let coming = store.coming_bookings(&troth_domain::access::Viewer::FrontDesk, at(MARCH), 100_000).await;
    let coming = coming.expect("it reads").into_iter().map(|coming| coming.booking.id.0).collect::<Vec<_>>();
    let claimed = store.claim_messages([1; 16], at(NOON), at(NOON) + minutes(5), 100_000).await.expect("claimed");
    let booking_of = |claimed: Claimed| match claimed.message {
        Waiting::Booking(message) => message.booking.0,
        Waiting::Person(_) => panic!("no person was written to"),
    };
    let mut promised = claimed.into_iter().map(booking_of).collect::<Vec<_>>();
    promised.sort_unstable();
    let mut coming = coming;
    coming.sort_unstable();
    assert_eq!(coming, promised, "each booking that is there has its message, and no other has one");
}

/// How large a file may grow, in blocks of 512 bytes, so that the disk is full after `bookings` at the earliest.
///
/// What the tables themselves take, and what one booking adds that shares its commit with no other, is measured: both
/// change with the schema, and how many bookings share a commit changes with each run.
async fn blocks_for(books: &Books, bookings: u64) -> u64 {
    let log = books.records.folder().join(format!("{SQLITE_FILE}-wal"));
    let size = || std::fs::metadata(&log).expect("the log of the database is there").len();
    let mut largest = 0;
    for number in 60_000..60_008 {
        let before = size();
        assert_eq!(book(&books.store, number).await, Ok(()));
        largest = largest.max(size() - before);
    }
    (size() + bookings * largest) / 512
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_refused_cleanly() {
    let books = Books::open(Records::sqlite()).await;
    let blocks = blocks_for(&books, 40).await;
    // No file may grow past this; the signal that would end the process is ignored.
    let limit = format!("trap '' XFSZ; ulimit -f {blocks};");
    let mut child = start(books.records.folder(), &place_of(&books), 0, &limit);
    let output = BufReader::new(child.stdout.take().expect("its output is piped"));
    let lines = output.lines().map_while(Result::ok).collect::<Vec<_>>();
    child.wait().expect("it has ended");
    let answered = lines.iter().filter_map(|line| kept(line)).collect::<Vec<_>>();
    let refused = lines.iter().filter(|line| line.starts_with("refused ")).collect::<Vec<_>>();
    assert!(answered.len() > 20, "{answered:?}");
    assert_eq!(refused.len(), 4, "{refused:?}");
    assert!(refused.iter().all(|line| line.ends_with(&StoreError::Full.to_string())), "{refused:?}");
    assert!(lines.iter().any(|line| line == "read true"), "what is there can still be read");
    // There is room again.
    for number in &answered {
        assert_eq!(books.store.booking(numbered(*number).id).await, Ok(Some(numbered(*number))));
    }
    assert_eq!(books.store.verify().await, Ok(Vec::new()));
    assert_eq!(book(&books.store, 50_000).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_connections_are_replaced() {
    let books = Books::open(Records::postgres()).await;
    assert_eq!(books.store.engine(), Engine::Postgres);
    let address = books.records.address().expect("it is on the server");
    for round in 0..3 {
        // Connections of both kinds are open and idle.
        assert_eq!(book(&books.store, 2 * round).await, Ok(()));
        assert!(books.store.diaries(at(MARCH)).await.is_ok());
        psql(
            &address,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        assert_eq!(books.store.ping().await, Ok(()), "a read opens a new connection");
        assert_eq!(book(&books.store, 2 * round + 1).await, Ok(()), "a write opens a new connection");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_went_away_is_said_and_comes_back() {
    let books = Books::open(Records::postgres()).await;
    let address = books.records.address().expect("it is on the server");
    let (server, name) = address.rsplit_once('/').expect("an address ends with a database");
    let server = format!("{server}/postgres");
    psql(&server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"));
    psql(&server, &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    assert!(matches!(books.store.ping().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(books.store.diaries(at(MARCH)).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(book(&books.store, 1).await, Err(StoreError::Unavailable(_))));
    psql(&server, &format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true"));
    assert_eq!(books.store.ping().await, Ok(()));
    assert_eq!(book(&books.store, 1).await, Ok(()));
}

/// A way to the server that can be cut: nothing comes through any more, and nobody is told.
fn cuttable_way_to(server: String, cut: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    std::thread::spawn(move || {
        for near in listener.incoming().map_while(Result::ok) {
            let far = TcpStream::connect(&server).expect("the server is there");
            for (from, to) in [(&near, &far), (&far, &near)] {
                let (from, to) = (from.try_clone().expect("a handle"), to.try_clone().expect("a handle"));
                let cut = Arc::clone(&cut);
                std::thread::spawn(move || carry(from, to, &cut));
            }
        }
    });
    port
}

fn carry(mut from: TcpStream, mut to: TcpStream, cut: &AtomicBool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if cut.load(Ordering::SeqCst) {
            // Never closed: that would be told.
            std::mem::forget((from, to));
            return;
        }
        if to.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_falls_silent_keeps_nobody_waiting_for_long() {
    let books = Books::open(Records::postgres()).await;
    let address = books.records.address().expect("it is on the server");
    let (before, rest) = address.rsplit_once('@').expect("an address has a host");
    let (host, name) = rest.split_once('/').expect("an address ends with a database");
    let cut = Arc::new(AtomicBool::new(false));
    let port = cuttable_way_to(host.to_owned(), Arc::clone(&cut));
    let place = Place::Postgres(format!("{before}@127.0.0.1:{port}/{name}"));
    let store = crate::samples::open_at(place, 1, ClockKind::Real).await.expect("it opens");
    // Connections of both kinds are open and idle.
    assert_eq!(book(&store, 1).await, Ok(()));
    assert!(store.diaries(at(MARCH)).await.is_ok());
    cut.store(true, Ordering::SeqCst);
    let asking = (0..12).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            if number % 2 == 0 { book(&store, 2).await } else { store.diaries(at(MARCH)).await.map(drop) }
        })
    });
    // Each waits twice at most: for a connection that was there, and for a new one.
    let asking = futures_util::future::join_all(asking.collect::<Vec<_>>());
    let answers = tokio::time::timeout(Duration::from_secs(15), asking).await.expect("nobody waits for long");
    for answer in answers {
        assert!(matches!(answer.expect("it ends"), Err(StoreError::Unavailable(_))));
    }
    cut.store(false, Ordering::SeqCst);
    assert_eq!(book(&store, 3).await, Ok(()), "it recovers by itself");
    assert!(store.diaries(at(MARCH)).await.is_ok());
}
