//! Whatever the bytes are, the answer is a whole practice or at least one fault in a line that exists.

use proptest::prelude::*;
use proptest::sample::Index;

use super::parse_practice_file;

const FULL: &str = include_str!("../../../../../docs/examples/practice.toml");

/// Values that are wrong in most places, and right in some.
const VALUES: [&str; 28] = [
    "0",
    "-1",
    "17",
    "0x7fff_ffff_ffff_ffff",
    "99999999999999999999999999999999999999999999",
    "1e400",
    "nan",
    "true",
    "\"\"",
    "\"24:00\"",
    "\"00:00\"",
    "\"2026-02-30\"",
    "2026-02-30",
    "9999-12-31T23:59:60Z",
    "00:00:00",
    "\"\\u0000\"",
    "\"\\u202E\"",
    "\"é\u{301}🦀\"",
    "'''\n\n'''",
    "\"America/Denver\"",
    "\"demo-a\"",
    "[]",
    "{}",
    "[[]]",
    "[{ days = [\"sun\"], from = \"00:00\", to = \"24:00\" }]",
    "[{ date = 2026-03-08, hours = [{ from = \"02:00\", to = \"03:00\" }] }]",
    "\"postgres://\"",
    "",
];

/// One change to a list of lines.
#[derive(Clone, Debug)]
enum Change {
    Remove(Index),
    Repeat(Index, Index),
    Swap(Index, Index),
    SetValue(Index, Index),
    Cut(Index, Index),
    Insert(Index, String),
}

fn change() -> impl Strategy<Value = Change> {
    let index = any::<Index>;
    prop_oneof![
        index().prop_map(Change::Remove),
        (index(), index()).prop_map(|(from, to)| Change::Repeat(from, to)),
        (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
        (index(), index()).prop_map(|(line, value)| Change::SetValue(line, value)),
        (index(), index()).prop_map(|(line, at)| Change::Cut(line, at)),
        (index(), "[ -~\\n\"=\\[\\]{}]{0,20}").prop_map(|(line, text)| Change::Insert(line, text)),
    ]
}

fn apply(lines: &mut Vec<String>, change: &Change) {
    if lines.is_empty() {
        return;
    }
    let count = lines.len();
    match change {
        Change::Remove(line) => drop(lines.remove(line.index(count))),
        Change::Repeat(from, to) => lines.insert(to.index(count), lines[from.index(count)].clone()),
        Change::Swap(one, other) => lines.swap(one.index(count), other.index(count)),
        Change::SetValue(line, value) => {
            let line = &mut lines[line.index(count)];
            if let Some(key) = line.split_once(" = ").map(|(key, _)| key.to_owned()) {
                *line = format!("{key} = {}", value.get(&VALUES));
            }
        }
        Change::Cut(line, at) => {
            let line = &mut lines[line.index(count)];
            let keep = at.index(line.chars().count() + 1);
            *line = line.chars().take(keep).collect();
        }
        Change::Insert(line, text) => lines.insert(line.index(count), text.clone()),
    }
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
    let lines = if bytes.is_empty() || bytes.ends_with(b"\n") { ends.max(1) } else { ends + 1 };
    if let Err(faults) = parse_practice_file("p.toml", bytes) {
        prop_assert!(!faults.is_empty());
        prop_assert!(faults.is_sorted_by_key(|fault| fault.line));
        for fault in &faults {
            prop_assert!(fault.line.is_some_and(|line| (1..=lines).contains(&line)), "{fault} of {lines} lines");
            prop_assert!(!fault.problem.is_empty() && !fault.mend.is_empty(), "{fault}");
            prop_assert!(!fault.to_string().chars().any(char::is_control), "{fault:?}");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text_is_answered(text in "(\\PC|[\\n\\[\\]{}=\"'#.]){0,200}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn a_damaged_file_is_answered(changes in proptest::collection::vec(change(), 1..12)) {
        let mut lines: Vec<String> = FULL.lines().map(str::to_owned).collect();
        for change in &changes {
            apply(&mut lines, change);
        }
        check(lines.join("\n").as_bytes())?;
    }
}
