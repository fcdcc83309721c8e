//! The end of a context's log, kept in memory for those who follow it closely.

use crate::ports::{Facts, FactsError, Position, Recorded, Store};
use async_trait::async_trait;
use parking_lot::RwLock;
use std::{collections::VecDeque, sync::Arc, time::Duration};
use tokio::sync::watch;

/// How many facts the tail holds. A follower further behind reads the store.
const TAIL_MAX: usize = 32_768;
/// A waiting follower looks again after this long, so that no lost wake-up can stop it for good.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// The last facts of a log, without gaps.
#[derive(Default)]
pub struct Ring(VecDeque<Arc<Recorded>>);

impl Ring {
    /// Takes the next facts; if they do not follow, what came before is forgotten.
    pub fn push(&mut self, facts: impl IntoIterator<Item = Arc<Recorded>>) {
        for fact in facts {
            if self.0.back().is_some_and(|last| last.position + 1 != fact.position) {
                self.0.clear();
            }
            self.0.push_back(fact);
        }
        while self.0.len() > TAIL_MAX {
            self.0.pop_front();
        }
    }

    /// Position of the last fact.
    pub fn last(&self) -> Option<Position> {
        self.0.back().map(|fact| fact.position)
    }

    /// Facts behind `after`; `None` when the ring does not reach back so far.
    pub fn behind(&self, after: Position, max: usize) -> Option<Vec<Arc<Recorded>>> {
        let skip = usize::try_from((after + 1).checked_sub(self.0.front()?.position)?).ok()?;
        Some(self.0.iter().skip(skip).take(max).cloned().collect())
    }
}

/// A context's log as its neighbours in the same process read it.
pub struct Log {
    context: String,
    store: Arc<dyn Store>,
    recent: RwLock<Ring>,
    head: watch::Sender<Position>,
}

impl Log {
    /// The log of a context's store.
    pub fn of(context: &str, store: Arc<dyn Store>) -> Self {
        let head = watch::channel(*store.head().borrow()).0;
        Self { context: context.to_owned(), store, recent: RwLock::default(), head }
    }

    /// Facts that have just become durable. Only the engine calls this.
    pub(crate) fn grew(&self, facts: impl IntoIterator<Item = Recorded>, head: Position) {
        self.recent.write().push(facts.into_iter().map(Arc::new));
        self.head.send_if_modified(|old| std::mem::replace(old, head) != head);
    }

    /// Facts behind `after` that are in memory; `None` when those do not reach back so far.
    pub(crate) fn recent(&self, after: Position, max: usize) -> Option<Vec<Arc<Recorded>>> {
        self.recent.read().behind(after, max)
    }

    /// Position of the last durable fact.
    pub fn head(&self) -> Position {
        *self.head.borrow()
    }
}

#[async_trait]
impl Facts for Log {
    fn head(&self) -> Option<Position> {
        Some(Log::head(self))
    }

    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError> {
        let head = self.head();
        if after > head {
            return Err(FactsError::Rewound { context: self.context.clone(), head, after });
        }
        if after == head {
            return Ok(vec![]);
        }
        if let Some(facts) = self.recent.read().behind(after, max) {
            return Ok(facts);
        }
        Ok(self.store.read(after, max).await?.into_iter().map(Arc::new).collect())
    }

    async fn wait(&self, after: Position) {
        let mut head = self.head.subscribe();
        let _ = tokio::time::timeout(LOOK_AGAIN, head.wait_for(|head| *head > after)).await;
    }
}
