//! The one thread that writes. Commit order and position order cannot differ, because there is nobody else.

use crate::{
    catalog::{Catalog, CatalogError},
    checkpoint::WalSize,
    documents,
    error::is_fatal,
    facts::{self, Appended, Names, Refused},
    state::State,
};
use runtime::ports::{Commit, Committed, Position, Shelf, StoreError};
use rusqlite::{Connection, MAIN_DB, wal::CheckpointMode};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

pub(crate) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked for.
pub(crate) enum Job {
    Commit(Commit, Reply<Committed>),
    Prepare(Vec<Shelf>, Reply<Vec<Arc<str>>>),
    Drop(String, Reply<()>),
    /// The checkpointer has moved most of the log; the writer, who alone can keep it from growing meanwhile, moves the
    /// rest, so that the next commit starts at its beginning again.
    FinishCheckpoint,
    Close(oneshot::Sender<()>),
}

pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) names: Names,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) state: Arc<State>,
    pub(crate) head: watch::Sender<Position>,
    pub(crate) wal: Arc<WalSize>,
}

impl Writer {
    pub(crate) fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(job) = jobs.blocking_recv() {
            match job {
                Job::Commit(commit, reply) => {
                    let outcome = self.state.check().and_then(|()| self.commit(&commit));
                    // Whoever asked may have gone; the commit stands all the same.
                    drop(reply.send(outcome));
                    self.wal.look();
                }
                Job::Prepare(shelves, reply) => {
                    let outcome = self.shelves(|catalog, conn| catalog.prepare(conn, &shelves));
                    drop(reply.send(outcome));
                }
                Job::Drop(name, reply) => {
                    let outcome = self.shelves(|catalog, conn| catalog.drop_shelf(conn, &name));
                    drop(reply.send(outcome));
                    self.wal.look();
                }
                Job::FinishCheckpoint => {
                    self.checkpoint(CheckpointMode::PASSIVE);
                    self.wal.answered();
                }
                Job::Close(done) => {
                    self.state.close();
                    // What is still queued was not taken yet: it hears that the store has stopped.
                    jobs.close();
                    while let Some(job) = jobs.blocking_recv() {
                        self.turn_away(job);
                    }
                    self.checkpoint(CheckpointMode::TRUNCATE);
                    drop(self);
                    let _ = done.send(());
                    return;
                }
            }
        }
    }

    fn turn_away(&self, job: Job) {
        let stopped = || self.state.check().err().unwrap_or_else(|| StoreError::Stopped("it is closed".into()));
        match job {
            Job::Commit(_, reply) => drop(reply.send(Err(stopped()))),
            Job::Prepare(_, reply) => drop(reply.send(Err(stopped()))),
            Job::Drop(_, reply) => drop(reply.send(Err(stopped()))),
            Job::FinishCheckpoint => {}
            Job::Close(done) => done.send(()).unwrap_or_default(),
        }
    }

    fn checkpoint(&mut self, mode: CheckpointMode) {
        if self.state.has_failed() {
            return;
        }
        let _busy = self.wal.busy.lock();
        match self.conn.wal_checkpoint_v2(Some(MAIN_DB), mode) {
            Ok(_) => {}
            Err(error) if is_fatal(&error) => self.state.fail(&format!("a checkpoint failed: {error}")),
            Err(error) => tracing::debug!("a checkpoint has to wait: {error}"),
        }
    }

    fn shelves<T>(
        &mut self,
        work: impl FnOnce(&Catalog, &mut Connection) -> Result<T, CatalogError>,
    ) -> Result<T, StoreError> {
        self.state.check()?;
        work(&self.catalog, &mut self.conn).map_err(|error| match error {
            CatalogError::Store(error) => error,
            CatalogError::Sqlite(error) => {
                if is_fatal(&error) {
                    self.state.fail(&error.to_string());
                }
                StoreError::Failed(error.to_string())
            }
        })
    }

    fn commit(&mut self, commit: &Commit) -> Result<Committed, StoreError> {
        let begun = self.conn.prepare_cached("BEGIN IMMEDIATE").and_then(|mut begin| begin.execute([]));
        if let Err(error) = begun {
            return Err(self.not_stored(&error));
        }
        let written = facts::append(&self.conn, &mut self.names, &commit.appends).and_then(|appended| {
            if let Appended::At(_) = &appended {
                documents::change(&self.conn, &self.catalog, &commit.changes)?;
            }
            Ok(appended)
        });
        match written {
            Ok(Appended::At(head)) => self.make_durable(head),
            Ok(Appended::Stale(streams)) => {
                self.roll_back();
                Ok(Committed::Stale(streams))
            }
            Err(Refused::Unfit(what)) => {
                self.roll_back();
                Err(StoreError::Failed(what))
            }
            Err(Refused::Damaged(what)) => {
                self.roll_back();
                self.state.fail(&what);
                Err(StoreError::Failed(what))
            }
            Err(Refused::Sqlite(error)) => {
                self.roll_back();
                Err(self.not_stored(&error))
            }
        }
    }

    fn make_durable(&mut self, head: Position) -> Result<Committed, StoreError> {
        let done = self.conn.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
        if let Err(error) = done {
            // Its frames may or may not have reached the disk; what the next opening finds will count.
            let what = error.to_string();
            self.state.fail(&format!("a commit could not be made durable: {what}"));
            self.roll_back();
            return Err(StoreError::Unknown(what));
        }
        self.head.send_if_modified(|old| std::mem::replace(old, head) != head);
        Ok(Committed::At(head))
    }

    /// The failure came before COMMIT: nothing was stored.
    fn not_stored(&self, error: &rusqlite::Error) -> StoreError {
        if is_fatal(error) {
            self.state.fail(&error.to_string());
        }
        StoreError::Failed(error.to_string())
    }

    fn roll_back(&mut self) {
        self.names.clear();
        if self.conn.is_autocommit() {
            return; // SQLite has rolled back by itself.
        }
        let back = self.conn.prepare_cached("ROLLBACK").and_then(|mut back| back.execute([]));
        if let Err(error) = back {
            self.state.fail(&format!("a transaction could not be rolled back: {error}"));
        }
    }
}
