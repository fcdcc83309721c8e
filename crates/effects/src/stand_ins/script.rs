use std::{collections::VecDeque, time::Duration};

/// How rude a stand-in is.
#[derive(Clone, Copy, Debug)]
pub struct Rude {
    /// How long a slow answer takes.
    pub slowness: Duration,
    /// Faults by dice, the same for the same seed; about one request in four.
    pub seed: Option<u64>,
}

impl Default for Rude {
    fn default() -> Self {
        // Longer than our adapters wait.
        Self { slowness: Duration::from_secs(12), seed: None }
    }
}

impl Rude {
    /// Slow answers take this long.
    pub fn slow(slowness: Duration) -> Self {
        Self { slowness, ..Self::default() }
    }
}

/// Which fault comes next: first those that were ordered, then the dice.
pub(super) struct Script<F: 'static> {
    ordered: VecDeque<F>,
    dice: Option<u64>,
    all: &'static [F],
}

impl<F: Copy> Script<F> {
    pub(super) fn new(seed: Option<u64>, all: &'static [F]) -> Self {
        Self { ordered: VecDeque::new(), dice: seed, all }
    }

    pub(super) fn order(&mut self, faults: impl IntoIterator<Item = F>) {
        self.ordered.extend(faults);
    }

    pub(super) fn next(&mut self) -> Option<F> {
        self.ordered.pop_front().or_else(|| {
            let dice = self.dice.as_mut()?;
            // splitmix64: small, and good enough for faults.
            *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = *dice;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            let which = usize::try_from(z >> 33).ok()? % self.all.len();
            (z % 4 == 0).then(|| self.all[which])
        })
    }
}
