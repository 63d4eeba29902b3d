//! Codes that one person passes on to another by hand or voice.

use std::fmt;

/// A code that links two persons: ten of `0-9A-HJKMNP-TV-Z` (50 bits), without letters that look or sound alike. It does
/// not print.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationCode(String);

impl InvitationCode {
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const LETTERS: usize = 10;

    /// Makes a code out of random bytes, five bits of each.
    pub fn from_random(bytes: [u8; Self::LETTERS]) -> Self {
        let letter = |byte: u8| Self::ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        Self(bytes.into_iter().map(|byte| char::from(letter(byte))).collect())
    }

    /// Takes what somebody typed: case, spaces and hyphens do not matter, `O` is read as `0`, `I` and `L` as `1`.
    ///
    /// ```
    /// use troth_domain::people::InvitationCode;
    /// let code = InvitationCode::from_random([31; 10]);
    /// assert_eq!(code.shown(), "ZZZZZ-ZZZZZ");
    /// assert_eq!(InvitationCode::parse(" zzzzz zzzzz "), Some(code));
    /// assert_eq!(InvitationCode::parse("ZZZZ"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 4 * Self::LETTERS {
            return None;
        }
        let plain = text.chars().filter(|character| !character.is_whitespace() && *character != '-');
        let read = |character: char| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let code = plain.map(read).collect::<String>();
        let fits = code.len() == Self::LETTERS && code.bytes().all(|byte| Self::ALPHABET.contains(&byte));
        fits.then_some(Self(code))
    }

    /// The code as it is looked up.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as it is shown: two groups of five.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at_checked(Self::LETTERS / 2).unwrap_or((&self.0, ""));
        format!("{first}-{second}")
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InvitationCode(private)")
    }
}
