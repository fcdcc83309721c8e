//! Documents that stand in a line, with their place in it.

use super::Moment;
use runtime::{
    context::Context,
    ports::{Bound, Select},
    shelf::AnyView,
};
use serde_json::Value;
use std::{collections::HashMap, sync::Arc};

/// How far back in a line a place is counted; behind it there is no place yet.
const LINE: usize = 1_000;

/// The lines somebody stands in, read once for an answer.
pub(super) type Lines = HashMap<(&'static str, String), Vec<Arc<str>>>;

/// The answer of this moment, if it differs from what is stored: today's values, and the place in the line.
pub(super) async fn placed(
    context: &Context,
    name: &str,
    view: &Arc<dyn AnyView>,
    body: &str,
    moment: &Moment,
) -> Option<Value> {
    placed_among(context, name, view, body, moment, &mut Lines::new()).await
}

pub(super) async fn placed_among(
    context: &Context,
    name: &str,
    view: &Arc<dyn AnyView>,
    body: &str,
    moment: &Moment,
    lines: &mut Lines,
) -> Option<Value> {
    let live = view.on(body, moment.today);
    if !view.is_lined() {
        return live;
    }
    let mut shown = live.or_else(|| serde_json::from_str(body).ok())?;
    let Some((index, value)) = view.queued(body) else {
        shown["position"] = Value::Null;
        return Some(shown);
    };
    let line = (index, value);
    if !lines.contains_key(&line) {
        let bounds = vec![Bound::Is(index, line.1.clone())];
        let page = context.list(name, &Select { bounds, max: LINE, ..Select::default() }).await.ok()?;
        lines.insert(line.clone(), page.rows.into_iter().map(|row| row.key).collect());
    }
    let place = lines.get(&line)?.iter().position(|key| shown["id"] == **key);
    shown["position"] = place.map_or(Value::Null, |place| Value::from(place + 1));
    Some(shown)
}
