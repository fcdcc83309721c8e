//! The second half of a run: nothing goes wrong any more, at most 48 hours go by, and everything has to come to rest.

use crate::{
    invariants::{Moment, Wrong},
    place::Up,
    poll::{Task, now, poll},
    world::World,
};
use runtime::{
    context::Context,
    engine::{ALARMS, PARKED, sortable},
    ports::{Bound, Select, Store},
};

/// Hours everything has.
const HOURS: u64 = 48;
/// Hours at once: as often as whoever asks again by the hour.
const STRIDE: u64 = 1;
/// Rounds in which everybody moves before it is said that they do not come to rest.
const ROUNDS: usize = 3000;

impl World {
    /// Everything comes to rest, or it is wrong.
    pub(crate) fn heal(&mut self) -> Result<(), Wrong> {
        self.hub.heal();
        self.hub.note(|| "from here on nothing goes wrong".to_owned());
        for at in 0..self.places.len() {
            if self.places[at].store.has_stopped() {
                self.crash(at, "after its store stopped");
            }
            if let Some(up) = self.places[at].up() {
                up.walkers.iter_mut().for_each(|walking| walking.stalled_until = 0);
            }
        }
        self.settle()?;
        self.empty_parking()?;
        // What rings may want to ring again at once: at the end the clock hardly moves any more.
        let hours = std::iter::repeat_n(STRIDE * 3_600_000, (HOURS / STRIDE) as usize);
        for stride in hours.chain([1000; 4]) {
            self.hub.move_clock(stride as i64);
            for place in &mut self.places {
                place.up().map(|up| up.ring(true));
            }
            self.settle()?;
        }
        self.empty_parking()?;
        self.at_rest()
    }

    /// Everybody moves until nobody has anything to do.
    fn settle(&mut self) -> Result<(), Wrong> {
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            self.step += 1;
            let moved = self.round();
            self.answer_callers();
            self.after()?;
            let busy = self.places.iter_mut().any(|place| place.up().is_none_or(|up| up.is_busy()));
            quiet = if moved || busy || self.has_callers() { 0 } else { quiet + 1 };
            if quiet == 2 {
                return Ok(());
            }
        }
        Err(("I5 sagas", "they do not come to rest".to_owned()))
    }

    fn round(&mut self) -> bool {
        let (hub, step, batch) = (self.hub.clone(), self.step, self.bounds.batch);
        let mut moved = false;
        for place in &mut self.places {
            let Some(up) = place.up() else {
                moved = true;
                continue;
            };
            moved |= Up::turn(up, &hub, &mut self.watch, (batch, 64));
            moved |= up.rings_on();
            for at in 0..up.walkers.len() {
                moved |= up.walk(&hub, at, step);
            }
        }
        moved
    }

    /// An admin tries again everything that waits; what belongs to a view that is no more, he gives up.
    fn empty_parking(&mut self) -> Result<(), Wrong> {
        for at in 0..self.places.len() {
            let Some(up) = self.places[at].up() else { continue };
            let context = up.context.clone();
            let hub = self.hub.clone();
            let mut task: Task<Result<(), String>> = Box::pin(async move {
                let tried = replay_all(&context).await?;
                (0..tried).for_each(|_| hub.count("replayed"));
                Ok(())
            });
            let mut rounds = 0;
            let done = loop {
                if let Some(done) = poll(&mut task) {
                    break done;
                }
                self.step += 1;
                rounds += 1;
                self.round();
                self.after()?;
                if rounds == ROUNDS {
                    break Err("it takes for ever".to_owned());
                }
            };
            let name = self.places[at].name;
            done.map_err(|why| ("I5 sagas", format!("the parking lot of {name} cannot be emptied: {why}")))?;
        }
        self.settle()
    }

    fn at_rest(&mut self) -> Result<(), Wrong> {
        let (now_ms, today) = self.hub.ambient().now();
        for place in &mut self.places {
            let (name, disk) = (place.name, &place.store.disk);
            let parked = now(disk.list(PARKED, &Select { max: 1, ..Select::default() })).and_then(Result::ok);
            if let Some(row) = parked.unwrap_or_default().rows.first() {
                return Err(("I5 sagas", format!("{name} still has something parked: {}", row.body)));
            }
            let due = Select { bounds: vec![Bound::UpTo("due", sortable(now_ms))], max: 1, ..Select::default() };
            let due = now(disk.list(ALARMS, &due)).and_then(Result::ok).unwrap_or_default();
            if let Some(row) = due.rows.first() {
                return Err(("I5 sagas", format!("an alarm of {name}/{} is due and does not ring", row.key)));
            }
        }
        self.unread()?;
        self.watch.at_rest(Moment { at: now_ms, today })?;
        self.books()?;
        self.documents()
    }

    /// Every follower has read everything.
    fn unread(&mut self) -> Result<(), Wrong> {
        let watch = &self.watch;
        for place in &mut self.places {
            let (name, Some(up)) = (place.name, place.up()) else { continue };
            for (cursor, at) in up.context.progress() {
                let head = cursor.rsplit_once('<').and_then(|(_, source)| watch.ledgers.get(source));
                let head = head.map_or(0, |ledger| ledger.facts.len()) as u64;
                let own_view = cursor.starts_with("view:") && cursor.ends_with(&format!("<{name}"));
                let stale = !up.walkers.iter().any(|walking| walking.name == cursor);
                if at != head && !own_view && !stale {
                    return Err(("I10 every position", format!("{cursor} of {name} rests at {at} of {head}")));
                }
            }
        }
        Ok(())
    }

    /// Our books are the provider's: what it holds is wanted here, and what is paid by card here it holds.
    fn books(&self) -> Result<(), Wrong> {
        let Some(place) = self.places.iter().find(|place| place.name == "payment") else { return Ok(()) };
        let shelf = format!("payments_{}", 1 + place.ahead);
        let all = Select { max: usize::MAX, ..Select::default() };
        let page = now(place.store.disk.list(&shelf, &all)).and_then(Result::ok).unwrap_or_default();
        let mut books = self.hub.books.lock();
        books.catch_up(self.hub.now());
        for row in page.rows {
            let Ok(ours) = serde_json::from_str::<serde_json::Value>(&row.body) else { continue };
            let theirs = books.payments.values().filter(|payment| payment.is_held && payment.order == *row.key);
            let held: i64 = theirs.map(|payment| payment.amount).sum();
            let card = ours["method"] == "card" && (ours["status"] == "held" || ours["status"] == "completed");
            let ought = if card { ours["amount"].as_i64().unwrap_or(0) } else { 0 };
            if held != ought {
                return Err((
                    "I4 money",
                    format!("the provider holds {held} for {}, here it is {}", row.key, row.body),
                ));
            }
        }
        Ok(())
    }

    fn documents(&self) -> Result<(), Wrong> {
        self.places.iter().try_for_each(|place| crate::fold::compare(place, &self.watch, &self.registry))
    }
}

/// Tries everything again until nothing moves. What is left is said.
async fn replay_all(context: &Context) -> Result<usize, String> {
    let mut done = 0;
    loop {
        let (entries, _) = context.parked(None, 500).await.map_err(|error| error.to_string())?;
        if entries.is_empty() {
            return Ok(done);
        }
        let mut moved = false;
        for (_, entry) in entries {
            match context.replay(&entry.id).await {
                Ok(Some(ids)) => {
                    done += ids.len();
                    moved |= !ids.is_empty();
                }
                // It went with an earlier one.
                Ok(None) => moved = true,
                Err(why) if why.ends_with("any more") => moved |= context.drop_parked(&entry.id).await?,
                Err(why) => return Err(why),
            }
        }
        if !moved {
            return Err("what is tried again fails again".to_owned());
        }
    }
}
