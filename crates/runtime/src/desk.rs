//! Where the streams of one decider are kept while they are worked on.

use crate::ports::{NewFact, Recorded, Version};
use kernel::{Cause, Decider, Fact, Refused, Unreadable, When, read_fact, write_fact};
use lru::LruCache;
use serde::Serialize;
use std::{
    any::Any,
    collections::VecDeque,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// How many of its last commands a stream remembers. Redelivery comes within one batch of a policy or from a
/// caller's quick repeat; what has to be remembered longer carries an idempotency key.
const REMEMBERED: usize = 64;

/// A command whose type is forgotten.
pub trait AnyCommand: Send + Sync {
    /// As JSON, for the parking lot.
    fn json(&self) -> String;
    /// For the desk, which knows the type.
    fn as_any(&self) -> &dyn Any;
    /// Another one.
    fn duplicate(&self) -> Box<dyn AnyCommand>;
}

impl<C: Clone + Serialize + Send + Sync + 'static> AnyCommand for C {
    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn duplicate(&self) -> Box<dyn AnyCommand> {
        Box::new(self.clone())
    }
}

/// What came of a command.
pub enum Decided {
    /// This stream has done this very command already.
    Repeated,
    /// These facts, to be appended at this version; none if it was so already.
    Facts(Version, Vec<NewFact>),
}

/// Why a command could not be decided.
pub enum Undecided {
    /// The rule says no.
    Refused(Refused),
    /// Our own fault.
    Broken(String),
}

/// When a stream wants to be woken, and with which command (JSON).
#[derive(Clone, Debug, PartialEq)]
pub struct Wake {
    /// When.
    pub when: When,
    /// With what.
    pub command: String,
}

/// A [`Desk`] whose types are forgotten.
pub trait AnyDesk: Send + Sync {
    /// Is this stream in memory?
    fn knows(&self, stream: &str) -> bool;
    /// Takes a stream from its facts.
    fn seat(&mut self, stream: Arc<str>, facts: &[Recorded]) -> Result<(), Unreadable>;
    /// Decides, and goes on as if the facts were stored.
    fn decide(&mut self, stream: &str, command: &dyn AnyCommand, cause: &Cause) -> Result<Decided, Undecided>;
    /// What the stream wants to be woken for.
    fn wake(&mut self, stream: &str) -> Option<Wake>;
    /// Forgets a stream: what was decided on it is not true.
    fn forget(&mut self, stream: &str);
    /// Forgets the streams that were used least, down to the bound. Only between turns.
    fn trim(&mut self);
    /// A command from JSON.
    fn command(&self, json: &str) -> Result<Box<dyn AnyCommand>, String>;
}

/// The streams of decider `D`.
pub struct Desk<D: Decider> {
    seats: LruCache<Arc<str>, Seat<D>>,
    max: usize,
}

struct Seat<D> {
    state: D,
    version: Version,
    done: VecDeque<u64>,
}

impl<D: Decider> Desk<D> {
    /// Holds at most `max` streams between turns.
    pub fn holding(max: usize) -> Self {
        Self { seats: LruCache::unbounded(), max }
    }
}

fn mark(command: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    command.hash(&mut hasher);
    hasher.finish()
}

impl<D: Decider> Seat<D> {
    fn remember(&mut self, mark: u64) {
        if self.done.back() != Some(&mark) {
            if self.done.len() == REMEMBERED {
                self.done.pop_front();
            }
            self.done.push_back(mark);
        }
    }
}

impl<D: Decider> AnyDesk for Desk<D> {
    fn knows(&self, stream: &str) -> bool {
        self.seats.contains(stream)
    }

    fn seat(&mut self, stream: Arc<str>, facts: &[Recorded]) -> Result<(), Unreadable> {
        let mut seat = Seat { state: D::default(), version: 0, done: VecDeque::new() };
        for fact in facts {
            let event = read_event::<D::Event>(fact)?;
            seat.state = seat.state.evolve(&event);
            seat.version = fact.version;
            seat.remember(mark(&fact.cause.command));
        }
        self.seats.put(stream, seat);
        Ok(())
    }

    fn decide(&mut self, stream: &str, command: &dyn AnyCommand, cause: &Cause) -> Result<Decided, Undecided> {
        let broken = |why: &str| Undecided::Broken(format!("{}: {why}", D::NAME));
        let seat = self.seats.get_mut(stream).ok_or_else(|| broken("the stream was not loaded"))?;
        let command = command.as_any().downcast_ref::<D::Command>().ok_or_else(|| broken("not one of its commands"))?;
        let mark = mark(&cause.command);
        if seat.done.contains(&mark) {
            return Ok(Decided::Repeated);
        }
        let events = seat.state.decide(command.clone(), cause).map_err(|refusal| Undecided::Refused(refusal.into()))?;
        let facts: Result<Vec<NewFact>, Undecided> =
            events.iter().map(|event| new_fact(event).map_err(|e| broken(&e.to_string()))).collect();
        let (facts, expected) = (facts?, seat.version);
        if !facts.is_empty() {
            seat.state = events.iter().fold(std::mem::take(&mut seat.state), D::evolve);
            seat.version += facts.len() as Version;
            seat.remember(mark);
        }
        Ok(Decided::Facts(expected, facts))
    }

    fn wake(&mut self, stream: &str) -> Option<Wake> {
        let alarm = self.seats.get(stream)?.state.alarm()?;
        Some(Wake { when: alarm.when, command: alarm.command.json() })
    }

    fn forget(&mut self, stream: &str) {
        self.seats.pop(stream);
    }

    fn trim(&mut self) {
        while self.seats.len() > self.max {
            self.seats.pop_lru();
        }
    }

    fn command(&self, json: &str) -> Result<Box<dyn AnyCommand>, String> {
        serde_json::from_str::<D::Command>(json).map(|c| Box::new(c) as Box<dyn AnyCommand>).map_err(|e| e.to_string())
    }
}

fn new_fact<F: Fact>(event: &F) -> Result<NewFact, Unreadable> {
    let (name, data) = write_fact(event)?;
    Ok(NewFact { name: name.into(), schema: F::VERSION, data: data.into() })
}

/// An event of our own, in today's shape.
fn read_event<F: Fact>(fact: &Recorded) -> Result<F, Unreadable> {
    if fact.schema == F::VERSION {
        return read_fact(&fact.name, &fact.data);
    }
    let unreadable = |why: String| Unreadable { name: fact.name.to_string(), why };
    let stored = serde_json::from_str(&fact.data).map_err(|e| unreadable(e.to_string()))?;
    if fact.schema > F::VERSION {
        return Err(unreadable(format!("it has version {}, newer than this program's {}", fact.schema, F::VERSION)));
    }
    read_fact(&fact.name, &F::upcast(&fact.name, fact.schema, stored).to_string())
}
