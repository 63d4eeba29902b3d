//! A message in its final form: headers, plain words, and for whoever asked for it a calendar invitation.
//!
//! What goes to a client is neutral (`docs/messages.md`): it could come from a dentist. What goes to staff names the
//! booking and no client.

use std::time::SystemTime;

use data_encoding::HEXLOWER;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use lettre::address::Address;
use lettre::message::header::{self, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use troth_domain::booking::{ClientBooking, State};
use troth_domain::message::{Kind, Message, MessageId, Recipient};
use troth_domain::people::{Contact, EmailAddress};
use troth_domain::practice::{Mode, Practice};

use super::Letter;
use super::words::{Letterform, Slot, Words};
use crate::calendar_file::{Parties, Purpose, calendar_file};
use crate::links::Links;
use crate::person_links::PersonLinks;
use crate::zone_words::zone_in_words;

/// Octets in a line of mail, without its end (RFC 5322, 2.1.1).
const LINE_OCTETS_MAX: usize = 998;

/// Who mail comes from: a neutral name and address.
#[derive(Clone, Debug)]
pub struct Sender {
    name: String,
    address: EmailAddress,
    mailbox: Address,
}

/// The sender's name or address cannot stand in a header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SenderFault {
    /// Such as a line break.
    #[error("the sender's name has a control character; take it out")]
    Name,
    /// Not of a form that mail can carry.
    #[error("mail cannot be sent from this address; check its spelling")]
    Address,
}

impl Sender {
    /// Checks the name (empty: the address stands alone) and address.
    ///
    /// # Errors
    /// [`SenderFault`].
    pub fn new(name: &str, address: &EmailAddress) -> Result<Self, SenderFault> {
        if name.chars().any(char::is_control) {
            return Err(SenderFault::Name);
        }
        let mailbox = mail_address(address).ok_or(SenderFault::Address)?;
        Ok(Self { name: name.trim().to_owned(), address: address.clone(), mailbox })
    }

    fn mailbox(&self) -> Mailbox {
        let name = (!self.name.is_empty()).then(|| self.name.clone());
        Mailbox::new(name, self.mailbox.clone())
    }
}

/// Why a message cannot be written at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ComposeError {
    /// The recipient has no address, or mail to it is not safe.
    #[error("no address")]
    NoAddress,
    /// The recipient's address is of no form that mail can carry.
    #[error("address unusable")]
    AddressUnusable,
    /// The message would not be well formed.
    #[error("not well formed")]
    Form,
}

impl ComposeError {
    /// In a word or two, for logs and counts.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoAddress => "no address",
            Self::AddressUnusable => "address unusable",
            Self::Form => "not well formed",
        }
    }
}

/// Everything that words and headers are made of.
#[derive(Clone, Copy, Debug)]
pub struct Composer<'a> {
    /// Names, numbers, zones.
    pub practice: &'a Practice,
    /// The words.
    pub words: &'a Words,
    /// Who mail comes from.
    pub sender: &'a Sender,
    /// Addresses that open a booking.
    pub links: &'a Links,
    /// Addresses in messages to a person.
    pub person_links: &'a PersonLinks,
}

impl Composer<'_> {
    /// Writes `message` about `found` at `now`. The same message always gets the same Message-ID.
    ///
    /// # Errors
    /// [`ComposeError`]: it cannot be sent to this recipient, now or later.
    pub fn compose(&self, message: &Message, found: &ClientBooking, now: Timestamp) -> Result<Letter, ComposeError> {
        let address = self.address(&message.recipient, found).ok_or(ComposeError::NoAddress)?;
        let to = mail_address(address).ok_or(ComposeError::AddressUnusable)?;
        let (subject, text) = self.text(message, found);
        let name = HEXLOWER.encode(&message.id.0);
        let builder = self.headers(message.id, now).to(Mailbox::new(None, to)).subject(subject);
        let built = match invitation(message.kind, found, &self.sender.address) {
            Some(purpose) => {
                let file = calendar_file(&found.booking, &purpose, now);
                let kind = ContentType::parse(&purpose.content_type()).map_err(|_| ComposeError::Form)?;
                let parts = MultiPart::alternative()
                    .boundary(format!("part-{name}"))
                    .singlepart(part(ContentType::TEXT_PLAIN, text)?)
                    .singlepart(part(kind, file)?);
                builder.multipart(parts)
            }
            None => builder.singlepart(part(ContentType::TEXT_PLAIN, text)?),
        };
        let built = built.map_err(|_| ComposeError::Form)?;
        Ok(Letter { name, envelope: built.envelope().clone(), bytes: built.formatted() })
    }

    fn address<'b>(&'b self, recipient: &Recipient, found: &'b ClientBooking) -> Option<&'b EmailAddress> {
        match recipient {
            Recipient::Client if !found.client.safe_contact.email => None,
            Recipient::Client => found.client.contact.email(),
            Recipient::Practice => self.practice.email.as_ref(),
            Recipient::Therapist(slug) => self.practice.therapist(slug)?.email.as_ref(),
        }
    }

    fn headers(&self, id: MessageId, now: Timestamp) -> MessageBuilder {
        let identity = format!("<{}@{}>", HEXLOWER.encode(&id.0), self.sender.mailbox.domain());
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        lettre::Message::builder()
            .message_id(Some(identity))
            .date(SystemTime::from(now))
            .from(self.sender.mailbox())
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(header::MIME_VERSION_1_0)
    }

    /// Subject and body.
    fn text(&self, message: &Message, found: &ClientBooking) -> (String, String) {
        let slot = &found.booking.slot;
        let zone = self.zone(&message.recipient, found);
        let start = message.session_start;
        // A notice may speak of an earlier time of this booking, so its end is counted from there.
        let length = slot.end.duration_since(slot.start);
        let (date, time) = in_words(start, length, zone);
        let zone = zone_in_words(zone);
        let practice_phone = self.practice.phone.clone().unwrap_or_default();
        let how = self.how(found, &practice_phone);
        let greeting = match &found.client.safe_contact.name_to_use {
            Some(name) => self.words.greeting_named.fill(|_| name.reveal()),
            None => self.words.greeting_plain.fill(|_| ""),
        };
        let manage_url = self.links.manage_url(&found.booking);
        let book_url = format!("{}/book", self.links.base_url());
        let offering = self.practice.offering(&slot.offering).map_or(slot.offering.as_str(), |known| &known.name);
        let value = |place: Slot| match place {
            Slot::Greeting => greeting.as_str(),
            Slot::Date => date.as_str(),
            Slot::Time => time.as_str(),
            Slot::Zone => zone.as_str(),
            Slot::How => how.as_str(),
            Slot::Reference => found.booking.reference.as_str(),
            Slot::ManageUrl => manage_url.as_str(),
            Slot::BookUrl => book_url.as_str(),
            Slot::PracticePhone => practice_phone.as_str(),
            Slot::Offering => offering,
            // Only greetings have a name, filled in above, and only messages to a person have the others.
            Slot::Name | Slot::Link | Slot::HomeUrl => "",
        };
        let form = self.form(message.kind, found);
        (form.subject.fill(value), form.body.fill(value))
    }

    fn form(&self, kind: Kind, found: &ClientBooking) -> &Letterform {
        let cancelled = matches!(found.booking.state, State::Cancelled { .. });
        match kind {
            Kind::Confirmation => &self.words.confirmation,
            Kind::Change => &self.words.change,
            Kind::Cancellation => &self.words.cancellation,
            Kind::Reminder => &self.words.reminder,
            Kind::NoticeBooked => &self.words.notice_booked,
            Kind::NoticeMoved => &self.words.notice_moved,
            Kind::NoticeCancelled if cancelled => &self.words.notice_cancelled,
            Kind::NoticeCancelled => &self.words.notice_reassigned,
        }
    }

    /// The zone that the recipient lives by.
    fn zone<'b>(&'b self, recipient: &Recipient, found: &'b ClientBooking) -> &'b TimeZone {
        match recipient {
            Recipient::Client => found.client.time_zone.zone(),
            Recipient::Practice => &self.practice.time_zone,
            Recipient::Therapist(slug) => {
                self.practice.therapist(slug).map_or(&self.practice.time_zone, |therapist| &therapist.time_zone)
            }
        }
    }

    /// Who calls whom, or how else they meet. Names no place and not the client's number.
    fn how(&self, found: &ClientBooking, practice_phone: &str) -> String {
        let mode = self.practice.offering(&found.booking.slot.offering).map(|offering| offering.mode);
        let client_calls = matches!(found.client.contact, Contact::Email(_));
        let words = match mode {
            Some(Mode::Phone) if !client_calls => &self.words.phone_practice_calls,
            Some(Mode::Phone) if !practice_phone.is_empty() => &self.words.phone_client_calls,
            Some(Mode::Phone) | None => &self.words.see_page,
            Some(Mode::InPerson) => &self.words.in_person,
            Some(Mode::Video) => &self.words.video,
        };
        words.fill(|_| practice_phone)
    }
}

/// What goes into the calendar of a client who asked for it.
fn invitation<'a>(kind: Kind, found: &'a ClientBooking, organizer: &'a EmailAddress) -> Option<Purpose<'a>> {
    let attendee = found.client.contact.email().filter(|_| found.client.invitation)?;
    let parties = Parties { organizer, attendee };
    match kind {
        Kind::Confirmation | Kind::Change => Some(Purpose::Invitation(parties)),
        Kind::Cancellation => Some(Purpose::Withdrawal(parties)),
        Kind::Reminder | Kind::NoticeBooked | Kind::NoticeMoved | Kind::NoticeCancelled => None,
    }
}

/// A date, and from when to when, as in "Friday, October 30, 2026" and "2:30 PM to 2:45 PM".
fn in_words(start: Timestamp, length: SignedDuration, zone: &TimeZone) -> (String, String) {
    let start = start.to_zoned(zone.clone());
    let end = start.checked_add(length).unwrap_or_else(|_| start.clone());
    let clock = "%-I:%M %p";
    let time = format!("{} to {}", start.strftime(clock), end.strftime(clock));
    (start.strftime("%A, %B %-d, %Y").to_string(), time)
}

/// The address as mail carries it: a domain outside ASCII in its encoded form, so that any server takes it.
fn mail_address(address: &EmailAddress) -> Option<Address> {
    let (local, domain) = address.reveal().rsplit_once('@')?;
    if domain.is_ascii() {
        return Address::new(local, domain).ok();
    }
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(encoded) => Address::new(local, encoded).ok(),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// A part of plain ASCII stays as it is, so that its links can be read in the file itself; any other is
/// quoted-printable.
fn part(kind: ContentType, text: String) -> Result<SinglePart, ComposeError> {
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let plain = text.is_ascii() && text.lines().all(|line| line.len() <= LINE_OCTETS_MAX);
    let body = if plain {
        Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::SevenBit)
    } else {
        Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable).map_err(|_| ComposeError::Form)?
    };
    Ok(SinglePart::builder().content_type(kind).body(body))
}

mod person;
#[cfg(test)]
mod tests;
