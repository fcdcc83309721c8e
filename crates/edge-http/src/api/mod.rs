//! The REST API: every route comes from the description its context gave of it.

mod body;
mod caller;
mod command;
mod conditions;
pub(crate) mod docs;
mod elsewhere;
mod facts;
mod health;
mod lease;
mod line;
mod parking;
mod query;
mod rate;
mod routes;

pub use caller::Entrance;
pub use command::UNCHANGED;
pub use conditions::{CATCH_UP, wait};
pub use elsewhere::Forward;
pub use facts::{FactsPage, WireFact};
pub use rate::Rate;
pub use routes::router;

use crate::{
    problem::Problem,
    token::{PublicKeys, Verifier},
};
use axum::{body::Body, http::Response};
use kernel::{Actor, Day, Millis, Settings};
use runtime::{context::Context, guards::Guards, node::Node, ports::Ambient};
use serde_json::Value;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Everything the routes share.
pub struct Api {
    /// The contexts of this process.
    pub node: Arc<Node>,
    /// Clock, zone and ids.
    pub ambient: Ambient,
    /// Asks guards' questions.
    pub guards: Guards,
    /// Reaches contexts that run elsewhere.
    pub forward: Arc<dyn Forward>,
    /// Checks tokens.
    pub verifier: Verifier,
    /// The public keys, for `/.well-known/jwks.json`.
    pub keys: PublicKeys,
    /// How much a caller may ask of the gateway.
    pub rate: Option<Rate>,
    /// Renders the metrics.
    pub metrics: Box<dyn Fn() -> String + Send + Sync>,
    /// The API documents.
    pub documents: Documents,
    /// Secret of the fingerprints that idempotency keys keep of bodies.
    pub fingerprints: [u8; 32],
    /// What this installation has set.
    pub settings: Settings,
    /// Turns false when the process is about to stop.
    pub ready: AtomicBool,
}

/// The generated documents, made once.
pub struct Documents {
    /// OpenAPI 3.1.
    pub openapi: Value,
    /// AsyncAPI 3.0.
    pub asyncapi: Value,
}

impl Api {
    /// From now on: not ready.
    pub fn stopping(&self) {
        self.ready.store(false, Ordering::SeqCst);
    }

    fn local(&self, context: &str) -> Option<&Context> {
        self.node.context(context)
    }
}

/// What every handler knows of the request besides its own part.
#[derive(Clone)]
pub(crate) struct Moment {
    /// Who asks; nobody, if there was no token.
    pub caller: Option<Actor>,
    /// Prefers Korean.
    pub korean: bool,
    /// The conversation.
    pub correlation: String,
    /// Now.
    pub at: Millis,
    /// Today, in the library's zone.
    pub today: Day,
    /// A peer asks on somebody's behalf.
    pub forwarded: bool,
    /// When the caller's token ends, in seconds since 1970; a door has none.
    pub until: Option<u64>,
}

impl Moment {
    /// The answer, or the problem as an answer; both carry the conversation.
    pub(crate) fn answer(&self, outcome: Result<Response<Body>, Problem>) -> Response<Body> {
        let mut response = outcome.unwrap_or_else(|problem| problem.answer(self.korean, &self.correlation));
        if let Ok(value) = self.correlation.parse() {
            response.headers_mut().insert("x-correlation-id", value);
        }
        response
    }
}
