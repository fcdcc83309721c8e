//! One client: draws what to do, and does not rest until it is answered.

use super::{
    Failure,
    deeds::{self, Deed, Memory},
    dice::Dice,
    place::{Place, Told, ask},
};
use crate::bench::wire::Wire;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// A client with what it remembers.
pub(super) struct Client {
    number: u64,
    dice: Dice,
    memory: Memory,
    log: Log,
}

/// What was answered.
#[derive(Default)]
pub(super) struct Log {
    /// Taken and refused, by kind of command.
    pub counts: BTreeMap<&'static str, (u64, u64)>,
    /// Commands that had to be sent again because the server died on them.
    pub again: u64,
    /// Paths of everything that was made.
    pub made: Vec<String>,
    /// Points paid in.
    pub paid_in: i64,
    /// Answers that nobody should get.
    pub strange: Vec<String>,
}

impl Client {
    pub(super) fn new(number: u64, seed: u64) -> Self {
        let dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self { number, dice, memory: Memory::default(), log: Log::default() }
    }

    /// Gives commands until all clients together have given `most`.
    pub(super) async fn run(mut self, place: &Place, done: &AtomicU64, most: u64) -> Result<Log, Failure> {
        let mut wire = None;
        let mut n = 0;
        while done.fetch_add(1, Ordering::Relaxed) < most {
            n += 1;
            let deed = deeds::draw(&mut self.dice, &self.memory);
            let key = format!("w{}-{n}", self.number);
            let told = self.insist(place, &mut wire, &deed, &key).await?;
            self.remember(deed, &told);
        }
        Ok(self.log)
    }

    /// Sends until it is answered: a server that dies, or says that it is busy, is asked again with the same key.
    async fn insist(
        &mut self,
        place: &Place,
        wire: &mut Option<Wire>,
        deed: &Deed,
        key: &str,
    ) -> Result<Told, Failure> {
        for _ in 0..10_000 {
            let open = match wire {
                Some(open) => open,
                None => wire.insert(place.wire().await?),
            };
            let head = place.head(deed.method, &deed.path, deed.who.as_deref(), Some(key));
            match ask(open, head, deed.body.as_ref()).await {
                Ok(told) if told.status == 503 || (told.status == 409 && told.body["code"] == "still-running") => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok(told) => return Ok(told),
                Err(_) => {
                    *wire = None;
                    self.log.again += 1;
                }
            }
        }
        Err(format!("{} {} was never answered", deed.method, deed.path))
    }

    fn remember(&mut self, deed: Deed, told: &Told) {
        let counts = self.log.counts.entry(deed.kind).or_default();
        match told.status {
            200..=204 => {
                counts.0 += 1;
                if let (201, Some(id)) = (told.status, told.body["id"].as_str()) {
                    self.log.made.push(format!("{}/{id}", deed.shows));
                    self.memory.made(deed.kind, id, &told.body);
                }
                if deed.kind == "top-up" {
                    self.log.paid_in += deed.body.as_ref().and_then(|body| body["point"].as_i64()).unwrap_or(0);
                }
            }
            403 | 404 | 409 | 422 => counts.1 += 1,
            status => self.log.strange.push(format!("{} {}: {status} {}", deed.method, deed.path, told.body)),
        }
    }
}

impl Log {
    pub(super) fn join(&mut self, other: Log) {
        for (kind, (taken, refused)) in other.counts {
            let counts = self.counts.entry(kind).or_default();
            counts.0 += taken;
            counts.1 += refused;
        }
        self.again += other.again;
        self.made.extend(other.made);
        self.paid_in += other.paid_in;
        self.strange.extend(other.strange);
    }

    /// How it went.
    pub(super) fn table(&self, took: f64, deaths: u64) -> String {
        let mut out = String::from("| command | taken | refused |\n|---|---|---|\n");
        let (mut taken, mut refused) = (0, 0);
        for (kind, counts) in &self.counts {
            out.push_str(&format!("| {kind} | {} | {} |\n", counts.0, counts.1));
            taken += counts.0;
            refused += counts.1;
        }
        let (all, again) = (taken + refused, self.again);
        let share = 100 * taken / all.max(1);
        out.push_str(&format!(
            "\n{all} commands in {took:.0} s, {share} % taken; the server was killed {deaths} times, {again} commands were sent again"
        ));
        out
    }
}
