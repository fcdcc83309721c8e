//! Documents by words, best first, in a time that does not depend on how common a word is.
//!
//! Ranking all hits of a common word would take longer than anybody waits. So the better places are looked at one kind
//! after the other, each only as far as it is needed:
//!
//! 1. the whole title is what was asked for,
//! 2. the title begins with it,
//! 3. it stands in the title as it was asked,
//! 4. all of its words stand in the title,
//! 5. all of its words stand anywhere.
//!
//! Only when these are too few, the last word is taken as a beginning, and 2 to 5 are looked at again. Within a kind the
//! order is that of the rows.

use crate::{
    catalog::ShelfTables,
    documents::Entry,
    error::read_error,
    list::{decode, place},
    words,
};
use runtime::ports::{Bound, Page, StoreError, Terms};
use rusqlite::{Connection, OptionalExtension, ToSql};
use std::{collections::HashSet, path::Path};

/// How many documents with all the words are looked at to find the better ones among them.
///
/// It is more than can ever be shown, and always the same: so all pages of an answer have one order.
const CANDIDATES: usize = SKIP_MAX + PAGE_MAX + 1;
/// Nobody turns more pages than this.
const SKIP_MAX: usize = 1_000;
/// Longer pages are cut.
const PAGE_MAX: usize = 200;
/// More words make a question slower, not better.
const WORDS_MAX: usize = 16;

/// The rows that were found so far, best first.
struct Ranking {
    rows: Vec<i64>,
    seen: HashSet<i64>,
    wanted: usize,
}

impl Ranking {
    fn is_full(&self) -> bool {
        self.rows.len() >= self.wanted
    }

    fn add(&mut self, row: i64) {
        if self.seen.insert(row) {
            self.rows.push(row);
        }
    }
}

/// Documents by words, best first.
pub(crate) fn search(conn: &Connection, file: &Path, tables: &ShelfTables, terms: &Terms) -> Result<Page, StoreError> {
    if !tables.searched {
        return Err(StoreError::Failed(format!("the shelf {} cannot be searched", tables.name)));
    }
    let mut words = words::clean(&terms.words);
    words.truncate(WORDS_MAX);
    let max = terms.max.min(PAGE_MAX);
    if words.is_empty() || max == 0 || terms.skip > SKIP_MAX {
        return Ok(Page::default());
    }
    let failed = |error: rusqlite::Error| read_error(&place(file, tables), 0, &error);
    let bounds = bounds(tables, &terms.bounds)?;
    // One snapshot for all questions.
    let tx = conn.unchecked_transaction().map_err(failed)?;
    let ranking = rank(&tx, tables, (&words, &bounds), terms.skip + max + 1).map_err(failed)?;
    let mut page = Page { more: ranking.len() > terms.skip + max, ..Page::default() };
    let mut query = tx.prepare_cached(&tables.by_row).map_err(failed)?;
    for row in ranking.into_iter().skip(terms.skip).take(max) {
        let found = query.query_row([row], |row| Ok(decode(file, tables, row))).optional().map_err(failed)?;
        if let Some(found) = found {
            page.rows.push(found?.row());
        }
    }
    Ok(page)
}

/// The bounds as SQL knows them: number of the index, and the value.
fn bounds(tables: &ShelfTables, bounds: &[Bound]) -> Result<Vec<Entry>, StoreError> {
    let entry = |bound: &Bound| match bound {
        Bound::Is(index, value) => Ok((tables.index(index)?, value.clone())),
        Bound::UpTo(index, _) => Err(StoreError::Failed(format!("a search is not bounded by an order, as of {index}"))),
    };
    bounds.iter().map(entry).collect()
}

fn rank(
    conn: &Connection,
    tables: &ShelfTables,
    (words, bounds): (&[String], &[Entry]),
    wanted: usize,
) -> rusqlite::Result<Vec<i64>> {
    let matches =
        |expression: &str, within: (i64, i64), max: usize| matches(conn, tables, bounds, expression, within, max);
    let mut ranking = Ranking { rows: vec![], seen: HashSet::new(), wanted };
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    // One letter is the beginning of half of all words.
    let open = words.last().is_some_and(|word| word.chars().nth(1).is_some());
    let endings: &[&str] = if open { &["", "*"] } else { &[""] };
    let whole = format!("whole : \"{}\"", words::whole(words));
    for row in matches(&whole, (0, i64::MAX), wanted)? {
        ranking.add(row);
    }
    for ending in endings {
        let phrase = format!("\"{}\"{ending}", words.join(" "));
        let all = format!("({}{ending})", quoted.join(" AND "));
        let hits = matches(&format!("{{first rest}} : {all}"), (0, i64::MAX), CANDIDATES)?;
        let (Some(first), Some(last)) = (hits.first().copied(), hits.last().copied()) else { continue };
        let mut kinds = vec![format!("first : ^ {phrase}"), format!("first : {phrase}")];
        if words.len() > 1 {
            kinds.push(format!("first : {all}"));
        }
        // One hit is the best of one.
        for kind in kinds.iter().filter(|_| first != last) {
            if ranking.is_full() {
                return Ok(ranking.rows);
            }
            // All of these are among the hits: nothing is to be found outside of them.
            for row in matches(kind, (first, last), wanted)? {
                ranking.add(row);
            }
        }
        hits.into_iter().for_each(|row| ranking.add(row));
        if ranking.is_full() {
            break;
        }
    }
    Ok(ranking.rows)
}

/// The first rows from `first` to `last` that match an expression of FTS5 and meet the bounds.
fn matches(
    conn: &Connection,
    tables: &ShelfTables,
    bounds: &[Entry],
    expression: &str,
    (first, last): (i64, i64),
    max: usize,
) -> rusqlite::Result<Vec<i64>> {
    let name = &tables.name;
    let mut sql = format!("SELECT rowid FROM s_{name}_ WHERE s_{name}_ MATCH ?1 AND rowid BETWEEN ?2 AND ?3");
    for n in 0..bounds.len() {
        let (index, value) = (5 + 2 * n, 6 + 2 * n);
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM i_{name} WHERE idx = ?{index} AND value = ?{value} AND id = s_{name}_.rowid)"
        ));
    }
    sql.push_str(" ORDER BY rowid LIMIT ?4");
    let mut query = conn.prepare_cached(&sql)?;
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let mut values: Vec<&dyn ToSql> = vec![&expression, &first, &last, &max];
    for (index, value) in bounds {
        values.extend([index as &dyn ToSql, value]);
    }
    query.query_map(values.as_slice(), |row| row.get(0))?.collect()
}
