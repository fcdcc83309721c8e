//! Routes that ask for a change.

use super::{
    Api, Moment, body,
    caller::{admit, may_see},
    conditions::{self, etag},
    elsewhere::elsewhere,
    line::placed,
};
use crate::problem::Problem;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method as HttpMethod, Response, StatusCode, header},
};
use bytes::Bytes;
use kernel::{Actor, Asked, Cause, Given, Key, Method, Params, RefusalKind, Refused, text};
use runtime::{
    context::{Context, Request as Ask},
    engine::{Accepted, Once, Rejected},
    ports::Doc,
    registry::CommandEntry,
};
use std::sync::Arc;

/// Says that everything was so already.
pub const UNCHANGED: &str = "x-madang-unchanged";

/// A command route and where it leads.
pub(super) struct CommandRoute {
    pub context: &'static str,
    pub entry: Arc<CommandEntry>,
    /// Where documents of the answered view are found, for `Location`; holds one `{…}`.
    pub location: Option<&'static str>,
}

/// A request as it came.
pub(super) struct Came {
    pub method: HttpMethod,
    pub uri: axum::http::Uri,
    pub headers: HeaderMap,
    pub path: Params,
    pub body: Bytes,
}

/// Asks, and answers with the document that shows the outcome.
pub(super) async fn run(
    api: &Arc<Api>,
    route: &CommandRoute,
    moment: &Moment,
    came: Came,
) -> Result<Response<Body>, Problem> {
    admit(route.entry.who, moment.caller.as_ref())?;
    let nobody = Actor { role: kernel::Role::Patron, id: "nobody".to_owned() };
    let caller = moment.caller.as_ref().unwrap_or(&nobody);
    let Some(context) = api.local(route.context) else { return elsewhere(api, route.context, moment, came).await };
    let rebuilt = |view: &str| !context.is_live(view);
    if rebuilt(route.entry.shows) || route.entry.target.is_some_and(|target| rebuilt(target.view)) {
        return Err(conditions::not_yet());
    }
    let bound = bound(&route.entry, &came);
    let once = conditions::once(&came.headers, caller, &bound, (&api.fingerprints, &came.body))?;
    if let Some(once) = &once
        && let Some(answered) = context.answered(once).await?
    {
        return finish(context, route, moment, &came.headers, answered, None).await;
    }
    let (request, key) = prepare(api, context, route, moment, caller, &came, once).await?;
    let outcome = context.ask(request).await;
    finish(context, route, moment, &came.headers, outcome, key).await
}

/// What an idempotency key is bound to besides its caller: the route, under whichever of its names, and what the path names.
fn bound(entry: &CommandEntry, came: &Came) -> String {
    let mut parts: Vec<(&String, &String)> = came.path.0.iter().collect();
    parts.sort();
    format!("{} {} {parts:?}", came.method, entry.path)
}

/// Everything before the decider is asked. A refusal of the rules goes on to the engine, which keeps it under
/// the idempotency key; every other problem ends here.
async fn prepare(
    api: &Api,
    context: &Context,
    route: &CommandRoute,
    moment: &Moment,
    caller: &Actor,
    came: &Came,
    once: Option<Once>,
) -> Result<(Ask, Option<String>), Problem> {
    let entry = &route.entry;
    // Whose it is comes first: who may not is told nothing about what he sent.
    own(entry, caller, came)?;
    hear_first(context, entry.after).await;
    let named = match entry.target.map(|target| target.key) {
        Some(Key::Path(part)) => Some(came.path.get(part).to_owned()),
        _ => None,
    };
    let mut target = target(context, entry, caller, named.as_deref()).await?;
    let object = body::object(&came.headers, &came.body)?;
    let given = Given::read(entry.fields, &object, caller, entry.who).map_err(|faults| Problem::of_faults(&faults))?;
    if let Some(Key::Field(field)) = entry.target.map(|target| target.key) {
        target = self::target(context, entry, caller, given.text(field)).await?;
    }
    let seen = context.see((entry.sees)(&given)).await?;
    let guarded = match &entry.guard {
        Some(guard) => api.guards.ask(guard, &given, caller).await,
        None => Ok(None),
    };
    let answer = guarded.as_ref().ok().and_then(Option::as_ref);
    let new_id = context.ambient().ids.fresh();
    let asked = Asked {
        caller,
        at: moment.at,
        today: moment.today,
        new_id: &new_id,
        path: &came.path,
        given: &given,
        target: target.as_ref().map(|doc| &*doc.body),
        seen: &seen,
        answer,
        busy: context.waiting() >= api.settings.hold_above,
        settings: &api.settings,
    };
    let made = match &guarded {
        Ok(_) => (entry.ask)(&asked),
        Err(refused) => Err(refused.clone()),
    };
    let kept = |refused: &Refused| refused.kind == RefusalKind::Rule && once.is_some();
    let (posted, key) = match made {
        Ok(made) => (Ok(made.posted), Some(made.shows)),
        Err(refused) if kept(&refused) => (Err(refused), None),
        Err(refused) => return Err(refused.into()),
    };
    let command = once.as_ref().map_or_else(|| format!("request/{new_id}"), |once| format!("request/{}", once.key));
    let cause = Cause {
        command,
        correlation: moment.correlation.clone(),
        causation: "request".to_owned(),
        actor: caller.clone(),
        at: moment.at,
        today: moment.today,
    };
    let if_match = conditions::if_match(&came.headers)?;
    let shows = (entry.shows, key.clone().unwrap_or_default());
    Ok((Ask { posted, cause, shows, if_match, once }, key))
}

/// Is it the caller's own matter, by the member named in the path? For those who see what is others' it is forbidden,
/// for everybody else it is not there.
fn own(entry: &CommandEntry, caller: &Actor, came: &Came) -> Result<(), Problem> {
    let Some(part) = entry.own else { return Ok(()) };
    if came.path.get(part) == caller.id || entry.who.reaches_others(caller.role) {
        return Ok(());
    }
    if !caller.role.is_desk() {
        return Err(Problem::absent());
    }
    Err(not_yours())
}

/// Waits for the facts of other contexts, as far as they are next door; a moment, not longer.
async fn hear_first(context: &Context, sources: &[&'static str]) {
    for source in sources {
        context.has_heard(source, HEAR_WITHIN).await;
    }
}

/// How long a command waits until its context has heard another.
const HEAR_WITHIN: std::time::Duration = std::time::Duration::from_secs(1);

/// Nobody does this for a member but himself.
pub(super) fn not_yours() -> Problem {
    let says = text!("본인만 할 수 있습니다", "only the member himself may see or do this");
    Problem::new(StatusCode::FORBIDDEN, "not-yours", says)
}

/// The document a command is about: there, and the caller's own.
async fn target(
    context: &Context,
    entry: &CommandEntry,
    caller: &Actor,
    key: Option<&str>,
) -> Result<Option<Arc<Doc>>, Problem> {
    let (Some(target), Some(key)) = (entry.target, key) else { return Ok(None) };
    let doc = context.get(target.view, key).await?.ok_or_else(Problem::absent)?;
    let view = context.entry().and_then(|entry| entry.view(target.view)).map(|(_, view)| view.clone());
    let owners = view.map_or(Ok(vec![]), |view| view.owners(&doc.body));
    may_see(Some(caller), entry.who, &owners).map(|()| Some(doc))
}

async fn finish(
    context: &Context,
    route: &CommandRoute,
    moment: &Moment,
    headers: &HeaderMap,
    outcome: Result<Accepted, Rejected>,
    key: Option<String>,
) -> Result<Response<Body>, Problem> {
    let Accepted { position, mut shown, changed, replayed, key: kept } = outcome?;
    let key = key.or_else(|| kept.map(|key| key.to_string()));
    let view = context.entry().and_then(|entry| entry.view(route.entry.shows)).map(|(_, view)| view.clone());
    let key = key.or_else(|| shown.as_ref().and_then(|doc| key_of(&doc.body)));
    let mut waited = false;
    if let (Some(within), Some(key), Some(view), Some(doc)) = (conditions::wait(headers), &key, &view, &shown)
        && !view.settled(&doc.body)
    {
        waited = true;
        // The command is durable, whatever becomes of the waiting.
        if let Ok(Some(doc)) = context.settled(route.entry.shows, key, within).await {
            shown = Some((*doc).clone());
        }
    }
    let mut response = match (&shown, &view) {
        (Some(doc), Some(view)) => {
            let live = placed(context, route.entry.shows, view, &doc.body, moment).await;
            let mut response = Response::new(
                live.map_or_else(|| Body::from(doc.body.to_string()), |live| Body::from(live.to_string())),
            );
            let status = if route.entry.method == Method::Post { StatusCode::CREATED } else { StatusCode::OK };
            *response.status_mut() = status;
            put(&mut response, "content-type", "application/json");
            put(&mut response, "etag", &etag(doc.version));
            if let (StatusCode::CREATED, Some(location), Some(key)) = (status, route.location, &key) {
                put(&mut response, "location", &fill(location, key));
            }
            response
        }
        _ => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NO_CONTENT;
            response
        }
    };
    put(&mut response, "written-at", &format!("{}@{position}", context.name()));
    put(&mut response, "cache-control", "no-store");
    if waited {
        put(&mut response, "preference-applied", "wait");
    }
    if replayed {
        put(&mut response, "idempotent-replayed", "true");
    }
    if !changed {
        put(&mut response, UNCHANGED, "true");
    }
    Ok(response)
}

/// Sets a header, unless the value cannot be one.
pub(super) fn put(response: &mut Response<Body>, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn key_of(body: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(body).ok()?["id"].as_str().map(str::to_owned)
}

/// `/borrows/{id}` with the id in its place, escaped.
fn fill(location: &str, key: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._~@:-".contains(byte);
    let escaped: String = key
        .bytes()
        .map(|byte| if plain(&byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect();
    match (location.find('{'), location.find('}')) {
        (Some(from), Some(to)) => format!("{}{escaped}{}", &location[..from], &location[to + 1..]),
        _ => location.to_owned(),
    }
}

/// The content type of every answer that is a resource.
pub(super) fn json(body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_location_is_a_path_whatever_the_id_is() {
        assert_eq!(fill("/borrows/{id}", "a-1"), "/borrows/a-1");
        assert_eq!(fill("/books/{id}", "책"), "/books/%EC%B1%85");
    }
}
