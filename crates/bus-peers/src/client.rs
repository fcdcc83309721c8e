//! The HTTP client processes use among themselves.

use axum::body::Body;
use bytes::Bytes;
use edge_http::token::{Act, Issuer, PEER_TTL};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::TokioExecutor,
};
use kernel::Role;
use parking_lot::Mutex;
use runtime::ports::Clock;
use std::{collections::HashMap, sync::Arc, time::Duration};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_millis(500);
/// Largest answer that is taken whole.
const ANSWER_MAX: usize = 64 * 1024 * 1024;
/// Tokens that are kept while they are fresh.
const TOKENS_MAX: usize = 10_000;

/// On whose behalf.
type Caller = (Role, String);
/// A token, and until when it is fresh.
type Fresh = (String, u64);

/// Asks other processes, in our name or on a caller's behalf.
pub struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    issuer: Issuer,
    name: String,
    clock: Arc<dyn Clock>,
    tokens: Mutex<HashMap<Option<Caller>, Fresh>>,
}

impl Client {
    /// A client that signs with `issuer` as the process `name`.
    pub fn new(issuer: Issuer, name: &str, clock: Arc<dyn Clock>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let pool = Pool::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(60)).build(connector);
        Self { pool, issuer, name: name.to_owned(), clock, tokens: Mutex::default() }
    }

    /// A token for this caller, kept for half its life: minting one takes longer than using it.
    fn token(&self, act: Option<Act>) -> Result<String, String> {
        let now = self.clock.now() / 1000;
        let key = act.as_ref().map(|act| (act.role, act.sub.clone()));
        let mut tokens = self.tokens.lock();
        if let Some((token, until)) = tokens.get(&key)
            && now < *until
        {
            return Ok(token.clone());
        }
        if tokens.len() >= TOKENS_MAX {
            tokens.retain(|_, (_, until)| now < *until);
        }
        if tokens.len() >= TOKENS_MAX {
            tokens.clear();
        }
        let token = self.issuer.mint_peer(&self.name, act, now).map_err(|e| e.to_string())?;
        tokens.insert(key, (token.clone(), now + PEER_TTL.as_secs() / 2));
        Ok(token)
    }

    /// Sends a request to `url` (its path and query are kept) and takes the whole answer, or gives up.
    pub(crate) async fn send(
        &self,
        url: &str,
        mut request: Request<Bytes>,
        act: Option<Act>,
        within: Duration,
    ) -> Result<Response<Bytes>, String> {
        let token = self.token(act)?;
        let target = format!("{url}{}", request.uri().path_and_query().map_or("/", |path| path.as_str()));
        *request.uri_mut() = target.parse().map_err(|e| format!("{target}: {e}"))?;
        let bearer = format!("Bearer {token}").parse().map_err(|_| "the token is no header".to_owned())?;
        request.headers_mut().insert(header::AUTHORIZATION, bearer);
        request.headers_mut().remove(header::HOST);
        let asking = async {
            let response = self.pool.request(request.map(Full::new)).await.map_err(|e| told(&e))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_MAX).collect().await.map_err(|e| e.to_string())?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        tokio::time::timeout(within, asking).await.map_err(|_| format!("no answer within {} ms", within.as_millis()))?
    }

    /// `GET` in our own name. `None` is a clear "there is no such thing".
    pub(crate) async fn get(
        &self,
        url: &str,
        path: &str,
        act: Option<Act>,
        within: Duration,
    ) -> Result<Option<Bytes>, String> {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = path.parse().map_err(|e| format!("{path}: {e}"))?;
        let response = self.send(url, request, act, within).await?;
        match response.status() {
            StatusCode::OK => Ok(Some(response.into_body())),
            StatusCode::NOT_FOUND => Ok(None),
            status => Err(format!("it answered {status}")),
        }
    }
}

/// An error with what is behind it: the outermost says only that there was one.
fn told(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut behind = error.source();
    while let Some(error) = behind {
        words.push_str(": ");
        words.push_str(&error.to_string());
        behind = error.source();
    }
    words
}

/// A whole answer as one of ours.
pub(crate) fn whole(response: Response<Bytes>) -> Response<Body> {
    response.map(Body::from)
}
