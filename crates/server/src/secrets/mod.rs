//! What people prove who they are with: slow hashes of passphrases, one-time numbers, passkeys. Nothing here is stored
//! and nothing is read: texts and bytes in, yes or no out.

pub mod numbers;
pub mod passkeys;
mod slow_hash;

pub use slow_hash::SlowHash;
