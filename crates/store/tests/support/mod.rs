//! Databases for tests: a fresh one for each test, on either engine, gone when the test ends.
//!
//! PostgreSQL's server is the one that `TROTH_TEST_POSTGRES_URL` names, as under `scripts/with-postgres`. Without it, a
//! server is started for this run of the tests alone. Nothing is ever skipped: where that fails, the test fails.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use troth_store::Place;

/// A database of one test.
pub struct Records {
    place: Place,
    /// Removed, with SQLite's files in it, when the test ends.
    folder: TempDir,
    database: Option<Database>,
}

struct Database {
    server: &'static str,
    name: String,
}

impl Records {
    /// A fresh database in a file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { place: Place::Folder(folder.path().to_owned()), folder, database: None }
    }

    /// A fresh database on the server.
    pub fn postgres() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = server();
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        psql(server, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        let place = Place::Postgres(at(server, &name));
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { place, folder, database: Some(Database { server, name }) }
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// The database's address, if it is on the server.
    pub fn address(&self) -> Option<String> {
        self.database.as_ref().map(|database| at(database.server, &database.name))
    }

    /// A folder that lasts as long as the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        if let Some(Database { server, name }) = &self.database {
            psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn at(server: &str, name: &str) -> String {
    let (server, _) = server.rsplit_once('/').expect("an address ends with a database");
    format!("{server}/{name}")
}

/// What the statements answer, one row a line, fields apart by `|`.
pub fn psql(address: &str, statements: &str) -> String {
    let done = Command::new("psql")
        .args([address, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statements])
        .output()
        .expect("psql can be started: install postgresql-client");
    assert!(done.status.success(), "psql failed: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// A server that ends when the tests do: it waits for its input to close.
struct OwnServer {
    address: String,
    _process: Child,
}

/// The address of the server's own database.
fn server() -> &'static str {
    static GIVEN: OnceLock<Option<String>> = OnceLock::new();
    static OWN: OnceLock<OwnServer> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "scripts/check tells the tests where the server is")]
    let given = GIVEN.get_or_init(|| std::env::var("TROTH_TEST_POSTGRES_URL").ok());
    match given {
        Some(address) => address,
        None => &OWN.get_or_init(start_server).address,
    }
}

fn start_server() -> OwnServer {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres");
    let mut process = Command::new(script)
        .args(["sh", "-c", "echo \"$TROTH_TEST_POSTGRES_URL\"; read -r _"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/with-postgres starts");
    let mut address = String::new();
    let answers = process.stdout.take().expect("its output is piped");
    BufReader::new(answers).read_line(&mut address).expect("it says where the server is");
    let address = address.trim().to_owned();
    assert!(
        !address.is_empty(),
        "no PostgreSQL for the tests: set TROTH_TEST_POSTGRES_URL, or run scripts/lib/install.sh fast"
    );
    OwnServer { address, _process: process }
}
