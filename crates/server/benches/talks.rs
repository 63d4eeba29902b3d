//! How soon a turn of a live talk is on the other's page, with many talks open, and what the server's memory is then.
//!
//!     cargo bench -p troth --bench talks -- [TALKS] [TURNS A SECOND] [SECONDS]      1000 50 60
//!
//! Three processes on loopback: one makes the couples, one is the server, and this one holds a stream for each of the two in
//! each talk, takes turns in them, one after the other, and fetches what changed of the other's page once its stream says so.
//! Each turn is a whole one: the form is posted, its answer followed, the other's part fetched and looked through for the
//! words. Prints what it found.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, has the real clock, and prints what it found"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use troth_domain::people::PersonId;
use troth_domain::plan::dialogue::{Command as TalkCommand, Deed, Mode};
use troth_domain::plan::{CommandId, LogId, PlanLine, Ticket};
use troth_server::actions::talks;
use troth_server::app::App;
use troth_server::clock::Clock;
use troth_server::serve;

mod common;
use common::{open, sign_in, therapist, two};

const PATIENCE: Duration = Duration::from_secs(30);

fn main() {
    let given = std::env::args().skip(1).filter(|argument| argument != "--bench").collect::<Vec<_>>();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let number = |place: usize, otherwise: usize| given.get(place).map_or(otherwise, |text| text.parse().unwrap());
    match given.first().map(String::as_str) {
        Some("prepare") => runtime.block_on(prepare(Path::new(&given[1]), number(2, 0))),
        Some("serve") => runtime.block_on(answer(Path::new(&given[1]))),
        _ => runtime.block_on(measure(number(0, 1000), number(1, 50), number(2, 60))),
    }
}

/// Makes couples who talk live, and prints each talk with what signs the two in.
async fn prepare(folder: &Path, count: usize) {
    let app = open(folder, Clock::new(Timestamp::now)).await;
    let staff = therapist(&app).await;
    for _ in 0..count {
        let (_, [ana, bo]) = two(&app, &staff).await;
        let (command, topic) = (CommandId(app.random_bytes()), PlanLine::new("Sundays").unwrap());
        let request = talks::BeginRequest { command, topic, mode: Mode::Live, partner_first: false };
        let talk = talks::begin(&app, ana, request).await.unwrap();
        let mut tokens = Vec::new();
        for person in [ana, bo] {
            enter(&app, person, talk).await;
            tokens.push(sign_in(&app, person).await);
        }
        println!("{} {} {}", data_encoding::HEXLOWER.encode(&talk.0), tokens[0], tokens[1]);
    }
}

async fn enter(app: &App, person: PersonId, talk: LogId) {
    let ticket = Ticket { command: CommandId(app.random_bytes()), seen: 0 };
    let command = TalkCommand { ticket, deed: Deed::Enter, text: None };
    talks::send(app, person, talk, talks::Sent { command, typed: None, draft_version: None }).await.unwrap();
}

async fn answer(folder: &Path) {
    let app = open(folder, Clock::new(Timestamp::now)).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let (_stopper, stopped) = watch::channel(false);
    serve::serve(listener, serve::router(app), stopped).await;
}

/// One of the two in a talk, and what their stream said last.
struct Side {
    cookie: String,
    seen: watch::Receiver<(u32, Instant)>,
}

/// A talk, and how many turns were taken in it.
struct Talk {
    address: String,
    sides: [Side; 2],
}

/// The deeds of six moves in a row, each with who does it: both speak, say back and are heard.
const ROUND: [(usize, &str); 6] =
    [(0, "speak"), (1, "reflect"), (0, "heard"), (1, "speak"), (0, "reflect"), (1, "heard")];

async fn measure(count: usize, per_second: usize, seconds: usize) {
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let more = rustix::process::Rlimit { current: files.maximum, ..files };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, more).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let own = std::env::current_exe().unwrap();
    let mut maker = run(&own, &["prepare", folder.path().to_str().unwrap(), &count.to_string()]);
    let made = BufReader::new(maker.stdout.take().unwrap()).lines().map(Result::unwrap).collect::<Vec<_>>();
    maker.wait().unwrap();
    assert_eq!(made.len(), count);
    let mut server = run(&own, &["serve", folder.path().to_str().unwrap()]);
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    let address = said.next().unwrap().unwrap();
    let mut all = Vec::new();
    for line in made {
        let parts = line.split(' ').collect::<Vec<_>>();
        let here = format!("/plan/talks/{}", parts[0]);
        let ana = listen(&address, &here, parts[1]).await;
        let bo = listen(&address, &here, parts[2]).await;
        all.push(Arc::new(Talk { address: here, sides: [ana, bo] }));
    }
    let open = memory(&server);
    let (mut heard, mut shown) = take_turns(&address, &all, per_second, per_second * seconds).await;
    let after = memory(&server);
    heard.sort();
    shown.sort();
    let at = |sorted: &[Duration], percent: usize| sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)];
    println!("{count} talks open, {} streams, {per_second} turns a second for {seconds} seconds", 2 * count);
    for (what, all) in [("the other's stream says so", &heard), ("the words are in the other's page", &shown)] {
        let (middle, slow, slowest) = (at(all, 50), at(all, 99), all[all.len() - 1]);
        println!("{what}: p50 {middle:.1?}, p99 {slow:.1?}, slowest {slowest:.1?}, of {}", all.len());
    }
    println!("resident memory of the server: {open} with all open, {after} at the end");
    server.kill().unwrap();
    server.wait().unwrap();
}

fn run(own: &PathBuf, arguments: &[&str]) -> Child {
    Command::new(own).args(arguments).stdout(Stdio::piped()).spawn().unwrap()
}

fn memory(server: &Child) -> String {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap().replace('\t', " ");
    format!("{}, {}", line("VmRSS"), line("VmHWM"))
}

/// Opens the stream of one side, and waits for its first line.
async fn listen(server: &str, talk: &str, token: &str) -> Side {
    let cookie = format!("__Host-troth={token}");
    let mut stream = TcpStream::connect(server).await.unwrap();
    let asked = format!("GET {talk}/events HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let (told, mut seen) = watch::channel((u32::MAX, Instant::now()));
    tokio::spawn(async move {
        let mut lines = AsyncReader::with_capacity(512, stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(seen) = line.strip_prefix("data: seen = ") {
                told.send_replace((seen.trim().parse().unwrap(), Instant::now()));
            }
        }
    });
    tokio::time::timeout(PATIENCE, seen.wait_for(|(seen, _)| *seen != u32::MAX)).await.unwrap().unwrap();
    Side { cookie, seen }
}

/// Takes turns, so many a second, in one talk after the other. Answers how long it took until the other's stream said so,
/// and until the other's page had the words.
async fn take_turns(
    server: &str,
    all: &[Arc<Talk>],
    per_second: usize,
    count: usize,
) -> (Vec<Duration>, Vec<Duration>) {
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(per_second).unwrap());
    let mut under_way = Vec::new();
    for turn in 0..count {
        beat.tick().await;
        let (talk, server) = (Arc::clone(&all[turn % all.len()]), server.to_owned());
        let round = turn / all.len();
        under_way.push(tokio::spawn(async move { take_turn(&server, &talk, round).await }));
    }
    let (mut heard, mut shown) = (Vec::new(), Vec::new());
    for turn in under_way {
        let (one, other) = turn.await.unwrap();
        heard.push(one);
        shown.push(other);
    }
    (heard, shown)
}

async fn take_turn(server: &str, talk: &Talk, round: usize) -> (Duration, Duration) {
    let (who, deed) = ROUND[round % ROUND.len()];
    let (own, other) = (&talk.sides[who], &talk.sides[1 - who]);
    let before = other.seen.borrow().0;
    let seen = own.seen.borrow().0;
    let words = format!("This+is+turn+{round}+and+it+says+how+it+was+for+me.");
    let mut command = [0; 16];
    getrandom::fill(&mut command).unwrap();
    let command = data_encoding::HEXLOWER.encode(&command);
    let form = format!("command={command}&seen={seen}&draft=&deed={deed}&words={words}");
    let begun = Instant::now();
    let posting = async {
        let posted = ask(server, own, "POST", &talk.address, &form).await;
        assert!(posted.starts_with("HTTP/1.1 303"), "{posted}");
        ask(server, own, "GET", &talk.address, "").await
    };
    let hearing = async {
        let mut seen = other.seen.clone();
        let heard = tokio::time::timeout(PATIENCE, seen.wait_for(|(seen, _)| *seen > before)).await.unwrap().unwrap().1;
        let part = ask(server, other, "GET", &format!("{}/part", talk.address), "").await;
        let words = words.replace('+', " ");
        assert!(deed == "heard" || part.contains(&words), "{part}");
        (heard.duration_since(begun), begun.elapsed())
    };
    let (_, times) = tokio::join!(posting, hearing);
    times
}

/// Asks over a connection of its own; answers all that comes back.
async fn ask(server: &str, side: &Side, method: &str, path: &str, form: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        side.cookie,
        form.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
