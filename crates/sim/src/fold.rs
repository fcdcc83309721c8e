//! Every document again, folded from nothing by twenty lines that share nothing with the engine but the views.

use crate::{invariants::Wrong, place::Place, poll::now, watch::Watch};
use runtime::{
    ports::{Select, Store},
    registry::Registry,
    shelf::{AnyView, Held},
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// Words for what may not last.
const HALFWAY: [&str; 6] = ["requested", "onHold", "unknown", "held", "refunding", "waitingForPayment"];

/// Documents of a place are the fold of the logs, and at rest.
pub(crate) fn compare(place: &Place, watch: &Watch, registry: &Registry) -> Result<(), Wrong> {
    let Some(entry) = registry.context(place.name) else { return Ok(()) };
    for view in &entry.views {
        let shelf = format!("{}_{}", view.name(), view.version() + place.ahead);
        let all = Select { max: usize::MAX, ..Select::default() };
        let page = now(place.store.disk.list(&shelf, &all)).and_then(Result::ok).unwrap_or_default();
        let stored: BTreeMap<String, Arc<str>> =
            page.rows.into_iter().map(|row| (row.key.to_string(), row.body)).collect();
        let folded = fold(view, watch);
        for key in stored.keys().chain(folded.keys()) {
            let (is, ought) = (stored.get(key), folded.get(key));
            let json = |body: Option<&Arc<str>>| body.and_then(|body| serde_json::from_str::<Value>(body).ok());
            if json(is) != json(ought) {
                let what = format!("{shelf}/{key} is {is:?}, the fold of the log is {ought:?}");
                return Err(("I6 documents", what));
            }
            let word = json(is).and_then(|body| body["status"].as_str().map(str::to_owned));
            let halfway = word.is_some_and(|word| HALFWAY.contains(&&*word));
            if halfway || is.is_some_and(|body| !view.settled(body)) {
                return Err(("I5 sagas", format!("{shelf}/{key} does not come to rest: {is:?}")));
            }
        }
    }
    Ok(())
}

fn fold(view: &Arc<dyn AnyView>, watch: &Watch) -> BTreeMap<String, Arc<str>> {
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for (context, at) in &watch.order {
        let Some(fact) = watch.ledgers.get(context).and_then(|ledger| ledger.facts.get(*at)) else { continue };
        if !view.hears().contains(&&*fact.name) {
            continue;
        }
        if let Ok(Some(heard)) = view.hear(fact) {
            let before = held.remove(&*heard.key).flatten();
            let after = view.fold(before, &heard);
            if after.is_some() {
                held.insert(heard.key.to_string(), after);
            }
        }
    }
    let body = |held: &Held| view.doc(held, 0).ok().flatten().map(|doc| doc.body);
    held.iter().filter_map(|(key, held)| Some((key.clone(), body(held)?))).collect()
}
