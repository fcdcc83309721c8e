//! The runtime under a small world of two contexts, over the in-memory store and its faults.

mod alarms;
mod commands;
mod faults;
mod parking;
mod views;
mod world;
