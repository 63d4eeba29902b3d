//! One appointment as a calendar file (RFC 5545).
//!
//! A calendar is often shared, on a family's tablet or with an employer, so the file says that there is an appointment
//! and when, and nothing else: no name of a practice or a person, no place, no number, no notes, no link. The UID never
//! changes and tells nothing; SEQUENCE grows with each move or cancellation, so that readers replace what they have.

use std::fmt::Write as _;

use jiff::Timestamp;
use troth_domain::booking::{Booking, BookingId, State};
use troth_domain::people::EmailAddress;

/// What the calendar shows. The same for everybody.
const SUMMARY: &str = "Appointment";
/// Names no product, whose name could tell.
const PRODUCT: &str = "-//Appointment//EN";
/// Octets in a line, without its end (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// What a calendar file is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// A file that someone fetches and adds by hand.
    Download,
    /// Mailed to whoever asked for it: add this, or replace what you have.
    Invitation(Parties<'a>),
    /// Mailed to whoever asked for invitations: take it out.
    Withdrawal(Parties<'a>),
}

/// Between whom an invitation goes.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The neutral address that mail comes from.
    pub organizer: &'a EmailAddress,
    /// The client who asked for the invitation; nobody else is ever named.
    pub attendee: &'a EmailAddress,
}

impl<'a> Purpose<'a> {
    /// The METHOD, which mail repeats in its content type (RFC 6047, 2.4).
    pub fn method(&self) -> &'static str {
        match self {
            Self::Download => "PUBLISH",
            Self::Invitation(_) => "REQUEST",
            Self::Withdrawal(_) => "CANCEL",
        }
    }

    /// The content type to serve or mail the file as.
    pub fn content_type(&self) -> String {
        format!("text/calendar; charset=utf-8; method={}", self.method())
    }

    fn parties(&self) -> Option<Parties<'a>> {
        match *self {
            Self::Download => None,
            Self::Invitation(parties) | Self::Withdrawal(parties) => Some(parties),
        }
    }
}

/// The calendar file of `booking`, written at `stamped_at`. Times are in UTC, which every reader shows in its own zone
/// and which no change of a zone's rules can shift.
pub fn calendar_file(booking: &Booking, purpose: &Purpose<'_>, stamped_at: Timestamp) -> String {
    let cancelled = matches!(booking.state, State::Cancelled { .. }) || matches!(purpose, Purpose::Withdrawal(_));
    let mut lines = Lines::default();
    lines.push("BEGIN:VCALENDAR");
    lines.push("VERSION:2.0");
    lines.push_text("PRODID", PRODUCT);
    lines.push("CALSCALE:GREGORIAN");
    lines.push(&format!("METHOD:{}", purpose.method()));
    lines.push("BEGIN:VEVENT");
    lines.push(&format!("UID:{}", uid(booking.id)));
    lines.push(&format!("SEQUENCE:{}", booking.sequence));
    lines.push(&format!("DTSTAMP:{}", utc(stamped_at)));
    lines.push(&format!("DTSTART:{}", utc(booking.slot.start)));
    lines.push(&format!("DTEND:{}", utc(booking.slot.end)));
    lines.push_text("SUMMARY", SUMMARY);
    lines.push(if cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    lines.push("CLASS:PRIVATE");
    lines.push("TRANSP:OPAQUE");
    if let Some(parties) = purpose.parties() {
        lines.push(&format!("ORGANIZER:{}", mailto(parties.organizer)));
        let attendee = mailto(parties.attendee);
        lines.push(&format!("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:{attendee}"));
    }
    lines.push("END:VEVENT");
    lines.push("END:VCALENDAR");
    lines.0
}

/// The booking's id in the form of a UUID (RFC 7986, 5.3): random, so it tells nothing.
fn uid(id: BookingId) -> String {
    let mut text = String::with_capacity(36);
    for (place, byte) in id.0.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The address as a URI (RFC 6068): every octet that is not plainly part of an address is percent-encoded.
fn mailto(address: &EmailAddress) -> String {
    let mut uri = "mailto:".to_owned();
    for byte in address.reveal().bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_+~!$*'".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// Content lines, folded, each ended by CRLF.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Adds a line, folded so that no part is longer than [`LINE_OCTETS_MAX`] and no character is cut. Control
    /// characters, which could only forge lines, are left out.
    fn push(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars().filter(|character| !character.is_control()) {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Adds a property whose value is TEXT (RFC 5545, 3.3.11).
    fn push_text(&mut self, name: &str, text: &str) {
        let mut line = format!("{name}:");
        for character in text.replace("\r\n", "\n").chars() {
            match character {
                '\\' | ';' | ',' => line.extend(['\\', character]),
                '\n' => line.push_str("\\n"),
                other => line.push(other),
            }
        }
        self.push(&line);
    }
}

#[cfg(test)]
mod tests;
