//! Asks a server as fast as it answers, over connections that stay open, and says how long that took.
//!
//!     load ADDRESS CONNECTIONS COUNT get PATH [COOKIE]   the same address again and again
//!     load ADDRESS CONNECTIONS COUNT post PATH FORM      the same form again and again
//!     load ADDRESS CONNECTIONS SECONDS book FILE         the bodies in FILE, one a line, each under a key of its own
//!
//! One thread for each connection, and next to no work for an answer, so that it is the server that is measured.
//! `scripts/bench` runs it and says what comes of it. Prints one line of JSON.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement ends where something is wrong, and prints what it found"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What is asked, and how long.
enum Work {
    Get { path: String, cookie: String, count: usize },
    Post { path: String, form: String, count: usize },
    Book { bodies: Vec<String>, time: Duration, salt: u128 },
}

impl Work {
    /// The request of this number; `None` when enough was asked.
    fn request(&self, number: usize, begun: Instant) -> Option<String> {
        match self {
            Self::Get { path, cookie, count } => {
                (number < *count).then(|| format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n"))
            }
            Self::Post { path, form, count } => (number < *count).then(|| {
                let length = form.len();
                format!(
                    "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                     content-length: {length}\r\n\r\n{form}"
                )
            }),
            Self::Book { bodies, time, salt } => {
                let body = bodies.get(number).filter(|_| begun.elapsed() < *time)?;
                let length = body.len();
                Some(format!(
                    "POST /api/v1/bookings HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                     idempotency-key: {salt:x}-{number}\r\ncontent-length: {length}\r\n\r\n{body}"
                ))
            }
        }
    }
}

/// What one connection met.
#[derive(Default)]
struct Met {
    microseconds: Vec<u128>,
    statuses: BTreeMap<u16, usize>,
    bytes: usize,
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut next = |what: &str| match arguments.next() {
        Some(argument) => argument,
        // Without one nobody is signed in.
        None if what == "COOKIE" => "none=".to_owned(),
        None => panic!("{what} is missing"),
    };
    let address = next("ADDRESS");
    let connections: usize = next("CONNECTIONS").parse().expect("a number of connections");
    let amount: usize = next("COUNT or SECONDS").parse().expect("a number");
    let work = Arc::new(match next("get, post or book").as_str() {
        "get" => Work::Get { path: next("PATH"), cookie: next("COOKIE"), count: amount },
        "post" => Work::Post { path: next("PATH"), form: next("FORM"), count: amount },
        "book" => {
            let text = std::fs::read_to_string(next("FILE")).expect("the bodies are readable");
            let time = Duration::from_secs(amount.try_into().expect("seconds"));
            let salt = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a time after 1970").as_nanos();
            Work::Book { bodies: text.lines().map(str::to_owned).collect(), time, salt }
        }
        other => panic!("neither get, post nor book: {other}"),
    });
    let number = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let askers = (0..connections).map(|_| {
        let (address, work, number) = (address.clone(), Arc::clone(&work), Arc::clone(&number));
        std::thread::spawn(move || ask(&address, &work, &number, begun))
    });
    let met = askers.collect::<Vec<_>>().into_iter().map(|asker| asker.join().expect("it ends"));
    let met = met.collect::<Vec<_>>();
    report(&met, begun.elapsed());
}

fn ask(address: &str, work: &Work, number: &AtomicUsize, begun: Instant) -> Met {
    let stream = TcpStream::connect(address).expect("the server listens");
    stream.set_nodelay(true).expect("the connection takes settings");
    let mut answers = BufReader::with_capacity(64 * 1024, stream.try_clone().expect("a handle"));
    let mut questions = stream;
    let mut met = Met::default();
    while let Some(request) = work.request(number.fetch_add(1, Ordering::Relaxed), begun) {
        let asked = Instant::now();
        questions.write_all(request.as_bytes()).expect("it is sent");
        let (status, bytes) = read_answer(&mut answers);
        met.microseconds.push(asked.elapsed().as_micros());
        *met.statuses.entry(status).or_default() += 1;
        met.bytes = bytes;
    }
    met
}

/// Status, and bytes of the content.
fn read_answer(answers: &mut BufReader<TcpStream>) -> (u16, usize) {
    let mut line = String::new();
    answers.read_line(&mut line).expect("an answer");
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut length = None;
    loop {
        line.clear();
        answers.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok();
        }
    }
    let length: usize = length.expect("answers say how long they are");
    let read = std::io::copy(&mut answers.take(length.try_into().expect("it fits")), &mut std::io::sink());
    assert_eq!(read.ok(), length.try_into().ok(), "the whole content came");
    (status, length)
}

fn report(met: &[Met], time: Duration) {
    let mut microseconds: Vec<u128> = met.iter().flat_map(|met| met.microseconds.iter().copied()).collect();
    microseconds.sort_unstable();
    let at = |share: usize| microseconds.get(microseconds.len() * share / 100).copied().unwrap_or_default();
    let mut statuses = BTreeMap::<u16, usize>::new();
    for (status, count) in met.iter().flat_map(|met| &met.statuses) {
        *statuses.entry(*status).or_default() += count;
    }
    let statuses: Vec<String> = statuses.iter().map(|(status, count)| format!("\"{status}\":{count}")).collect();
    println!(
        "{{\"requests\":{},\"seconds\":{:.3},\"p50_us\":{},\"p99_us\":{},\"bytes\":{},\"statuses\":{{{}}}}}",
        microseconds.len(),
        time.as_secs_f64(),
        at(50),
        at(99),
        met.iter().map(|met| met.bytes).max().unwrap_or_default(),
        statuses.join(",")
    );
}
