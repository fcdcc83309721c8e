use crate::{
    catalog::Catalog,
    checkpoint::{Checkpointer, WalSize},
    error::{corrupt, read_error},
    facts::Names,
    list,
    log::LogReader,
    open,
    readers::Readers,
    search,
    state::State,
    writer::{Job, Reply, Writer},
};
use async_trait::async_trait;
use parking_lot::Mutex;
use runtime::ports::{Commit, Committed, Doc, Page, Position, Recorded, Select, Shelf, Store, StoreError, Terms};
use rusqlite::Connection;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc::sync_channel},
    thread,
    time::Duration,
};
use tokio::sync::{mpsc, oneshot, watch};

/// How many calls may wait for the writer before the next has to wait to be taken.
const QUEUE: usize = 64;

/// How a file is treated. The defaults suit a context of some millions of facts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections that read.
    pub readers: usize,
    /// So much of the file is read through the address space instead of being copied, in bytes. By default nothing: a
    /// disk error under mapped pages is a signal that ends the process, not an error that is told.
    pub mmap_bytes: u64,
    /// Page cache of each connection, in bytes.
    pub cache_bytes: u64,
    /// From so many pages (of 4 KiB) in the write-ahead log on they are moved into the file.
    pub checkpoint_pages: u32,
    /// Most pages (of 4 KiB) the file may have; a commit beyond them fails as on a full disk. `None`: no limit.
    pub max_pages: Option<u32>,
    /// Up to so many documents are got on the thread that asks, when a connection is free: going to another thread and back
    /// takes twice as long as getting one document. More than these may wait for the disk, so they do it elsewhere.
    pub direct_keys: usize,
    /// How long to wait for a lock that another program holds.
    pub busy: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            mmap_bytes: 0,
            cache_bytes: 32 << 20,
            checkpoint_pages: 4_096,
            max_pages: None,
            direct_keys: 8,
            busy: Duration::from_secs(5),
        }
    }
}

/// A store in one SQLite file.
///
/// Dropping it without [`Store::close`] is safe: what was taken is finished, what was acknowledged stays.
pub struct SqliteStore {
    shared: Arc<Shared>,
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    head: watch::Sender<Position>,
    writer: Mutex<Option<thread::JoinHandle<()>>>,
    direct_keys: usize,
}

/// What questions need; they may outlive the call that asked them.
struct Shared {
    file: Arc<PathBuf>,
    readers: Readers,
    catalog: Arc<Catalog>,
    log: LogReader,
    state: Arc<State>,
}

impl SqliteStore {
    /// Opens the file, or makes it. Waits for the disk.
    ///
    /// # Errors
    /// [`StoreError::Failed`] when it cannot be opened, belongs to another program or was written by a newer version;
    /// [`StoreError::Corrupt`] when it is damaged so that it cannot be worked with.
    pub fn open(path: impl Into<PathBuf>, options: &Options) -> Result<Self, StoreError> {
        let file = Arc::new(path.into());
        let mut conn = open::writer(&file, options)?;
        let failed = |error: rusqlite::Error| read_error(&file, 0, &error);
        if let Some(pages) = options.max_pages {
            conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).map_err(failed)?;
        }
        let log = LogReader::new(file.clone());
        let head = watch::channel(log.check_end(&conn)?).0;
        let catalog = Arc::new(Catalog::read(&conn).map_err(failed)?);
        let state = Arc::new(State::default());
        let readers = Readers::open(&file, options)?;
        let (call, calls) = sync_channel(1);
        let wal = Arc::new(WalSize::new(options.checkpoint_pages, call));
        let hook = wal.clone();
        let grew = move |_: &mut rusqlite::hooks::Wal, pages: std::ffi::c_int| {
            hook.grew(u32::try_from(pages).unwrap_or(0));
            Ok(())
        };
        conn.wal_hook(Some(grew)).map_err(failed)?;
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let checkpointer =
            Checkpointer { conn: open::checkpointer(&file, options)?, state: state.clone(), writer: jobs.downgrade() };
        let watched = Arc::downgrade(&wal);
        spawn("checkpoint", move || checkpointer.run(&calls, &watched))?;
        let writer = Writer {
            conn,
            names: Names::new(),
            catalog: catalog.clone(),
            state: state.clone(),
            head: head.clone(),
            wal,
        };
        let writer = spawn("writer", move || writer.run(inbox))?;
        let shared = Arc::new(Shared { file, readers, catalog, log, state });
        Ok(Self {
            shared,
            jobs: Mutex::new(Some(jobs)),
            head,
            writer: Mutex::new(Some(writer)),
            direct_keys: options.direct_keys,
        })
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.shared.file
    }

    /// Has SQLite check the whole file, then reads every fact. Takes as long as reading all of it takes.
    ///
    /// # Errors
    /// The first damage that was found.
    pub async fn verify(&self) -> Result<(), StoreError> {
        self.ask(|shared, conn| {
            let checked: String = conn
                .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
                .map_err(|error| read_error(&shared.file, 0, &error))?;
            if checked != "ok" {
                return Err(corrupt(&shared.file, 0, checked));
            }
            let mut after = 0;
            loop {
                match shared.log.read(conn, after, 10_000)?.last() {
                    Some(last) => after = last.position,
                    None => return Ok(()),
                }
            }
        })
        .await
    }

    /// Asks the writer.
    async fn tell<T>(&self, job: impl FnOnce(Reply<T>) -> Job) -> Result<T, StoreError> {
        self.shared.state.check()?;
        let closed = || StoreError::Stopped("it is closed".into());
        let jobs = self.jobs.lock().clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        jobs.send(job(reply)).await.map_err(|_| closed())?;
        drop(jobs);
        answer.await.unwrap_or_else(|_| {
            self.shared.state.fail("the writer is gone");
            Err(StoreError::Unknown("the writer is gone".into()))
        })
    }

    /// Asks a reader, on a thread that may wait for the disk.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Shared, &Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.shared.state.check()?;
        let shared = self.shared.clone();
        let answer = tokio::task::spawn_blocking(move || shared.readers.ask(|conn| question(&shared, conn))).await;
        answer.unwrap_or_else(|gone| Err(StoreError::Failed(format!("a reader was lost: {gone}"))))
    }
}

fn spawn(what: &str, work: impl FnOnce() + Send + 'static) -> Result<thread::JoinHandle<()>, StoreError> {
    let named = thread::Builder::new().name(format!("store-{what}"));
    named.spawn(work).map_err(|error| StoreError::Failed(format!("there is no thread for the {what}: {error}")))
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.jobs.lock().take();
        if let Some(writer) = self.writer.lock().take() {
            // At most the commits that were taken; whoever opens the file next finds them finished.
            drop(writer.join());
        }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn prepare(&self, shelves: &[Shelf]) -> Result<Vec<Arc<str>>, StoreError> {
        let shelves = shelves.to_vec();
        self.tell(|reply| Job::Prepare(shelves, reply)).await
    }

    async fn shelves(&self) -> Result<Vec<Arc<str>>, StoreError> {
        self.shared.state.check()?;
        Ok(self.shared.catalog.names())
    }

    async fn drop_shelf(&self, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.tell(|reply| Job::Drop(name, reply)).await
    }

    async fn load(&self, streams: &[Arc<str>]) -> Result<Vec<Result<Vec<Recorded>, StoreError>>, StoreError> {
        let streams = streams.to_vec();
        self.ask(move |shared, conn| Ok(streams.iter().map(|stream| shared.log.load(conn, stream)).collect())).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.tell(|reply| Job::Commit(commit, reply)).await
    }

    async fn read(&self, after: Position, max: usize) -> Result<Vec<Recorded>, StoreError> {
        self.ask(move |shared, conn| shared.log.read(conn, after, max)).await
    }

    fn head(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    async fn get(&self, shelf: &str, keys: &[Arc<str>]) -> Result<Vec<Option<Doc>>, StoreError> {
        self.shared.state.check()?;
        let (shared, tables) = (&self.shared, self.shared.catalog.get(shelf)?);
        if keys.len() <= self.direct_keys
            && let Some(docs) = shared.readers.ask_free(|conn| list::get(conn, &shared.file, &tables, keys))
        {
            return docs;
        }
        let keys = keys.to_vec();
        self.ask(move |shared, conn| list::get(conn, &shared.file, &tables, &keys)).await
    }

    async fn list(&self, shelf: &str, select: &Select) -> Result<Page, StoreError> {
        let (tables, select) = (self.shared.catalog.get(shelf)?, select.clone());
        self.ask(move |shared, conn| list::list(conn, &shared.file, &tables, &select)).await
    }

    async fn search(&self, shelf: &str, terms: &Terms) -> Result<Page, StoreError> {
        let (tables, terms) = (self.shared.catalog.get(shelf)?, terms.clone());
        self.ask(move |shared, conn| search::search(conn, &shared.file, &tables, &terms)).await
    }

    async fn close(&self) {
        let jobs = self.jobs.lock().take();
        let Some(jobs) = jobs else { return };
        let (done, closed) = oneshot::channel();
        if jobs.send(Job::Close(done)).await.is_ok() {
            drop(closed.await);
        }
        self.shared.state.close();
    }
}
