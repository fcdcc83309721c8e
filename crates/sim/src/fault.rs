//! What may go wrong in a run, and which of it this seed draws.

use crate::chance::Chance;
use std::collections::BTreeMap;

macro_rules! faults {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal),* $(,)?) => {
        /// One kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault { $($(#[doc = $doc])* $name),* }

        impl Fault {
            /// Every kind.
            pub const ALL: &[Fault] = &[$(Fault::$name),*];

            /// Its name in tables and traces.
            pub fn word(self) -> &'static str {
                match self { $(Fault::$name => $word),* }
            }

            /// Does it need a context that calls the outside?
            pub fn is_outside(self) -> bool {
                self.word().starts_with("provider")
            }

            /// One line of what happens.
            pub fn help(self) -> &'static str {
                match self { $(Fault::$name => concat!($($doc),*).trim_ascii()),* }
            }
        }
    };
}

faults! {
    /// A commit fails, nothing is kept, the store goes on.
    CommitFailed = "commit failed",
    /// Every commit of a context fails for a while.
    DiskFull = "disk full",
    /// Another writer is said to have moved the streams.
    Stale = "stale",
    /// A commit is kept, but nobody hears it; the store stops.
    UnknownDone = "unknown, but done",
    /// A commit is not kept, and nobody hears it; the store stops.
    UnknownLost = "unknown, not done",
    /// The flush fails: the store stops until a restart, which shows what was kept.
    FsyncError = "fsync error",
    /// The process dies in the middle of writing; a restart finds none of the commit.
    TornWrite = "torn write",
    /// A reading of documents or streams fails.
    ReadFailed = "read failed",
    /// A commit takes its time, and the others go on.
    SlowDisk = "slow disk",
    /// The process dies at a call of its store: before it, or after it and before anybody heard.
    CrashAtIo = "crash at io",
    /// The process dies between two steps.
    Crash = "crash",
    /// A question for facts is lost, or its answer.
    Dropped = "dropped",
    /// A question for facts, or its answer, is late.
    Delayed = "delayed",
    /// Fewer facts come than there are.
    Cut = "cut",
    /// A follower reads again what it has read.
    Duplicate = "duplicate",
    /// One context does not reach another; the other way may be open.
    Partition = "one-way partition",
    /// Followers are taken away in the middle of a step and begin elsewhere, further back.
    Rebalance = "rebalance",
    /// Somebody does not move for a long time, then goes on as if nothing had been.
    Zombie = "zombie pause",
    /// Some followers are slow, so messages of different logs overtake each other.
    Reorder = "reorder",
    /// The clock jumps ahead by hours or days.
    ClockAhead = "clock ahead",
    /// The clock jumps back.
    ClockBack = "clock back",
    /// A day on which the clocks of the zone are changed goes by.
    ClocksChanged = "dst change",
    /// A context comes back with new versions of its views, which are rebuilt.
    NewVersion = "mixed versions",
    /// A follower cannot read a fact.
    Poison = "poison",
    /// A guard's question is not answered.
    GuardSilent = "guard silent",
    /// A provider takes its time.
    ProviderSlow = "provider slow",
    /// A provider cannot be reached: it was certainly not done.
    ProviderAway = "provider away",
    /// A provider says no.
    ProviderRefuses = "provider refuses",
    /// A provider does not answer in time, and has not done it.
    ProviderLost = "provider timeout",
    /// A provider does not answer in time, but has done it.
    ProviderDone = "provider timeout, but done",
    /// A provider does not answer in time, and does it minutes or hours later.
    ProviderLate = "provider late",
    /// A provider calls back many times about the same.
    ProviderStorm = "provider storm",
    /// A caller goes away without hearing, and sends the same again.
    CallerGone = "caller gone",
    /// A caller sends the same many times at once.
    Storm = "storm",
}

/// Which faults exist in a run, and how often each strikes, of 10,000.
#[derive(Clone, Debug)]
pub(crate) struct Menu(BTreeMap<Fault, u64>);

impl Menu {
    /// Draws: each kind is there or not, and if it is, rare or frequent.
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        let calm = chance.happens(500);
        let drawn = Fault::ALL.iter().filter_map(|fault| {
            let (there, rate) = (chance.happens(3500), [40, 150, 500, 1000][chance.below(4) as usize]);
            (there && !calm).then_some((*fault, rate))
        });
        Self(drawn.collect())
    }

    /// How often it strikes; 0 if it does not exist here.
    pub(crate) fn rate(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }

    /// Those that exist.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        self.0.keys().map(|fault| fault.word()).collect()
    }
}
