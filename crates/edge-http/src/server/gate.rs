//! One request: what is asked of it before the routes see it.

use super::{
    Limits, Peer,
    body::{Metered, Tracked, Verdict},
    clock::Clock,
    host,
    refuse::{Reason, close, come_back},
};
use axum::{
    body::Body,
    http::{Request, Response, request::Parts},
};
use hyper::body::{Body as _, Incoming};
use std::{convert::Infallible, pin::Pin, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::{Service, ServiceExt};

/// What all connections share.
pub(super) struct Shared<S> {
    pub(super) service: S,
    pub(super) limits: Limits,
    pub(super) places: Arc<Semaphore>,
}

/// The gate of one connection.
pub(super) struct Gate<S> {
    pub(super) shared: Arc<Shared<S>>,
    pub(super) clock: Arc<Clock>,
    pub(super) peer: Peer,
}

type Answer = Result<Response<Tracked>, Infallible>;

impl<S> hyper::service::Service<Request<Incoming>> for Gate<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send,
{
    type Response = Response<Tracked>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.clock.asked();
        let clock = self.clock.clone();
        let limits = &self.shared.limits;
        let (mut parts, body) = request.into_parts();
        let admitted = admit(&parts, &body, limits, &self.shared.places);
        let (permit, most) = match admitted {
            Ok(admitted) => admitted,
            Err(reason) => {
                let answer = turn_away(reason, limits, !body.is_end_stream());
                return Box::pin(std::future::ready(Ok(Tracked::wrap(answer, clock, None))));
            }
        };
        parts.extensions.insert(self.peer);
        let verdict = Verdict::default();
        let body = if body.is_end_stream() {
            Body::empty()
        } else {
            Body::new(Metered::new(body, limits, most, verdict.clone()))
        };
        let answer = self.shared.service.clone().oneshot(Request::from_parts(parts, body));
        let refuse = limits.hooks.refuse;
        Box::pin(async move {
            let Ok(mut answer) = answer.await;
            // The handler saw a broken body and may have called it anything.
            if let Some(reason) = verdict.lock().take() {
                count_slow(reason);
                answer = reason.answer(refuse);
            }
            Ok(Tracked::wrap(answer, clock, permit))
        })
    }
}

/// A place to work in, none for what is never shed, and the bytes the body may have.
type Admitted = (Option<OwnedSemaphorePermit>, u64);

fn admit(parts: &Parts, body: &Incoming, limits: &Limits, places: &Arc<Semaphore>) -> Result<Admitted, Reason> {
    if !host::proper(&parts.headers, &parts.uri) {
        return Err(Reason::Host);
    }
    let permit = if (limits.hooks.never_shed)(parts) {
        None
    } else {
        Some(places.clone().try_acquire_owned().map_err(|_| Reason::Busy)?)
    };
    let most = (limits.hooks.body_bytes)(parts).unwrap_or(limits.body_bytes);
    // With a `Content-Length` this is all of the body; without one it is nothing yet.
    if body.size_hint().lower() > most {
        return Err(Reason::BodyTooLarge);
    }
    Ok((permit, most))
}

fn turn_away(reason: Reason, limits: &Limits, has_body: bool) -> Response<Body> {
    let mut answer = reason.answer(limits.hooks.refuse);
    if reason == Reason::Busy {
        metrics::counter!("edge_requests_shed_total").increment(1);
        come_back(&mut answer, &limits.retry_after);
        // Without a body the connection is as good as before, and a new one would cost us more.
        if has_body {
            close(&mut answer);
        }
    }
    answer
}

fn count_slow(reason: Reason) {
    if reason == Reason::BodyTooSlow {
        metrics::counter!("edge_timeouts_total", "what" => "body").increment(1);
    }
}

impl Tracked {
    fn wrap(answer: Response<Body>, clock: Arc<Clock>, permit: Option<OwnedSemaphorePermit>) -> Response<Self> {
        answer.map(|body| Self { body, clock, permit })
    }
}
