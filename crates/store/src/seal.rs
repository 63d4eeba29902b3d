//! Sealing: XChaCha20-Poly1305 under one random key per item, wrapped for each who may see it.
//!
//! The additional data names table, column and row, so sealed bytes that are moved to another row do not open.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key::{KEY_BYTES, PracticeKey, Random};
use crate::practice_keys::PracticeKeys;

/// The version of the look-up keys that new rows are written with: they stay the same when the practice's key changes.
pub(crate) const KEY_VERSION: i64 = 1;

const NONCE_BYTES: usize = 24;

/// Where sealed bytes stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    pub table: &'static str,
    pub column: &'static str,
    pub row: &'p [u8],
}

impl Place<'_> {
    fn additional_data(self) -> Vec<u8> {
        format!("{}/{}/{}", self.table, self.column, HEXLOWER.encode(self.row)).into_bytes()
    }

    fn corrupt(self) -> StoreError {
        StoreError::corrupt(self.table, self.row)
    }
}

/// The key of one item (a booking, a person's profile, something written), or a person's own.
#[derive(Clone)]
pub(crate) struct DataKey(Zeroizing<[u8; KEY_BYTES]>);

impl DataKey {
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Seals `text` for `place`: nonce, then ciphertext and tag.
    pub fn seal(&self, random: &Random, place: Place<'_>, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_BYTES];
        random(&mut nonce);
        let additional_data = place.additional_data();
        let sealed = XChaCha20Poly1305::new(&(*self.0).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: text, aad: &additional_data })
            .map_err(|_| place.corrupt())?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made for the same `place`.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(|| place.corrupt())?;
        let additional_data = place.additional_data();
        XChaCha20Poly1305::new(&(*self.0).into())
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &additional_data })
            .map(Zeroizing::new)
            .map_err(|_| place.corrupt())
    }
}

/// Makes, wraps and unwraps data keys, and makes look-up codes.
pub(crate) struct Vault {
    random: Random,
    /// The version of the practice's key that wraps are made with.
    key_version: i64,
    wrapping_key: DataKey,
    /// The one before, as long as wraps made with it may be there.
    wrapping_key_before: Option<DataKey>,
    lookup_keys: [Zeroizing<[u8; KEY_BYTES]>; Lookup::ALL.len()],
}

/// The table that a look-up code is for; each has a key of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Lookup {
    Idempotency,
    Address,
    Invitation,
    SignInName,
    RecoveryCode,
    StartCode,
    Passkey,
    Challenge,
    Message,
    RoomCode,
}

impl Lookup {
    pub const ALL: [Self; 10] = [
        Self::Idempotency,
        Self::Address,
        Self::Invitation,
        Self::SignInName,
        Self::RecoveryCode,
        Self::StartCode,
        Self::Passkey,
        Self::Challenge,
        Self::Message,
        Self::RoomCode,
    ];

    /// What its key is derived for.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Idempotency => "codes of idempotency keys, version 1",
            Self::Address => "codes of network addresses, version 1",
            Self::Invitation => "codes of invitations, version 1",
            Self::SignInName => "codes of sign-in names, version 1",
            Self::RecoveryCode => "codes of recovery codes, version 1",
            Self::StartCode => "codes of start codes, version 1",
            Self::Passkey => "codes of passkeys, version 1",
            Self::Challenge => "codes of challenges, version 1",
            Self::Message => "names of messages, version 1",
            Self::RoomCode => "codes of talks on one device, version 1",
        }
    }
}

const WRAPPING: &str = "wrapping keys of bookings, version 1";

impl Vault {
    pub fn new(keys: &PracticeKeys, random: Random) -> Self {
        let wrapping = |key: &PracticeKey| DataKey::from_bytes(key.derive(WRAPPING));
        Self {
            random,
            key_version: keys.version,
            wrapping_key: wrapping(&keys.current),
            wrapping_key_before: keys.before.as_ref().map(wrapping),
            lookup_keys: Lookup::ALL.map(|lookup| Zeroizing::new(keys.lasting(lookup.purpose()))),
        }
    }

    pub fn random(&self) -> &Random {
        &self.random
    }

    /// The version of the practice's key that wraps are made with.
    pub fn key_version(&self) -> i64 {
        self.key_version
    }

    /// A fresh key.
    pub fn new_key(&self) -> DataKey {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        (self.random)(bytes.as_mut_slice());
        DataKey(bytes)
    }

    /// `key` wrapped for the practice, to stand beside `item`.
    pub fn wrap(&self, key: &DataKey, item: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.wrapping_key.seal(&self.random, wrap_place(item), key.0.as_slice())
    }

    /// The key of `item` out of its wrap.
    pub fn unwrap(&self, wrap: &[u8], item: &[u8]) -> Result<DataKey, StoreError> {
        let place = wrap_place(item);
        let bytes = match (self.wrapping_key.open(place, wrap), &self.wrapping_key_before) {
            (Err(_), Some(before)) => before.open(place, wrap)?,
            (opened, _) => opened?,
        };
        let bytes = <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).map_err(|_| place.corrupt())?;
        Ok(DataKey(Zeroizing::new(bytes)))
    }

    /// `key` wrapped with a person's own key, to stand beside `item`.
    pub fn wrap_with(&self, own: &DataKey, key: &DataKey, item: &[u8]) -> Result<Vec<u8>, StoreError> {
        own.seal(&self.random, person_wrap_place(item), key.0.as_slice())
    }

    /// The key of `item` out of a wrap made with a person's own key.
    pub fn unwrap_with(&self, own: &DataKey, wrap: &[u8], item: &[u8]) -> Result<DataKey, StoreError> {
        let place = person_wrap_place(item);
        let bytes = own.open(place, wrap)?;
        let bytes = <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).map_err(|_| place.corrupt())?;
        Ok(DataKey(Zeroizing::new(bytes)))
    }

    /// A code that `text` can be found by, and not read from (HMAC-SHA256).
    pub fn code(&self, lookup: Lookup, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let no_key = || StoreError::Database("a look-up key has the wrong length".to_owned());
        let place = Lookup::ALL.iter().position(|one| *one == lookup);
        let key = place.and_then(|place| self.lookup_keys.get(place)).ok_or_else(no_key)?;
        let mut code = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_slice()).map_err(|_| no_key())?;
        code.update(text);
        Ok(code.finalize().into_bytes().to_vec())
    }
}

fn wrap_place(item: &[u8]) -> Place<'_> {
    Place { table: "item_key", column: "wrap, practice, version 1", row: item }
}

fn person_wrap_place(item: &[u8]) -> Place<'_> {
    Place { table: "item_key", column: "wrap, person, version 1", row: item }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    fn vault(key: u8) -> Vault {
        let next = AtomicU8::new(0);
        let random = Arc::new(move |bytes: &mut [u8]| bytes.fill(next.fetch_add(1, Ordering::Relaxed)));
        let keys = PracticeKeys::open(1, PracticeKey::from_bytes([key; KEY_BYTES]), None).unwrap();
        Vault::new(&keys, random)
    }

    #[test]
    fn opens_only_in_its_own_place() {
        let vault = vault(1);
        let key = vault.new_key();
        let place = Place { table: "booking", column: "client", row: &[1] };
        let sealed = key.seal(vault.random(), place, b"Ana").unwrap();
        assert_eq!(key.open(place, &sealed).unwrap().as_slice(), b"Ana");
        assert!(key.open(Place { row: &[2], ..place }, &sealed).is_err());
        assert!(key.open(Place { column: "reason", ..place }, &sealed).is_err());
        assert!(vault.new_key().open(place, &sealed).is_err());
        for index in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[index] ^= 1;
            assert!(key.open(place, &flipped).is_err(), "byte {index}");
        }
        assert!(key.open(place, &sealed[..10]).is_err());
    }

    #[test]
    fn a_wrap_opens_with_the_practices_key_alone() {
        let own = vault(1);
        let wrap = own.wrap(&own.new_key(), &[9]).unwrap();
        assert!(own.unwrap(&wrap, &[9]).is_ok());
        assert!(own.unwrap(&wrap, &[8]).is_err());
        assert!(vault(2).unwrap(&wrap, &[9]).is_err());
    }

    #[test]
    fn the_same_text_has_another_code_in_another_table() {
        let vault = vault(1);
        let code = |lookup| vault.code(lookup, b"text").unwrap();
        assert_eq!(code(Lookup::Address), code(Lookup::Address));
        assert_ne!(code(Lookup::Address), code(Lookup::Idempotency));
    }
}
