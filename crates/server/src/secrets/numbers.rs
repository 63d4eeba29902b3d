//! One-time numbers (TOTP, RFC 6238): six digits, thirty seconds, HMAC-SHA-1, which every authenticator app speaks.

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ring::hmac;
use subtle::ConstantTimeEq;

/// Bytes of a secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;
const DIGITS: usize = 6;

/// A secret that an authenticator app shares with us.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(private)")
    }
}

impl Secret {
    /// A secret out of random bytes.
    pub fn from_random(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// Out of what is kept.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// To be kept, sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it is typed into an app.
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// Out of what [`text`](Self::text) gave.
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_bytes(&BASE32_NOPAD.decode(text.as_bytes()).ok()?)
    }

    /// The address that an app reads from a picture.
    pub fn address(&self, practice: &str, name: &str) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (issuer, name, secret) = (encoded(practice), encoded(name), self.text());
        format!("otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}")
    }

    /// The step whose number was typed, if it is this one, the one before or the one after: clocks differ a little.
    pub fn step_of(&self, typed: &str, now: Timestamp) -> Option<i64> {
        let typed: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
        let is_number = typed.len() == DIGITS && typed.bytes().all(|byte| byte.is_ascii_digit());
        let current = now.as_second().div_euclid(STEP_SECONDS);
        let fits = |step: &i64| bool::from(self.number(*step).as_bytes().ct_eq(typed.as_bytes()));
        is_number.then(|| [current, current - 1, current + 1].into_iter().find(fits)).flatten()
    }

    fn number(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        // RFC 4226, 5.3: the low half of the last byte says where the four bytes begin.
        let from = usize::from(bytes.last().copied().unwrap_or(0) & 0x0f);
        let word = bytes.iter().skip(from).take(4).fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
        format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
    }

    /// The number that an app shows at `now`, for tests.
    pub fn number_at(&self, now: Timestamp) -> String {
        self.number(now.as_second().div_euclid(STEP_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn shows_what_the_standard_says() {
        let secret = Secret(*b"12345678901234567890");
        for (second, number) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.number_at(Timestamp::from_second(second).unwrap()), number, "{second}");
        }
    }

    #[test]
    fn takes_one_step_of_drift_and_no_more() {
        let secret = Secret([3; 20]);
        let now: Timestamp = "2026-10-30T18:00:00Z".parse().unwrap();
        for (seconds, taken) in [(0, true), (30, true), (-30, true), (60, false), (-60, false)] {
            let typed = secret.number_at(now + seconds.seconds());
            assert_eq!(secret.step_of(&typed, now).is_some(), taken, "{seconds}");
        }
        for typed in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
            assert_eq!(secret.step_of(typed, now), None, "{typed}");
        }
        assert_eq!(Secret::parse(&secret.text()), Some(secret));
    }
}
