//! Addresses in messages to a person: they prove an address, or begin a reset.
//!
//! As with bookings (`links.rs`), the code in a link is an HMAC and nothing of it is stored. It is made over the purpose,
//! the person, the generation, the end, and a mark of the address that the link was sent to: one that was sent to an
//! earlier address, one that a newer or used one replaced, and one that is too old are of no use.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use troth_domain::message::PersonLinkPurpose;
use troth_domain::people::{EmailAddress, PersonId};

/// Bytes of the HMAC that go into a link: 160 bits.
const CODE_BYTES: usize = 20;
const MARK_BYTES: usize = 8;
const NAMED_BYTES: usize = 1 + 16 + 4 + 8 + MARK_BYTES;

/// What a link says, once its code was found right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PersonLink {
    /// What it begins.
    pub purpose: PersonLinkPurpose,
    /// For whom.
    pub person: PersonId,
    /// To be compared with the person's own: [`link_generation`](troth_store::Store::link_generation).
    pub generation: u32,
    /// From when on it is of no use.
    pub expires_at: Timestamp,
    mark: [u8; MARK_BYTES],
}

/// Makes and opens them.
#[derive(Clone)]
pub struct PersonLinks {
    base_url: String,
    key: [u8; 32],
}

impl std::fmt::Debug for PersonLinks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PersonLinks").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl PersonLinks {
    /// Links under `base_url` (no trailing slash), signed with a key made for this purpose alone.
    pub fn new(base_url: &str, key: [u8; 32]) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), key }
    }

    /// The page behind a link: it shows a button, and the button acts.
    pub fn url(&self, link: &PersonLink) -> String {
        let page = match link.purpose {
            PersonLinkPurpose::Verify => "verify-address",
            PersonLinkPurpose::Reset => "reset",
        };
        format!("{}/{page}/{}", self.base_url, self.token(link))
    }

    /// Where a person signs in and finds what is theirs.
    pub fn home_url(&self) -> String {
        format!("{}/home", self.base_url)
    }

    /// A link to be sent to `address` at `now`.
    pub fn make(
        &self,
        purpose: PersonLinkPurpose,
        person: PersonId,
        generation: u32,
        address: &EmailAddress,
        now: Timestamp,
    ) -> PersonLink {
        let expires_at = now.saturating_add(SignedDuration::from_hours(purpose.hours())).unwrap_or(now);
        // A link counts whole seconds.
        let expires_at = Timestamp::from_second(expires_at.as_second()).unwrap_or(expires_at);
        PersonLink { purpose, person, generation, expires_at, mark: self.mark(address) }
    }

    /// The part of a link that says all of it.
    pub fn token(&self, link: &PersonLink) -> String {
        let mut bytes = Vec::with_capacity(NAMED_BYTES + CODE_BYTES);
        bytes.push(purpose_byte(link.purpose));
        bytes.extend(link.person.0);
        bytes.extend(link.generation.to_be_bytes());
        bytes.extend(link.expires_at.as_second().to_be_bytes());
        bytes.extend(link.mark);
        let code = self.code(b"link", &bytes).finalize().into_bytes();
        bytes.extend(code.iter().take(CODE_BYTES));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// What a token says; `None` unless every bit of it is right, it is for `purpose`, and it is not too old. The caller
    /// still compares the generation with the person's own, and asks [`was_sent_to`](Self::was_sent_to).
    pub fn open(&self, token: &str, purpose: PersonLinkPurpose, now: Timestamp) -> Option<PersonLink> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        if bytes.len() != NAMED_BYTES + CODE_BYTES {
            return None;
        }
        let (named, code) = bytes.split_at_checked(NAMED_BYTES)?;
        self.code(b"link", named).verify_truncated_left(code).ok()?;
        let (first, rest) = named.split_first()?;
        let (person, rest) = rest.split_first_chunk()?;
        let (generation, rest) = rest.split_first_chunk()?;
        let (seconds, mark) = rest.split_first_chunk()?;
        let link = PersonLink {
            purpose: PersonLinkPurpose::ALL.into_iter().find(|known| purpose_byte(*known) == *first)?,
            person: PersonId(*person),
            generation: u32::from_be_bytes(*generation),
            expires_at: Timestamp::from_second(i64::from_be_bytes(*seconds)).ok()?,
            mark: mark.try_into().ok()?,
        };
        (link.purpose == purpose && now < link.expires_at).then_some(link)
    }

    /// Whether `link` was sent to `address`: whoever has another one now is not served by a link to an earlier one.
    pub fn was_sent_to(&self, link: &PersonLink, address: &EmailAddress) -> bool {
        self.code(b"address", address.reveal().as_bytes()).verify_truncated_left(&link.mark).is_ok()
    }

    fn mark(&self, address: &EmailAddress) -> [u8; MARK_BYTES] {
        let whole = self.code(b"address", address.reveal().as_bytes()).finalize().into_bytes();
        let mut mark = [0; MARK_BYTES];
        for (place, byte) in mark.iter_mut().zip(whole) {
            *place = byte;
        }
        mark
    }

    fn code(&self, what: &[u8], named: &[u8]) -> Hmac<Sha256> {
        // HMAC pads a shorter key with zeros to the block of its hash, which is 64 bytes; padded here, no length can be wrong.
        let mut block = [0_u8; 64];
        for (place, byte) in block.iter_mut().zip(self.key) {
            *place = byte;
        }
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(what);
        mac.update(&[0]);
        mac.update(named);
        mac
    }
}

fn purpose_byte(purpose: PersonLinkPurpose) -> u8 {
    match purpose {
        PersonLinkPurpose::Verify => 1,
        PersonLinkPurpose::Reset => 2,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    const ANA: PersonId = PersonId([3; 16]);

    fn links() -> PersonLinks {
        PersonLinks::new("https://example.org/", [7; 32])
    }

    fn address(text: &str) -> EmailAddress {
        EmailAddress::new(text).unwrap()
    }

    fn now() -> Timestamp {
        "2026-10-30T18:00:00.5Z".parse().unwrap()
    }

    fn made(purpose: PersonLinkPurpose) -> PersonLink {
        links().make(purpose, ANA, 2, &address("ana@example.org"), now())
    }

    #[test]
    fn opens_what_it_made_for_its_purpose_until_it_ends() {
        for (purpose, other, hours) in [
            (PersonLinkPurpose::Verify, PersonLinkPurpose::Reset, 24),
            (PersonLinkPurpose::Reset, PersonLinkPurpose::Verify, 1),
        ] {
            let link = made(purpose);
            let token = links().token(&link);
            assert_eq!(links().open(&token, purpose, now()), Some(link));
            assert_eq!((link.person, link.generation), (ANA, 2));
            assert_eq!(links().open(&token, other, now()), None);
            let almost = now() + (hours * 3600 - 1).seconds();
            assert_eq!(links().open(&token, purpose, almost), Some(link));
            assert_eq!(links().open(&token, purpose, now() + hours.hours()), None);
        }
    }

    #[test]
    fn says_whom_it_was_sent_to_and_no_address() {
        let link = made(PersonLinkPurpose::Verify);
        assert!(links().was_sent_to(&link, &address("ana@example.org")));
        assert!(!links().was_sent_to(&link, &address("anna@example.org")));
        let other = PersonLinks::new("https://example.org", [8; 32]);
        assert!(!other.was_sent_to(&link, &address("ana@example.org")));
    }

    #[test]
    fn refuses_any_other_text() {
        let purpose = PersonLinkPurpose::Verify;
        let token = links().token(&made(purpose));
        for place in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(links().open(&altered, purpose, now()), None, "place {place}");
        }
        for text in ["", "A", "../../etc/passwd", "é", &token[1..], &format!("{token}A")] {
            assert_eq!(links().open(text, purpose, now()), None, "{text}");
        }
        assert_eq!(PersonLinks::new("https://example.org", [8; 32]).open(&token, purpose, now()), None);
    }
}
