//! Streams that are kept open to be there: while a client listens, the command that keeps the lease is given again and again;
//! when he goes, the one that ends it.

use super::{
    Api, Moment,
    command::{self, Came, CommandRoute},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Response, Uri, header},
};
use kernel::Params;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};

/// A stream lives no longer than its token, nor than this; whoever listens opens it again.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How often somebody looks whether the process is about to stop.
const LOOK: Duration = Duration::from_millis(500);

/// A lease and the commands behind it.
pub(super) struct LeaseRoute {
    pub lease: kernel::Lease,
    pub keep: CommandRoute,
    pub end: CommandRoute,
    /// How many streams are open for each caller and path: he is gone when the last is.
    pub open: Mutex<HashMap<String, usize>>,
}

impl LeaseRoute {
    /// One more, or one less; how many there are then.
    fn count(&self, who: &str, more: bool) -> usize {
        let mut open = self.open.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = open.entry(who.to_owned()).or_default();
        *count = if more { *count + 1 } else { count.saturating_sub(1) };
        let left = *count;
        if left == 0 {
            open.remove(who);
        }
        left
    }
}

/// An open stream.
struct Open {
    api: Arc<Api>,
    route: Arc<LeaseRoute>,
    moment: Moment,
    uri: Uri,
    path: Params,
    /// What is told first.
    first: Option<Bytes>,
    until: tokio::time::Instant,
    /// Whose stream it is, and of what; counted as long as this is held.
    counted: Option<String>,
    /// It ended by itself, not because the client has gone.
    ended: bool,
}

impl Open {
    fn came(&self, method: Method) -> Came {
        let (uri, path) = (self.uri.clone(), self.path.clone());
        Came { method, uri, headers: HeaderMap::new(), path, body: Bytes::new() }
    }

    /// Gives the command that keeps the lease; what it answers is the next event. An answer that says no, perhaps from
    /// another process, is given back as it is.
    async fn keep(&mut self) -> Result<Bytes, Response<Body>> {
        let (at, today) = self.api.ambient.now();
        (self.moment.at, self.moment.today) = (at, today);
        let outcome = command::run(&self.api, &self.route.keep, &self.moment, self.came(Method::POST)).await;
        let response = match outcome {
            Ok(response) if response.status().is_success() => response,
            other => return Err(self.moment.answer(other)),
        };
        let body = axum::body::to_bytes(response.into_body(), 64 * 1024).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body).replace(['\r', '\n'], " ");
        Ok(Bytes::from(format!("event: lease\ndata: {body}\n\n")))
    }

    /// The next event; nothing more when the process stops, the time is over, or the lease is refused.
    async fn next(mut self) -> Option<(Result<Bytes, std::convert::Infallible>, Self)> {
        if let Some(first) = self.first.take() {
            return Some((Ok(first), self));
        }
        let due = tokio::time::Instant::now() + Duration::from_millis(self.route.lease.every);
        while tokio::time::Instant::now() < due {
            tokio::time::sleep(LOOK).await;
            if !self.api.ready.load(Ordering::SeqCst) || tokio::time::Instant::now() >= self.until {
                // The client comes back, to us or to another: the lease is left to run.
                self.ended = true;
                return None;
            }
        }
        match self.keep().await {
            Ok(event) => Some((Ok(event), self)),
            Err(_) => {
                self.ended = true;
                None
            }
        }
    }
}

impl Drop for Open {
    /// The client is gone: whoever was there is not any more.
    fn drop(&mut self) {
        let Some(who) = self.counted.take() else { return };
        let left = self.route.count(&who, false);
        if self.ended || left > 0 {
            return;
        }
        let (api, route, came) = (self.api.clone(), self.route.clone(), self.came(Method::DELETE));
        let (at, today) = self.api.ambient.now();
        let caller = self.moment.caller.clone();
        let (korean, correlation, forwarded) =
            (self.moment.korean, self.moment.correlation.clone(), self.moment.forwarded);
        let moment = Moment { caller, korean, correlation, at, today, forwarded, until: None };
        tokio::spawn(async move {
            if let Err(problem) = command::run(&api, &route.end, &moment, came).await {
                tracing::debug!(code = problem.code, "a lease is left to run out");
            }
        });
    }
}

/// Opens the stream; a lease that is refused is a problem like any other.
pub(super) async fn run(api: &Arc<Api>, route: &Arc<LeaseRoute>, moment: Moment, came: Came) -> Response<Body> {
    let left = moment.until.map_or(LIFE, |exp| Duration::from_secs(exp.saturating_sub(moment.at / 1000)));
    let until = tokio::time::Instant::now() + left.min(LIFE);
    let Came { uri, path, .. } = came;
    let mut open = Open {
        api: api.clone(),
        route: route.clone(),
        moment,
        uri,
        path,
        first: None,
        until,
        counted: None,
        ended: false,
    };
    match open.keep().await {
        Ok(event) => open.first = Some(event),
        Err(refused) => return refused,
    }
    let who = open.moment.caller.as_ref().map_or_else(String::new, |actor| format!("{}:{}", actor.role, actor.id));
    let who = format!("{who} {}", open.uri.path());
    route.count(&who, true);
    open.counted = Some(who);
    let stream = futures_util::stream::unfold(open, Open::next);
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}
