//! Requests for contexts that run in another process.

use super::{Api, Moment, command::Came};
use crate::{problem::Problem, token::Act};
use async_trait::async_trait;
use axum::{
    body::Body,
    http::{Request, Response},
};
use bytes::Bytes;
use kernel::text;

/// Carries requests to the process where their context runs.
#[async_trait]
pub trait Forward: Send + Sync + 'static {
    /// Does anybody we know run this context?
    fn knows(&self, context: &str) -> bool;
    /// The answer of that process; an error when there is none in time.
    async fn forward(
        &self,
        context: &'static str,
        request: Request<Bytes>,
        act: Option<Act>,
    ) -> Result<Response<Body>, String>;
}

/// Carries a request to where its context runs.
pub(super) async fn elsewhere(
    api: &Api,
    context: &'static str,
    moment: &Moment,
    came: Came,
) -> Result<Response<Body>, Problem> {
    if moment.forwarded || !api.forward.knows(context) {
        tracing::error!(context, forwarded = moment.forwarded, "nobody here runs this context");
        return Err(Problem::wait("context-away"));
    }
    let mut request = Request::new(came.body);
    *request.method_mut() = came.method;
    *request.uri_mut() = came.uri;
    for name in [
        "content-type",
        "accept-language",
        "prefer",
        "if-match",
        "if-none-match",
        "idempotency-key",
        "not-before",
        "traceparent",
    ] {
        for value in came.headers.get_all(name) {
            request.headers_mut().append(name, value.clone());
        }
    }
    if let Ok(value) = moment.correlation.parse() {
        request.headers_mut().insert("x-correlation-id", value);
    }
    let act = moment.caller.as_ref().map(|actor| Act { role: actor.role, sub: actor.id.clone() });
    api.forward.forward(context, request, act).await.map_err(|why| {
        tracing::warn!(context, "away: {why}");
        metrics::counter!("madang_forward_failed_total", "context" => context).increment(1);
        let says = text!(
            "지금 이 부분을 쓸 수 없습니다. 잠시 기다렸다가 다시 시도해 주세요",
            "this part of the library is away for a moment; please wait and try again"
        );
        Problem { says, ..Problem::wait("context-away") }
    })
}
