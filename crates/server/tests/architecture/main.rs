//! The architecture's sentences, each a test. They read the sources, so they hold for code that no other test runs.
//!
//! A limit here is only ever lowered. What a failing test lists is `file:line: what is wrong`, and its last line says
//! what to do instead.

#![cfg(test)]

mod directions;
mod disclosures;
mod documents;
mod pages;
mod reading;
mod sizes;
mod source;
mod tidiness;

use source::SourceFile;

/// Fails with every fault and the way out, if there is any.
#[track_caller]
fn check(rule: &str, instead: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{rule}\n\n  {}\n\n{instead}\n", faults.join("\n  "));
}

/// Faults in the code of `files` (tests left out): one for each path that `is_wrong`.
fn wrong_paths(files: &[SourceFile], is_wrong: impl Fn(&source::NamedPath) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        for path in file.paths().iter().filter(|path| !path.in_test && is_wrong(path)) {
            faults.push(format!("{}: {}", file.at(path.line), path.segments.join("::")));
        }
    }
    faults
}

/// Faults in the code of `files` (tests left out): one for each of `words` that is named there.
fn wrong_words(files: &[SourceFile], words: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        for token in file.tokens.iter().filter(|token| !token.in_test && words.iter().any(|word| token.is(word))) {
            faults.push(format!("{}: {}", file.at(token.line), token.text));
        }
    }
    faults
}
