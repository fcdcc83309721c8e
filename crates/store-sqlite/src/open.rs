//! Opening a file: whose it is, which version, how SQLite is to treat it.

use crate::{Options, error::corrupt};
use runtime::ports::StoreError;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{path::Path, time::Duration};

/// `MADG`: what a file of ours says of itself.
const APPLICATION: i32 = 0x4d41_4447;
/// Version of the tables below.
const FORMAT: i32 = 1;

/// `facts` has no index: `heads` (see [`crate::codec::Head`]) and `facts.prev` are the way along a stream, so that an append costs the same
/// however long the log is. `heads` is apart from `streams` because it is what every append writes: small rows, few pages.
/// `streams_again` is asked before a stream counts as unknown: damage to one index must not make a member look new. `log.head` says where the log ends a second time, so that a lost end is noticed.
const TABLES: &str = "
    CREATE TABLE log(id INTEGER PRIMARY KEY CHECK(id = 1), head INTEGER NOT NULL) STRICT;
    INSERT INTO log(id, head) VALUES(1, 0);
    CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE streams(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE INDEX streams_again ON streams(name);
    CREATE TABLE heads(id INTEGER PRIMARY KEY, at BLOB NOT NULL) STRICT;
    CREATE TABLE facts(
        position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, version INTEGER NOT NULL, prev INTEGER NOT NULL,
        name INTEGER NOT NULL, schema INTEGER NOT NULL, sum INTEGER NOT NULL, data TEXT NOT NULL, cause TEXT NOT NULL
        ) STRICT;
    CREATE TABLE shelves(
        name TEXT NOT NULL PRIMARY KEY, indexes TEXT NOT NULL, searched INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

fn failed(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Failed(format!("{} cannot be opened: {error}", path.display()))
}

/// The connection that writes. Makes the file if it is not there.
pub(crate) fn writer(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags).map_err(|e| failed(path, &e))?;
    identify(&mut conn, path)?;
    tune(&conn, options).map_err(|e| failed(path, &e))?;
    Ok(conn)
}

/// A connection that reads.
pub(crate) fn reader(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let conn = Connection::open_with_flags(path, flags)?;
        tune(&conn, options)?;
        conn.pragma_update(None, "query_only", true)?;
        Ok(conn)
    };
    open().map_err(|e| failed(path, &e))
}

/// The connection that moves pages from the write-ahead log into the file.
pub(crate) fn checkpointer(path: &Path, options: &Options) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let conn = Connection::open_with_flags(path, flags)?;
        tune(&conn, options)?;
        // While it waits for readers it may hold the lock that commits wait for.
        conn.busy_timeout(Duration::from_millis(5))?;
        Ok(conn)
    };
    open().map_err(|e| failed(path, &e))
}

/// Refuses files that are not ours or of a newer version; writes the tables into an empty one.
fn identify(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let number = |conn: &Connection, name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = number(conn, "application_id").map_err(|e| failed(path, &e))?;
    let tables: i64 =
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(|e| failed(path, &e))?;
    // A crash while it was made may have left a file with a header and nothing else.
    if (application, tables) == (0, 0) {
        return create(conn).map_err(|e| failed(path, &e));
    }
    if application != i64::from(APPLICATION) {
        return Err(StoreError::Failed(format!("{} is not a store: it belongs to another program", path.display())));
    }
    let format = number(conn, "user_version").map_err(|e| failed(path, &e))?;
    if format > i64::from(FORMAT) {
        let newer = format!("{} was written by a newer version (format {format}, known is {FORMAT})", path.display());
        return Err(StoreError::Failed(newer));
    }
    if format < 1 {
        return Err(corrupt(path, 0, format!("there is no format {format}")));
    }
    Ok(())
}

fn create(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "page_size", 4096)?;
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    let tx = conn.transaction()?;
    tx.execute_batch(TABLES)?;
    tx.pragma_update(None, "application_id", APPLICATION)?;
    tx.pragma_update(None, "user_version", FORMAT)?;
    tx.commit()
}

fn tune(conn: &Connection, options: &Options) -> rusqlite::Result<()> {
    conn.busy_timeout(options.busy)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "foreign_keys", false)?;
    // What is deleted is wiped: a damaged pointer must not bring it back, nor anybody who reads the file.
    conn.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update_and_check(None, "mmap_size", i64::try_from(options.mmap_bytes).unwrap_or(0), |_| Ok(()))?;
    let cache = i64::try_from(options.cache_bytes / 1024).unwrap_or(2_000);
    conn.pragma_update(None, "cache_size", -cache)?;
    // Closing must not flush by itself: after a failed flush that would be going on.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Without it a statement may be planned anew for each value it is given.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}
