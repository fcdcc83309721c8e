//! The documents one turn works on: what is stored, overlaid with what the turn makes of it.

use crate::{
    ports::{Change, Doc, Store, StoreError, Version},
    shelf::{AnyView, Heard, Held},
};
use quick_cache::sync::Cache;
use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// A document by view and key.
pub type DocKey = (usize, Arc<str>);

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
    pub(super) fn keep(&self, key: DocKey, doc: &Option<Doc>) {
        match doc {
            Some(doc) => self.0.insert(key, Arc::new(Doc { searched: None, ..doc.clone() })),
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
pub(super) struct Documents(HashMap<DocKey, Entry>);

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
        let mut missing: HashMap<usize, Vec<Arc<str>>> = HashMap::new();
        for key in keys {
            if self.0.contains_key(&key) {
                continue;
            }
            match recent.get(&key) {
                Some(doc) => self.put(&views[key.0], key, Some(&doc))?,
                None => {
                    self.0.insert(key.clone(), Entry { held: None, version: 0, touched: false });
                    missing.entry(key.0).or_default().push(key.1);
                }
            }
        }
        for (view, keys) in missing {
            let docs = store.get(&shelves[view], &keys).await?;
            for (key, doc) in keys.into_iter().zip(docs) {
                self.put(&views[view], (view, key), doc.as_ref())?;
            }
        }
        Ok(())
    }

    fn put(&mut self, view: &Arc<dyn AnyView>, key: DocKey, doc: Option<&Doc>) -> Result<(), StoreError> {
        let damaged = |why: String| StoreError::Failed(format!("document {} of {}: {why}", key.1, view.name()));
        let held = match doc {
            Some(doc) => view.hold(&doc.body).map_err(|e| damaged(e.to_string()))?,
            None => None,
        };
        self.0.insert(key, Entry { held, version: doc.map_or(0, |doc| doc.version), touched: false });
        Ok(())
    }

    /// Version of a loaded document; 0 when there is none.
    pub(super) fn version(&self, key: &DocKey) -> Version {
        self.0.get(key).map_or(0, |entry| entry.version)
    }

    /// Folds a fact into its document. An error is the view's own fault; the turn has to start over without the fact.
    pub(super) fn fold(&mut self, view: usize, of: &Arc<dyn AnyView>, heard: &Heard) -> Result<(), String> {
        let key = (view, heard.key.clone());
        let entry = self.0.entry(key).or_insert(Entry { held: None, version: 0, touched: false });
        let held = entry.held.take();
        let folded = catch_unwind(AssertUnwindSafe(|| of.fold(held, heard)));
        entry.held = folded.map_err(|panic| format!("view {} panicked: {}", of.name(), said(&panic)))?;
        entry.version = heard.version;
        entry.touched = true;
        Ok(())
    }

    /// A document as it is now.
    pub(super) fn doc(&self, key: &DocKey, views: &[Arc<dyn AnyView>]) -> Option<Doc> {
        let entry = self.0.get(key)?;
        views[key.0].doc(&entry.held, entry.version).ok().flatten()
    }

    /// Everything that changed.
    pub(super) fn changes(
        &self,
        views: &[Arc<dyn AnyView>],
        shelves: &[Arc<str>],
    ) -> Result<Vec<(DocKey, Change)>, String> {
        let touched = self.0.iter().filter(|(_, entry)| entry.touched);
        touched
            .map(|(key, entry)| {
                let doc = views[key.0].doc(&entry.held, entry.version).map_err(|e| e.to_string())?;
                Ok((key.clone(), Change { shelf: shelves[key.0].clone(), key: key.1.clone(), doc }))
            })
            .collect()
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "(no words)".to_owned())
}
