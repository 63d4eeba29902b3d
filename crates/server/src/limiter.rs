//! How many requests and holds one network address may make, on this node. Addresses live in memory only.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use troth_domain::limits;

use crate::actions::ActionError;
use crate::caller::network_of;
use crate::settings::LimitSettings;

type ByAddress = DefaultKeyedRateLimiter<IpAddr>;

/// Counts requests and holds by network address.
pub struct Limiter {
    requests: Option<ByAddress>,
    holds: Option<ByAddress>,
    clock: DefaultClock,
}

impl Limiter {
    /// Counts against `settings`; counts nothing where they are switched off.
    pub fn new(settings: &LimitSettings) -> Self {
        let quota = |count: u32, per: fn(NonZeroU32) -> Quota| {
            let count = NonZeroU32::new(count).filter(|_| settings.enabled)?;
            Some(ByAddress::keyed(per(count)))
        };
        Self {
            requests: quota(settings.requests_per_minute_per_address, Quota::per_minute),
            holds: quota(settings.holds_per_hour_per_address, Quota::per_hour),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request.
    ///
    /// # Errors
    /// [`ActionError::TooMany`].
    pub fn count_request(&self, address: IpAddr) -> Result<(), ActionError> {
        self.count(self.requests.as_ref(), address)
    }

    /// Counts one hold.
    ///
    /// # Errors
    /// [`ActionError::TooMany`].
    pub fn count_hold(&self, address: IpAddr) -> Result<(), ActionError> {
        self.count(self.holds.as_ref(), address)
    }

    fn count(&self, counted: Option<&ByAddress>, address: IpAddr) -> Result<(), ActionError> {
        let Some(counted) = counted else { return Ok(()) };
        if counted.len() > limits::ADDRESSES_KEPT_MAX {
            counted.retain_recent();
        }
        counted.check_key(&network_of(address)).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            ActionError::TooMany { retry_after_seconds: seconds.saturating_add(1) }
        })
    }
}
