//! How large things may grow. Each limit is only ever lowered.

use std::fs;

use crate::check;
use crate::source::{root, sources};

/// From `fn` to its closing brace: a screen.
const FUNCTION_LINES_MAX: usize = 70;
/// A sitting. In the domain, lines of code: its documentation may be as long as it needs.
const FILE_LINES_MAX: usize = 400;
/// Packages from elsewhere in the lock file: with our own fewer than 350.
const FOREIGN_PACKAGES_MAX: usize = 346;

#[test]
fn a_function_fits_a_screen() {
    let mut faults = Vec::new();
    for file in sources("crates") {
        for function in file.functions().iter().filter(|function| function.lines > FUNCTION_LINES_MAX) {
            faults.push(format!("{}: fn {} has {} lines", file.at(function.line), function.name, function.lines));
        }
    }
    let rule = format!("A function has at most {FUNCTION_LINES_MAX} lines.");
    check(&rule, "Split it where it changes its subject; helpers stand below, in call order.", faults);
}

#[test]
fn a_file_fits_a_sitting() {
    let mut faults = Vec::new();
    for file in sources("crates") {
        let lines = if file.path.starts_with("crates/domain/") { file.code_lines() } else { file.lines() };
        if lines > FILE_LINES_MAX {
            faults.push(format!("{}: {lines} lines", file.at(1)));
        }
    }
    let rule = format!("A file has at most {FILE_LINES_MAX} lines (in the domain: of code).");
    check(&rule, "Give the second subject its own file.", faults);
}

#[test]
fn the_lock_file_stays_short() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is there");
    let foreign = lock.lines().filter(|line| line.starts_with("source = ")).count();
    assert!(
        foreign <= FOREIGN_PACKAGES_MAX,
        "Cargo.lock names {foreign} packages from elsewhere, and {FOREIGN_PACKAGES_MAX} is the most. \
         Do without the new one, or switch off features that bring others (`cargo tree -e features -i NAME`)."
    );
}
