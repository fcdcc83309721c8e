//! What must be true of the facts, context by context: the only place of the simulator that knows the business.
//!
//! Every rule hears every fact of every context, in the order in which they became durable, and is asked again when
//! everything has come to rest. A new context adds a file and a line in [`all`].

mod catalogue;
mod lending;
mod loans_and_copies;

use kernel::Day;
use serde_json::Value;

/// A fact, read for the rules.
pub(crate) struct Told<'a> {
    /// Its full name.
    pub name: &'a str,
    /// Its payload.
    pub data: &'a Value,
}

impl Told<'_> {
    pub(crate) fn text(&self, field: &str) -> String {
        self.data[field].as_str().unwrap_or_default().to_owned()
    }
    pub(crate) fn number(&self, field: &str) -> i64 {
        self.data[field].as_i64().unwrap_or(0)
    }
    pub(crate) fn day(&self, field: &str) -> Day {
        self.data[field].as_str().and_then(|day| day.parse().ok()).unwrap_or_default()
    }
}

/// What is wrong: which invariant, and what differs.
pub(crate) type Wrong = (&'static str, String);

/// Rules about the facts.
pub(crate) trait Rules {
    /// A fact became durable.
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong>;

    /// Nothing goes wrong any more, and nobody has anything left to do.
    fn at_rest(&self, today: Day) -> Result<(), Wrong>;
}

/// Every rule.
pub(crate) fn all() -> Vec<Box<dyn Rules>> {
    vec![
        Box::new(catalogue::Copies::default()),
        Box::new(lending::Loans::default()),
        Box::new(loans_and_copies::Claims::default()),
    ]
}

/// Holds, or is wrong.
pub(crate) fn hold(holds: bool, invariant: &'static str, what: impl FnOnce() -> String) -> Result<(), Wrong> {
    if holds { Ok(()) } else { Err((invariant, what())) }
}
