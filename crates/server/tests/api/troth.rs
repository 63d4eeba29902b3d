//! A whole Troth inside a test: the real router over a database of its own, with a clock that only the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use tower::ServiceExt;
use troth_server::app::{App, Parts};
use troth_server::clock::Clock;
use troth_server::content::Library;
use troth_server::links::Links;
use troth_server::person_links::PersonLinks;
use troth_server::serve;
use troth_server::settings::{PracticeFile, parse_practice_file};
use troth_store::{ClockKind, OpenOptions, Place, PracticeKey, Store};

/// A Monday: 2026-11-02, 08:00 in Denver, the day after clocks went back.
pub const NOW: &str = "2026-11-02T08:00:00-07:00";

const PRACTICE: &str = include_str!("practice.toml");

/// A Troth of one test.
pub struct TestApp {
    /// What its actions are given.
    pub app: App,
    router: Router,
    microsecond: Arc<AtomicI64>,
    _folder: TempDir,
}

/// An answer, read to its end.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

impl TestApp {
    /// On SQLite, with the practice of `practice.toml`, at [`NOW`].
    pub async fn sqlite() -> Self {
        Self::with_limits("enabled = false").await
    }

    /// The same with these lines under `[limits]`.
    pub async fn with_limits(limits: &str) -> Self {
        let practice = PRACTICE.replace("enabled = false", limits);
        Self::of(parse_practice_file("practice.toml", practice.as_bytes()).unwrap()).await
    }

    /// With `count` therapists more, who give the consult at the same hours as Ada.
    pub async fn with_more_therapists(count: u32) -> Self {
        let more = (0..count).map(|number| {
            let hours = r#"[{ days = ["tue"], from = "09:00", to = "17:00" }]"#;
            format!(
                "[[therapist]]\nslug = \"t-{number}\"\nname = \"T\"\nofferings = [\"phone-consult\"]\nhours = {hours}\n"
            )
        });
        let practice = format!("{PRACTICE}\n{}", more.collect::<String>());
        Self::of(parse_practice_file("practice.toml", practice.as_bytes()).unwrap()).await
    }

    /// On SQLite, with this practice, at [`NOW`].
    pub async fn of(file: PracticeFile) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let microsecond = Arc::new(AtomicI64::new(now.as_microsecond()));
        let shown = Arc::clone(&microsecond);
        let clock = Clock::new(move || Timestamp::from_microsecond(shown.load(Ordering::SeqCst)).unwrap());
        let drawn = AtomicU64::new(0);
        // Every eight bytes differ from all before; nothing in a test needs more.
        let random = Arc::new(move |bytes: &mut [u8]| {
            for chunk in bytes.chunks_mut(8) {
                let number = drawn.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
                chunk.copy_from_slice(&number[..chunk.len()]);
            }
        });
        let key = PracticeKey::from_bytes([7; 32]);
        let links = Links::new("http://localhost:8080", key.derive("manage-link"));
        let person_links = PersonLinks::new("http://localhost:8080", key.derive("person-link"));
        let place = Place::Folder(folder.path().to_owned());
        let options = OpenOptions { place, key, clock: ClockKind::Real, random: random.clone() };
        let store = Store::open(options).await.unwrap();
        let PracticeFile { practice, mail, limits, .. } = file;
        store.register_resources(&practice).await.unwrap();
        let library = Arc::new(Library::open(None, clock.now()));
        let tokens = troth_server::tokens::Tokens::new([8; 32]);
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
            has_gallery: false,
        });
        Self { router: serve::router(app.clone()), app, microsecond, _folder: folder }
    }

    /// Lets time pass.
    pub fn pass(&self, minutes: i64) {
        let micros = SignedDuration::from_mins(minutes).as_micros();
        self.microsecond.fetch_add(i64::try_from(micros).unwrap(), Ordering::SeqCst);
    }

    /// What `request` is answered.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// What `GET path` is answered, with these headers.
    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(request("GET", path, headers, "")).await
    }
}

/// A request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}
