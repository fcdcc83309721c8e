use crate::{Cause, Day, Fact, Millis, Refusal};
use serde::{Serialize, de::DeserializeOwned};

/// What an aggregate *is*: asked something, it decides; told something, it evolves.
/// `Self` is the state; `Default` is the state before anything happened.
pub trait Decider: Default + std::fmt::Debug + Send + Sync + 'static {
    /// Stream category, e.g. `"borrower"`. Never change it once stored.
    const NAME: &'static str;
    /// What can be asked. Kept as JSON while it waits in the parking lot.
    type Command: Clone + std::fmt::Debug + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What can happen.
    type Event: Fact;
    /// Why not. Only the caller hears it.
    type Refusal: Refusal;

    /// The facts that follow from the command, or the refusal. No facts: it was so already.
    fn decide(&self, command: Self::Command, cause: &Cause) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The state after the event.
    fn evolve(self, event: &Self::Event) -> Self;

    /// When this state wants to be woken next, and with what: a time-out is a function of the state,
    /// so it survives restarts and moves along with the facts.
    fn alarm(&self) -> Option<Alarm<Self::Command>> {
        None
    }
}

/// A command that comes later by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm<C> {
    /// When it rings.
    pub when: When,
    /// What is asked then.
    pub command: C,
}

/// A moment to be woken at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At an instant, UTC.
    At(Millis),
    /// At the start of a civil day in the library's time zone.
    Day(Day),
}

/// A command on its way to one stream of `D`.
#[derive(Clone, Debug)]
pub struct To<D: Decider> {
    /// Which one.
    pub id: String,
    /// What is asked.
    pub command: D::Command,
}

impl<D: Decider> To<D> {
    /// `command` for the `D` with this id.
    pub fn new(id: impl Into<String>, command: D::Command) -> Self {
        Self { id: id.into(), command }
    }
}
