//! One attempt at a turn: decides everything on speculative state, without waiting for anything.

use super::{Ask, Engine, Parked, StoredAlarm, Work, documents::said, sortable};
use crate::{
    desk::{Decided, Undecided, Wake},
    engine::work::{ALARMS, CURSORS, PARKED},
    follower::view_cursor,
    ports::{Append, Change, Doc, NewFact, Position, Recorded, Version},
    progress::Progress,
    registry::Posted,
    shelf::Heard,
};
use kernel::{Cause, Millis, Refused};
use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// A command of the turn: which work, and which item of it.
pub(super) type Unit = (usize, usize);
/// Works are numbered behind this; asks before it.
pub(super) const WORKS_FROM: usize = 1 << 32;

/// What is known before the attempt.
#[derive(Default)]
pub(super) struct Known {
    /// Streams that cannot be worked on, and why.
    pub bad: HashMap<Arc<str>, String>,
    /// Units that broke an earlier attempt, and how.
    pub culprits: HashMap<Unit, String>,
}

/// What came of a unit.
pub(super) enum Outcome {
    /// It made so many facts; none if it was so already.
    Done(usize),
    Refused(Refused),
    Broken(String),
}

/// The unit that broke this attempt: everything has to be decided again without it.
pub(super) struct Culprit(pub Unit, pub String);

/// What the attempt has come to.
#[derive(Default)]
pub(super) struct Attempt {
    pub appends: Vec<Append>,
    pub recorded: Vec<Recorded>,
    pub heard: Vec<(usize, Heard, Unit)>,
    pub changes: Vec<Change>,
    pub outcomes: HashMap<Unit, Outcome>,
    /// What each touched stream wanted to be woken for before the turn.
    wakes: BTreeMap<Arc<str>, (&'static str, Option<Wake>)>,
    rung: Vec<Arc<str>>,
    pub parked: Vec<Parked>,
    /// Ids of entries that were tried again; those that failed again are among `parked`.
    pub unparked: Vec<String>,
}

/// How long an alarm rests that could not be worked on or changed nothing.
const HOUR_MS: Millis = 3_600_000;
/// Why something waits that could be done by itself.
const BEHIND: &str = "waits behind an earlier one of the same key";

impl Attempt {
    /// Sets something aside: the `n`th command after a fact, or everything that follows from it.
    #[allow(clippy::too_many_arguments, reason = "the parts of an entry; a struct would only repeat it")]
    fn park(
        &mut self,
        of: (&str, &str),
        fact: &Recorded,
        n: Option<usize>,
        key: String,
        code: &str,
        reason: String,
        at: Millis,
    ) {
        let n = n.map_or("all".to_owned(), |n| n.to_string());
        let parked = Parked {
            id: format!("{}~{}~{}~{n}", of.0, of.1, fact.position),
            consumer: of.0.to_owned(),
            source: of.1.to_owned(),
            position: fact.position,
            fact: fact.name.to_string(),
            key,
            code: code.to_owned(),
            reason,
            at,
            correlation: fact.cause.correlation.clone(),
        };
        let body = serde_json::to_string(&parked).unwrap_or_default();
        let indexed = vec![("key", format!("{}/{}", parked.consumer, parked.key))];
        let doc = Doc { indexed, ..Doc::plain(body, 0) };
        self.changes.push(Change { shelf: PARKED.into(), key: parked.id.clone().into(), doc: Some(doc) });
        self.parked.push(parked);
    }

    pub(super) fn touched(&self) -> impl Iterator<Item = (&'static str, &Arc<str>)> {
        self.wakes.iter().map(|(stream, (decider, _))| (*decider, stream))
    }
}

impl Engine {
    /// Decides one command.
    fn decide(
        &mut self,
        it: &mut Attempt,
        known: &Known,
        unit: Unit,
        posted: &Posted,
        cause: &Arc<Cause>,
    ) -> Result<Outcome, Culprit> {
        if let Some(why) = known.culprits.get(&unit) {
            return Ok(Outcome::Broken(why.clone()));
        }
        let stream = posted.stream();
        if let Some(why) = known.bad.get(&stream) {
            return Ok(Outcome::Broken(why.clone()));
        }
        let Some(desk) = self.desks.get_mut(posted.decider) else {
            return Ok(Outcome::Broken(format!("there is no decider {}", posted.decider)));
        };
        if !it.wakes.contains_key(&stream) {
            let before = catch_unwind(AssertUnwindSafe(|| desk.wake(&stream))).unwrap_or_default();
            it.wakes.insert(stream.clone(), (posted.decider, before));
        }
        let decided = catch_unwind(AssertUnwindSafe(|| desk.decide(&stream, posted.command.as_ref(), cause)));
        match decided {
            Err(panic) => Err(Culprit(unit, format!("{} panicked: {}", posted.decider, said(&*panic)))),
            Ok(Err(Undecided::Refused(refused))) => Ok(Outcome::Refused(refused)),
            Ok(Err(Undecided::Broken(why))) => Ok(Outcome::Broken(why)),
            Ok(Ok(Decided::Repeated)) => Ok(Outcome::Done(0)),
            Ok(Ok(Decided::Facts(expected, facts))) => {
                let made = facts.len();
                self.record(it, unit, &stream, expected, facts, cause)?;
                Ok(Outcome::Done(made))
            }
        }
    }

    /// Takes facts into the attempt and tells them to the context's own views.
    fn record(
        &self,
        it: &mut Attempt,
        unit: Unit,
        stream: &Arc<str>,
        expected: Version,
        facts: Vec<NewFact>,
        cause: &Arc<Cause>,
    ) -> Result<(), Culprit> {
        for (n, fact) in facts.iter().enumerate() {
            let NewFact { name, schema, data } = fact.clone();
            let version = expected + n as Version + 1;
            // Where it is going to stand: there is one writer.
            let position = self.shared.log.head() + it.recorded.len() as Position + 1;
            let recorded =
                Recorded { position, stream: stream.clone(), version, name, schema, data, cause: cause.clone() };
            for view in self.live_hearers(&recorded.name) {
                if self.waits_behind(it, view, &recorded) {
                    continue;
                }
                match catch_unwind(AssertUnwindSafe(|| self.views[view].hear(&recorded))) {
                    Ok(Ok(Some(heard))) => it.heard.push((view, heard, unit)),
                    Ok(Ok(None)) => {}
                    Ok(Err(unreadable)) => return Err(Culprit(unit, unreadable.to_string())),
                    Err(panic) => {
                        return Err(Culprit(
                            unit,
                            format!("view {} panicked: {}", self.views[view].name(), said(&*panic)),
                        ));
                    }
                }
            }
            it.recorded.push(recorded);
        }
        if !facts.is_empty() {
            it.appends.push(Append { stream: stream.clone(), expected, facts, cause: cause.clone() });
        }
        Ok(())
    }

    /// A view that could not read an earlier fact of the stream while it was rebuilt is not told a later one before it.
    fn waits_behind(&self, it: &mut Attempt, view: usize, fact: &Recorded) -> bool {
        if self.parked.is_empty() {
            return false;
        }
        let (consumer, key) = (view_cursor(self.views[view].as_ref()), fact.stream.to_string());
        let waits = self.is_parked(it, &consumer, &key);
        if waits {
            let of = (&*consumer, self.shared.context);
            it.park(of, fact, None, key, "behind", BEHIND.to_owned(), fact.cause.at);
        }
        waits
    }

    fn live_hearers(&self, fact: &str) -> Vec<usize> {
        let Some(hearing) = self.own_hearers.get(fact) else { return vec![] };
        let standing = self.shared.shelves.read();
        hearing.iter().copied().filter(|view| standing[*view].live).collect()
    }

    /// Decides the whole turn.
    pub(super) fn attempt(
        &mut self,
        asks: &[Ask],
        works: &[Work],
        skip: &[bool],
        known: &Known,
    ) -> Result<Attempt, Box<(Culprit, Attempt)>> {
        let mut it = Attempt::default();
        let (now, _) = self.ambient.now();
        for (index, work) in works.iter().enumerate() {
            if let Err(culprit) = self.work(&mut it, known, WORKS_FROM + index, work, now) {
                return Err(Box::new((culprit, it)));
            }
        }
        for (index, ask) in asks.iter().enumerate().filter(|(index, _)| !skip[*index]) {
            let decided = match &ask.posted {
                Ok(posted) => self.decide(&mut it, known, (index, 0), posted, &ask.cause),
                Err(refused) => Ok(Outcome::Refused(refused.clone())),
            };
            match decided {
                Ok(outcome) => drop(it.outcomes.insert((index, 0), outcome)),
                Err(culprit) => return Err(Box::new((culprit, it))),
            }
        }
        self.set_alarms(&mut it, now);
        Ok(it)
    }

    fn work(&mut self, it: &mut Attempt, known: &Known, index: usize, work: &Work, now: Millis) -> Result<(), Culprit> {
        match work {
            Work::Deliver { consumer, source, items, cursor, .. } => {
                for (n, item) in items.iter().enumerate() {
                    self.deliver(it, known, (index, n), (consumer, source), item, now)?;
                }
                if let Some(cursor) = cursor {
                    it.changes.push(cursor_change(&Progress::name(consumer, source), *cursor));
                }
            }
            Work::Tell { consumer, source, view, facts, cursor, replays, .. } => {
                let hears = self.views[*view].hears();
                for (n, fact) in facts.iter().enumerate().filter(|(_, fact)| hears.contains(&&*fact.name)) {
                    let replay = replays.get(n);
                    self.tell(it, known, (index, n), (consumer, source), *view, fact, replay, now);
                }
                if let Some(cursor) = cursor {
                    it.changes.push(cursor_change(&Progress::name(consumer, source), *cursor));
                }
            }
            Work::Ring { decider, stream, command: text, cause, .. } => {
                let unit = (index, 0);
                let id = stream.strip_prefix(decider).and_then(|rest| rest.strip_prefix('-')).unwrap_or(stream);
                let command = self.desks.get(decider).map(|desk| desk.command(text));
                let outcome = match command {
                    Some(Ok(command)) => {
                        let posted = Posted { decider, id: id.to_owned(), command };
                        self.decide(it, known, unit, &posted, cause)?
                    }
                    Some(Err(why)) => Outcome::Broken(why),
                    None => Outcome::Broken(format!("there is no decider {decider}")),
                };
                if let Outcome::Broken(_) = &outcome {
                    // It rings again when somebody may have mended what is broken.
                    it.wakes.remove(stream);
                    it.changes.push(alarm(stream, decider, text, now + HOUR_MS));
                } else {
                    it.wakes.entry(stream.clone()).or_insert((decider, None));
                    it.rung.push(stream.clone());
                }
                it.outcomes.insert(unit, outcome);
            }
            Work::Tidy { shelf, keys, .. } => {
                let gone = keys.iter().map(|key| Change { shelf: (*shelf).into(), key: key.clone(), doc: None });
                it.changes.extend(gone);
            }
        }
        Ok(())
    }

    /// One fact told to one view. A fact the view cannot read waits in the parking lot with all of its stream behind it.
    #[allow(clippy::too_many_arguments, reason = "what a telling is made of; a struct would only rename it")]
    fn tell(
        &self,
        it: &mut Attempt,
        known: &Known,
        unit: Unit,
        of: (&str, &str),
        view: usize,
        fact: &Arc<Recorded>,
        replay: Option<&String>,
        now: Millis,
    ) {
        let key = fact.stream.to_string();
        let behind = replay.is_none() && self.is_parked(it, of.0, &key);
        let heard = match known.culprits.get(&unit) {
            Some(why) => Err(why.clone()),
            None if behind => Err(BEHIND.to_owned()),
            None => catch_unwind(AssertUnwindSafe(|| self.views[view].hear(fact)))
                .map_err(|panic| said(&*panic))
                .and_then(|heard| heard.map_err(|unreadable| unreadable.to_string())),
        };
        match heard {
            Ok(heard) => {
                it.heard.extend(heard.map(|heard| (view, heard, unit)));
                it.unparked.extend(replay.cloned());
            }
            Err(why) => it.park(of, fact, None, key, if behind { "behind" } else { "unreadable" }, why, now),
        }
    }

    /// What a policy asks after one fact. What is refused or breaks waits in the parking lot with its whole key behind it.
    fn deliver(
        &mut self,
        it: &mut Attempt,
        known: &Known,
        unit: Unit,
        of: (&'static str, &'static str),
        item: &super::Delivered,
        now: Millis,
    ) -> Result<(), Culprit> {
        let posted = match &item.posted {
            Ok(posted) => posted,
            Err(why) => {
                let key = item.fact.stream.to_string();
                it.park(of, &item.fact, None, key, "unreadable", why.clone(), now);
                return Ok(());
            }
        };
        let origin = item.fact.stream.to_string();
        if item.replay.is_none() && self.is_parked(it, of.0, &origin) {
            it.park(of, &item.fact, None, origin, "behind", BEHIND.to_owned(), now);
            return Ok(());
        }
        let only = item.replay.as_ref().and_then(|replay| replay.n);
        for (n, posted) in posted.iter().enumerate().filter(|(n, _)| only.is_none_or(|only| only == *n)) {
            let key = posted.stream().to_string();
            if item.replay.is_none() && self.is_parked(it, of.0, &key) {
                it.park(of, &item.fact, Some(n), key, "behind", BEHIND.to_owned(), now);
                continue;
            }
            let cause = Arc::new(self.follows(&item.fact, of, n));
            let (code, why) = match self.decide(it, known, unit, posted, &cause)? {
                Outcome::Done(_) => continue,
                Outcome::Refused(refused) => (refused.code.clone(), refused.says.en),
                Outcome::Broken(why) => ("broken".to_owned(), why),
            };
            it.park(of, &item.fact, Some(n), key, &code, why, now);
        }
        it.unparked.extend(item.replay.as_ref().map(|replay| replay.id.clone()));
        Ok(())
    }

    /// The cause of a policy's command: the same conversation, caused by the fact.
    fn follows(&self, fact: &Recorded, (policy, source): (&str, &str), n: usize) -> Cause {
        let (at, today) = self.ambient.now();
        Cause {
            command: format!("{policy}/{source}/{}/{n}", fact.position),
            correlation: fact.cause.correlation.clone(),
            causation: format!("{source}/{}", fact.position),
            actor: fact.cause.actor.clone(),
            at,
            today,
        }
    }

    fn is_parked(&self, it: &Attempt, consumer: &str, key: &str) -> bool {
        let now = it.parked.iter().any(|parked| parked.consumer == consumer && parked.key == key);
        now || self.parked.values().any(|(parked, of)| parked == consumer && of == key)
    }

    /// Writes the alarms that moved.
    fn set_alarms(&mut self, it: &mut Attempt, now: Millis) {
        for (stream, (decider, before)) in &it.wakes {
            let Some(desk) = self.desks.get_mut(decider) else { continue };
            let woken = catch_unwind(AssertUnwindSafe(|| desk.wake(stream)));
            let Ok(after) = woken else {
                tracing::error!(context = self.shared.context, stream = %stream, "its alarm panicked and stays as it was");
                continue;
            };
            let rung = it.rung.contains(stream);
            if after == *before && !rung {
                continue;
            }
            let change = match &after {
                Some(wake) => {
                    let due = self.ambient.zone.instant(wake.when);
                    // An alarm that changed nothing must not ring in a circle.
                    let due = if rung && after == *before { due.max(now + HOUR_MS) } else { due };
                    alarm(stream, decider, &wake.command, due)
                }
                None => Change { shelf: ALARMS.into(), key: stream.clone(), doc: None },
            };
            it.changes.push(change);
        }
    }
}

/// The one alarm of a stream.
fn alarm(stream: &Arc<str>, decider: &str, command: &str, due: Millis) -> Change {
    let stored = StoredAlarm { decider: decider.to_owned(), command: command.to_owned() };
    let body = serde_json::to_string(&stored).unwrap_or_default();
    let doc = Doc { indexed: vec![("due", sortable(due))], ..Doc::plain(body, 0) };
    Change { shelf: ALARMS.into(), key: stream.clone(), doc: Some(doc) }
}

/// A cursor that has come to here.
pub(super) fn cursor_change(name: &Arc<str>, position: u64) -> Change {
    Change { shelf: CURSORS.into(), key: name.clone(), doc: Some(Doc::plain(position.to_string(), position)) }
}
