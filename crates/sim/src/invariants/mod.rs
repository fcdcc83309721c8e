//! What must be true of the facts, context by context: the only place of the simulator that knows the business.
//!
//! Every rule hears every fact of every context, in the order in which they became durable, and is asked again when
//! everything has come to rest. A new context adds a file and a line in [`all`].

mod askers;
mod catalogue;
mod claims;
mod deeds;
mod lending;
mod loans_and_copies;
mod notification;
mod parcels;
mod payment;
mod sagas;
mod shop;
mod teaching;

use kernel::{Day, Millis};
use runtime::registry::Registry;
use serde_json::Value;

/// A fact, read for the rules.
pub(crate) struct Told<'a> {
    /// Its full name.
    pub name: &'a str,
    /// Its payload.
    pub data: &'a Value,
    /// Where it stands.
    pub stream: &'a str,
}

impl Told<'_> {
    pub(crate) fn text(&self, field: &str) -> String {
        self.data[field].as_str().unwrap_or_default().to_owned()
    }
    pub(crate) fn number(&self, field: &str) -> i64 {
        self.data[field].as_i64().unwrap_or(0)
    }
    pub(crate) fn rows(&self, field: &str) -> &[Value] {
        self.data[field].as_array().map_or(&[], Vec::as_slice)
    }
    pub(crate) fn day(&self, field: &str) -> Day {
        self.data[field].as_str().and_then(|day| day.parse().ok()).unwrap_or_default()
    }
}

/// What is wrong: which invariant, and what differs.
pub(crate) type Wrong = (&'static str, String);

/// When it is asked.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub at: Millis,
    pub today: Day,
}

/// Rules about the facts.
pub(crate) trait Rules {
    /// A fact became durable.
    fn hear(&mut self, told: &Told<'_>) -> Result<(), Wrong>;

    /// Nothing goes wrong any more, and nobody has anything left to do.
    fn at_rest(&self, today: Moment) -> Result<(), Wrong>;
}

/// Every rule.
pub(crate) fn all(registry: &Registry) -> Vec<Box<dyn Rules>> {
    vec![
        Box::new(catalogue::Copies::default()),
        Box::new(lending::Loans::default()),
        Box::new(loans_and_copies::Claims::default()),
        Box::new(askers::Askers::default()),
        Box::new(shop::Shop::default()),
        Box::new(payment::Ledger::default()),
        Box::new(deeds::Deeds::default()),
        Box::new(parcels::Parcels::default()),
        Box::new(teaching::Teachers::default()),
        Box::new(notification::Notices::default()),
        Box::new(sagas::Sagas::of(registry)),
    ]
}

/// Holds, or is wrong.
pub(crate) fn hold(holds: bool, invariant: &'static str, what: impl FnOnce() -> String) -> Result<(), Wrong> {
    if holds { Ok(()) } else { Err((invariant, what())) }
}
