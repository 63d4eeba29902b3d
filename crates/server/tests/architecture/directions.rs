//! Who may name whom: `server -> store -> domain`, and inside the server `web, api, jobs -> actions -> store, domain`.

use std::fs;

use crate::source::{SourceFile, root, sources};
use crate::{check, wrong_paths, wrong_words};

/// Crates that a crate's `Cargo.toml` names under `section`.
fn dependencies(krate: &str, section: &str) -> Vec<String> {
    let path = root().join("crates").join(krate).join("Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(path).expect("the manifest is there").parse().expect("it is TOML");
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

fn server_outside(parts: &[&str]) -> Vec<SourceFile> {
    let inside = |file: &SourceFile| {
        parts.iter().any(|part| {
            file.path.starts_with(&format!("crates/server/src/{part}/"))
                || file.path == format!("crates/server/src/{part}.rs")
        })
    };
    sources("crates/server/src").into_iter().filter(|file| !inside(file)).collect()
}

#[test]
fn the_domain_depends_on_time_and_error_texts_only() {
    let faults = dependencies("domain", "dependencies")
        .into_iter()
        .filter(|name| !["jiff", "thiserror"].contains(&name.as_str()))
        .map(|name| format!("crates/domain/Cargo.toml: {name}"))
        .collect();
    check("The domain depends on jiff and thiserror only.", "Put what needs more into store or server.", faults);
}

#[test]
fn the_store_does_not_depend_on_the_server() {
    let faults = ["dependencies", "dev-dependencies", "build-dependencies"]
        .into_iter()
        .flat_map(|section| dependencies("store", section))
        .filter(|name| ["troth", "axum", "maud", "tower", "tower-http", "lettre"].contains(&name.as_str()))
        .map(|name| format!("crates/store/Cargo.toml: {name}"))
        .collect();
    check("The store knows no server, page or mail.", "Let the server call the store with domain types.", faults);
}

#[test]
fn the_domain_touches_nothing_outside_its_arguments() {
    const OUTSIDE: &[&str] = &[
        "std::env",
        "std::fs",
        "std::io",
        "std::net",
        "std::process",
        "std::thread",
        "std::time",
        "serde",
        "serde_json",
        "rusqlite",
        "sqlx",
        "tokio",
        "tokio_postgres",
        "tracing",
        "getrandom",
        "rand",
    ];
    const CLOCKS: &[&str] = &["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now", "TimeZone::system"];
    let faults = wrong_paths(&sources("crates/domain/src"), |path| {
        OUTSIDE.iter().any(|prefix| path.starts_with(prefix)) || CLOCKS.iter().any(|clock| path.contains(clock))
    });
    check(
        "The domain has no I/O, clock, randomness, environment or wire format.",
        "Take the value as an argument, or move the code to store or server.",
        faults,
    );
}

#[test]
fn only_the_store_knows_the_database() {
    let mut files = sources("crates/domain/src");
    files.extend(sources("crates/server/src"));
    let mut faults = wrong_words(&files, &["sqlx", "libsqlite3_sys", "rusqlite", "tokio_postgres"]);
    faults.extend(
        dependencies("server", "dependencies")
            .into_iter()
            .filter(|name| name.contains("sql") || name.contains("postgres")),
    );
    check("Only crates/store names the database.", "Give the store a function that answers in domain types.", faults);
}

#[test]
fn only_the_store_writes_sql() {
    const STATEMENTS: &[&[&str]] = &[
        &["SELECT ", " FROM "],
        &["INSERT INTO "],
        &["UPDATE ", " SET "],
        &["DELETE FROM "],
        &["CREATE TABLE "],
        &["CREATE INDEX "],
        &["PRAGMA "],
    ];
    let mut faults = Vec::new();
    for file in sources("crates/domain/src").into_iter().chain(sources("crates/server/src")) {
        for token in file.tokens.iter().filter(|token| !token.in_test && token.text.starts_with(['"', 'r'])) {
            if STATEMENTS.iter().any(|parts| parts.iter().all(|part| token.text.contains(part))) {
                faults.push(format!("{}: {}", file.at(token.line), token.text));
            }
        }
    }
    check("Only crates/store writes SQL.", "Give the store a function for it.", faults);
}

#[test]
fn pages_and_programs_interface_reach_the_store_through_actions() {
    let mut files = sources("crates/server/src/web");
    files.extend(sources("crates/server/src/api"));
    let faults = wrong_paths(&files, |path| path.starts_with("troth_store"));
    check("web and api never name troth_store.", "Call an action, or add one file to actions/.", faults);
}

#[test]
fn actions_do_not_know_http() {
    const HTTP: &[&str] =
        &["axum", "maud", "http", "hyper", "tower", "tower_http", "utoipa", "crate::web", "crate::api"];
    let faults =
        wrong_paths(&sources("crates/server/src/actions"), |path| HTTP.iter().any(|prefix| path.starts_with(prefix)));
    check("Actions know no HTTP and no page.", "Answer in domain types; web and api make a page of them.", faults);
}

#[test]
fn jobs_and_mail_know_no_page() {
    let mut files = sources("crates/server/src/jobs");
    files.extend(sources("crates/server/src/mail"));
    let faults = wrong_paths(&files, |path| {
        ["axum", "maud", "crate::web", "crate::api"].iter().any(|prefix| path.starts_with(prefix))
    });
    check("Jobs and mail know no page.", "Put what both need beside them in crates/server/src.", faults);
}

#[test]
fn only_settings_reads_the_environment() {
    let mut files = server_outside(&["settings"]);
    files.extend(sources("crates/store/src"));
    let mut faults = Vec::new();
    for file in files {
        // main hands its arguments to settings, and that is all.
        let handed_on = |named: &str| file.path.ends_with("/main.rs") && named == "std::env::args_os";
        faults.extend(wrong_paths(std::slice::from_ref(&file), |path| {
            let names_it = path.starts_with("std::env") || path.starts_with("env::var");
            names_it && !handed_on(&path.segments.join("::"))
        }));
    }
    check("Only settings reads the environment.", "Read it in crates/server/src/settings and pass it on.", faults);
}

#[test]
fn only_main_knows_the_real_clock_and_randomness() {
    const REAL: &[&str] = &["SystemTime::now", "Timestamp::now", "Zoned::now", "Utc::now", "Local::now"];
    const RANDOM: &[&str] = &["getrandom", "rand", "OsRng", "fastrand"];
    let mut files = server_outside(&["main"]);
    files.extend(sources("crates/store/src"));
    let faults = wrong_paths(&files, |path| {
        REAL.iter().any(|clock| path.contains(clock)) || RANDOM.iter().any(|source| path.starts_with(source))
    });
    check(
        "Only main knows the real clock and randomness.",
        "Take `now` or a `Random` as an argument; main makes the real ones.",
        faults,
    );
}

#[test]
fn only_a_talk_on_one_device_takes_the_second_persons_place() {
    let own = ["crates/server/src/web/cookies.rs", "crates/server/src/web/plan/talks/one_device/"];
    let files =
        sources("crates/server/src").into_iter().filter(|file| !own.iter().any(|own| file.path.starts_with(own)));
    let faults = wrong_words(&files.collect::<Vec<_>>(), &["room_token", "begin_room", "__Host-troth-room"]);
    check(
        "The second person's place in a talk opens that talk's pages on one device and nothing else.",
        "Ask for who is signed in instead.",
        faults,
    );
}
