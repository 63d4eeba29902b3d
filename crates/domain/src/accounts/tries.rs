//! How often a name or a device may be tried in an hour.
//!
//! Codes that are handed over or written down are counted for nobody: see decision 0021.

use crate::limits;

/// Who is trying. Each has a count of its own, so that nobody uses up another's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tries {
    /// A device that signed in to this account before and carries the mark of it. Only its own tries count: whatever
    /// anyone else does, from the same network or not, it can still sign in.
    KnownDevice,
    /// A name, from devices that carry no such mark. Counted whether or not there is such a name.
    Name,
    /// One network address, from devices that carry no such mark, over all names.
    Network,
    /// Links asked for to reset what opens a name. Beyond the most, nobody is refused: no more are sent, and those that
    /// were stay good.
    Resets,
}

impl Tries {
    /// The most in an hour.
    pub fn per_hour_max(self) -> u32 {
        match self {
            Self::KnownDevice => limits::TRIES_PER_HOUR_PER_DEVICE,
            Self::Name => limits::TRIES_PER_HOUR_PER_NAME,
            Self::Network => limits::TRIES_PER_HOUR_PER_NETWORK,
            Self::Resets => limits::RESETS_SENT_PER_HOUR_PER_NAME,
        }
    }

    /// What its counts are kept under, before the code of whom it counts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KnownDevice => "sign-in device",
            Self::Name => "sign-in name",
            Self::Network => "sign-in network",
            Self::Resets => "sign-in reset",
        }
    }
}
