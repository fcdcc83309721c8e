/// A process over several contexts, written down: in which state it does what when it hears which message.
///
/// The table is drawn in the context map, and [`spec::explore`](crate::spec::explore) holds it against the decider: every
/// state it can reach, every message in each of them.
#[derive(Clone, Copy, Debug)]
pub struct Saga {
    /// What the process is called, e.g. `rental`.
    pub name: &'static str,
    /// The decider that carries it.
    pub decider: &'static str,
    /// Its states, the first one before anything happened.
    pub states: &'static [&'static str],
    /// The states in which it rests: completed, or everything undone.
    pub ends: &'static [&'static str],
    /// What moves it. A state and a message that have no step: nothing happens, or the caller is refused.
    pub steps: &'static [Step],
}

/// One step of a saga.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Where it is.
    pub from: &'static str,
    /// What comes: the name of a command, e.g. `MoneyHeld`.
    pub on: &'static str,
    /// Where it is afterwards.
    pub to: &'static str,
    /// The facts it tells, in order.
    pub tells: &'static [&'static str],
}

impl Step {
    /// `from --on--> to`, telling these facts.
    pub const fn new(from: &'static str, on: &'static str, to: &'static str, tells: &'static [&'static str]) -> Self {
        Self { from, on, to, tells }
    }
}
