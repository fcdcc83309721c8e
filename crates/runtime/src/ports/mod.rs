//! What the runtime needs from outside. Every port has one test suite (`port_tests`) that every adapter passes.

mod ambient;
mod facts;
mod outside;
mod peer;
mod store;

pub use ambient::{Ambient, Clock, FixedClock, Ids, SystemClock, UuidIds, Zone};
pub use facts::{Facts, FactsError, PAGE_MIN};
pub use outside::{Nobody, Outside};
pub use peer::{Ask, Peer, PeerError};
pub use store::{
    Append, Bound, Change, Commit, Committed, Doc, NewFact, Page, Position, Recorded, Row, Select, Shelf, Store,
    StoreError, Terms, Version,
};
