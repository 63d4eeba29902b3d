//! A Troth without a socket: the real router over a database of its own, with a clock that a test sets.

mod people;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::{Span, Timestamp};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tower::ServiceExt;
use troth_server::app::{App, Parts};
use troth_server::clock::Clock;
use troth_server::content::Library;
use troth_server::links::Links;
use troth_server::person_links::PersonLinks;
use troth_server::serve;
use troth_server::settings::{LimitSettings, PracticeFile, read_practice_file};
use troth_server::tokens::Tokens;
use troth_store::{ClockKind, OpenOptions, Place, PracticeKey, Store};
use url::form_urlencoded::Serializer;

pub use people::{Browser, link_path};

/// Friday, noon in Denver; two days before the clocks go back there.
pub const START: &str = "2026-10-30T18:00:00Z";

pub struct TestApp {
    /// What its pages and actions are given.
    pub app: App,
    router: Router,
    clock: Arc<Mutex<Timestamp>>,
    folder: TempDir,
}

impl TestApp {
    /// The practice of `browser/practice.toml`, on SQLite, without rate limits.
    pub async fn sqlite() -> Self {
        Self::with_random(counted_random()).await
    }

    /// The same with limits that `alter` sets.
    pub async fn with_limits(alter: impl FnOnce(&mut LimitSettings)) -> Self {
        Self::with(alter, counted_random()).await
    }

    /// The practice with randomness of the test's own.
    pub async fn with_random(random: troth_store::Random) -> Self {
        Self::with(|_| {}, random).await
    }

    async fn with(alter: impl FnOnce(&mut LimitSettings), random: troth_store::Random) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Mutex::new(START.parse().unwrap()));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../browser/practice.toml");
        let PracticeFile { practice, mail, mut limits, .. } = read_practice_file(&file).unwrap();
        alter(&mut limits);
        let texts = folder.path().join("texts");
        std::fs::create_dir_all(texts.join("en")).unwrap();
        let store = open(folder.path().to_owned(), random.clone()).await;
        store.register_resources(&practice).await.unwrap();
        let told = Arc::clone(&clock);
        let app = App::new(Parts {
            practice,
            mail,
            limits,
            store,
            clock: Clock::new(move || *told.lock().unwrap()),
            random,
            links: Links::new("http://localhost", [7; 32]),
            tokens: Tokens::new([8; 32]),
            person_links: PersonLinks::new("http://localhost", [9; 32]),
            library: Arc::new(Library::open(Some(texts), Timestamp::UNIX_EPOCH)),
            has_gallery: false,
        });
        Self { router: serve::router(app.clone()), app, clock, folder }
    }

    /// Puts a text of the practice's own over the built-in one, and lets the time pass until it is looked at.
    pub fn write_text(&self, name: &str, text: &str) {
        let file = self.folder.path().join("texts/en").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self.pass(Span::new().seconds(troth_domain::limits::CONTENT_LOOK_SECONDS));
    }

    /// Runs statements on the records beside the program, as a fault of the disk would.
    pub fn spoil(&self, statements: &str) {
        let file = rusqlite::Connection::open(self.folder.path().join(troth_store::SQLITE_FILE)).unwrap();
        file.execute_batch(statements).unwrap();
    }

    /// How many rows a table of the records has, looked at beside the program.
    pub fn rows_in(&self, table: &str) -> i64 {
        let file = rusqlite::Connection::open(self.folder.path().join(troth_store::SQLITE_FILE)).unwrap();
        file.query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).unwrap()
    }

    /// Sets the clock, which may go back.
    pub fn set(&self, now: Timestamp) {
        *self.clock.lock().unwrap() = now;
    }

    /// Lets time pass.
    pub fn pass(&self, time: Span) {
        let mut now = self.clock.lock().unwrap();
        *now += time;
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// The same with headers.
    pub async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let request =
            headers.iter().fold(Request::get(address), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form with headers.
    pub async fn post_with(&self, address: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Opens an answer that goes on.
    pub async fn open(&self, address: &str, cookie: &str) -> Opened {
        let request = Request::get(address).header(header::HOST, "localhost").header(header::COOKIE, cookie);
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        Opened { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get_json(&self, address: &str) -> Answer {
        self.send(Request::get(address).header(header::ACCEPT, "application/json").body(Body::empty()).unwrap()).await
    }

    /// Posts a form, as a browser does.
    pub async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        self.raw(Method::POST, address, "application/x-www-form-urlencoded", body).await
    }

    pub async fn raw(&self, method: Method, address: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(address).header(header::CONTENT_TYPE, kind);
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

async fn open(folder: PathBuf, random: troth_store::Random) -> Store {
    let key = PracticeKey::from_bytes([9; 32]);
    Store::open(OpenOptions { place: Place::Folder(folder), key, clock: ClockKind::Real, random }).await.unwrap()
}

/// Bytes that look random, never repeat, and are the same in each run.
fn counted_random() -> troth_store::Random {
    let counter = AtomicU64::new(0);
    Arc::new(move |bytes: &mut [u8]| {
        for part in bytes.chunks_mut(32) {
            let number = counter.fetch_add(1, Ordering::Relaxed);
            part.copy_from_slice(&Sha256::digest(number.to_be_bytes())[..part.len()]);
        }
    })
}

/// An answer that goes on.
pub struct Opened {
    pub status: StatusCode,
    pub headers: HeaderMap,
    body: Body,
}

impl Opened {
    /// What comes next; none once it has ended.
    pub async fn next(&mut self) -> Option<String> {
        let frame = self.body.frame().await?.unwrap();
        Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Fails unless the status is `status`.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// Fails unless the page has each of `parts`.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.text.contains(part), "{part} is not in {}", self.text);
        }
        self
    }

    /// Where it leads.
    #[track_caller]
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.header("location").to_owned()
    }

    /// The times that its buttons choose.
    pub fn starts(&self) -> Vec<String> {
        let buttons = self.text.split("name=\"start\" value=\"").skip(1);
        buttons.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    /// The value of a field of its form; empty when there is none.
    pub fn field(&self, name: &str) -> String {
        let rest = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.map_or(String::new(), |rest| rest.split('"').next().unwrap().to_owned())
    }
}
