//! What opens an account, as types that do not print.

use std::fmt;

use crate::limits;

/// A passphrase or password as it was chosen or typed. Never stored; what is stored is a slow hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

/// Why a passphrase was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPassphrase {
    /// Shorter than it may be, in characters.
    #[error("shorter than {0} characters")]
    TooShort(usize),
    /// Longer than it may be, in characters.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// Among those that are guessed first.
    #[error("among those that are guessed first")]
    Common,
}

/// Those of at least twelve characters that lists of stolen passwords count most often, and what stands on this page.
const COMMON: [&str; 30] = [
    "123456123456",
    "123456789012",
    "1234567890123",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "abcdefghijkl",
    "abcdefghijklm",
    "administrator",
    "changemechangeme",
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "iloveyouiloveyou",
    "iloveyouforever",
    "ilovemyfamily",
    "letmeinletmein",
    "mypassword123",
    "mynewpassword",
    "passphrase123",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "password12345678",
    "qwertyqwerty",
    "qwerty123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfghjkl",
    "unknownunknown",
    "welcome12345",
];

impl Passphrase {
    /// Takes a new one: long enough, and not among those that are guessed first. Nothing else is asked of it.
    ///
    /// ```
    /// use troth_domain::accounts::{InvalidPassphrase, Passphrase};
    /// assert!(Passphrase::choose("four walnut trees in a row").is_ok());
    /// assert_eq!(Passphrase::choose("short"), Err(InvalidPassphrase::TooShort(12)));
    /// assert_eq!(Passphrase::choose("Password1234"), Err(InvalidPassphrase::Common));
    /// assert_eq!(Passphrase::choose("aaaaaaaaaaaaaa"), Err(InvalidPassphrase::Common));
    /// ```
    pub fn choose(text: &str) -> Result<Self, InvalidPassphrase> {
        let length = text.chars().count();
        if length < limits::PASSPHRASE_CHARACTERS_MIN {
            return Err(InvalidPassphrase::TooShort(limits::PASSPHRASE_CHARACTERS_MIN));
        }
        if length > limits::PASSPHRASE_CHARACTERS_MAX {
            return Err(InvalidPassphrase::TooLong(limits::PASSPHRASE_CHARACTERS_MAX));
        }
        let lower = text.trim().to_lowercase();
        let first = lower.chars().next();
        let one_sign = lower.chars().all(|character| Some(character) == first);
        if one_sign || COMMON.contains(&lower.as_str()) {
            return Err(InvalidPassphrase::Common);
        }
        Ok(Self(text.to_owned()))
    }

    /// Takes what was typed to sign in; `None` where it can be nobody's.
    pub fn typed(text: &str) -> Option<Self> {
        let length = text.chars().count();
        (1..=limits::PASSPHRASE_CHARACTERS_MAX).contains(&length).then(|| Self(text.to_owned()))
    }

    /// The text itself: never to a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(private)")
    }
}

/// 32 random bytes that a device or a link proves itself with. Only a hash of them is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(pub [u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(private)")
    }
}

/// A code that is written down or passed on: a recovery code, or a practice's start code. Fifty random bits, so that
/// guessing takes longer than anything it opens exists.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Letters and digits that nobody mistakes for each other (Crockford's base 32).
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const CHARACTERS: usize = 10;

    /// Makes a code out of random bytes, of which it takes fifty bits.
    pub fn from_random(bytes: [u8; 8]) -> Self {
        let number = u64::from_be_bytes(bytes);
        let letter = |place: u32| {
            let index = usize::try_from((number >> (5 * place)) & 31).unwrap_or(0);
            char::from(Self::ALPHABET.get(index).copied().unwrap_or(b'0'))
        };
        Self((0..10).map(letter).collect())
    }

    /// Takes what was typed: case, gaps and the letters that look like digits do not matter.
    ///
    /// ```
    /// use troth_domain::accounts::Code;
    /// let code = Code::parse("abcde-fgh1k").unwrap();
    /// assert_eq!(Code::parse("ABCDE FGHIK"), Some(code.clone()));
    /// assert_eq!(code.grouped(), "ABCDE-FGH1K");
    /// assert_eq!(Code::parse("abcde"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let kept = text.chars().filter(|character| !character.is_whitespace() && *character != '-');
        let plain: String = kept
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let fits = plain.len() == Self::CHARACTERS && plain.bytes().all(|byte| Self::ALPHABET.contains(&byte));
        fits.then_some(Self(plain))
    }

    /// The code as one word: never to a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The code in two groups, easier to write down: never to a log.
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at_checked(Self::CHARACTERS / 2).unwrap_or((&self.0, ""));
        format!("{first}-{second}")
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(private)")
    }
}
