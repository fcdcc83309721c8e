//! Writing documents.

use crate::{
    catalog::{Catalog, ShelfTables},
    codec::{doc_sum, hash_words},
    facts::{Refused, signed},
    words,
};
use kernel::Searched;
use runtime::ports::{Change, Doc};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;

/// An entry of an index: number of the index, and the value.
pub(crate) type Entry = (i64, String);

/// A document as it stood before.
struct Before {
    row: i64,
    indexed: Option<String>,
    words: Option<i64>,
}

/// Changes documents within the transaction that is open on `conn`.
pub(crate) fn change(conn: &Connection, catalog: &Catalog, changes: &[Change]) -> Result<(), Refused> {
    let mut last: Option<Arc<ShelfTables>> = None;
    for change in changes {
        let tables = match last.take().filter(|tables| tables.name == change.shelf) {
            Some(tables) => tables,
            None => catalog.get(&change.shelf).map_err(|e| Refused::Unfit(e.to_string()))?,
        };
        match &change.doc {
            Some(doc) => put(conn, &tables, &change.key, doc)?,
            None => take(conn, &tables, &change.key)?,
        }
        last = Some(tables);
    }
    Ok(())
}

fn put(conn: &Connection, tables: &ShelfTables, key: &str, doc: &Doc) -> Result<(), Refused> {
    let version = signed(doc.version)?;
    if tables.indexes.is_empty() && !tables.searched {
        if let Some((name, _)) = doc.indexed.first() {
            tables.index(name).map_err(|e| Refused::Unfit(e.to_string()))?;
        }
        let sum = doc_sum(&tables.name, key, &doc.body, doc.version, None);
        conn.prepare_cached(&tables.put_plain)?.execute(params![key, &*doc.body, version, sum])?;
        return Ok(());
    }
    let entries = entries(tables, doc)?;
    let indexed = write_entries(&entries)?;
    let words = doc.searched.as_ref().filter(|_| tables.searched);
    let hash = words.map(words_hash);
    let sum = doc_sum(&tables.name, key, &doc.body, doc.version, indexed.as_deref());
    let before = find(conn, tables, key)?;
    let row = match &before {
        Some(Before { row, .. }) => {
            let mut update = conn.prepare_cached(&tables.update)?;
            update.execute(params![row, &*doc.body, version, sum, indexed, hash])?;
            *row
        }
        None => {
            let mut insert = conn.prepare_cached(&tables.insert)?;
            insert.insert(params![key, &*doc.body, version, sum, indexed, hash])?
        }
    };
    let (old, old_hash) = before.map_or((None, None), |before| (before.indexed, before.words));
    if old != indexed {
        reindex(conn, tables, row, old.as_deref(), &entries)?;
    }
    // Most changes of a document leave its words alone, and words are the dearest part of it.
    if old_hash != hash {
        match words {
            Some(words) => put_words(conn, tables, row, words)?,
            None => drop(conn.prepare_cached(&tables.words_take)?.execute([row])?),
        }
    }
    Ok(())
}

fn take(conn: &Connection, tables: &ShelfTables, key: &str) -> Result<(), Refused> {
    if !tables.indexes.is_empty() || tables.searched {
        let Some(before) = find(conn, tables, key)? else { return Ok(()) };
        if before.indexed.is_some() {
            reindex(conn, tables, before.row, before.indexed.as_deref(), &[])?;
        }
        if before.words.is_some() {
            conn.prepare_cached(&tables.words_take)?.execute([before.row])?;
        }
    }
    conn.prepare_cached(&tables.delete)?.execute([key])?;
    Ok(())
}

fn find(conn: &Connection, tables: &ShelfTables, key: &str) -> rusqlite::Result<Option<Before>> {
    let mut find = conn.prepare_cached(&tables.find)?;
    find.query_row([key], |row| Ok(Before { row: row.get(0)?, indexed: row.get(1)?, words: row.get(2)? })).optional()
}

fn entries(tables: &ShelfTables, doc: &Doc) -> Result<Vec<Entry>, Refused> {
    let mut entries = Vec::with_capacity(doc.indexed.len());
    for (name, value) in &doc.indexed {
        let index = tables.index(name).map_err(|e| Refused::Unfit(e.to_string()))?;
        entries.push((index, value.clone()));
    }
    Ok(entries)
}

fn write_entries(entries: &[Entry]) -> Result<Option<String>, Refused> {
    if entries.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(entries).map(Some).map_err(|e| Refused::Unfit(e.to_string()))
}

/// The entries that [`write_entries`] wrote.
pub(crate) fn read_entries(text: Option<&str>) -> Result<Vec<Entry>, serde_json::Error> {
    text.map_or(Ok(vec![]), serde_json::from_str)
}

/// Writes only what differs.
fn reindex(conn: &Connection, tables: &ShelfTables, row: i64, old: Option<&str>, new: &[Entry]) -> Result<(), Refused> {
    let old = read_entries(old).map_err(|e| Refused::Unfit(format!("the index of {} is damaged: {e}", tables.name)))?;
    for (index, value) in old.iter().filter(|entry| !new.contains(entry)) {
        conn.prepare_cached(&tables.index_take)?.execute(params![index, value, row])?;
    }
    for (index, value) in new.iter().filter(|entry| !old.contains(entry)) {
        conn.prepare_cached(&tables.index_put)?.execute(params![index, value, row])?;
    }
    Ok(())
}

/// Tells whether the words of a document are the same as before.
fn words_hash(words: &Searched) -> i64 {
    let parts = words.first.iter().map(String::as_str).chain(["\n"]).chain(words.rest.iter().map(String::as_str));
    hash_words(parts).cast_signed()
}

fn put_words(conn: &Connection, tables: &ShelfTables, row: i64, words: &Searched) -> Result<(), Refused> {
    let (first, rest) = (words::clean(&words.first), words::clean(&words.rest));
    let mut put = conn.prepare_cached(&tables.words_put)?;
    put.execute(params![row, words::whole(&first), first.join(" "), rest.join(" ")])?;
    Ok(())
}
