//! The keys of the audit's codes: one for each version of the practice's key, so that old codes can still be checked
//! after the key was changed.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::row::AuditRow;
use crate::error::StoreError;
use crate::key::KEY_BYTES;
use crate::practice_keys::PracticeKeys;

/// What a key of the audit is derived for.
pub(crate) const PURPOSE: &str = "codes of the audit, version 1";

/// Keys by the version of the practice's key that they were derived from.
pub(crate) struct AuditKeys {
    version: i64,
    keys: BTreeMap<i64, Zeroizing<[u8; KEY_BYTES]>>,
}

/// What a code is over. The name is part of what is hashed, so a code of one kind never passes for another's.
#[derive(Clone, Copy)]
pub(crate) enum Coded {
    Row,
    Seal,
    Head,
    Checkpoint,
}

impl Coded {
    fn name(self) -> &'static [u8] {
        match self {
            Self::Row => b"row",
            Self::Seal => b"seal",
            Self::Head => b"head",
            Self::Checkpoint => b"checkpoint",
        }
    }
}

impl AuditKeys {
    /// The keys of every version.
    pub fn new(keys: &PracticeKeys) -> Self {
        let each = keys.all(PURPOSE).into_iter().map(|(version, key)| (version, Zeroizing::new(key)));
        Self { version: keys.version, keys: each.collect() }
    }

    /// The version that new codes are made with.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// A code with the newest key.
    pub fn code(&self, coded: Coded, contents: &[u8]) -> Result<Vec<u8>, StoreError> {
        let code = self.begin(self.version, coded, contents)?;
        Ok(code.finalize().into_bytes().to_vec())
    }

    /// Whether `mac` is the code of `contents` under the key of `version`.
    pub fn fits(&self, version: i64, coded: Coded, contents: &[u8], mac: &[u8]) -> bool {
        self.begin(version, coded, contents).is_ok_and(|code| code.verify_slice(mac).is_ok())
    }

    pub fn row_code(&self, row: &AuditRow) -> Result<Vec<u8>, StoreError> {
        self.code(Coded::Row, &row.contents())
    }

    pub fn row_fits(&self, row: &AuditRow) -> bool {
        self.fits(row.key_version, Coded::Row, &row.contents(), &row.mac)
    }

    fn begin(&self, version: i64, coded: Coded, contents: &[u8]) -> Result<Hmac<Sha256>, StoreError> {
        let key = self.keys.get(&version);
        let key = key.ok_or_else(|| StoreError::Database("no key of this version is known".to_owned()))?;
        let mut code = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_slice())
            .map_err(|_| StoreError::Database("an audit key has the wrong length".to_owned()))?;
        code.update(coded.name());
        code.update(&[0]);
        code.update(contents);
        Ok(code)
    }
}
