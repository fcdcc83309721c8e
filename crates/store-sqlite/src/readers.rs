//! A few connections that read, side by side with the one that writes.

use crate::{Options, open};
use parking_lot::Mutex;
use runtime::ports::StoreError;
use rusqlite::Connection;
use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Connections that read; each is used by one thread at a time.
pub(crate) struct Readers {
    connections: Vec<Mutex<Connection>>,
    next: AtomicUsize,
}

impl Readers {
    pub(crate) fn open(path: &Path, options: &Options) -> Result<Self, StoreError> {
        let connections = (0..options.readers.max(1)).map(|_| open::reader(path, options).map(Mutex::new));
        Ok(Self { connections: connections.collect::<Result<_, _>>()?, next: AtomicUsize::new(0) })
    }

    /// Asks with a connection that is free, if there is one; never waits for another question.
    pub(crate) fn ask_free<T>(&self, question: impl FnOnce(&Connection) -> T) -> Option<T> {
        let free = self.connections.iter().find_map(|connection| connection.try_lock())?;
        Some(question(&free))
    }

    /// Asks with a connection that is free, or waits for one.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Connection) -> T) -> T {
        let free = self.connections.iter().find_map(|connection| connection.try_lock());
        let connection = free.unwrap_or_else(|| {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            self.connections[turn % self.connections.len()].lock()
        });
        question(&connection)
    }
}
