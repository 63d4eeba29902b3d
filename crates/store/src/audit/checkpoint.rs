//! Checkpoints: one line that says which history the records contain, to be kept off the machine.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use super::keys::{AuditKeys, Coded};
use super::seal::{NO_HASH, Seal, seal_columns};
use crate::error::StoreError;
use crate::store::Store;

/// The first word of the line: what it is, and in which form.
const FORM: &str = "troth-audit-1";

/// The last seal at some time, signed. Its line holds nothing private.
///
/// ```
/// use troth_store::Checkpoint;
/// assert!("troth-audit-1 3 20 zz 2027-03-01T12:00:00Z 1 ab".parse::<Checkpoint>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The number of the last seal; 0 when there is none yet.
    pub seal: i64,
    /// How many rows are sealed up to there.
    pub total: i64,
    /// The hash of that seal.
    pub hash: [u8; 32],
    /// When the checkpoint was made, to the second.
    pub at: Timestamp,
    /// The version of the key that it is signed with.
    pub key_version: i64,
    /// The signature: a code that only the practice's key makes.
    pub signature: [u8; 32],
}

/// Not the line of a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not the line that `troth checkpoint` printed")]
pub struct InvalidCheckpoint;

impl Checkpoint {
    fn contents(&self) -> Vec<u8> {
        let integers = [self.seal, self.total, self.at.as_second(), self.key_version];
        integers.into_iter().flat_map(i64::to_be_bytes).chain(self.hash).collect()
    }

    /// Whether this practice's key signed it.
    pub(crate) fn is_signed(&self, keys: &AuditKeys) -> bool {
        keys.fits(self.key_version, Coded::Checkpoint, &self.contents(), &self.signature)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, signature) = (HEXLOWER.encode(&self.hash), HEXLOWER.encode(&self.signature));
        let Self { seal, total, at, key_version, .. } = self;
        write!(formatter, "{FORM} {seal} {total} {hash} {at} {key_version} {signature}")
    }
}

impl FromStr for Checkpoint {
    type Err = InvalidCheckpoint;

    fn from_str(text: &str) -> Result<Self, InvalidCheckpoint> {
        let words = text.split_whitespace().collect::<Vec<_>>();
        let Ok([FORM, seal, total, hash, at, key_version, signature]) = <[&str; 7]>::try_from(words) else {
            return Err(InvalidCheckpoint);
        };
        let number = |text: &str| text.parse().ok().filter(|number| *number >= 0).ok_or(InvalidCheckpoint);
        let bytes = |text: &str| {
            let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| InvalidCheckpoint)?;
            <[u8; 32]>::try_from(bytes).map_err(|_| InvalidCheckpoint)
        };
        Ok(Self {
            seal: number(seal)?,
            total: number(total)?,
            hash: bytes(hash)?,
            at: at.parse().map_err(|_| InvalidCheckpoint)?,
            key_version: number(key_version)?,
            signature: bytes(signature)?,
        })
    }
}

impl Store {
    /// A checkpoint of the last seal, made at `now`.
    ///
    /// # Errors
    /// As any statement.
    pub async fn checkpoint(&self, now: Timestamp) -> Result<Checkpoint, StoreError> {
        let last = concat!("SELECT ", seal_columns!(), " FROM audit_seal ORDER BY number DESC LIMIT 1");
        let last = self.readers.fetch(last, &[]).await?.pop().map(Seal::read).transpose()?;
        let hash = last.as_ref().map_or(NO_HASH.to_vec(), |seal| seal.hash.clone());
        let keys = &self.shared.audit;
        let mut checkpoint = Checkpoint {
            seal: last.as_ref().map_or(0, |seal| seal.number),
            total: last.as_ref().map_or(0, |seal| seal.total),
            hash: hash.try_into().map_err(|_| StoreError::corrupt("audit_seal", &[]))?,
            at: Timestamp::from_second(now.as_second()).unwrap_or(now),
            key_version: keys.version(),
            signature: [0; 32],
        };
        let signature = keys.code(Coded::Checkpoint, &checkpoint.contents())?;
        checkpoint.signature = signature.try_into().map_err(|_| StoreError::corrupt("audit_seal", &[]))?;
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_comes_back_the_same(
            seal in 0_i64.., total in 0_i64.., hash: [u8; 32], second in 0_i64..9_000_000_000, signature: [u8; 32],
        ) {
            let at = Timestamp::from_second(second).unwrap();
            let made = Checkpoint { seal, total, hash, at, key_version: 1, signature };
            prop_assert_eq!(format!("{made}\n").parse(), Ok(made));
        }

        #[test]
        fn no_text_is_taken_for_more_than_it_is(text in "(troth-audit-1)?[ 0-9a-fTZ:-]{0,200}|\\PC{0,80}") {
            if let Ok(read) = text.parse::<Checkpoint>() {
                prop_assert_eq!(read.to_string().parse(), Ok(read));
            }
        }
    }
}
