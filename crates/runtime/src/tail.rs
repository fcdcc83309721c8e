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

/// A context's log as its neighbours in the same process read it.
pub struct Log {
    store: Arc<dyn Store>,
    recent: RwLock<VecDeque<Arc<Recorded>>>,
    head: watch::Sender<Position>,
}

impl Log {
    /// The log of a store.
    pub fn of(store: Arc<dyn Store>) -> Self {
        let head = watch::channel(*store.head().borrow()).0;
        Self { store, recent: RwLock::default(), head }
    }

    /// Facts that have just become durable. Only the engine calls this.
    pub(crate) fn grew(&self, facts: impl IntoIterator<Item = Recorded>, head: Position) {
        let mut recent = self.recent.write();
        for fact in facts {
            let follows = recent.back().is_none_or(|last| last.position + 1 == fact.position);
            if !follows {
                recent.clear();
            }
            recent.push_back(Arc::new(fact));
        }
        while recent.len() > TAIL_MAX {
            recent.pop_front();
        }
        drop(recent);
        self.head.send_if_modified(|old| std::mem::replace(old, head) != head);
    }

    /// Position of the last durable fact.
    pub fn head(&self) -> Position {
        *self.head.borrow()
    }

    fn recent(&self, after: Position, max: usize) -> Option<Vec<Arc<Recorded>>> {
        let recent = self.recent.read();
        let first = recent.front()?.position;
        let skip = usize::try_from((after + 1).checked_sub(first)?).ok()?;
        Some(recent.iter().skip(skip).take(max).cloned().collect())
    }
}

#[async_trait]
impl Facts for Log {
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError> {
        if after >= self.head() {
            return Ok(vec![]);
        }
        if let Some(facts) = self.recent(after, max) {
            return Ok(facts);
        }
        Ok(self.store.read(after, max).await?.into_iter().map(Arc::new).collect())
    }

    async fn wait(&self, after: Position) {
        let mut head = self.head.subscribe();
        let _ = tokio::time::timeout(LOOK_AGAIN, head.wait_for(|head| *head > after)).await;
    }
}
