use crate::{Actor, Given, Refused};
use serde_json::Value;

/// A question to another context before a command is taken.
///
/// It is asked in the public words of the API, so a guard knows no more of the other context than anybody does.
/// The runtime asks with a deadline, behind a bulkhead and a circuit breaker.
#[derive(Clone, Copy)]
pub struct Guard {
    /// Name, for metrics and logs.
    pub name: &'static str,
    /// The context that is asked; one breaker stands before each.
    pub asks: &'static str,
    /// The resource to look at, e.g. `/stocks/5`.
    pub at: fn(&Given) -> String,
    /// What the answer means.
    pub judge: fn(Found<'_>, &Given, &Actor) -> Result<Verdict, Refused>,
    /// What to do when there is no answer.
    pub silence: Silence,
}

/// The answer to a guard's question.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// The resource.
    There(&'a Value),
    /// A clear "there is no such thing".
    Absent,
}

/// What an answer means, if it is not a refusal.
pub enum Verdict {
    /// The command is taken.
    Go,
    /// One more question has to be asked, of the same context.
    Ask {
        /// The resource to look at, e.g. `/teachers/kim`.
        at: String,
        /// What its answer means; the last word.
        judge: fn(Found<'_>) -> Result<(), Refused>,
    },
}

/// What no answer means.
#[derive(Clone, Copy)]
pub enum Silence {
    /// The command is taken; its saga decides.
    Accept,
    /// The command is refused, with this reason.
    Refuse(fn() -> Refused),
}
