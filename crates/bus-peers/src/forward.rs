//! Carries requests to the process where their context runs.

use crate::{Client, Peers, client::whole};
use async_trait::async_trait;
use axum::body::Body;
use bytes::Bytes;
use edge_http::{
    api::{CATCH_UP, Forward, wait},
    token::Act,
};
use hyper::{Request, Response, header};
use runtime::{breaker::Breaker, ports::Clock};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long an answer may take, besides what the caller agreed to wait.
const PATIENCE: Duration = Duration::from_secs(3);
/// Requests under way to one context at once; the server below bounds all of them together.
const AT_ONCE: usize = 1_024;
/// Headers that speak of one connection only.
const HOP_BY_HOP: [header::HeaderName; 6] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::TE,
    header::TRAILER,
    header::UPGRADE,
    header::CONTENT_LENGTH,
];

/// Forwards, each peer behind a breaker.
pub struct Carrier {
    client: Arc<Client>,
    peers: Peers,
    breakers: HashMap<&'static str, Breaker>,
    clock: Arc<dyn Clock>,
}

impl Carrier {
    /// Forwards for these contexts.
    pub fn new(
        client: Arc<Client>,
        peers: Peers,
        contexts: impl IntoIterator<Item = &'static str>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let breakers = contexts.into_iter().map(|name| (name, Breaker::with_places(name, AT_ONCE))).collect();
        Self { client, peers, breakers, clock }
    }
}

#[async_trait]
impl Forward for Carrier {
    fn knows(&self, context: &str) -> bool {
        self.peers.url(context).is_some()
    }

    async fn forward(
        &self,
        context: &'static str,
        request: Request<Bytes>,
        act: Option<Act>,
    ) -> Result<Response<Body>, String> {
        let url = self.peers.url(context).ok_or_else(|| format!("nobody runs {context}"))?;
        let pass = match self.breakers.get(context) {
            Some(breaker) => Some(breaker.pass(self.clock.now()).ok_or("its breaker is open, or too many are asking")?),
            None => None,
        };
        // What the caller agreed to wait for is no silence.
        let asked = wait(request.headers()).unwrap_or_default();
        let caught_up = if request.headers().contains_key("not-before") { CATCH_UP } else { Duration::ZERO };
        let within = PATIENCE + asked + caught_up;
        match self.client.send(url, request, act, within).await {
            Ok(mut response) => {
                if let Some(pass) = pass {
                    pass.answered();
                }
                HOP_BY_HOP.iter().for_each(|name| drop(response.headers_mut().remove(name)));
                Ok(whole(response))
            }
            Err(why) => {
                if let Some(pass) = pass {
                    pass.silent(self.clock.now());
                }
                Err(why)
            }
        }
    }
}
