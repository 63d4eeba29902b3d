//! Slow hashes of passphrases (argon2id, RFC 9106), made apart from the threads that answer, few at once, and behind them in
//! the queue for a processor: a rush of sign-ins must not keep visitors from seeing times (docs/performance.md).

use std::thread::available_parallelism;

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::{Semaphore, oneshot};
use troth_domain::accounts::Passphrase;
use troth_domain::limits;
use zeroize::Zeroizing;

use crate::actions::ActionError;

/// OWASP's parameters for argon2id: 19 MiB, two passes, one lane.
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// How far behind the threads that answer: with 10, a hash gets a tenth of a processor that they want whole, and all of one
/// that they leave.
#[cfg(target_os = "linux")]
const BEHIND: i32 = 10;
/// Cores for each hash that may be made at once.
const CORES_PER_HASH: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Hashes and checks passphrases.
pub struct SlowHash {
    turns: Semaphore,
}

impl SlowHash {
    /// As many at once as the machine bears.
    pub fn new() -> Self {
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        Self { turns: Semaphore::new((cores / CORES_PER_HASH).max(1)) }
    }

    /// A hash to keep. `salt` is random.
    ///
    /// # Errors
    /// [`ActionError::Unavailable`] when too many are waiting.
    pub async fn hash(&self, passphrase: &Passphrase, salt: [u8; SALT_BYTES]) -> Result<Vec<u8>, ActionError> {
        let hash = self.compute(passphrase.clone(), COST, salt.to_vec()).await?;
        let cost = [COST.memory_kib, COST.passes, COST.lanes].map(u32::to_be_bytes).concat();
        Ok([cost.as_slice(), &salt, hash.as_slice()].concat())
    }

    /// Whether `kept` was made from `typed`. Where nothing is kept, it takes as long and answers no: how long it took
    /// tells nobody whether there is such an account.
    ///
    /// # Errors
    /// [`ActionError::Unavailable`] when too many are waiting.
    pub async fn verify(&self, kept: Option<&[u8]>, typed: &Passphrase) -> Result<bool, ActionError> {
        let (cost, salt, expected) = kept.and_then(taken_apart).unwrap_or((COST, [0; SALT_BYTES], [0; HASH_BYTES]));
        let hash = self.compute(typed.clone(), cost, salt.to_vec()).await?;
        let is_equal = bool::from(hash.as_slice().ct_eq(expected.as_slice()));
        Ok(is_equal && kept.is_some())
    }

    async fn compute(
        &self,
        passphrase: Passphrase,
        cost: Cost,
        salt: Vec<u8>,
    ) -> Result<Zeroizing<[u8; HASH_BYTES]>, ActionError> {
        let wait = std::time::Duration::from_secs(limits::SLOW_HASH_WAIT_SECONDS_MAX);
        let turn = tokio::time::timeout(wait, self.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(ActionError::Unavailable) };
        let (done, computed) = oneshot::channel();
        let compute = move || {
            step_back();
            let mut hash = Zeroizing::new([0; HASH_BYTES]);
            let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(HASH_BYTES)).ok()?;
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            argon2.hash_password_into(passphrase.reveal().as_bytes(), &salt, hash.as_mut_slice()).ok()?;
            Some(hash)
        };
        // A thread of its own: one that stepped back cannot step forward again. Whoever asked may be gone by then.
        let thread = std::thread::Builder::new().name("slow-hash".to_owned());
        let started = thread.spawn(move || drop(done.send(compute())));
        started.map_err(|_| ActionError::Unavailable)?;
        computed.await.ok().flatten().ok_or(ActionError::Internal)
    }
}

/// Lets threads that answer go first, where the system knows such an order for threads. Elsewhere it is for the process as a
/// whole, and left alone.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(BEHIND) {
        tracing::debug!(%error, "a slow hash does not step back");
    }
}

impl Default for SlowHash {
    fn default() -> Self {
        Self::new()
    }
}

fn taken_apart(kept: &[u8]) -> Option<(Cost, [u8; SALT_BYTES], [u8; HASH_BYTES])> {
    let (cost, rest) = kept.split_first_chunk::<12>()?;
    let (salt, hash) = rest.split_first_chunk::<SALT_BYTES>()?;
    let (numbers, _) = cost.as_chunks::<4>();
    let [memory_kib, passes, lanes] = numbers else { return None };
    let cost = Cost {
        memory_kib: u32::from_be_bytes(*memory_kib),
        passes: u32::from_be_bytes(*passes),
        lanes: u32::from_be_bytes(*lanes),
    };
    Some((cost, *salt, hash.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_passphrase_fits() {
        let slow = SlowHash::new();
        let chosen = Passphrase::choose("four walnut trees in a row").unwrap();
        let kept = slow.hash(&chosen, [5; 16]).await.unwrap();
        assert!(slow.verify(Some(&kept), &chosen).await.unwrap());
        let other = Passphrase::typed("four walnut trees in a roW").unwrap();
        assert!(!slow.verify(Some(&kept), &other).await.unwrap());
        assert!(!slow.verify(None, &chosen).await.unwrap());
        assert!(!slow.verify(Some(&kept[..20]), &chosen).await.unwrap());
        assert_ne!(kept, slow.hash(&chosen, [6; 16]).await.unwrap());
    }
}
