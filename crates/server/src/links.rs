//! Addresses that open one booking.
//!
//! The code in a link is an HMAC over the booking's id and link generation, so nothing that opens a booking is stored
//! anywhere: whoever copies the database cannot make a link, and raising the generation makes an old link useless.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use troth_domain::booking::{Booking, BookingId};

/// Bytes of the HMAC that go into a link: 160 bits.
const CODE_BYTES: usize = 20;
const ID_BYTES: usize = 16;
const GENERATION_BYTES: usize = 4;
const TOKEN_BYTES: usize = ID_BYTES + GENERATION_BYTES + CODE_BYTES;

/// Makes and opens links.
#[derive(Clone)]
pub struct Links {
    base_url: String,
    /// The newest first: new links are made with it, and those that people hold still open.
    keys: Vec<[u8; 32]>,
}

impl std::fmt::Debug for Links {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Links").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl Links {
    /// Links under `base_url` (no trailing slash), signed with a key made for this purpose alone.
    pub fn new(base_url: &str, key: [u8; 32]) -> Self {
        Self::with_keys(base_url, vec![key])
    }

    /// As [`new`](Self::new), where links made with older keys open too.
    pub fn with_keys(base_url: &str, newest_first: Vec<[u8; 32]>) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), keys: newest_first }
    }

    /// Where people reach the site, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The page that shows this booking and what can be done about it.
    pub fn manage_url(&self, booking: &Booking) -> String {
        format!("{}/manage/{}", self.base_url, self.token(booking.id, booking.link_generation))
    }

    /// The booking as a calendar file.
    pub fn calendar_url(&self, booking: &Booking) -> String {
        format!("{}/appointment.ics", self.manage_url(booking))
    }

    /// The part of a link that opens a booking.
    pub fn token(&self, id: BookingId, link_generation: u32) -> String {
        let mut bytes = Vec::with_capacity(TOKEN_BYTES);
        bytes.extend_from_slice(&id.0);
        bytes.extend_from_slice(&link_generation.to_be_bytes());
        let code = code(self.keys.first().copied().unwrap_or_default(), &bytes).finalize().into_bytes();
        bytes.extend(code.iter().take(CODE_BYTES));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// Which booking, in which generation, a token opens; `None` unless every bit of it is right. The caller still
    /// compares the generation with the booking's own.
    pub fn open(&self, token: &str) -> Option<(BookingId, u32)> {
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
        if bytes.len() != TOKEN_BYTES {
            return None;
        }
        let (named, code) = bytes.split_at_checked(ID_BYTES + GENERATION_BYTES)?;
        self.keys.iter().find(|key| self::code(**key, named).verify_truncated_left(code).is_ok())?;
        let (id, generation) = named.split_at_checked(ID_BYTES)?;
        Some((BookingId(id.try_into().ok()?), u32::from_be_bytes(generation.try_into().ok()?)))
    }
}

fn code(key: [u8; 32], named: &[u8]) -> Hmac<Sha256> {
    // HMAC pads a shorter key with zeros to the block of its hash, which is 64 bytes; padded here, no length can be wrong.
    let mut block = [0_u8; 64];
    for (place, byte) in block.iter_mut().zip(key) {
        *place = byte;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(named);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links::new("https://example.org/", [7; 32])
    }

    #[test]
    fn opens_what_it_made() {
        let id = BookingId([3; 16]);
        assert_eq!(links().open(&links().token(id, 2)), Some((id, 2)));
    }

    #[test]
    fn a_link_of_an_older_key_opens_and_a_new_one_is_made_with_the_newest() {
        let (id, changed) = (BookingId([3; 16]), Links::with_keys("https://example.org", vec![[8; 32], [7; 32]]));
        assert_eq!(changed.open(&links().token(id, 2)), Some((id, 2)));
        assert_eq!(changed.token(id, 2), Links::new("https://example.org", [8; 32]).token(id, 2));
    }

    #[test]
    fn refuses_any_other_text() {
        let token = links().token(BookingId([3; 16]), 2);
        for place in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(links().open(std::str::from_utf8(&altered).unwrap()), None, "place {place}");
        }
        for text in ["", "A", "../../etc/passwd", "é", &token[1..], &format!("{token}A")] {
            assert_eq!(links().open(text), None, "{text}");
        }
        assert_eq!(Links::new("https://example.org", [8; 32]).open(&token), None);
    }
}
