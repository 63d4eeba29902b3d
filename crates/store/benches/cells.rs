//! One row per five minutes under a primary key, beside one row per booking that must not overlap another: an exclusion
//! constraint on PostgreSQL, a trigger on SQLite (docs/decisions/0002).
//!
//!     cargo bench -p troth-store --bench cells -- postgres://USER@HOST/EMPTY_DATABASE
//!
//! A booking is its row and its time, for one therapist, in one transaction: PostgreSQL with 16 clients of pgbench,
//! SQLite with one connection, once with a commit for each booking and once for each 64. Prints medians of five turns.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement ends where something is wrong, and prints what it found"
)]

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

const TURNS: usize = 5;
const TURN: Duration = Duration::from_secs(2);
const THERAPISTS: i64 = 20;
/// A consult of 15 minutes with 5 after it, and a session of 80 with 10 after it.
const CELLS: [i64; 2] = [4, 18];
const GROUPS: [i64; 2] = [1, 64];

/// How the time is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Cells,
    Spans,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Cells => "cells",
            Self::Spans => "spans",
        }
    }
}

fn main() {
    let address = std::env::args().skip(1).find(|argument| argument.starts_with("postgres"));
    let mut figures = BTreeMap::<String, Vec<f64>>::new();
    for _ in 0..TURNS {
        for cells in CELLS {
            for way in [Way::Cells, Way::Spans] {
                for group in GROUPS {
                    let name = format!("SQLite, {cells:2} cells, commit each {group:2}: {}", way.name());
                    figures.entry(name).or_default().push(on_sqlite(way, cells, group));
                }
                if let Some(address) = &address {
                    let name = format!("PostgreSQL, {cells:2} cells: {}", way.name());
                    figures.entry(name).or_default().push(on_postgres(address, way, cells));
                }
            }
        }
    }
    for (name, mut found) in figures {
        found.sort_by(f64::total_cmp);
        println!("{name}: {:.0} bookings a second (of {found:.0?})", found[found.len() / 2]);
    }
}

fn on_sqlite(way: Way, cells: i64, group: i64) -> f64 {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let connection = rusqlite::Connection::open(folder.path().join("cells.sqlite")).expect("the file opens");
    let tables = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
        CREATE TABLE booking (id BLOB NOT NULL PRIMARY KEY, starts_at INTEGER NOT NULL) STRICT; \
        CREATE TABLE occupied_cell (resource INTEGER NOT NULL, cell INTEGER NOT NULL, booking BLOB NOT NULL, \
            PRIMARY KEY (resource, cell)) STRICT, WITHOUT ROWID; \
        CREATE TABLE span (resource INTEGER NOT NULL, first INTEGER NOT NULL, after INTEGER NOT NULL, \
            booking BLOB NOT NULL, PRIMARY KEY (resource, first)) STRICT, WITHOUT ROWID; \
        CREATE TRIGGER span_free BEFORE INSERT ON span WHEN EXISTS ( \
            SELECT 1 FROM span WHERE resource = NEW.resource AND first > NEW.first - 300 AND first < NEW.after \
            AND after > NEW.first) BEGIN SELECT RAISE(ABORT, 'taken'); END";
    connection.execute_batch(tables).expect("the tables are made");
    let time = match way {
        Way::Cells => {
            "INSERT INTO occupied_cell (resource, cell, booking) WITH RECURSIVE part (cell) AS ( \
             SELECT ?2 UNION ALL SELECT cell + 1 FROM part WHERE cell + 1 < ?3) SELECT ?1, cell, ?4 FROM part"
        }
        Way::Spans => "INSERT INTO span (resource, first, after, booking) VALUES (?1, ?2, ?3, ?4)",
    };
    let run = |statement: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(statement).expect("it is sound").execute(values).expect("it is written");
    };
    let begun = Instant::now();
    let mut number = 0_i64;
    while begun.elapsed() < TURN {
        if number % group == 0 {
            run("BEGIN IMMEDIATE", &[]);
        }
        // Spread over the key's range as random ids are, and never twice the same.
        let id = number.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64.cast_signed()).to_be_bytes().repeat(2);
        let first = number / THERAPISTS * cells;
        run("INSERT INTO booking (id, starts_at) VALUES (?1, ?2)", &[&id, &first]);
        run(time, &[&(number % THERAPISTS), &first, &(first + cells), &id]);
        number += 1;
        if number % group == 0 {
            run("COMMIT", &[]);
        }
    }
    f64::from(u32::try_from(number).expect("few")) / begun.elapsed().as_secs_f64()
}

fn on_postgres(address: &str, way: Way, cells: i64) -> f64 {
    let tables = "DROP TABLE IF EXISTS bench_booking, bench_cell, bench_span; \
        CREATE EXTENSION IF NOT EXISTS btree_gist; \
        CREATE TABLE bench_booking (id BYTEA PRIMARY KEY, starts_at BIGINT NOT NULL); \
        CREATE TABLE bench_cell (resource BIGINT NOT NULL, cell BIGINT NOT NULL, booking BYTEA NOT NULL, \
            PRIMARY KEY (resource, cell)); \
        CREATE TABLE bench_span (resource BIGINT NOT NULL, time INT8RANGE NOT NULL, booking BYTEA NOT NULL, \
            EXCLUDE USING gist (resource WITH =, time WITH &&)); CHECKPOINT";
    assert_eq!(psql(address, "SHOW fsync"), "on", "this PostgreSQL does not wait for the disk");
    psql(address, tables);
    let time = match way {
        Way::Cells => format!(
            "INSERT INTO bench_cell (resource, cell, booking) WITH RECURSIVE part (cell) AS (SELECT \
             CAST(:first AS BIGINT) UNION ALL SELECT cell + 1 FROM part WHERE cell + 1 < :first + {cells}) \
             SELECT CAST(:therapist AS BIGINT), cell, decode(md5(CAST(:number AS BIGINT)::text), 'hex') FROM part"
        ),
        Way::Spans => format!(
            "INSERT INTO bench_span (resource, time, booking) VALUES (:therapist, int8range(:first, :first + {cells}), \
             decode(md5(CAST(:number AS BIGINT)::text), 'hex'))"
        ),
    };
    let script = format!(
        "\\set count :count + 1\n\\set number :count * 16 + :client_id\n\\set therapist :number % {THERAPISTS}\n\
         \\set first :number / {THERAPISTS} * {cells}\nBEGIN;\n\
         INSERT INTO bench_booking (id, starts_at) VALUES (decode(md5(CAST(:number AS BIGINT)::text), 'hex'), :first);\n\
         {time};\nCOMMIT;\n"
    );
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("booking.sql");
    std::fs::write(&file, script).expect("the script is written");
    let done = Command::new("pgbench")
        .args(["-n", "-M", "prepared", "-c", "16", "-j", "2", "-D", "count=0", "-T", &TURN.as_secs().to_string(), "-f"])
        .arg(&file)
        .arg(address)
        .output()
        .expect("pgbench starts");
    let words = String::from_utf8_lossy(&done.stdout).into_owned();
    let line = words.lines().find(|line| line.starts_with("tps = "));
    let figure = line.and_then(|line| line.split_whitespace().nth(2)?.parse().ok());
    assert!(done.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&done.stderr));
    figure.expect("pgbench says how many")
}

fn psql(address: &str, statements: &str) -> String {
    let done = Command::new("psql").args([address, "-X", "-q", "-A", "-t", "-c", statements]).output();
    String::from_utf8_lossy(&done.expect("psql starts").stdout).trim().to_owned()
}
