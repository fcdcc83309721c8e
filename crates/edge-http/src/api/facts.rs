//! A context's log, for the processes that follow it: `GET /internal/facts/{context}`.

use super::{Api, command::json};
use crate::problem::Problem;
use axum::{body::Body, http::Response};
use kernel::Cause;
use runtime::ports::{Facts, Position, Recorded, Version};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

/// Most facts in one answer.
const MAX: usize = 2_000;
/// Longest time an answer waits for a first fact.
const WAIT_MAX: Duration = Duration::from_secs(25);

/// A fact on its way to another process.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WireFact {
    /// Place in the log.
    pub position: Position,
    /// Whose it is.
    pub stream: String,
    /// Place in the stream.
    pub version: Version,
    /// Full name.
    pub name: String,
    /// Version of the shape.
    pub schema: u16,
    /// The payload.
    pub data: Box<RawValue>,
    /// Why.
    pub cause: Cause,
}

/// Facts in order.
#[derive(Debug, Serialize, Deserialize)]
pub struct FactsPage {
    /// Whose log.
    pub context: String,
    /// Where it ends.
    pub head: Position,
    /// The facts.
    pub facts: Vec<WireFact>,
}

impl TryFrom<&Recorded> for WireFact {
    type Error = serde_json::Error;

    fn try_from(fact: &Recorded) -> Result<Self, Self::Error> {
        Ok(Self {
            position: fact.position,
            stream: fact.stream.to_string(),
            version: fact.version,
            name: fact.name.to_string(),
            schema: fact.schema,
            data: RawValue::from_string(fact.data.to_string())?,
            cause: (*fact.cause).clone(),
        })
    }
}

impl From<WireFact> for Recorded {
    fn from(fact: WireFact) -> Self {
        Self {
            position: fact.position,
            stream: fact.stream.into(),
            version: fact.version,
            name: fact.name.into(),
            schema: fact.schema,
            data: fact.data.get().into(),
            cause: Arc::new(fact.cause),
        }
    }
}

/// What is behind `after`; waits a while for the first.
pub(super) async fn read(
    api: &Api,
    context: &str,
    after: Position,
    max: usize,
    wait: Duration,
) -> Result<Response<Body>, Problem> {
    let context = api.local(context).ok_or_else(Problem::absent)?;
    let log = context.log();
    if log.head() <= after && !wait.is_zero() {
        let waiting = async {
            while api.ready.load(Ordering::SeqCst) && log.head() <= after {
                let _ = tokio::time::timeout(Duration::from_millis(250), log.wait(after)).await;
            }
        };
        let _ = tokio::time::timeout(wait.min(WAIT_MAX), waiting).await;
    }
    let head = log.head();
    // Who is beyond the end is told where it is; he knows what that means.
    let from = after.min(head);
    let facts = log.read(from, if from == after { max.clamp(1, MAX) } else { 0 }).await.map_err(|error| {
        tracing::error!(context = context.name(), "the log cannot be read: {error}");
        Problem::wait("unavailable")
    })?;
    let facts: Result<Vec<WireFact>, _> = facts.iter().map(|fact| WireFact::try_from(&**fact)).collect();
    let page =
        facts.and_then(|facts| serde_json::to_string(&FactsPage { context: context.name().to_owned(), head, facts }));
    page.map(json).map_err(|error| {
        tracing::error!(context = context.name(), "a fact cannot be told: {error}");
        Problem::wait("unavailable")
    })
}
