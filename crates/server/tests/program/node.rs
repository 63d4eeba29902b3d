//! A real server process: the built binary, in a temporary folder, on a free port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Longest time that a server may take to listen, on a busy machine.
const START_TIME_MAX: Duration = Duration::from_secs(60);

/// A running server; killed when dropped.
pub struct Node {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
    ended: Receiver<()>,
}

/// A small practice without rate limits, written into `folder`.
pub fn practice_file(folder: &Path) -> PathBuf {
    let path = folder.join("practice.toml");
    std::fs::write(&path, include_str!("practice.toml")).unwrap();
    path
}

/// The binary, away from whatever the environment of the test says.
pub fn troth() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_troth"));
    command.env_clear();
    command
}

impl Node {
    /// Starts a server on `folder` with its practice in it, and waits until it listens.
    pub fn start(folder: &Path, more: &[&str]) -> Self {
        Self::start_with(&practice_file(folder), folder, more)
    }

    /// As [`start`](Self::start), with the practice's file as it is.
    pub fn start_with(practice: &Path, folder: &Path, more: &[&str]) -> Self {
        let mut command = troth();
        command.args(["serve", "--listen", "127.0.0.1:0", "--practice"]).arg(practice);
        command.arg("--data").arg(folder.join("data")).args(more);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (listening, heard) = mpsc::channel();
        let (ending, ended) = mpsc::channel();
        let log = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let url = line.split_once("\"url\":\"http://").and_then(|(_, rest)| rest.split_once('"'));
                if let Some((address, _)) = url {
                    let _ = listening.send(address.to_owned());
                }
                kept.lock().unwrap().push_str(&(line + "\n"));
            }
            let _ = ending.send(());
        });
        match heard.recv_timeout(START_TIME_MAX) {
            Ok(address) => Self { child, address, log, ended },
            Err(_) => panic!("the server did not listen: {}", log.lock().unwrap()),
        }
    }

    /// Sends a request; gives the status and the body.
    pub fn send(&self, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, String) {
        request(&self.address, method, path, headers, body)
    }

    /// Everything logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Asks it to stop, as a service manager does, and waits for its end.
    pub fn terminate(mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.ended.recv_timeout(START_TIME_MAX).expect("the server ends when told to");
        self.child.wait().unwrap()
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own.
pub fn request(address: &str, method: &str, path: &str, headers: &[&str], body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(START_TIME_MAX)).unwrap();
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}
