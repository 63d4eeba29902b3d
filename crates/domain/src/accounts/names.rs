//! Names that we make.

use std::fmt;

use super::words::WORDS;

/// What a person signs in with: two plain words and four digits, made here. It tells nothing about them, two partners
/// who share a mailbox have two, and knowing an address finds none.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SignInName(String);

impl SignInName {
    /// Makes a name out of random bytes: one of about 655 million.
    ///
    /// ```
    /// use troth_domain::accounts::SignInName;
    /// assert_eq!(SignInName::from_random([0, 1, 18, 212]).reveal(), "acorn-almond-4820");
    /// ```
    pub fn from_random(bytes: [u8; 4]) -> Self {
        let [first, second, high, low] = bytes;
        let word = |byte: u8| WORDS.get(usize::from(byte)).copied().unwrap_or("acorn");
        let digits = u16::from_be_bytes([high, low]) % 10_000;
        Self(format!("{}-{}-{digits:04}", word(first), word(second)))
    }

    /// Takes what was typed or stored: case, spaces and other dashes do not matter.
    ///
    /// ```
    /// use troth_domain::accounts::SignInName;
    /// let name = SignInName::parse(" Cedar lamp 4821 ").unwrap();
    /// assert_eq!(name.reveal(), "cedar-lamp-4821");
    /// assert_eq!(SignInName::parse("cedar-lamp"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let is_gap =
            |character: char| character.is_whitespace() || matches!(character, '-' | '_' | '\u{2010}'..='\u{2015}');
        let parts: Vec<&str> = text.split(is_gap).filter(|part| !part.is_empty()).collect();
        let [first, second, digits] = parts.as_slice() else { return None };
        let is_word =
            |word: &str| (2..=12).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let are_digits = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_word(first) && is_word(second) && are_digits)
            .then(|| Self(format!("{first}-{second}-{digits}").to_ascii_lowercase()))
    }

    /// The text itself: never to a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SignInName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SignInName(private)")
    }
}
