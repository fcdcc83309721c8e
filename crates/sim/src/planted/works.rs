//! Bugs between followers, callers and their engine.

use super::Bug;
use crate::hub::Hub;
use runtime::{
    engine::{Accepted, Ask, Batch, Delivered, Work},
    registry::{ContextEntry, Posted},
};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What the engine is given instead of what was taken out of its mailboxes.
pub(crate) fn batch(hub: &Hub, entry: &ContextEntry, head: u64, batch: &mut Batch) {
    let Some(bug) = hub.bug else { return };
    for ask in &mut batch.asks {
        of_ask(hub, bug, ask, head);
    }
    for work in &mut batch.works {
        match work {
            Work::Deliver { items, .. } => of_items(hub, bug, entry, items),
            Work::Tell { facts, .. } if bug == Bug::ToldTwice && sometimes(hub) => {
                let again: Vec<_> = facts.clone();
                facts.extend(again);
            }
            _ => {}
        }
    }
}

fn sometimes(hub: &Hub) -> bool {
    hub.draw(|chance| chance.happens(1000))
}

fn of_ask(hub: &Hub, bug: Bug, ask: &mut Ask, head: u64) {
    let too_soon = match bug {
        Bug::AnsweredTooSoon => ask.posted.is_ok() && sometimes(hub),
        Bug::RefusalAsDone => ask.posted.is_err(),
        Bug::KeyForgotten => {
            ask.once = None;
            false
        }
        _ => false,
    };
    if too_soon {
        let (nobody, _) = oneshot::channel();
        let reply = std::mem::replace(&mut ask.reply, nobody);
        drop(reply.send(Ok(Accepted { position: head, shown: None, changed: true, replayed: false, key: None })));
    }
}

/// What follows from facts of this name is forgotten.
fn forgotten(bug: Bug) -> Option<&'static str> {
    Some(match bug {
        Bug::ReleaseLost => "loan.canceled",
        Bug::ReturnLost => "loan.returned",
        Bug::HandOutLost => "loan.borrowed",
        Bug::ConfirmLost => "stock.promised",
        Bug::CancelLost => "stock.refused",
        _ => return None,
    })
}

fn of_items(hub: &Hub, bug: Bug, entry: &ContextEntry, items: &mut Vec<Delivered>) {
    if bug == Bug::ItemLost && !items.is_empty() && sometimes(hub) {
        items.pop();
    }
    for item in items {
        if forgotten(bug) == Some(&*item.fact.name) && sometimes(hub) {
            item.posted = Ok(vec![]);
        }
        if bug == Bug::CorrelationLost && sometimes(hub) {
            let mut fact = (*item.fact).clone();
            let mut cause = (*fact.cause).clone();
            cause.correlation = "nobody".to_owned();
            fact.cause = Arc::new(cause);
            item.fact = Arc::new(fact);
        }
        let Ok(posted) = &mut item.posted else { continue };
        edit(hub, bug, entry, posted);
    }
}

/// Bugs in what a policy asks.
fn edit(hub: &Hub, bug: Bug, entry: &ContextEntry, posted: &mut Vec<Posted>) {
    let mut more = vec![];
    for one in posted.iter_mut() {
        let Ok(mut command) = serde_json::from_str::<Value>(&one.command.json()) else { continue };
        match bug {
            Bug::PromisedTwice | Bug::PromisedTooMuch => {
                let Some(promise) = command.get_mut("promise").filter(|promise| promise.get("qty").is_some()) else {
                    continue;
                };
                if !sometimes(hub) {
                    continue;
                }
                if bug == Bug::PromisedTwice {
                    promise["promise"] = Value::from(format!("{}b", promise["promise"].as_str().unwrap_or_default()));
                } else {
                    promise["qty"] = Value::from(promise["qty"].as_u64().unwrap_or(0) + 1);
                }
            }
            Bug::TakenBackTooMuch => {
                let Some(back) = command.get_mut("takeBack").filter(|back| back["left"].as_u64() > Some(0)) else {
                    continue;
                };
                back["left"] = Value::from(back["left"].as_u64().unwrap_or(1) - 1);
            }
            _ => continue,
        }
        let desk = entry.deciders.iter().find(|decider| decider.name == one.decider).map(|decider| (decider.desk)(1));
        let Some(Ok(made)) = desk.map(|desk| desk.command(&command.to_string())) else { continue };
        if bug == Bug::PromisedTwice {
            more.push(Posted { decider: one.decider, id: one.id.clone(), command: made });
        } else {
            one.command = made;
        }
    }
    posted.append(&mut more);
}
