//! How far every follower of a context has come.

use crate::ports::Position;
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::watch;

/// Cursors by name, to be waited for. The durable ones stand in the store.
#[derive(Default)]
pub struct Progress(Mutex<HashMap<Arc<str>, watch::Sender<Position>>>);

impl Progress {
    /// Name of the cursor of a follower in another context's log.
    pub fn name(consumer: &str, source: &str) -> Arc<str> {
        format!("{consumer}<{source}").into()
    }

    /// Where it is now.
    pub fn now(&self, name: &str) -> Position {
        self.0.lock().get(name).map_or(0, |at| *at.borrow())
    }

    /// It has come to here.
    pub fn advance(&self, name: &Arc<str>, position: Position) {
        let mut all = self.0.lock();
        let at = all.entry(name.clone()).or_insert_with(|| watch::channel(0).0);
        at.send_if_modified(|old| position > *old && std::mem::replace(old, position) != position);
    }

    /// To wait for it.
    pub fn watch(&self, name: &Arc<str>) -> watch::Receiver<Position> {
        self.0.lock().entry(name.clone()).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// All of them.
    pub fn all(&self) -> Vec<(Arc<str>, Position)> {
        let mut all: Vec<_> = self.0.lock().iter().map(|(name, at)| (name.clone(), *at.borrow())).collect();
        all.sort();
        all
    }
}
