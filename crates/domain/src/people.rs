//! The people of Troth, and personal values as types that do not print.
//!
//! A name or an address that reaches a log is a leak, so none of these types shows its text in `Debug`, and none has
//! `Display`: whoever needs the text says [`reveal`](PersonName::reveal), which is easy to find in a review.

use std::fmt;

use crate::limits;
use crate::practice::CivilWindow;

mod code;
mod couple;
mod ids;
mod person;
mod rules;
mod staff;

pub use code::InvitationCode;
pub use couple::{Couple, CoupleNames, Leaving, LinkRefusal, LinkView, Member, may_link};
pub(crate) use ids::random_id;
pub use ids::{AccountId, CoupleId, ItemId, PersonId, StaffId};
pub use person::{Person, Profile};
pub use rules::{RulesAgreement, RulesOfTwo};
pub use staff::{Role, Staff, StaffRefusal, may_become, may_hand_over_all};

/// Why a text was not taken as a name or an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPersonal {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Longer than the limit, in characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// A character that cannot be part of it, such as a line break.
    #[error("has a character that cannot be part of it")]
    Character,
    /// Not of the form that such a value has.
    #[error("not of the form that such a value has")]
    Form,
}

macro_rules! private_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The text itself: never to a log.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(private)"))
            }
        }
    };
}

private_text! {
    /// What to call a person: 1 to [`NAME_CHARACTERS_MAX`](limits::NAME_CHARACTERS_MAX) characters, no control
    /// characters.
    PersonName
}

private_text! {
    /// An e-mail address, plain ASCII or internationalized, at most
    /// [`EMAIL_CHARACTERS_MAX`](limits::EMAIL_CHARACTERS_MAX) characters.
    EmailAddress
}

private_text! {
    /// A phone number as typed, with 7 to 15 digits.
    PhoneNumber
}

private_text! {
    /// A few words for staff, such as why a booking was cancelled: at most
    /// [`REASON_CHARACTERS_MAX`](limits::REASON_CHARACTERS_MAX) characters.
    Reason
}

/// Trims, then refuses what is empty, too long or has characters that could forge a header or reorder text.
pub(crate) fn plain_line(text: &str, characters_max: usize) -> Result<String, InvalidPersonal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidPersonal::Empty);
    }
    if text.chars().count() > characters_max {
        return Err(InvalidPersonal::TooLong(characters_max));
    }
    if text.chars().any(is_deceptive) {
        return Err(InvalidPersonal::Character);
    }
    Ok(text.to_owned())
}

/// Whether `character` could forge a header, reorder text or hide in it: a control character, a line or paragraph
/// separator, a mark that overrides the direction of what follows, or one that shows nothing. Joiners and plain
/// direction marks stay: names in Persian, Hebrew and other scripts need them.
pub fn is_deceptive(character: char) -> bool {
    character.is_control() || is_invisible_format(character)
}

fn is_invisible_format(character: char) -> bool {
    let reorders = matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(character, '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}');
    reorders || hides || matches!(character, '\u{E0000}'..='\u{E007F}')
}

impl PersonName {
    /// Takes what a person typed as their name.
    ///
    /// ```
    /// use troth_domain::people::PersonName;
    /// assert_eq!(PersonName::new("  Ana  ").unwrap().reveal(), "Ana");
    /// assert!(PersonName::new("Ana\r\nBcc: x").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
        plain_line(text, limits::NAME_CHARACTERS_MAX).map(Self)
    }
}

impl EmailAddress {
    /// Takes what a person typed as their address. The form is checked loosely: one `@`, something before it, a domain
    /// with a dot after it, no space, quote, comma, angle bracket or control character anywhere.
    ///
    /// ```
    /// use troth_domain::people::EmailAddress;
    /// assert!(EmailAddress::new("ana@example.org").is_ok());
    /// assert!(EmailAddress::new("ana@example").is_err());
    /// assert!(EmailAddress::new("ana@example.org, bo@example.org").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
        let text = plain_line(text, limits::EMAIL_CHARACTERS_MAX)?;
        let forbidden = |character: char| {
            character.is_whitespace()
                || matches!(character, '"' | ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '\\')
        };
        if text.chars().any(forbidden) {
            return Err(InvalidPersonal::Character);
        }
        let Some((local, domain)) = text.split_once('@') else { return Err(InvalidPersonal::Form) };
        let label_fits = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|character| character.is_alphanumeric() || character == '-')
        };
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        if !local_fits || !domain.contains('.') || !domain.split('.').all(label_fits) {
            return Err(InvalidPersonal::Form);
        }
        Ok(Self(text))
    }
}

impl PhoneNumber {
    /// Takes what a person typed as their number: digits, spaces and `+ - . ( ) /`, an optional extension after `x`.
    ///
    /// ```
    /// use troth_domain::people::PhoneNumber;
    /// assert!(PhoneNumber::new("+1 (801) 555-0134").is_ok());
    /// assert!(PhoneNumber::new("call me").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
        let text = plain_line(text, limits::PHONE_CHARACTERS_MAX)?;
        let fits = |character: char| {
            character.is_ascii_digit() || matches!(character, ' ' | '+' | '-' | '.' | '(' | ')' | '/' | 'x')
        };
        if !text.chars().all(fits) {
            return Err(InvalidPersonal::Character);
        }
        let number = text.split('x').next().unwrap_or_default();
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let plus_misplaced = text.chars().skip(1).any(|character| character == '+');
        if !(7..=15).contains(&digits) || text.matches('x').count() > 1 || plus_misplaced {
            return Err(InvalidPersonal::Form);
        }
        Ok(Self(text))
    }
}

impl Reason {
    /// Takes what a person typed; line breaks become spaces.
    pub fn new(text: &str) -> Result<Self, InvalidPersonal> {
        let one_line =
            text.split(['\r', '\n', '\t']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        plain_line(&one_line, limits::REASON_CHARACTERS_MAX).map(Self)
    }
}

/// How a person can be reached: at least one of the two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Contact {
    /// By e-mail only: the client is the one who calls.
    Email(EmailAddress),
    /// By phone only: nothing is mailed, the page shows the link to keep.
    Phone(PhoneNumber),
    /// Either.
    Both(EmailAddress, PhoneNumber),
}

impl Contact {
    /// What was given, if anything was.
    pub fn new(email: Option<EmailAddress>, phone: Option<PhoneNumber>) -> Option<Self> {
        match (email, phone) {
            (Some(email), Some(phone)) => Some(Self::Both(email, phone)),
            (Some(email), None) => Some(Self::Email(email)),
            (None, Some(phone)) => Some(Self::Phone(phone)),
            (None, None) => None,
        }
    }

    /// The address, if there is one.
    pub fn email(&self) -> Option<&EmailAddress> {
        match self {
            Self::Email(email) | Self::Both(email, _) => Some(email),
            Self::Phone(_) => None,
        }
    }

    /// The number, if there is one.
    pub fn phone(&self) -> Option<&PhoneNumber> {
        match self {
            Self::Phone(phone) | Self::Both(_, phone) => Some(phone),
            Self::Email(_) => None,
        }
    }
}

/// What is safe when the practice contacts a person. The default is the careful one: a neutral e-mail if there is an
/// address, a call at the time of the appointment, no voicemail and no text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SafeContact {
    /// A neutral e-mail may be sent.
    pub email: bool,
    /// A voicemail may be left.
    pub voicemail: bool,
    /// A text may be sent.
    pub text: bool,
    /// The name to use when someone else may hear or read it.
    pub name_to_use: Option<PersonName>,
    /// When calls and messages are safe, in the client's zone; none: no preference.
    pub hours: Option<CivilWindow>,
}

impl Default for SafeContact {
    fn default() -> Self {
        Self { email: true, voicemail: false, text: false, name_to_use: None, hours: None }
    }
}

/// The person who booked, as they described themselves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// Their name.
    pub name: PersonName,
    /// How to reach them.
    pub contact: Contact,
    /// What is safe.
    pub safe_contact: SafeContact,
    /// Whether they asked for a calendar invitation by mail.
    pub invitation: bool,
    /// The zone that their times are shown in.
    pub time_zone: ClientZone,
}

/// An IANA zone name that is known to exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientZone(jiff::tz::TimeZone);

impl ClientZone {
    /// The zone of this IANA name; `None` when there is none. Fixed offsets and POSIX strings are not names.
    pub fn new(name: &str) -> Option<Self> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        zone.iana_name().is_some().then_some(Self(zone))
    }

    /// Wraps a zone that came from the practice's file.
    pub fn from_zone(zone: jiff::tz::TimeZone) -> Self {
        Self(zone)
    }

    /// The zone.
    pub fn zone(&self) -> &jiff::tz::TimeZone {
        &self.0
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }
}
