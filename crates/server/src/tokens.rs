//! Marks and tokens of accounts. Each is an HMAC over what it is for, so nothing of them is stored.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use troth_domain::limits;
use troth_domain::people::{AccountId, PersonId, StaffId};

/// Bytes of an HMAC that go into a mark or token: 160 bits.
const CODE_BYTES: usize = 20;
const ID_BYTES: usize = 16;
const RANDOM_BYTES: usize = 16;
const SECOND_BYTES: usize = 8;

/// Makes and checks them.
#[derive(Clone)]
pub struct Tokens {
    key: [u8; 32],
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Tokens(private)")
    }
}

/// Which device it is, and which accounts signed in on it and wanted it known: what its cookie holds. It names nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownDevice {
    id: [u8; ID_BYTES],
    marks: Vec<[u8; CODE_BYTES]>,
}

impl Tokens {
    /// With a key made for this purpose alone.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// What a passkey is asked to sign, once, within [`CHALLENGE_MINUTES`](limits::CHALLENGE_MINUTES).
    pub fn challenge(&self, random: [u8; RANDOM_BYTES], now: Timestamp) -> String {
        let expires = now.as_second().saturating_add(60 * limits::CHALLENGE_MINUTES);
        let bytes = [random.as_slice(), &expires.to_be_bytes()].concat();
        let code = self.code("challenge", &bytes);
        BASE64URL_NOPAD.encode(&[bytes.as_slice(), &code].concat())
    }

    /// Until when a challenge of ours is good; `None` for any other text, and when it is over.
    pub fn challenge_expires(&self, text: &str, now: Timestamp) -> Option<Timestamp> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (named, code) = bytes.split_at_checked(RANDOM_BYTES + SECOND_BYTES)?;
        self.check("challenge", named, code)?;
        let (_, second) = named.split_at_checked(RANDOM_BYTES)?;
        let expires_at = Timestamp::from_second(i64::from_be_bytes(second.try_into().ok()?)).ok()?;
        (now < expires_at).then_some(expires_at)
    }

    /// The device's cookie once `account` has signed in on it.
    pub fn know_device(&self, known: Option<KnownDevice>, account: AccountId, fresh: [u8; ID_BYTES]) -> KnownDevice {
        let mut device = known.unwrap_or(KnownDevice { id: fresh, marks: Vec::new() });
        let mark = self.mark(&device, account);
        device.marks.retain(|kept| *kept != mark);
        device.marks.insert(0, mark);
        device.marks.truncate(limits::KNOWN_ACCOUNTS_MAX);
        device
    }

    /// Whether `account` signed in on this device and wanted it known.
    pub fn is_known(&self, device: &KnownDevice, account: AccountId) -> bool {
        let named = device_and(device, account);
        device.marks.iter().any(|mark| self.check("device", &named, mark).is_some())
    }

    fn mark(&self, device: &KnownDevice, account: AccountId) -> [u8; CODE_BYTES] {
        self.code("device", &device_and(device, account))
    }

    fn mac(&self, purpose: &str, bytes: &[u8]) -> Hmac<Sha256> {
        let mut block = [0_u8; 64];
        for (place, byte) in block.iter_mut().zip(self.key) {
            *place = byte;
        }
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        mac
    }

    fn code(&self, purpose: &str, bytes: &[u8]) -> [u8; CODE_BYTES] {
        let whole = self.mac(purpose, bytes).finalize().into_bytes();
        let mut code = [0; CODE_BYTES];
        for (place, byte) in code.iter_mut().zip(whole) {
            *place = byte;
        }
        code
    }

    fn check(&self, purpose: &str, bytes: &[u8], code: &[u8]) -> Option<()> {
        (code.len() == CODE_BYTES).then_some(())?;
        self.mac(purpose, bytes).verify_truncated_left(code).ok()
    }
}

fn device_and(device: &KnownDevice, account: AccountId) -> Vec<u8> {
    let (kind, id) = match account {
        AccountId::Person(PersonId(id)) => (1, id),
        AccountId::Staff(StaffId(id)) => (2, id),
    };
    [[kind].as_slice(), &id, &device.id].concat()
}

impl KnownDevice {
    /// As its cookie holds it.
    pub fn text(&self) -> String {
        let marks = self.marks.iter().flatten();
        BASE64URL_NOPAD.encode(&self.id.iter().chain(marks).copied().collect::<Vec<u8>>())
    }

    /// Out of a cookie. Its marks are checked when one is asked for.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (id, marks) = bytes.split_first_chunk::<ID_BYTES>()?;
        let (marks, rest) = marks.as_chunks::<CODE_BYTES>();
        let fits = rest.is_empty() && (1..=limits::KNOWN_ACCOUNTS_MAX).contains(&marks.len());
        fits.then(|| Self { id: *id, marks: marks.to_vec() })
    }

    /// What its tries are counted under.
    pub fn subject(&self) -> String {
        BASE64URL_NOPAD.encode(&self.id)
    }
}

impl std::fmt::Debug for KnownDevice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KnownDevice(private)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn tokens() -> Tokens {
        Tokens::new([7; 32])
    }

    fn now() -> Timestamp {
        "2026-10-30T18:00:00Z".parse().unwrap()
    }

    fn altered(text: &str) -> impl Iterator<Item = String> {
        (0..text.len()).map(move |place| {
            let mut altered = text.to_owned().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            String::from_utf8(altered).unwrap()
        })
    }

    #[test]
    fn a_challenge_is_ours_and_ends() {
        let challenge = tokens().challenge([1; 16], now());
        assert!(tokens().challenge_expires(&challenge, now()).is_some());
        assert_eq!(tokens().challenge_expires(&challenge, now() + limits::CHALLENGE_MINUTES.minutes()), None);
        for text in altered(&challenge) {
            assert_eq!(tokens().challenge_expires(&text, now()), None, "{text}");
        }
        assert_eq!(Tokens::new([8; 32]).challenge_expires(&challenge, now()), None);
        assert_eq!(tokens().challenge_expires("", now()), None);
    }

    #[test]
    fn a_device_is_known_to_those_who_wanted_it_and_nobody_else() {
        let account = |number| AccountId::Person(PersonId([number; 16]));
        let first = tokens().know_device(None, account(1), [9; 16]);
        let both = tokens().know_device(Some(first.clone()), account(2), [8; 16]);
        let read = KnownDevice::parse(&both.text()).unwrap();
        assert_eq!(read.subject(), first.subject());
        for (number, expected) in [(1, true), (2, true), (3, false)] {
            assert_eq!(tokens().is_known(&read, account(number)), expected, "{number}");
        }
        assert!(!tokens().is_known(&read, AccountId::Staff(StaffId([1; 16]))));
        assert!(!Tokens::new([8; 32]).is_known(&read, account(1)));
        for text in altered(&first.text()) {
            let device = KnownDevice::parse(&text);
            assert!(device.is_none_or(|device| !tokens().is_known(&device, account(1))), "{text}");
        }
    }

    #[test]
    fn a_cookie_stays_short() {
        let account = |number| AccountId::Person(PersonId([number; 16]));
        let known = (0..20).fold(None, |known, number| Some(tokens().know_device(known, account(number), [9; 16])));
        let device = known.unwrap();
        assert!(device.text().len() < 200);
        assert!(tokens().is_known(&device, account(19)) && !tokens().is_known(&device, account(0)));
        for text in ["", "AAAA", "é"] {
            assert!(KnownDevice::parse(text).is_none(), "{text}");
        }
    }
}
