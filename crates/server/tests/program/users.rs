//! `troth user`, as whoever runs the server uses it before anybody can sign in.

use std::path::Path;
use std::process::Output;

use crate::node::{Node, troth};

/// What `troth user` answers: exit status, output, complaints.
fn user(folder: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = troth();
    command.arg("user").args(words).arg("--data").arg(folder.join("data"));
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
}

/// The sign-in name and the path of the link that were printed.
fn invited(said: &str) -> (String, String) {
    let name = said.lines().find_map(|line| line.strip_prefix("Sign-in name: ")).unwrap();
    let link = said.split("https://clinic.example").nth(1).unwrap().split_whitespace().next().unwrap();
    (name.to_owned(), link.to_owned())
}

#[test]
fn someone_is_added_listed_and_reset() {
    let folder = tempfile::tempdir().unwrap();
    Node::start(folder.path(), &[]).terminate();
    let (status, said, _) = user(folder.path(), &["list"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("Nobody yet"), "{said}");
    let add = ["add", "--name", "Olga Quokka", "--role", "owner", "--base-url", "https://clinic.example"];
    let (status, said, complaint) = user(folder.path(), &add);
    assert_eq!(status, Some(0), "{complaint}");
    let (name, first) = invited(&said);
    let (_, said, _) = user(folder.path(), &["list"]);
    assert!(said.contains(&name) && said.contains("owner") && said.contains("Olga Quokka"), "{said}");
    let reset = ["reset", &name, "--base-url", "https://clinic.example"];
    let (status, said, complaint) = user(folder.path(), &reset);
    assert_eq!(status, Some(0), "{complaint}");
    let (same, second) = invited(&said);
    assert_eq!(same, name);
    let node = Node::start(folder.path(), &[]);
    assert_eq!(node.send("GET", &first, &[], "").0, 404, "the newer link takes the place of the first");
    let (status, page) = node.send("GET", &second, &[], "");
    assert_eq!(status, 200);
    assert!(page.contains(&name), "{page}");
    assert!(!node.log().contains("Quokka"));
    node.terminate();
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    Node::start(folder.path(), &[]).terminate();
    for (words, said) in [
        (&["add", "--name", "Tam", "--role", "therapist"][..], "--therapist SLUG"),
        (&["add", "--name", "Tam", "--role", "owner", "--therapist", "a"], "--role therapist only"),
        (&["add", "--name", "Tam", "--role", "king"], "owner, therapist or front-desk"),
        (&["add", "--name", " ", "--role", "owner"], "--name"),
        (&["reset", "acorn-acorn-0000"], "troth user list"),
        (&["reset", "no name at all"], "troth user list"),
    ] {
        let (status, _, complaint) = user(folder.path(), words);
        assert_eq!(status, Some(2), "{words:?}: {complaint}");
        assert!(complaint.contains(said), "{words:?}: {complaint}");
    }
    assert!(user(folder.path(), &["list"]).1.contains("Nobody yet"));
}
