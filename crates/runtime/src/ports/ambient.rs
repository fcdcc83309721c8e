use super::{Nobody, Outside};
use jiff::{Timestamp, civil, tz::TimeZone};
use kernel::{Day, Millis, When};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now, UTC.
    fn now(&self) -> Millis;
}

/// Makes ids that nobody else makes.
pub trait Ids: Send + Sync + 'static {
    /// A fresh one, fit for a path; later ones sort behind earlier ones, roughly.
    fn fresh(&self) -> String;
}

/// The machine's clock.
pub struct SystemClock;
impl Clock for SystemClock {
    fn now(&self) -> Millis {
        u64::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
    }
}

/// A clock for tests: stands until it is moved.
#[derive(Default)]
pub struct FixedClock(AtomicU64);
impl FixedClock {
    /// Stands at this instant.
    pub fn at(millis: Millis) -> Self {
        Self(AtomicU64::new(millis))
    }
    /// Moves it.
    pub fn set(&self, millis: Millis) {
        self.0.store(millis, Ordering::SeqCst);
    }
}
impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}

/// UUIDs of version 7: in the order of their time, so that rows made together lie together.
pub struct UuidIds;
impl Ids for UuidIds {
    fn fresh(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }
}

/// The library's time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// By its IANA name, e.g. `Asia/Seoul`. The database is built in.
    pub fn named(name: &str) -> Result<Self, String> {
        TimeZone::get(name).map(Self).map_err(|e| format!("there is no time zone {name:?}: {e}"))
    }

    /// The civil day of an instant.
    pub fn day(&self, at: Millis) -> Day {
        let instant =
            i64::try_from(at).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        let date = self.0.to_datetime(instant).date();
        Day::new(date.year(), date.month(), date.day()).unwrap_or_default()
    }

    /// The instant something is meant for; a day begins at its first moment in this zone.
    pub fn instant(&self, when: When) -> Millis {
        match when {
            When::At(at) => at,
            When::Day(day) => {
                let (year, month, day) = day.parts();
                let midnight = civil::date(year, month, day).at(0, 0, 0, 0);
                let start = self.0.to_ambiguous_zoned(midnight).compatible();
                start
                    .map(|zoned| zoned.timestamp().as_millisecond())
                    .ok()
                    .and_then(|ms| u64::try_from(ms).ok())
                    .unwrap_or(0)
            }
        }
    }
}

/// Clock, zone, ids and the outside: everything a context needs that is neither command nor state.
#[derive(Clone)]
pub struct Ambient {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Where the library is.
    pub zone: Zone,
    /// Makes ids.
    pub ids: Arc<dyn Ids>,
    /// Whom effects call.
    pub outside: Arc<dyn Outside>,
}

impl Ambient {
    /// Clock, zone and ids, and nobody outside.
    pub fn new(clock: Arc<dyn Clock>, zone: Zone, ids: Arc<dyn Ids>) -> Self {
        Self { clock, zone, ids, outside: Arc::new(Nobody) }
    }

    /// Effects call these.
    pub fn with_outside(mut self, outside: Arc<dyn Outside>) -> Self {
        self.outside = outside;
        self
    }

    /// Now and today.
    pub fn now(&self) -> (Millis, Day) {
        let at = self.clock.now();
        (at, self.zone.day(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_librarys_day() {
        let seoul = Zone::named("Asia/Seoul").unwrap();
        let evening = 1_631_545_200_000; // 2021-09-13T15:00:00Z is midnight in Seoul
        assert_eq!(seoul.day(evening - 1).to_string(), "2021-09-13");
        assert_eq!(seoul.day(evening).to_string(), "2021-09-14");
        assert_eq!(seoul.instant(When::Day("2021-09-14".parse().unwrap())), evening);
    }

    #[test]
    fn a_day_begins_even_where_midnight_does_not_exist() {
        let cairo = Zone::named("Africa/Cairo").unwrap(); // clocks jump from 00:00 to 01:00 on 2023-04-28
        let day: Day = "2023-04-28".parse().unwrap();
        assert_eq!(cairo.day(cairo.instant(When::Day(day))), day);
    }
}
