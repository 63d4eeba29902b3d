//! Phrases of promises to be watched. How many such promises the phrases of a language find is measured where they are
//! read.

use proptest::prelude::*;
use troth_domain::phrases::InvalidPhrase;
use troth_domain::plan::surveillance::{Fault, FaultKind, Watchword, Watchwords};

use crate::people::cases;

const PHRASES: &str = "device: check|search ... my phone\nlocation: share ... location\nlocation except: room";

fn phrases() -> Watchwords {
    Watchwords::parse(PHRASES).unwrap()
}

#[test]
fn a_file_with_errors_names_each_line() {
    let text = "passwords: give ... password\nkeys: give\n# fine\n\ndevice\ndevice: ... phone\ndevice: a|| b\nlocation except: ";
    let faults = Watchwords::parse(text).unwrap_err();
    let found: Vec<_> = faults.iter().map(|fault| (fault.line, fault.what)).collect();
    let expected = [
        (2, FaultKind::Kind),
        (5, FaultKind::Form),
        (6, FaultKind::Gap),
        (7, FaultKind::Phrase(InvalidPhrase::Piece)),
        (8, FaultKind::Form),
    ];
    assert_eq!(found, expected);
    let told = Fault { line: 2, what: FaultKind::Kind }.to_string();
    assert_eq!(told, "line 2: the kind is passwords, device, location, messages or watching");
    let long = "device: phone\n".repeat(1_002);
    assert_eq!(Watchwords::parse(&long).unwrap_err(), [Fault { line: 1_001, what: FaultKind::TooLong }]);
}

#[test]
fn accents_capitals_and_apostrophes_make_no_difference_and_an_exception_holds_in_its_clause() {
    let words = Watchwords::parse("location: ubicacion\npasswords: ill share ... pin\npasswords except: bank").unwrap();
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
