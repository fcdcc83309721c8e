//! The log of a context in another process.

use crate::Client;
use async_trait::async_trait;
use edge_http::api::FactsPage;
use parking_lot::RwLock;
use runtime::{
    ports::{Facts, FactsError, PAGE_MIN, Position, Recorded},
    tail::Ring,
};
use std::{sync::Arc, time::Duration};

/// How long the owner may hold a question for facts that are not there yet.
const LONG_POLL: Duration = Duration::from_secs(20);
/// How long an answer may take besides.
const PATIENCE: Duration = Duration::from_secs(3);
/// Facts asked for at once.
const BATCH: usize = 1_000;

/// The end of the log as it was last heard.
#[derive(Default)]
struct Seen {
    ring: Ring,
    /// There was nothing behind the ring when it was filled.
    to_the_end: bool,
}

impl Seen {
    /// What is known behind `after`, if the owner would not tell more of it at once.
    fn behind(&self, after: Position, max: usize) -> Option<Vec<Arc<Recorded>>> {
        let facts = self.ring.behind(after, max).filter(|facts| !facts.is_empty())?;
        (self.to_the_end || facts.len() >= max.min(PAGE_MIN)).then_some(facts)
    }

    fn heard(&mut self, after: Position, facts: &[Arc<Recorded>], asked: usize) {
        if self.ring.last().is_none_or(|last| last <= after) {
            self.ring.push(facts.iter().cloned());
            self.to_the_end = facts.len() < asked;
        }
    }
}

/// Pulled, never pushed: whoever follows keeps his own cursor, and a log that was away is read on from there.
pub struct RemoteLog {
    client: Arc<Client>,
    context: String,
    url: String,
    seen: RwLock<Seen>,
    /// One of those who wait asks for all.
    asking: tokio::sync::Mutex<()>,
}

impl RemoteLog {
    /// The log of `context` at `url`.
    pub fn new(client: Arc<Client>, context: &str, url: &str) -> Self {
        Self {
            client,
            context: context.to_owned(),
            url: url.to_owned(),
            seen: RwLock::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    async fn fetch(&self, after: Position, max: usize, wait: Duration) -> Result<Vec<Arc<Recorded>>, FactsError> {
        let away = |why: String| FactsError::Away { context: self.context.clone(), why };
        let path = format!("/internal/facts/{}?after={after}&max={max}&wait={}", self.context, wait.as_secs());
        let body = self.client.get(&self.url, &path, None, wait + PATIENCE).await.map_err(away)?;
        let body = body.ok_or_else(|| away("it does not run there, or does not trust our key".to_owned()))?;
        let page: FactsPage =
            serde_json::from_slice(&body).map_err(|e| away(format!("its answer cannot be read: {e}")))?;
        let facts: Vec<Arc<Recorded>> = page.facts.into_iter().map(|fact| Arc::new(fact.into())).collect();
        if after > page.head {
            self.seen.write().ring = Ring::default();
            return Err(FactsError::Rewound { context: self.context.clone(), head: page.head, after });
        }
        let dense = facts.iter().zip(after + 1..).all(|(fact, position)| fact.position == position);
        if page.context != self.context || !dense {
            return Err(away("its answer has gaps".to_owned()));
        }
        Ok(facts)
    }
}

#[async_trait]
impl Facts for RemoteLog {
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError> {
        if let Some(facts) = self.seen.read().behind(after, max) {
            return Ok(facts);
        }
        let asked = max.min(BATCH);
        let facts = self.fetch(after, asked, Duration::ZERO).await?;
        self.seen.write().heard(after, &facts, asked);
        Ok(facts)
    }

    async fn wait(&self, after: Position) {
        let _asking = self.asking.lock().await;
        if self.seen.read().ring.last().is_some_and(|last| last > after) {
            return;
        }
        match self.fetch(after, BATCH, LONG_POLL).await {
            Ok(facts) => self.seen.write().heard(after, &facts, BATCH),
            // Whoever waits will read, hear the reason and keep his own pause.
            Err(error) => tracing::debug!(context = self.context, "{error}"),
        }
    }
}
