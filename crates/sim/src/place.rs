//! One context of a run: its store, and, while its process lives, everybody who works in it, each moved by hand.

use crate::{
    bus::SimBus,
    hub::Hub,
    planted,
    poll::{Task, poll},
    store::SimStore,
    watch::Watch,
};
use runtime::{
    context::Context,
    engine::{Batch, Bounds, Work},
    node::{
        Place as Opens,
        steps::{Bell, Stage, Stepped, Walker, Writer},
    },
    ports::{Facts, Position, StoreError},
    progress::Progress,
    registry::Registry,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// One context.
pub(crate) struct Place {
    pub name: &'static str,
    pub store: Arc<SimStore>,
    pub registry: Arc<Registry>,
    /// How many versions ahead its views are.
    pub ahead: u32,
    pub life: Life,
}

/// Is its process running?
pub(crate) enum Life {
    Down,
    Opening(Task<Result<Stage, StoreError>>),
    Up(Box<Up>),
}

/// A running process.
pub(crate) struct Up {
    pub context: Context,
    pub writer: Hand<Writer, Writer>,
    pub walkers: Vec<Walking>,
    bell: Bell,
    ringing: Option<Task<()>>,
}

/// Somebody who rests, or is in the middle of a step.
pub(crate) enum Hand<T, R> {
    Rests(T),
    Moves(Task<R>),
    Gone,
}

/// A follower, and when it may move again.
pub(crate) struct Walking {
    pub hand: Hand<Walker, (Walker, Result<Stepped, String>)>,
    pub name: Arc<str>,
    /// Does not move before this step.
    pub stalled_until: u64,
    /// Moves once in so many times it could.
    pub slowness: u64,
    pub idle: bool,
}

impl Walking {
    /// Is it under way, or does it have something to read? Who catches up finds out himself.
    pub(crate) fn has_work(&self, head: impl Fn(&str) -> Position) -> bool {
        match &self.hand {
            Hand::Moves(_) => true,
            Hand::Rests(walker) => !self.idle || walker.cursor() < head(walker.source()),
            Hand::Gone => false,
        }
    }
}

impl Place {
    pub(crate) fn new(hub: &Arc<Hub>, name: &'static str) -> Self {
        let registry = planted::registry(hub, 0);
        Self { name, store: Arc::new(SimStore::new(hub.clone(), name)), registry, ahead: 0, life: Life::Down }
    }

    /// Starts its process.
    pub(crate) fn start(&mut self, hub: &Arc<Hub>, bounds: Bounds) {
        let (registry, name) = (self.registry.clone(), self.name);
        let sources: HashMap<&'static str, Arc<dyn Facts>> = registry
            .contexts
            .iter()
            .map(|source| {
                let bus = SimBus { hub: hub.clone(), reader: name, source: source.name };
                (source.name, Arc::new(bus) as Arc<dyn Facts>)
            })
            .collect();
        let opens = Opens { context: name, store: self.store.clone() };
        self.life = Life::Opening(Box::pin(Stage::open(registry, opens, sources, hub.ambient(), bounds)));
    }

    /// Moves the start; the process may die of it.
    pub(crate) fn opened(&mut self, hub: &Hub, watch: &mut Watch, slow: &mut dyn FnMut() -> u64) {
        let Life::Opening(task) = &mut self.life else { return };
        let Some(opened) = poll(task) else { return };
        let Ok(stage) = opened else {
            hub.note(|| format!("{} cannot start", self.name));
            hub.count("start failed");
            self.die(hub);
            return;
        };
        let Stage { context, writer, walkers, bell } = stage;
        watch.restarted(self.name, &self.store.disk);
        hub.contexts.lock().insert(self.name, context.clone());
        let walking = |walker: Walker| Walking {
            name: Progress::name(&walker.name(), walker.source()),
            hand: Hand::Rests(walker),
            stalled_until: 0,
            slowness: slow(),
            idle: false,
        };
        let walkers = walkers.into_iter().map(walking).collect();
        self.life = Life::Up(Box::new(Up { context, writer: Hand::Rests(writer), walkers, bell, ringing: None }));
        hub.note(|| format!("{} runs", self.name));
    }

    /// Its process dies, with all it had in memory.
    pub(crate) fn die(&mut self, hub: &Hub) {
        self.life = Life::Down;
        self.store = Arc::new(self.store.die());
        hub.contexts.lock().remove(self.name);
        hub.dying.lock().remove(self.name);
    }

    pub(crate) fn up(&mut self) -> Option<&mut Up> {
        match &mut self.life {
            Life::Up(up) => Some(up),
            _ => None,
        }
    }
}

impl Up {
    /// Begins a turn with some of what waits, or goes on with the one under way. Did anything move?
    pub(crate) fn turn(&mut self, hub: &Hub, watch: &mut Watch, (asks, works): (usize, usize)) -> bool {
        if let Hand::Moves(task) = &mut self.writer {
            if let Some(writer) = poll(task) {
                self.writer = Hand::Rests(writer);
            }
            return true;
        }
        let Hand::Rests(writer) = &mut self.writer else { return false };
        if writer.waiting() == (0, 0) {
            return false;
        }
        let mut batch = writer.take(asks, works);
        let name = self.context.name();
        hub.note(|| format!("{name} turns: {} asks, {} works", batch.asks.len(), batch.works.len()));
        if let Some(entry) = self.context.entry() {
            planted::batch(hub, entry, self.context.log().head() + 1, &mut batch);
        }
        watch.hands(name, handed(&batch));
        if let Hand::Rests(writer) = std::mem::replace(&mut self.writer, Hand::Gone) {
            let mut task: Task<Writer> = Box::pin(writer.turn(batch));
            self.writer = match poll(&mut task) {
                Some(writer) => Hand::Rests(writer),
                None => Hand::Moves(task),
            };
        }
        true
    }

    /// Moves a follower. Did anything come of it?
    pub(crate) fn walk(&mut self, hub: &Hub, at: usize, step: u64) -> bool {
        let Some(walking) = self.walkers.get_mut(at).filter(|walking| walking.stalled_until <= step) else {
            return false;
        };
        walking.hand = match std::mem::replace(&mut walking.hand, Hand::Gone) {
            Hand::Rests(walker) => Hand::Moves(Box::pin(walker.step())),
            other => other,
        };
        let Hand::Moves(task) = &mut walking.hand else { return false };
        let Some((walker, step)) = poll(task) else { return true };
        walking.idle = step == Ok(Stepped::Idle);
        if step != Ok(Stepped::Idle) {
            hub.note(|| format!("{}: {} {step:?} at {}", self.context.name(), walking.name, walker.cursor()));
        }
        walking.hand = if step == Ok(Stepped::Finished) { Hand::Gone } else { Hand::Rests(walker) };
        !walking.idle
    }

    /// Rings what is due, or goes on ringing.
    pub(crate) fn ring(&mut self, tidies: bool) -> bool {
        if self.ringing.is_none() {
            let (ring, tidy) = (self.bell.clone(), self.bell.clone());
            self.ringing = Some(Box::pin(async move {
                let rang = ring.ring().await;
                if tidies && rang.is_ok() {
                    drop(tidy.tidy().await);
                }
            }));
        }
        self.rings_on()
    }

    /// Goes on ringing. Is it still ringing?
    pub(crate) fn rings_on(&mut self) -> bool {
        let Some(task) = &mut self.ringing else { return false };
        if poll(task).is_some() {
            self.ringing = None;
        }
        self.ringing.is_some()
    }

    pub(crate) fn is_busy(&self) -> bool {
        let walking = self.walkers.iter().any(|walking| matches!(walking.hand, Hand::Moves(_)));
        let waits = matches!(&self.writer, Hand::Rests(writer) if writer.waiting() == (0, 0));
        walking || !waits || self.ringing.is_some()
    }
}

/// What a turn hands to consumers, for those who check that nothing is left out.
fn handed(batch: &Batch) -> BTreeMap<String, BTreeSet<Position>> {
    let mut all: BTreeMap<String, BTreeSet<Position>> = BTreeMap::new();
    for work in &batch.works {
        let (consumer, source, positions): (&str, _, Vec<Position>) = match work {
            Work::Deliver { consumer, source, items, cursor: Some(_), .. } => {
                (consumer, source, items.iter().map(|item| item.fact.position).collect())
            }
            Work::Tell { consumer, source, facts, cursor: Some(_), .. } => {
                (consumer, source, facts.iter().map(|fact| fact.position).collect())
            }
            _ => continue,
        };
        all.entry(Progress::name(consumer, source).to_string()).or_default().extend(positions);
    }
    all
}
