//! The practice's key in its versions, and the keys of older versions that are still needed.
//!
//! When the key is changed (src/rotation.rs), what was derived from the older one and must go on (links that people hold,
//! look-up codes, codes of the audit) is kept, sealed with the newer key.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::audit;
use crate::error::StoreError;
use crate::key::{KEY_BYTES, PracticeKey, Random};
use crate::seal::{DataKey, Lookup, Place};

/// What lasting links are made with: whoever holds one keeps it through a change of the key. Those that end within days
/// are not among them.
pub const LINK_PURPOSES: [&str; 1] = ["manage-link"];

const CHECK: &str = "key check, version 1";

/// Tells whether a database belongs to `key`, and tells nothing about it.
pub(crate) fn key_check(key: &PracticeKey) -> [u8; KEY_BYTES] {
    key.derive(CHECK)
}

/// A derived key of an older version.
#[derive(Clone)]
struct Kept {
    version: i64,
    purpose: String,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

/// Every key at hand.
#[derive(Clone)]
pub(crate) struct PracticeKeys {
    pub version: i64,
    pub current: PracticeKey,
    /// The version before, as long as wraps made with it may be there.
    pub before: Option<PracticeKey>,
    kept: Arc<Vec<Kept>>,
}

impl PracticeKeys {
    /// The key of `version`, with what `kept` holds of older ones: bytes that [`seal_kept`](Self::seal_kept) made.
    pub fn open(version: i64, current: PracticeKey, kept: Option<&[u8]>) -> Result<Self, StoreError> {
        let kept = kept.map(|sealed| open_kept(&current, sealed)).transpose()?.unwrap_or_default();
        Ok(Self { version, current, before: None, kept: Arc::new(kept) })
    }

    /// The same, with the key of the version before at hand.
    pub fn with_before(self, before: PracticeKey) -> Self {
        Self { before: Some(before), ..self }
    }

    /// A key for what must stay the same through changes of the practice's key: the first that there was.
    pub fn lasting(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let oldest = self.kept.iter().filter(|kept| kept.purpose == purpose).min_by_key(|kept| kept.version);
        oldest.map_or_else(|| self.current.derive(purpose), |kept| *kept.key)
    }

    /// The keys of all versions for a purpose, the newest first.
    pub fn all(&self, purpose: &str) -> Vec<(i64, [u8; KEY_BYTES])> {
        let mut older: Vec<_> = self.kept.iter().filter(|kept| kept.purpose == purpose).collect();
        older.sort_by_key(|kept| -kept.version);
        let older = older.into_iter().map(|kept| (kept.version, *kept.key));
        std::iter::once((self.version, self.current.derive(purpose))).chain(older).collect()
    }

    /// What has to be kept of this version and those before, sealed with the key that is to come.
    pub fn seal_kept(&self, next: &PracticeKey, random: &Random) -> Result<Vec<u8>, StoreError> {
        let own = purposes_kept().map(|purpose| Kept {
            version: self.version,
            purpose: purpose.to_owned(),
            key: Zeroizing::new(self.current.derive(purpose)),
        });
        let entries = self.kept.iter().cloned().chain(own);
        let lines = entries.map(|Kept { version, purpose, key }| {
            Zeroizing::new(format!("{version} {} {purpose}", HEXLOWER.encode(key.as_slice())))
        });
        let mut text = Zeroizing::new(String::new());
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        kept_key(next).seal(random, KEPT, text.as_bytes())
    }
}

const KEPT: Place<'_> = Place { table: "practice_fact", column: "value", row: b"kept keys" };

fn kept_key(key: &PracticeKey) -> DataKey {
    DataKey::from_bytes(key.derive("kept keys, version 1"))
}

/// All that has to go on: whoever adds a look-up or a link does not have to think of this.
fn purposes_kept() -> impl Iterator<Item = &'static str> {
    Lookup::ALL.into_iter().map(Lookup::purpose).chain(LINK_PURPOSES).chain([audit::PURPOSE])
}

fn open_kept(key: &PracticeKey, sealed: &[u8]) -> Result<Vec<Kept>, StoreError> {
    let corrupt = || StoreError::corrupt(KEPT.table, KEPT.row);
    let text = kept_key(key).open(KEPT, sealed)?;
    let text = std::str::from_utf8(&text).map_err(|_| corrupt())?;
    let entry = |line: &str| {
        let (version, rest) = line.split_once(' ')?;
        let (digits, purpose) = rest.split_once(' ')?;
        let bytes = Zeroizing::new(HEXLOWER.decode(digits.as_bytes()).ok()?);
        let key = Zeroizing::new(<[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok()?);
        Some(Kept { version: version.parse().ok()?, purpose: purpose.to_owned(), key })
    };
    text.lines().map(|line| entry(line).ok_or_else(corrupt)).collect()
}
