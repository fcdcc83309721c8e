//! Asks the questions of guards: deadline, bulkhead, circuit breaker, then the context next door or its peer.

use crate::{
    breaker::{Breaker, State},
    ports::{Ask, Clock, Peer},
};
use kernel::{Found, Given, Guard, Refused, Silence};
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

    /// May the command be taken? Without an answer, what the guard says about silence counts.
    pub async fn ask(&self, guard: &Guard, given: &Given) -> Result<(), Refused> {
        let silence = |why: &str| {
            metrics::counter!("madang_guard_silent_total", "guard" => guard.name, "why" => why.to_owned()).increment(1);
            match guard.silence {
                Silence::Accept => Ok(()),
                Silence::Refuse(refusal) => Err(refusal()),
            }
        };
        let Some(pass) = self.breakers.get(guard.asks).and_then(|breaker| breaker.pass(self.clock.now())) else {
            return silence("breaker");
        };
        let ask = Ask { context: guard.asks, path: (guard.at)(given) };
        match tokio::time::timeout(DEADLINE, self.peer.look(&ask)).await {
            Ok(Ok(found)) => {
                pass.answered();
                (guard.judge)(found.as_ref().map_or(Found::Absent, Found::There), given)
            }
            Ok(Err(error)) => {
                tracing::debug!(guard = guard.name, "no answer: {error}");
                pass.silent(self.clock.now());
                silence("away")
            }
            Err(_) => {
                pass.silent(self.clock.now());
                silence("deadline")
            }
        }
    }

    /// Which breakers are not closed, for readiness.
    pub fn open(&self) -> Vec<&'static str> {
        let now = self.clock.now();
        self.breakers.iter().filter(|(_, breaker)| breaker.state(now) != State::Closed).map(|(name, _)| *name).collect()
    }
}
