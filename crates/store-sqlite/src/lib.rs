//! The default store: one SQLite file per context.
//!
//! * One thread writes, and a commit is acknowledged only after SQLite's `COMMIT` with `synchronous=FULL` has returned.
//! * After the first failure of the disk the store stops; only a new opening, which looks at what is really there, goes on.
//! * Every fact and every document carries a sum over all of its parts, which is checked whenever it is read.
//! * Checkpoints run beside the commits, see [`Options::checkpoint_pages`].

mod catalog;
mod checkpoint;
mod codec;
mod documents;
mod error;
mod facts;
mod list;
mod log;
mod open;
mod readers;
mod search;
mod state;
mod store;
mod words;
mod writer;

pub use store::{Options, SqliteStore};
