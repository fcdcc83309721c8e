use async_trait::async_trait;
use kernel::{Cause, Searched};
use std::sync::Arc;
use tokio::sync::watch;

/// Place of a fact in its context's log: dense, from 1, in commit order, so the log *is* the outbox.
pub type Position = u64;
/// Number of facts in one stream.
pub type Version = u64;

/// One durable fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Place in the log.
    pub position: Position,
    /// Whose it is, e.g. `borrower-kim`.
    pub stream: Arc<str>,
    /// Place in the stream, from 1.
    pub version: Version,
    /// Full name, e.g. `loan.requested`.
    pub name: Arc<str>,
    /// Version of the shape of `data`.
    pub schema: u16,
    /// The payload, JSON.
    pub data: Arc<str>,
    /// The cause of the command that made it.
    pub cause: Arc<Cause>,
}

/// Facts for one stream, if it is still at `expected`.
#[derive(Clone, Debug, PartialEq)]
pub struct Append {
    /// Whose they are.
    pub stream: Arc<str>,
    /// The version they were decided on; 0 for a new stream.
    pub expected: Version,
    /// In order; at least one.
    pub facts: Vec<NewFact>,
    /// Why.
    pub cause: Arc<Cause>,
}

/// A fact that is not yet stored.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFact {
    /// Full name.
    pub name: Arc<str>,
    /// Version of the shape.
    pub schema: u16,
    /// The payload, JSON.
    pub data: Arc<str>,
}

/// A set of documents by key, e.g. one view at one version.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shelf {
    /// Name: `a`–`z`, digits, `_`; unique in its context. It stands for one shape: other indexes want another name.
    pub name: Arc<str>,
    /// Names of the values its documents can be selected by.
    pub indexes: &'static [&'static str],
    /// Can it be searched by words?
    pub searched: bool,
}

/// A document on a shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    /// JSON.
    pub body: Arc<str>,
    /// Version of the stream that changed it last; what an `ETag` is made of.
    pub version: Version,
    /// Values under the names of the shelf's indexes. A document may have several under one ([`Bound::Is`] finds it by
    /// each), but not under one that is asked by [`Bound::UpTo`].
    pub indexed: Vec<(&'static str, String)>,
    /// Words it is found by. Written, never read back.
    pub searched: Option<Searched>,
}

impl Doc {
    /// A document without indexes and words.
    pub fn plain(body: impl Into<Arc<str>>, version: Version) -> Self {
        Self { body: body.into(), version, indexed: vec![], searched: None }
    }
}

/// Puts a document on a shelf, or takes it off.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Name of the shelf.
    pub shelf: Arc<str>,
    /// Which document.
    pub key: Arc<str>,
    /// The document; `None` removes it.
    pub doc: Option<Doc>,
}

/// All that one turn of a context changes: one transaction, one durable flush, all or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Commit {
    /// Facts, in order. No two appends of one commit may rest on the same `expected` of one stream.
    pub appends: Vec<Append>,
    /// Documents, in order; the last change of a key counts.
    pub changes: Vec<Change>,
}

impl Commit {
    /// Nothing to do?
    pub fn is_empty(&self) -> bool {
        self.appends.is_empty() && self.changes.is_empty()
    }
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// It is durable; this is the position of the last fact of the log. The facts of the commit stand at the
    /// dense run of positions that ends here.
    At(Position),
    /// Nothing was stored: these streams had been moved by another writer. Forget them, load, decide again.
    Stale(Vec<Arc<str>>),
}

/// What can go wrong with a store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The commit may or may not have become durable. Forget everything, ask again.
    #[error("the store does not know whether it kept the commit: {0}")]
    Unknown(String),
    /// Nothing was stored.
    #[error("the store failed: {0}")]
    Failed(String),
    /// What is stored is not what was written.
    #[error("{place} is damaged at position {position}: {what}")]
    Corrupt {
        /// File or table.
        place: String,
        /// Position of the fact.
        position: Position,
        /// What does not fit.
        what: String,
    },
    /// The store refused to go on after an earlier failure. Restart it on a sound disk.
    #[error("the store has stopped: {0}")]
    Stopped(String),
}

/// Which documents of a shelf, in the order they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// Bounds on indexes; a document has to meet all.
    pub bounds: Vec<Bound>,
    /// Continue behind this row. In the order of values ([`Bound::UpTo`]) a row that is gone in the meantime has no place
    /// any more: then it starts over.
    pub after: Option<u64>,
    /// Newest first; with [`Bound::UpTo`] the largest value first.
    pub newest_first: bool,
    /// At most so many.
    pub max: usize,
}

/// A bound on one index.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// Exactly this value.
    Is(&'static str, String),
    /// This value or a smaller one; smallest first, and rows are in the order of the value.
    UpTo(&'static str, String),
}

/// Words to search by; all have to be there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Folded words, of letters and digits only; the last, from two letters on, may be the beginning of one.
    pub words: Vec<String>,
    /// Bounds on indexes ([`Bound::Is`] only); a document has to meet all.
    pub bounds: Vec<Bound>,
    /// How many better-ranked documents were shown already. Behind a thousand there is nothing more to see.
    pub skip: usize,
    /// At most so many.
    pub max: usize,
}

/// One row of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Stable number of the row; continue behind it.
    pub row: u64,
    /// Key of the document.
    pub key: Arc<str>,
    /// JSON.
    pub body: Arc<str>,
    /// As in [`Doc::version`].
    pub version: Version,
}

/// Some rows, and whether there are more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// In order.
    pub rows: Vec<Row>,
    /// Are there more behind the last?
    pub more: bool,
}

/// The log and the shelves of one context.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Makes sure these shelves are there, drops none. Returns the names of those that were made just now. Fails, and makes
    /// none, when one stands with another shape.
    async fn prepare(&self, shelves: &[Shelf]) -> Result<Vec<Arc<str>>, StoreError>;

    /// Names of all shelves.
    async fn shelves(&self) -> Result<Vec<Arc<str>>, StoreError>;

    /// Drops a shelf; nothing happens if there is none.
    async fn drop_shelf(&self, name: &str) -> Result<(), StoreError>;

    /// All facts of each stream, in order, checked. An unknown stream is empty. A damaged one costs only itself.
    async fn load(&self, streams: &[Arc<str>]) -> Result<Vec<Result<Vec<Recorded>, StoreError>>, StoreError>;

    /// One transaction, one durable flush.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// At most `max` facts behind `after`, in order, without gaps, checked. Ends before a damaged one; an error only when
    /// that is the first.
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Recorded>, StoreError>;

    /// The position of the last fact; changes wake those who wait.
    fn head(&self) -> watch::Receiver<Position>;

    /// Documents by key; `None` where there is none. What `Doc::searched` held is not read back.
    async fn get(&self, shelf: &str, keys: &[Arc<str>]) -> Result<Vec<Option<Doc>>, StoreError>;

    /// Documents in order.
    async fn list(&self, shelf: &str, select: &Select) -> Result<Page, StoreError>;

    /// Documents by words, best first.
    async fn search(&self, shelf: &str, terms: &Terms) -> Result<Page, StoreError>;

    /// Stops taking commits, finishes what was taken, closes.
    async fn close(&self);
}
