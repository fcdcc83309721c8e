//! All routes in one place: those of the contexts, made from their descriptions, and the few of the process itself.

use super::{
    Api, Moment,
    caller::{Entrance, moment},
    command::{self, Came, CommandRoute, put},
    docs, facts, health,
    lease::{self, LeaseRoute},
    parking,
    query::{self, QueryRoute, Shows},
};
use crate::{problem::Problem, server::Peer};
use axum::{
    RequestExt, Router,
    body::Body,
    extract::{Path, Query, RawPathParams, Request},
    http::{Response, StatusCode},
    routing::{MethodFilter, MethodRouter, get, on},
};
use kernel::{Method, Params, Role, text};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The whole API, as it answers at this entrance.
pub fn router(api: &Arc<Api>, entrance: Entrance) -> Router {
    let mut paths: BTreeMap<&'static str, MethodRouter> = BTreeMap::new();
    let mut add = |path: &'static str, route: MethodRouter| {
        let merged = paths.remove(path).unwrap_or_default().merge(route);
        paths.insert(path, merged);
    };
    for context in &api.node.registry().contexts {
        let location = |view: &str| context.items.iter().find(|item| item.view == view).map(|item| item.path);
        for entry in &context.commands {
            let route =
                Arc::new(CommandRoute { context: context.name, location: location(entry.shows), entry: entry.clone() });
            let filter = filter(entry.method);
            for path in [entry.path].iter().chain(entry.aliases) {
                add(path, commands(api, entrance, filter, &route));
            }
        }
        for lease in &context.leases {
            let command = |method| {
                let same =
                    |entry: &&Arc<runtime::registry::CommandEntry>| entry.path == lease.path && entry.method == method;
                let entry = context.commands.iter().find(same)?.clone();
                Some(CommandRoute { context: context.name, location: None, entry })
            };
            if let (Some(keep), Some(end)) = (command(lease.keep), command(lease.end)) {
                add(
                    lease.path,
                    leases(api, entrance, &Arc::new(LeaseRoute { lease: *lease, keep, end, open: Mutex::default() })),
                );
            }
        }
        let items = context.items.iter().map(|item| (item.path, item.aliases, Shows::Item(item.clone())));
        let lists = context.lists.iter().map(|list| (list.path, list.aliases, Shows::List(list.clone())));
        let pages = context.pages.iter().map(|page| (page.path, page.aliases, Shows::Page(Arc::new(copy(page)))));
        for (path, aliases, shows) in items.chain(lists).chain(pages) {
            let route = Arc::new(QueryRoute { context: context.name, shows });
            for path in [path].iter().chain(aliases) {
                add(path, queries(api, entrance, &route));
            }
        }
    }
    let mut router = Router::new();
    for (path, methods) in paths {
        router = router.route(path, methods);
    }
    router
        .merge(own(api, entrance))
        .fallback(fallback(api, entrance, StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(fallback(api, entrance, StatusCode::METHOD_NOT_ALLOWED))
}

fn copy(page: &kernel::Page) -> kernel::Page {
    let kernel::Page { path, aliases, who, summary, member, ref sections } = *page;
    kernel::Page { path, aliases, who, summary, member, sections: sections.clone() }
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}

fn commands(api: &Arc<Api>, entrance: Entrance, filter: MethodFilter, route: &Arc<CommandRoute>) -> MethodRouter {
    let (api, route) = (api.clone(), route.clone());
    on(filter, move |request: Request| {
        let (api, route) = (api.clone(), route.clone());
        async move {
            handle(&api.clone(), entrance, request, true, |moment, came| async move {
                let outcome = command::run(&api, &route, &moment, came).await;
                (moment, outcome)
            })
            .await
        }
    })
}

fn queries(api: &Arc<Api>, entrance: Entrance, route: &Arc<QueryRoute>) -> MethodRouter {
    let (api, route) = (api.clone(), route.clone());
    get(move |request: Request| {
        let (api, route) = (api.clone(), route.clone());
        async move {
            handle(&api.clone(), entrance, request, false, |moment, came| async move {
                let outcome = query::run(&api, &route, &moment, came).await;
                (moment, outcome)
            })
            .await
        }
    })
}

fn leases(api: &Arc<Api>, entrance: Entrance, route: &Arc<LeaseRoute>) -> MethodRouter {
    let (api, route) = (api.clone(), route.clone());
    get(move |request: Request| {
        let (api, route) = (api.clone(), route.clone());
        async move {
            handle(&api.clone(), entrance, request, false, |moment, came| async move {
                let response = lease::run(&api, &route, moment.clone(), came).await;
                (moment, Ok(response))
            })
            .await
        }
    })
}

/// What every route does first and last: who asks, how much, and the conversation in the answer.
async fn handle<F, R>(api: &Arc<Api>, entrance: Entrance, request: Request, with_body: bool, run: F) -> Response<Body>
where
    F: FnOnce(Moment, Came) -> R,
    R: Future<Output = (Moment, Result<Response<Body>, Problem>)>,
{
    let (moment, known) = moment(api, entrance, request.method(), request.headers());
    if let Err(problem) = known.and_then(|()| rated(api, entrance, &moment, &request)) {
        return moment.answer(Err(problem));
    }
    match came(request, with_body).await {
        Ok(came) => {
            let (moment, outcome) = run(moment, came).await;
            moment.answer(outcome)
        }
        Err(problem) => moment.answer(Err(problem)),
    }
}

fn rated(api: &Api, entrance: Entrance, moment: &Moment, request: &Request) -> Result<(), Problem> {
    let Some(rate) = api.rate.as_ref().filter(|_| entrance == Entrance::Gateway && !moment.forwarded) else {
        return Ok(());
    };
    let address = || request.extensions().get::<Peer>().map_or_else(String::new, |peer| peer.0.ip().to_string());
    let caller = moment.caller.as_ref().map_or_else(address, |actor| format!("{}:{}", actor.role, actor.id));
    if rate.admits(caller) {
        return Ok(());
    }
    let says =
        text!("요청이 너무 잦습니다. 잠시 기다려 주세요", "you ask more often than you may; please wait a moment");
    let retry_after = Problem::wait("").retry_after;
    Err(Problem { retry_after, ..Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", says) })
}

async fn came(mut request: Request, with_body: bool) -> Result<Came, Problem> {
    let path = match request.extract_parts::<RawPathParams>().await {
        Ok(path) => Params(path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()),
        Err(_) => {
            let says = text!("주소를 읽을 수 없습니다", "the path is not well-formed UTF-8");
            return Err(Problem::new(StatusCode::BAD_REQUEST, "bad-path", says));
        }
    };
    let (parts, body) = request.into_parts();
    let body = if with_body { super::body::read(body).await? } else { bytes::Bytes::new() };
    Ok(Came { method: parts.method, uri: parts.uri, headers: parts.headers, path, body })
}

/// An answer under way.
type Answering = std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

#[derive(Deserialize)]
struct FactsQuery {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    max: usize,
    #[serde(default)]
    wait: u64,
}

/// The routes of the process itself.
fn own(api: &Arc<Api>, entrance: Entrance) -> Router {
    let show = |render: fn(&Api) -> Response<Body>| {
        let api = api.clone();
        get(move || std::future::ready(render(&api)))
    };
    let parking = |wish| {
        let api = api.clone();
        move |request: Request| {
            let api = api.clone();
            async move {
                handle(&api.clone(), entrance, request, true, |moment, came| async move {
                    let outcome = parking::run(&api, wish, &moment, came).await;
                    (moment, outcome)
                })
                .await
            }
        }
    };
    Router::new()
        .route("/health/live", show(health::live))
        .route("/health/ready", show(health::ready))
        .route("/actuator/health", show(health::ready))
        .route("/metrics", show(health::metrics))
        .route("/openapi.json", show(|api| command::json(api.documents.openapi.to_string())))
        .route("/asyncapi.json", show(|api| command::json(api.documents.asyncapi.to_string())))
        .route("/.well-known/jwks.json", show(|api| command::json(api.keys.jwks().to_string())))
        .route("/docs", show(docs::page))
        .route("/docs/problems", show(docs::problems))
        .route("/parked/{context}", get(parking(parking::Wish::List)))
        .route("/parked/{context}/{id}/replay", axum::routing::post(parking(parking::Wish::Replay)))
        .route("/parked/{context}/{id}", axum::routing::delete(parking(parking::Wish::Drop)))
        .route("/internal/facts/{context}", internal_facts(api.clone(), entrance))
}

/// The log of a context, for peers only; for everybody else there is no such path.
fn internal_facts(api: Arc<Api>, entrance: Entrance) -> MethodRouter {
    get(move |Path(context): Path<String>, Query(query): Query<FactsQuery>, request: Request| {
        let api = api.clone();
        async move {
            let (moment, known) = moment(&api, entrance, request.method(), request.headers());
            let peer = moment.forwarded && moment.caller.as_ref().is_some_and(|caller| caller.role == Role::Service);
            let outcome = match known {
                Ok(()) if peer => {
                    facts::read(&api, &context, query.after, query.max, Duration::from_secs(query.wait)).await
                }
                Ok(()) => Err(Problem::absent()),
                Err(problem) => Err(problem),
            };
            moment.answer(outcome)
        }
    })
}

fn fallback(api: &Arc<Api>, entrance: Entrance, status: StatusCode) -> impl Fn(Request) -> Answering + Clone + use<> {
    let api = api.clone();
    move |request: Request| {
        let (moment, known) = moment(&api, entrance, request.method(), request.headers());
        let problem = match (known, status) {
            (Err(problem), _) => problem,
            (Ok(()), StatusCode::METHOD_NOT_ALLOWED) => {
                let says = text!("이 주소에서 쓸 수 없는 방법입니다", "this path does not take that method; see /docs");
                Problem::new(status, "method-not-allowed", says)
            }
            (Ok(()), _) => Problem::absent(),
        };
        let mut response = moment.answer(Err(problem));
        put(&mut response, "cache-control", "no-store");
        Box::pin(std::future::ready(response))
    }
}
