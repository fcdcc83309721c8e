//! Calls to the outside: what was heard is asked, and what came of it becomes commands.

use crate::{
    engine::Delivered,
    ports::{Outside, Recorded},
    registry::{EffectEntry, Posted},
};
use futures_util::{StreamExt, stream};
use kernel::Outcome;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};

/// Calls of one effect under way at once.
pub(crate) const AT_ONCE: usize = 32;
/// The longest a call may take; adapters give up before, and know better what happened.
const DEADLINE: Duration = Duration::from_secs(30);

/// Calls for each of these facts, and gives the commands that follow, in the order of the facts.
pub(crate) async fn call_all(effect: &EffectEntry, outside: &dyn Outside, heard: Vec<Arc<Recorded>>) -> Vec<Delivered> {
    let each = |fact: Arc<Recorded>| async move {
        let posted = call(effect, outside, &fact).await;
        Delivered { posted, fact, replay: None }
    };
    stream::iter(heard).map(each).buffered(AT_ONCE).collect().await
}

/// One call. A panic costs this fact only.
pub(crate) async fn call(effect: &EffectEntry, outside: &dyn Outside, fact: &Recorded) -> Result<Vec<Posted>, String> {
    let panicked = |_| Err(format!("{} panicked on {}", effect.name, fact.name));
    let asked =
        catch_unwind(AssertUnwindSafe(|| (effect.call)(fact).map_err(|e| e.to_string()))).unwrap_or_else(panicked);
    let Some(call) = asked? else { return Ok(vec![]) };
    let outcome = match tokio::time::timeout(DEADLINE, outside.call(&call)).await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Unknown("no answer in time".to_owned()),
    };
    let word = match &outcome {
        Outcome::Done(_) => "done",
        Outcome::Refused { .. } => "refused",
        Outcome::Unknown(_) => "unknown",
        Outcome::Away(_) => "away",
    };
    metrics::counter!("madang_calls_total", "service" => call.service, "action" => call.action, "outcome" => word)
        .increment(1);
    let panicked = |_| Err(format!("{} panicked on {}", effect.name, fact.name));
    catch_unwind(AssertUnwindSafe(|| (effect.told)(fact, outcome).map_err(|e| e.to_string()))).unwrap_or_else(panicked)
}
