//! given / when / then, for the tests of deciders and views.

use crate::{Actor, Cause, Day, Decider, Refused, Role, View, read_fact};
use std::fmt::Debug;

/// A cause for tests: somebody asks on this day.
pub fn cause_on(today: &str) -> Cause {
    let today: Day = today.parse().unwrap_or_default();
    let days = today.days_since(Day::default());
    Cause {
        command: "test".into(),
        correlation: "test".into(),
        causation: "request".into(),
        actor: Actor { role: Role::Librarian, id: "desk".into() },
        at: u64::try_from(days).unwrap_or(0) * 86_400_000,
        today,
    }
}

/// `given([…]).on("2021-09-13").when(command).then([…])`
pub struct Given<D: Decider> {
    state: D,
    cause: Cause,
}

/// Starts from what happened.
pub fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    Given {
        state: events.into_iter().fold(D::default(), |state, event| state.evolve(&event)),
        cause: cause_on("2021-09-13"),
    }
}

impl<D: Decider> Given<D> {
    /// The day it is.
    pub fn on(mut self, day: &str) -> Self {
        self.cause = cause_on(day);
        self
    }

    /// Who asks.
    pub fn by(mut self, role: Role, id: &str) -> Self {
        self.cause.actor = Actor { role, id: id.into() };
        self
    }

    /// Asks.
    pub fn when(self, command: D::Command) -> Outcome<D> {
        let answer = self.state.decide(command, &self.cause).map_err(Refused::from);
        Outcome { state: self.state, answer }
    }

    /// The state itself, for what only the state shows.
    pub fn state(self) -> D {
        self.state
    }
}

/// What came of it.
pub struct Outcome<D: Decider> {
    state: D,
    answer: Result<Vec<D::Event>, Refused>,
}

impl<D: Decider> Outcome<D> {
    /// Exactly these facts. Returns the state after them.
    #[track_caller]
    pub fn then(self, expected: impl IntoIterator<Item = D::Event>) -> D {
        let expected: Vec<D::Event> = expected.into_iter().collect();
        match self.answer {
            Ok(events) => {
                assert_eq!(events, expected);
                events.iter().fold(self.state, D::evolve)
            }
            Err(refused) => panic!("expected {expected:?}, was refused: {refused:?}"),
        }
    }

    /// Nothing happens: it was so already.
    #[track_caller]
    pub fn nothing(self) {
        self.then([]);
    }

    /// Refused with this code.
    #[track_caller]
    pub fn refused(self, code: &str) -> Refused {
        match self.answer {
            Err(refused) if refused.code == code => refused,
            other => panic!("expected the refusal {code}, got {other:?}"),
        }
    }

    /// Whatever facts there are.
    #[track_caller]
    pub fn facts(self) -> Vec<D::Event> {
        self.answer.unwrap_or_else(|refused| panic!("was refused: {refused:?}"))
    }
}

/// Folds facts, given as name and JSON, into the documents of a view, in order of their keys.
#[track_caller]
pub fn told<V: View + Debug>(facts: &[(&str, serde_json::Value)]) -> Vec<(String, V)> {
    let mut documents = std::collections::BTreeMap::<String, V>::new();
    let cause = cause_on("2021-09-13");
    for (name, data) in facts {
        if !V::HEARS.contains(name) {
            continue;
        }
        let fact: V::Fact = match read_fact(name, &data.to_string()) {
            Ok(fact) => fact,
            Err(unreadable) => panic!("{unreadable}"),
        };
        if let Some(key) = V::key(&fact) {
            match documents.remove(&key).unwrap_or_default().evolve(&fact, &cause) {
                Some(document) => drop(documents.insert(key, document)),
                None => drop(documents.remove(&key)),
            }
        }
    }
    documents.into_iter().collect()
}
