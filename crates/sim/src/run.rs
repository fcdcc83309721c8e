//! Runs seeds.

use crate::{planted::Bug, sights, world::World};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Steps of the first half of a run, unless said otherwise.
pub const STEPS: u64 = 900;

/// What is not as promised.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The run.
    pub seed: u64,
    /// Its step.
    pub step: u64,
    /// Which invariant.
    pub invariant: String,
    /// What differs.
    pub what: String,
    /// The last lines of the trace.
    pub trace: Vec<String>,
}

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Everything that happened, as one number.
    pub hash: u64,
    /// Steps it took.
    pub steps: u64,
    /// Facts that became durable.
    pub facts: u64,
    /// Commands by how they ended.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Faults that struck, and what else was counted.
    pub tally: BTreeMap<String, u64>,
    /// Facts by name, some of them once more by what is special about them.
    pub names: BTreeMap<String, u64>,
    /// What was wrong, if anything was.
    pub violation: Option<Violation>,
}

/// One run. The same arguments give the same run.
pub fn run(seed: u64, steps: u64, bug: Option<Bug>, aloud: bool) -> Run {
    // Deadlines need a timer to be made, though none is ever waited for.
    let timers = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let _entered = timers.as_ref().ok().map(tokio::runtime::Runtime::enter);
    let mut world = World::new(seed, bug, aloud);
    let lived = catch_unwind(AssertUnwindSafe(|| {
        (0..steps).try_for_each(|_| world.step())?;
        world.heal()
    }));
    let wrong = match lived {
        Ok(Ok(())) => None,
        Ok(Err((invariant, what))) => Some((invariant, what)),
        Err(_) => Some(("no panic", "the run panicked".to_owned())),
    };
    // Contexts hold the hub as their outside, and the hub the contexts: nobody would ever let go.
    world.hub.contexts.lock().clear();
    let trace = world.hub.trace.lock();
    let violation = wrong.map(|(invariant, what)| Violation {
        seed,
        step: world.step,
        invariant: invariant.to_owned(),
        what,
        trace: trace.last(),
    });
    let mut names = BTreeMap::new();
    for fact in world.watch.ledgers.values().flat_map(|ledger| &ledger.facts) {
        for name in sights::names(&fact.name, &fact.data) {
            *names.entry(name).or_default() += 1;
        }
    }
    Run {
        hash: trace.hash(),
        steps: world.step,
        facts: world.watch.order.len() as u64,
        outcomes: world.outcomes.clone(),
        tally: world.hub.tally.lock().clone(),
        names,
        violation,
    }
}
