//! Which shelves stand in the file, and the tables they are made of.

use parking_lot::RwLock;
use runtime::ports::{Shelf, StoreError};
use rusqlite::{Connection, OptionalExtension};
use std::{collections::HashMap, sync::Arc};

/// A shelf with the SQL that works on it.
pub(crate) struct ShelfTables {
    pub(crate) name: Arc<str>,
    pub(crate) indexes: &'static [&'static str],
    pub(crate) searched: bool,
    pub(crate) get: String,
    pub(crate) by_row: String,
    pub(crate) put_plain: String,
    pub(crate) find: String,
    pub(crate) insert: String,
    pub(crate) update: String,
    pub(crate) delete: String,
    pub(crate) index_put: String,
    pub(crate) index_take: String,
    pub(crate) words_put: String,
    pub(crate) words_take: String,
}

/// Columns of a document, in the order its readers expect.
pub(crate) const DOC: &str = "d.id, d.key, d.body, d.version, d.indexed, d.sum";

impl ShelfTables {
    fn new(name: Arc<str>, indexes: &'static [&'static str], searched: bool) -> Self {
        Self {
            get: format!("SELECT {DOC} FROM d_{name} d WHERE d.key = ?1"),
            by_row: format!("SELECT {DOC} FROM d_{name} d WHERE d.id = ?1"),
            put_plain: format!(
                "INSERT INTO d_{name}(key, body, version, sum) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(key)
                 DO UPDATE SET body = excluded.body, version = excluded.version, sum = excluded.sum"
            ),
            find: format!("SELECT id, indexed, words FROM d_{name} WHERE key = ?1"),
            insert: format!(
                "INSERT INTO d_{name}(key, body, version, sum, indexed, words) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
            ),
            update: format!(
                "UPDATE d_{name} SET body = ?2, version = ?3, sum = ?4, indexed = ?5, words = ?6 WHERE id = ?1"
            ),
            delete: format!("DELETE FROM d_{name} WHERE key = ?1"),
            index_put: format!("INSERT OR IGNORE INTO i_{name}(idx, value, id) VALUES(?1, ?2, ?3)"),
            index_take: format!("DELETE FROM i_{name} WHERE idx = ?1 AND value = ?2 AND id = ?3"),
            words_put: format!("INSERT OR REPLACE INTO s_{name}_(rowid, whole, first, rest) VALUES(?1, ?2, ?3, ?4)"),
            words_take: format!("DELETE FROM s_{name}_ WHERE rowid = ?1"),
            name,
            indexes,
            searched,
        }
    }

    /// Number of an index.
    pub(crate) fn index(&self, name: &str) -> Result<i64, StoreError> {
        let found = self.indexes.iter().position(|index| *index == name);
        let missing = || StoreError::Failed(format!("the shelf {} has no index {name}", self.name));
        found.and_then(|n| i64::try_from(n).ok()).ok_or_else(missing)
    }

    /// Rows are numbered once and for all (`AUTOINCREMENT`): a page that goes on behind a row must not meet another one
    /// under its number. The tokenizer leaves words alone that are folded already; the trailing `_` keeps the names of
    /// the tables that FTS5 adds apart from those of other shelves.
    fn create(&self, conn: &Connection) -> rusqlite::Result<()> {
        let name = &self.name;
        conn.execute_batch(&format!(
            "CREATE TABLE d_{name}(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
                sum INTEGER NOT NULL, indexed TEXT, words INTEGER, body TEXT NOT NULL) STRICT;"
        ))?;
        if !self.indexes.is_empty() {
            conn.execute_batch(&format!(
                "CREATE TABLE i_{name}(idx INTEGER NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
                    PRIMARY KEY(idx, value, id)) STRICT, WITHOUT ROWID;"
            ))?;
        }
        if self.searched {
            conn.execute_batch(&format!(
                "CREATE VIRTUAL TABLE s_{name}_ USING fts5(whole, first, rest, content='', contentless_delete=1,
                    tokenize='ascii', prefix='2 3 4 5 6');"
            ))?;
        }
        let indexes = serde_json::to_string(self.indexes).unwrap_or_default();
        conn.execute(
            "INSERT INTO shelves(name, indexes, searched) VALUES(?1, ?2, ?3)",
            (&**name, indexes, self.searched),
        )?;
        Ok(())
    }
}

/// The shelves of a file.
#[derive(Default)]
pub(crate) struct Catalog(RwLock<HashMap<Arc<str>, Arc<ShelfTables>>>);

impl Catalog {
    /// The shelves that stand in the file.
    pub(crate) fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut query = conn.prepare("SELECT name, indexes, searched FROM shelves")?;
        let mut rows = query.query([])?;
        let mut shelves = HashMap::new();
        while let Some(row) = rows.next()? {
            let (name, indexes): (Arc<str>, String) = (row.get(0)?, row.get(1)?);
            let unreadable = |e| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e));
            let indexes: Vec<String> = serde_json::from_str(&indexes).map_err(unreadable)?;
            // The port speaks of indexes by static names. A few words for each shelf, once for each opening.
            let indexes: Vec<&'static str> = indexes.into_iter().map(|index| &*index.leak()).collect();
            let tables = ShelfTables::new(name.clone(), indexes.leak(), row.get(2)?);
            shelves.insert(name, Arc::new(tables));
        }
        Ok(Self(RwLock::new(shelves)))
    }

    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.0.read().keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// The shelf of this name.
    pub(crate) fn get(&self, name: &str) -> Result<Arc<ShelfTables>, StoreError> {
        let found = self.0.read().get(name).cloned();
        found.ok_or_else(|| StoreError::Failed(format!("there is no shelf {name}")))
    }

    /// Those of the wanted shelves that have to be made.
    fn missing(&self, wanted: &[Shelf]) -> Result<Vec<Arc<ShelfTables>>, StoreError> {
        let here = self.0.read();
        let mut missing: Vec<Arc<ShelfTables>> = vec![];
        for Shelf { name, indexes, searched } in wanted {
            let fits = !name.is_empty() && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
            if !fits {
                return Err(StoreError::Failed(format!("a shelf cannot be named {name:?}")));
            }
            let found = here.get(name).or_else(|| missing.iter().find(|tables| tables.name == *name));
            match found {
                Some(tables) if tables.indexes == *indexes && tables.searched == *searched => {}
                Some(tables) => {
                    return Err(StoreError::Failed(format!(
                        "the shelf {name} stands with the indexes {:?} (searched: {}) and cannot be changed to {indexes:?} \
                         (searched: {searched}): give it another name",
                        tables.indexes, tables.searched
                    )));
                }
                None => missing.push(Arc::new(ShelfTables::new(name.clone(), indexes, *searched))),
            }
        }
        Ok(missing)
    }

    /// Makes the shelves that are missing, all or none; returns their names.
    pub(crate) fn prepare(&self, conn: &mut Connection, wanted: &[Shelf]) -> Result<Vec<Arc<str>>, CatalogError> {
        let missing = self.missing(wanted).map_err(CatalogError::Store)?;
        if missing.is_empty() {
            return Ok(vec![]);
        }
        let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        missing.iter().try_for_each(|tables| tables.create(&tx))?;
        tx.commit()?;
        let mut here = self.0.write();
        missing.iter().for_each(|tables| drop(here.insert(tables.name.clone(), tables.clone())));
        Ok(missing.iter().map(|tables| tables.name.clone()).collect())
    }

    /// Drops a shelf, if there is one.
    pub(crate) fn drop_shelf(&self, conn: &mut Connection, name: &str) -> Result<(), CatalogError> {
        let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let here: Option<bool> =
            tx.query_row("SELECT searched FROM shelves WHERE name = ?1", [name], |row| row.get(0)).optional()?;
        if here.is_none() {
            return Ok(());
        }
        tx.execute_batch(&format!(
            "DROP TABLE IF EXISTS s_{name}_; DROP TABLE IF EXISTS i_{name}; DROP TABLE IF EXISTS d_{name};"
        ))?;
        tx.execute("DELETE FROM shelves WHERE name = ?1", [name])?;
        tx.commit()?;
        self.0.write().remove(name);
        Ok(())
    }
}

/// Why shelves could not be made or dropped.
pub(crate) enum CatalogError {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// The port's own reasons.
    Store(StoreError),
}

impl From<rusqlite::Error> for CatalogError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}
