//! An engine that takes one batch when it is told to: what [`Engine::run`] does in a loop, for the simulator.

use super::{Ask, Engine, Mailboxes, Work};

/// Works one turn takes at most, as the loop does.
const WORKS: usize = 64;

/// What one turn is going to work on.
#[derive(Default)]
pub struct Batch {
    /// Commands of callers.
    pub asks: Vec<Ask>,
    /// Work from inside.
    pub works: Vec<Work>,
}

impl Mailboxes {
    /// Takes what waits now, at most so many of each.
    pub(crate) fn take(&mut self, asks: usize, works: usize) -> Batch {
        let mut batch = Batch::default();
        while batch.works.len() < works.min(WORKS)
            && let Ok(work) = self.works.try_recv()
        {
            batch.works.push(work);
        }
        while batch.asks.len() < asks
            && let Ok(ask) = self.asks.try_recv()
        {
            batch.asks.push(ask);
        }
        batch
    }
}

impl Engine {
    /// Works on what was taken, as the loop does.
    pub(crate) async fn work_on(&mut self, batch: Batch) {
        self.turns(batch.asks, batch.works).await;
    }
}
