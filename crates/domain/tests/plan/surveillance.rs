//! Promises to be watched: how many of them the phrases find, and how often they are wrong.
//!
//! All were written by one hand. `sentences.txt` was written with the phrases in mind, and `further.txt` to be unlike them;
//! then phrases were added. `last.txt` came after all of them and is only counted: it says how the phrases do on words that
//! nobody had in mind.

use proptest::prelude::*;
use troth_domain::plan::surveillance::{Fault, FaultKind, Watchword, Watchwords};

use crate::people::cases;

const PHRASES: &str = include_str!("surveillance/en.txt");
const SENTENCES: &str = include_str!("surveillance/sentences.txt");
const FURTHER: &str = include_str!("surveillance/further.txt");
const LAST: &str = include_str!("surveillance/last.txt");

fn phrases() -> Watchwords {
    Watchwords::parse(PHRASES).unwrap()
}

#[derive(Default, Debug)]
struct Count {
    found: u32,
    missed: u32,
    false_alarms: u32,
    left_alone: u32,
}

impl Count {
    fn recall(&self) -> f64 {
        f64::from(self.found) / f64::from(self.found + self.missed)
    }

    fn precision(&self) -> f64 {
        f64::from(self.found) / f64::from(self.found + self.false_alarms)
    }
}

fn count(name: &str, sentences: &str) -> Count {
    let mut count = Count::default();
    for line in sentences.lines().filter(|line| !line.starts_with('#')) {
        let (label, sentence) = line.split_once('\t').unwrap();
        assert!(label == "-" || Watchword::parse(label).is_some(), "{line}");
        match (label, phrases().find(sentence)) {
            ("-", None) => count.left_alone += 1,
            ("-", Some(kind)) => {
                count.false_alarms += 1;
                println!("a false alarm ({kind:?}): {sentence}");
            }
            (_, Some(_)) => count.found += 1,
            (_, None) => {
                count.missed += 1;
                println!("missed: {sentence}");
            }
        }
    }
    println!("{name}: {count:?}, recall {:.3}, precision {:.3}", count.recall(), count.precision());
    count
}

#[test]
fn most_promises_to_be_watched_are_found_and_hardly_any_other() {
    let near = count("near", SENTENCES);
    assert!(near.recall() >= 0.95 && near.precision() >= 0.95);
    let further = count("further", FURTHER);
    assert!(further.recall() >= 0.8 && further.precision() >= 0.9);
    let last = count("last", LAST);
    let alarms = f64::from(last.false_alarms) / f64::from(last.false_alarms + last.left_alone);
    // Words that nobody had in mind are mostly missed; what is no such promise has to be left alone even so.
    assert!(last.recall() >= 0.15 && alarms <= 0.05, "{alarms}");
}

#[test]
fn a_file_with_errors_names_each_line() {
    let text =
        "passwords: give .. password\nkeys: give\n# fine\n\ndevice\ndevice: .. phone\ndevice: a|| b\nlocation except: ";
    let faults = Watchwords::parse(text).unwrap_err();
    let found: Vec<_> = faults.iter().map(|fault| (fault.line, fault.what)).collect();
    let expected =
        [(2, FaultKind::Kind), (5, FaultKind::Form), (6, FaultKind::Gap), (7, FaultKind::Form), (8, FaultKind::Form)];
    assert_eq!(found, expected);
    let told = Fault { line: 2, what: FaultKind::Kind }.to_string();
    assert_eq!(told, "line 2: the kind is passwords, device, location, messages or watching");
    let long = "device: phone\n".repeat(1_002);
    assert_eq!(Watchwords::parse(&long).unwrap_err(), [Fault { line: 1_001, what: FaultKind::TooLong }]);
}

#[test]
fn accents_capitals_and_apostrophes_make_no_difference_and_an_exception_holds_in_its_clause() {
    let words = Watchwords::parse("location: ubicacion\npasswords: ill share .. pin\npasswords except: bank").unwrap();
    assert_eq!(words.find("Compartiré mi UBICACIÓN"), Some(Watchword::Location));
    assert_eq!(words.find("I\u{2019}ll share the PIN"), Some(Watchword::Passwords));
    assert_eq!(words.find("I'll share the bank PIN"), None);
    assert_eq!(words.find("I'll share the PIN, and go to the bank"), Some(Watchword::Passwords));
    assert_eq!(words.find("I'll share what one two three four five pin"), None, "a gap has at most four words");
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_file_and_any_text_are_read(file in "(passwords|device|[a-z ]{0,8})(:|)( ?[a-z|*.]{0,9}){0,6}", text in "\\PC{0,120}") {
        if let Ok(words) = Watchwords::parse(&file) {
            let _ = words.find(&text);
        }
        let _ = Watchwords::parse(&text);
        let _ = phrases().find(&text);
    }
}
