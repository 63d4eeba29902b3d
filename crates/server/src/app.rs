//! What every action and page is given: practice, store, clock, randomness, links, limits.

use std::sync::Arc;

use jiff::Timestamp;
use troth_domain::practice::Practice;

use crate::clock::Clock;
use crate::links::Links;

/// Fills a slice with random bytes. Only `main` makes the real one.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What every action and page is given. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The practice as its file describes it.
    pub practice: Practice,
    /// The clock.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Addresses that open a booking.
    pub links: Links,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The practice.
    pub fn practice(&self) -> &Practice {
        &self.0.practice
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Fresh random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.random)(&mut bytes);
        bytes
    }

    /// Addresses that open a booking.
    pub fn links(&self) -> &Links {
        &self.0.links
    }
}
