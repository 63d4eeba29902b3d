//! Documents stay true where a machine can tell: what they point to is there.

use std::fs;

use crate::check;
use crate::source::{files_under, root};

/// Folders of the repository that a document may name in code marks.
const FOLDERS: &[&str] = &["crates/", "docs/", "scripts/", "browser/", "content/"];

fn documents() -> Vec<(String, String)> {
    let at_root = fs::read_dir(root()).expect("the root is readable").flatten().map(|entry| entry.path());
    let at_root = at_root.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    let deeper = files_under("docs", &[".md"]).into_iter().map(|(_, path)| path);
    at_root
        .chain(deeper)
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a document is UTF-8"))
        })
        .collect()
}

/// What stands between `before` and `after`, each time, on one line.
fn between<'a>(line: &'a str, before: &str, after: char) -> Vec<&'a str> {
    line.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(inside, _)| inside).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    for (name, text) in documents() {
        let folder = root().join(&name).parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        for (index, line) in text.lines().enumerate() {
            for link in between(line, "](", ')') {
                let path = link.split('#').next().unwrap_or_default();
                let is_ours = !path.is_empty() && !path.contains("://") && !path.starts_with("mailto:");
                if is_ours && !folder.join(path).exists() {
                    faults.push(format!("{name}:{}: {link}", index + 1));
                }
            }
        }
    }
    check("Every link of a document leads somewhere.", "Write the page, or take the link out.", faults);
}

#[test]
fn every_path_named_exists() {
    let mut faults = Vec::new();
    for (name, text) in documents() {
        for (index, line) in text.lines().enumerate() {
            for named in line.split('`').skip(1).step_by(2).filter_map(|code| code.split_whitespace().next()) {
                let is_path = FOLDERS.iter().any(|folder| named.starts_with(folder));
                if is_path && !named.contains(['*', '{', '…']) && !root().join(named).exists() {
                    faults.push(format!("{name}:{}: {named}", index + 1));
                }
            }
        }
    }
    check("Every path that a document names exists.", "Mend the document: it is read as the truth.", faults);
}
