//! Randomness that depends on who acts and on which step of a trace, and on nothing that anybody did before.
//!
//! In two worlds in which a person does the same, they draw the same, whatever another one did in between.

use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use troth_store::Random;

/// One for a world; cheap to clone.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<Stream>>);

#[derive(Default)]
struct Stream {
    name: String,
    drawn: u64,
    /// What the next draw of eight bytes answers, for whoever has to come in time.
    next_eight: Option<[u8; 8]>,
}

impl Streams {
    /// From now on it draws as `name`, from its beginning.
    pub fn become_named(&self, name: impl Into<String>) {
        *self.0.lock().unwrap() = Stream { name: name.into(), drawn: 0, next_eight: None };
    }

    /// Lets the next draw of eight bytes answer `bytes`.
    pub fn next_eight(&self, bytes: [u8; 8]) {
        self.0.lock().unwrap().next_eight = Some(bytes);
    }

    pub fn random(&self) -> Random {
        let streams = self.clone();
        Arc::new(move |bytes: &mut [u8]| streams.fill(bytes))
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut stream = self.0.lock().unwrap();
        if bytes.len() == 8
            && let Some(chosen) = stream.next_eight.take()
        {
            bytes.copy_from_slice(&chosen);
            return;
        }
        for part in bytes.chunks_mut(32) {
            stream.drawn += 1;
            let digest = Sha256::digest(format!("{}/{}", stream.name, stream.drawn));
            part.copy_from_slice(&digest[..part.len()]);
        }
    }
}

/// Numbers of a trace, the same for the same seed (SplitMix64, Steele, Lea and Flood 2014).
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    pub fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[usize::try_from(self.below(things.len() as u64)).unwrap()]
    }
}
