//! The way between contexts: facts that are lost, late, cut or unreadable, and guards' questions nobody answers.

use crate::{fault::Fault, hub::Hub, planted, poll::pause};
use async_trait::async_trait;
use runtime::{
    node::steps::item_at,
    ports::{Ask, Facts, FactsError, Peer, PeerError, Position, Recorded},
    registry::Registry,
};
use serde_json::Value;
use std::sync::Arc;

/// The log of one context as another reads it.
pub(crate) struct SimBus {
    pub hub: Arc<Hub>,
    pub reader: &'static str,
    pub source: &'static str,
}

impl SimBus {
    fn away(&self, why: &str) -> FactsError {
        FactsError::Away { context: self.source.to_owned(), why: why.to_owned() }
    }

    async fn late(&self) {
        if self.hub.strikes(Fault::Delayed) {
            pause(self.hub.draw(|chance| chance.between(1, 30))).await;
        }
    }

    fn garbled(&self, fact: Arc<Recorded>) -> Arc<Recorded> {
        if !self.hub.is_poison(self.reader, self.source, fact.position) {
            return fact;
        }
        self.hub.count(Fault::Poison.word());
        Arc::new(Recorded { data: "{\"poison\":".into(), ..(*fact).clone() })
    }
}

#[async_trait]
impl Facts for SimBus {
    async fn read(&self, after: Position, max: usize) -> Result<Vec<Arc<Recorded>>, FactsError> {
        let foreign = self.reader != self.source;
        if foreign && self.hub.partitions.lock().contains(&(self.reader, self.source)) {
            return Err(self.away("there is no way"));
        }
        if foreign && self.hub.strikes(Fault::Dropped) {
            return Err(self.away("the question was lost"));
        }
        self.late().await;
        let context = self.hub.context(self.source).ok_or_else(|| self.away("it does not run"))?;
        let mut facts = context.log().read(after, max).await?;
        self.late().await;
        if foreign && self.hub.strikes(Fault::Dropped) {
            return Err(self.away("the answer was lost"));
        }
        if facts.len() > 1 && self.hub.strikes(Fault::Cut) {
            let left = self.hub.draw(|chance| chance.between(1, facts.len() as u64 - 1));
            facts.truncate(left as usize);
        }
        let facts = facts.into_iter().map(|fact| self.garbled(fact)).collect();
        Ok(planted::carried(&self.hub, facts))
    }

    fn head(&self) -> Option<Position> {
        Some(self.hub.context(self.source)?.log().head())
    }

    async fn wait(&self, _after: Position) {}
}

/// Guards' questions, answered by the context that runs here.
pub(crate) struct SimPeer {
    pub hub: Arc<Hub>,
    pub registry: Arc<Registry>,
}

#[async_trait]
impl Peer for SimPeer {
    async fn look(&self, ask: &Ask) -> Result<Option<Value>, PeerError> {
        let silent = |why: &str| PeerError { context: ask.context.to_owned(), why: why.to_owned() };
        if self.hub.strikes(Fault::GuardSilent) {
            return Err(silent("no answer in time"));
        }
        let context = self.hub.context(ask.context).ok_or_else(|| silent("it does not run"))?;
        let Some((view, key)) = item_at(&self.registry, ask.context, &ask.path) else { return Ok(None) };
        if !context.is_live(view) {
            return Err(silent("it is being rebuilt"));
        }
        let doc = context.get(view, key).await.map_err(|error| silent(&error.to_string()))?;
        Ok(doc.and_then(|doc| serde_json::from_str(&doc.body).ok()))
    }
}
