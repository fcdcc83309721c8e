//! Writing facts.

use crate::codec::{Sealed, write_cause};
use runtime::ports::{Append, Position, Version};
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
    /// They cannot be stored as they are.
    Unfit(String),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

struct Stream {
    id: i64,
    version: Version,
    last: Position,
}

struct Statements<'a> {
    name: CachedStatement<'a>,
    find: CachedStatement<'a>,
    open: CachedStatement<'a>,
    moved: CachedStatement<'a>,
    put: CachedStatement<'a>,
}

/// Appends facts within the transaction that is open on `conn`.
pub(crate) fn append(conn: &Connection, names: &mut Names, appends: &[Append]) -> Result<Appended, Refused> {
    let head: Position = conn.prepare_cached("SELECT head FROM log WHERE id = 1")?.query_row([], |row| number(row, 0))?;
    if appends.is_empty() {
        return Ok(Appended::At(head));
    }
    let mut with = Statements {
        name: conn.prepare_cached("INSERT INTO streams(name) VALUES(?1)")?,
        find: conn.prepare_cached(
            "SELECT h.id, h.version, h.last FROM streams s JOIN heads h ON h.id = s.id WHERE s.name = ?1",
        )?,
        open: conn.prepare_cached("INSERT INTO heads(id, version, last) VALUES(?1, ?2, ?3)")?,
        moved: conn.prepare_cached("UPDATE heads SET version = ?2, last = ?3 WHERE id = ?1")?,
        put: conn.prepare_cached(
            "INSERT INTO facts(position, stream, version, prev, name, schema, sum, data, cause)
             VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?,
    };
    let mut at = head;
    let mut stale: Vec<Arc<str>> = vec![];
    let mut cause = String::new();
    for append in appends {
        let read = |row: &rusqlite::Row<'_>| Ok(Stream { id: row.get(0)?, version: number(row, 1)?, last: number(row, 2)? });
        let stream = with.find.query_row([&*append.stream], read).optional()?;
        if stream.as_ref().map_or(0, |stream| stream.version) != append.expected {
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
    let (id, mut prev) = match stream {
        Some(stream) => {
            with.moved.execute((stream.id, signed(version)?, signed(end)?))?;
            (stream.id, stream.last)
        }
        None => {
            let id = with.name.insert([&*append.stream])?;
            with.open.execute((id, signed(version)?, signed(end)?))?;
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
