//! The documents one turn works on: what is stored, overlaid with what the turn makes of it.

use crate::{
    ports::{Change, Doc, Store, StoreError, Version},
    shelf::{AnyView, DocKey, Heard, Held},
};
use quick_cache::sync::Cache;
use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// Documents that were written lately; a query looks here first. Only the engine puts anything in,
/// so a slow reader can never bring back an old document.
pub struct Recent(Cache<DocKey, Arc<Doc>>);

impl Recent {
    /// Holds at most `max` documents.
    pub fn holding(max: usize) -> Self {
        Self(Cache::new(max))
    }
    /// The document, if it was written lately.
    pub fn get(&self, key: &DocKey) -> Option<Arc<Doc>> {
        self.0.get(key)
    }
    pub(super) fn keep(&self, key: DocKey, doc: Option<Arc<Doc>>) {
        match doc {
            Some(doc) => self.0.insert(key, doc),
            None => drop(self.0.remove(&key)),
        }
    }
    /// Forgets all documents: a shelf was exchanged, or a commit's fate is unknown.
    pub(super) fn clear(&self) {
        self.0.clear();
    }
}

struct Entry {
    held: Held,
    version: Version,
    touched: bool,
}

/// The documents of one turn.
#[derive(Default)]
pub(super) struct Documents {
    /// Sorted, so that the same history writes them in the same order.
    all: BTreeMap<DocKey, Entry>,
    /// Documents that cannot be read, and why: what would change them is set aside, and nothing else.
    damaged: HashMap<DocKey, String>,
}

impl Documents {
    /// Loads what is not here yet, each shelf in one go.
    pub(super) async fn load(
        &mut self,
        keys: Vec<DocKey>,
        views: &[Arc<dyn AnyView>],
        shelves: &[Arc<str>],
        store: &dyn Store,
        recent: &Recent,
    ) -> Result<(), StoreError> {
        let mut missing: BTreeMap<usize, Vec<Arc<str>>> = BTreeMap::new();
        for key in keys {
            if self.all.contains_key(&key) {
                continue;
            }
            match recent.get(&key) {
                Some(doc) => self.put(&views[key.0], key, Some(&doc)),
                None => {
                    self.all.insert(key.clone(), Entry { held: None, version: 0, touched: false });
                    missing.entry(key.0).or_default().push(key.1);
                }
            }
        }
        for (view, keys) in missing {
            match store.get(&shelves[view], &keys).await {
                Ok(docs) => {
                    for (key, doc) in keys.into_iter().zip(docs) {
                        self.put(&views[view], (view, key), doc.as_ref());
                    }
                }
                Err(StoreError::Corrupt { .. }) => self.load_singly(view, keys, views, &shelves[view], store).await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Finds out which of these is damaged.
    async fn load_singly(
        &mut self,
        view: usize,
        keys: Vec<Arc<str>>,
        views: &[Arc<dyn AnyView>],
        shelf: &str,
        store: &dyn Store,
    ) -> Result<(), StoreError> {
        for key in keys {
            match store.get(shelf, std::slice::from_ref(&key)).await {
                Ok(docs) => self.put(&views[view], (view, key), docs.into_iter().next().flatten().as_ref()),
                Err(damage @ StoreError::Corrupt { .. }) => drop(self.damaged.insert((view, key), damage.to_string())),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn put(&mut self, view: &Arc<dyn AnyView>, key: DocKey, doc: Option<&Doc>) {
        let held = match doc.map(|doc| view.hold(&doc.body)) {
            Some(Ok(held)) => held,
            Some(Err(unreadable)) => {
                self.damaged.insert(key, unreadable.to_string());
                return;
            }
            None => None,
        };
        self.all.insert(key, Entry { held, version: doc.map_or(0, |doc| doc.version), touched: false });
    }

    /// Version of a loaded document; 0 when there is none.
    pub(super) fn version(&self, key: &DocKey) -> Version {
        self.all.get(key).map_or(0, |entry| entry.version)
    }

    /// Folds a fact into its document. An error is the view's own fault; the turn has to start over without the fact.
    pub(super) fn fold(&mut self, view: usize, of: &Arc<dyn AnyView>, heard: &Heard) -> Result<(), String> {
        let key = (view, heard.key.clone());
        if let Some(why) = self.damaged.get(&key) {
            return Err(format!("the document {} of {} is damaged: {why}", key.1, of.name()));
        }
        let entry = self.all.entry(key).or_insert(Entry { held: None, version: 0, touched: false });
        let held = entry.held.take();
        let folded = catch_unwind(AssertUnwindSafe(|| of.fold(held, heard)));
        entry.held = folded.map_err(|panic| format!("view {} panicked: {}", of.name(), said(&panic)))?;
        // A document of several streams would else take the version of a younger one, and look as it did before.
        entry.version = heard.version.max(entry.version + 1);
        entry.touched = true;
        Ok(())
    }

    /// A document as it is now.
    pub(super) fn doc(&self, key: &DocKey, views: &[Arc<dyn AnyView>]) -> Option<Doc> {
        let entry = self.all.get(key)?;
        written(&views[key.0], entry).ok().flatten()
    }

    /// Everything that changed.
    pub(super) fn changes(
        &self,
        views: &[Arc<dyn AnyView>],
        shelves: &[Arc<str>],
    ) -> Result<Vec<(DocKey, Change)>, (DocKey, String)> {
        let touched = self.all.iter().filter(|(_, entry)| entry.touched);
        touched
            .map(|(key, entry)| {
                let doc = written(&views[key.0], entry).map_err(|why| (key.clone(), why))?;
                Ok((key.clone(), Change { shelf: shelves[key.0].clone(), key: key.1.clone(), doc }))
            })
            .collect()
    }
}

/// A document as it is stored; a panic of the view is its own fault.
fn written(view: &Arc<dyn AnyView>, entry: &Entry) -> Result<Option<Doc>, String> {
    let doc = catch_unwind(AssertUnwindSafe(|| view.doc(&entry.held, entry.version)));
    doc.map_err(|panic| format!("view {} panicked: {}", view.name(), said(&*panic)))?.map_err(|e| e.to_string())
}

/// What a panic said.
pub(super) fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "(no words)".to_owned())
}
