//! Grows a log quickly: facts of loans that really happened, again and again for other members.

use super::{Failure, stats::mixed};
use runtime::{
    engine::{CURSORS, LIVE},
    ports::{Append, Change, Commit, Committed, Doc, NewFact, Recorded, Select, Store},
};
use serde_json::Value;
use std::{path::Path, sync::Arc};
use store_sqlite::{Options, SqliteStore};

/// Loans of one member.
const LOANS_EACH: u64 = 20;
/// Loans of one commit.
const BATCH: u64 = 2_000;

/// The store of a context in a data folder that no server holds.
pub(super) fn store(folder: &Path, context: &str) -> Result<SqliteStore, Failure> {
    SqliteStore::open(folder.join(format!("{context}.db")), &Options::default()).map_err(|e| e.to_string())
}

/// Adds so many loans to the lending log, lets those who act on loans believe that they have acted on these, and drops
/// the views of lending, so that they are folded again from the first fact. Returns the number of facts in the log.
pub(super) async fn loans(folder: &Path, loans: u64) -> Result<u64, Failure> {
    let lending = store(folder, "lending")?;
    let templates = templates(&lending).await?;
    let mut first = 0;
    while first < loans {
        // A batch is whole members, so that every stream begins with version 0.
        let count = BATCH.min(loans - first);
        let commit = Commit { appends: batch(&templates, first, count)?, changes: vec![] };
        match lending.commit(commit).await.map_err(|e| e.to_string())? {
            Committed::At(_) => first += count,
            Committed::Stale(streams) => return Err(format!("{streams:?} were there already")),
        }
    }
    let head = *lending.head().borrow();
    for shelf in dropped(&lending).await? {
        lending.drop_shelf(&shelf).await.map_err(|e| e.to_string())?;
    }
    lending.close().await;
    for context in ["catalogue", "lending"] {
        let store = store(folder, context)?;
        pass(&store, head).await?;
        store.close().await;
    }
    Ok(head)
}

/// Request and confirmation of some loans.
async fn templates(lending: &SqliteStore) -> Result<Vec<Vec<Recorded>>, Failure> {
    let facts = lending.read(0, 20_000).await.map_err(|e| e.to_string())?;
    let mut pairs: Vec<Vec<Recorded>> = vec![];
    let named = |fact: &Recorded, name: &str| *fact.name == *name;
    for request in facts.iter().filter(|fact| named(fact, "loan.requested")).take(200) {
        let loan = loan_of(request)?;
        let rest = facts.iter().filter(|fact| named(fact, "loan.borrowed") && fact.data.contains(&loan));
        pairs.extend(rest.take(1).map(|borrowed| vec![request.clone(), borrowed.clone()]));
    }
    if pairs.is_empty() { Err("there is no loan to take as an example".to_owned()) } else { Ok(pairs) }
}

fn loan_of(fact: &Recorded) -> Result<String, Failure> {
    let data: Value = serde_json::from_str(&fact.data).map_err(|e| e.to_string())?;
    data["loan"].as_str().map(str::to_owned).ok_or_else(|| "a loan without an id".to_owned())
}

fn batch(templates: &[Vec<Recorded>], first: u64, count: u64) -> Result<Vec<Append>, Failure> {
    let mut appends = vec![];
    for n in first..first + count {
        let member = format!("g{}", n / LOANS_EACH);
        let stream: Arc<str> = format!("borrower-{member}").into();
        // As long as real ids are, and as much in the order of time.
        let loan = format!("01900000-{:04x}-7{:03x}-8000-{:012x}", n >> 12, n & 0xfff, mixed(n) >> 16);
        let template = &templates[(mixed(n) % templates.len() as u64) as usize];
        for (k, fact) in template.iter().enumerate() {
            let mut data: Value = serde_json::from_str(&fact.data).map_err(|e| e.to_string())?;
            data["loan"] = loan.as_str().into();
            data["member"] = member.as_str().into();
            let data = data.to_string().into();
            let expected = n % LOANS_EACH * template.len() as u64 + k as u64;
            let facts = vec![NewFact { name: fact.name.clone(), schema: fact.schema, data }];
            appends.push(Append { stream: stream.clone(), expected, facts, cause: fact.cause.clone() });
        }
    }
    Ok(appends)
}

/// Names of the shelves that hold views, those of the runtime's own work aside; their marks are taken away.
async fn dropped(store: &SqliteStore) -> Result<Vec<Arc<str>>, Failure> {
    let shelves = store.shelves().await.map_err(|e| e.to_string())?;
    let is_view = |name: &Arc<str>| name.rsplit('_').next().is_some_and(|version| version.parse::<u32>().is_ok());
    let marks = rows(store, LIVE).await?;
    let changes = marks.into_iter().map(|(key, _)| Change { shelf: LIVE.into(), key, doc: None }).collect();
    store.commit(Commit { appends: vec![], changes }).await.map_err(|e| e.to_string())?;
    Ok(shelves.into_iter().filter(is_view).collect())
}

/// Moves the cursors of those who act on loans to the end of the log.
async fn pass(store: &SqliteStore, head: u64) -> Result<(), Failure> {
    let cursors = rows(store, CURSORS).await?.into_iter();
    let acting = cursors.filter(|(key, _)| key.ends_with("<lending") && !key.starts_with("view:"));
    let to_end = |key| Change { shelf: CURSORS.into(), key, doc: Some(Doc::plain(head.to_string(), head)) };
    let changes = acting.map(|(key, _)| to_end(key)).collect();
    store.commit(Commit { appends: vec![], changes }).await.map(drop).map_err(|e| e.to_string())
}

async fn rows(store: &SqliteStore, shelf: &str) -> Result<Vec<(Arc<str>, Arc<str>)>, Failure> {
    let all = Select { max: 1_000, ..Select::default() };
    let page = store.list(shelf, &all).await.map_err(|e| e.to_string())?;
    Ok(page.rows.into_iter().map(|row| (row.key, row.body)).collect())
}
