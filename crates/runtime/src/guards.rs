//! Asks the questions of guards: deadline, bulkhead, circuit breaker, then the context next door or its peer.

use crate::{
    breaker::{Breaker, State},
    ports::{Ask, Clock, Peer},
};
use kernel::{Actor, Found, Given, Guard, Refused, Silence, Verdict};
use serde_json::Value;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long a guard waits for an answer.
const DEADLINE: Duration = Duration::from_millis(300);

/// The breakers of this process, one before each context that is asked.
pub struct Guards {
    breakers: HashMap<&'static str, Breaker>,
    peer: Arc<dyn Peer>,
    clock: Arc<dyn Clock>,
}

impl Guards {
    /// Guards over the contexts of these names.
    pub fn new(contexts: impl IntoIterator<Item = &'static str>, peer: Arc<dyn Peer>, clock: Arc<dyn Clock>) -> Self {
        Self { breakers: contexts.into_iter().map(|name| (name, Breaker::new(name))).collect(), peer, clock }
    }

    /// May the command be taken? Without an answer, what the guard says about silence counts. Gives what was found
    /// at the first question.
    pub async fn ask(&self, guard: &Guard, given: &Given, caller: &Actor) -> Result<Option<Value>, Refused> {
        let silence = |why: &'static str| {
            metrics::counter!("madang_guard_silent_total", "guard" => guard.name, "why" => why).increment(1);
            match guard.silence {
                Silence::Accept => Ok(None),
                Silence::Refuse(refusal) => Err(refusal()),
            }
        };
        let found = match self.look(guard, (guard.at)(given)).await {
            Ok(found) => found,
            Err(why) => return silence(why),
        };
        match (guard.judge)(found.as_ref().map_or(Found::Absent, Found::There), given, caller)? {
            Verdict::Go => {}
            Verdict::Ask { at, judge } => match self.look(guard, at).await {
                Ok(found) => judge(found.as_ref().map_or(Found::Absent, Found::There))?,
                Err(why) => return silence(why),
            },
        }
        Ok(found)
    }

    /// One question; why there was no answer.
    async fn look(&self, guard: &Guard, path: String) -> Result<Option<Value>, &'static str> {
        let pass = self.breakers.get(guard.asks).and_then(|breaker| breaker.pass(self.clock.now()));
        let Some(pass) = pass else { return Err("breaker") };
        let ask = Ask { context: guard.asks, path };
        match tokio::time::timeout(DEADLINE, self.peer.look(&ask)).await {
            Ok(Ok(found)) => {
                pass.answered();
                Ok(found)
            }
            Ok(Err(error)) => {
                tracing::debug!(guard = guard.name, "no answer: {error}");
                pass.silent(self.clock.now());
                Err("away")
            }
            Err(_) => {
                pass.silent(self.clock.now());
                Err("deadline")
            }
        }
    }

    /// Which breakers are not closed, for readiness.
    pub fn open(&self) -> Vec<&'static str> {
        let now = self.clock.now();
        self.breakers.iter().filter(|(_, breaker)| breaker.state(now) != State::Closed).map(|(name, _)| *name).collect()
    }
}
