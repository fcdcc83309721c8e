//! Runs deciders, policies and views over ports.
//!
//! One [`engine::Engine`] per context is its whole write side; followers carry facts to policies and to other
//! contexts' views; [`context::Context`] is what everybody else holds. Nothing here knows which store, bus or edge it serves.

pub mod breaker;
pub mod context;
pub mod desk;
pub mod engine;
pub mod guards;
pub mod node;
pub mod ports;
pub mod progress;
pub mod registry;
pub mod shelf;
pub mod tail;
pub mod watchers;

mod alarms;
mod effects;
mod follower;
pub mod memory;
#[cfg(any(test, feature = "port-tests"))]
pub mod port_tests;
mod versions;
