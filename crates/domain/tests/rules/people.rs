//! Personal values: what is taken, what is refused, and that none of them prints.

use proptest::prelude::*;
use troth_domain::limits::{EMAIL_CHARACTERS_MAX, NAME_CHARACTERS_MAX, PHONE_CHARACTERS_MAX, REASON_CHARACTERS_MAX};
use troth_domain::people::{ClientZone, Contact, EmailAddress, InvalidPersonal, PersonName, PhoneNumber, Reason};
use troth_domain::practice::Slug;

use crate::world::cases;

/// Any text, with plenty of what makes trouble in headers, logs and pages.
fn any_text() -> impl Strategy<Value = String> {
    let trouble = prop::sample::select(vec![
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\t",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "Bcc: x@example.org",
        "@",
        ".",
        "..",
        "-",
        "+",
        "x",
        "<",
        ">",
        "\"",
        ",",
        ";",
        " ",
        "é",
        "名",
        "\u{1f600}",
        "555",
    ]);
    let piece = prop_oneof![trouble.prop_map(str::to_owned), any::<String>(), "[a-z0-9@.+x-]{0,12}"];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Nothing that could break a line, a header or the direction of a text.
fn is_harmless(text: &str, characters_max: usize) -> bool {
    let odd =
        |character: char| character.is_control() || "\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}".contains(character);
    !text.is_empty() && text == text.trim() && text.chars().count() <= characters_max && !text.chars().any(odd)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn whatever_is_typed_is_refused_or_harmless(text in any_text()) {
        if let Ok(name) = PersonName::new(&text) {
            prop_assert!(is_harmless(name.reveal(), NAME_CHARACTERS_MAX));
        }
        if let Ok(email) = EmailAddress::new(&text) {
            prop_assert!(is_harmless(email.reveal(), EMAIL_CHARACTERS_MAX));
            prop_assert_eq!(email.reveal().matches('@').count(), 1);
            prop_assert!(!email.reveal().contains([' ', ',', ';', ':', '<', '>', '"', '\\']), "one address, no header");
        }
        if let Ok(phone) = PhoneNumber::new(&text) {
            prop_assert!(is_harmless(phone.reveal(), PHONE_CHARACTERS_MAX) && phone.reveal().is_ascii());
        }
        if let Ok(reason) = Reason::new(&text) {
            prop_assert!(is_harmless(reason.reveal(), REASON_CHARACTERS_MAX));
        }
        if let Ok(slug) = Slug::new(&text) {
            prop_assert!(slug.as_str().len() <= 64 && !slug.as_str().contains(['/', '.', '%']));
        }
        let _ = ClientZone::new(&text);
    }

    #[test]
    fn what_was_taken_once_is_taken_again_unchanged(text in any_text()) {
        if let Ok(name) = PersonName::new(&text) {
            prop_assert_eq!(PersonName::new(name.reveal()), Ok(name));
        }
        if let Ok(email) = EmailAddress::new(&text) {
            prop_assert_eq!(EmailAddress::new(email.reveal()), Ok(email));
        }
        if let Ok(reason) = Reason::new(&text) {
            prop_assert_eq!(Reason::new(reason.reveal()), Ok(reason));
        }
    }

    #[test]
    fn no_personal_value_prints(text in "[A-Za-z]{9,20}") {
        let contact = Contact::new(
            EmailAddress::new(&format!("{text}@example.org")).ok(),
            PhoneNumber::new("801 555 0134").ok(),
        );
        let all = format!("{:?} {:?} {:?}", PersonName::new(&text), Reason::new(&text), contact);
        prop_assert!(!all.contains(&text) && !all.contains("0134"), "{all}");
    }
}

#[test]
fn names_of_all_kinds_are_names() {
    for name in ["Ana", "Þórdís O’Brien-名", "X Æ A-12", "عمر", "e\u{301}"] {
        assert!(PersonName::new(name).is_ok(), "{name}");
    }
    let check = |name: &str, expected: InvalidPersonal| assert_eq!(PersonName::new(name), Err(expected), "{name:?}");
    check("", InvalidPersonal::Empty);
    check(" \u{a0}\t\n", InvalidPersonal::Empty);
    check(&"é".repeat(NAME_CHARACTERS_MAX + 1), InvalidPersonal::TooLong(NAME_CHARACTERS_MAX));
    check("Ana\r\nBcc: x@example.org", InvalidPersonal::Character);
    check("Ana\u{202e}gpj.exe", InvalidPersonal::Character);
    check("\u{200b}", InvalidPersonal::Character);
    assert!(PersonName::new("علی\u{200c}رضا").is_ok(), "a joiner is part of a name");
    assert!(PersonName::new(&"é".repeat(NAME_CHARACTERS_MAX)).is_ok());
}

#[test]
fn addresses_are_one_address() {
    let local = "a".repeat(64);
    for good in
        ["ana@example.org", "ana.b+c_d@mail.example.co.uk", "élodie@exämple.org", &format!("{local}@example.org")]
    {
        assert!(EmailAddress::new(good).is_ok(), "{good}");
    }
    let long_label = format!("ana@{}.org", "a".repeat(64));
    let long_local = format!("{local}a@example.org");
    for bad in [
        "ana",
        "@example.org",
        "ana@",
        "ana@example",
        "ana@@example.org",
        "ana@b@example.org",
        ".ana@example.org",
        "ana.@example.org",
        "a..b@example.org",
        "ana@-example.org",
        "ana@example-.org",
        "ana@example..org",
        "ana@.example.org",
        "ana@example.org.",
        "ana@exam_ple.org",
        "ana b@example.org",
        "ana@example.org,bo@example.org",
        "Ana <ana@example.org>",
        "ana@example.org\nBcc: bo@example.org",
        "ana@[127.0.0.1]",
        "ana@exa\u{ad}mple.org",
        &long_label,
        &long_local,
    ] {
        assert!(EmailAddress::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn numbers_have_seven_to_fifteen_digits() {
    for good in ["5550134", "+1 (801) 555-0134", "801.555.0134", "+441632960961", "801/555 0134 x12"] {
        assert!(PhoneNumber::new(good).is_ok(), "{good}");
    }
    for bad in [
        "555013",
        "1234567890123456",
        "call me",
        "801-555-0134 x1 x2",
        "801+5550134",
        "x5550134",
        "８０１５５５０１３４",
    ] {
        assert!(PhoneNumber::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_reason_becomes_one_line() {
    assert_eq!(Reason::new(" a\r\n\n\tb \n c ").unwrap().reveal(), "a b c");
    assert_eq!(Reason::new(" \n "), Err(InvalidPersonal::Empty));
}

#[test]
fn a_zone_is_a_name_that_exists() {
    assert_eq!(ClientZone::new("America/Denver").unwrap().name(), "America/Denver");
    for wrong in ["", "Mars/Olympus", "+02:00", "EST5EDT4,M3.2.0,M11.1.0", "../../etc/passwd", "America/Denver\0"] {
        assert!(ClientZone::new(wrong).is_none(), "{wrong:?}");
    }
}
