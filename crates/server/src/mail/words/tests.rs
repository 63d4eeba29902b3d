use super::*;

const SLOTS: [Slot; 11] = [
    Slot::Greeting,
    Slot::Name,
    Slot::Date,
    Slot::Time,
    Slot::Zone,
    Slot::How,
    Slot::Reference,
    Slot::ManageUrl,
    Slot::BookUrl,
    Slot::PracticePhone,
    Slot::Offering,
];

/// What loading says about the built-in words with `from` replaced by `to`.
fn fault(from: &str, to: &str) -> String {
    assert!(ENGLISH.contains(from), "the built-in words have {from}");
    Words::load(&ENGLISH.replace(from, to)).expect_err("a fault").to_string()
}

#[test]
fn the_built_in_words_are_whole() {
    Words::english().unwrap();
}

#[test]
fn every_kind_needs_its_placeholders_and_takes_no_other() {
    let sections = ENGLISH.split("\n[").filter(|section| section.contains("body = "));
    let mut tried = 0;
    for section in sections {
        for slot in SLOTS {
            let place = format!("{{{}}}", slot.name());
            let optional = matches!(slot, Slot::Greeting | Slot::BookUrl)
                || slot == Slot::Reference && !section.starts_with("notice");
            if !section.contains(&place) || optional {
                continue;
            }
            let gone = Words::load(&ENGLISH.replace(section, &section.replace(&place, "")));
            assert!(matches!(gone, Err(WordsFault::Missing { .. })), "{place} in {section}");
            let other = Words::load(&ENGLISH.replace(section, &section.replace(&place, "{other}")));
            assert!(matches!(other, Err(WordsFault::Unknown { .. })), "{place} in {section}");
            tried += 1;
        }
    }
    assert!(tried >= 8 * 4, "{tried}");
}

#[test]
fn faults_say_where_and_how_to_mend() {
    let subject = "subject = \"Your appointment\"";
    assert_eq!(
        fault(subject, "subject = \"Your {offering}\""),
        "content/en/messages.toml: confirmation.subject: {offering} cannot be filled in here; take it out or \
         correct its name"
    );
    assert_eq!(
        fault("Hello {name},", "Hello you,"),
        "content/en/messages.toml: greeting.named: {name} is missing; put it where it belongs"
    );
    assert!(fault("Hello,", "Hello}").contains("greeting.plain: a brace"));
    assert!(fault("Hello,", "Hello {").contains("greeting.plain: a brace"));
    assert!(fault(subject, "subject = \"Your\\r\\nBcc: x@example.org\"").contains("confirmation.subject: a line"));
    assert!(fault("Your appointment is soon.", &"soon ".repeat(20)).contains("reminder.body: a line"));
    assert!(fault("[reminder]", "[remainder]").contains("remainder"));
}
