//! Documents in memory.

use crate::ports::{Bound, Change, Doc, Page, Row, Select, Shelf, StoreError, Terms};
use kernel::Searched;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// A shelf and what stands on it, in the order it came.
struct Standing {
    shelf: Shelf,
    rows: BTreeMap<u64, (Arc<str>, Doc)>,
    keys: HashMap<Arc<str>, u64>,
    /// Rows are numbered once and for all.
    next: u64,
}

/// All shelves.
#[derive(Default)]
pub(super) struct Shelves(BTreeMap<Arc<str>, Standing>);

impl Shelves {
    pub(super) fn prepare(&mut self, wanted: &[Shelf]) -> Result<Vec<Arc<str>>, StoreError> {
        for shelf in wanted {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if shelf.name.is_empty() || !shelf.name.bytes().all(fits) {
                return Err(StoreError::Failed(format!("a shelf cannot be named {:?}", shelf.name)));
            }
            if self.0.get(&shelf.name).is_some_and(|standing| standing.shelf != *shelf) {
                return Err(StoreError::Failed(format!("the shelf {} stands otherwise", shelf.name)));
            }
        }
        let mut made = vec![];
        for shelf in wanted.iter().filter(|shelf| !self.0.contains_key(&shelf.name)).cloned().collect::<Vec<_>>() {
            if made.contains(&shelf.name) {
                continue;
            }
            made.push(shelf.name.clone());
            let standing = Standing { shelf, rows: BTreeMap::new(), keys: HashMap::new(), next: 1 };
            self.0.insert(standing.shelf.name.clone(), standing);
        }
        Ok(made)
    }

    pub(super) fn names(&self) -> Vec<Arc<str>> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn drop_shelf(&mut self, name: &str) {
        self.0.remove(name);
    }

    fn at(&self, name: &str) -> Result<&Standing, StoreError> {
        self.0.get(name).ok_or_else(|| StoreError::Failed(format!("there is no shelf {name}")))
    }

    /// Can all of this be done?
    pub(super) fn check(&self, changes: &[Change]) -> Result<(), StoreError> {
        for change in changes {
            let standing = self.at(&change.shelf)?;
            let doc = change.doc.iter();
            doc.flat_map(|doc| &doc.indexed).try_for_each(|(name, _)| standing.has_index(name))?;
        }
        Ok(())
    }

    pub(super) fn change(&mut self, changes: &[Change]) {
        for Change { shelf, key, doc } in changes {
            let Some(standing) = self.0.get_mut(shelf) else { continue };
            let row = standing.keys.get(key).copied();
            match (doc, row) {
                (Some(doc), row) => {
                    let row = row.unwrap_or(standing.next);
                    standing.next = standing.next.max(row + 1);
                    standing.keys.insert(key.clone(), row);
                    standing.rows.insert(row, (key.clone(), doc.clone()));
                }
                (None, Some(row)) => {
                    standing.keys.remove(key);
                    standing.rows.remove(&row);
                }
                (None, None) => {}
            }
        }
    }

    pub(super) fn get(&self, shelf: &str, keys: &[Arc<str>]) -> Result<Vec<Option<Doc>>, StoreError> {
        let standing = self.at(shelf)?;
        let find = |key| {
            let (_, doc) = standing.rows.get(standing.keys.get(key)?)?;
            Some(Doc { searched: None, ..doc.clone() })
        };
        Ok(keys.iter().map(find).collect())
    }

    pub(super) fn list(&self, shelf: &str, select: &Select) -> Result<Page, StoreError> {
        let standing = self.at(shelf)?;
        for bound in &select.bounds {
            let (Bound::Is(name, _) | Bound::UpTo(name, _)) = bound;
            standing.has_index(name)?;
        }
        let order = select.bounds.iter().find_map(|bound| match bound {
            Bound::UpTo(name, _) => Some(*name),
            Bound::Is(..) => None,
        });
        let place = |row: u64, doc: &Doc| (order.and_then(|name| value(doc, name)).cloned(), row);
        let met = |doc: &Doc| select.bounds.iter().all(|bound| meets(doc, bound));
        let mut rows: Vec<_> = standing.rows.iter().filter(|(_, (_, doc))| met(doc)).collect();
        rows.sort_by_key(|(row, (_, doc))| place(**row, doc));
        if select.newest_first {
            rows.reverse();
        }
        if let Some(after) = select.after {
            let behind = match standing.rows.get(&after) {
                Some((_, doc)) => Some(place(after, doc)),
                // A row that is gone still has its place in the order of rows, but not in an order of values.
                None => order.is_none().then_some((None, after)),
            };
            rows.retain(|(row, (_, doc))| {
                let here = place(**row, doc);
                behind.as_ref().is_none_or(|behind| if select.newest_first { here < *behind } else { here > *behind })
            });
        }
        let more = rows.len() > select.max;
        Ok(Page { rows: rows.into_iter().take(select.max).map(shown).collect(), more })
    }

    pub(super) fn search(&self, shelf: &str, terms: &Terms) -> Result<Page, StoreError> {
        let standing = self.at(shelf)?;
        if !standing.shelf.searched {
            return Err(StoreError::Failed(format!("the shelf {shelf} cannot be searched")));
        }
        for bound in &terms.bounds {
            let (Bound::Is(name, _) | Bound::UpTo(name, _)) = bound;
            standing.has_index(name)?;
        }
        if terms.words.is_empty() {
            return Ok(Page::default());
        }
        let mut ranked: Vec<_> = standing
            .rows
            .iter()
            .filter(|(_, (_, doc))| terms.bounds.iter().all(|bound| meets(doc, bound)))
            .filter_map(|row| Some((rank(row.1.1.searched.as_ref()?, &terms.words)?, row)))
            .collect();
        ranked.sort_by_key(|(rank, (row, _))| (*rank, **row));
        let more = ranked.len() > terms.skip.saturating_add(terms.max);
        let rows = ranked.into_iter().skip(terms.skip).take(terms.max).map(|(_, row)| shown(row)).collect();
        Ok(Page { rows, more })
    }
}

impl Standing {
    fn has_index(&self, name: &str) -> Result<(), StoreError> {
        let found = self.shelf.indexes.contains(&name);
        let missing = || StoreError::Failed(format!("the shelf {} has no index {name}", self.shelf.name));
        found.then_some(()).ok_or_else(missing)
    }
}

fn shown((row, (key, doc)): (&u64, &(Arc<str>, Doc))) -> Row {
    Row { row: *row, key: key.clone(), body: doc.body.clone(), version: doc.version }
}

fn value<'a>(doc: &'a Doc, index: &str) -> Option<&'a String> {
    doc.indexed.iter().find(|(name, _)| *name == index).map(|(_, value)| value)
}

fn meets(doc: &Doc, bound: &Bound) -> bool {
    match bound {
        Bound::Is(index, wanted) => doc.indexed.iter().any(|(name, value)| name == index && value == wanted),
        Bound::UpTo(index, most) => value(doc, index).is_some_and(|value| value <= most),
    }
}

/// How well words are met, the smallest best; `None` when one is missing.
fn rank(searched: &Searched, words: &[String]) -> Option<u32> {
    let Searched { first, rest } = searched;
    if first == words {
        return Some(0);
    }
    let (last, complete) = words.split_last()?;
    let open = last.chars().nth(1).is_some();
    for prefix in [false, true] {
        if prefix && !open {
            break;
        }
        let is_last = |word: &String| if prefix { word.starts_with(last.as_str()) } else { word == last };
        let all_in = |parts: &[&[String]]| {
            let all = || parts.iter().copied().flatten();
            complete.iter().all(|word| all().any(|other| other == word)) && all().any(is_last)
        };
        let met = |run: &[String]| run.split_last().is_some_and(|(end, begin)| begin == complete && is_last(end));
        let kind = u32::from(prefix) * 4;
        if first.get(..words.len()).is_some_and(met) {
            return Some(kind + 1);
        }
        if first.windows(words.len()).any(met) {
            return Some(kind + 2);
        }
        if all_in(&[first]) {
            return Some(kind + 3);
        }
        if all_in(&[first, rest]) {
            return Some(kind + 4);
        }
    }
    None
}
