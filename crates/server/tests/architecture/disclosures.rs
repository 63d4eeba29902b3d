//! The closed list of what one partner can learn of the other is one list: the enum `Disclosure`, the document that says
//! where each one shows, and the functions of the store that read what passes between two.

use std::collections::BTreeSet;

use troth_domain::access::Disclosure;

use crate::check;
use crate::source::{SourceFile, files_under, root, sources};

fn names() -> Vec<String> {
    Disclosure::ALL.iter().map(|one| format!("{one:?}")).collect()
}

/// What stands between marks of code on a line.
fn marked(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The tables in which something belongs to two: `couple`, and each that refers to it, as the migrations make them.
fn tables_of_two() -> BTreeSet<String> {
    let mut tables = BTreeSet::from(["couple".to_owned()]);
    for (_, path) in files_under("crates/store/migrations", &[".sql"]) {
        let text = std::fs::read_to_string(path).expect("a migration is UTF-8");
        for made in text.split("CREATE TABLE ").skip(1) {
            let made = made.split("\n) ").next().unwrap_or_default();
            // What hangs on joint work hangs on the couple.
            if ["REFERENCES couple (", "REFERENCES joint_work ("].iter().any(|one| made.contains(one)) {
                tables.extend(made.split(' ').next().map(str::to_owned));
            }
        }
    }
    tables
}

/// Whether a statement in `text` reads one of `tables`; what only deletes from it does not.
fn reads(text: &str, tables: &BTreeSet<String>) -> bool {
    let words = text.split_whitespace().map(|word| word.trim_matches(['"', '(', ')', ',', '\\'])).collect::<Vec<_>>();
    words.windows(3).any(|three| {
        let from = three[1].ends_with("JOIN") || (three[1].ends_with("FROM") && !three[0].ends_with("DELETE"));
        from && tables.contains(three[2])
    })
}

/// Parts of a source text that begin with `word`, with the line that each begins on, counted from 0.
fn parts<'a>(lines: &'a [&'a str], is_start: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
    let mut parts: Vec<(usize, String)> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        if is_start(code) {
            parts.push((place, String::new()));
        }
        // What stands above the next function belongs to that one.
        if let Some((_, text)) = parts.last_mut().filter(|_| !code.starts_with("//")) {
            text.push_str(line);
            text.push('\n');
        }
    }
    parts
}

fn is_function(line: &str) -> bool {
    let line = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
    line.strip_prefix("async ").unwrap_or(line).starts_with("fn ")
}

/// The macros whose statement reads such a table, also by another macro of that kind; as they are called.
fn reading_macros(tables: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        for file in store_files() {
            let lines = file.text.lines().collect::<Vec<_>>();
            let is_start = |line: &str| line.starts_with("macro_rules! ") || is_function(line);
            for (_, text) in parts(&lines, is_start) {
                let Some(name) = text.trim_start().strip_prefix("macro_rules! ") else { continue };
                let (name, body) = name.split_once(' ').unwrap_or((name, ""));
                if reads(body, tables) || calls(body, &found) {
                    found.insert(format!("{name}!("));
                }
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn calls(text: &str, macros: &BTreeSet<String>) -> bool {
    macros.iter().any(|call| text.contains(call))
}

fn store_files() -> Vec<SourceFile> {
    sources("crates/store/src")
}

/// The line of the documentation above `place` that says what is disclosed.
fn disclosing<'a>(lines: &[&'a str], place: usize) -> Option<&'a str> {
    let above = lines[..place].iter().rev().map(|line| line.trim_start());
    let mut documentation = above.take_while(|line| line.starts_with("///") || line.starts_with("#["));
    documentation.find_map(|line| line.strip_prefix("/// Discloses "))
}

#[test]
fn whoever_reads_what_passes_between_two_says_what_it_discloses() {
    let tables = tables_of_two();
    let macros = reading_macros(&tables);
    let (mut faults, mut named, known) = (Vec::new(), BTreeSet::new(), names());
    for file in store_files() {
        let lines = file.text.lines().collect::<Vec<_>>();
        let is_start = |line: &str| is_function(line) || line.starts_with("macro_rules! ");
        for (place, text) in parts(&lines, is_start) {
            let is_reading = is_function(lines[place].trim_start()) && (reads(&text, &tables) || calls(&text, &macros));
            match disclosing(&lines, place) {
                None if is_reading => faults.push(format!("{}: it says nothing", file.at(place + 1))),
                None => {}
                Some(said) if said.starts_with("nothing: ") => {}
                Some(said) => {
                    let said = marked(said).filter(|name| !name.contains("::")).collect::<Vec<_>>();
                    if said.is_empty() || said.iter().any(|name| !known.contains(name)) {
                        faults.push(format!("{}: {said:?}", file.at(place + 1)));
                    }
                    named.extend(said);
                }
            }
        }
    }
    faults.extend(known.iter().filter(|name| !named.contains(*name)).map(|name| format!("nothing discloses {name}")));
    check(
        "Each function of the store that reads a table of two says what it lets a partner learn, by `Disclosure`.",
        "Write `/// Discloses `Name`…` or `/// Discloses nothing: why` above it. A new kind is a new line of docs/security/closed-list.md.",
        faults,
    );
}

#[test]
fn the_enum_and_the_document_are_one_list() {
    let access = std::fs::read_to_string(root().join("crates/domain/src/access.rs")).expect("it is there");
    let body = access.split("pub enum Disclosure {").nth(1).and_then(|rest| rest.split('}').next()).expect("an enum");
    let variants = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    let variants = variants.map(|line| line.trim_end_matches(',').to_owned()).collect::<Vec<_>>();
    assert_eq!(variants, names(), "`Disclosure::ALL` has each one, in order");
    let document = root().join("docs/security/closed-list.md");
    let document = std::fs::read_to_string(document).expect("it is there");
    let rows = document.lines().filter(|line| line.starts_with("| `")).filter_map(|line| marked(line).next());
    assert_eq!(rows.collect::<Vec<_>>(), names(), "docs/security/closed-list.md has a row for each, in order");
}

#[test]
fn reading_is_told_from_deleting() {
    let tables = tables_of_two();
    for table in
        ["couple", "linked_person", "couple_leaving", "delivery", "joint_work", "joint_work_hold", "exercise_opening"]
    {
        assert!(tables.contains(table), "{table}");
    }
    assert!(!tables.contains("item") && !tables.contains("person"));
    for (text, expected) in [
        ("SELECT 1 FROM delivery WHERE", true),
        ("(SELECT item FROM delivery)", true),
        ("FROM item LEFT JOIN couple ON", true),
        ("DELETE FROM delivery WHERE", false),
        ("self.execute(\"DELETE FROM delivery WHERE", false),
        ("self.fetch(\"SELECT 1 FROM delivery WHERE", true),
        ("FROM item WHERE couple = 1", false),
    ] {
        assert_eq!(reads(text, &tables), expected, "{text}");
    }
}
