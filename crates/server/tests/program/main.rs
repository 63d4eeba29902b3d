//! The program as whoever runs it meets it: the real binary, its exit status, its files, its signals.

#![cfg(test)]

mod history;
mod node;
mod postgres;
#[expect(dead_code, reason = "the store's own tests use all of it")]
#[path = "../../../store/tests/support/mod.rs"]
mod records;
mod texts;
mod users;

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use node::{Node, practice_file, troth};
use serde_json::{Value, json};

const CLOCK: [&str; 3] = ["--clock", "2026-10-30T12:00:00-06:00", "--allow-clock"];
/// Longest time that something is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

fn booking(key: &str, start: &str) -> ([String; 2], String) {
    let headers = ["content-type: application/json".to_owned(), format!("idempotency-key: {key}")];
    let body = json!({
        "offering": "consult", "start": start, "name": "Quagga Canary", "email": "quagga@canary.example",
    });
    (headers, body.to_string())
}

fn book(node: &Node, key: &str, start: &str) -> (u16, Value) {
    let (headers, body) = booking(key, start);
    let (status, answer) = node.send("POST", "/api/v1/bookings", &[&headers[0], &headers[1]], &body);
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

fn listed(folder: &Path) -> Value {
    let output = troth().args(["bookings", "--json", "--data"]).arg(folder.join("data")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn mails(folder: &Path) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(folder.join("data/mail")) else { return Vec::new() };
    let letters =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml"));
    letters.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Looks again and again until `done`, for a bounded time.
fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "waited too long until {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn refused(command: &mut Command) -> String {
    let Output { status, stderr, stdout } = command.output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&stderr), String::from_utf8_lossy(&stdout));
    assert_eq!(status.code(), Some(2), "{said}");
    said
}

#[test]
fn a_stopped_server_ends_well_and_its_records_are_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &CLOCK);
    assert_eq!(node.send("GET", "/livez", &[], "").0, 200);
    assert_eq!(node.send("GET", "/readyz", &[], "").0, 200);
    let (status, first) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    assert_eq!(status, 201, "{first}");
    assert_eq!(node.terminate().code(), Some(0));
    let node = Node::start(folder.path(), &CLOCK);
    assert_eq!(book(&node, "one", "2026-11-02T09:00:00-07:00"), (201, first.clone()));
    assert_eq!(listed(folder.path())[0]["reference"], first["reference"]);
}

#[test]
fn what_was_confirmed_survives_a_kill_and_is_mailed_once() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &CLOCK);
    let (status, answer) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    node.kill();
    assert_eq!(status, 201);
    let node = Node::start(folder.path(), &CLOCK);
    assert_eq!(listed(folder.path())[0]["reference"], answer["reference"]);
    until("all three messages are there", || mails(folder.path()).len() >= 3);
    node.terminate();
    let to_client = mails(folder.path()).iter().filter(|mail| mail.contains("To: quagga@canary.example")).count();
    assert_eq!((to_client, mails(folder.path()).len()), (1, 3));
}

#[test]
fn nothing_personal_is_readable_in_records_logs_or_metrics() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut flags = vec!["--metrics-listen", &free];
    flags.extend(CLOCK);
    let node = Node::start(folder.path(), &flags);
    let (_, answer) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    let url = answer["manage_url"].as_str().unwrap();
    let path = url.strip_prefix("http://localhost:8080").unwrap();
    let form = ["content-type: application/x-www-form-urlencoded"];
    let (status, _) = node.send("POST", &format!("{path}/cancellation"), &form, "reason=Canary+of+reasons");
    assert_eq!(status, 303);
    node.send("GET", "/nothing/here/canary", &[], "");
    until("messages are sent", || node.log().contains("sent a message"));
    let (_, metrics) = node::request(&free, "GET", "/metrics", &[], "");
    assert!(metrics.contains("troth_requests_total"), "{metrics}");
    let token = path.rsplit('/').next().unwrap();
    let mut everything =
        vec![("log".to_owned(), node.log().into_bytes()), ("metrics".to_owned(), metrics.into_bytes())];
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            everything.push((file.display().to_string(), std::fs::read(file).unwrap()));
        }
    }
    for file in ["troth.sqlite", "troth.sqlite-wal"] {
        assert!(
            everything.iter().any(|(name, bytes)| name.ends_with(file) && !bytes.is_empty()),
            "{file} is looked into"
        );
    }
    assert!(node.log().contains("sent a message"), "the log is looked into after the messages");
    for (name, bytes) in everything {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for canary in ["quagga", "canary", &token.to_lowercase()] {
            assert!(!text.contains(canary), "{canary} can be read in {name}");
        }
    }
}

#[test]
fn settings_that_do_not_go_together_start_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let practice = practice_file(folder.path());
    let data = folder.path().join("data");
    let serve = |flags: &[&str]| {
        let mut command = troth();
        command.args(["serve", "--practice"]).arg(&practice).arg("--data").arg(&data).args(flags);
        command
    };
    assert!(refused(troth().arg("serve")).contains("--practice"));
    assert!(refused(&mut serve(&["--clock", "2026-10-30T12:00:00-06:00"])).contains("--allow-clock"));
    let open = [&["--listen", "0.0.0.0:0"][..], &CLOCK].concat();
    assert!(refused(&mut serve(&open)).contains("127.0.0.1"));
    assert!(refused(&mut serve(&["--listen", "nowhere"])).contains("127.0.0.1:8080"));
    assert!(!data.exists(), "nothing was started");
    std::fs::write(&practice, "[practice]\nname = 3\n").unwrap();
    let said = refused(&mut serve(&["--listen", "127.0.0.1:0"]));
    assert!(said.contains("practice.toml:2: "), "{said}");
    assert!(!data.exists(), "nothing was started");
}

#[test]
fn records_open_only_with_their_own_key_and_clock() {
    let folder = tempfile::tempdir().unwrap();
    Node::start(folder.path(), &CLOCK).terminate();
    let start = |more: &[&str]| {
        let mut command = troth();
        command.args(["serve", "--listen", "127.0.0.1:0", "--practice"]).arg(folder.path().join("practice.toml"));
        command.arg("--data").arg(folder.path().join("data")).args(more);
        refused(&mut command)
    };
    assert!(start(&[]).contains("--clock"), "a marked database is refused");
    let key = folder.path().join("data/key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::write(&key, format!("{}\n", "ab".repeat(32))).unwrap();
    assert!(start(&CLOCK).contains("another key"));
    std::fs::remove_file(&key).unwrap();
    assert!(start(&CLOCK).contains("is missing"));
    assert!(!key.exists(), "a key is never made where records may need another");
    std::fs::write(&key, kept).unwrap();
    assert!(start(&CLOCK).contains("others on this machine can read"), "written by hand, anybody may read it");
}

#[test]
fn the_demo_says_where_it_is_and_leaves_nothing_behind() {
    let mut command = troth();
    let child = command.args(["demo", "--json", "--listen", "127.0.0.1:0"]).stdout(std::process::Stdio::piped());
    let mut child = child.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    let address = said["url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
    let folder = said["folder"].as_str().unwrap().to_owned();
    for who in ["partner_a", "partner_b", "therapist", "front_desk", "owner"] {
        let link = said["sign_in"][who].as_str().unwrap();
        let path = link.strip_prefix(said["url"].as_str().unwrap()).unwrap();
        assert_eq!(node::request(&address, "GET", path, &[], "").0, 200, "{who}");
    }
    assert_eq!(node::request(&address, "GET", "/", &[], "").0, 200);
    assert!(Path::new(&folder).join("troth.sqlite").exists());
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!Path::new(&folder).exists(), "the folder goes with the demo");
}
