//! A store that forgets: for tests and the simulator. It keeps the same rules as a durable one, and can be told to fail.

mod faults;
mod shelves;

pub use faults::Fault;

use crate::ports::{
    Append, Commit, Committed, Doc, Page, Position, Recorded, Select, Shelf, Store, StoreError, Terms, Version,
};
use async_trait::async_trait;
use parking_lot::Mutex;
use shelves::Shelves;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};
use tokio::sync::watch;

/// What survives a restart.
#[derive(Default)]
struct Disk {
    log: Vec<Recorded>,
    streams: HashMap<Arc<str>, Vec<usize>>,
    shelves: Shelves,
}

#[derive(Default)]
struct Life {
    faults: VecDeque<Fault>,
    stopped: Option<String>,
    /// How many more times documents of a shelf are read before it fails once.
    read_fault: Option<(String, u32)>,
}

/// A store in memory.
pub struct Memory {
    disk: Arc<Mutex<Disk>>,
    life: Mutex<Life>,
    head: watch::Sender<Position>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::over(Arc::default())
    }
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn over(disk: Arc<Mutex<Disk>>) -> Self {
        let end = disk.lock().log.len() as Position;
        Self { disk, life: Mutex::default(), head: watch::channel(end).0 }
    }

    /// A store over the same storage, as after a restart: all that was stored is there, faults and failures are not.
    #[must_use]
    pub fn reopen(&self) -> Self {
        Self::over(self.disk.clone())
    }

    /// What is to happen to a coming commit. Faults are used up one by one, in order.
    pub fn inject(&self, fault: Fault) {
        self.life.lock().faults.push_back(fault);
    }

    /// After so many more readings of documents of this shelf, one fails.
    pub fn fail_read_after(&self, shelf: &str, readings: u32) {
        self.life.lock().read_fault = Some((shelf.to_owned(), readings));
    }

    fn fail_read(&self, shelf: &str) -> Result<(), StoreError> {
        let mut life = self.life.lock();
        match &mut life.read_fault {
            Some((of, 0)) if of == shelf => {
                life.read_fault = None;
                Err(StoreError::Failed("a reading was made to fail".to_owned()))
            }
            Some((of, left)) if of == shelf => {
                *left -= 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Damages a fact, so that reading it is refused from now on. Nothing happens when there is no such fact.
    pub fn damage(&self, position: Position) {
        let mut disk = self.disk.lock();
        let found = position.checked_sub(1).and_then(|n| usize::try_from(n).ok());
        if let Some(fact) = found.and_then(|n| disk.log.get_mut(n)) {
            // No stored fact is without a name.
            fact.name = "".into();
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        self.life.lock().stopped.clone().map_or(Ok(()), |why| Err(StoreError::Stopped(why)))
    }

    fn stop(&self, why: &str) {
        self.life.lock().stopped.get_or_insert_with(|| why.to_owned());
    }

    fn next_fault(&self) -> Option<Fault> {
        self.life.lock().faults.pop_front()
    }
}

impl Disk {
    /// Streams that stand elsewhere than these appends expect.
    fn stale(&self, appends: &[Append]) -> Vec<Arc<str>> {
        let mut versions: BTreeMap<&Arc<str>, Version> = BTreeMap::new();
        let mut stale: Vec<Arc<str>> = vec![];
        for Append { stream, expected, facts, .. } in appends {
            let version = versions
                .entry(stream)
                .or_insert_with(|| self.streams.get(stream).map_or(0, |all| all.len() as Version));
            if *version == *expected {
                *version += facts.len() as Version;
            } else if !stale.contains(stream) {
                stale.push(stream.clone());
            }
        }
        stale
    }

    fn commit(&mut self, commit: &Commit) -> Result<Committed, StoreError> {
        let stale = self.stale(&commit.appends);
        if !stale.is_empty() {
            return Ok(Committed::Stale(stale));
        }
        self.shelves.check(&commit.changes)?;
        for Append { stream, facts, cause, .. } in &commit.appends {
            for fact in facts {
                let at = self.log.len();
                let of = self.streams.entry(stream.clone()).or_default();
                of.push(at);
                self.log.push(Recorded {
                    position: at as Position + 1,
                    stream: stream.clone(),
                    version: of.len() as Version,
                    name: fact.name.clone(),
                    schema: fact.schema,
                    data: fact.data.clone(),
                    cause: cause.clone(),
                });
            }
        }
        self.shelves.change(&commit.changes);
        Ok(Committed::At(self.log.len() as Position))
    }

    fn fact(&self, at: usize) -> Result<Recorded, StoreError> {
        let fact = &self.log[at];
        if fact.name.is_empty() {
            let position = fact.position;
            return Err(StoreError::Corrupt {
                place: "memory".into(),
                position,
                what: "it was damaged on purpose".into(),
            });
        }
        Ok(fact.clone())
    }
}

#[async_trait]
impl Store for Memory {
    async fn prepare(&self, shelves: &[Shelf]) -> Result<Vec<Arc<str>>, StoreError> {
        self.check()?;
        self.disk.lock().shelves.prepare(shelves)
    }

    async fn shelves(&self) -> Result<Vec<Arc<str>>, StoreError> {
        self.check()?;
        Ok(self.disk.lock().shelves.names())
    }

    async fn drop_shelf(&self, name: &str) -> Result<(), StoreError> {
        self.check()?;
        self.disk.lock().shelves.drop_shelf(name);
        Ok(())
    }

    async fn load(&self, streams: &[Arc<str>]) -> Result<Vec<Result<Vec<Recorded>, StoreError>>, StoreError> {
        self.check()?;
        let disk = self.disk.lock();
        let load = |stream| {
            let facts = disk.streams.get(stream).map_or(&[][..], Vec::as_slice);
            facts.iter().map(|at| disk.fact(*at)).collect()
        };
        Ok(streams.iter().map(load).collect())
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.check()?;
        let fault = self.next_fault();
        match &fault {
            Some(Fault::Failed) => return Err(StoreError::Failed("as it was told".into())),
            Some(Fault::UnknownNotDone) => {
                self.stop("a commit could not be made durable");
                return Err(StoreError::Unknown("as it was told".into()));
            }
            Some(Fault::Stale) => {
                let mut streams: Vec<Arc<str>> = commit.appends.iter().map(|append| append.stream.clone()).collect();
                streams.sort_unstable();
                streams.dedup();
                return Ok(Committed::Stale(streams));
            }
            Some(Fault::UnknownButDone) | None => {}
        }
        let mut disk = self.disk.lock();
        let committed = disk.commit(&commit)?;
        if let Committed::At(head) = committed {
            // Under the lock, so that the head never goes back.
            self.head.send_if_modified(|old| std::mem::replace(old, head) != head);
        }
        drop(disk);
        if fault.is_some() {
            self.stop("a commit could not be made durable");
            return Err(StoreError::Unknown("as it was told".into()));
        }
        Ok(committed)
    }

    async fn read(&self, after: Position, max: usize) -> Result<Vec<Recorded>, StoreError> {
        self.check()?;
        let disk = self.disk.lock();
        let mut facts = vec![];
        for at in usize::try_from(after).unwrap_or(usize::MAX)..disk.log.len() {
            if facts.len() == max {
                break;
            }
            match disk.fact(at) {
                Ok(fact) => facts.push(fact),
                Err(damaged) if facts.is_empty() => return Err(damaged),
                Err(_) => break,
            }
        }
        Ok(facts)
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    async fn get(&self, shelf: &str, keys: &[Arc<str>]) -> Result<Vec<Option<Doc>>, StoreError> {
        self.check()?;
        self.fail_read(shelf)?;
        self.disk.lock().shelves.get(shelf, keys)
    }

    async fn list(&self, shelf: &str, select: &Select) -> Result<Page, StoreError> {
        self.check()?;
        self.disk.lock().shelves.list(shelf, select)
    }

    async fn search(&self, shelf: &str, terms: &Terms) -> Result<Page, StoreError> {
        self.check()?;
        self.disk.lock().shelves.search(shelf, terms)
    }

    async fn close(&self) {
        self.stop("it is closed");
    }
}

#[cfg(test)]
mod tests;
