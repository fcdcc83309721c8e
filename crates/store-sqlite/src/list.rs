//! Documents by key, and in the order of rows or of values.

use crate::{
    catalog::{DOC, ShelfTables},
    codec::doc_sum,
    documents::{Entry, read_entries},
    error::{corrupt, read_error},
    facts::{number, signed},
};
use runtime::ports::{Bound, Doc, Page, Select, StoreError, Version};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, types::Value};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A document as it was read, its sum checked.
pub(crate) struct Found {
    pub(crate) row: u64,
    pub(crate) key: Arc<str>,
    pub(crate) body: Arc<str>,
    pub(crate) version: Version,
    pub(crate) indexed: Vec<Entry>,
}

impl Found {
    pub(crate) fn row(self) -> runtime::ports::Row {
        runtime::ports::Row { row: self.row, key: self.key, body: self.body, version: self.version }
    }

    fn meets(&self, (index, most): &Entry) -> bool {
        self.indexed.iter().any(|(other, value)| other == index && value <= most)
    }
}

/// The file and table that a reader blames.
pub(crate) fn place(file: &Path, tables: &ShelfTables) -> PathBuf {
    file.join(&*tables.name)
}

/// Reads a row of [`DOC`] and holds it against its sum.
pub(crate) fn decode(file: &Path, tables: &ShelfTables, row: &Row<'_>) -> Result<Found, StoreError> {
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let id = number(row, 0).map_err(failed)?;
    let read = || {
        let (key, body) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let (version, indexed) = (number(row, 3)?, row.get_ref(4)?.as_str_or_null()?);
        let fits = row.get::<_, i64>(5)? == i64::from(doc_sum(&tables.name, key, body, version, indexed));
        rusqlite::Result::Ok((key, body, version, indexed, fits))
    };
    let (key, body, version, indexed, fits) = read().map_err(failed)?;
    let damaged = |what: &str| corrupt(&place(file, tables), id, what);
    if !fits {
        return Err(damaged("the sum of the document does not fit"));
    }
    let indexed = read_entries(indexed).map_err(|_| damaged("its indexed values cannot be read"))?;
    Ok(Found { row: id, key: key.into(), body: body.into(), version, indexed })
}

/// Documents by key.
pub(crate) fn get(
    conn: &Connection,
    file: &Path,
    tables: &ShelfTables,
    keys: &[Arc<str>],
) -> Result<Vec<Option<Doc>>, StoreError> {
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let mut query = conn.prepare_cached(&tables.get).map_err(failed)?;
    let mut docs = Vec::with_capacity(keys.len());
    for key in keys {
        let mut rows = query.query([&**key]).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else {
            docs.push(None);
            continue;
        };
        let found = decode(file, tables, row)?;
        if found.key != *key {
            return Err(corrupt(&place(file, tables), found.row, format!("the index of keys does not lead to {key}")));
        }
        let indexed = found.indexed.into_iter().filter_map(|(index, value)| {
            let name = usize::try_from(index).ok().and_then(|index| tables.indexes.get(index))?;
            Some((*name, value))
        });
        let indexed = indexed.collect();
        docs.push(Some(Doc { body: found.body, version: found.version, indexed, searched: None }));
    }
    Ok(docs)
}

/// A question in SQL, and what its rows have to be checked for afterwards.
struct Plan {
    sql: String,
    params: Vec<Value>,
    filters: Vec<Entry>,
}

/// Documents in order.
pub(crate) fn list(conn: &Connection, file: &Path, tables: &ShelfTables, select: &Select) -> Result<Page, StoreError> {
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let Plan { sql, params, filters } = plan(conn, file, tables, select)?;
    let mut query = conn.prepare_cached(&sql).map_err(failed)?;
    let bound: Vec<&dyn ToSql> = params.iter().map(|param| param as &dyn ToSql).collect();
    let mut rows = query.query(&*bound).map_err(failed)?;
    let mut page = Page::default();
    while let Some(row) = rows.next().map_err(failed)? {
        if page.rows.len() == select.max && filters.is_empty() {
            page.more = true;
            break;
        }
        let found = decode(file, tables, row)?;
        if !filters.iter().all(|filter| found.meets(filter)) {
            continue;
        }
        if page.rows.len() == select.max {
            page.more = true;
            break;
        }
        page.rows.push(found.row());
    }
    Ok(page)
}

fn plan(conn: &Connection, file: &Path, tables: &ShelfTables, select: &Select) -> Result<Plan, StoreError> {
    let mut equal: Vec<(i64, &String)> = vec![];
    let mut up_to: Vec<(i64, &String)> = vec![];
    for bound in &select.bounds {
        match bound {
            Bound::Is(index, value) => equal.push((tables.index(index)?, value)),
            Bound::UpTo(index, value) => up_to.push((tables.index(index)?, value)),
        }
    }
    let name = &tables.name;
    let order = if select.newest_first { "DESC" } else { "ASC" };
    let behind = if select.newest_first { "<" } else { ">" };
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let after = select.after.map(signed).transpose().map_err(failed)?;
    let mut params: Vec<Value> = vec![];
    let mut sql = if let Some((index, most)) = up_to.first().copied() {
        up_to.remove(0);
        params.extend([Value::from(index), Value::from(most.clone())]);
        let mut from = format!("i_{name} a CROSS JOIN d_{name} d ON d.id = a.id WHERE a.idx = ? AND a.value <= ?");
        // The row may be gone: then its place is not known, and to start over is better than to leave something out.
        if let Some(after) = after
            && let Some(value) = value_of(conn, file, tables, after, index)?
        {
            params.extend([Value::from(value), Value::from(after)]);
            from.push_str(&format!(" AND (a.value, a.id) {behind} (?, ?)"));
        }
        from
    } else if !equal.is_empty() {
        let driver = rarest(conn, tables, &equal).map_err(failed)?;
        let (index, value) = equal.remove(driver);
        params.extend([Value::from(index), Value::from(value.clone())]);
        let mut from = format!("i_{name} a CROSS JOIN d_{name} d ON d.id = a.id WHERE a.idx = ? AND a.value = ?");
        if let Some(after) = after {
            params.push(Value::from(after));
            from.push_str(&format!(" AND a.id {behind} ?"));
        }
        from
    } else {
        params.extend(after.map(Value::from));
        let behind = if after.is_some() { format!(" AND d.id {behind} ?") } else { String::new() };
        format!("d_{name} d WHERE true{behind}")
    };
    for (index, value) in equal {
        params.extend([Value::from(index), Value::from(value.clone())]);
        sql.push_str(&format!(" AND EXISTS(SELECT 1 FROM i_{name} b WHERE b.idx = ? AND b.value = ? AND b.id = d.id)"));
    }
    let by = match select.bounds.iter().any(|bound| matches!(bound, Bound::UpTo(..))) {
        true => format!("a.value {order}, a.id {order}"),
        false if select.bounds.is_empty() => format!("d.id {order}"),
        false => format!("a.id {order}"),
    };
    let filters = up_to.into_iter().map(|(index, value)| (index, value.clone())).collect();
    Ok(Plan { sql: format!("SELECT {DOC} FROM {sql} ORDER BY {by}"), params, filters })
}

/// Which of several equal bounds has the fewest rows, as far as a short look tells.
fn rarest(conn: &Connection, tables: &ShelfTables, equal: &[(i64, &String)]) -> rusqlite::Result<usize> {
    if equal.len() < 2 {
        return Ok(0);
    }
    let mut best = (i64::MAX, 0);
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 FROM i_{} WHERE idx = ?1 AND value = ?2 LIMIT 1000)", tables.name);
    let mut count = conn.prepare_cached(&sql)?;
    for (n, (index, value)) in equal.iter().enumerate() {
        best = best.min((count.query_row((index, value), |row| row.get(0))?, n));
    }
    Ok(best.1)
}

/// The value that a row stands at under an index.
fn value_of(
    conn: &Connection,
    file: &Path,
    tables: &ShelfTables,
    row: i64,
    index: i64,
) -> Result<Option<String>, StoreError> {
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let mut query = conn.prepare_cached(&tables.by_row).map_err(failed)?;
    let indexed: Option<Option<String>> = query.query_row([row], |row| row.get(4)).optional().map_err(failed)?;
    let Some(indexed) = indexed.flatten() else { return Ok(None) };
    let entries = read_entries(Some(&indexed)).map_err(|e| corrupt(&place(file, tables), 0, e.to_string()))?;
    Ok(entries.into_iter().find(|entry| entry.0 == index).map(|entry| entry.1))
}
