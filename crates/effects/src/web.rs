//! The HTTPS client of the adapters.
//!
//! hyper-util's pooled client, as between our own processes, with rustls on top: what matters here is the difference
//! between "certainly not sent" and "lost", and that client tells a failed connection from all else. ring and the bundled
//! roots of Mozilla keep the build at Rust and a C compiler, and the image at one file (aws-lc-rs is a far larger C
//! library that wants cmake on some targets; reqwest would bring more crates and hide the difference).

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::TokioExecutor,
};
use kernel::Outcome;
use std::{
    error::Error,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tower::Service;

/// Largest answer that is read.
const ANSWER_MAX: usize = 1024 * 1024;
/// Idle connections are closed before the other side does: what is sent into a closing one may be lost.
const IDLE: Duration = Duration::from_secs(20);

/// How long an adapter waits. Both are below the deadline of the runtime, which knows less about what happened.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Name, connection and TLS: nothing of ours was sent yet.
    pub connect: Duration,
    /// All of it.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), whole: Duration::from_secs(10) }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Missed {
    /// The request certainly did not get there.
    NotSent(String),
    /// It may have.
    Lost(String),
}

impl From<Missed> for Outcome {
    fn from(missed: Missed) -> Self {
        match missed {
            Missed::NotSent(why) => Self::Away(why),
            Missed::Lost(why) => Self::Unknown(why),
        }
    }
}

/// Asks over HTTP. One for all adapters.
pub(crate) struct Web {
    pool: Pool<Connector, Full<Bytes>>,
    whole: Duration,
}

impl Web {
    pub(crate) fn new(patience: Patience) -> Result<Self, String> {
        let mut http = HttpConnector::new();
        http.set_nodelay(true);
        http.enforce_http(false);
        let provider = rustls::crypto::ring::default_provider();
        let https = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .map_err(|e| format!("no TLS: {e}"))?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let connector = Connector { https, within: patience.connect };
        let pool = Pool::builder(TokioExecutor::new()).pool_idle_timeout(IDLE).build(connector);
        Ok(Self { pool, whole: patience.whole })
    }

    /// One request, one answer, taken whole. Redirects are not followed: these APIs have none.
    pub(crate) async fn ask(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Missed> {
        let asking = async {
            let response = self.pool.request(request.map(Full::new)).await.map_err(|error| {
                let why = told(&error);
                if error.is_connect() { Missed::NotSent(why) } else { Missed::Lost(why) }
            })?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_MAX).collect().await;
            let body = body.map_err(|error| Missed::Lost(format!("the answer broke off: {error}")))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let late = |_| Missed::Lost(format!("no answer within {} ms", self.whole.as_millis()));
        tokio::time::timeout(self.whole, asking).await.map_err(late)?
    }
}

/// A connection in time. The connector's own time-out knows neither a slow resolver nor a slow handshake.
#[derive(Clone)]
struct Connector {
    https: HttpsConnector<HttpConnector>,
    within: Duration,
}

type Failed = Box<dyn Error + Send + Sync>;

impl Service<Uri> for Connector {
    type Response = <HttpsConnector<HttpConnector> as Service<Uri>>::Response;
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Failed>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failed>> {
        self.https.poll_ready(context)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = tokio::time::timeout(self.within, self.https.call(to));
        Box::pin(async move { connecting.await? })
    }
}

/// Our web, shared.
pub(crate) type Shared = Arc<Web>;

/// An error with what is behind it: the outermost says only that there was one.
fn told(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        words.push_str(": ");
        words.push_str(&error.to_string());
        behind = error.source();
    }
    words
}

/// At most this many characters of what a provider says: it ends up in facts.
pub(crate) fn clipped(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
