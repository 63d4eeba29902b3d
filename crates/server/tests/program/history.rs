//! `checkpoint` and `verify --checkpoint`, as whoever keeps the lines elsewhere runs them.

use std::path::Path;
use std::process::Output;

use crate::node::{Node, troth};

/// What a command about the records in `folder` answers: exit status, output, complaints.
fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let (command, flags) = words.split_first().unwrap();
    let Output { status, stdout, stderr } =
        troth().arg(command).arg("--data").arg(folder.join("data")).args(flags).output().unwrap();
    (status.code(), String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn a_checkpoint_is_printed_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    Node::start(folder.path(), &[]).terminate();
    let (status, line, _) = run(folder.path(), &["checkpoint"]);
    assert_eq!((status, line.lines().count()), (Some(0), 1), "{line}");
    let file = folder.path().join("line");
    let verified = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(folder.path(), &["verify", "--checkpoint", file.to_str().unwrap()])
    };
    let (status, said, _) = verified(&line);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("contain the history"), "{said}");
    // One digit of the signature further.
    let last = line.trim().chars().last().unwrap();
    let forged = format!("{}{}", &line.trim()[..line.trim().len() - 1], if last == '0' { '1' } else { '0' });
    let (status, said, _) = verified(&forged);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("not signed with this practice's key"), "{said}");
    let (status, _, complaint) = verified("some other line\n");
    assert_eq!(status, Some(2), "{complaint}");
    assert!(complaint.contains("line:1: this is not the line"), "{complaint}");
}
