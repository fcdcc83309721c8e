//! Writing facts.

use crate::codec::{Head, Sealed, write_cause};
use runtime::ports::{Append, Position};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};
use std::{collections::HashMap, sync::Arc};

/// Numbers of fact names. What a transaction that was rolled back put in has to be forgotten.
pub(crate) type Names = HashMap<Arc<str>, i64>;

/// What became of the facts of a commit.
pub(crate) enum Appended {
    /// The log ends here now, once the transaction is committed.
    At(Position),
    /// These streams stand elsewhere: the transaction has to be rolled back.
    Stale(Vec<Arc<str>>),
}

/// Why facts could not be written.
pub(crate) enum Refused {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// What is stored already is not what was written.
    Damaged(String),
    /// They cannot be stored as they are.
    Unfit(String),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Is a stream of this name there, by the second index?
pub(crate) const AGAIN: &str = "SELECT 1 FROM streams INDEXED BY streams_again WHERE name = ?1";

/// The number of a stream and where it ends.
pub(crate) const FIND: &str = "SELECT s.id, h.at FROM streams s LEFT JOIN heads h ON h.id = s.id WHERE s.name = ?1";

/// Reads a row of [`FIND`]; the head is missing when it is damaged.
pub(crate) fn found(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Option<Head>)> {
    let id = row.get(0)?;
    Ok((id, row.get_ref(1)?.as_blob_or_null()?.and_then(|bytes| Head::read(id, bytes))))
}

struct Stream {
    id: i64,
    head: Head,
}

struct Statements<'a> {
    name: CachedStatement<'a>,
    again: CachedStatement<'a>,
    find: CachedStatement<'a>,
    open: CachedStatement<'a>,
    moved: CachedStatement<'a>,
    put: CachedStatement<'a>,
}

impl Statements<'_> {
    fn find(&mut self, name: &str) -> Result<Option<Stream>, Refused> {
        match self.find.query_row([name], found).optional()? {
            Some((id, Some(head))) => Ok(Some(Stream { id, head })),
            Some((_, None)) => Err(Refused::Damaged(format!("the end of the stream {name} is not known"))),
            None if self.again.exists([name])? => {
                Err(Refused::Damaged(format!("the index of streams does not lead to {name}")))
            }
            None => Ok(None),
        }
    }
}

/// Appends facts within the transaction that is open on `conn`.
pub(crate) fn append(conn: &Connection, names: &mut Names, appends: &[Append]) -> Result<Appended, Refused> {
    let head: Position =
        conn.prepare_cached("SELECT head FROM log WHERE id = 1")?.query_row([], |row| number(row, 0))?;
    if appends.is_empty() {
        return Ok(Appended::At(head));
    }
    let mut with = Statements {
        name: conn.prepare_cached("INSERT INTO streams(name) VALUES(?1)")?,
        again: conn.prepare_cached(AGAIN)?,
        find: conn.prepare_cached(FIND)?,
        open: conn.prepare_cached("INSERT INTO heads(id, at) VALUES(?1, ?2)")?,
        moved: conn.prepare_cached("UPDATE heads SET at = ?2 WHERE id = ?1")?,
        put: conn.prepare_cached(
            "INSERT INTO facts(position, stream, version, prev, name, schema, sum, data, cause)
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?,
    };
    let mut at = head;
    let mut stale: Vec<Arc<str>> = vec![];
    let mut cause = String::new();
    for append in appends {
        let stream = with.find(&append.stream)?;
        if stream.as_ref().map_or(0, |stream| stream.head.version) != append.expected {
            if !stale.contains(&append.stream) {
                stale.push(append.stream.clone());
            }
            continue;
        }
        // Once anything is stale nothing will be stored. Going on all the same tells which others are, because an
        // append may rest on an earlier one of this commit.
        if !append.facts.is_empty() {
            write_cause(&append.cause, &mut cause).map_err(Refused::Unfit)?;
            at = put(conn, &mut with, names, append, stream, at, &cause)?;
        }
    }
    if !stale.is_empty() {
        return Ok(Appended::Stale(stale));
    }
    conn.prepare_cached("UPDATE log SET head = ?1 WHERE id = 1")?.execute([signed(at)?])?;
    Ok(Appended::At(at))
}

/// Puts the facts of one append behind `at`; returns the position of the last.
fn put(
    conn: &Connection,
    with: &mut Statements<'_>,
    names: &mut Names,
    append: &Append,
    stream: Option<Stream>,
    at: Position,
    cause: &str,
) -> Result<Position, Refused> {
    let count = append.facts.len() as u64;
    let (version, end) = (append.expected + count, at + count);
    let head = Head { version, last: end };
    let full = || Refused::Unfit(format!("{} is too long", append.stream));
    let (id, mut prev) = match stream {
        Some(Stream { id, head: Head { last, .. } }) => {
            with.moved.execute((id, head.write(id).ok_or_else(full)?))?;
            (id, last)
        }
        None => {
            let id = with.name.insert([&*append.stream])?;
            with.open.execute((id, head.write(id).ok_or_else(full)?))?;
            (id, 0)
        }
    };
    for (n, fact) in append.facts.iter().enumerate() {
        let (position, version) = (at + 1 + n as u64, append.expected + 1 + n as u64);
        let (stream, name) = (&*append.stream, &*fact.name);
        let sealed = Sealed { position, stream, version, prev, name, schema: fact.schema, data: &fact.data, cause };
        let name = name_number(conn, names, &fact.name)?;
        with.put.execute(params![
            signed(position)?,
            id,
            signed(version)?,
            signed(prev)?,
            name,
            fact.schema,
            sealed.sum(),
            &*fact.data,
            cause
        ])?;
        prev = position;
    }
    Ok(end)
}

fn name_number(conn: &Connection, names: &mut Names, name: &Arc<str>) -> rusqlite::Result<i64> {
    if let Some(number) = names.get(name) {
        return Ok(*number);
    }
    let known = conn.prepare_cached("SELECT id FROM names WHERE name = ?1")?.query_row([&**name], |row| row.get(0));
    let number = match known.optional()? {
        Some(number) => number,
        None => conn.prepare_cached("INSERT INTO names(name) VALUES(?1)")?.insert([&**name])?,
    };
    names.insert(name.clone(), number);
    Ok(number)
}

/// A count as SQLite keeps it.
pub(crate) fn signed(number: u64) -> rusqlite::Result<i64> {
    i64::try_from(number).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

/// A count that SQLite kept; a negative one is damage.
pub(crate) fn number(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let stored: i64 = row.get(column)?;
    u64::try_from(stored).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, stored))
}
