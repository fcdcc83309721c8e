//! The write side of one context. While one batch is being flushed the next one gathers in the mailboxes:
//! group commit without timers. A turn is one transaction: facts, documents, cursors, alarms, answers and parked
//! commands become durable together or not at all.

mod attempt;
mod documents;
#[cfg(feature = "steps")]
mod steps;
mod turn;
pub(crate) use turn::{caught_up, replayed};
mod work;

pub use crate::shelf::DocKey;
pub use documents::Recent;
#[cfg(feature = "steps")]
pub use steps::Batch;
pub use work::{
    ALARMS, ANSWERS, Accepted, Ask, CURSORS, Delivered, DeliveryReport, LIVE, Once, PARKED, Parked, Rejected, Replay,
    StoredAlarm, StoredAnswer, Work, sortable,
};

use crate::{
    desk::AnyDesk,
    ports::{Ambient, Store},
    progress::Progress,
    shelf::AnyView,
    tail::Log,
    watchers::Watchers,
};
use parking_lot::RwLock;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use tokio::sync::{mpsc, watch};

/// How much one engine holds and takes at once.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Commands that may wait; one more is *busy*.
    pub mailbox: usize,
    /// Commands of one turn.
    pub batch: usize,
    /// Streams kept in memory, per decider.
    pub streams: usize,
    /// Documents kept in memory.
    pub documents: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { mailbox: 4096, batch: 512, streams: 20_000, documents: 20_000 }
    }
}

/// What the engine shares with those who read.
pub struct Shared {
    /// Name of the context.
    pub context: &'static str,
    /// Its log.
    pub log: Arc<Log>,
    /// Documents written lately.
    pub recent: Recent,
    /// Who waits for documents.
    pub watchers: Watchers,
    /// How far followers are.
    pub progress: Progress,
    /// Contexts whose log could not be read the last time it was asked.
    pub away: RwLock<std::collections::BTreeSet<&'static str>>,
    /// Why nothing can be done here until a restart, if that is so.
    pub stopped: RwLock<Option<String>>,
    /// The shelf that answers for each view, and whether it is up to date with its own log.
    pub shelves: RwLock<Vec<Standing>>,
}

/// Where a view's documents stand.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The shelf that is written.
    pub writes: Arc<str>,
    /// The shelf that answers: an older version's while this one is rebuilt.
    pub reads: Arc<str>,
    /// Own facts are folded in the transaction that stores them.
    pub live: bool,
    /// Sources it has not caught up with yet.
    pub pending: Vec<&'static str>,
}

/// The engine of one context.
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
    store: Arc<dyn Store>,
    ambient: Ambient,
    desks: HashMap<&'static str, Box<dyn AnyDesk>>,
    views: Vec<Arc<dyn AnyView>>,
    /// Own facts by the views that are told them.
    own_hearers: HashMap<&'static str, Vec<usize>>,
    /// What stands in the parking lot: consumer and key by id. Bounded by how long an admin looks away.
    parked: HashMap<String, (String, String)>,
    bounds: Bounds,
}

/// The mailboxes of an engine.
pub struct Mailboxes {
    /// Callers; bounded, and full is *busy*.
    pub asks: mpsc::Receiver<Ask>,
    /// Policies, views, alarms; they wait.
    pub works: mpsc::Receiver<Work>,
    /// Turns true when the engine is to finish what it has and stop.
    pub stop: watch::Receiver<bool>,
}

impl Engine {
    /// An engine over these parts. `parked` is what the parking lot holds.
    pub(crate) fn new(
        shared: Arc<Shared>,
        store: Arc<dyn Store>,
        ambient: Ambient,
        desks: HashMap<&'static str, Box<dyn AnyDesk>>,
        views: Vec<Arc<dyn AnyView>>,
        bounds: Bounds,
    ) -> Self {
        let facts: HashSet<&'static str> = views.iter().flat_map(|view| view.hears()).copied().collect();
        let hearers = |fact: &&'static str| {
            let hearing = views.iter().enumerate().filter(|(_, view)| view.hears().contains(fact));
            (*fact, hearing.map(|(index, _)| index).collect::<Vec<_>>())
        };
        let own_hearers = facts.iter().map(hearers).collect();
        Self { shared, store, ambient, desks, views, own_hearers, parked: HashMap::new(), bounds }
    }

    /// What the parking lot held when the process started.
    pub(crate) fn with_parked(mut self, parked: HashMap<String, (String, String)>) -> Self {
        self.parked = parked;
        self
    }

    /// Works until it is told to stop, or nobody can ask any more.
    pub(crate) async fn run(mut self, mut mail: Mailboxes) {
        let mut asks = Vec::with_capacity(self.bounds.batch);
        let mut works = Vec::with_capacity(64);
        loop {
            tokio::select! {
                biased;
                got = mail.works.recv_many(&mut works, 64) => if got == 0 { break },
                got = mail.asks.recv_many(&mut asks, self.bounds.batch) => if got == 0 { break },
                _ = mail.stop.wait_for(|stop| *stop) => break,
            }
            while works.len() < 64
                && let Ok(work) = mail.works.try_recv()
            {
                works.push(work);
            }
            while asks.len() < self.bounds.batch
                && let Ok(ask) = mail.asks.try_recv()
            {
                asks.push(ask);
            }
            metrics::gauge!("madang_mailbox_waiting", "context" => self.shared.context).set(mail.asks.len() as f64);
            self.turns(std::mem::take(&mut asks), std::mem::take(&mut works)).await;
        }
        mail.asks.close();
        mail.works.close();
        while let Ok(ask) = mail.asks.try_recv() {
            asks.push(ask);
        }
        self.turns(asks, vec![]).await;
    }

    /// Is this the last stretch of a view that catches up with its own log?
    fn closes_up(&self, work: &Work) -> bool {
        matches!(work, Work::Tell { source, catch_up_to: Some(_), .. } if *source == self.shared.context)
    }

    /// While the stretch was read the log has grown. What came since is in memory, so nothing is read here; and in a turn
    /// of its own the view arrives at the head, however busy the context is.
    fn up_to_the_head(&self, mut work: Work) -> Work {
        let head = self.shared.log.head();
        if let Work::Tell { facts, cursor: Some(cursor), catch_up_to: Some(to), .. } = &mut work
            && let Some(since) = self.shared.log.recent(*cursor, usize::MAX)
            && since.last().is_some_and(|last| last.position == head)
        {
            facts.extend(since);
            (*cursor, *to) = (head, head);
        }
        work
    }

    /// A command that rests on the version of a document has a turn of its own, so that nothing of the same turn
    /// can move the document under it.
    async fn turns(&mut self, asks: Vec<Ask>, works: Vec<Work>) {
        let (alone, together): (Vec<Ask>, Vec<Ask>) = asks.into_iter().partition(|ask| ask.if_match.is_some());
        let (closing, works): (Vec<Work>, Vec<Work>) = works.into_iter().partition(|work| self.closes_up(work));
        for work in closing {
            let work = self.up_to_the_head(work);
            self.turn(vec![], vec![work]).await;
        }
        self.turn(together, works).await;
        for ask in alone {
            self.turn(vec![ask], vec![]).await;
        }
    }
}
