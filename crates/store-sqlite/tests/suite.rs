//! The suite that every store has to pass.
#![allow(clippy::unwrap_used, reason = "tests")]

use runtime::{
    port_tests::{Storage, store_suite},
    ports::Store,
};
use std::sync::Arc;
use store_sqlite::{Options, SqliteStore};
use tempfile::TempDir;

struct File(TempDir);

impl Storage for File {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(SqliteStore::open(self.0.path().join("store.db"), &Options::default()).unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_passes_the_suite() {
    store_suite(|| File(TempDir::new().unwrap())).await;
}
