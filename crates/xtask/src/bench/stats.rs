//! Medians and percentiles.

use std::time::Duration;

/// Times of many requests, and how long all of them took together.
#[derive(Debug, Default)]
pub(super) struct Times {
    micros: Vec<u32>,
    /// From the first request to the last answer.
    pub took: Duration,
    /// Answers that were not what was asked for, and requests without one.
    pub failed: u64,
    /// One of them, for people.
    pub why: Option<String>,
}

impl Times {
    /// Takes one time.
    pub(super) fn add(&mut self, time: Duration) {
        self.micros.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// A request came to nothing.
    pub(super) fn fail(&mut self, why: String) {
        self.failed += 1;
        self.why.get_or_insert(why);
    }

    /// Takes those of another.
    pub(super) fn join(&mut self, other: Times) {
        self.micros.extend(other.micros);
        self.failed += other.failed;
        self.why = self.why.take().or(other.why);
    }

    /// How many went well.
    pub(super) fn count(&self) -> usize {
        self.micros.len()
    }

    /// How many went well in a second.
    pub(super) fn per_second(&self) -> f64 {
        self.micros.len() as f64 / self.took.as_secs_f64().max(1e-9)
    }

    /// The time that this share of them did not exceed, in milliseconds; 1 is the longest.
    pub(super) fn percentile(&mut self, share: f64) -> f64 {
        self.micros.sort_unstable();
        let last = self.micros.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.micros.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1000.0)
    }
}

/// The middle one; not a number when there is none.
pub(super) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Small numbers that look random and are the same in every run.
pub(super) fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        let mut times = Times::default();
        (1..=101).for_each(|n| times.add(Duration::from_millis(n)));
        assert_eq!((times.percentile(0.0), times.percentile(0.5), times.percentile(1.0)), (1.0, 51.0, 101.0));
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
    }
}
