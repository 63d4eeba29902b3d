//! `checkpoint` and `verify --checkpoint`, as whoever keeps the lines elsewhere runs them; and `rotate-key`.

use std::path::Path;
use std::process::Output;

use crate::book;
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

#[test]
fn after_a_change_of_the_key_links_that_people_hold_open_and_the_old_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let node = Node::start(folder.path(), &crate::CLOCK);
    let (status, answer) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    assert_eq!(status, 201, "{answer}");
    node.terminate();
    let (_, line, _) = run(folder.path(), &["checkpoint"]);
    let (status, said, complaint) = run(folder.path(), &["rotate-key"]);
    assert_eq!(status, Some(0), "{said}{complaint}");
    let key = |name: &str| std::fs::read_to_string(folder.path().join("data").join(name));
    assert_ne!(key("key").unwrap(), key("key.retired-1").unwrap());
    assert!(key("key.new").is_err());

    let node = Node::start(folder.path(), &crate::CLOCK);
    let url = answer["manage_url"].as_str().unwrap();
    let path = url.strip_prefix("http://localhost:8080").unwrap();
    let (status, page) = node.send("GET", path, &[], "");
    assert_eq!(status, 200);
    assert!(page.contains("Quagga Canary"), "{page}");
    let (status, again) = book(&node, "one", "2026-11-02T09:00:00-07:00");
    assert_eq!((status, &again["reference"]), (201, &answer["reference"]), "what was asked before is known");
    node.terminate();
    let file = folder.path().join("line");
    std::fs::write(&file, line).unwrap();
    let (status, said, _) = run(folder.path(), &["verify", "--checkpoint", file.to_str().unwrap()]);
    assert_eq!(status, Some(0), "{said}");
    let old = folder.path().join("data/key.retired-1");
    let (status, _, complaint) = run(folder.path(), &["verify", "--key-file", old.to_str().unwrap()]);
    assert_eq!(status, Some(2), "{complaint}");
}
