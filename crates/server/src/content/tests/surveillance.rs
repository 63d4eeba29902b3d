//! Promises to be watched: how many of them the phrases find, and how often they are wrong.
//!
//! The first set was written with the phrases in mind, the second to be unlike them; then phrases were added. The third
//! came after and was only counted. The fourth is another hand's; what it showed to be missing was added in part. Read
//! the third for what to expect of words that nobody had in mind.

use troth_domain::plan::surveillance::Watchword;

use super::super::surveillance::Surveillance;
use super::{Content, folder};

const FILE: &str = include_str!("../../../../../content/en/surveillance.toml");
const NEAR: &str = include_str!("sentences/watched-near.tsv");
const FURTHER: &str = include_str!("sentences/watched-further.tsv");
const LAST: &str = include_str!("sentences/watched-last.tsv");
const OTHER_HAND: &str = include_str!("sentences/watched-other-hand.tsv");

#[derive(Default, Debug)]
struct Count {
    found: u32,
    missed: Vec<&'static str>,
    false_alarms: Vec<&'static str>,
    left_alone: u32,
}

fn share(part: u32, rest: usize) -> f64 {
    f64::from(part) / (f64::from(part) + f64::from(u32::try_from(rest).unwrap()))
}

/// Holds recall, and how many of the harmless ones are left alone, at these floors.
#[track_caller]
fn check(surveillance: &Surveillance, name: &str, sentences: &'static str, recall_min: f64, left_alone_min: f64) {
    let mut count = Count::default();
    for line in sentences.lines().filter(|line| !line.starts_with('#')) {
        let (label, sentence) = line.split_once('\t').unwrap();
        assert!(label == "-" || Watchword::parse(label).is_some(), "{line}");
        match (label, surveillance.watchwords.find(sentence)) {
            ("-", None) => count.left_alone += 1,
            ("-", Some(_)) => count.false_alarms.push(sentence),
            (_, Some(_)) => count.found += 1,
            (_, None) => count.missed.push(sentence),
        }
    }
    let recall = share(count.found, count.missed.len());
    let precision = share(count.found, count.false_alarms.len());
    let left_alone = share(count.left_alone, count.false_alarms.len());
    println!("{name}: recall {recall:.3}, precision {precision:.3}, left alone {left_alone:.3}: {count:?}");
    assert!(recall >= recall_min && left_alone >= left_alone_min);
}

#[test]
fn most_promises_to_be_watched_are_found_and_hardly_any_other() {
    let surveillance = Content::load(None).surveillance.unwrap();
    check(&surveillance, "near", NEAR, 0.95, 0.97);
    check(&surveillance, "further", FURTHER, 0.85, 0.97);
    check(&surveillance, "another hand's", OTHER_HAND, 0.90, 0.97);
    // Words that nobody had in mind are mostly missed; what is no such promise has to be left alone even so.
    check(&surveillance, "last", LAST, 0.15, 0.95);
}

#[test]
fn each_kind_has_a_reason_and_another_promise() {
    let surveillance = Content::load(None).surveillance.unwrap();
    for kind in Watchword::ALL {
        let words = surveillance.words_for(kind).unwrap();
        assert!(!words.reason.is_empty() && surveillance.watchwords.find(&words.instead).is_none(), "{kind:?}");
    }
}

#[test]
fn kinds_that_cannot_be_used_are_named_by_line() {
    for (old, new, said) in [
        (
            "name = \"device\"",
            "name = \"phones\"",
            "\"phones\" is no kind, or is there twice; write each of these once: passwords, ",
        ),
        ("name = \"device\"", "name = \"passwords\"", "\"passwords\" is no kind, or is there twice"),
        ("name = \"device\"", "name = \"phones\"", "nothing is said of the kind device"),
        ("\"phone unlocked\"", "\"... phone\"", "the phrase \"... phone\" cannot be looked for (a phrase begins"),
        (
            "If there is something you may want to know, I",
            "I give you my password and I",
            "the promise under instead is refused itself",
        ),
        ("reason =", "because =", "unknown field `because`"),
    ] {
        assert!(FILE.contains(old), "{old}");
        let content = Content::load(Some(folder(&[("surveillance.toml", &FILE.replacen(old, new, 1))]).path()));
        let found: Vec<String> = content.faults.iter().map(ToString::to_string).collect();
        assert!(found.iter().any(|fault| fault.contains(said)), "{said}\n{found:#?}");
        assert!(content.surveillance.is_some(), "ours serves meanwhile");
    }
}
