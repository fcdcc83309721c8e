//! Bugs of the store and of the bus.

use super::Bug;
use crate::{hub::Hub, store::SimStore};
use runtime::{
    engine::{ALARMS, ANSWERS, CURSORS, PARKED},
    ports::{Change, Commit, Committed, Doc, Recorded, Store},
};
use std::sync::Arc;

fn sometimes(hub: &Hub) -> bool {
    hub.draw(|chance| chance.happens(1000))
}

fn without(commit: Commit, gone: impl Fn(&Change) -> bool) -> Commit {
    let changes = commit.changes.into_iter().filter(|change| !gone(change)).collect();
    Commit { appends: commit.appends, changes }
}

/// What the store makes of a commit. `Err` is an answer without having kept it.
pub(crate) async fn commit(hub: &Hub, store: &SimStore, commit: Commit) -> Result<Commit, Committed> {
    let Some(bug) = hub.bug else { return Ok(commit) };
    let has_facts = !commit.appends.is_empty();
    let facts: usize = commit.appends.iter().map(|append| append.facts.len()).sum();
    let said = || Committed::At(*store.disk.head().borrow() + facts as u64);
    Ok(match bug {
        Bug::CommitLost if has_facts && sometimes(hub) => return Err(said()),
        Bug::FlushLater => {
            for late in std::mem::take(&mut *store.late.lock()) {
                drop(store.keep(late));
            }
            let taken = said();
            store.late.lock().push(commit);
            return Err(taken);
        }
        Bug::FactsLost if has_facts && sometimes(hub) => Commit { appends: vec![], ..commit },
        Bug::DocumentsLost if sometimes(hub) => without(commit, |change| !change.shelf.starts_with("sys_")),
        Bug::AnswersLost => without(commit, |change| &*change.shelf == ANSWERS),
        Bug::AlarmsLost => without(commit, |change| &*change.shelf == ALARMS && change.doc.is_some()),
        Bug::ParkedLost => without(commit, |change| &*change.shelf == PARKED && change.doc.is_some()),
        Bug::CursorFirst if has_facts => {
            let cursors = without(commit.clone(), |change| &*change.shelf != CURSORS);
            drop(store.keep(Commit { appends: vec![], ..cursors }));
            crate::poll::pause(2).await;
            without(commit, |change| &*change.shelf == CURSORS)
        }
        _ => commit,
    })
}

/// What is left of a write that was torn.
pub(crate) fn torn(store: &SimStore, commit: &Commit) {
    if store.has(Bug::TornKept) {
        let half = commit.appends.len().div_ceil(2);
        let appends = commit.appends.iter().take(half).cloned().collect();
        drop(store.keep(Commit { appends, changes: vec![] }));
    }
}

/// What is found on a shelf.
pub(crate) fn found(hub: &Hub, shelf: &str, found: Vec<Option<Doc>>) -> Vec<Option<Doc>> {
    let hidden = hub.has(Bug::AnswersUnread) && shelf == ANSWERS;
    if hidden { vec![None; found.len()] } else { found }
}

/// What the bus brings.
pub(crate) fn carried(hub: &Hub, mut facts: Vec<Arc<Recorded>>) -> Vec<Arc<Recorded>> {
    if facts.len() < 2 || hub.bug.is_none() {
        return facts;
    }
    let at = || hub.draw(|chance| chance.below(facts.len() as u64 - 1)) as usize;
    if hub.has(Bug::FactSkipped) && sometimes(hub) {
        facts.remove(at());
    } else if hub.has(Bug::FactsSwapped) && sometimes(hub) {
        let at = at();
        let (one, two) = (facts[at].clone(), facts[at + 1].clone());
        facts[at] = Arc::new(Recorded { position: one.position, ..(*two).clone() });
        facts[at + 1] = Arc::new(Recorded { position: two.position, ..(*one).clone() });
    }
    facts
}
