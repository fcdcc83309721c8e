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

/// What a saga's table is held against: every state the decider can reach by these commands, and each of them in every state.
///
/// `stage` names the state of the one process the commands are about. Every command is also given twice in a row: the second
/// time nothing may happen, or the caller is refused (habit: every step is run twice).
pub fn explore<D: Decider>(commands: &[D::Command], stage: fn(&D) -> &'static str) -> Explored {
    let mut found = Explored::default();
    // A state is known by the facts that led to it: deciders need no `Clone`.
    let rebuild = |facts: &[D::Event]| facts.iter().fold(D::default(), D::evolve);
    let mut paths: Vec<Vec<D::Event>> = vec![vec![]];
    let mut seen = std::collections::BTreeSet::new();
    seen.insert(format!("{:?}", D::default()));
    while let Some(path) = paths.pop() {
        for command in commands {
            let state = rebuild(&path);
            let from = stage(&state);
            found.states.insert(from);
            let on = name_of(command);
            let Ok(events) = state.decide(command.clone(), &cause_on("2021-09-13")) else { continue };
            if events.is_empty() {
                continue;
            }
            let mut longer = path.clone();
            longer.extend(events.iter().cloned());
            let after = rebuild(&longer);
            let tells = events.iter().filter_map(|event| crate::write_fact(event).ok()).map(|(name, _)| name).collect();
            found.steps.insert((from, on.clone(), stage(&after), tells));
            if let Ok(again) = after.decide(command.clone(), &cause_on("2021-09-13"))
                && !again.is_empty()
            {
                found.twice.insert((from, on));
            }
            if seen.insert(format!("{after:?}")) && seen.len() < EXPLORED_MAX {
                paths.push(longer);
            }
        }
    }
    found.complete = seen.len() < EXPLORED_MAX;
    found
}

/// States that are looked at, at most.
const EXPLORED_MAX: usize = 5_000;

/// What [`explore`] found.
#[derive(Debug, Default)]
pub struct Explored {
    /// Every state it came to.
    pub states: std::collections::BTreeSet<&'static str>,
    /// From, on, to, facts.
    pub steps: std::collections::BTreeSet<(&'static str, String, &'static str, Vec<String>)>,
    /// Commands that did something the second time as well.
    pub twice: std::collections::BTreeSet<(&'static str, String)>,
    /// There was nothing left to look at.
    pub complete: bool,
}

impl Explored {
    /// The decider does exactly what the table says, and nothing twice.
    #[track_caller]
    pub fn is(&self, saga: &crate::Saga) {
        assert!(self.complete, "too many states: give fewer commands");
        let told = |step: &crate::Step| {
            let tells = step.tells.iter().map(|fact| (*fact).to_owned()).collect::<Vec<_>>();
            (step.from, step.on.to_owned(), step.to, tells)
        };
        let table: std::collections::BTreeSet<_> = saga.steps.iter().map(told).collect();
        let missing: Vec<_> = self.steps.difference(&table).collect();
        let invented: Vec<_> = table.difference(&self.steps).collect();
        assert!(missing.is_empty() && invented.is_empty(), "not in the table: {missing:#?}\nonly there: {invented:#?}");
        let states: std::collections::BTreeSet<_> = saga.states.iter().copied().collect();
        assert_eq!(self.states, states, "the states of {}", saga.name);
        assert!(self.twice.is_empty(), "done twice: {:?}", self.twice);
        for end in saga.ends {
            assert!(states.contains(end), "{end} is no state of {}", saga.name);
        }
        let stuck = |state: &&&str| !saga.ends.contains(*state) && !saga.steps.iter().any(|step| step.from == **state);
        let stuck: Vec<_> = saga.states.iter().filter(stuck).collect();
        assert!(stuck.is_empty(), "half done, and nothing moves it: {stuck:?}");
    }
}

/// The name of an enum's variant, as in its debug form.
fn name_of(command: &impl Debug) -> String {
    let text = format!("{command:?}");
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
