//! A caller: asks the way the edge asks, gives up or tries again, and remembers what he was told.

use crate::{
    fault::Fault,
    hub::{Answer, Heard, Hub},
    orders::Order,
    poll::{at_most, pause},
};
use kernel::{Asked, Cause, Given, Key, RefusalKind, Refused, Settings};
use runtime::{
    context::{Context, Request},
    engine::{Accepted, Once, Rejected},
    guards::Guards,
    ports::Doc,
};
use std::{sync::Arc, time::Duration};

/// How often a caller with an idempotency key tries again.
const TRIES: u64 = 6;

/// How often it is looked whether a context has heard another.
const HEARS: u64 = 20;
/// So many waiting commands make a context busy.
const BUSY_ABOVE: usize = 8;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Taken.
    Accepted,
    /// The rules, a guard or the reading of the body said no.
    Refused,
    /// Nobody said anything that counts.
    Lost,
}

/// What came of one sending.
enum Sent {
    Heard(Result<Accepted, Rejected>),
    /// The edge ended it; nothing was asked.
    Edge,
    /// No answer, or none that is final.
    Nothing,
}

/// Sends until there is an answer, or patience is at an end.
pub(crate) async fn call(hub: Arc<Hub>, guards: Arc<Guards>, order: Order) -> Outcome {
    let tries = if order.once.is_some() { TRIES } else { 1 };
    let mut first: Option<String> = None;
    let mut outcome = Outcome::Lost;
    for again in 0..tries {
        let sent = send(&hub, &guards, &order, "").await;
        if order.once.is_some() && again < 2 && hub.strikes(Fault::CallerGone) {
            pause(3).await;
            continue;
        }
        match sent {
            Sent::Heard(answer) => {
                outcome = if answer.is_ok() { Outcome::Accepted } else { Outcome::Refused };
                let told = fingerprint(&answer);
                let same = first.as_ref().is_none_or(|first| *first == told);
                if !same && !is_forgotten(&hub, &order) {
                    let was = first.clone().unwrap_or_default();
                    hub.accuse("I14 same answer", format!("{} was told {was}, then {told}", order.entry.path));
                }
                let ask_again = keeps(&order, &answer) && first.is_none() && hub.draw(|chance| chance.happens(2500));
                if !ask_again {
                    break;
                }
                first = Some(told);
            }
            Sent::Edge => {
                if first.is_none() {
                    outcome = Outcome::Refused;
                }
                break;
            }
            Sent::Nothing => {}
        }
        pause(hub.draw(|chance| chance.between(1, 30))).await;
    }
    if std::env::var("SIM_ROUTES").is_ok() {
        hub.count(&format!("R {outcome:?} {:?} {}", order.entry.method, order.entry.path));
    }
    if first.is_some() && hub.draw(|chance| chance.happens(3000)) {
        another_body(&hub, &guards, &order).await;
    }
    outcome
}

/// Was the key cleared away in the meantime?
fn is_forgotten(hub: &Hub, order: &Order) -> bool {
    let forgotten = hub.forgotten.lock();
    order.once.as_ref().is_some_and(|key| forgotten.contains(&format!("request/{key}")))
}

/// Is this answer kept under the key?
fn keeps(order: &Order, answer: &Result<Accepted, Rejected>) -> bool {
    order.once.is_some()
        && match answer {
            Ok(_) => true,
            Err(Rejected::Refused { refused, .. }) => refused.kind == RefusalKind::Rule,
            Err(_) => false,
        }
}

/// The key again, with another body: it has to be refused.
async fn another_body(hub: &Hub, guards: &Guards, order: &Order) {
    if let Sent::Heard(answer) = send(hub, guards, order, "other").await
        && !matches!(answer, Err(Rejected::KeyReused))
        && !is_forgotten(hub, order)
    {
        hub.accuse("I7 one effect", format!("another body under the key of {}: {answer:?}", order.entry.path));
    }
}

fn fingerprint(answer: &Result<Accepted, Rejected>) -> String {
    match answer {
        Ok(Accepted { position, shown, .. }) => {
            let shown = shown.as_ref().map(|doc| (&*doc.body, doc.version));
            format!("done at {position}: {shown:?}")
        }
        Err(rejected) => rejected.to_string(),
    }
}

async fn send(hub: &Hub, guards: &Guards, order: &Order, other: &str) -> Sent {
    let Some(context) = hub.context(order.context) else { return Sent::Nothing };
    let views = [Some(order.entry.shows), order.entry.target.map(|target| target.view)];
    if views.into_iter().flatten().any(|view| !context.is_live(view)) {
        return Sent::Nothing;
    }
    let body = format!("{}{other}", serde_json::Value::from(order.body.clone()));
    let once = order.once.clone().map(|key| Once { key, body });
    if let Some(once) = &once {
        match context.answered(once).await {
            Ok(Some(answered)) => return heard(hub, order, format!("request/{}", once.key), answered),
            Ok(None) => {}
            Err(_) => return Sent::Nothing,
        }
    }
    let request = match prepare(hub, guards, order, &context, once).await {
        Ok(request) => request,
        Err(ended) => return ended,
    };
    let command = request.cause.command.clone();
    hub.sent.lock().insert(command.clone());
    pause(hub.draw(|chance| [0, 0, 0, 1, 5][chance.below(5) as usize])).await;
    let answer = context.ask(request).await;
    heard(hub, order, command, answer)
}

/// What the edge does before anybody is asked.
async fn prepare(
    hub: &Hub,
    guards: &Guards,
    order: &Order,
    context: &Context,
    once: Option<Once>,
) -> Result<Request, Sent> {
    let entry = &order.entry;
    let given = Given::read(entry.fields, &order.body, &order.caller, entry.who).map_err(|_| Sent::Edge)?;
    if entry.own.is_some_and(|part| !reaches(order, [order.path.get(part)])) {
        return Err(Sent::Edge);
    }
    for source in entry.after {
        at_most(HEARS, context.has_heard(source, Duration::from_secs(1))).await;
    }
    let target = target(order, context, &given).await?;
    let seen = context.see((entry.sees)(&given)).await.map_err(|_| Sent::Nothing)?;
    let guarded = match &entry.guard {
        Some(guard) => guards.ask(guard, &given, &order.caller).await,
        None => Ok(None),
    };
    let new_id = hub.fresh();
    let (at, today) = context.ambient().now();
    let asked = Asked {
        caller: &order.caller,
        at,
        today,
        new_id: &new_id,
        path: &order.path,
        given: &given,
        target: target.as_ref().map(|doc| &*doc.body),
        seen: &seen,
        answer: guarded.as_ref().ok().and_then(Option::as_ref),
        busy: context.waiting() > BUSY_ABOVE,
        settings: &Settings::default(),
    };
    let made = match &guarded {
        Ok(_) => (entry.ask)(&asked),
        Err(refused) => Err(refused.clone()),
    };
    let kept = |refused: &Refused| refused.kind == RefusalKind::Rule && once.is_some();
    let (posted, key) = match made {
        Ok(made) => (Ok(made.posted), made.shows),
        Err(refused) if kept(&refused) => (Err(refused), String::new()),
        Err(refused) if std::env::var("SIM_ROUTES").is_ok() => {
            hub.count(&format!("E {} {:?} {}", refused.code, entry.method, entry.path));
            return Err(Sent::Edge);
        }
        Err(_) => return Err(Sent::Edge),
    };
    let command = once.as_ref().map_or_else(|| format!("request/{new_id}"), |once| format!("request/{}", once.key));
    let cause = Cause {
        command,
        correlation: hub.fresh(),
        causation: "request".to_owned(),
        actor: order.caller.clone(),
        at,
        today,
    };
    let if_match = match order.if_match {
        Some(wrong) => {
            let seen = context.get(entry.shows, &key).await.map_err(|_| Sent::Nothing)?;
            Some(seen.map_or(0, |doc| doc.version) + u64::from(wrong))
        }
        None => None,
    };
    Ok(Request { posted, cause, shows: (entry.shows, key), if_match, once })
}

async fn target(order: &Order, context: &Context, given: &Given) -> Result<Option<Arc<Doc>>, Sent> {
    let Some(target) = order.entry.target else { return Ok(None) };
    let key = match target.key {
        Key::Path(name) => order.path.get(name),
        Key::Field(name) => match given.text(name) {
            Some(key) => key,
            None => return Ok(None),
        },
    };
    let doc = context.get(target.view, key).await.map_err(|_| Sent::Nothing)?.ok_or(Sent::Edge)?;
    let view = context.entry().and_then(|entry| entry.view(target.view)).map(|(_, view)| view.clone());
    let owners = view.and_then(|view| view.owners(&doc.body).ok()).unwrap_or_default();
    let own = owners.is_empty() || reaches(order, owners.iter().map(String::as_str));
    if own { Ok(Some(doc)) } else { Err(Sent::Edge) }
}

/// Is it the caller's own, or may he reach what is others'?
fn reaches<'a>(order: &Order, owners: impl IntoIterator<Item = &'a str>) -> bool {
    let own = owners.into_iter().any(|owner| owner == order.caller.id);
    own || order.entry.who.reaches_others(order.caller.role)
}

/// Tells those who check, and says whether this was an answer.
fn heard(hub: &Hub, order: &Order, command: String, answer: Result<Accepted, Rejected>) -> Sent {
    let what = match &answer {
        Ok(Accepted { position, changed, replayed, .. }) => {
            Answer::Done { position: *position, changed: *changed, replayed: *replayed }
        }
        Err(Rejected::Refused { refused, .. })
            if {
                if std::env::var("SIM_ROUTES").is_ok() {
                    hub.count(&format!("E {} {:?} {}", refused.code, order.entry.method, order.entry.path));
                }
                false
            } =>
        {
            Answer::Refused
        }
        Err(Rejected::Refused { refused, .. }) if order.once.is_none() || refused.kind == RefusalKind::Rule => {
            Answer::Refused
        }
        Err(Rejected::Changed | Rejected::Busy) if order.once.is_none() => Answer::Refused,
        Err(Rejected::Refused { .. } | Rejected::KeyReused | Rejected::Changed) => return Sent::Heard(answer),
        Err(Rejected::Broken(why)) => {
            hub.note(|| format!("  broken: {why}"));
            hub.count("broken");
            return Sent::Nothing;
        }
        Err(_) => return Sent::Nothing,
    };
    hub.heard.lock().push(Heard { context: order.context, command, what });
    match answer {
        Err(Rejected::Busy) => Sent::Nothing,
        answer => Sent::Heard(answer),
    }
}
