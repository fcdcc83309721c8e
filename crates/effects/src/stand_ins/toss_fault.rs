/// How it can fail. By order, by dice, or by the prefix of a payment key when that is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TossFault {
    /// `slow-but-done-`: does it, and answers too late.
    SlowButDone,
    /// `drop-after-done-`: does it, and hangs up.
    DropAfterDone,
    /// `drop-before-`: hangs up.
    DropBefore,
    /// `500-after-done-`: does it, and says 500, to every repetition too.
    ErrorAfterDone,
    /// `500-before-`: says 500.
    ErrorBefore,
    /// `garbled-after-done-`: does it, and answers with something else than JSON.
    GarbledAfterDone,
    /// `409-`: says that it is still at it, and does it.
    StillRunning,
    /// `429-`: too many requests.
    Busy,
}

/// All of them, in the order of their prefixes.
pub(super) const ALL: &[TossFault] = &[
    TossFault::SlowButDone,
    TossFault::DropAfterDone,
    TossFault::DropBefore,
    TossFault::ErrorAfterDone,
    TossFault::ErrorBefore,
    TossFault::GarbledAfterDone,
    TossFault::StillRunning,
    TossFault::Busy,
];
const PREFIXES: &[&str] = &[
    "slow-but-done-",
    "drop-after-done-",
    "drop-before-",
    "500-after-done-",
    "500-before-",
    "garbled-after-done-",
    "409-",
    "429-",
];

impl TossFault {
    /// The one this payment key chooses.
    pub(super) fn of(key: &str) -> Option<Self> {
        PREFIXES.iter().position(|prefix| key.starts_with(prefix)).map(|which| ALL[which])
    }
}
