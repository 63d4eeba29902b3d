//! What is never in the code, so that nobody needs to look for it.

use std::fs;

use crate::source::{Kind, files_under, root, sources};
use crate::{check, wrong_paths, wrong_words};

#[test]
fn no_lint_is_allowed_silently() {
    let mut faults = Vec::new();
    for file in sources("crates") {
        let attributes = file.sequences(&["#", "[", "allow"]).chain(file.sequences(&["#", "!", "[", "allow"]));
        faults.extend(attributes.map(|token| file.at(token.line)));
    }
    check("No #[allow].", "Mend what the lint says, or write #[expect(lint, reason = \"…\")].", faults);
}

#[test]
fn nothing_outside_tests_may_stop_the_process() {
    let mut faults = Vec::new();
    for file in sources("crates").iter().filter(|file| file.path.contains("/src/")) {
        let stops: [&[&str]; 4] = [
            &[".", "unwrap", "(", ")"],
            &[".", "unwrap_err", "(", ")"],
            &[".", "expect", "("],
            &[".", "expect_err", "("],
        ];
        for stop in stops {
            for token in file.sequences(stop).filter(|token| !token.in_test) {
                faults.push(format!("{}: {}", file.at(token.line), stop.concat()));
            }
        }
    }
    check(
        "No unwrap and no expect outside tests.",
        "Return the error, or match so that nothing is left to fail.",
        faults,
    );
}

#[test]
fn nothing_is_left_for_later() {
    let mut faults = Vec::new();
    for file in sources("crates") {
        for name in ["todo", "unimplemented", "dbg"] {
            faults.extend(file.sequences(&[name, "!"]).map(|token| format!("{}: {name}!", file.at(token.line))));
        }
        for (index, line) in file.text.lines().enumerate() {
            if ["TODO", "FIXME", "XXX"].iter().any(|mark| line.contains(&format!("// {mark}"))) {
                faults.push(format!("{}: {}", file.at(index + 1), line.trim()));
            }
        }
    }
    check("Nothing is left for later in the code.", "Finish it, or leave it out and say so in an issue.", faults);
}

#[test]
fn only_commands_print() {
    let files: Vec<_> = sources("crates")
        .into_iter()
        .filter(|file| file.path.contains("/src/"))
        .filter(|file| file.path != "crates/server/src/main.rs" && !file.path.contains("/src/commands"))
        .collect();
    let faults = wrong_words(&files, &["println", "print", "eprintln", "eprint"]);
    check("Only main and the commands print.", "Log a sentence and fields with tracing, or return the text.", faults);
}

#[test]
fn every_limit_is_used() {
    let limits = fs::read_to_string(root().join("crates/domain/src/limits.rs")).expect("the limits are there");
    let names = limits.lines().filter_map(|line| line.strip_prefix("pub const ")?.split(':').next());
    let files: Vec<_> =
        sources("crates").into_iter().filter(|file| file.path != "crates/domain/src/limits.rs").collect();
    let used = |name: &str| {
        files
            .iter()
            .any(|file| file.tokens.iter().any(|token| !token.in_test && token.kind == Kind::Word && token.is(name)))
    };
    let faults = names.filter(|name| !used(name)).map(|name| format!("crates/domain/src/limits.rs: {name}")).collect();
    check("Every limit is held somewhere.", "Hold it where the value comes in, or take it out.", faults);
}

#[test]
fn every_migration_explains_itself() {
    let mut faults = Vec::new();
    for (relative, path) in files_under("crates/store/migrations", &[".sql"]) {
        let text = fs::read_to_string(path).expect("a migration is UTF-8");
        if !text.trim_start().starts_with("--") {
            faults.push(format!("{relative}:1: no comment"));
        }
    }
    check(
        "Every migration says why it is there.",
        "Begin it with a comment: what it is for, and what follows.",
        faults,
    );
}

#[test]
fn the_server_blocks_on_no_thread() {
    let faults = wrong_paths(&sources("crates/server/src"), |path| path.contains("thread::sleep"));
    check("Nothing sleeps on a thread of the server.", "Await tokio::time::sleep, with a bound.", faults);
}
