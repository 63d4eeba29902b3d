//! The practice's key and what is derived from it.

use std::fmt;
use std::sync::Arc;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

/// A source of random bytes: fills the whole slice. The operating system's in the server, a seeded one in a simulation.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Bytes of every key.
pub const KEY_BYTES: usize = 32;

/// The practice's key: everything sealed can be opened with it, so it never leaves the node and never prints.
#[derive(Clone)]
pub struct PracticeKey(Zeroizing<[u8; KEY_BYTES]>);

impl PracticeKey {
    /// Takes the 32 bytes of the key file.
    pub fn from_bytes(mut bytes: [u8; KEY_BYTES]) -> Self {
        let key = Self(Zeroizing::new(bytes));
        bytes.zeroize();
        key
    }

    /// A key for one purpose alone (HKDF-SHA256, RFC 5869): knowing it tells nothing about the practice's key or those
    /// for other purposes.
    ///
    /// ```
    /// use troth_store::PracticeKey;
    /// let key = PracticeKey::from_bytes([7; 32]);
    /// assert_ne!(key.derive("one purpose"), key.derive("another"));
    /// ```
    pub fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let mut derived = [0; KEY_BYTES];
        let info = [b"troth ", purpose.as_bytes()].concat();
        // Fails only for outputs of more than 255 hashes; an all-zero key must never be used in its place.
        let expanded = Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(&info, &mut derived);
        debug_assert!(expanded.is_ok(), "32 bytes are within HKDF's reach");
        derived
    }
}

impl fmt::Debug for PracticeKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PracticeKey(private)")
    }
}
