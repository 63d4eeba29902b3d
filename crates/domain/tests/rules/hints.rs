//! Phrases and hints: whatever somebody writes, nothing breaks and every place is a place in their text.

use proptest::prelude::*;
use troth_domain::hints::{HintRule, hints};
use troth_domain::limits;
use troth_domain::phrases::{InvalidPhrase, Phrase, Words};
use troth_domain::practice::Slug;

#[track_caller]
fn check(phrase: &str, text: &str, found: &[&str]) {
    let phrase = Phrase::new(phrase).unwrap();
    let places: Vec<&str> = phrase.find_all(&Words::of(text)).into_iter().map(|at| &text[at]).collect();
    assert_eq!(places, found, "{phrase:?} in {text:?}");
}

#[test]
fn a_phrase_is_found_however_it_is_written() {
    check("i'm sorry", "I'M SORRY. I’m  sorry, i'm—sorry", &["I'M SORRY", "I’m  sorry", "i'm—sorry"]);
    check("sorry|apolog*", "An apology: sorry.", &["apology", "sorry"]);
    check("if ?you felt", "if felt, if you felt, if we felt", &["if felt", "if you felt"]);
    check("sorry ... but", "sorry a b c d but", &["sorry a b c d but"]);
    check("sorry ... but", "sorry a b c d e but", &[]);
    check("sorry ... but", "Sorry. But no", &[]);
    check("^ but you", "But you know, but you", &["But you"]);
    check("forgive me $", "forgive me now, forgive me", &["forgive me"]);
    check("but", "butter, rebut, but", &["but"]);
    check("but you", "but\u{200f} you 💔, bu\u{ad}t\u{feff} you", &["but\u{200f} you", "bu\u{ad}t\u{feff} you"]);
    check("café", "CAFÉ", &["CAFÉ"]);
    check("אבל", "סליחה, אבל זה היה", &["אבל"]);
    check("you", "'you' \"you\" (you) you'", &["you", "you", "you", "you"]);
}

#[test]
fn what_is_no_phrase_is_refused() {
    for (text, why) in [
        ("", InvalidPhrase::Nothing),
        ("... ^ $", InvalidPhrase::Nothing),
        ("?you ...", InvalidPhrase::Nothing),
        ("a ... b ... c ... d ... e", InvalidPhrase::Gaps),
        ("a,b", InvalidPhrase::Piece),
        ("you||me", InvalidPhrase::Piece),
        ("*", InvalidPhrase::Piece),
        ("well-known", InvalidPhrase::Piece),
        ("a a a a a a a a a a a a a", InvalidPhrase::TooLong),
    ] {
        assert_eq!(Phrase::new(text), Err(why), "{text:?}");
    }
}

fn rule(phrases: &[&str], unless: &[&str]) -> HintRule {
    let read = |texts: &[&str]| texts.iter().map(|text| Phrase::new(text).unwrap()).collect();
    HintRule { name: Slug::new("rule").unwrap(), phrases: read(phrases), unless: read(unless) }
}

#[test]
fn places_of_one_rule_are_joined_and_what_is_meant_otherwise_is_left() {
    let rules = [rule(&["i'm sorry if", "sorry if you", "but you"], &["were right"])];
    let text = "I'm sorry if you felt it. But you were right. But you left.";
    let found: Vec<&str> = hints(&rules, text).into_iter().map(|hint| &text[hint.at]).collect();
    assert_eq!(found, ["I'm sorry if you", "But you"]);
    assert_eq!(hints(&rules, &"But you. ".repeat(100)).len(), limits::HINTS_MAX);
    assert_eq!(hints(&[], text), []);
}

proptest! {
    #[test]
    fn any_text_and_any_phrase_are_taken(
        text in "(\\PC|[ \n.'’“”،؟\u{200f}\u{202e}\u{301}]|sorry |but |if |you |💔|שלום |İ){0,80}",
        phrases in prop::collection::vec("(\\PC|sorry|but|\\.\\.\\.|\\^|\\$|\\?|\\||\\*| ){0,12}", 0..6),
    ) {
        let phrases: Vec<Phrase> = phrases.iter().filter_map(|phrase| Phrase::new(phrase).ok()).chain([
            Phrase::new("sorry|but ?you ... if|you").unwrap(),
            Phrase::new("^ sorry").unwrap(),
        ]).collect();
        let rule = HintRule { name: Slug::new("any").unwrap(), phrases: phrases.clone(), unless: phrases.into_iter().take(1).collect() };
        let mut last = 0;
        for hint in hints(&[rule], &text) {
            prop_assert!(hint.at.start < hint.at.end && text.get(hint.at.clone()).is_some(), "between characters");
            prop_assert!(hint.at.start >= last, "in order, and none over another");
            last = hint.at.end;
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn a_text_as_long_as_it_may_be_is_read_in_one_go(word in "(sorry |but |you |\\PC){1,8}") {
        let text: String = word.chars().cycle().take(limits::WRITING_CHARACTERS_MAX).collect();
        let rules = [rule(&["sorry ... but ... you", "but ?you ... sorry"], &["never"])];
        prop_assert!(hints(&rules, &text).len() <= limits::HINTS_MAX);
    }
}
