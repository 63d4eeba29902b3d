//! A mail server for tests: takes letters on a loopback port, and refuses what the test tells it to.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A letter as it came in, with the command lines that named its sender and recipient.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub data: String,
}

/// The reply to a command line, instead of the usual one. An empty reply hangs up.
type Reply = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

pub struct Sink {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    connections: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Sink {
    /// Takes everything.
    pub async fn start() -> Self {
        Self::replying(|_| None).await
    }

    /// Replies as `reply` says, and where it says nothing, takes everything.
    pub async fn replying(reply: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let (reply, kept, counted): (Reply, _, _) = (Arc::new(reply), received.clone(), connections.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *counted.lock().unwrap() += 1;
                let (reply, kept) = (reply.clone(), kept.clone());
                tokio::spawn(async move { converse(stream, reply, kept).await });
            }
        });
        Self { url, received, connections, task }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

impl Received {
    /// The value of a header that is not folded.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.data.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(stream: TcpStream, reply: Reply, kept: Arc<Mutex<Vec<Received>>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut letter = Received { from: String::new(), to: String::new(), data: String::new() };
    stream.write_all(b"220 sink\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let command = line.trim_end().to_owned();
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = reply(&command).unwrap_or_else(|| usual(&verb).to_owned());
        if answer.is_empty() {
            return None;
        }
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        match verb.as_str() {
            "MAIL" => letter.from = command,
            "RCPT" => letter.to = command,
            "QUIT" => return None,
            "DATA" if answer.starts_with('3') => {
                letter.data = read_data(&mut stream).await?;
                let answer = reply(".").unwrap_or_else(|| "250 2.0.0 taken".to_owned());
                // Hanging up here, the letter is taken and its sender does not know.
                if answer.starts_with('2') || answer.is_empty() {
                    kept.lock().unwrap().push(letter.clone());
                }
                if answer.is_empty() {
                    return None;
                }
                stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
            }
            _ => (),
        }
    }
}

fn usual(verb: &str) -> &'static str {
    match verb {
        "EHLO" => "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH PLAIN\r\n250 ENHANCEDSTATUSCODES",
        "AUTH" => "235 2.7.0 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 2.0.0 bye",
        _ => "250 2.0.0 fine",
    }
}

/// The letter, with the dots that the protocol adds taken out again.
async fn read_data(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
