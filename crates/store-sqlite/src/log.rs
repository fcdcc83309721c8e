//! Reading facts, all of them checked.

use crate::{
    codec::{Head, Sealed, read_cause},
    error::{corrupt, read_error},
    facts::{AGAIN, FIND, found, number, signed},
};
use kernel::Cause;
use parking_lot::RwLock;
use runtime::ports::{Position, Recorded, StoreError};
use rusqlite::{Connection, OptionalExtension, Row};
use std::{collections::HashMap, path::PathBuf, sync::Arc};

/// Reads the log of one file.
pub(crate) struct LogReader {
    place: Arc<PathBuf>,
    /// Names of facts by their numbers; there are as many as there are kinds of facts.
    names: RwLock<HashMap<i64, Arc<str>>>,
}

/// The cause of the fact before, which is often the cause of the next as well.
#[derive(Default)]
struct LastCause(Option<(String, Arc<Cause>)>);

impl LastCause {
    fn read(&mut self, text: &str) -> Result<Arc<Cause>, String> {
        match &self.0 {
            Some((last, cause)) if last == text => Ok(cause.clone()),
            _ => {
                let cause = Arc::new(read_cause(text)?);
                self.0 = Some((text.to_owned(), cause.clone()));
                Ok(cause)
            }
        }
    }
}

/// A fact, and what leads to the one before it in its stream.
struct Found {
    fact: Recorded,
    stream: i64,
    prev: Position,
}

const COLUMNS: &str = "f.position, f.stream, f.version, f.prev, f.name, f.schema, f.sum, f.data, f.cause";

impl LogReader {
    pub(crate) fn new(place: Arc<PathBuf>) -> Self {
        Self { place, names: RwLock::default() }
    }

    fn damaged(&self, position: Position, what: impl Into<String>) -> StoreError {
        corrupt(&self.place, position, what)
    }

    fn failed(&self, position: Position) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
        move |error| read_error(&self.place, position, &error)
    }

    /// The position that the log says it ends at.
    pub(crate) fn head(&self, conn: &Connection) -> Result<Position, StoreError> {
        let head = |conn: &Connection| {
            conn.prepare_cached("SELECT head FROM log WHERE id = 1")?.query_row([], |row| number(row, 0)).optional()
        };
        head(conn).map_err(self.failed(0))?.ok_or_else(|| self.damaged(0, "the end of the log is not known"))
    }

    /// Holds the two places against each other that say where the log ends.
    pub(crate) fn check_end(&self, conn: &Connection) -> Result<Position, StoreError> {
        let head = self.head(conn)?;
        let last: Option<i64> =
            conn.query_row("SELECT max(position) FROM facts", [], |row| row.get(0)).map_err(self.failed(head))?;
        let last = last.unwrap_or(0);
        if signed(head).ok() != Some(last) {
            return Err(self.damaged(head, format!("the log should end here, its last fact is at {last}")));
        }
        Ok(head)
    }

    /// At most `max` facts behind `after`.
    pub(crate) fn read(&self, conn: &Connection, after: Position, max: usize) -> Result<Vec<Recorded>, StoreError> {
        let head = self.head(conn)?;
        let count = head.saturating_sub(after).min(max as u64);
        if count == 0 {
            return Ok(vec![]);
        }
        let mut facts = Vec::with_capacity(usize::try_from(count).unwrap_or(0).min(65_536));
        let outcome = self.read_into(conn, after, count, &mut facts);
        match outcome {
            Err(error) if facts.is_empty() => Err(error),
            // What stands before the damage is sound; whoever goes on behind it meets the damage.
            _ => Ok(facts),
        }
    }

    fn read_into(
        &self,
        conn: &Connection,
        after: Position,
        count: u64,
        facts: &mut Vec<Recorded>,
    ) -> Result<(), StoreError> {
        let mut query = conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS}, s.name FROM facts f LEFT JOIN streams s ON s.id = f.stream
                 WHERE f.position > ?1 ORDER BY f.position LIMIT ?2"
            ))
            .map_err(self.failed(after + 1))?;
        let bounds = [signed(after).map_err(self.failed(after))?, signed(count).map_err(self.failed(after))?];
        let mut rows = query.query(bounds).map_err(self.failed(after + 1))?;
        let mut last = LastCause::default();
        for position in after + 1..=after + count {
            let Some(row) = rows.next().map_err(self.failed(position))? else {
                return Err(self.damaged(position, "the fact is missing"));
            };
            let stream = row.get_ref(9).and_then(|name| Ok(name.as_str()?)).map_err(self.failed(position))?;
            facts.push(self.decode(conn, row, position, &stream.into(), &mut last)?.fact);
        }
        Ok(())
    }

    /// All facts of one stream.
    pub(crate) fn load(&self, conn: &Connection, stream: &Arc<str>) -> Result<Vec<Recorded>, StoreError> {
        let found = conn
            .prepare_cached(FIND)
            .and_then(|mut query| query.query_row([&**stream], found).optional())
            .map_err(self.failed(0))?;
        // That the name has led to the right number is shown by the sums, which the name is part of.
        let Some((id, head)) = found else {
            let again = conn.prepare_cached(AGAIN).and_then(|mut query| query.exists([&**stream]));
            return match again.map_err(self.failed(0))? {
                true => Err(self.damaged(0, format!("the index of streams does not lead to {stream}"))),
                false => Ok(vec![]),
            };
        };
        let Some(head) = head.filter(|head| head.version > 0) else {
            return Err(self.damaged(0, format!("the end of the stream {stream} is not known")));
        };
        self.walk(conn, stream, id, head)
    }

    /// Walks a stream backwards from its last fact.
    fn walk(
        &self,
        conn: &Connection,
        stream: &Arc<str>,
        id: i64,
        Head { version, last }: Head,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut query = conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM facts f WHERE f.position = ?1"))
            .map_err(self.failed(last))?;
        let mut facts = Vec::with_capacity(usize::try_from(version).unwrap_or(0).min(1_024));
        let mut position = last;
        let mut cause = LastCause::default();
        for expected in (1..=version).rev() {
            let mut rows =
                signed(position).and_then(|position| query.query([position])).map_err(self.failed(position))?;
            let Some(row) = rows.next().map_err(self.failed(position))? else {
                return Err(self.damaged(position, format!("fact {expected} of {stream} is missing")));
            };
            let found = self.decode(conn, row, position, stream, &mut cause)?;
            if found.stream != id || found.fact.version != expected || found.prev >= position {
                return Err(self.damaged(position, format!("this is not fact {expected} of {stream}")));
            }
            facts.push(found.fact);
            position = found.prev;
        }
        if position != 0 {
            return Err(self.damaged(position, format!("{stream} has facts before its first")));
        }
        facts.reverse();
        Ok(facts)
    }

    fn decode(
        &self,
        conn: &Connection,
        row: &Row<'_>,
        expected: Position,
        stream: &Arc<str>,
        last: &mut LastCause,
    ) -> Result<Found, StoreError> {
        let failed = self.failed(expected);
        let text = |column: usize| row.get_ref(column).and_then(|value| Ok(value.as_str()?));
        let position = number(row, 0).map_err(&failed)?;
        if position != expected {
            return Err(self.damaged(expected, format!("the fact is missing, the next is at {position}")));
        }
        let version = number(row, 2).map_err(&failed)?;
        let prev = number(row, 3).map_err(&failed)?;
        let name = self.name(conn, row.get(4).map_err(&failed)?).map_err(&failed)?;
        let Some(name) = name else { return Err(self.damaged(expected, "the name of the fact is missing")) };
        let schema: u16 = row.get(5).map_err(&failed)?;
        let (data, cause) = (text(7).map_err(&failed)?, text(8).map_err(&failed)?);
        let sealed = Sealed { position, stream, version, prev, name: &name, schema, data, cause };
        if row.get::<_, i64>(6).map_err(&failed)? != i64::from(sealed.sum()) {
            return Err(self.damaged(expected, "the sum does not fit"));
        }
        let cause = last.read(cause).map_err(|what| self.damaged(expected, what))?;
        let fact = Recorded { position, stream: stream.clone(), version, name, schema, data: data.into(), cause };
        Ok(Found { fact, stream: row.get(1).map_err(&failed)?, prev })
    }

    fn name(&self, conn: &Connection, number: i64) -> rusqlite::Result<Option<Arc<str>>> {
        if let Some(name) = self.names.read().get(&number) {
            return Ok(Some(name.clone()));
        }
        let mut query = conn.prepare_cached("SELECT name FROM names WHERE id = ?1")?;
        let name: Option<Arc<str>> = query.query_row([number], |row| row.get(0)).optional()?;
        if let Some(name) = &name {
            self.names.write().insert(number, name.clone());
        }
        Ok(name)
    }
}
