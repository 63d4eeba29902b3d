use jiff::ToSpan as _;
use troth_domain::booking::Actor;
use troth_domain::people::{ClientZone, PersonName, PhoneNumber};

use super::*;
use crate::mail::tests::samples::{self, address, at, slug};

mod person;
mod texts;

const CLIENT_KINDS: [Kind; 4] = [Kind::Confirmation, Kind::Change, Kind::Cancellation, Kind::Reminder];
const STAFF_KINDS: [Kind; 3] = [Kind::NoticeBooked, Kind::NoticeMoved, Kind::NoticeCancelled];

fn links() -> Links {
    Links::new("https://appointments.example", [7; 32])
}

fn person_links() -> PersonLinks {
    PersonLinks::new("https://appointments.example", [9; 32])
}

fn sender() -> Sender {
    Sender::new("Appointments", &address("appointments@example.org")).unwrap()
}

fn compose_from(sender: &Sender, message: &Message, found: &ClientBooking) -> Result<Letter, ComposeError> {
    let (practice, words, links) = (samples::practice(), Words::english().unwrap(), links());
    let person_links = person_links();
    let composer = Composer { practice: &practice, words: &words, sender, links: &links, person_links: &person_links };
    composer.compose(message, found, at(samples::NOW))
}

fn compose(kind: Kind, recipient: Recipient, found: &ClientBooking) -> String {
    let letter = compose_from(&sender(), &samples::message(kind, recipient), found).unwrap();
    String::from_utf8(letter.bytes).unwrap()
}

/// As its reader gets it, with the code of the link left out.
fn shown(kind: Kind, recipient: Recipient, found: &ClientBooking) -> String {
    let token = links().token(found.booking.id, found.booking.link_generation);
    compose(kind, recipient, found).replace("\r\n", "\n").replace(&token, "TOKEN")
}

fn cancelled() -> ClientBooking {
    let mut found = samples::client_booking();
    found.booking.state = State::Cancelled { at: at(samples::NOW), by: Actor::Client };
    found
}

/// From the subject on, without the headers between it and the text.
fn body(shown: &str) -> String {
    let subject = shown.lines().find(|line| line.starts_with("Subject: ")).unwrap();
    let (_, text) = shown.split_once("\n\n").unwrap();
    format!("{subject}\n\n{text}")
}

#[test]
fn who_calls_whom_and_how_else_they_meet() {
    let check = |offering: &str, contact: Contact, expected: &str| {
        let mut found = samples::client_booking();
        found.booking.slot.offering = slug(offering);
        found.client.contact = contact;
        let text = shown(Kind::Confirmation, Recipient::Client, &found);
        let how = text.lines().find_map(|line| line.strip_prefix("How:       ")).unwrap();
        assert_eq!(how, expected);
    };
    let email = || Contact::Email(address("ana@example.org"));
    let both = || Contact::Both(address("ana@example.org"), PhoneNumber::new("801-555-0134").unwrap());
    check("phone-consult", both(), "We call you at the number you gave.");
    check("phone-consult", email(), "Please call us at 801-555-0100.");
    check("couple-session", email(), "In person. The page below has the address.");
    check("video-session", both(), "By video. We send you the link before it begins.");
    check("no-longer-there", both(), "The page below says how.");
}

#[test]
fn only_a_name_that_is_safe_is_used() {
    let mut found = samples::client_booking();
    assert!(!shown(Kind::Confirmation, Recipient::Client, &found).contains("Ana"));
    found.client.safe_contact.name_to_use = Some(PersonName::new("J").unwrap());
    assert!(shown(Kind::Confirmation, Recipient::Client, &found).contains("\nHello J,\n"));
    found.client.safe_contact.name_to_use = Some(PersonName::new("{manage_url} Zoë").unwrap());
    let text = shown(Kind::Confirmation, Recipient::Client, &found);
    assert!(text.contains("Content-Transfer-Encoding: quoted-printable"), "{text}");
    assert!(text.contains("\nHello {manage_url} Zo=C3=AB,\n"), "{text}");
}

#[test]
fn times_are_in_the_zone_of_whoever_reads() {
    let mut found = samples::client_booking();
    found.client.time_zone = ClientZone::new("Asia/Kathmandu").unwrap();
    let text = shown(Kind::Confirmation, Recipient::Client, &found);
    assert!(text.contains("Saturday, October 31, 2026\n           2:15 AM to 2:30 AM, Kathmandu Time"), "{text}");
}

#[test]
fn a_notice_of_a_time_given_up_keeps_that_time() {
    let mut message = samples::message(Kind::NoticeCancelled, Recipient::Therapist(slug("vega")));
    message.session_start = at(samples::START) - 24.hours();
    let letter = compose_from(&sender(), &message, &samples::client_booking()).unwrap();
    let text = String::from_utf8(letter.bytes).unwrap().replace("\r\n", "\n");
    assert!(text.contains("Thursday, October 29, 2026\n           4:30 PM to 4:45 PM, Eastern Time"), "{text}");
}

/// Words that would tell whoever looks over a shoulder what the message is about.
const TELLING: [&str; 22] = [
    "therap",
    "couple",
    "counsel",
    "clinic",
    "session",
    "consult",
    "marriage",
    "partner",
    "relationship",
    "affair",
    "trust",
    "troth",
    "mental",
    "psych",
    "heal",
    "safe",
    "orem",
    "center street",
    "vega",
    "alma",
    "quillfeather",
    "practice",
];

#[test]
fn nothing_to_a_client_tells_what_it_is_about() {
    for kind in CLIENT_KINDS {
        for offering in ["phone-consult", "couple-session", "video-session", "no-longer-there"] {
            let mut found = samples::client_booking();
            found.booking.slot.offering = slug(offering);
            found.client.invitation = true;
            let text = shown(kind, Recipient::Client, &found).to_lowercase();
            for word in TELLING {
                assert!(!text.contains(word), "{word} in {text}");
            }
        }
    }
}

#[test]
fn nothing_to_staff_tells_who_the_client_is() {
    for kind in STAFF_KINDS {
        for recipient in [Recipient::Practice, Recipient::Therapist(slug("vega"))] {
            let mut found = samples::client_booking();
            found.client.safe_contact.name_to_use = Some(PersonName::new("Birdie").unwrap());
            let text = compose(kind, recipient, &found);
            for private in ["Ana", "Quillfeather", "Birdie", "ana@example.org", "0134", "/manage/"] {
                assert!(!text.contains(private), "{private} in {text}");
            }
        }
    }
}

#[test]
fn lines_are_short_and_plain() {
    for kind in CLIENT_KINDS.into_iter().chain(STAFF_KINDS) {
        let mut found = samples::client_booking();
        found.client.time_zone = ClientZone::new("America/Argentina/ComodRivadavia").unwrap();
        let recipient = if CLIENT_KINDS.contains(&kind) { Recipient::Client } else { Recipient::Practice };
        for line in shown(kind, recipient, &found).lines() {
            assert!(line.len() <= 78 && line.is_ascii(), "{line}");
            assert!(!line.contains('!'), "{line}");
        }
    }
}

#[test]
fn the_same_message_keeps_its_identity() {
    let message = samples::message(Kind::Confirmation, Recipient::Client);
    let found = samples::client_booking();
    let letter = compose_from(&sender(), &message, &found).unwrap();
    assert_eq!(letter.name, "a5".repeat(16));
    let again = compose_from(&sender(), &message, &found).unwrap();
    assert_eq!(letter.bytes, again.bytes);
}

#[test]
fn whoever_may_not_be_mailed_gets_nothing() {
    let check = |recipient: Recipient, change: &dyn Fn(&mut ClientBooking), expected: ComposeError| {
        let mut found = samples::client_booking();
        change(&mut found);
        let message = samples::message(Kind::Reminder, recipient);
        assert_eq!(compose_from(&sender(), &message, &found).unwrap_err(), expected);
    };
    check(Recipient::Client, &|found| found.client.safe_contact.email = false, ComposeError::NoAddress);
    let phone = || Contact::Phone(PhoneNumber::new("801-555-0134").unwrap());
    check(Recipient::Client, &|found| found.client.contact = phone(), ComposeError::NoAddress);
    check(Recipient::Therapist(slug("gone")), &|_| (), ComposeError::NoAddress);
}

#[test]
fn an_address_outside_ascii_is_carried_or_dropped() {
    let to = |text: &str| {
        let mut found = samples::client_booking();
        found.client.contact = Contact::Email(address(text));
        let message = samples::message(Kind::Confirmation, Recipient::Client);
        compose_from(&sender(), &message, &found).map(|letter| letter.envelope.to()[0].to_string())
    };
    assert_eq!(to("ana@büro.example").unwrap(), "ana@xn--bro-hoa.example");
    assert_eq!(to("zoë@example.org").unwrap(), "zoë@example.org");
}

#[test]
fn nothing_can_be_added_to_the_headers() {
    for name in ["Appointments\r\nBcc: eve@example.org", "A\nB", "A\0B"] {
        assert_eq!(Sender::new(name, &address("appointments@example.org")).unwrap_err(), SenderFault::Name);
    }
    for name in ["\"A\" <eve@example.org>,", "A, B; C", "=?utf-8?q?x?=", "Zoë \u{2028} Bcc: eve@example.org", ""] {
        let sender = Sender::new(name, &address("appointments@example.org")).unwrap();
        let message = samples::message(Kind::Confirmation, Recipient::Client);
        let letter = compose_from(&sender, &message, &samples::client_booking()).unwrap();
        assert_eq!(letter.envelope.to().len(), 1);
        assert_eq!(letter.envelope.from().unwrap().to_string(), "appointments@example.org");
        let text = String::from_utf8(letter.bytes).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        let names = headers.split("\r\n").filter(|line| !line.starts_with(' '));
        let names: Vec<&str> = names.map(|line| line.split_once(':').unwrap().0).collect();
        let expected = [
            "Message-ID",
            "Date",
            "From",
            "Auto-Submitted",
            "MIME-Version",
            "To",
            "Subject",
            "Content-Type",
            "Content-Transfer-Encoding",
        ];
        assert_eq!(names, expected);
    }
}
