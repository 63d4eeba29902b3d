//! Reminders of one million commitments: how long it takes to find those that are due, against how many are, and how each
//! engine goes about it.
//!
//!     cargo bench -p troth-store --bench reminders                        on SQLite
//!     scripts/with-postgres cargo bench -p troth-store --bench reminders -- "$TROTH_TEST_POSTGRES_URL"
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is wrong, prints what it found, and needs real randomness"
)]

use std::process::Command;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use troth_store::{DUE_REMINDERS, Place, SQLITE_FILE, Store};

#[expect(dead_code, reason = "the other measures use the rest")]
mod common;
use common::{median, now, open};

/// Each has a row for each of its two.
const COMMITMENTS: [u32; 2] = [1_000, 1_000_000];
const DUE: [u32; 5] = [0, 10, 100, 1_000, 10_000];
const TURNS: usize = 15;

fn main() {
    let address = std::env::args().skip(1).find(|argument| argument.starts_with("postgres"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    for commitments in COMMITMENTS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = runtime.block_on(open(Place::Folder(folder.path().to_owned())));
        let file = rusqlite::Connection::open(folder.path().join(SQLITE_FILE)).expect("the file opens");
        file.execute_batch(&fill_sqlite(commitments)).expect("it is filled");
        measure(&runtime, &store, "SQLite", commitments);
        if commitments == COMMITMENTS[1] {
            explain_sqlite(&file);
        }
        let Some(address) = &address else { continue };
        let store = runtime.block_on(open(Place::Postgres(address.clone())));
        psql(address, &fill_postgres(commitments));
        measure(&runtime, &store, "PostgreSQL", commitments);
        if commitments == COMMITMENTS[1] {
            println!(
                "{}",
                psql(address, &format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {}", asked()))
            );
        }
    }
}

/// One is due each second from now on: so as many are due later as seconds pass, two rows each.
fn fill_sqlite(commitments: u32) -> String {
    let first = now().as_microsecond();
    let fill = format!(
        "WITH RECURSIVE one(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM one WHERE number < {commitments}) \
         INSERT INTO commitment_reminder SELECT randomblob(16), randomblob(16), {first} + number * 1000000 FROM one;"
    );
    format!("PRAGMA foreign_keys = OFF; DELETE FROM commitment_reminder; BEGIN; {fill} {fill} COMMIT; ANALYZE;")
}

fn fill_postgres(commitments: u32) -> String {
    let first = now().as_microsecond();
    let bytes = |salt: &str| format!("decode(md5('{salt}' || number || side), 'hex')");
    format!(
        "SET session_replication_role = replica; DELETE FROM commitment_reminder; INSERT INTO commitment_reminder \
         SELECT {}, {}, {first} + number::bigint * 1000000 FROM generate_series(1, {commitments}) number, \
         generate_series(1, 2) side; VACUUM ANALYZE commitment_reminder;",
        bytes("person"),
        bytes("log"),
    )
}

/// The query as a console takes it, with ten due.
fn asked() -> String {
    let at = now().as_microsecond() + 5_000_000;
    DUE_REMINDERS.replace("$1", &at.to_string()).replace("$2", "100")
}

fn explain_sqlite(file: &rusqlite::Connection) {
    let mut plan = file.prepare(&format!("EXPLAIN QUERY PLAN {}", asked())).expect("it is read");
    let lines = plan.query_map([], |row| row.get::<_, String>(3)).expect("it is asked");
    for line in lines {
        println!("{}", line.expect("a line"));
    }
}

fn measure(runtime: &tokio::runtime::Runtime, store: &Store, engine: &str, commitments: u32) {
    for due in DUE.into_iter().filter(|due| *due <= commitments) {
        let at = now() + SignedDuration::from_secs(i64::from(due) / 2);
        let taken = (0..TURNS).map(|_| runtime.block_on(ask(store, at, due))).collect();
        println!("{engine}, {commitments} commitments, {due} due: {:.0} µs", median(taken));
    }
}

/// Microseconds until those that are due are known.
async fn ask(store: &Store, at: Timestamp, due: u32) -> f64 {
    let began = Instant::now();
    let found = store.due_reminders(at, 20_000).await.expect("they are found");
    let taken = began.elapsed().as_secs_f64() * 1e6;
    assert_eq!(u32::try_from(found.len()).expect("few"), due);
    taken
}

fn psql(address: &str, statements: &str) -> String {
    let mut command = Command::new("psql");
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", address]);
    for statement in statements.split("; ") {
        command.args(["-c", statement]);
    }
    let said = command.output().expect("psql is there");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8_lossy(&said.stdout).into_owned()
}
