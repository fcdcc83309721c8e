//! Moving pages from the write-ahead log into the file, beside the commits.
//!
//! SQLite's own checkpoints would run within some unlucky commit. Here a connection of its own does the long part while
//! commits go on; then the writer does the short rest between two commits, which lets the log start over.

use crate::{error::is_fatal, state::State, writer::Job};
use parking_lot::Mutex;
use rusqlite::{Connection, MAIN_DB, wal::CheckpointMode};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender},
    },
    time::Duration,
};
use tokio::sync::mpsc::WeakSender;

/// After so long without a commit everything is moved and the log is cut.
const IDLE: Duration = Duration::from_secs(2);

/// How often to go after what came meanwhile. Under the heaviest load it never ends.
const ROUNDS: usize = 3;

/// How far the write-ahead log has grown; the writer keeps it, the checkpointer looks at it.
pub(crate) struct WalSize {
    /// Pages in the log.
    pages: AtomicU32,
    /// Commits so far, to see whether there were any.
    commits: AtomicU64,
    /// From so many pages on the checkpointer is called.
    limit: u32,
    called: AtomicBool,
    call: SyncSender<()>,
    /// SQLite refuses a second checkpoint beside one that runs, instead of waiting for its end.
    pub(crate) busy: Mutex<()>,
}

impl WalSize {
    pub(crate) fn new(limit: u32, call: SyncSender<()>) -> Self {
        let (pages, commits) = (AtomicU32::new(0), AtomicU64::new(0));
        Self { pages, commits, limit, called: AtomicBool::new(false), call, busy: Mutex::new(()) }
    }

    /// SQLite says after each commit how many pages the log holds.
    pub(crate) fn grew(&self, pages: u32) {
        self.pages.store(pages, Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    /// Calls the checkpointer when the log is long. Never waits.
    pub(crate) fn look(&self) {
        if self.pages.load(Ordering::Relaxed) >= self.limit && !self.called.swap(true, Ordering::Relaxed) {
            // Full means that it has been called already.
            let _ = self.call.try_send(());
        }
    }

    /// What was called for is done.
    pub(crate) fn answered(&self) {
        self.called.store(false, Ordering::Relaxed);
    }
}

pub(crate) struct Checkpointer {
    pub(crate) conn: Connection,
    pub(crate) state: Arc<State>,
    /// Weak: the thread must not keep the writer alive.
    pub(crate) writer: WeakSender<Job>,
}

impl Checkpointer {
    /// Works until the store is gone.
    pub(crate) fn run(mut self, calls: &Receiver<()>, wal: &std::sync::Weak<WalSize>) {
        let mut seen = 0;
        let mut moved = 0;
        loop {
            let call = calls.recv_timeout(IDLE);
            let Some(wal) = wal.upgrade() else { return };
            if self.state.check().is_err() {
                return;
            }
            let commits = wal.commits.load(Ordering::Relaxed);
            match call {
                Ok(()) => {
                    let _busy = wal.busy.lock();
                    self.move_most(&wal);
                    let asked = self.writer.upgrade().map(|writer| writer.try_send(Job::FinishCheckpoint));
                    if !matches!(asked, Some(Ok(()))) {
                        wal.answered();
                    }
                }
                Err(RecvTimeoutError::Timeout) if commits == seen && commits != moved => {
                    let _busy = wal.busy.lock();
                    // The long part first, without a lock that a commit would wait for.
                    if self.checkpoint(CheckpointMode::PASSIVE) && self.checkpoint(CheckpointMode::TRUNCATE) {
                        moved = commits;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            seen = commits;
        }
    }

    /// Leaves the writer only what came while this was at work last.
    fn move_most(&mut self, wal: &WalSize) {
        for _ in 0..ROUNDS {
            let before = wal.pages.load(Ordering::Relaxed);
            self.checkpoint(CheckpointMode::PASSIVE);
            if wal.pages.load(Ordering::Relaxed).saturating_sub(before) < wal.limit / 4 {
                return;
            }
        }
    }

    /// Was everything moved?
    fn checkpoint(&mut self, mode: CheckpointMode) -> bool {
        match self.conn.wal_checkpoint_v2(Some(MAIN_DB), mode) {
            Ok((all, moved)) => all == moved,
            Err(error) => {
                if is_fatal(&error) {
                    self.state.fail(&format!("a checkpoint failed: {error}"));
                }
                false
            }
        }
    }
}
