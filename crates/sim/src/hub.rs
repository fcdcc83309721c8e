//! What every part of a run shares: chance, clock, faults, trace, and what is to be checked after the step.

use crate::{
    books::Books,
    chance::{Chance, scramble},
    fault::{Fault, Menu},
    outside::Provider,
    planted::Bug,
    trace::Trace,
};
use kernel::Millis;
use parking_lot::Mutex;
use runtime::{
    context::Context,
    ports::{Ambient, Clock, Ids, Position, Zone},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

/// A commit that was kept, as the store saw it.
pub(crate) struct Kept {
    pub context: &'static str,
    pub head: Position,
    /// Cursors it moved: `consumer<source`.
    pub cursors: Vec<(String, Position)>,
}

/// What a caller heard in the end.
pub(crate) struct Heard {
    pub context: &'static str,
    /// Identity of the command.
    pub command: String,
    pub what: Answer,
}

/// The answer in a form that can be compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Taken; at this position, with these facts or none.
    Done { position: Position, changed: bool, replayed: bool },
    /// Not taken; nothing may have happened.
    Refused,
}

/// Shared by all parts of a run.
pub(crate) struct Hub {
    pub seed: u64,
    chance: Mutex<Chance>,
    now: AtomicU64,
    /// The latest it has ever been.
    latest: AtomicU64,
    made: AtomicU64,
    pub zone: Zone,
    pub menu: Menu,
    pub bug: Option<Bug>,
    faulty: AtomicBool,
    pub tally: Mutex<BTreeMap<String, u64>>,
    pub trace: Mutex<Trace>,
    /// The contexts that run now.
    pub contexts: Mutex<BTreeMap<&'static str, Context>>,
    /// Contexts that die before the next step.
    pub dying: Mutex<BTreeSet<&'static str>>,
    /// Reader and source that do not reach each other.
    pub partitions: Mutex<BTreeSet<(&'static str, &'static str)>>,
    /// Contexts whose disk is full.
    pub full: Mutex<BTreeSet<&'static str>>,
    pub kept: Mutex<Vec<Kept>>,
    pub heard: Mutex<Vec<Heard>>,
    /// Idempotency keys whose answers were cleared away: what is sent under them now is something new.
    pub forgotten: Mutex<BTreeSet<String>>,
    /// Commands that were sent.
    pub sent: Mutex<BTreeSet<String>>,
    /// The provider's own books.
    pub books: Mutex<Books>,
    /// What providers have called back with, and nobody has carried to the contexts yet.
    pub callbacks: Mutex<Vec<Value>>,
    /// What a part of the world found to be wrong.
    pub wrong: Mutex<Vec<(&'static str, String)>>,
}

impl Hub {
    pub(crate) fn new(seed: u64, menu: Menu, chance: Chance, (now, zone): (Millis, Zone), bug: Option<Bug>) -> Self {
        Self {
            seed,
            chance: Mutex::new(chance),
            now: AtomicU64::new(now),
            latest: AtomicU64::new(now),
            made: AtomicU64::new(0),
            zone,
            menu,
            bug,
            faulty: AtomicBool::new(true),
            tally: Mutex::default(),
            trace: Mutex::default(),
            contexts: Mutex::default(),
            dying: Mutex::default(),
            partitions: Mutex::default(),
            full: Mutex::default(),
            kept: Mutex::default(),
            heard: Mutex::default(),
            forgotten: Mutex::default(),
            sent: Mutex::default(),
            books: Mutex::default(),
            callbacks: Mutex::default(),
            wrong: Mutex::default(),
        }
    }

    /// Draws.
    pub(crate) fn draw<T>(&self, draw: impl FnOnce(&mut Chance) -> T) -> T {
        draw(&mut self.chance.lock())
    }

    /// Does this fault strike here and now?
    pub(crate) fn strikes(&self, fault: Fault) -> bool {
        let rate = self.menu.rate(fault);
        // What is asked at every call of a port, and what is asked now and then.
        let rate = match fault {
            Fault::CrashAtIo | Fault::ReadFailed => rate.div_ceil(8),
            Fault::Dropped | Fault::Delayed => rate.div_ceil(2),
            _ => rate,
        };
        let strikes = rate > 0 && self.is_faulty() && self.draw(|chance| chance.happens(rate));
        if strikes {
            self.count(fault.word());
            self.note(|| format!("  fault: {}", fault.word()));
        }
        strikes
    }

    /// Is a fact poison for this reader? The same answer whenever it is asked, as long as faults are on.
    pub(crate) fn is_poison(&self, reader: &str, source: &str, position: Position) -> bool {
        let rate = self.menu.rate(Fault::Poison) / 8;
        if rate == 0 || !self.is_faulty() {
            return false;
        }
        let mut mixed = scramble(self.seed ^ position);
        for byte in reader.bytes().chain(source.bytes()) {
            mixed = scramble(mixed ^ u64::from(byte));
        }
        mixed % 10_000 < rate
    }

    pub(crate) fn is_faulty(&self) -> bool {
        self.faulty.load(Ordering::Relaxed)
    }

    /// From here on nothing goes wrong any more, and the clock is right: what was put off while it went ahead is not put
    /// off further because it went back.
    pub(crate) fn heal(&self) {
        self.now.store(self.latest.load(Ordering::Relaxed), Ordering::Relaxed);
        self.faulty.store(false, Ordering::Relaxed);
        self.partitions.lock().clear();
        self.full.lock().clear();
    }

    /// Is this bug planted?
    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    pub(crate) fn count(&self, what: &str) {
        let mut tally = self.tally.lock();
        match tally.get_mut(what) {
            Some(count) => *count += 1,
            None => drop(tally.insert(what.to_owned(), 1)),
        }
    }

    pub(crate) fn note(&self, line: impl FnOnce() -> String) {
        self.trace.lock().line(line());
    }

    /// Something is not as promised.
    pub(crate) fn accuse(&self, invariant: &'static str, what: String) {
        self.wrong.lock().push((invariant, what));
    }

    pub(crate) fn now(&self) -> Millis {
        self.now.load(Ordering::Relaxed)
    }

    /// Moves the clock, by this many milliseconds ahead or back.
    pub(crate) fn move_clock(&self, by: i64) {
        let now = self.now();
        let moved = now.saturating_add_signed(by);
        if self.offset(now) != self.offset(moved) {
            self.count(Fault::ClocksChanged.word());
        }
        self.now.store(moved, Ordering::Relaxed);
        self.latest.fetch_max(moved, Ordering::Relaxed);
    }

    /// Time of day, in milliseconds, at which a civil day begins in UTC: changes when the clocks do.
    fn offset(&self, at: Millis) -> Millis {
        self.zone.instant(kernel::When::Day(self.zone.day(at))) % 86_400_000
    }

    pub(crate) fn context(&self, name: &str) -> Option<Context> {
        self.contexts.lock().get(name).cloned()
    }

    /// Clock, zone and ids of this run.
    pub(crate) fn ambient(self: &Arc<Self>) -> Ambient {
        let ambient = Ambient::new(Arc::new(Port(self.clone())), self.zone.clone(), Arc::new(Port(self.clone())));
        ambient.with_outside(Arc::new(Provider { hub: self.clone() }))
    }

    /// The clock alone.
    pub(crate) fn clock(self: &Arc<Self>) -> Arc<dyn Clock> {
        Arc::new(Port(self.clone()))
    }

    /// A fresh id.
    pub(crate) fn fresh(&self) -> String {
        format!("s{}", self.made.fetch_add(1, Ordering::Relaxed))
    }
}

struct Port(Arc<Hub>);

impl Clock for Port {
    fn now(&self) -> Millis {
        self.0.now()
    }
}

impl Ids for Port {
    fn fresh(&self) -> String {
        self.0.fresh()
    }
}
