//! Sees every commit that was kept, and every answer that was given, and holds them against the promises.

use crate::{
    hub::{Answer, Heard, Hub, Kept},
    invariants::{self, Moment, Rules, Told, Wrong, hold},
    poll::now,
};
use runtime::{
    engine::CURSORS,
    memory::Memory,
    ports::{Position, Recorded, Select, Store, Version},
    registry::Registry,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// One context's log as it was seen to grow.
#[derive(Default)]
pub(crate) struct Ledger {
    pub facts: Vec<Recorded>,
    streams: HashMap<Arc<str>, Version>,
    /// Durable cursors: consumer and source.
    cursors: BTreeMap<String, Position>,
    /// What the turn under way hands to consumers: `consumer<source`, positions.
    pub handed: BTreeMap<String, BTreeSet<Position>>,
}

/// Checks everything that can be checked without knowing the business, and asks the rules for the rest.
pub(crate) struct Watch {
    registry: Arc<Registry>,
    pub ledgers: BTreeMap<&'static str, Ledger>,
    /// Facts of all contexts in the order in which they became durable.
    pub order: Vec<(&'static str, usize)>,
    rules: Vec<Box<dyn Rules>>,
    /// The commit in which a command had its effect, by stream.
    effects: HashMap<(String, Arc<str>), u64>,
    commands: BTreeSet<String>,
    refused: BTreeSet<String>,
    commits: u64,
    /// Somebody read again what he had read: a policy may then ask twice.
    pub redelivered: bool,
}

impl Watch {
    pub(crate) fn new(registry: Arc<Registry>) -> Self {
        let rules = invariants::all(&registry);
        let ledgers = registry.contexts.iter().map(|context| (context.name, Ledger::default())).collect();
        Self {
            registry,
            ledgers,
            order: vec![],
            rules,
            effects: HashMap::new(),
            commands: BTreeSet::new(),
            refused: BTreeSet::new(),
            commits: 0,
            redelivered: false,
        }
    }

    /// Where a log ends.
    pub(crate) fn head(&self, context: &str) -> Position {
        self.ledgers.get(context).map_or(0, |ledger| ledger.facts.len()) as Position
    }

    /// Everything that happened in a step.
    pub(crate) fn after_step<'a>(&mut self, hub: &Hub, disk: impl Fn(&str) -> Option<&'a Memory>) -> Result<(), Wrong> {
        for kept in std::mem::take(&mut *hub.kept.lock()) {
            self.commits += 1;
            let known = self.ledgers.get(kept.context).map_or(0, |ledger| ledger.facts.len());
            let facts = disk(kept.context).and_then(|disk| now(disk.read(known as Position, usize::MAX)));
            let facts = facts.and_then(Result::ok).unwrap_or_default();
            for fact in facts.into_iter().filter(|fact| fact.position <= kept.head) {
                self.fact(hub, kept.context, fact)?;
            }
            self.cursors(&kept)?;
        }
        for heard in std::mem::take(&mut *hub.heard.lock()) {
            self.heard(hub, &heard)?;
        }
        match hub.wrong.lock().pop() {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }

    fn fact(&mut self, hub: &Hub, context: &'static str, fact: Recorded) -> Result<(), Wrong> {
        let cause = &fact.cause;
        self.caused(hub, context, &fact)?;
        let key = (cause.command.clone(), fact.stream.clone());
        let before = *self.effects.entry(key).or_insert(self.commits);
        let once = cause.causation == "request" && !hub.forgotten.lock().contains(&cause.command)
            || cause.causation == "alarm"
            || !self.redelivered;
        hold(before == self.commits || !once, "I7 one effect", || {
            format!("{} had an effect on {} twice", cause.command, fact.stream)
        })?;
        let anew = hub.forgotten.lock().contains(&cause.command);
        hold(anew || !self.refused.contains(&cause.command), "I14 refusals", || {
            format!("{} was refused, and left {}", cause.command, fact.name)
        })?;
        self.commands.insert(cause.command.clone());
        let data = serde_json::from_str(&fact.data).unwrap_or_default();
        let told = Told { name: &fact.name, data: &data, stream: &fact.stream };
        self.rules.iter_mut().try_for_each(|rule| rule.hear(&told))?;
        let Some(ledger) = self.ledgers.get_mut(context) else { return Ok(()) };
        let version = ledger.streams.entry(fact.stream.clone()).or_default();
        *version += 1;
        let (position, expected) = (ledger.facts.len() as Position + 1, *version);
        hold(fact.position == position && fact.version == expected, "I10 order", || {
            let Recorded { stream, version, position: at, .. } = &fact;
            format!("{stream} {version} at {context}/{at}, expected {expected} at {position}")
        })?;
        ledger.facts.push(fact);
        self.order.push((context, position as usize - 1));
        Ok(())
    }

    /// Causation leads back to a command that was received, or to an alarm.
    fn caused(&self, hub: &Hub, context: &str, fact: &Recorded) -> Result<(), Wrong> {
        let cause = &fact.cause;
        let wrong = |why: &str| ("I9 causation", format!("{} in {context}, {}: {why}", fact.name, cause.command));
        if cause.causation == "request" {
            return hold(hub.sent.lock().contains(&cause.command), "I9 causation", || wrong("nobody sent it").1);
        }
        if cause.causation == "alarm" {
            return hold(cause.command.starts_with("alarm/"), "I9 causation", || wrong("is no alarm").1);
        }
        let (source, position) = cause.causation.split_once('/').ok_or_else(|| wrong("no cause"))?;
        let at = position.parse::<usize>().ok().and_then(|position| position.checked_sub(1));
        let of = at.and_then(|at| self.ledgers.get(source)?.facts.get(at));
        let of = of.ok_or_else(|| wrong("its cause is not in the log"))?;
        let name = cause.command.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(&cause.command);
        let policy = name.split('/').next().unwrap_or_default();
        let hears = self.reactions(context).find(|(name, _)| *name == policy).map(|(_, hears)| hears);
        hold(hears.is_some_and(|hears| hears.contains(&&*of.name)), "I9 causation", || {
            wrong(&format!("it does not listen to {}", of.name)).1
        })?;
        let same = of.cause.correlation == cause.correlation && of.cause.actor == cause.actor;
        hold(same, "I9 causation", || wrong("another conversation than its cause").1)
    }

    /// Policies and effects of a context, and what they hear.
    fn reactions(&self, context: &str) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        let entries = self.registry.context(context).into_iter();
        entries.flat_map(|entry| {
            let policies = entry.policies.iter().map(|policy| (policy.name, policy.hears));
            policies.chain(entry.effects.iter().map(|effect| (effect.name, effect.hears)))
        })
    }

    /// No cursor is ahead of its log, none skips what it should have handed on, none hands on twice.
    fn cursors(&mut self, kept: &Kept) -> Result<(), Wrong> {
        for (name, to) in &kept.cursors {
            let Some((consumer, source)) = name.split_once('<') else { continue };
            let facts = self.ledgers.get(source).map_or(&[][..], |ledger| &ledger.facts);
            hold(*to as usize <= facts.len(), "I6 cursors", || {
                format!("{name} is at {to}, the log ends at {}", facts.len())
            })?;
            let Some(ledger) = self.ledgers.get(kept.context) else { continue };
            let from = ledger.cursors.get(name).copied().unwrap_or(0);
            let handed = ledger.handed.get(name);
            if let Some(hears) = self.hears(kept.context, consumer, source) {
                let due = facts.iter().take(*to as usize).skip(from as usize);
                let missed = due
                    .filter(|fact| hears.contains(&&*fact.name))
                    .find(|fact| !handed.is_some_and(|handed| handed.contains(&fact.position)));
                let again = handed.and_then(|handed| handed.iter().find(|position| **position <= from));
                hold(missed.is_none(), "I10 every position", || {
                    format!("{name} went from {from} to {to} without {:?}", missed.map(|fact| fact.position))
                })?;
                hold(again.is_none(), "I10 every position", || format!("{name} at {from} handled {again:?} again"))?;
            }
            if let Some(ledger) = self.ledgers.get_mut(kept.context) {
                ledger.cursors.insert(name.clone(), *to);
            }
        }
        Ok(())
    }

    /// What a consumer hears, if it can be followed. A view that closes up with its own log reads beyond what it was handed.
    fn hears(&self, context: &str, consumer: &str, source: &str) -> Option<&'static [&'static str]> {
        let entry = self.registry.context(context)?;
        if let Some((_, hears)) = self.reactions(context).find(|(name, _)| *name == consumer) {
            return Some(hears);
        }
        let view = consumer.strip_prefix("view:")?.split('@').next()?;
        (source != context).then_some(entry.view(view)?.1.hears())
    }

    /// A follower was sent back on purpose.
    pub(crate) fn sent_back(&mut self, context: &str, name: String, to: Position) {
        self.redelivered = true;
        if let Some(ledger) = self.ledgers.get_mut(context) {
            ledger.cursors.entry(name).and_modify(|at| *at = to.min(*at));
        }
    }

    /// What the turn that begins now hands to consumers.
    pub(crate) fn hands(&mut self, context: &str, handed: BTreeMap<String, BTreeSet<Position>>) {
        if let Some(ledger) = self.ledgers.get_mut(context) {
            ledger.handed = handed;
        }
    }

    /// A process begins where the durable cursors are.
    pub(crate) fn restarted(&mut self, context: &str, disk: &Memory) {
        let Some(ledger) = self.ledgers.get_mut(context) else { return };
        let page = now(disk.list(CURSORS, &Select { max: usize::MAX, ..Select::default() }));
        let rows = page.and_then(Result::ok).unwrap_or_default().rows;
        ledger.cursors = rows.into_iter().map(|row| (row.key.to_string(), row.version)).collect();
    }

    fn heard(&mut self, hub: &Hub, heard: &Heard) -> Result<(), Wrong> {
        let Heard { context, command, what } = heard;
        match what {
            Answer::Done { position, changed, replayed } => {
                let end = self.ledgers.get(context).map_or(0, |ledger| ledger.facts.len());
                hold(*position as usize <= end, "I8 durable", || {
                    format!("{command} was answered at {context}/{position}, the log ends at {end}")
                })?;
                let there = self.commands.contains(command);
                hold(there || !changed || *replayed, "I8 durable", || {
                    format!("{command} was answered as done by {context}, but left no fact")
                })
            }
            Answer::Refused => {
                self.refused.insert(command.clone());
                let anew = hub.forgotten.lock().contains(command);
                hold(anew || !self.commands.contains(command), "I14 refusals", || {
                    format!("{command} was refused by {context}, but left a fact")
                })
            }
        }
    }

    /// Everybody has heard everything.
    pub(crate) fn at_rest(&self, now: Moment) -> Result<(), Wrong> {
        self.rules.iter().try_for_each(|rule| rule.at_rest(now))
    }
}
