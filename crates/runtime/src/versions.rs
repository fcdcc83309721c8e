//! Which shelf stands for which version of a view, when a process starts.
//!
//! A shelf counts only while the program that runs folds into it. So the marks and cursors of every other version are
//! taken away at once, and a version without any starts from an empty shelf: going back to an older program, or
//! forward again, never meets documents that missed something.

use crate::{
    engine::{ALARMS, ANSWERS, CURSORS, LIVE, PARKED, Standing, caught_up},
    follower::view_cursor,
    ports::{Change, Commit, Doc, Position, Select, Shelf, Store, StoreError},
    registry::{ContextEntry, Registry},
    shelf::AnyView,
};
use std::{collections::HashMap, sync::Arc};

/// Where everything stands.
pub(crate) struct Stands {
    /// By index of the view.
    pub standing: Vec<Standing>,
    /// Marks that a shelf has caught up with a source.
    pub marks: Vec<Arc<str>>,
    /// Cursors of all followers.
    pub cursors: HashMap<String, Position>,
}

fn system_shelves() -> Vec<Shelf> {
    let plain = |name: &str| Shelf { name: name.into(), indexes: &[], searched: false };
    vec![
        plain(CURSORS),
        plain(LIVE),
        Shelf { name: ALARMS.into(), indexes: &["due"], searched: false },
        Shelf { name: ANSWERS.into(), indexes: &["at"], searched: false },
        Shelf { name: PARKED.into(), indexes: &["key"], searched: false },
    ]
}

/// Makes the shelves of today's versions ready, and takes away what older ones no longer need.
pub(crate) async fn prepare(
    registry: &Registry,
    entry: &ContextEntry,
    store: &dyn Store,
) -> Result<Stands, StoreError> {
    let before = store.shelves().await?;
    store.prepare(&system_shelves()).await?;
    forget_other_versions(entry, store).await?;
    let marks = keys(store, LIVE).await?;
    let cursors = keys(store, CURSORS).await?;
    let mut shelves = vec![];
    for view in &entry.views {
        let (shelf, cursor) = (view.shelf(), view_cursor(view.as_ref()));
        let begun = |all: &[Arc<str>], of: &str| {
            all.iter().any(|key| key.strip_prefix(of).is_some_and(|rest| rest.starts_with('<')))
        };
        if before.contains(&shelf.name) && !begun(&marks, &shelf.name) && !begun(&cursors, &cursor) {
            store.drop_shelf(&shelf.name).await?;
        }
        shelves.push(shelf);
    }
    store.prepare(&shelves).await?;
    if *store.head().borrow() == 0 {
        mark_new(registry, entry, store).await?;
    }
    let marks = keys(store, LIVE).await?;
    let mut all = vec![];
    for view in &entry.views {
        let standing = standing(registry, entry.name, view.as_ref(), &before, &marks);
        for old in other_shelves(view.as_ref(), &before).filter(|_| standing.pending.is_empty()) {
            tracing::info!(context = entry.name, shelf = %old, "an old version is not needed any more");
            store.drop_shelf(&old).await?;
        }
        all.push(standing);
    }
    let cursors = everything(store, CURSORS).await?.into_iter();
    let cursors = cursors.filter_map(|(key, body)| Some((key.to_string(), body.parse().ok()?))).collect();
    Ok(Stands { standing: all, marks, cursors })
}

async fn keys(store: &dyn Store, shelf: &str) -> Result<Vec<Arc<str>>, StoreError> {
    Ok(everything(store, shelf).await?.into_iter().map(|(key, _)| key).collect())
}

/// Shelves of other versions of this view.
fn other_shelves<'a>(view: &'a dyn AnyView, before: &'a [Arc<str>]) -> impl Iterator<Item = Arc<str>> + 'a {
    let other = |shelf: &&Arc<str>| {
        let version = shelf.strip_prefix(view.name()).and_then(|rest| rest.strip_prefix('_'));
        version.and_then(|version| version.parse::<u32>().ok()).is_some_and(|version| version != view.version())
    };
    before.iter().filter(other).cloned()
}

/// Takes away the marks and cursors of every version that this program does not fold into.
async fn forget_other_versions(entry: &ContextEntry, store: &dyn Store) -> Result<(), StoreError> {
    let mut changes = vec![];
    for view in &entry.views {
        let stale = |key: &str, prefix: String, own: &str| {
            let rest = key.strip_prefix(&prefix).and_then(|rest| rest.split_once('<'));
            rest.is_some_and(|(version, _)| version.parse::<u32>().is_ok()) && !key.starts_with(own)
        };
        let (shelf, cursor) = (format!("{}<", view.shelf().name), format!("{}<", view_cursor(view.as_ref())));
        for key in keys(store, LIVE).await?.into_iter().filter(|key| stale(key, format!("{}_", view.name()), &shelf)) {
            changes.push(Change { shelf: LIVE.into(), key, doc: None });
        }
        for key in
            keys(store, CURSORS).await?.into_iter().filter(|key| stale(key, format!("view:{}@", view.name()), &cursor))
        {
            changes.push(Change { shelf: CURSORS.into(), key, doc: None });
        }
    }
    if !changes.is_empty() {
        store.commit(Commit { appends: vec![], changes }).await?;
    }
    Ok(())
}

/// A log without facts has been seen whole by every view of its own context.
async fn mark_new(registry: &Registry, entry: &ContextEntry, store: &dyn Store) -> Result<(), StoreError> {
    let own = entry.views.iter().filter(|view| registry.sources(view.hears()).contains(&entry.name));
    let mark = |view: &Arc<dyn AnyView>| {
        let key = caught_up(&view.shelf().name, entry.name);
        Change { shelf: LIVE.into(), key, doc: Some(Doc::plain("{}", 0)) }
    };
    let changes: Vec<Change> = own.map(mark).collect();
    if !changes.is_empty() {
        store.commit(Commit { appends: vec![], changes }).await?;
    }
    Ok(())
}

/// Where a view's documents stand when the process starts.
fn standing(
    registry: &Registry,
    context: &'static str,
    view: &dyn AnyView,
    before: &[Arc<str>],
    marks: &[Arc<str>],
) -> Standing {
    let writes = view.shelf().name;
    let sources = registry.sources(view.hears());
    let lacks = |source: &&'static str| !marks.contains(&caught_up(&writes, source));
    let pending: Vec<&'static str> = sources.iter().copied().filter(lacks).collect();
    let older = (1..view.version()).rev().map(|version| format!("{}_{version}", view.name()));
    let older = older.into_iter().find(|name| before.iter().any(|shelf| **shelf == **name));
    let reads = match older {
        Some(older) if !pending.is_empty() => older.into(),
        _ => writes.clone(),
    };
    Standing { live: !pending.contains(&context), writes, reads, pending }
}

/// All documents of a small shelf.
pub(crate) async fn everything(store: &dyn Store, shelf: &str) -> Result<Vec<(Arc<str>, Arc<str>)>, StoreError> {
    let mut all = vec![];
    let mut after = None;
    loop {
        let page = store.list(shelf, &Select { after, max: 1000, ..Select::default() }).await?;
        after = page.rows.last().map(|row| row.row);
        all.extend(page.rows.into_iter().map(|row| (row.key, row.body)));
        if !page.more {
            return Ok(all);
        }
    }
}
