//! Contexts in other processes: their logs pulled over HTTP, their resources looked at, requests carried to them.
//!
//! Processes trust each other by short tokens under the shared signing key. They may start in any order and be away
//! for any time: a log that is away is asked again, a resource that is away is an answer a guard knows what to do with.

mod client;
mod forward;
mod log;
mod look;
mod peers;

pub use client::Client;
pub use forward::Carrier;
pub use log::RemoteLog;
pub use look::Looker;
pub use peers::{BadPeers, Peers};
