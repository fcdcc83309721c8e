//! One context of this process, for those who ask it.

use crate::{
    engine::{ANSWERS, Accepted, Ask, DocKey, Once, PARKED, Parked, Rejected, Replay, Shared, Work, replayed},
    follower::{react, view_cursor},
    ports::{Ambient, Bound, Doc, Facts, Page, Position, Select, Store, StoreError, Terms, Version},
    progress::Progress,
    registry::{ContextEntry, Posted, Registry},
    tail::Log,
};
use kernel::{Cause, Refused, See};
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// A command of a caller, before it is sent.
pub struct Request {
    /// What is asked of whom; or a refusal that came before it could be asked, to be kept under its idempotency key.
    pub posted: Result<Posted, Refused>,
    /// Why.
    pub cause: Cause,
    /// Name of the view and key of the document that is answered.
    pub shows: (&'static str, String),
    /// Only if that document is still at this version.
    pub if_match: Option<Version>,
    /// Makes a repetition harmless.
    pub once: Option<Once>,
}

/// A handle to one context. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub(crate) name: &'static str,
    pub(crate) registry: Arc<Registry>,
    pub(crate) shared: Arc<Shared>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) asks: mpsc::Sender<Ask>,
    pub(crate) works: mpsc::Sender<Work>,
    pub(crate) ambient: Ambient,
    /// The logs this context follows, by their context.
    pub(crate) sources: Arc<HashMap<&'static str, Arc<dyn Facts>>>,
}

impl Context {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is made of.
    pub fn entry(&self) -> Option<&ContextEntry> {
        self.registry.context(self.name)
    }

    /// Its log, for others to follow.
    pub fn log(&self) -> &Arc<Log> {
        &self.shared.log
    }

    /// How far its followers are, by `consumer<source`.
    pub fn progress(&self) -> Vec<(Arc<str>, Position)> {
        self.shared.progress.all()
    }

    /// Views that are still being rebuilt, with the sources they wait for.
    pub fn rebuilding(&self) -> Vec<(Arc<str>, Vec<&'static str>)> {
        let standing = self.shared.shelves.read();
        let pending = standing.iter().filter(|standing| !standing.pending.is_empty());
        pending.map(|standing| (standing.writes.clone(), standing.pending.clone())).collect()
    }

    /// Contexts whose log could not be read the last time it was asked.
    pub fn away(&self) -> Vec<&'static str> {
        self.shared.away.read().iter().copied().collect()
    }

    /// Why nothing can be done here until a restart, if that is so: the store does not go on after a failed flush.
    pub fn stopped(&self) -> Option<String> {
        self.shared.stopped.read().clone()
    }

    /// Commands that wait now.
    pub fn waiting(&self) -> usize {
        self.asks.max_capacity() - self.asks.capacity()
    }

    /// What a route would like to see, where it is there.
    pub async fn see(&self, wishes: Vec<See>) -> Result<Vec<(See, String)>, StoreError> {
        let mut seen = vec![];
        for see in wishes {
            let body = match see.index {
                None => self.get(see.view, &see.value).await?.map(|doc| doc.body.clone()),
                Some(index) => {
                    let bounds = vec![Bound::Is(index, see.value.clone())];
                    let page = self.list(see.view, &Select { bounds, max: 1, ..Select::default() }).await?;
                    page.rows.into_iter().next().map(|row| row.body)
                }
            };
            seen.extend(body.map(|body| (see, body.to_string())));
        }
        Ok(seen)
    }

    /// Asks; the answer comes after the outcome is durable.
    pub async fn ask(&self, request: Request) -> Result<Accepted, Rejected> {
        let (reply, answer) = oneshot::channel();
        let Request { posted, cause, shows, if_match, once } = request;
        let shows = self.view_index(shows.0).map(|view| (view, shows.1.into()));
        let ask = Ask { posted, cause: Arc::new(cause), shows, if_match, once, reply };
        self.asks.try_send(ask).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Rejected::Busy,
            mpsc::error::TrySendError::Closed(_) => Rejected::Unavailable("shutting down".to_owned()),
        })?;
        answer.await.unwrap_or_else(|_| Err(Rejected::Unavailable("the engine has stopped".to_owned())))
    }

    /// The stored answer to an earlier sending, if there was one.
    pub async fn answered(&self, once: &Once) -> Result<Option<Result<Accepted, Rejected>>, StoreError> {
        let docs = self.store.get(ANSWERS, std::slice::from_ref(&once.key)).await?;
        let stored = docs.into_iter().flatten().next().and_then(|doc| serde_json::from_str(&doc.body).ok());
        Ok(stored.map(|stored| replayed(Some(once), &stored)))
    }

    fn view_index(&self, name: &str) -> Option<usize> {
        self.entry()?.view(name).map(|(index, _)| index)
    }

    fn shelf(&self, view: &str) -> Option<(usize, Arc<str>, bool)> {
        let index = self.view_index(view)?;
        let standing = self.shared.shelves.read();
        let standing = standing.get(index)?;
        Some((index, standing.reads.clone(), standing.reads == standing.writes))
    }

    /// Does the view change in the transactions of its own context's facts? It does not while it is being rebuilt.
    pub fn is_live(&self, view: &str) -> bool {
        let standing = self.shared.shelves.read();
        self.view_index(view).and_then(|index| standing.get(index)).is_some_and(|standing| standing.live)
    }

    /// One document.
    pub async fn get(&self, view: &str, key: &str) -> Result<Option<Arc<Doc>>, StoreError> {
        let Some((index, shelf, current)) = self.shelf(view) else { return Ok(None) };
        let key: DocKey = (index, key.into());
        if current && let Some(doc) = self.shared.recent.get(&key) {
            return Ok(Some(doc));
        }
        let docs = self.store.get(&shelf, &[key.1]).await?;
        Ok(docs.into_iter().next().flatten().map(Arc::new))
    }

    /// Documents in order.
    pub async fn list(&self, view: &str, select: &Select) -> Result<Page, StoreError> {
        match self.shelf(view) {
            Some((_, shelf, _)) => self.store.list(&shelf, select).await,
            None => Ok(Page::default()),
        }
    }

    /// Documents by words, best first.
    pub async fn search(&self, view: &str, terms: &Terms) -> Result<Page, StoreError> {
        match self.shelf(view) {
            Some((_, shelf, _)) => self.store.search(&shelf, terms).await,
            None => Ok(Page::default()),
        }
    }

    /// The document once its saga has come to rest, or as it is when the time is over.
    pub async fn settled(&self, view: &str, key: &str, within: Duration) -> Result<Option<Arc<Doc>>, StoreError> {
        let Some((index, of)) = self.entry().and_then(|entry| entry.view(view)) else { return Ok(None) };
        let mut changes = self.shared.watchers.watch((index, key.into()));
        let deadline = tokio::time::Instant::now() + within;
        loop {
            changes.mark_unchanged();
            let doc = self.get(view, key).await?;
            let rests = doc.as_ref().is_none_or(|doc| of.settled(&doc.body));
            if rests || tokio::time::timeout_at(deadline, changes.changed()).await.is_err() {
                drop(changes);
                self.shared.watchers.tidy();
                return if rests { Ok(doc) } else { self.get(view, key).await };
            }
        }
    }

    /// Waits until the view has seen this position of that context. False when the time is over.
    pub async fn has_seen(&self, view: &str, source: &str, position: Position, within: Duration) -> bool {
        let Some((_, of)) = self.entry().and_then(|entry| entry.view(view)) else { return true };
        if source == self.name && !self.is_live(view) {
            return false;
        }
        if source == self.name {
            let seen = async {
                while self.shared.log.head() < position {
                    self.shared.log.wait(position - 1).await;
                }
            };
            return tokio::time::timeout(within, seen).await.is_ok();
        }
        if !self.registry.sources(of.hears()).contains(&source) {
            return true;
        }
        let mut at = self.shared.progress.watch(&Progress::name(&view_cursor(of.as_ref()), source));
        tokio::time::timeout(within, at.wait_for(|at| *at >= position)).await.is_ok_and(|seen| seen.is_ok())
    }

    /// What stands in the parking lot.
    pub async fn parked(&self, after: Option<u64>, max: usize) -> Result<(Vec<(u64, Parked)>, bool), StoreError> {
        let page = self.store.list(PARKED, &Select { after, max, ..Select::default() }).await?;
        let entries = page.rows.iter().filter_map(|row| Some((row.row, serde_json::from_str(&row.body).ok()?)));
        Ok((entries.collect(), page.more))
    }

    /// Tries an entry again, and after it everything that waits behind it, until one fails.
    /// Returns the ids that left the parking lot; `None` when there is no such entry.
    pub async fn replay(&self, id: &str) -> Result<Option<Vec<String>>, String> {
        let Some(first) = self.parked_entry(id).await? else { return Ok(None) };
        let mut done = vec![];
        // What came behind the last in the meantime is tried as well; else its key would stay blocked.
        while let Some(more) = self.replay_key(&first).await? {
            done.extend(more);
        }
        Ok(Some(done))
    }

    /// Tries everything of a key that waits now, until one fails. `None` when nothing waits, or the first failed.
    async fn replay_key(&self, first: &Parked) -> Result<Option<Vec<String>>, String> {
        let same = Select {
            bounds: vec![Bound::Is("key", format!("{}/{}", first.consumer, first.key))],
            max: 10_000,
            ..Select::default()
        };
        let page = self.store.list(PARKED, &same).await.map_err(|e| e.to_string())?;
        let mut entries: Vec<Parked> =
            page.rows.iter().filter_map(|row| serde_json::from_str(&row.body).ok()).collect();
        entries.sort_by(|a, b| (a.position, &a.id).cmp(&(b.position, &b.id)));
        let mut done = vec![];
        for entry in entries {
            if !self.replay_one(&entry).await? {
                break;
            }
            done.push(entry.id);
        }
        Ok((!done.is_empty()).then_some(done))
    }

    async fn parked_entry(&self, id: &str) -> Result<Option<Parked>, String> {
        let docs = self.store.get(PARKED, &[id.into()]).await.map_err(|e| e.to_string())?;
        Ok(docs.into_iter().flatten().next().and_then(|doc| serde_json::from_str(&doc.body).ok()))
    }

    async fn replay_one(&self, entry: &Parked) -> Result<bool, String> {
        let gone = || format!("there is no {} any more", entry.consumer);
        let of = self.entry().ok_or_else(gone)?;
        let (source, facts) = self
            .sources
            .get_key_value(entry.source.as_str())
            .ok_or_else(|| format!("nobody knows {}", entry.source))?;
        let fact = facts.read(entry.position - 1, 1).await.map_err(|e| e.to_string())?;
        let fact = fact.into_iter().next().ok_or_else(|| format!("{} has no fact {}", entry.source, entry.position))?;
        if let Some(policy) = of.policies.iter().find(|policy| policy.name == entry.consumer) {
            let n = entry.id.rsplit('~').next().and_then(|n| n.parse().ok());
            let posted = react(policy, &fact);
            let item = crate::engine::Delivered { fact, replay: Some(Replay { id: entry.id.clone(), n }), posted };
            return self.redeliver(policy.name, source, item).await;
        }
        if let Some(effect) = of.effects.iter().find(|effect| effect.name == entry.consumer) {
            let n = entry.id.rsplit('~').next().and_then(|n| n.parse().ok());
            let posted = crate::effects::call(effect, self.ambient.outside.as_ref(), &fact).await;
            let item = crate::engine::Delivered { fact, replay: Some(Replay { id: entry.id.clone(), n }), posted };
            return self.redeliver(effect.name, source, item).await;
        }
        let (view, _) = of
            .views
            .iter()
            .enumerate()
            .find(|(_, view)| *view_cursor(view.as_ref()) == *entry.consumer)
            .ok_or_else(gone)?;
        let (reply, answer) = oneshot::channel();
        let replays = vec![entry.id.clone()];
        let consumer = entry.consumer.as_str().into();
        self.send(Work::Tell {
            consumer,
            source,
            view,
            facts: vec![fact],
            cursor: None,
            catch_up_to: None,
            replays,
            reply,
        })
        .await?;
        answer.await.map_err(|_| "the engine has stopped".to_owned())??;
        Ok(self.parked_entry(&entry.id).await?.is_none())
    }

    /// What one parked command came to this time.
    async fn redeliver(
        &self,
        consumer: &'static str,
        source: &'static str,
        item: crate::engine::Delivered,
    ) -> Result<bool, String> {
        let (reply, answer) = oneshot::channel();
        self.send(Work::Deliver { consumer, source, items: vec![item], cursor: None, reply }).await?;
        let report = answer.await.map_err(|_| "the engine has stopped".to_owned())??;
        Ok(report.parked.is_empty())
    }

    /// Waits until every policy of this context has heard what `source` has told up to now, if its log is next door.
    /// False when the time is over, or nobody knows how long that log is.
    pub async fn has_heard(&self, source: &str, within: Duration) -> bool {
        let Some(head) = self.sources.get(source).and_then(|facts| facts.head()) else { return false };
        let Some(entry) = self.entry() else { return false };
        let hearing = entry.policies.iter().filter(|policy| self.registry.sources(policy.hears).contains(&source));
        let all = async {
            for policy in hearing {
                let mut at = self.shared.progress.watch(&Progress::name(policy.name, source));
                if at.wait_for(|at| *at >= head).await.is_err() {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(within, all).await.unwrap_or(false)
    }

    /// Gives an entry up: what it asked will not be done. False when there is no such entry.
    pub async fn drop_parked(&self, id: &str) -> Result<bool, String> {
        if self.parked_entry(id).await?.is_none() {
            return Ok(false);
        }
        let (reply, answer) = oneshot::channel();
        self.send(Work::Tidy { shelf: PARKED, keys: vec![id.into()], reply }).await?;
        answer.await.map_err(|_| "the engine has stopped".to_owned())??;
        Ok(true)
    }

    async fn send(&self, work: Work) -> Result<(), String> {
        self.works.send(work).await.map_err(|_| "the engine has stopped".to_owned())
    }

    /// Clock, zone and ids.
    pub fn ambient(&self) -> &Ambient {
        &self.ambient
    }
}
