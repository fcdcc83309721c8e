//! How the process is: for probes, for people, for Prometheus.

use super::{Api, command::json};
use axum::{
    body::Body,
    http::{Response, StatusCode, header},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, sync::atomic::Ordering};

/// The process runs. It does not when a store has stopped: only a restart, which looks at what is really on the disk, helps.
pub(super) fn live(api: &Api) -> Response<Body> {
    let stopped: Map<String, Value> = api
        .node
        .contexts()
        .filter_map(|context| Some((context.name().to_owned(), context.stopped()?.into())))
        .collect();
    if stopped.is_empty() {
        return json(json!({ "status": "UP" }).to_string());
    }
    let mut response = json(json!({ "status": "DOWN", "stopped": stopped }).to_string());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

/// Every context of this process can answer. A peer that is away is named, and takes nobody down with it.
pub(super) fn ready(api: &Api) -> Response<Body> {
    let stopped = api.node.contexts().any(|context| context.stopped().is_some());
    let ready = api.ready.load(Ordering::SeqCst) && !stopped;
    let contexts: Map<String, Value> =
        api.node.contexts().map(|context| (context.name().to_owned(), describe(context))).collect();
    let followed = api.node.contexts().flat_map(|context| context.away());
    let away: BTreeSet<&str> = followed.chain(api.guards.open()).collect();
    let rebuilding = api.node.contexts().any(|context| !context.rebuilding().is_empty());
    let status = match (ready, away.is_empty() && !rebuilding) {
        (false, _) => "DOWN",
        (true, true) => "UP",
        (true, false) => "UP (degraded)",
    };
    let degraded = !away.is_empty() || rebuilding;
    let answer = json!({ "status": status, "degraded": degraded, "away": away, "contexts": contexts });
    let mut response = json(answer.to_string());
    if !ready {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}

fn describe(context: &runtime::context::Context) -> Value {
    let followers: Map<String, Value> =
        context.progress().into_iter().map(|(name, at)| (name.to_string(), at.into())).collect();
    let rebuilding: Map<String, Value> =
        context.rebuilding().into_iter().map(|(shelf, from)| (shelf.to_string(), json!(from))).collect();
    json!({ "status": context.stopped().map_or("UP", |_| "DOWN"), "head": context.log().head(), "waiting": context.waiting(), "followers": followers, "rebuilding": rebuilding })
}

/// Prometheus.
pub(super) fn metrics(api: &Api) -> Response<Body> {
    let mut response = Response::new(Body::from((api.metrics)()));
    let kind = axum::http::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
