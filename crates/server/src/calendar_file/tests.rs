use proptest::prelude::*;
use troth_domain::booking::Actor;

use super::*;
use crate::mail::tests::samples;

const STAMP: &str = "2026-10-28T15:04:05Z";

fn stamp() -> Timestamp {
    STAMP.parse().unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::new(text).unwrap()
}

fn cancelled() -> Booking {
    let mut booking = samples::booking();
    booking.state = State::Cancelled { at: stamp(), by: Actor::Client };
    booking.sequence += 1;
    booking
}

/// What a strict reader makes of a file: its lines unfolded. Panics at anything that RFC 5545 forbids.
fn read(file: &str) -> Vec<(String, String)> {
    assert!(file.ends_with("\r\n"), "ends with a line end");
    let mut lines: Vec<String> = Vec::new();
    for line in file.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "bare line end: {line:?}");
        match line.strip_prefix(' ') {
            Some(rest) => lines.last_mut().expect("no fold before the first line").push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    let split = |line: &String| {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no value: {line}"));
        (name.to_owned(), value.to_owned())
    };
    lines.iter().map(split).collect()
}

fn value<'a>(file: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = file.iter().filter(|(named, _)| named.split(';').next() == Some(name));
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} stands once");
    value
}

#[test]
fn files_are_byte_for_byte_those_that_another_reader_checked() {
    // scripts/oracle/calendar_check.py reads them with another program.
    let from = address("appointments@example.org");
    let to = address("zoë.with-a-rather-long-name-that-has-to-be-folded@some-long-domain.example.org");
    let parties = Parties { organizer: &from, attendee: &to };
    let check = |name: &str, booking: &Booking, purpose: Purpose<'_>, expected: &str| {
        assert_eq!(calendar_file(booking, &purpose, stamp()), expected, "{name}");
    };
    let confirmed = samples::booking();
    check("download", &confirmed, Purpose::Download, include_str!("../../tests/calendar/download.ics"));
    let invitation = Purpose::Invitation(parties);
    check("invitation", &confirmed, invitation, include_str!("../../tests/calendar/invitation.ics"));
    let withdrawal = Purpose::Withdrawal(parties);
    check("withdrawal", &cancelled(), withdrawal, include_str!("../../tests/calendar/withdrawal.ics"));
}

#[test]
fn an_invitation_names_the_one_who_asked_and_the_neutral_sender() {
    let (from, to) = (address("appointments@example.org"), address("o'hara+b%c@example.org"));
    let purpose = Purpose::Invitation(Parties { organizer: &from, attendee: &to });
    let file = read(&calendar_file(&samples::booking(), &purpose, stamp()));
    assert_eq!(value(&file, "METHOD"), Some("REQUEST"));
    assert_eq!(value(&file, "ORGANIZER"), Some("mailto:appointments@example.org"));
    assert_eq!(value(&file, "ATTENDEE"), Some("mailto:o'hara+b%25c@example.org"));
    assert_eq!(value(&file, "STATUS"), Some("CONFIRMED"));
    assert_eq!(purpose.content_type(), "text/calendar; charset=utf-8; method=REQUEST");
}

#[test]
fn a_withdrawal_takes_out_the_same_event_with_a_higher_sequence() {
    let (from, to) = (address("appointments@example.org"), address("ana@example.org"));
    let parties = Parties { organizer: &from, attendee: &to };
    let before = read(&calendar_file(&samples::booking(), &Purpose::Invitation(parties), stamp()));
    let after = read(&calendar_file(&cancelled(), &Purpose::Withdrawal(parties), stamp()));
    assert_eq!(value(&before, "UID"), value(&after, "UID"));
    assert_eq!((value(&before, "SEQUENCE"), value(&after, "SEQUENCE")), (Some("0"), Some("1")));
    assert_eq!((value(&after, "METHOD"), value(&after, "STATUS")), (Some("CANCEL"), Some("CANCELLED")));
    assert_eq!(value(&after, "ATTENDEE"), Some("mailto:ana@example.org"));
}

#[test]
fn a_download_of_a_cancelled_booking_says_so() {
    let file = read(&calendar_file(&cancelled(), &Purpose::Download, stamp()));
    assert_eq!(value(&file, "STATUS"), Some("CANCELLED"));
    assert_eq!((value(&file, "ORGANIZER"), value(&file, "ATTENDEE")), (None, None));
}

proptest! {
    #[test]
    fn any_text_comes_back_as_it_went_in(text in "(?s).{0,400}") {
        let mut lines = Lines::default();
        lines.push_text("SUMMARY", &text);
        let file = read(&lines.0);
        prop_assert_eq!(file.len(), 1);
        let mut shown = String::new();
        let mut characters = file[0].1.chars();
        while let Some(character) = characters.next() {
            match (character, character == '\\') {
                (_, true) => match characters.next() {
                    Some('n') => shown.push('\n'),
                    Some(other) => shown.push(other),
                    None => prop_assert!(false, "a lone backslash"),
                },
                (other, false) => shown.push(other),
            }
        }
        let kept = |character: &char| *character == '\n' || !character.is_control();
        let expected: String = text.replace("\r\n", "\n").chars().filter(kept).collect();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn any_address_fits_the_lines(local in "[^@]{1,60}", domain in "[a-zé]{1,60}\\.org") {
        if let Ok(to) = EmailAddress::new(&format!("{local}@{domain}")) {
            let from = address("appointments@example.org");
            let purpose = Purpose::Invitation(Parties { organizer: &from, attendee: &to });
            let file = read(&calendar_file(&samples::booking(), &purpose, stamp()));
            let named = value(&file, "ATTENDEE").unwrap_or_default();
            prop_assert!(named.is_ascii());
            let bytes: Vec<u8> = url::Url::parse(named).unwrap().path().bytes().collect();
            prop_assert_eq!(percent_decoded(&bytes), to.reveal().as_bytes());
        }
    }
}

fn percent_decoded(bytes: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%' {
            let (digits, after) = rest.split_at(2);
            decoded.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
            rest = after;
        } else {
            decoded.push(*first);
        }
    }
    decoded
}
