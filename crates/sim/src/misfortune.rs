//! What happens to processes, ways and clocks between the steps.

use crate::{
    fault::Fault,
    place::{Hand, Life},
    planted,
    world::World,
};
use runtime::progress::Progress;

impl World {
    /// Something of what this seed has drawn happens, or ends.
    pub(crate) fn misfortune(&mut self) {
        let at = self.hub.draw(|chance| chance.below(self.places.len() as u64)) as usize;
        self.processes(at);
        self.ways(at);
        self.clocks();
    }

    fn processes(&mut self, at: usize) {
        let name = self.places[at].name;
        if self.hub.strikes(Fault::Crash) {
            self.crash(at, "");
        }
        if self.hub.strikes(Fault::NewVersion) {
            self.places[at].ahead += 1;
            self.places[at].registry = planted::registry(&self.hub, self.places[at].ahead);
            self.crash(at, "and comes back with new views");
        }
        let full = self.hub.full.lock().contains(name);
        if full && self.hub.draw(|chance| chance.below(4)) == 0 {
            self.hub.full.lock().remove(name);
        } else if !full && self.hub.strikes(Fault::DiskFull) {
            self.hub.full.lock().insert(name);
        }
        if self.hub.strikes(Fault::Rebalance) {
            self.rebalance(at);
        }
        if self.hub.strikes(Fault::Duplicate) {
            self.duplicate(at);
        }
        if self.hub.strikes(Fault::Zombie) {
            let until = self.step + self.hub.draw(|chance| chance.between(50, 300));
            let hub = self.hub.clone();
            if let Some(up) = self.places[at].up()
                && !up.walkers.is_empty()
            {
                let which = hub.draw(|chance| chance.below(up.walkers.len() as u64)) as usize;
                up.walkers[which].stalled_until = until;
            }
        }
    }

    /// A follower that rests reads again what it has read.
    fn duplicate(&mut self, at: usize) {
        let (hub, name) = (self.hub.clone(), self.places[at].name);
        let Life::Up(up) = &mut self.places[at].life else { return };
        let many = up.walkers.len() as u64;
        let Some(walking) = up.walkers.get_mut(hub.draw(|chance| chance.below(many)) as usize) else { return };
        if let Hand::Rests(walker) = &mut walking.hand
            && walker.is_policy()
        {
            let back = hub.draw(|chance| chance.between(1, 12));
            walker.back_to(walker.cursor().saturating_sub(back));
            self.watch.sent_back(name, Progress::name(&walker.name(), walker.source()).to_string(), walker.cursor());
        }
    }

    /// All policies of a context that rest begin somewhat further back.
    fn rebalance(&mut self, at: usize) {
        let (hub, name) = (self.hub.clone(), self.places[at].name);
        let Life::Up(up) = &mut self.places[at].life else { return };
        for walking in &mut up.walkers {
            if let Hand::Rests(walker) = &mut walking.hand
                && walker.is_policy()
            {
                let back = hub.draw(|chance| chance.below(30));
                walker.back_to(walker.cursor().saturating_sub(back));
                let cursor = Progress::name(&walker.name(), walker.source()).to_string();
                self.watch.sent_back(name, cursor, walker.cursor());
            }
        }
    }

    fn ways(&mut self, at: usize) {
        let reader = self.places[at].name;
        let source = self.hub.draw(|chance| chance.below(self.places.len() as u64)) as usize;
        let way = (reader, self.places[source].name);
        let closed = self.hub.partitions.lock().contains(&way);
        if closed && self.hub.draw(|chance| chance.below(4)) == 0 {
            self.hub.partitions.lock().remove(&way);
        } else if !closed && reader != way.1 && self.hub.strikes(Fault::Partition) {
            self.hub.partitions.lock().insert(way);
        }
    }

    fn clocks(&mut self) {
        if self.hub.strikes(Fault::ClockAhead) {
            let hours = self.hub.draw(|chance| chance.between(1, 24 * 20)) as i64;
            self.hub.move_clock(hours * 3_600_000);
        }
        if self.hub.strikes(Fault::ClockBack) {
            let minutes = self.hub.draw(|chance| chance.between(1, 60 * 30)) as i64;
            self.hub.move_clock(-minutes * 60_000);
        }
    }
}
