//! Deciders and views whose types are forgotten.

use kernel::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// A decider with all its streams, its types forgotten.
pub(super) trait Streams {
    fn decide(&mut self, id: &str, command: &str, cause: &Cause) -> Result<Vec<(String, String)>, Refused>;
    fn alarm(&self, id: &str) -> Option<(When, String)>;
}

pub(super) struct StreamsOf<D>(pub(super) BTreeMap<String, D>);

impl<D: Decider> Streams for StreamsOf<D> {
    fn decide(&mut self, id: &str, command: &str, cause: &Cause) -> Result<Vec<(String, String)>, Refused> {
        let state = self.0.remove(id).unwrap_or_default();
        let decided = state.decide(serde_json::from_str(command).unwrap(), cause);
        let events = decided.as_deref().unwrap_or_default();
        let written = events.iter().map(|event| write_fact(event).unwrap()).collect();
        self.0.insert(id.to_owned(), events.iter().fold(state, D::evolve));
        decided.map_err(Refused::from).map(|_| written)
    }

    fn alarm(&self, id: &str) -> Option<(When, String)> {
        let alarm = self.0.get(id)?.alarm()?;
        Some((alarm.when, serde_json::to_string(&alarm.command).unwrap()))
    }
}

/// A view with all its documents, its types forgotten.
pub(super) trait Shelf {
    fn name(&self) -> &'static str;
    fn tell(&mut self, name: &str, data: &str, cause: &Cause);
    /// As stored, and as shown on a day.
    fn get(&self, key: &str, today: Day) -> Option<(String, Value)>;
    fn keys(&self) -> Vec<String>;
    /// The first document with this value under this index, as stored.
    fn first(&self, index: &str, value: &str) -> Option<String>;
}

pub(super) struct ShelfOf<V>(pub(super) BTreeMap<String, V>);

impl<V: View> Shelf for ShelfOf<V> {
    fn name(&self) -> &'static str {
        V::NAME
    }

    fn tell(&mut self, name: &str, data: &str, cause: &Cause) {
        if !V::HEARS.contains(&name) {
            return;
        }
        let fact: V::Fact = read_fact(name, data).unwrap();
        let Some(key) = V::key(&fact) else { return };
        if let Some(document) = self.0.remove(&key).unwrap_or_default().evolve(&fact, cause) {
            self.0.insert(key, document);
        }
    }

    fn get(&self, key: &str, today: Day) -> Option<(String, Value)> {
        let document = self.0.get(key)?;
        let shown = document.on(today).unwrap_or_else(|| serde_json::to_value(document).unwrap());
        Some((serde_json::to_string(document).unwrap(), shown))
    }

    fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn first(&self, index: &str, value: &str) -> Option<String> {
        let has = |document: &&V| document.indexed().iter().any(|(name, held)| *name == index && held == value);
        self.0.values().find(has).map(|document| serde_json::to_string(document).unwrap())
    }
}
