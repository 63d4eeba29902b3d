use troth_domain::message::{AccountEvent, PersonKind, PersonLinkPurpose, PersonMessage};
use troth_domain::people::PersonId;

use super::*;

const ANA: PersonId = PersonId([3; 16]);
const KINDS: [PersonKind; 8] = [
    PersonKind::Verify { generation: 2 },
    PersonKind::Reset { generation: 2 },
    PersonKind::Test,
    PersonKind::SomethingNew,
    PersonKind::Due,
    PersonKind::Account(AccountEvent::NewPassphrase),
    PersonKind::Account(AccountEvent::NewPasskey),
    PersonKind::Account(AccountEvent::RecoveryCodeUsed),
];

fn message(kind: PersonKind) -> PersonMessage {
    PersonMessage::new(MessageId([0xa5; 16]), ANA, kind, at(samples::NOW))
}

fn letter(kind: PersonKind) -> Letter {
    let (practice, words, links) = (samples::practice(), Words::english().unwrap(), links());
    let (sender, person_links) = (sender(), person_links());
    let composer =
        Composer { practice: &practice, words: &words, sender: &sender, links: &links, person_links: &person_links };
    composer.compose_person(&message(kind), &address("ana@example.org"), at(samples::NOW)).unwrap()
}

/// As its reader gets it, with the code of the link left out.
fn shown(kind: PersonKind) -> String {
    let text = String::from_utf8(letter(kind).bytes).unwrap().replace("\r\n", "\n");
    match token(&text) {
        Some(token) => text.replace(&token, "TOKEN"),
        None => text,
    }
}

fn token(text: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with("https://"))?;
    let (_, token) = line.rsplit_once('/')?;
    (token != "home").then(|| token.to_owned())
}

#[test]
fn nothing_to_a_person_tells_what_it_is_about_or_who_they_are() {
    for kind in KINDS {
        let text = shown(kind);
        assert!(text.contains("\nSubject: A message for you\n"), "{text}");
        assert!(text.contains("\nHello,\n"), "{text}");
        let without_address = text.replace("To: ana@example.org", "").to_lowercase();
        for word in TELLING.into_iter().chain(["ana", "wrote", "shared", "exercise", "801-555"]) {
            assert!(!without_address.contains(word), "{word} in {text}");
        }
        for line in text.lines() {
            assert!(line.len() <= 78 && line.is_ascii() && !line.contains('!'), "{line}");
        }
    }
}

#[test]
fn that_something_is_new_is_all_it_says() {
    let expected = "\
Subject: A message for you

Hello,

There is something new for you:

https://appointments.example/home

This message was sent automatically.
";
    assert_eq!(body(&shown(PersonKind::SomethingNew)).trim_end(), expected.trim_end());
}

#[test]
fn a_link_is_made_when_it_is_sent_and_is_good_from_then_on() {
    for (kind, purpose, page) in
        [(KINDS[0], PersonLinkPurpose::Verify, "/verify-address/"), (KINDS[1], PersonLinkPurpose::Reset, "/reset/")]
    {
        let text = String::from_utf8(letter(kind).bytes).unwrap();
        assert!(text.contains(page), "{text}");
        let now = at(samples::NOW);
        let link = person_links().open(&token(&text).unwrap(), purpose, now).unwrap();
        assert_eq!((link.person, link.generation), (ANA, 2));
        assert!(person_links().was_sent_to(&link, &address("ana@example.org")));
        assert!(link.expires_at.duration_since(now).as_secs() > purpose.hours() * 3600 - 2);
    }
    // What the words say of it.
    assert!(shown(KINDS[0]).contains("works for one day") && PersonLinkPurpose::Verify.hours() == 24);
    assert!(shown(KINDS[1]).contains("works for one hour") && PersonLinkPurpose::Reset.hours() == 1);
}

#[test]
fn the_same_message_to_a_person_keeps_its_identity() {
    for kind in KINDS {
        assert_eq!(letter(kind).name, "a5".repeat(16));
        assert!(shown(kind).contains(&format!("Message-ID: {}", samples::identity(MessageId([0xa5; 16])))));
    }
}
