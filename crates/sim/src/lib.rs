//! The real engine, followers, views, alarms, guards and parking lot over a simulated clock, store, bus and callers.
//!
//! One seed is one run: it draws which faults exist, who asks what, and who moves next. In the first half things go
//! wrong and safety is checked after every step; in the second nothing goes wrong any more, 48 hours go by, and
//! everything has to come to rest.

mod books;
mod bus;
mod chance;
mod client;
mod fault;
mod fold;
mod heal;
mod hub;
mod invariants;
mod misfortune;
mod orders;
mod outside;
mod place;
mod planted;
mod poll;
mod report;
mod run;
mod sights;
mod store;
mod trace;
mod watch;
mod world;

pub use fault::Fault;
pub use planted::Bug;
pub use report::{BUDGET, Report, find, planted};
pub use run::{Run, STEPS, Violation, run};
