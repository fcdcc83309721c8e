//! The store of one context: the one in memory, behind a disk that fails, is slow, and dies with its process.

use crate::{
    fault::Fault,
    hub::{Hub, Kept},
    planted,
    poll::pause,
};
use async_trait::async_trait;
use parking_lot::Mutex;
use runtime::{
    engine::{ANSWERS, CURSORS},
    memory::Memory,
    ports::{Commit, Committed, Doc, Page, Position, Recorded, Select, Shelf, Store, StoreError, Terms},
};
use std::sync::Arc;
use tokio::sync::watch;

/// One life of a store: from a start of its process to the end of it.
pub(crate) struct SimStore {
    hub: Arc<Hub>,
    context: &'static str,
    /// What is durable.
    pub disk: Memory,
    stopped: Mutex<Option<String>>,
    /// Taken, but not written: only a planted bug does that.
    pub(crate) late: Mutex<Vec<Commit>>,
}

impl SimStore {
    pub(crate) fn new(hub: Arc<Hub>, context: &'static str) -> Self {
        Self { hub, context, disk: Memory::new(), stopped: Mutex::default(), late: Mutex::default() }
    }

    /// The process has died. What was durable is there in the next life.
    pub(crate) fn die(&self) -> Self {
        self.stop("its process has died");
        Self {
            hub: self.hub.clone(),
            context: self.context,
            disk: self.disk.reopen(),
            stopped: Mutex::default(),
            late: Mutex::default(),
        }
    }

    fn stop(&self, why: &str) {
        self.stopped.lock().get_or_insert_with(|| why.to_owned());
    }

    /// Is this bug planted?
    pub(crate) fn has(&self, bug: planted::Bug) -> bool {
        self.hub.has(bug)
    }

    /// Does it refuse to go on?
    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped.lock().is_some()
    }

    fn check(&self) -> Result<(), StoreError> {
        self.stopped.lock().clone().map_or(Ok(()), |why| Err(StoreError::Stopped(why)))
    }

    /// A place where the process may die.
    async fn mortal(&self) -> Result<(), StoreError> {
        self.check()?;
        if self.hub.strikes(Fault::CrashAtIo) {
            self.hub.dying.lock().insert(self.context);
            while !self.has_stopped() {
                pause(1).await;
            }
        }
        self.check()
    }

    async fn reading(&self) -> Result<(), StoreError> {
        self.mortal().await?;
        if self.hub.strikes(Fault::ReadFailed) {
            return Err(StoreError::Failed("a reading failed".to_owned()));
        }
        Ok(())
    }

    fn unknown(&self, why: &str) -> StoreError {
        self.stop("a commit could not be made durable");
        StoreError::Unknown(why.to_owned())
    }

    /// Faults in which nothing is kept.
    fn refuse(&self, commit: &Commit) -> Option<Result<Committed, StoreError>> {
        if self.hub.full.lock().contains(self.context) {
            return Some(Err(StoreError::Failed("the disk is full".to_owned())));
        }
        if self.hub.strikes(Fault::CommitFailed) {
            return Some(Err(StoreError::Failed("a commit failed".to_owned())));
        }
        if self.hub.strikes(Fault::Stale) {
            let mut streams: Vec<Arc<str>> = commit.appends.iter().map(|append| append.stream.clone()).collect();
            streams.sort_unstable();
            streams.dedup();
            return Some(Ok(Committed::Stale(streams)));
        }
        if self.hub.strikes(Fault::UnknownLost) {
            return Some(Err(self.unknown("the answer was lost, and so was the commit")));
        }
        if self.hub.strikes(Fault::TornWrite) {
            planted::torn(self, commit);
            return Some(Err(self.unknown("half of it was written")));
        }
        None
    }

    /// Makes it durable, and tells those who check.
    pub(crate) fn keep(&self, commit: Commit) -> Result<Committed, StoreError> {
        let cursors = commit.changes.iter().filter(|change| &*change.shelf == CURSORS);
        let cursors = cursors.filter_map(|change| Some((change.key.to_string(), change.doc.as_ref()?.version)));
        let cursors: Vec<(String, Position)> = cursors.collect();
        let (facts, changes) = (commit.appends.iter().map(|append| append.facts.len()).sum::<usize>(), &commit.changes);
        self.hub.note(|| {
            let changes = changes.iter().map(|change| {
                let body = change.doc.as_ref().map_or("-", |doc| &*doc.body);
                format!(" {}/{}={body}", change.shelf, change.key)
            });
            format!("  {} keeps {facts} facts;{}", self.context, changes.collect::<String>())
        });
        let forgotten = commit.changes.iter().filter(|change| &*change.shelf == ANSWERS && change.doc.is_none());
        self.hub.forgotten.lock().extend(forgotten.map(|change| format!("request/{}", change.key)));
        let done = crate::poll::now(self.disk.commit(commit)).unwrap_or(Err(StoreError::Failed("busy".to_owned())));
        if let Ok(Committed::At(head)) = done {
            self.hub.kept.lock().push(Kept { context: self.context, head, cursors });
        }
        done
    }
}

#[async_trait]
impl Store for SimStore {
    async fn prepare(&self, shelves: &[Shelf]) -> Result<Vec<Arc<str>>, StoreError> {
        self.mortal().await?;
        self.disk.prepare(shelves).await
    }

    async fn shelves(&self) -> Result<Vec<Arc<str>>, StoreError> {
        self.mortal().await?;
        self.disk.shelves().await
    }

    async fn drop_shelf(&self, name: &str) -> Result<(), StoreError> {
        self.mortal().await?;
        self.disk.drop_shelf(name).await
    }

    async fn load(&self, streams: &[Arc<str>]) -> Result<Vec<Result<Vec<Recorded>, StoreError>>, StoreError> {
        self.reading().await?;
        self.disk.load(streams).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.mortal().await?;
        if self.hub.strikes(Fault::SlowDisk) {
            pause(self.hub.draw(|chance| chance.between(1, 40))).await;
            self.check()?;
        }
        let commit = match planted::commit(&self.hub, self, commit).await {
            Ok(commit) => commit,
            Err(taken) => return Ok(taken),
        };
        if let Some(refused) = self.refuse(&commit) {
            return refused;
        }
        let done = self.keep(commit)?;
        if self.hub.strikes(Fault::UnknownDone) {
            return Err(self.unknown("the answer was lost"));
        }
        if self.hub.strikes(Fault::FsyncError) {
            return Err(self.unknown("the flush failed"));
        }
        self.mortal().await?;
        Ok(done)
    }

    async fn read(&self, after: Position, max: usize) -> Result<Vec<Recorded>, StoreError> {
        self.reading().await?;
        self.disk.read(after, max).await
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.disk.head()
    }

    async fn get(&self, shelf: &str, keys: &[Arc<str>]) -> Result<Vec<Option<Doc>>, StoreError> {
        self.reading().await?;
        let found = self.disk.get(shelf, keys).await?;
        Ok(planted::found(&self.hub, shelf, found))
    }

    async fn list(&self, shelf: &str, select: &Select) -> Result<Page, StoreError> {
        self.reading().await?;
        self.disk.list(shelf, select).await
    }

    async fn search(&self, shelf: &str, terms: &Terms) -> Result<Page, StoreError> {
        self.reading().await?;
        self.disk.search(shelf, terms).await
    }

    async fn close(&self) {
        self.stop("it is closed");
    }
}
