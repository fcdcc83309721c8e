//! How much a client may ask for.

use super::refuse::{Refuse, problem};
use axum::http::request::Parts;
use std::{ops::RangeInclusive, time::Duration};

/// How much a client may ask for; every number has a default that suits a small public server.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the first byte of a request to the end of its headers, and from accept to the first
    /// byte. Afterwards 408 (nothing when not a byte came) and close. Default 5 s.
    pub header_time: Duration,
    /// Bytes of request line and headers together; more is 431. Default 16 KiB.
    pub header_bytes: usize,
    /// Number of header fields; more is 431. Default 100.
    pub header_fields: usize,
    /// Bytes of a request body; more is 413, told by its `Content-Length` before any of it is read,
    /// else as soon as that much has come. [`Hooks::body_bytes`] may allow a route more. Default 1 MiB.
    pub body_bytes: u64,
    /// The pace a body must keep, in bytes per second, while we wait for it. Default 1024.
    pub body_pace: u32,
    /// How far a body may fall behind that pace; a body that falls further is 408. A fast start
    /// earns no more than this either. Default 5 s.
    pub body_grace: Duration,
    /// How long a connection may stay open between requests. Default 75 s.
    pub idle_time: Duration,
    /// How long a client may take no byte of what we send. Then the connection is cut. Default 30 s.
    pub write_time: Duration,
    /// Connections in total. Beyond, a connection is accepted and closed at once without an answer:
    /// left in the queue of the system it would only wait and hide that we are full. Default 20,000;
    /// the process needs as many file descriptors.
    pub connections: usize,
    /// Connections per address, loopback too; IPv6 counts by /64, the least one customer gets.
    /// Beyond, accepted and closed at once. Behind a reverse proxy all connections are the proxy's:
    /// raise it there. Default 1,000.
    pub connections_per_address: usize,
    /// Requests at work at a time, from the end of the headers to the end of the response. Beyond,
    /// 503 with `Retry-After` before the body is read. Default 1,024.
    pub requests: usize,
    /// `Retry-After` of a shed request is drawn from this range, in seconds, so that those turned
    /// away do not come back all at once. Default 1 to 8.
    pub retry_after: RangeInclusive<u32>,
    /// What the routes decide.
    pub hooks: Hooks,
}

/// What the routes decide about requests before they see them.
#[derive(Clone, Copy, Debug)]
pub struct Hooks {
    /// Requests that are never shed: health and metrics. Default: none.
    pub never_shed: fn(&Parts) -> bool,
    /// Body bytes allowed for this request, instead of [`Limits::body_bytes`]. Default: no change.
    pub body_bytes: fn(&Parts) -> Option<u64>,
    /// Makes the answer to what is refused below the routes. Default: [`problem`].
    pub refuse: Refuse,
}

impl Default for Hooks {
    fn default() -> Self {
        Self { never_shed: |_| false, body_bytes: |_| None, refuse: problem }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(5),
            header_bytes: 16 * 1024,
            header_fields: 100,
            body_bytes: 1024 * 1024,
            body_pace: 1024,
            body_grace: Duration::from_secs(5),
            idle_time: Duration::from_secs(75),
            write_time: Duration::from_secs(30),
            connections: 20_000,
            connections_per_address: 1_000,
            requests: 1_024,
            retry_after: 1..=8,
            hooks: Hooks::default(),
        }
    }
}
