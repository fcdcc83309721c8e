//! How much one caller may ask of the gateway.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;

/// Callers that are remembered before those at rest are forgotten.
const TIDY_AT: usize = 50_000;

/// A limit per caller: so many requests a second, twice as many at once.
pub struct Rate(DefaultKeyedRateLimiter<String>);

impl Rate {
    /// `per_second` requests, a burst of twice that.
    pub fn per_second(per_second: NonZeroU32) -> Self {
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
        Self(RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)))
    }

    /// May this caller ask once more?
    pub(super) fn admits(&self, caller: String) -> bool {
        if self.0.len() > TIDY_AT {
            self.0.retain_recent();
        }
        self.0.check_key(&caller).is_ok()
    }
}
