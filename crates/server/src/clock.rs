//! The clock as an argument: only `main` makes the real one.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

/// Tells the moment. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A clock that asks `now` each time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// A clock that shows `start` at this moment and runs on from there.
    ///
    /// ```
    /// use jiff::Timestamp;
    /// use troth_server::clock::Clock;
    /// let real = Clock::new(|| Timestamp::UNIX_EPOCH);
    /// let start: Timestamp = "2026-10-30T18:00:00Z".parse().unwrap();
    /// assert_eq!(real.started_at(start).now(), start);
    /// ```
    pub fn started_at(&self, start: Timestamp) -> Self {
        let real = self.clone();
        let ahead: SignedDuration = start.duration_since(real.now());
        Self::new(move || real.now().checked_add(ahead).unwrap_or(start))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Clock")
    }
}
