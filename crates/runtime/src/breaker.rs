//! A circuit breaker with a bulkhead: stops asking who does not answer, and never waits with everybody at once.

use kernel::Millis;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Failures in a row that open the breaker.
const OPENS_AFTER: u32 = 5;
/// First and longest time it stays open, in milliseconds.
const OPEN_MS: (Millis, Millis) = (500, 10_000);
/// Questions under way at once.
const BULKHEAD: usize = 64;

/// Is it let through?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Everybody may ask.
    Closed,
    /// Nobody may ask.
    Open,
    /// One may try.
    HalfOpen,
}

#[derive(Debug)]
struct Inner {
    failures: u32,
    open_until: Option<Millis>,
    open_ms: Millis,
    probing: bool,
}

/// One breaker, before one context.
pub struct Breaker {
    name: &'static str,
    inner: Mutex<Inner>,
    places: Semaphore,
}

/// Leave to ask once; tell how it went.
pub struct Pass<'a> {
    breaker: &'a Breaker,
    _place: SemaphorePermit<'a>,
    told: bool,
}

impl Breaker {
    /// Closed.
    pub fn new(name: &'static str) -> Self {
        Self::with_places(name, BULKHEAD)
    }

    /// Closed, for so many questions under way at once.
    pub fn with_places(name: &'static str, places: usize) -> Self {
        let inner = Inner { failures: 0, open_until: None, open_ms: OPEN_MS.0, probing: false };
        Self { name, inner: Mutex::new(inner), places: Semaphore::new(places) }
    }

    /// May somebody ask now?
    pub fn pass(&self, now: Millis) -> Option<Pass<'_>> {
        let place = self.places.try_acquire().ok()?;
        let mut inner = self.inner.lock();
        match inner.open_until {
            Some(until) if now < until || inner.probing => return None,
            Some(_) => inner.probing = true,
            None => {}
        }
        Some(Pass { breaker: self, _place: place, told: false })
    }

    /// As it is now.
    pub fn state(&self, now: Millis) -> State {
        match self.inner.lock().open_until {
            None => State::Closed,
            Some(until) if now < until => State::Open,
            Some(_) => State::HalfOpen,
        }
    }

    fn answered(&self) {
        let mut inner = self.inner.lock();
        if inner.open_until.is_some() {
            tracing::info!(breaker = self.name, "closes: it answers again");
        }
        *inner = Inner { failures: 0, open_until: None, open_ms: OPEN_MS.0, probing: false };
        metrics::gauge!("madang_breaker_open", "asks" => self.name).set(0.0);
    }

    fn silent(&self, now: Millis) {
        let mut inner = self.inner.lock();
        inner.failures = inner.failures.saturating_add(1);
        let probe = std::mem::take(&mut inner.probing);
        let opens = probe || (inner.open_until.is_none() && inner.failures >= OPENS_AFTER);
        if opens {
            inner.open_ms = if probe { (inner.open_ms * 2).min(OPEN_MS.1) } else { OPEN_MS.0 };
            inner.open_until = Some(now + inner.open_ms);
            tracing::warn!(
                breaker = self.name,
                open.ms = inner.open_ms,
                "opens: no answer {} times in a row",
                inner.failures
            );
            metrics::gauge!("madang_breaker_open", "asks" => self.name).set(1.0);
            metrics::counter!("madang_breaker_opened_total", "asks" => self.name).increment(1);
        }
    }
}

impl Pass<'_> {
    /// There was an answer, whatever it said.
    pub fn answered(mut self) {
        self.told = true;
        self.breaker.answered();
    }

    /// There was none.
    pub fn silent(mut self, now: Millis) {
        self.told = true;
        self.breaker.silent(now);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        // A caller who went away told nothing; a probe must not stay under way for ever.
        if !self.told {
            self.breaker.inner.lock().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, now: Millis) {
        breaker.pass(now).expect("is let through").silent(now);
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_tries_one_later() {
        let breaker = Breaker::new("catalogue");
        (0..OPENS_AFTER).for_each(|_| fail(&breaker, 0));
        assert_eq!(breaker.state(0), State::Open);
        assert!(breaker.pass(OPEN_MS.0 - 1).is_none());
        let probe = breaker.pass(OPEN_MS.0).expect("one may try");
        assert!(breaker.pass(OPEN_MS.0).is_none(), "only one");
        probe.answered();
        assert_eq!(breaker.state(OPEN_MS.0), State::Closed);
    }

    #[test]
    fn a_failed_try_opens_it_for_longer() {
        let breaker = Breaker::new("catalogue");
        (0..OPENS_AFTER).for_each(|_| fail(&breaker, 0));
        fail(&breaker, 500);
        assert!(breaker.pass(500 + 999).is_none());
        assert!(breaker.pass(500 + 1000).is_some());
    }

    #[test]
    fn answers_in_between_keep_it_closed() {
        let breaker = Breaker::new("catalogue");
        for _ in 0..3 {
            (1..OPENS_AFTER).for_each(|_| fail(&breaker, 0));
            breaker.pass(0).expect("is let through").answered();
        }
        assert_eq!(breaker.state(0), State::Closed);
    }

    #[test]
    fn a_caller_who_gives_up_does_not_block_the_next_try() {
        let breaker = Breaker::new("catalogue");
        (0..OPENS_AFTER).for_each(|_| fail(&breaker, 0));
        drop(breaker.pass(600));
        assert!(breaker.pass(600).is_some());
    }

    #[test]
    fn the_bulkhead_bounds_questions_under_way() {
        let breaker = Breaker::new("catalogue");
        let under_way: Vec<_> = (0..BULKHEAD).map(|_| breaker.pass(0).expect("is let through")).collect();
        assert!(breaker.pass(0).is_none());
        drop(under_way);
        assert!(breaker.pass(0).is_some());
    }
}
