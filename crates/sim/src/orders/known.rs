//! What callers have seen.

use crate::{place::Place, poll::now};
use runtime::{
    ports::{Select, Store},
    registry::Registry,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Words for what nothing more will come of.
const OVER: [&str; 9] =
    ["canceled", "refused", "failed", "returned", "declined", "stopped", "ended", "refunded", "suppressed"];

/// Documents of a view that are looked at.
const NEWEST: usize = 30;

/// A document somebody has seen.
pub(crate) struct Seen {
    pub key: String,
    pub owners: Vec<String>,
    /// Something may still come of it.
    pub is_open: bool,
}

/// What callers know: documents they have seen, by view; values by the name of the field they stood in, of all and of
/// one owner.
#[derive(Default)]
pub(crate) struct Known {
    pub documents: BTreeMap<&'static str, Vec<Seen>>,
    pub values: BTreeMap<(Option<String>, String), BTreeSet<String>>,
}

impl Known {
    /// Looks at everything there is.
    pub(crate) fn look(places: &[Place], registry: &Registry) -> Self {
        let mut known = Self::default();
        for place in places {
            for view in registry.context(place.name).into_iter().flat_map(|context| &context.views) {
                let shelf = format!("{}_{}", view.name(), view.version() + place.ahead);
                let newest = Select { newest_first: true, max: NEWEST, ..Select::default() };
                let Some(Ok(page)) = now(place.store.disk.list(&shelf, &newest)) else { continue };
                for row in &page.rows {
                    known.see(view.name(), &row.key, view.owners(&row.body).unwrap_or_default(), &row.body);
                }
            }
        }
        known
    }

    /// Takes a document in.
    fn see(&mut self, view: &'static str, key: &str, owners: Vec<String>, body: &str) {
        let document = serde_json::from_str(body).unwrap_or(Value::Null);
        let is_open = !document["status"].as_str().is_some_and(|status| OVER.contains(&status));
        let owner = owners.first().cloned();
        self.documents.entry(view).or_default().push(Seen { key: key.to_owned(), owners, is_open });
        let Value::Object(document) = document else { return };
        for (name, value) in document.iter().filter(|(name, _)| name.to_lowercase().ends_with("id")) {
            if let Some(text) = value.as_str() {
                let mut keep = |of| self.values.entry((of, name.to_lowercase())).or_default().insert(text.to_owned());
                keep(None);
                if owner.is_some() {
                    keep(owner.clone());
                }
            }
        }
    }

    /// The documents of a view.
    pub(crate) fn of(&self, view: &str) -> &[Seen] {
        self.documents.get(view).map_or(&[], Vec::as_slice)
    }

    /// The view a field seems to speak of: `bookId` of `books`.
    pub(crate) fn named_after(&self, field: &str) -> Option<&'static str> {
        let name = field.to_lowercase();
        let stem = name.strip_suffix("id").filter(|stem| stem.len() > 2)?;
        let views = || self.documents.keys().filter(|view| view.starts_with(stem)).copied();
        views().find(|view| view.len() == stem.len() + 1).or_else(|| views().next())
    }
}
