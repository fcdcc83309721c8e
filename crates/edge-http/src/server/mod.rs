//! Our own accept loop over hyper (HTTP/1.1).
//!
//! What every connection must respect is in [`Limits`]; what is refused below the routes answers
//! with a problem document made by [`Hooks::refuse`]. Per connection there is one task, which drives
//! hyper and keeps the time: hyper's own header timer also runs while a kept-alive connection is
//! idle, so it cannot tell a slow head from a quiet client, and the clock of the connection does it instead.
//!
//! | file | what |
//! |---|---|
//! | `seats` | how many connections, in total and per address |
//! | `clock` | what a connection is doing and until when it may |
//! | `wire` | the socket, telling the clock what passes |
//! | `connection` | one connection from accept to close |
//! | `gate` | one request: host, load shedding, size, pace |
//! | `body` | request and response bodies with those limits |
//! | `refuse` | the answers given below the routes |
//!
//! Metrics (all through the `metrics` facade): gauge `edge_connections_open`; counters
//! `edge_connections_refused_total{limit}`, `edge_accept_errors_total`, `edge_timeouts_total{what}`,
//! `edge_requests_shed_total`, `edge_refusals_total{code}`.
//!
//! A client that goes away while its request runs takes the request with it: hyper drops the
//! handler's future. Work that must be finished belongs in a task of its own.

mod accept;
mod body;
mod clock;
mod connection;
mod gate;
mod host;
mod limits;
mod refuse;
mod seats;
mod wire;

#[cfg(test)]
mod tests;

pub use accept::{Drained, serve};
pub use limits::{Hooks, Limits};
pub use refuse::{Refuse, problem};

use std::net::SocketAddr;

/// The address a request came from; a request extension. An IPv4 client of an IPv6 socket is
/// given as IPv4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Peer(pub SocketAddr);
