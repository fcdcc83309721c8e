//! Who waits for a document to change.

use crate::{ports::Doc, shelf::DocKey};
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::watch;

/// Those who wait, by document. Empty when nobody does, so a turn pays nothing for it.
#[derive(Default)]
pub struct Watchers(Mutex<HashMap<DocKey, watch::Sender<Option<Arc<Doc>>>>>);

impl Watchers {
    /// To wait for the next change of a document. Look at the document after this, then wait.
    pub fn watch(&self, key: DocKey) -> watch::Receiver<Option<Arc<Doc>>> {
        self.0.lock().entry(key).or_insert_with(|| watch::channel(None).0).subscribe()
    }

    /// Is anybody waiting at all?
    pub fn none(&self) -> bool {
        self.0.lock().is_empty()
    }

    /// A document has changed.
    pub fn changed(&self, key: &DocKey, doc: Option<Arc<Doc>>) {
        let mut all = self.0.lock();
        if let Some(sender) = all.get(key) {
            let heard = sender.receiver_count() > 0 && sender.send(doc).is_ok();
            if !heard {
                all.remove(key);
            }
        }
    }

    /// Forgets documents nobody waits for any more.
    pub fn tidy(&self) {
        self.0.lock().retain(|_, sender| sender.receiver_count() > 0);
    }
}
