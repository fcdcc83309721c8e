//! The runtime under a small world of two contexts, over the in-memory store and its faults.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

mod alarms;
mod commands;
mod effects;
mod faults;
mod parking;
mod rebuilding;
mod views;
mod world;
