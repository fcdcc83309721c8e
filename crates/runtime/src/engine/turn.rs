//! A turn: load, decide, fold, one durable flush, answer.

use super::{
    ANSWERS, Accepted, Ask, DocKey, Engine, LIVE, Once, Rejected, StoredAnswer, Work,
    attempt::{Attempt, Culprit, Known, Outcome, WORKS_FROM},
    documents::Documents,
    sortable,
    work::{DeliveryReport, PARKED},
};
use crate::ports::{Change, Commit, Committed, Doc, Position, StoreError};
use crate::progress::Progress;
use std::{collections::HashMap, sync::Arc, time::Instant};

/// How often a turn is decided again because another writer moved a stream.
const STALE_MAX: usize = 20;

/// What a turn needs besides its work.
#[derive(Default)]
struct Prepared {
    /// Stored answers to idempotency keys, by ask.
    answers: HashMap<usize, StoredAnswer>,
    documents: Documents,
}

impl Engine {
    /// Works on a batch. Everything asked hears an answer, after what it rests on is durable.
    pub(crate) async fn turn(&mut self, asks: Vec<Ask>, works: Vec<Work>) {
        if asks.is_empty() && works.is_empty() {
            return;
        }
        let started = Instant::now();
        let context = self.shared.context;
        metrics::histogram!("madang_turn_commands", "context" => context).record((asks.len() + works.len()) as f64);
        let mut known = Known::default();
        for _ in 0..STALE_MAX {
            match self.try_turn(&asks, &works, &mut known).await {
                Ok(Some(finished)) => {
                    self.answer(asks, works, finished);
                    self.desks.values_mut().for_each(|desk| desk.trim());
                    metrics::histogram!("madang_turn_seconds", "context" => context)
                        .record(started.elapsed().as_secs_f64());
                    return;
                }
                Ok(None) => {}
                Err(error) => return self.fail(asks, works, &error),
            }
        }
        self.fail(asks, works, &StoreError::Failed("other writers moved the streams again and again".into()));
    }

    /// `None`: a stream had been moved; try again.
    async fn try_turn(
        &mut self,
        asks: &[Ask],
        works: &[Work],
        known: &mut Known,
    ) -> Result<Option<Finished>, StoreError> {
        let mut prepared = self.prepare(asks).await?;
        self.load_streams(asks, works, known).await?;
        let skip = self.skips(asks, &prepared);
        let (mut it, folded) = loop {
            match self.attempt(asks, works, &skip, known) {
                Ok(it) => match self.fold(&it, asks, &mut prepared.documents).await {
                    Ok(Ok(folded)) => break (it, folded),
                    Ok(Err(culprit)) => self.start_over(culprit, &it, known, &mut prepared.documents),
                    Err(error) => {
                        // What was decided is not going to be stored.
                        self.forget(&it);
                        return Err(error);
                    }
                },
                Err(broken) => {
                    let (culprit, it) = *broken;
                    self.start_over(culprit, &it, known, &mut prepared.documents);
                }
            }
            self.load_streams(asks, works, known).await?;
        };
        let docs = folded;
        let head = self.shared.log.head() + it.recorded.len() as Position;
        let finished_asks = self.outcomes(asks, &mut it, &prepared, &docs, head);
        self.catch_up(works, &mut it);
        let shown = docs.iter().map(|(key, change)| (key.clone(), change.doc.as_ref().map(without_words))).collect();
        let caught_up =
            it.changes.iter().filter(|change| &*change.shelf == LIVE).map(|change| change.key.clone()).collect();
        let mut changes: Vec<Change> = docs.into_iter().map(|(_, change)| change).collect();
        changes.append(&mut it.changes);
        let commit = Commit { appends: std::mem::take(&mut it.appends), changes };
        let head = if commit.is_empty() {
            self.shared.log.head()
        } else {
            match self.store.commit(commit).await {
                Ok(Committed::At(head)) => head,
                Ok(Committed::Stale(_)) => {
                    self.forget(&it);
                    self.shared.recent.clear();
                    return Ok(None);
                }
                Err(error) => {
                    self.forget(&it);
                    self.shared.recent.clear();
                    return Err(error);
                }
            }
        };
        Ok(Some(Finished { head, it, asks: finished_asks, shown, caught_up }))
    }

    async fn prepare(&mut self, asks: &[Ask]) -> Result<Prepared, StoreError> {
        let mut prepared = Prepared::default();
        let once: Vec<(usize, Arc<str>)> =
            asks.iter().enumerate().filter_map(|(n, ask)| Some((n, ask.once.as_ref()?.key.clone()))).collect();
        if !once.is_empty() {
            let keys: Vec<Arc<str>> = once.iter().map(|(_, key)| key.clone()).collect();
            let stored = self.store.get(ANSWERS, &keys).await?;
            let known = once.into_iter().zip(stored).filter_map(|((n, _), doc)| {
                let answer = serde_json::from_str(&doc?.body).ok()?;
                Some((n, answer))
            });
            prepared.answers = known.collect();
        }
        let matched: Vec<DocKey> =
            asks.iter().filter(|ask| ask.if_match.is_some()).filter_map(|ask| ask.shows.clone()).collect();
        self.load_documents(matched, &mut prepared.documents).await?;
        Ok(prepared)
    }

    /// Asks that need no decision: stored answers, changed documents, and keys that are used twice in one batch.
    fn skips(&self, asks: &[Ask], prepared: &Prepared) -> Vec<bool> {
        let mut seen = std::collections::HashSet::new();
        let skip = asks.iter().enumerate().map(|(n, ask)| {
            let again = ask.once.as_ref().is_some_and(|once| !seen.insert(once.key.clone()));
            again || prepared.answers.contains_key(&n) || self.has_changed(ask, &prepared.documents)
        });
        skip.collect()
    }

    fn has_changed(&self, ask: &Ask, documents: &Documents) -> bool {
        match (&ask.shows, ask.if_match) {
            (Some(key), Some(version)) => documents.version(key) != version,
            _ => false,
        }
    }

    async fn load_documents(&self, keys: Vec<DocKey>, documents: &mut Documents) -> Result<(), StoreError> {
        let shelves: Vec<Arc<str>> =
            self.shared.shelves.read().iter().map(|standing| standing.writes.clone()).collect();
        documents.load(keys, &self.views, &shelves, self.store.as_ref(), &self.shared.recent).await
    }

    async fn load_streams(&mut self, asks: &[Ask], works: &[Work], known: &mut Known) -> Result<(), StoreError> {
        let mut wanted: HashMap<Arc<str>, &'static str> = HashMap::new();
        let mut want = |decider: &'static str, stream: Arc<str>| {
            let here = self.desks.get(decider).is_none_or(|desk| desk.knows(&stream));
            if !here && !known.bad.contains_key(&stream) {
                wanted.insert(stream, decider);
            }
        };
        let posted = asks.iter().filter_map(|ask| ask.posted.as_ref().ok());
        posted.for_each(|posted| want(posted.decider, posted.stream()));
        for work in works {
            match work {
                Work::Deliver { items, .. } => {
                    let posted = items.iter().filter_map(|item| item.posted.as_ref().ok()).flatten();
                    posted.for_each(|posted| want(posted.decider, posted.stream()));
                }
                Work::Ring { decider, stream, .. } => want(decider, stream.clone()),
                Work::Tell { .. } | Work::Tidy { .. } => {}
            }
        }
        let mut streams: Vec<Arc<str>> = wanted.keys().cloned().collect();
        // One order, whatever the hashes: the same history is the same run.
        streams.sort_unstable();
        if streams.is_empty() {
            return Ok(());
        }
        let loaded = self.store.load(&streams).await?;
        for (stream, facts) in streams.into_iter().zip(loaded) {
            let Some(desk) = self.desks.get_mut(wanted[&stream]) else { continue };
            let seated = facts.map_err(|e| e.to_string()).and_then(|facts| {
                let seat = std::panic::AssertUnwindSafe(|| desk.seat(stream.clone(), &facts));
                let seated = std::panic::catch_unwind(seat).map_err(|panic| super::documents::said(&*panic))?;
                seated.map_err(|e| e.to_string())
            });
            if let Err(why) = seated {
                tracing::error!(context = self.shared.context, stream = %stream, "a stream cannot be worked on: {why}");
                known.bad.insert(stream, why);
            }
        }
        Ok(())
    }

    /// Folds what was heard into documents. The outer error is the store's, the inner one a view's own fault.
    async fn fold(
        &mut self,
        it: &Attempt,
        asks: &[Ask],
        documents: &mut Documents,
    ) -> Result<Result<Vec<(DocKey, Change)>, Culprit>, StoreError> {
        let mut keys: Vec<DocKey> = it.heard.iter().map(|(view, heard, _)| (*view, heard.key.clone())).collect();
        keys.extend(asks.iter().filter_map(|ask| ask.shows.clone()));
        self.load_documents(keys, documents).await?;
        for (view, heard, unit) in &it.heard {
            if let Err(why) = documents.fold(*view, &self.views[*view], heard) {
                return Ok(Err(Culprit(*unit, why)));
            }
        }
        let shelves: Vec<Arc<str>> =
            self.shared.shelves.read().iter().map(|standing| standing.writes.clone()).collect();
        Ok(documents.changes(&self.views, &shelves).map_err(|(key, why)| {
            let blamed = it.heard.iter().find(|(view, heard, _)| (*view, &heard.key) == (key.0, &key.1));
            Culprit(blamed.map_or((0, 0), |(_, _, unit)| *unit), why)
        }))
    }

    fn start_over(&mut self, Culprit(unit, why): Culprit, it: &Attempt, known: &mut Known, documents: &mut Documents) {
        tracing::error!(context = self.shared.context, "one command is set aside: {why}");
        metrics::counter!("madang_commands_broken_total", "context" => self.shared.context).increment(1);
        known.culprits.insert(unit, why);
        self.forget(it);
        *documents = Documents::default();
    }

    fn forget(&mut self, it: &Attempt) {
        for (decider, stream) in it.touched() {
            if let Some(desk) = self.desks.get_mut(decider) {
                desk.forget(stream);
            }
        }
    }

    /// The answers to the asks, and the rows that keep those with an idempotency key.
    fn outcomes(
        &self,
        asks: &[Ask],
        it: &mut Attempt,
        prepared: &Prepared,
        docs: &[(DocKey, Change)],
        head: Position,
    ) -> Vec<Option<Result<Accepted, Rejected>>> {
        let fresh: HashMap<&DocKey, &Option<Doc>> = docs.iter().map(|(key, change)| (key, &change.doc)).collect();
        let (now, _) = self.ambient.now();
        let mut outcomes = vec![];
        for (n, ask) in asks.iter().enumerate() {
            let shown = || {
                let key = ask.shows.as_ref()?;
                fresh.get(key).map_or_else(|| prepared.documents.doc(key, &self.views), |doc| (*doc).clone())
            };
            let outcome = match (prepared.answers.get(&n), it.outcomes.remove(&(n, 0))) {
                (Some(stored), _) => Some(replayed(ask.once.as_ref(), stored)),
                (None, Some(Outcome::Done(facts))) => {
                    let key = ask.shows.as_ref().map(|(_, key)| key.clone());
                    Some(Ok(Accepted { position: head, shown: shown(), changed: facts > 0, replayed: false, key }))
                }
                (None, Some(Outcome::Refused(refused))) => Some(Err(Rejected::Refused { refused, replayed: false })),
                (None, Some(Outcome::Broken(why))) => Some(Err(Rejected::Broken(why))),
                (None, None) if self.has_changed(ask, &prepared.documents) => Some(Err(Rejected::Changed)),
                (None, None) => None,
            };
            if let (Some(once), None, Some(outcome)) = (&ask.once, prepared.answers.get(&n), &outcome)
                && let Some(answer) = StoredAnswer::of(once.body.clone(), outcome)
            {
                let body = serde_json::to_string(&answer).unwrap_or_default();
                let doc = Doc { indexed: vec![("at", sortable(now))], ..Doc::plain(body, 0) };
                it.changes.push(Change { shelf: ANSWERS.into(), key: once.key.clone(), doc: Some(doc) });
            }
            outcomes.push(outcome);
        }
        outcomes
    }

    /// A view that has caught up with its own log is live from this very transaction on.
    fn catch_up(&self, works: &[Work], it: &mut Attempt) {
        for work in works {
            let Work::Tell { view, source, cursor: Some(cursor), catch_up_to: Some(to), .. } = work else { continue };
            let own = *source == self.shared.context;
            let there = if own { *cursor >= self.shared.log.head() && it.appends.is_empty() } else { cursor >= to };
            if there {
                let mark = caught_up(&self.shared.shelves.read()[*view].writes, source);
                it.changes.push(Change { shelf: LIVE.into(), key: mark, doc: Some(Doc::plain("{}", 0)) });
            }
        }
        let parked_again = |id: &String| it.parked.iter().any(|parked| parked.id == *id);
        let gone: Vec<String> = it.unparked.iter().filter(|id| !parked_again(id)).cloned().collect();
        it.unparked = gone;
        it.changes.extend(it.unparked.iter().map(|id| Change {
            shelf: PARKED.into(),
            key: id.as_str().into(),
            doc: None,
        }));
    }

    /// Makes what is durable visible, then answers.
    fn answer(&mut self, asks: Vec<Ask>, works: Vec<Work>, finished: Finished) {
        let Finished { head, mut it, asks: outcomes, shown, caught_up } = finished;
        let first = head + 1 - it.recorded.len() as Position;
        for (n, fact) in it.recorded.iter_mut().enumerate() {
            fact.position = first + n as Position;
        }
        self.show(shown);
        self.shared.log.grew(std::mem::take(&mut it.recorded), head);
        for id in &it.unparked {
            self.parked.remove(id);
        }
        for parked in &it.parked {
            self.parked.insert(parked.id.clone(), (parked.consumer.clone(), parked.key.clone()));
        }
        metrics::gauge!("madang_parked", "context" => self.shared.context).set(self.parked.len() as f64);
        for (index, work) in works.into_iter().enumerate() {
            self.report(WORKS_FROM + index, work, &it, &caught_up);
        }
        for (ask, outcome) in asks.into_iter().zip(outcomes) {
            drop(ask.reply.send(outcome.unwrap_or(Err(Rejected::StillRunning))));
        }
    }

    fn show(&self, shown: Vec<(DocKey, Option<Arc<Doc>>)>) {
        for (key, doc) in &shown {
            self.shared.recent.keep(key.clone(), doc.clone());
        }
        // Only now: who begins to wait in between has either seen the new document or is told of it.
        if !self.shared.watchers.none() {
            shown.into_iter().for_each(|(key, doc)| self.shared.watchers.changed(&key, doc));
        }
    }

    fn report(&mut self, index: usize, work: Work, it: &Attempt, marks: &[Arc<str>]) {
        match work {
            Work::Deliver { consumer, source, items, cursor, reply } => {
                if let Some(cursor) = cursor {
                    self.shared.progress.advance(&Progress::name(consumer, source), cursor);
                }
                // Another batch of the same policy may have parked something in the same turn.
                let of_this = |position| items.iter().any(|item| item.fact.position == position);
                let mine = it.parked.iter().filter(|parked| parked.consumer == consumer && parked.source == source);
                let mine = mine.filter(|parked| of_this(parked.position)).map(|parked| parked.id.clone());
                drop(reply.send(Ok(DeliveryReport { parked: mine.collect() })));
            }
            Work::Tell { consumer, source, view, cursor, reply, .. } => {
                let standing = &mut self.shared.shelves.write()[view];
                let mark = caught_up(&standing.writes, source);
                let there = marks.contains(&mark);
                if there {
                    standing.pending.retain(|pending| *pending != source);
                    standing.live |= source == self.shared.context;
                    if standing.pending.is_empty() {
                        standing.reads = standing.writes.clone();
                        self.shared.recent.clear();
                    }
                }
                if let Some(cursor) = cursor {
                    self.shared.progress.advance(&Progress::name(&consumer, source), cursor);
                }
                drop(reply.send(Ok(there)));
            }
            Work::Ring { reply, .. } => {
                let outcome = match it.outcomes.get(&(index, 0)) {
                    Some(Outcome::Broken(why)) => Err(why.clone()),
                    _ => Ok(()),
                };
                drop(reply.send(outcome));
            }
            Work::Tidy { shelf, keys, reply } => {
                if shelf == PARKED {
                    keys.iter().for_each(|key| drop(self.parked.remove(&**key)));
                }
                drop(reply.send(Ok(())));
            }
        }
    }

    fn fail(&mut self, asks: Vec<Ask>, works: Vec<Work>, error: &StoreError) {
        tracing::error!(context = self.shared.context, "a turn failed: {error}");
        metrics::counter!("madang_turns_failed_total", "context" => self.shared.context).increment(1);
        let why = error.to_string();
        if matches!(error, StoreError::Unknown(_) | StoreError::Stopped(_)) {
            self.shared.stopped.write().get_or_insert_with(|| why.clone());
        }
        for ask in asks {
            drop(ask.reply.send(Err(Rejected::Unavailable(why.clone()))));
        }
        for work in works {
            match work {
                Work::Deliver { reply, .. } => drop(reply.send(Err(why.clone()))),
                Work::Tell { reply, .. } => drop(reply.send(Err(why.clone()))),
                Work::Ring { reply, .. } | Work::Tidy { reply, .. } => drop(reply.send(Err(why.clone()))),
            }
        }
    }
}

/// What a turn has come to, durable.
struct Finished {
    head: Position,
    it: Attempt,
    asks: Vec<Option<Result<Accepted, Rejected>>>,
    /// Documents of views, as they are now.
    shown: Vec<(DocKey, Option<Arc<Doc>>)>,
    /// Marks that a view has caught up with a source.
    caught_up: Vec<Arc<str>>,
}

/// Words are for the index of the store only; whoever reads the document does not need them.
fn without_words(doc: &Doc) -> Arc<Doc> {
    let Doc { body, version, indexed, .. } = doc;
    Arc::new(Doc { body: body.clone(), version: *version, indexed: indexed.clone(), searched: None })
}

/// Key of the mark that a shelf has seen everything of a source.
pub(crate) fn caught_up(shelf: &str, source: &str) -> Arc<str> {
    format!("{shelf}<{source}").into()
}

/// The stored answer to a repetition.
pub(crate) fn replayed(once: Option<&Once>, stored: &StoredAnswer) -> Result<Accepted, Rejected> {
    match (once, &stored.refused) {
        (Some(once), _) if once.body != stored.body => Err(Rejected::KeyReused),
        (_, Some(refused)) => Err(Rejected::Refused { refused: refused.clone(), replayed: true }),
        _ => {
            let shown = stored.shown.as_ref().map(|body| Doc::plain(body.as_str(), stored.version));
            Ok(Accepted {
                position: stored.position,
                shown,
                changed: true,
                replayed: true,
                key: stored.key.as_deref().map(Into::into),
            })
        }
    }
}

impl StoredAnswer {
    /// Answers that a repetition gets again. Our own faults and unknown outcomes are not among them.
    fn of(body: String, outcome: &Result<Accepted, Rejected>) -> Option<Self> {
        match outcome {
            Ok(accepted) => {
                let shown = accepted.shown.as_ref().map(|doc| doc.body.to_string());
                let version = accepted.shown.as_ref().map_or(0, |doc| doc.version);
                let key = accepted.key.as_ref().map(|key| key.to_string());
                Some(Self { body, position: accepted.position, shown, key, version, refused: None })
            }
            Err(Rejected::Refused { refused, .. }) if refused.kind == kernel::RefusalKind::Rule => {
                Some(Self { body, position: 0, shown: None, key: None, version: 0, refused: Some(refused.clone()) })
            }
            Err(_) => None,
        }
    }
}
