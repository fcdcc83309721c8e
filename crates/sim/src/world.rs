//! One run: who moves next is drawn, and after every step everything that can be checked is checked.

use crate::{
    bus::SimPeer,
    chance::Chance,
    client::{Outcome, call},
    fault::{Fault, Menu},
    hub::Hub,
    invariants::Wrong,
    orders::{Known, Order, Routes},
    place::{Life, Place, Walking},
    planted::{self, Bug},
    poll::{Task, poll},
    watch::Watch,
};
use runtime::{
    engine::Bounds,
    guards::Guards,
    ports::Zone,
    registry::{CommandEntry, Registry},
};
use std::{collections::BTreeMap, sync::Arc};

/// Zones with and without changes of their clocks, some of them at midnight.
const ZONES: [&str; 6] =
    ["Asia/Seoul", "Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Sao_Paulo", "Australia/Lord_Howe"];
/// Runs begin in one of these, near changes of clocks and without any: days of 2018, 2021 and 2023.
const STARTS: [u64; 6] =
    [1_631_502_000_000, 1_616_800_000_000, 1_635_620_000_000, 1_541_200_000_000, 1_682_600_000_000, 1_696_100_000_000];
/// Callers at once.
const CALLERS: usize = 24;

/// So many times somebody says that he is still there, at most.
const KEEPS: u64 = 12;

/// Somebody who is there as long as he says so.
struct Lease {
    order: Order,
    every: u64,
    left: u64,
}

/// One run.
pub(crate) struct World {
    pub hub: Arc<Hub>,
    /// What the contexts are, without any planted bug.
    pub registry: Arc<Registry>,
    pub places: Vec<Place>,
    pub watch: Watch,
    pub step: u64,
    pub outcomes: BTreeMap<&'static str, u64>,
    guards: Arc<Guards>,
    callers: Vec<Task<Outcome>>,
    routes: Routes,
    known: Known,
    leases: Vec<Lease>,
    pub bounds: Bounds,
    replay: Option<Task<()>>,
}

impl World {
    pub(crate) fn new(seed: u64, bug: Option<Bug>, aloud: bool) -> Self {
        let mut chance = Chance::of(seed);
        let menu = Menu::draw(&mut chance);
        let zone = chance.one(&ZONES).copied().unwrap_or("Asia/Seoul");
        let zone = Zone::named(zone).or_else(|_| Zone::named("UTC")).expect("the zones are built in");
        let start = chance.one(&STARTS).copied().unwrap_or(0) + chance.below(72 * 3_600_000);
        let bounds = Bounds {
            mailbox: chance.between(2, 40) as usize,
            batch: chance.between(1, 32) as usize,
            streams: chance.between(1, 40) as usize,
            // A cache that has to throw things out does so by chance of its own.
            documents: 20_000,
        };
        let mut registry = Registry::default();
        contexts::join(&mut registry);
        let registry = Arc::new(registry);
        let routes = Routes::draw(&registry, &mut chance, bug);
        let hub = Arc::new(Hub::new(seed, menu, chance, (start, zone), bug));
        hub.trace.lock().aloud = aloud;
        hub.note(|| format!("faults: {}", hub.menu.words().join(", ")));
        planted::plant(&hub);
        let names = registry.contexts.iter().map(|context| context.name);
        let peer = Arc::new(SimPeer { hub: hub.clone(), registry: registry.clone() });
        let guards = Arc::new(Guards::new(names.clone(), peer, hub.clock()));
        let places = names.map(|name| Place::new(&hub, name)).collect();
        Self {
            watch: Watch::new(registry.clone()),
            hub,
            registry,
            places,
            step: 0,
            outcomes: BTreeMap::new(),
            guards,
            callers: vec![],
            routes,
            known: Known::default(),
            leases: vec![],
            bounds,
            replay: None,
        }
    }

    fn below(&self, end: usize) -> usize {
        self.hub.draw(|chance| chance.below(end as u64)) as usize
    }

    /// One step of somebody, then everything is checked.
    pub(crate) fn step(&mut self) -> Result<(), Wrong> {
        self.step += 1;
        match self.hub.draw(|chance| chance.weighted(&[20, 28, 30, 20, 3, 5, 6, 2])) {
            0 => self.arrive(),
            1 => self.turn()?,
            2 => self.walk(),
            3 => self.answer_callers(),
            4 => self.ring(),
            5 => self.time_goes_by(),
            6 => self.misfortune(),
            _ => self.admin(),
        }
        self.after()
    }

    fn check(&mut self) -> Result<(), Wrong> {
        let places = &self.places;
        let disk = |name: &str| places.iter().find(|place| place.name == name).map(|place| &place.store.disk);
        self.watch.after_step(&self.hub, disk)
    }

    /// Everything is checked; then who has to die dies, and who is down may come back.
    pub(crate) fn after(&mut self) -> Result<(), Wrong> {
        self.check()?;
        let dying = std::mem::take(&mut *self.hub.dying.lock());
        for at in 0..self.places.len() {
            if dying.contains(self.places[at].name) {
                self.crash(at, "at a call of its store");
            }
            let down = matches!(self.places[at].life, Life::Down);
            if down && (!self.hub.is_faulty() || self.below(8) == 0) {
                self.places[at].start(&self.hub, self.bounds);
            }
            let hub = self.hub.clone();
            let slow = &mut || if hub.strikes(Fault::Reorder) { hub.draw(|chance| chance.between(2, 30)) } else { 1 };
            self.places[at].opened(&self.hub, &mut self.watch, slow);
        }
        Ok(())
    }

    pub(crate) fn crash(&mut self, at: usize, why: &str) {
        let place = &mut self.places[at];
        self.hub.note(|| format!("{} dies {why}", place.name));
        place.die(&self.hub);
    }

    fn arrive(&mut self) {
        if self.callers.len() >= CALLERS {
            return self.answer_callers();
        }
        if self.step % 8 == 1 {
            self.known = Known::look(&self.places, &self.registry);
        }
        let (_, today) = self.hub.ambient().now();
        self.called_back(today);
        let Some(order) = self.routes.next(&self.hub, &self.known, today) else { return };
        let copies = if order.once.is_some() && self.hub.strikes(Fault::Storm) { 4 } else { 1 };
        for _ in 0..copies {
            self.send(order.clone());
        }
        if let Some(lease) = self.routes.lease(&order.entry) {
            let (every, left) = (lease.every, self.hub.draw(|chance| chance.between(1, KEEPS)));
            self.leases.push(Lease { order: Order { once: None, if_match: None, ..order }, every, left });
        }
    }

    fn send(&mut self, order: Order) {
        self.hub.note(|| {
            let body = serde_json::Value::from(order.body.clone());
            let (entry, caller) = (&order.entry, &order.caller);
            let path: BTreeMap<_, _> = order.path.0.iter().collect();
            format!("{:?} {} {path:?} by {} {body}", entry.method, entry.path, caller.id)
        });
        self.callers.push(Box::pin(call(self.hub.clone(), self.guards.clone(), order)));
    }

    /// Providers call back: each in his own words, to the route that takes an object as it is.
    fn called_back(&mut self, today: kernel::Day) {
        let waiting = std::mem::take(&mut *self.hub.callbacks.lock());
        for data in waiting {
            let takes = |entry: &CommandEntry| entry.path.ends_with("/callbacks");
            let Some(mut order) = self.routes.to(&self.hub, &self.known, today, takes) else { return };
            order.body.insert("data".to_owned(), data);
            self.hub.count("called back");
            self.send(order);
        }
    }

    /// Who is there says so again.
    fn keep_leases(&mut self) {
        let now = self.hub.now();
        let mut leases = std::mem::take(&mut self.leases);
        leases.retain_mut(|lease| {
            if now % (lease.every * 2) < lease.every && self.callers.len() < CALLERS {
                self.send(lease.order.clone());
                lease.left -= 1;
            }
            lease.left > 0
        });
        self.leases = leases;
    }

    fn turn(&mut self) -> Result<(), Wrong> {
        for _ in 0..self.hub.draw(|chance| chance.between(1, 3)) {
            self.one_turn();
            self.check()?;
        }
        Ok(())
    }

    fn one_turn(&mut self) {
        let first = self.below(self.places.len());
        let some = self.hub.draw(|chance| (chance.between(1, 12) as usize, chance.between(1, 8) as usize));
        for nth in 0..self.places.len() {
            let at = (first + nth) % self.places.len();
            let Some(up) = self.places[at].up() else { continue };
            let moved = up.turn(&self.hub, &mut self.watch, some);
            if self.places[at].store.has_stopped() {
                self.crash(at, "after its store stopped");
            }
            if moved {
                return;
            }
        }
    }

    /// Some of those who have something to do, do it.
    fn walk(&mut self) {
        for _ in 0..self.hub.draw(|chance| chance.between(1, 6)) {
            let watch = &self.watch;
            let busy = self.places.iter_mut().enumerate().flat_map(|(at, place)| {
                let walkers = place.up().map(|up| up.walkers.iter().enumerate()).into_iter().flatten();
                let waits = move |walking: &Walking| walking.has_work(|source| watch.head(source));
                walkers
                    .filter(move |(_, walking)| waits(walking))
                    .map(move |(which, _)| (at, which))
                    .collect::<Vec<_>>()
            });
            let busy: Vec<(usize, usize)> = busy.collect();
            let Some((at, which)) = self.hub.draw(|chance| chance.one(&busy).copied()) else { return };
            let (hub, step) = (self.hub.clone(), self.step);
            let Some(up) = self.places[at].up() else { continue };
            let slow = up.walkers[which].slowness;
            if slow > 1 && hub.draw(|chance| chance.below(slow)) > 0 {
                continue;
            }
            up.walk(&hub, which, step);
        }
    }

    pub(crate) fn answer_callers(&mut self) {
        for at in (0..self.callers.len()).rev() {
            if self.hub.is_faulty() && self.below(3) == 0 {
                continue;
            }
            if let Some(outcome) = poll(&mut self.callers[at]) {
                drop(self.callers.swap_remove(at));
                let word = match outcome {
                    Outcome::Accepted => "accepted",
                    Outcome::Refused => "refused",
                    Outcome::Lost => "lost",
                };
                *self.outcomes.entry(word).or_default() += 1;
            }
        }
    }

    fn ring(&mut self) {
        let at = self.below(self.places.len());
        let tidies = self.below(10) == 0;
        if let Some(up) = self.places[at].up() {
            up.ring(tidies);
        }
    }

    fn time_goes_by(&mut self) {
        let seconds = self.hub.draw(|chance| match chance.below(60) {
            0 => 60 * chance.between(600, 4000),
            1..4 => 60 * chance.between(30, 600),
            4..20 => 60 * chance.below(4),
            _ => chance.below(25),
        });
        self.hub.move_clock(seconds as i64 * 1000 + 17);
        self.hub.note(|| format!("{seconds} seconds go by"));
        if seconds < 60 {
            self.keep_leases();
        }
    }

    /// An admin tries again what waits in a parking lot.
    fn admin(&mut self) {
        if let Some(task) = &mut self.replay {
            if poll(task).is_some() {
                self.replay = None;
            }
            return;
        }
        let at = self.below(self.places.len());
        let Some(up) = self.places[at].up() else { return };
        let (context, hub) = (up.context.clone(), self.hub.clone());
        self.replay = Some(Box::pin(async move {
            let Ok((entries, _)) = context.parked(None, 5).await else { return };
            for (_, entry) in entries {
                if let Ok(Some(done)) = context.replay(&entry.id).await {
                    (0..done.len()).for_each(|_| hub.count("replayed"));
                }
            }
        }));
    }

    pub(crate) fn has_callers(&self) -> bool {
        !self.callers.is_empty()
    }
}
