//! Carries requests to the process where their context runs.

use crate::{Client, Peers, client::whole};
use async_trait::async_trait;
use axum::body::Body;
use bytes::Bytes;
use edge_http::{api::Forward, token::Act};
use hyper::{HeaderMap, Request, Response, header};
use runtime::{breaker::Breaker, ports::Clock};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long an answer may take, besides what the caller agreed to wait.
const PATIENCE: Duration = Duration::from_secs(3);
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
        let breakers = contexts.into_iter().map(|name| (name, Breaker::new(name))).collect();
        Self { client, peers, breakers, clock }
    }
}

/// What the caller agreed to wait.
fn wait(headers: &HeaderMap) -> Duration {
    let prefer = headers.get("prefer").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let seconds = prefer.split(',').find_map(|wish| wish.trim().strip_prefix("wait=")?.parse::<u64>().ok());
    Duration::from_secs(seconds.unwrap_or(0).min(30))
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
        let within = PATIENCE + wait(request.headers());
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
